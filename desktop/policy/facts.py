"""What is said of a household: a facts file, or the cells of an example, becomes the values that a pack asks for.

Promise: everything that is wrong is told at once, nothing is clamped, guessed or taken for zero; facts that mean the
same have the same bytes. Hidden: the form of those bytes, and that a list may have so many rows at the most.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from functools import cached_property
from typing import NoReturn, cast

from desktop.domain.errors import Finding, Refused
from desktop.i18n import N_
from desktop.policy.language import MOST_DIGITS, folded
from desktop.policy.pack import Expected, Input, Kind, Pack
from desktop.policy.tree import Given
from desktop.policy.wording import exact
from desktop.policy.written import TRUTHS, number

MOST_ROWS = 500
"""Of a list."""
MOST_BYTES = 4 << 20
"""Of a facts file."""

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_CELL = re.compile(r"(?P<list>[^\[\]]+)\[(?P<row>[1-9][0-9]{0,4})\]\.(?P<column>[^\[\]]+)", re.ASCII)
_LONGEST_NAME, _MOST_FINDINGS = 60, 200
_ABSENT = object()


@dataclass(frozen=True)
class Facts:
    """`canonical`: `{"inputs":{…}}`, defaults filled in, numbers in their declared unit."""

    given: Given
    canonical: bytes

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.canonical).hexdigest()


def parse(text: bytes) -> dict[str, object]:
    """Give the inputs of a facts file, `{"inputs": {…}}`, as `read` takes them."""
    if len(text) > MOST_BYTES:
        raise Refused("The facts file is too big.", "Give the facts of one household.")
    try:
        whole: object = json.loads(text, object_pairs_hook=_named_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Refused("The facts file is not JSON.", 'Write it like {{"inputs": {{"…": "86.50"}}}}.') from None
    inputs = cast("dict[str, object]", whole).get("inputs") if isinstance(whole, dict) else None
    if not isinstance(inputs, dict) or len(cast("dict[str, object]", whole)) > 1:
        raise Refused('The facts file holds something else than "inputs".', "Put all facts under it.")
    return cast("dict[str, object]", inputs)


def read(pack: Pack, raw: Mapping[str, object]) -> Facts:
    """Read facts as JSON gives them: numbers as decimal text or whole, ISO days, true and false, choices, lists."""
    reading = _Reading()
    given = reading.values(pack.inputs, raw, "")
    if reading.findings:
        raise Refused(
            "These facts can't be calculated with.",
            "Correct what is told, and calculate again.",
            findings=tuple(reading.findings[:_MOST_FINDINGS]),
        )
    written = {"inputs": {each.name: _written(each, given[each.name]) for each in pack.inputs}}
    text = json.dumps(written, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Facts(cast("Given", given), unicodedata.normalize("NFC", text).encode())


def of_cells(pack: Pack, cells: Iterable[Expected]) -> dict[str, object]:
    """Give an example's cells as `read` takes them: 人员[1].年龄 is in the list's first row, 是 is true."""
    declared = {each.name: each for each in pack.inputs}
    raw: dict[str, object] = {}
    rows: dict[str, dict[int, dict[str, object]]] = {}
    findings: list[Finding] = []
    for cell in cells:
        found = _CELL.fullmatch(cell.name)
        of_list = declared.get(found["list"]) if found else None
        if found and of_list and of_list.kind is Kind.LIST:
            target = rows.setdefault(of_list.name, {}).setdefault(int(found["row"]), {})
            name = found["column"]
            known = next((column for column in of_list.columns if column.name == name), None)
        else:
            target, name, known = raw, cell.name, declared.get(cell.name)
        if name in target:
            findings.append(Finding(cell.name, N_("“{name}” is given twice."), values={"name": cell.name}))
        target[name] = _of_cell(known, cell.value)
    for name, numbered in rows.items():
        raw[name] = [row for _, row in sorted(numbered.items())]
        missing = next((place for place in range(1, len(numbered) + 1) if place not in numbered), None)
        if missing:
            message = N_("Row {row} of “{name}” is missing.")
            findings.append(Finding(f"{name}[{missing}]", message, values={"row": missing, "name": name}))
    if findings:
        raise Refused("The facts of the example are not in order.", "Correct what is told.", findings=tuple(findings))
    return raw


class _Reading:
    """Reads values and takes down what is wrong with them."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def values(self, inputs: Sequence[Input], raw: Mapping[str, object], before: str) -> dict[str, object]:
        """Give the values by name; those that are wrong are left out and told. `before` leads to the list's row."""
        given: dict[str, object] = {}
        for name, value in raw.items():
            canonical = folded(unicodedata.normalize("NFC", name))
            if canonical in given:
                self._tell(before + canonical, N_("“{name}” is given twice."))
            given[canonical] = value
        self._unknown(given, inputs, before)
        return {each.name: self._value(each, given.get(each.name, _ABSENT), before + each.name) for each in inputs}

    def _unknown(self, given: Iterable[str], inputs: Sequence[Input], before: str) -> None:
        known = [each.name for each in inputs]
        lists = {each.name for each in inputs if each.kind is Kind.LIST}
        for name in given:
            if name not in known and len(self.findings) < _MOST_FINDINGS:
                owner, dot, column = name.partition(".")
                if dot and (owner := owner.partition("[")[0]) in lists:
                    message = N_("The rows of the list “{list}” stand in a facts file: {example}")
                    example = f'{{"inputs": {{"{owner}": [{{"{column}": "…"}}]}}}}'
                    self._tell(before + name, message, list=owner, example=example)
                    continue
                near = get_close_matches(name[:_LONGEST_NAME], known, 1, 0.5)
                if near:
                    message = N_("The plan does not ask for “{name}”. Did you mean “{proposal}”?")
                    self._tell(before + name, message, proposal=before + near[0])
                else:
                    self._tell(before + name, N_("The plan does not ask for “{name}”."))

    def _value(self, asked: Input, value: object, name: str) -> object:
        if asked.kind is Kind.LIST:
            return () if value is _ABSENT else self._rows(asked, value, name)
        if value is _ABSENT and asked.default is not None:
            return asked.default
        if value is _ABSENT or value is None:
            return self._tell(name, N_("“{name}” is missing."))
        found = {
            Kind.NUMBER: self._number,
            Kind.YESNO: self._truth,
            Kind.CHOICE: self._choice,
            Kind.DATE: self._day,
        }[asked.kind](asked, value, name)
        if isinstance(found, Fraction | date):
            self._range(asked, found, name)
        return found

    def _number(self, asked: Input, value: object, name: str) -> Fraction | None:
        if isinstance(value, float):
            return self._tell(
                name,
                N_("“{name}” is a JSON number with decimals, which is not kept exactly. Put it in quotes."),
            )
        if isinstance(value, bool) or not isinstance(value, int | str):
            return self._tell(name, N_('“{name}” must be a number, in quotes like "86.50", or a whole one.'))
        if isinstance(value, int):
            text = str(value) if abs(value) < 10**MOST_DIGITS else "1" * (MOST_DIGITS + 1)
        else:
            text = value
        if not _NUMBER.fullmatch(text):
            return self._tell(name, N_('“{name}” must be a number, in quotes like "86.50", or a whole one.'))
        if sum(sign.isdigit() for sign in text) > MOST_DIGITS:
            return self._tell(name, N_("“{name}” has more than {most} digits."), most=MOST_DIGITS)
        if len(text.partition(".")[2].rstrip("0")) > asked.decimals:
            return self._tell(name, N_("“{name}” has more than {most} decimals."), most=asked.decimals)
        return Fraction(text) / 10**asked.unit.decimals

    def _truth(self, _asked: Input, value: object, name: str) -> bool | None:
        return value if isinstance(value, bool) else self._tell(name, N_("“{name}” must be true or false."))

    def _choice(self, asked: Input, value: object, name: str) -> str | None:
        choice = unicodedata.normalize("NFC", value) if isinstance(value, str) else None
        if choice in asked.choices:
            return choice
        near = get_close_matches((choice or "")[:_LONGEST_NAME], asked.choices, 1, 0.5)
        return self._tell(
            name, N_("“{name}” must be one of: {choices}."), choices=" ".join(asked.choices),
            proposal=near[0] if near else None,
        )  # fmt: skip

    def _day(self, _asked: Input, value: object, name: str) -> date | None:
        if isinstance(value, str) and _DAY.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                return self._tell(name, N_("The calendar has no such day as “{name}” tells."))
        return self._tell(name, N_('“{name}” must be a day like "2026-11-03".'))

    def _range(self, asked: Input, value: Fraction | date, name: str) -> None:
        position = _position(value)
        is_day = isinstance(value, date)
        if asked.least is not None and position < _position(asked.least):
            message = N_("“{name}” is before {least}.") if is_day else N_("“{name}” is below {least}.")
            self._tell(name, message, least=_bound(asked, asked.least))
        if asked.most is not None and position > _position(asked.most):
            message = N_("“{name}” is after {most}.") if is_day else N_("“{name}” is above {most}.")
            self._tell(name, message, most=_bound(asked, asked.most))

    def _rows(self, asked: Input, value: object, name: str) -> tuple[dict[str, object], ...]:
        if not isinstance(value, list | tuple):
            self._tell(name, N_("“{name}” must be a list of objects."))
            return ()
        rows = cast("Sequence[object]", value)
        if len(rows) > MOST_ROWS:
            self._tell(name, N_("“{name}” has more than {most} rows."), most=MOST_ROWS)
            return ()
        return tuple(self._row(asked, row, f"{name}[{place}]") for place, row in enumerate(rows, 1))

    def _row(self, asked: Input, row: object, name: str) -> dict[str, object]:
        if not isinstance(row, dict) or not all(isinstance(key, str) for key in cast("dict[object, object]", row)):
            self._tell(name, N_("“{name}” must be an object with the columns of the list."))
            return {}
        return self.values(asked.columns, cast("dict[str, object]", row), f"{name}.")

    def _tell(self, name: str, message: str, *, proposal: str | None = None, **values: object) -> None:
        shown = _shown(name)
        told = {"name": shown, **values, **({"proposal": proposal} if proposal else {})}
        self.findings.append(Finding(shown, message, proposal=proposal, values=told))


