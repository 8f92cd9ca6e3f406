"""Words that many papers share: days to keep, from when to when, lists, what a choice or a field is called.

Promise: a day is said with its weekday wherever somebody has to keep it. Hidden: how either language writes a day.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from desktop.domain import money
from desktop.domain.fields import Field, Kind
from desktop.i18n import N_, word

_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_ENGLISH = {
    "people_count": "People",
    "address_note": "How to find it",
    "title_disputed": "Title disputed",
    "dispute_note": "What about",
    "registered_gross": "Registered area",
    "registered_net": "Registered net area",
    "on_floor": "On floor no.",
    "encumbrance": "Mortgage, lease",
    "business_licence": "Licence",
    "area_dispute_note": "What about",
    "recognition_document": "Document no.",
    "id_number": "ID number",
    "item_source": "Source",
    "wished_area": "Area",
    "wished_flats": "Flats",
    "wished_place": "Where",
    "wished_layout": "Layout",
    "contact_wish": "Best way",
    "contact_note": "Note",
}
"""What a field is called in English where its own name says little to a household."""
_CHOSEN = {"sheet": "compensation sheet", "handed": "handed over", "left": "left there", "mailed": "by post"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(on: date, language: str, year: int | None = None) -> str:
    """A day to keep: 11 月 25 日 周三, with its year where that is not `year`."""
    message = N_("{weekday} {day} {month}") if on.year == year else N_("{weekday} {day} {month} {year}")
    month = on.month if is_chinese(language) else _MONTHS[on.month - 1]
    return word(message, language, weekday=weekday(on, language), day=on.day, month=month, year=on.year)


def plain_day(on: date, language: str, year: int | None = None) -> str:
    """11 月 25 日, with its year where that is not `year`."""
    message = N_("{day} {month}") if on.year == year else N_("{day} {month} {year}")
    month = on.month if is_chinese(language) else _MONTHS[on.month - 1]
    return word(message, language, day=on.day, month=month, year=on.year)


def weekday(on: date, language: str) -> str:
    """周三."""
    return word(_WEEKDAYS[on.weekday()], language)


def hours(began: datetime, ended: datetime | None, language: str) -> str:
    """2026-11-18 周三 09:32–10:04."""
    until = ""
    if ended is not None:
        until = f"–{ended:%H:%M}" if ended.date() == began.date() else f"–{ended:%Y-%m-%d %H:%M}"
    return f"{began:%Y-%m-%d} {weekday(began, language)} {began:%H:%M}{until}"


def listed(texts: Iterable[str], language: str) -> str:
    """Several, one after the other."""
    return ("、" if is_chinese(language) else ", ").join(texts)


def choice(field: Field, chosen: str, language: str) -> str:
    """What one of a field's choices is called; an unknown one of a newer program is itself."""
    if is_chinese(language):
        return dict(field.choices).get(chosen, chosen)
    return _CHOSEN.get(chosen) or chosen.replace("co_", "co-").replace("_", " ")


def label(field: Field, language: str) -> str:
    """What a field is called."""
    return field.label if is_chinese(language) else _ENGLISH.get(field.name) or opening(field.english)


def opening(words: str) -> str:
    """Words as they stand where a line opens: with a capital letter."""
    return words[:1].upper() + words[1:]


def aside(words: str, language: str) -> str:
    """Words in the brackets of the language, with what is free before them."""
    return f"（{words}）" if is_chinese(language) else f" ({words})"


def is_chinese(language: str) -> bool:
    """Whether the paper speaks Chinese."""
    return language.startswith("zh")


def value(field: Field, held: Any, language: str) -> str:
    """What a field holds, with its unit; nothing where that is not known. A sealed one is its mask."""
    match held:
        case None | "" | ():
            return ""
        case bool():
            return word("yes", language) if held else word("no", language)
        case date() if not isinstance(held, datetime):
            return held.isoformat()
        case [*texts]:
            return listed(texts, language)
        case Decimal():
            told = f"{held:.2f}" if field.unit == "㎡" and held == round(held, 2) else f"{held.normalize():f}"
        case int() if field.kind is Kind.MONEY:
            told = money.shown(held)
        case _:
            told = choice(field, str(held), language) if field.kind is Kind.CHOICE else str(held)
    return f"{told} {unit(field, language)}".strip() if field.unit != "%" else f"{told}%"


def unit(field: Field, language: str) -> str:
    """The unit of a field; in English the Chinese ones go without saying, except that of money."""
    if is_chinese(language) or not is_han(field.unit):
        return field.unit
    return word("yuan", language) if field.unit == "元" else ""


def is_han(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)
