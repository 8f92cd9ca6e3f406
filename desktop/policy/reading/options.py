"""The sheet of options → the ways to be compensated, and what each counts.

Promise: an item stands in one row, and a cell that is no sign is told.
"""

from collections.abc import Collection, Mapping

from desktop.domain.money import Rounding
from desktop.i18n import N_
from desktop.policy.pack import Option, Place
from desktop.policy.reading.lines import Known, Line, Told, once, rows
from desktop.policy.vocabulary import OPTION_KINDS, OPTION_ROWS, ROUNDINGS, Sheet

_FIRST, _SIGNS = "item", {"+": 1, "-": -1}
_LEAST_DIGITS = -9


def read_options(sheet: Sheet, items: Collection[str], minor_digits: int, known: Known) -> tuple[Option, ...]:
    """Read the options in the order of their columns."""
    told = known.told
    titles = once(sheet, told)
    if _FIRST not in titles or sheet.titles[0] != _FIRST:
        told.add(
            Place(sheet.name, 1, sheet.titles[0]), N_("The first column must be called 项目 (item)."),
            N_("The options stand in the columns after it."),
        )  # fmt: skip
        return ()
    names = [title for title in titles[1:] if known.name(title, Place(sheet.name, 1, title), is_of_pack=False)]
    if len(titles) == 1:
        told.add(Place(sheet.name, 1), N_("There is no option."), N_("Write its name beside 项目 (item)."))
    said: dict[str, Line] = {}
    signs: dict[str, dict[str, int]] = {name: {} for name in names}
    seen: dict[str, int] = {}
    for line in rows(sheet, told):
        first = line[_FIRST]
        if _is_known(line, items, seen, told):
            if first.startswith("@"):
                said[first[1:]] = line
            else:
                _count(line, signs, told)
    return tuple(_option(name, signs[name], said, minor_digits, known) for name in names)


def _is_known(line: Line, items: Collection[str], seen: dict[str, int], told: Told) -> bool:
    """Whether the row is of an item or a word after @, and the first of its kind."""
    first, place = line[_FIRST], line.place(_FIRST)
    is_word = first.startswith("@")
    if is_word and first[1:] not in OPTION_ROWS:
        told.unknown(
            place, N_("There is no row “{word}”."), first, [f"@{word}" for word in OPTION_ROWS.all()], N_("Remove it.")
        )
        return False
    if not first:
        told.add(place, N_("The row has no item."), N_("Write the name of an item, or empty the row."))
        return False
    if not is_word and first not in items and OPTION_ROWS.english(first) in OPTION_ROWS:
        told.add(place, N_("There is no row “{word}”."), N_("Write {proposal}."), word=first, proposal=f"@{first}")
        return False
    if not is_word and first not in items:
        told.unknown(
            place, N_("There is no item “{word}”."), first, items, N_("Write it on the sheet 补偿项目 (items) first.")
        )
        return False
    if first in seen:
        told.add(place, N_("“{name}” has two rows (the other is row {row})."), N_("Remove one of the two."),
                 name=first, row=seen[first])  # fmt: skip
        return False
    seen[first] = line.row
    return True


def _count(line: Line, signs: Mapping[str, dict[str, int]], told: Told) -> None:
    for option, counted in signs.items():
        cell = line[option]
        if cell in _SIGNS:
            counted[line[_FIRST]] = _SIGNS[cell]
        elif cell:
            told.add(
                line.place(option), N_("“{text}” is no sign."),
                N_("+ counts the item, - subtracts it, an empty cell leaves it out."), text=cell,
            )  # fmt: skip


def _option(
    name: str, signs: Mapping[str, int], said: Mapping[str, Line], minor_digits: int, known: Known
) -> Option:  # fmt: skip
    empty = Line("options", 1, {})
    line = {word: said.get(word, empty) for word in OPTION_ROWS.chinese}
    kind = known.word(line["kind"], name, OPTION_KINDS)
    rounding = known.word(line["round"], name, ROUNDINGS)
    digits = known.whole(line["digits"], name, _LEAST_DIGITS, minor_digits)
    return Option(
        name="".join(name.split()),  # with a space it is told, and read without it to look for more errors in
        signs=signs,
        when=line["when"].formula(name),
        is_choice=kind != "subtotal",
        label=line["label"][name] or name,
        receives=line["receives"][name],
        pays=line["pays"][name],
        rounding=Rounding(rounding) if rounding not in ("", "none") else None,
        digits=minor_digits if digits is None else digits,
        place=Place("options", 1, name),
    )
