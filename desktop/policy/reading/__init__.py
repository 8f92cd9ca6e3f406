"""Sheets of text → the records of a pack, and everything that is wrong with what stands in their cells.

Promise: all flaws at once, each with its cell and what to write; nothing is guessed or passed over. What formulas say
is not looked at here. Hidden: what an empty cell means, and in which order the sheets must be read to know each
other's names.
"""

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

from desktop.domain.money import Rounding
from desktop.i18n import N_
from desktop.policy import book
from desktop.policy.pack import Clause, Cover, Flaw, Item, Notice, Pack, Place, Weight
from desktop.policy.reading.examples import read_examples
from desktop.policy.reading.inputs import read_inputs, require_own_columns
from desktop.policy.reading.lines import Known, Line, Told, lacks_titles, lines
from desktop.policy.reading.options import read_options
from desktop.policy.reading.parameters import read_parameters
from desktop.policy.reading.tables import read_table
from desktop.policy.units import BUILT_IN, LONGEST, PERCENT, Unit
from desktop.policy.vocabulary import (
    COLUMNS,
    COVER_KEYS,
    LEVELS,
    NEEDED,
    ROUNDINGS,
    USUAL,
    Sheet,
    both_names,
    canonical,
)

ENGINES = (1,)
"""The numbers of the engine's semantics that this program calculates by."""
MOST_MINOR_DIGITS, MOST_DIGITS = 4, 9

_SYMBOL = re.compile(r"[^\W\d]\w*|㎡")
_CURRENCY = re.compile(r"[A-Z]{3}")
_ID = re.compile(r"[0-9a-f]{64}")
_ORDINAL = re.compile(r"第 ?(.{1,4}?) ?版")  # it is said around the version wherever that is shown
_DIGITS = dict(zip("一二三四五六七八九", "123456789", strict=True))
_ORDER = Unit()
_NEEDED_KEYS = ("name", "version", "currency", "engine")
_NOT_UNITS = frozenset(["且", "或", "非", "and", "or", "not", "是", "否", "yes", "no", "true", "false"])


def load(path: Path) -> tuple[Pack | None, tuple[Flaw, ...]]:
    """Read a pack from a workbook, a folder or a `.policy`. Refused as `book.read` says; else as `read` does."""
    sheets, flaws = book.read(path)
    pack, more = read(sheets)
    return pack, (*flaws, *more)


def read(sheets: Iterable[Sheet]) -> tuple[Pack | None, tuple[Flaw, ...]]:
    """Read the records of a pack, and all flaws of its cells; None where a sheet is missing that every pack needs.

    With an error among the flaws the pack is what could be read, to look for more errors in; never to calculate with.
    """
    said = canonical(sheets)
    by_name = {sheet.name: sheet for sheet in said}
    known = Known(Told())
    missing = [name for name in (*NEEDED, *USUAL) if name not in by_name or not by_name[name].titles]
    for name in missing:
        tell = known.told.add if name in NEEDED else known.told.hint
        tell(
            Place(name, 1), N_("The sheet {sheet} is missing or empty."), N_("Take it from the template."),
            sheet=both_names(name),
        )  # fmt: skip
        by_name.pop(name, None)
    if any(name in NEEDED for name in missing):
        return None, tuple(known.told.flaws)
    found = {
        name: list(lines(by_name[name], known.told)) if name in by_name else [] for name in COLUMNS if name != "options"
    }
    if any(lacks_titles(by_name[name]) for name in found if name in by_name):
        return None, tuple(known.told.flaws)  # without them nothing below could be told from what is missing
    cover = _cover(found["cover"], found["units"], known)
    clauses = _clauses(found["clauses"], known)
    inputs = read_inputs(found["inputs"], known)
    parameters = read_parameters(found["parameters"], known)
    tables = tuple(table for sheet in said if sheet.is_table and (table := read_table(sheet, known)))
    items = _items(found["items"], known, cover)
    require_own_columns(inputs, known)
    named = [line["name"] for line in found["items"] if line["name"]]  # of those with a flaw too: nothing else is said
    options = read_options(by_name["options"], named, cover.minor_digits, known) if "options" in by_name else ()
    notices = tuple(notice for line in found["notices"] if (notice := _notice(line, known)))
    examples = read_examples(found["examples"], known, inputs, named, options)
    pack = Pack(
        cover, known.units, clauses, inputs, parameters, tables, items, options, notices, examples, book.pack_id(said)
    )
    return pack, tuple(known.told.flaws)


