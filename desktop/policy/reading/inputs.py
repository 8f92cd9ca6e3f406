"""The sheet of inputs → what a pack asks of a household and of its area.

Promise: ethnicity and religion are never asked, under whatever name. Hidden: how the columns of a list find their list.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from desktop.i18n import N_
from desktop.policy.pack import Input, Kind, Place, Value
from desktop.policy.reading.lines import Known, Line, nearest, split
from desktop.policy.units import NONE
from desktop.policy.vocabulary import SCOPES, TYPES, both_names
from desktop.policy.written import truth

MOST_DECIMALS = 10
_PEOPLES = (
    "汉 壮 满 回 苗 维吾尔 土家 彝 蒙古 藏 布依 侗 瑶 朝鲜 白 哈尼 哈萨克 黎 傣 畲 傈僳 仡佬 东乡 高山 拉祜 水 佤 纳西"
    " 羌 土 仫佬 锡伯 柯尔克孜 达斡尔 景颇 毛南 撒拉 布朗 塔吉克 阿昌 普米 鄂温克 怒 京 基诺 德昂 保安 俄罗斯 裕固"
    " 乌孜别克 门巴 鄂伦春 独龙 塔塔尔 赫哲 珞巴"
)
_FAITHS = "佛教|道教|伊斯兰|基督教|天主教|穆斯林|清真|教徒|信徒|muslim|islam|christian|buddhis|taois|catholic"
_NEVER = re.compile(
    r"民族(?!路|街|巷|村|里|大道|小区|广场)|族别|族群|宗教|信仰|信教|ethnic|religio|minzu|zongjiao|" + _FAITHS
)
_NEVER_CHOSEN = re.compile(
    rf"(?:^|\|)\s*(?:{'|'.join(_PEOPLES.split())}|少数民)族\s*(?:$|\|)|宗教|信仰|信教|ethnic|religio|{_FAITHS}"
)
_BETWEEN = re.compile(r"[\W_]+")
_SEPARATED = re.compile(r"\s*[、，,；;/／\n]\s*")


def read_inputs(found: Sequence[Line], known: Known) -> tuple[Input, ...]:
    """Read the inputs, in the order of their rows; the columns of lists stand in their lists."""
    inputs: dict[str, Input] = {}
    columns: list[tuple[str, Input]] = []
    for line in found:
        owner, dot, name = line["name"].rpartition(".")
        one = _input(line, name if dot else line["name"], known, is_column=bool(dot))
        if one and dot:
            columns.append((owner, one))
        elif one:
            inputs[one.name] = one
    lists = [name for name, one in inputs.items() if one.kind is Kind.LIST]
    by_list: dict[str, dict[str, Input]] = {name: {} for name in lists}
    for owner, column in columns:
        if owner not in by_list:
            known.told.unknown(
                column.place, N_("There is no list “{word}”."), owner, lists,
                N_("Write a row for the list itself first, of the type 名单 (list)."),
            )  # fmt: skip
        elif column.name in by_list[owner]:
            known.told.add(
                column.place, N_("The list has the column “{name}” twice."), N_("Remove one of the two."),
                name=column.name,
            )  # fmt: skip
        else:
            by_list[owner][column.name] = column
    known.days = {name: one for name, one in inputs.items() if one.kind is Kind.DATE}
    return tuple(
        replace(one, columns=tuple(by_list[name].values())) if name in by_list else one for name, one in inputs.items()
    )


def require_own_columns(inputs: Sequence[Input], known: Known) -> None:
    """Tell of columns of lists that bear a name which is used outside; to be asked when all names are known."""
    for one in inputs:
        for column in one.columns:
            if first := known.names.get(column.name):
                known.told.add(
                    column.place,
                    N_("The column “{name}” has the name of something outside its list ({sheet}, row {row})."),
                    N_("Name one of the two differently."),
                    name=column.name, sheet=both_names(first.sheet), row=first.row,
                )  # fmt: skip


def _input(line: Line, written: str, known: Known, *, is_column: bool) -> Input | None:
    place = line.place("name")
    name = known.name(written, place, is_of_pack=not is_column)
    _refuse_prohibited(line, known)
    word = known.word(line, "type", TYPES)
    if not line["type"]:
        known.told.add(
            line.place("type"), N_("The type is missing."), N_("Write one of these: {words}."),
            words="、".join(map(TYPES.spoken, TYPES.chinese)),
        )  # fmt: skip
    kind = Kind(word or _meant_type(line["type"])) if word or _meant_type(line["type"]) else None
    if kind is Kind.LIST and is_column:
        known.told.add(line.place("type"), N_("A column of a list can't be a list."), N_("Choose another type."))
    one = _plain(line, name, kind or Kind.NUMBER, known)
    if kind is not None:
        _refuse_needless(line, kind, known)
        least, most = (_bound(line, title, one, known) for title in ("min", "max"))
        if least is not None and most is not None and _is_above(least, most):
            known.told.add(line.place("min"), N_("The minimum is above the maximum."), N_("Exchange them."))
        one = replace(one, least=least, most=most, choices=_choices(line, kind, known))
        one = replace(one, default=_default(line, one, known) if line["default"] else None)
    return one if name else None


def _meant_type(text: str) -> str:
    """Give the type that an unknown word is most like, to look for more errors in, or ""."""
    return TYPES.english(nearest(text, TYPES.all())) if text else ""


def _plain(line: Line, name: str, kind: Kind, known: Known) -> Input:
    """Give the input without what depends on its kind."""
    unit = known.unit(line["unit"], line.place("unit"))
    return Input(
        name=name,
        kind=kind,
        unit=unit if kind is Kind.NUMBER else NONE,
        decimals=known.whole(line, "decimals", 0, MOST_DECIMALS) or 0,
        least=None,
        most=None,
        choices=(),
        default=None,
        label=line["label"] or name,
        evidence=line["evidence"],
        field=line["field"],
        is_of_area=known.word(line, "of", SCOPES) == "area",
        place=line.place("name"),
    )


def _refuse_prohibited(line: Line, known: Known) -> None:
    for title in ("name", "label", "field", "evidence"):
        _refuse_word(_NEVER, line, title, known)
    _refuse_word(_NEVER_CHOSEN, line, "choices", known)


def _refuse_word(pattern: re.Pattern[str], line: Line, title: str, known: Known) -> None:
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", line[title])).casefold()
    if title == "choices":
        plain = unicodedata.normalize("NFKC", line[title]).casefold()
    if pattern.search(plain):
        known.told.add(
            line.place(title), N_("Ethnicity and religion can never be an input."),
            N_("Compensation asks for neither; remove the row."),
        )  # fmt: skip


def _refuse_needless(line: Line, kind: Kind, known: Known) -> None:
    """Tell of cells that an input of this kind can't have."""
    allowed = {
        Kind.NUMBER: ("unit", "decimals", "min", "max", "default"),
        Kind.DATE: ("min", "max", "default"),
        Kind.YESNO: ("default",),
        Kind.CHOICE: ("choices", "default"),
        Kind.LIST: (),
    }[kind]
    for title in ("unit", "decimals", "min", "max", "choices", "default"):
        if line[title] and title not in allowed and (title, line[title]) != ("decimals", "0"):
            known.told.add(
                line.place(title), N_("An input of the type {type} has nothing in this column."),
                N_("Empty the cell, or choose another type."), type=TYPES.spoken(kind),
            )  # fmt: skip


