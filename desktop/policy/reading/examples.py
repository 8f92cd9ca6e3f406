"""The sheet of worked examples → what each gives and what it expects.

Promise: an example names only what the pack has, and each thing once; rows of a list follow each other from 1.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from desktop.i18n import N_
from desktop.policy.pack import Example, Expected, Input, Kind, Option
from desktop.policy.reading.lines import Known, Line
from desktop.policy.vocabulary import KINDS

_OF_LIST = re.compile(r"([^.\[\]]+)\[([1-9][0-9]{0,4})\]\.([^.\[\]]+)")
_ABSENT = ("不适用", "not applicable", "")


class _Names:
    """What examples may name, by kind."""

    def __init__(self, inputs: Sequence[Input], items: Sequence[str], options: Sequence[Option]) -> None:
        self.lists = {
            one.name: {column.name: column for column in one.columns} for one in inputs if one.kind is Kind.LIST
        }
        cells = [f"{name}[1].{column}" for name, columns in self.lists.items() for column in columns]
        self.by_kind = {
            "input": [*(one.name for one in inputs if one.kind is not Kind.LIST), *cells],
            "item": items,
            "total": [option.name for option in options],
        }
        self._sets = {kind: frozenset(names) for kind, names in self.by_kind.items()}

    def has(self, kind: str, name: str) -> bool:
        if kind == "input" and (cell := _OF_LIST.fullmatch(name)):
            return cell[3] in self.lists.get(cell[1], ())
        return name in self._sets[kind]


def read_examples(
    found: Sequence[Line], known: Known, inputs: Sequence[Input], items: Sequence[str], options: Sequence[Option]
) -> tuple[Example, ...]:
    """Read the examples in the order of their first rows."""
    names = _Names(inputs, items, options)
    by_name: dict[str, list[Line]] = {}
    for line in found:
        if line["example"]:
            by_name.setdefault(line["example"], []).append(line)
        else:
            known.told.add(line.place("example"), N_("The row belongs to no example."), N_("Write the example's name."))
    return tuple(_example(name, lines, names, known) for name, lines in by_name.items())


def _example(name: str, lines: Sequence[Line], names: _Names, known: Known) -> Example:
    source = ""
    told: dict[str, dict[str, Expected]] = {kind: {} for kind in names.by_kind}
    for line in lines:
        kind = known.word(line, "kind", KINDS)
        if not line["kind"]:
            known.told.add(
                line.place("kind"), N_("The kind is missing."), N_("Write one of these: {words}."),
                words="、".join(map(KINDS.spoken, KINDS.chinese)),
            )  # fmt: skip
        if kind == "source":
            source = "\n".join(filter(None, (source, line["value"] or line["name"])))
        elif kind and (expected := _expected(line, kind, names, known)):
            if expected.name in told[kind]:
                first = told[kind][expected.name].place.row
                known.told.add(
                    line.place("name"), N_("“{name}” has two rows (the other is row {row})."),
                    N_("Remove one of the two."), name=expected.name, row=first,
                )  # fmt: skip
            told[kind].setdefault(expected.name, expected)
    _require_rows(tuple(told["input"].values()), known)
    given, items, totals = (tuple(each.values()) for each in told.values())
    return Example(name, source, given, items, totals, lines[0].place("example"))


def _expected(line: Line, kind: str, names: _Names, known: Known) -> Expected | None:
    name, value = line["name"], line["value"]
    if not names.has(kind, name):
        _tell_unknown(line, kind, names, known)
        return None
    if kind == "total" and value in _ABSENT:
        value = ""
    elif not value:
        known.told.add(line.place("value"), N_("The value is missing."), N_("Write it, or remove the row."))
    return Expected(name, value, line.place("value"))


def _tell_unknown(line: Line, kind: str, names: _Names, known: Known) -> None:
    name, place = line["name"], line.place("name")
    owner = name.partition(".")[0].partition("[")[0]
    if kind == "input" and names.lists.get(owner):
        known.told.unknown(
            place, N_("There is no “{word}”."), name, [f"{owner}[1].{column}" for column in names.lists[owner]],
            N_("The columns of a list are written like 人员[1].年龄, each row with its number."),
        )  # fmt: skip
        return
    message = {
        "input": N_("There is no input “{word}”."),
        "item": N_("There is no item “{word}”."),
        "total": N_("There is no option “{word}”."),
    }[kind]
    known.told.unknown(place, message, name, names.by_kind[kind], N_("Write a name that the pack has."))


def _require_rows(given: Sequence[Expected], known: Known) -> None:
    rows: dict[str, dict[int, Expected]] = {}
    for each in given:
        if cell := _OF_LIST.fullmatch(each.name):
            rows.setdefault(cell[1], {}).setdefault(int(cell[2]), each)
    for name, numbered in rows.items():
        for number, each in numbered.items():
            if number > 1 and number - 1 not in numbered:
                known.told.add(
                    replace(each.place, column="name"), N_("Row {row} of the list “{name}” follows no row {before}."),
                    N_("Number the rows from 1, without a gap."), row=number, name=name, before=number - 1,
                )  # fmt: skip
