"""Packs as records, for tests of what they mean: each part in one line, the rest as it mostly is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from desktop.domain.money import Rounding
from desktop.policy import proofing, units
from desktop.policy.pack import (
    Cell,
    Clause,
    Cover,
    Input,
    Item,
    Kind,
    Mode,
    Notice,
    Option,
    Pack,
    Parameter,
    Place,
    Table,
    TableRow,
    Value,
    Version,
    Weight,
)
from desktop.policy.tree import Proofed
from desktop.policy.units import BUILT_IN, parse

COVER = Cover("试验", "片区", "1", "", date(2026, 1, 1), date(2027, 12, 31), "CNY", "元", 2, 1, "")


def number(name: str, unit: str = "", decimals: int = 2, least: str = "0", most: str = "1000", **more: Any) -> Input:
    one = parse(unit)
    base = 10**one.decimals
    return _input(name, Kind.NUMBER, unit=one, decimals=decimals, least=Fraction(least) / base,
                  most=Fraction(most) / base, **more)  # fmt: skip


def yesno(name: str, **more: Any) -> Input:
    return _input(name, Kind.YESNO, **more)


def day(name: str, least: str = "1900-01-01", most: str = "2030-12-31", **more: Any) -> Input:
    return _input(name, Kind.DATE, least=date.fromisoformat(least), most=date.fromisoformat(most), **more)


def choice(name: str, *choices: str, **more: Any) -> Input:
    return _input(name, Kind.CHOICE, choices=choices, **more)


def rows(name: str, *columns: Input, **more: Any) -> Input:
    return _input(name, Kind.LIST, columns=columns, **more)


def _input(name: str, kind: Kind, **more: Any) -> Input:
    usual: dict[str, Any] = {
        "unit": units.NONE, "decimals": 0, "least": None, "most": None, "choices": (), "default": None,
        "label": name, "evidence": "", "field": "", "is_of_area": False, "place": Place("inputs", 0),
    }  # fmt: skip
    return Input(name, kind, **(usual | more))


def parameter(
    name: str, value: str, unit: str = "", *, by: str = "", versions: Sequence[tuple[str, str, str]] = ()
) -> Parameter:
    """One value, or `versions` of (value, since, until)."""
    one = parse(unit)
    told = [
        Version(
            Fraction(text) / 10**one.decimals,
            len(text.partition(".")[2]) + one.decimals,
            date.fromisoformat(since) if since else None,
            date.fromisoformat(until) if until else None,
            "一",
            Place("parameters", 0),
        )
        for text, since, until in versions or [(value, "", "")]
    ]
    return Parameter(name, Kind.NUMBER, one, by, tuple(told), Place("parameters", 0))


def table(
    name: str,
    mode: Mode,
    titles: Sequence[str],
    *lines: Sequence[str],
    keys: int = 0,
    key_units: str = "",
    value_units: str = "",
) -> Table:
    """Lines of keys, for tiers and ladders from, from_word, to, to_word, and values."""
    told: list[TableRow] = []
    for place, line in enumerate(lines):
        rest = list(line[keys:])
        low, low_word, high, high_word = ("", "incl", "", "excl") if mode is Mode.LOOKUP else rest[:4]
        values = rest if mode is Mode.LOOKUP else rest[4:]
        told.append(
            TableRow(
                tuple(line[:keys]),
                low,
                low_word == "incl",
                high,
                high_word == "incl",
                tuple(values),
                None,
                None,
                place + 3,
            )
        )
    return Table(
        name, mode, keys, tuple(parse(unit) for unit in key_units.split("|")) if key_units else (),
        tuple(parse(unit) for unit in value_units.split("|")) if value_units else (), "一", "", tuple(titles),
        tuple(told), Place(f"table_{name}", 1),
    )  # fmt: skip


def item(name: str, formula: str, unit: str = "元", rounding: Rounding | None = Rounding.HALF_UP, **more: Any) -> Item:
    usual: dict[str, Any] = {
        "order": Fraction(0), "label": name, "clause": "一", "digits": 2, "plain": "", "otherwise": "",
    }  # fmt: skip
    cells = {each: Cell(str(more.pop(each)), Place("items", 0, each)) if each in more else None
             for each in ("when", "least", "most")}  # fmt: skip
    return Item(name=name, formula=Cell(formula, Place("items", 0, "formula")), unit=parse(unit), rounding=rounding,
                place=Place("items", 0), **cells, **(usual | more))  # fmt: skip


def option(name: str, *signs: str, when: str = "", **more: Any) -> Option:
    """`signs` are names of items, those with a minus before them are subtracted."""
    usual: dict[str, Any] = {
        "is_choice": True, "label": name, "receives": "住户得", "pays": "住户添", "rounding": None, "digits": 2,
    }  # fmt: skip
    return Option(
        name, {sign.lstrip("-"): -1 if sign.startswith("-") else 1 for sign in signs},
        Cell(when, Place("options", 2, name)) if when else None, place=Place("options", 1, name), **(usual | more),
    )  # fmt: skip


def notice(when: str, text: str, weight: Weight = Weight.NOTE) -> Notice:
    return Notice(Cell(when, Place("notices", 2, "when")), weight, text, "一", Place("notices", 2))


def pack(
    inputs: Sequence[Input],
    items: Sequence[Item],
    options: Sequence[Option] = (),
    *,
    parameters: Sequence[Parameter] = (),
    tables: Sequence[Table] = (),
    notices: Sequence[Notice] = (),
    cover: Cover = COVER,
    pack_id: str = "f" * 64,
) -> Pack:
    """Put a pack together; each row stands in its own row of its sheet."""
    clauses = (Clause("一", "《方案》", "第一条", "按面积算。", "按您的面积算。", Place("clauses", 2)),)
    return Pack(
        cover, BUILT_IN, clauses, tuple(_put(one, place) for place, one in enumerate(inputs, 2)),
        tuple(_parameter(one, place) for place, one in enumerate(parameters, 2)), tuple(tables),
        tuple(_item(one, place) for place, one in enumerate(items, 2)),
        tuple(options) or (option("合计", *(one.name for one in items if str(one.unit) == "元" and one.rounding)),),
        tuple(notices), (), pack_id,
    )  # fmt: skip


def proofed(whole: Pack) -> Proofed:
    """Give the typed pack, which has no errors."""
    typed, flaws = proofing.proof(whole)
    assert typed, "\n".join(f"{flaw.place} {flaw.message.format_map(flaw.values)}" for flaw in flaws)
    return typed


def given(whole: Pack, **values: object) -> Mapping[str, Value | tuple[Mapping[str, Value], ...]]:
    """Give facts: numbers as written, in their unit; what is not told is 0, no, the first choice, an empty list."""
    return {one.name: _value(one, values.get(one.name)) for one in whole.inputs}  # pyright: ignore[reportReturnType]


def _value(one: Input, value: object) -> object:
    match one.kind:
        case Kind.NUMBER:
            return Fraction(str(value or 0)) / 10**one.unit.decimals
        case Kind.YESNO:
            return bool(value)
        case Kind.CHOICE:
            return value or one.choices[0]
        case Kind.DATE:
            return date.fromisoformat(str(value)) if value else one.least
        case Kind.LIST:
            told: Sequence[Mapping[str, object]] = value or ()  # pyright: ignore[reportAssignmentType]
            return tuple({column.name: _value(column, row.get(column.name)) for column in one.columns} for row in told)


def _put(one: Input, row: int) -> Input:
    return replace(one, place=Place("inputs", row))


def _parameter(one: Parameter, row: int) -> Parameter:
    places = [Place("parameters", row * 10 + place) for place in range(len(one.versions))]
    versions = tuple(replace(version, place=place) for version, place in zip(one.versions, places, strict=True))
    return replace(one, place=Place("parameters", row), versions=versions)


def _item(one: Item, row: int) -> Item:
    cells = {name: replace(cell, place=replace(cell.place, row=row))
             for name in ("when", "formula", "least", "most") if (cell := getattr(one, name))}  # fmt: skip
    return replace(one, order=one.order or Fraction(row), place=Place("items", row), **cells)