def _cover(found: Sequence[Line], units: Sequence[Line], known: Known) -> Cover:
    told = known.told
    by_key: dict[str, Line] = {}
    for line in found:
        key = line["key"]
        if key not in COVER_KEYS:
            told.unknown(
                line.place("key"), N_("The cover has no line “{word}”."), key, COVER_KEYS.all(), N_("Remove the line.")
            )
        elif key in by_key:
            told.add(line.place("key"), N_("“{key}” is there twice."), N_("Remove one of the two."), key=key)
        else:
            by_key[key] = line
    empty = Line("cover", 1, {})
    at = {key: by_key.get(key, empty) for key in COVER_KEYS.chinese}
    for key in _NEEDED_KEYS:
        if not at[key]["value"]:
            told.add(
                at[key].place("value" if key in by_key else ""), N_("The cover does not say “{key}”."), N_("Write it."),
                key=COVER_KEYS.both(key),
            )  # fmt: skip
    text = {key: line["value"] for key, line in at.items()}
    place = {key: line.place("value") for key, line in at.items()}
    if text["currency"] and not _CURRENCY.fullmatch(text["currency"]):
        told.add(
            place["currency"],
            N_("“{text}” is no currency."),
            N_("Write its three letters: CNY."),
            text=text["currency"],
        )
    if said := _ORDINAL.fullmatch(text["version"]):
        told.add(place["version"], N_("“{text}” is no version."), N_("Write {proposal}."), text=text["version"],
                 proposal=_DIGITS.get(said[1], said[1]))  # fmt: skip
    if text["supersedes"] and not _ID.fullmatch(text["supersedes"]):
        told.add(
            place["supersedes"], N_("“{text}” is not the id of a pack."),
            N_("Copy the 64 characters of the pack before, or leave it empty."), text=text["supersedes"],
        )  # fmt: skip
    since, until = known.day(text["valid_from"], place["valid_from"]), known.day(text["valid_to"], place["valid_to"])
    known.require_order(since, until, place["valid_to"])
    minor = known.whole(at["minor_digits"], "value", 0, MOST_MINOR_DIGITS)
    money = _units(units, text["money_unit"] or "元", place["money_unit"], known)
    return Cover(
        text["name"], text["area"], text["version"], text["supersedes"], since, until, text["currency"], money,
        2 if minor is None else minor, _engine(at["engine"], known), text["note"],
    )  # fmt: skip


def _engine(line: Line, known: Known) -> int:
    text = line["value"]
    if text and text not in map(str, ENGINES):
        known.told.add(
            line.place("value"), N_("This program does not know the calculation rules {text}."),
            N_("Write {known}, or use a newer program."), text=text, known=ENGINES[-1],
        )  # fmt: skip
    return int(text) if text in map(str, ENGINES) else ENGINES[-1]


def _units(found: Sequence[Line], money: str, at: Place, known: Known) -> str:
    """Learn the units of a pack; gives the canonical symbol of its money."""
    symbols = dict(BUILT_IN)
    listed: set[str] = set()
    for symbol, place in [*((line["symbol"], line.place("symbol")) for line in found), (money, at)]:
        if symbol in listed and place is not at:
            known.told.add(place, N_("“{text}” is there twice."), N_("Remove one of the two."), text=symbol)
        elif symbol in symbols or symbol == PERCENT:
            pass
        elif _SYMBOL.fullmatch(symbol) and len(symbol) <= LONGEST and symbol not in _NOT_UNITS:
            symbols[symbol] = symbol
        else:
            known.told.add(
                place, N_("“{text}” can't be a unit."), N_("A unit is one short word, without digits before it."),
                text=symbol,
            )  # fmt: skip
        listed.add(symbol)
    known.units = symbols
    return symbols.get(money, money)


def _clauses(found: Sequence[Line], known: Known) -> tuple[Clause, ...]:
    clauses: dict[str, Clause] = {}
    for line in found:
        key = line["id"]
        if not key:
            known.told.add(line.place("id"), N_("The clause has no number."), N_("Write one, such as 第八条."))
        elif key in clauses:
            known.told.add(
                line.place("id"), N_("The clause {id} is there twice."), N_("Number it differently."), id=key
            )
        else:
            clauses[key] = Clause(
                key, line["document"], line["article"], line["text"], line["plain"], line.place("id")
            )  # fmt: skip
    known.clauses = clauses
    return tuple(clauses.values())


def _items(found: Sequence[Line], known: Known, cover: Cover) -> tuple[Item, ...]:
    money = Unit(((cover.money_unit, 1),))
    orders = [_order(line, known) for line in found]
    last = max((order for order in orders if order is not None), default=Fraction())
    items: list[Item] = []
    for line, order in zip(found, orders, strict=True):
        if order is None:
            last += 1
        name = known.name(line["name"], line.place("name"))
        formula = line.formula("formula")
        if formula is None:
            known.told.add(line.place("formula"), N_("The formula is missing."), N_("Write it; 0 gives nothing."))
        unit = known.unit(line["unit"], line.place("unit"))
        rounding = known.word(line, "round", ROUNDINGS)
        digits = known.whole(line, "digits", -MOST_DIGITS, MOST_DIGITS)
        clause = known.clause(line["clause"], line.place("clause"))
        if not name or formula is None:
            continue
        items.append(
            Item(
                order=last if order is None else order,
                name=name,
                label=line["label"] or name,
                clause=clause,
                when=line.formula("when"),
                formula=formula,
                unit=unit,
                rounding=Rounding(rounding) if rounding not in ("", "none") else None,
                digits=(cover.minor_digits if unit == money else 0) if digits is None else digits,
                least=line.formula("min"),
                most=line.formula("max"),
                plain=line["plain"],
                otherwise=line["otherwise"],
                place=line.place("name"),
            )
        )
    return tuple(items)


def _order(line: Line, known: Known) -> Fraction | None:
    text = line["order"]
    found = known.number(text, line.place("order"), _ORDER) if text else None
    return found[0] if found else None


def _notice(line: Line, known: Known) -> Notice | None:
    when, level = line.formula("when"), known.word(line, "level", LEVELS)
    clause = known.clause(line["clause"], line.place("clause"))
    if when is None:
        known.told.add(line.place("when"), N_("The condition is missing."), N_("Write it; 是 (yes) shows it always."))
    if not line["level"]:
        known.told.add(
            line.place("level"), N_("The level is missing."), N_("Write one of these: {words}."),
            words="、".join(map(LEVELS.spoken, LEVELS.chinese)),
        )  # fmt: skip
    if not line["text"]:
        known.told.add(line.place("text"), N_("The text is missing."), N_("Write what is to be said."))
    return Notice(when, Weight(level), line["text"], clause, line.place("when")) if when and level else None