def _position(value: Fraction | date) -> Fraction | int:
    return value if isinstance(value, Fraction) else value.toordinal()


def _bound(asked: Input, value: Fraction | date) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return exact(value * 10**asked.unit.decimals) + str(asked.unit)


def _shown(name: str) -> str:
    """Shorten what anybody may have written, and take out what can't be printed."""
    short = name if len(name) <= _LONGEST_NAME * 2 else name[:_LONGEST_NAME] + "…"
    return "".join(sign if sign.isprintable() else "?" for sign in short)


def _written(asked: Input, value: object) -> object:
    match value:
        case Fraction():
            return exact(value * 10**asked.unit.decimals)
        case date():
            return value.isoformat()
        case tuple():
            rows = cast("tuple[Mapping[str, object], ...]", value)
            return [{column.name: _written(column, row[column.name]) for column in asked.columns} for row in rows]
        case _:
            return value


def _of_cell(asked: Input | None, text: str) -> object:
    """Give a cell as JSON would; what does not fit stays text, for `read` to tell."""
    if asked and asked.kind is Kind.YESNO:
        return TRUTHS.get(text.strip().lower(), text)
    if asked and asked.kind is Kind.NUMBER and (found := number(text, asked.unit)):
        return exact(found[0] * 10**asked.unit.decimals)
    return text


def _named_once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    named = dict(pairs)
    if len(named) < len(pairs):
        name = next(name for place, (name, _) in enumerate(pairs) if name in dict(pairs[:place]))
        raise Refused("The facts file names “{name}” twice.", "Keep one of them.", name=_shown(name))
    return named


def _no_number(_text: str) -> NoReturn:
    raise ValueError