def _bound(line: Line, title: str, one: Input, known: Known) -> Fraction | date | None:
    text, place = line[title], line.place(title)
    if text and one.kind is Kind.DATE:
        return known.day(text, place)
    return _number(text, place, one, known) if text and one.kind is Kind.NUMBER else None


def _number(text: str, place: Place, one: Input, known: Known) -> Fraction | None:
    found = known.number(text, place, one.unit)
    if found and (found[0] * 10 ** (one.decimals + one.unit.decimals)).denominator > 1:
        known.told.add(
            place, N_("“{text}” has more than the {most} decimals of its input."),
            N_("Write fewer, or raise 小数位 (decimals)."), text=text, most=one.decimals,
        )  # fmt: skip
    return found[0] if found else None


def _choices(line: Line, kind: Kind, known: Known) -> tuple[str, ...]:
    if kind is not Kind.CHOICE:
        return ()
    place, found = line.place("choices"), split(line["choices"])
    if not found:
        known.told.add(place, N_("The choices are missing."), N_("Write them with bars between: 砖混|砖木."))
    elif len(found) == 1 and len(several := [each for each in _SEPARATED.split(found[0].strip()) if each]) > 1:
        known.told.add(
            place, N_("The choices have no bars between."), N_("Write {proposal}."), proposal="|".join(several)
        )
        return tuple(dict.fromkeys(several))  # to look for more errors in
    elif not all(found):
        known.told.add(place, N_("One of the choices is empty."), N_("Remove the bar that is too much."))
    elif len(set(found)) < len(found):
        known.told.add(place, N_("A choice is there twice."), N_("Remove one of the two."))
    elif any('"' in each or "“" in each or "”" in each for each in found):
        known.told.add(place, N_("A choice holds quotation marks."), N_("Write it without them."))
    return tuple(dict.fromkeys(filter(None, found)))


def _default(line: Line, one: Input, known: Known) -> Value | None:
    text, place = line["default"], line.place("default")
    value: Value | None = None
    match one.kind:
        case Kind.NUMBER:
            value = _number(text, place, one, known)
        case Kind.DATE:
            value = known.day(text, place)
        case Kind.YESNO:
            value = truth(text)
            if value is None:
                known.told.add(place, N_("“{text}” is neither yes nor no."), N_("Write 是 or 否."), text=text)
        case Kind.CHOICE:
            if text in one.choices:
                return text
            known.told.unknown(
                place, N_("“{word}” is none of the choices."), text, one.choices, N_("Write one of the choices.")
            )
        case Kind.LIST:
            pass
    if isinstance(value, Fraction | date) and _is_outside(value, one):
        known.told.add(
            place, N_("“{text}” is outside of minimum and maximum."), N_("Change it, or the bounds."), text=text
        )
    return value


def _is_outside(value: Fraction | date, one: Input) -> bool:
    is_below = one.least is not None and _is_above(one.least, value)
    return is_below or (one.most is not None and _is_above(value, one.most))


def _is_above(one: Any, other: Any) -> bool:
    """Compare two values of one kind."""
    return one > other
