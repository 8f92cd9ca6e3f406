"""What one cell of a street office's ledger says about one field.

Promise: nothing is guessed in silence. A cell is understood, or says nothing, or is a problem that carries a proposal
only where one thing alone can be meant; a value that may be wrong is never given. Hidden: the spellings of numbers,
units, dates and answers that offices use, and how Excel damages what is typed into it.

A proposal is written as a person would type it: `read` understands it in the same field, under the same unit.
"""

import math
import re
import unicodedata
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

from desktop.domain import identity, money
from desktop.domain.errors import Finding, Level
from desktop.domain.fields import RECORDS, Field, Kind
from desktop.domain.values import written
from desktop.exchange import day
from desktop.exchange.workbook import Cell
from desktop.i18n import N_

_UNITS: dict[str, dict[int | Fraction, str]] = {  # by the field's unit: how many of it, and what they are called
    "㎡": {1: "㎡ m² m2 m^2 平方米 平米 平方 平 sqm", Fraction(2000, 3): "亩", 10_000: "公顷"},
    "元": {1: "元 圆 元整 ¥ ￥ 人民币 rmb", 1000: "千元", 10_000: "万元 万"},
    "人": {1: "人 口 名 口人"},
    "层": {1: "层 楼"},
    "年": {1: "年 年建 年建成 年建造 建"},
    "月": {1: "月 个月"},
    "套": {1: "套"},
    "%": {1: "% ％"},
}
_SCALES = {
    own: {word: scale for scale, words in units.items() for word in words.split()} for own, units in _UNITS.items()
}

_NOTHING = frozenset({"-", "--", "—", "——", "–", "/", "\\", "无", "空", "暂无", "n/a", "none", "null"})
_NOT_KNOWN = frozenset({"不详", "不明", "未知", "待定", "待认定", "未测", "待测", "待查", "待核实", "未填"})

_ANSWERS = {
    word: answer
    for answer, words in {True: "是 有 对 yes y true 1 √ ✓ ✔ ☑", False: "否 无 不是 没有 no n false 0 × ✗ ✘"}.items()
    for word in words.split()
}
_CHOICES: dict[str, dict[str, str]] = {  # by field and choice, besides its label and its key
    "choice": {
        "cash": "货币 现金 要钱 要货币 货币安置 货币化安置 货币化补偿",
        "swap": "调换 房屋调换 房屋产权调换 房屋安置 实物安置 要房 要房子 换房",
        "mixed": "混合 组合补偿 组合安置 货币+调换 货币+产权调换 货币加调换 货币和产权调换 调换+货币 产权调换+货币",
        "undecided": "未定 待定 没想好 未想好 考虑中 未考虑好 再考虑",
        "rather_not_say": "不愿说 不愿透露 不表态",
    },
    "tenure": {
        "private": "私房 私产 私有房 私有产权 自有",
        "public": "公有 公产 直管公房 自管公房 承租 承租公房",
    },
    "sex": {"female": "女性 f", "male": "男性 m"},
    "role": {
        "owner": "户主 本人 房主 业主 所有权人",
        "co_owner": "共有 共有产权人",
        "tenant": "承租人",
        "family": "家属 家人 成员 配偶 夫妻 夫 妻 丈夫 妻子 爱人 老伴 子 女 子女 儿子 女儿 长子 长女 次子 次女 三子"
        " 三女 独子 独女 父 母 父亲 母亲 父母 祖父 祖母 爷爷 奶奶 外公 外婆 外祖父 外祖母 孙 孙子 孙女 外孙 外孙女"
        " 儿媳 女婿 岳父 岳母 公公 婆婆 兄 弟 姐 妹 哥哥 弟弟 姐姐 妹妹 兄弟 姐妹 侄子 侄女",
        "occupant": "租客 租户 租住人 借住人 实际居住人",
    },
    "state": {
        "undetermined": "待定 待查 待核实",
        "recognised": "认定 予以认定 合法 合法建筑 视为合法",
        "recognised_with_factor": "折算认定 按比例认定",
        "not_recognised": "不认定 不予认可 不合法 违建 违法 违法建筑 违章 违章建筑",
        "removed_by_owner": "自拆 已自拆 自行拆除完毕",
    },
    "status": {"normal": "无加建", "added": "加建 扩建", "altered": "改建"},
    "id_kind": {"resident": "身份证 二代身份证", "permit": "港澳通行证 台胞证 回乡证"},
}

_PERSONS_NAME = RECORDS["person"].field["name"]
_CODES = ("id_number", "phone")
_DITTO = frozenset(["同上", "同左", "〃", "″", '"', "''", "ditto"])
_LONG = ("note", "words", "reason", "reasons")  # how the names of fields end that keep their lines
_MEASURED = (Kind.NUMBER, Kind.WHOLE, Kind.MONEY)
_CHOSEN = (Kind.YESNO, Kind.CHOICE)

_EXACT = 10**15  # Excel keeps 15 digits of a number
_LONGEST = 60  # characters of a number or a date with remarks
_FIGURE = re.compile(
    r"(?P<before>[^0-9.,\-\u2212]{0,4})"
    r"(?P<minus>[-\u2212]?)(?P<whole>[0-9]{1,3}(?:,[0-9]{3}){1,4}(?![0-9])|[0-9]{1,15})(?P<decimals>\.[0-9]{1,20})?"
    r"(?P<unit>.{0,8})"
)
_FAILED = re.compile(r"#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|#+)")
_CUT = re.compile(r"[0-9](\.[0-9]+)?[Ee]\+[0-9]+")
_HIDING = re.compile(r"[*•●]{3}|[xX×]{4}")
_MASK = re.compile(r"[0-9A-Za-z*•●× \-]+")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_MARK_OF_TEXT = re.compile(r"\A'(?=[^A-Za-z'][^']*\Z)")  # Excel's own; a name may begin with the same sign: 'Ali
_AROUND = " '’‘`\"\u200b"
_PHONE = re.compile(r"[0-9](?:[ -]?[0-9]){6,}")
_BETWEEN_ITEMS = re.compile(r"[、，,;；\n]")

_REMARK = re.compile(r" ?[(\[【][^()\[\]【】0-9亩万]*[)\]】](?=[^0-9]*\Z)")
_ABOUT = re.compile(r"\A(?:大约|大概|约|近|估计|估|共|第|建于|[~≈ ])+|(?:左右|上下|余|多|[?~ ])+(?=[^0-9]*\Z)")
_SLIPS = str.maketrans({"O": "0", "o": "0", "〇": "0", "l": "1", "I": "1", "|": "1", "。": ".", "·": "."})
_NUMERALS = {numeral: str(n) for n, numeral in enumerate("零一二三四五六七八九十")} | {"两": "2"}
_DECIMAL_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9]{1,2}(?![0-9]))")


class Reading(NamedTuple):
    """What a cell says.

    `value` is of the field's kind (`domain.values`), None where the cell says nothing or is not understood. `problem`
    is an error where the cell is not understood, a warning where its value should be looked at. `is_mask`: it holds
    what is shown instead of a sensitive value, and so says nothing.
    """

    value: Any = None
    problem: Finding | None = None
    is_mask: bool = False


_SAYS_NOTHING = Reading()


def read(field: Field, cell: Cell, *, unit: str = "", today: date) -> Reading:
    """Read a cell as a value of a field. `unit` is what the column's title gives; a unit in the cell goes before it."""
    match cell:
        case None:
            return _SAYS_NOTHING
        case str():
            return _of_text(field, cell, unit, today)
        case bool():
            if field.kind is Kind.YESNO:
                return Reading(cell)
            return _problem(field, N_("This cell only says true or false. Type what is meant."))
        case int() | float():
            return _of_number(field, cell, unit, today)
        case date() if field.kind is Kind.DATE:
            return Reading(cell.date() if isinstance(cell, datetime) else cell)
        case date() if field.kind is Kind.TEXT and field.name.endswith(_LONG):
            return Reading(shown(cell))
        case _:
            return _problem(
                field,
                N_("Excel has turned this into a date or a time. Type it again, in a cell that is formatted as text."),
            )


def is_unit_of(field: Field, unit: str) -> bool:
    """Whether a number in this unit can stand in a field."""
    return bool(unit) and _scale(field, unit) is not None


def is_unit(text: str) -> bool:
    """Whether a title's bracket holds a unit that cells may be in."""
    return any(text.lower() in words.split() for units in _UNITS.values() for words in units.values())


def shown(cell: Cell) -> str:
    """Write what a cell holds as a person sees it: 12 for 12.0, without binary noise, a day as 2026-10-26."""
    match cell:
        case None:
            return ""
        case bool():
            return str(cell).upper()
        case float() if math.isfinite(cell):
            return f"{_typed(cell):f}"
        case datetime():
            return cell.isoformat(" ")
        case date() | time():
            return cell.isoformat()
        case _:
            return str(cell)


def _of_number(field: Field, number: float, unit: str, today: date) -> Reading:
    """What a cell says that Excel holds as a number."""
    if field.kind is Kind.DATE:
        meant = day.day_of_number(number)
        return Reading(meant) if meant else _no_date(field)
    if not abs(number) < _EXACT:
        return _cut(field)
    if field.kind in _MEASURED:
        return _measured(field, _typed(number), "", unit)
    return _of_text(field, shown(number), unit, today)


def _of_text(field: Field, text: str, unit: str, today: date) -> Reading:
    plain = identity.clean_number(_UNSEEN.sub("", text)).strip(_AROUND)
    word = plain.replace(" ", "").lower()
    if field.kind in _CHOSEN and (said := _words(field).get(word)) is not None:
        return Reading(said)
    if not word or word in _NOTHING or (word in _NOT_KNOWN and (field.kind is not Kind.TEXT or field.name in _CODES)):
        return _SAYS_NOTHING
    if _MASK.fullmatch(plain) and _HIDING.search(plain):
        return Reading(is_mask=True)
    if plain in _DITTO and not field.name.endswith(_LONG):
        return _problem(field, N_("This stands for what is written above it. Write it out."))
    if _FAILED.fullmatch(plain):
        return _problem(field, N_("A formula of the ledger has failed here. Type what it should give."))
    match field.kind:
        case Kind.NUMBER | Kind.WHOLE | Kind.MONEY:
            return _number(field, plain, unit)
        case Kind.DATE:
            return _date(field, plain, today)
        case Kind.YESNO | Kind.CHOICE:
            return _unknown_word(field, plain)
        case _:
            return _text(field, text, plain, today)


def _problem(field: Field, problem: str, proposal: str | None = None) -> Reading:
    return Reading(problem=Finding(field.name, problem, proposal=proposal))


def _cut(field: Field) -> Reading:
    return _problem(
        field, N_("Excel has cut this number to 15 digits or less. Copy it again from the card or paper, as text.")
    )


def _mended(text: str) -> str:
    """What was probably meant by a number or a date: without remarks and slips of the hand."""
    if len(text) > _LONGEST:
        return ""
    text = _ABOUT.sub("", _REMARK.sub("", text))
    text = _NUMERALS.get(text[:1], text[:1]) + text[1:]
    return _DECIMAL_COMMA.sub(".", text.translate(_SLIPS)).strip(" .,;、")


# Numbers


def _typed(number: float) -> Decimal:
    """The number without the noise of binary fractions."""
    return Decimal(number) if isinstance(number, int) else Decimal(f"{number:.15g}")


def _number(field: Field, plain: str, unit: str) -> Reading:
    if field.unit == "期":
        plain = _mended(plain)  # 第一期 is 1
    reading = _figure(field, plain, unit)
    if reading:
        return reading
    mended = _mended(plain)
    likely = _figure(field, mended, unit)
    proposal = mended if likely and not likely.problem else None
    return _problem(field, N_("This can't be read as one number. Write one number in digits, such as 62.40."), proposal)


def _figure(field: Field, text: str, unit: str) -> Reading | None:
    """Reads one number with a unit of the field's before or after it; None where it is anything else."""
    match = _FIGURE.fullmatch(text)
    if not match:
        return None
    before, after = match["before"].strip(), match["unit"].strip()
    if _scale(field, before) != 1 or _scale(field, after) is None:
        return None
    number = Decimal(f"{match['minus'] and '-'}{match['whole'].replace(',', '')}{match['decimals'] or ''}")
    return _measured(field, number, after or before, unit)


def _scale(field: Field, unit: str) -> int | Fraction | None:
    """How many of the field's unit this one is; None where a number in it cannot stand in the field."""
    if unit in ("", field.unit):
        return 1
    word = unit.lower().replace(" ", "")
    if field.name == "unit_price":  # 元/㎡
        word = word.partition("/")[0]
    return _SCALES.get(field.unit, {}).get(word)


def _measured(field: Field, number: Decimal, own: str, unit: str) -> Reading:
    """Reads a number with its own unit, or else that of the title, into the field's unit and digits."""
    scale = _scale(field, own or unit)
    if scale is None:
        return _problem(
            field, N_("The field has no such unit as the title gives. Choose another field for the column.")
        )
    if number < 0 and field.unit != "层":  # basements
        return _problem(field, N_("This cannot be below zero. Correct the number."))
    if field.unit == "%" and not own and 0 < number <= 1:
        return _problem(
            field,
            N_("Excel keeps 50 % as 0.5, so it is not certain what this means. Write the number with its % sign."),
            f"{written(field, number * 100)}%",
        )
    exact = number if scale == 1 else Fraction(number) * scale
    if isinstance(exact, Decimal) and round(exact, field.digits) == exact:
        return Reading(_held(field, exact))
    if field.kind is Kind.WHOLE:
        return _problem(field, N_("This is not a whole number. Correct it."))
    count = int(money.rounded(exact, field.digits, money.Rounding.HALF_UP) * 10**field.digits)
    value = Decimal(count).scaleb(-field.digits)
    if value == exact or isinstance(scale, Fraction):
        return Reading(_held(field, value))
    problem = N_("This had more than {digits} decimals and was rounded. Compare it with the paper.")
    finding = Finding(field.name, problem, Level.WARNING, values={"digits": field.digits})
    return Reading(_held(field, value), finding)


def _held(field: Field, number: Decimal) -> Decimal | int:
    match field.kind:
        case Kind.MONEY:
            return int(number.scaleb(field.digits))
        case Kind.WHOLE:
            return int(number)
        case _:
            return number


# Dates


def _date(field: Field, plain: str, today: date) -> Reading:
    meant = day.day_of(plain)
    if meant:
        return Reading(meant)
    likely = day.likely_days(plain, today) | day.likely_days(_mended(plain), today)
    return _no_date(field, likely.pop().isoformat() if len(likely) == 1 else None)


def _no_date(field: Field, proposal: str | None = None) -> Reading:
    return _problem(field, N_("This can't be read as one certain day. Write it like 2026-10-26."), proposal)


# Words


@cache
def _words(field: Field) -> dict[str, str | bool]:
    """What each word says in a field of yes and no or of choices: small letters, no blanks."""
    if field.kind is Kind.YESNO:
        return {**_ANSWERS}
    others = _CHOICES.get(field.name, {})
    found: dict[str, str | bool] = {word: key for key, _ in field.choices for word in others.get(key, "").split()}
    for key, label in field.choices:
        found |= dict.fromkeys((label, key, key.replace("_", "")), key)
    return found


def _unknown_word(field: Field, plain: str) -> Reading:
    likely = _REMARK.sub("", plain) if len(plain) <= _LONGEST else ""
    proposal = likely if likely.replace(" ", "").lower() in _words(field) else None
    if field.kind is Kind.YESNO:
        return _problem(field, N_("This is neither yes nor no. Write one of them."), proposal)
    return _problem(field, N_("This is not one of the choices. Choose one of them."), proposal)


# Texts


def _text(field: Field, text: str, plain: str, today: date) -> Reading:
    if _CUT.fullmatch(plain):
        return _cut(field)
    if field.kind is Kind.LIST:
        return _list(field, text, plain)
    if field.kind is not Kind.TEXT:
        return _problem(field, N_("This field can't be read from a ledger. Choose another one for the column."))
    if field.name == "id_number":
        number = identity.clean_id_number(plain)
        found = identity.id_number_findings(number, today, field.name)
        return Reading(problem=replace(found[0], level=Level.ERROR)) if found else Reading(number)
    kept = text if text == plain else _kept(field, text)
    if field.name == "phone":
        return _phone(field, kept, plain)
    if field is _PERSONS_NAME:
        found = identity.name_findings(identity.clean_name(kept), field.name)
        problem = next(iter(found), None)
        is_wrong = problem is not None and problem.level is Level.ERROR
        return Reading(None if is_wrong else identity.clean_name(kept), problem)
    return Reading(kept)


def _kept(field: Field, text: str) -> str:
    """The text without what nobody sees; its lines stay apart only in a long field."""
    lines = text.splitlines()
    if field.name.endswith(_LONG):
        whole = "\n".join(lines)
    else:
        whole = " ".join(filter(None, map(str.strip, lines))).replace("\t", " ")
    return _MARK_OF_TEXT.sub("", _UNSEEN.sub("", unicodedata.normalize("NFC", whole)).strip())


def _phone(field: Field, kept: str, plain: str) -> Reading:
    """All numbers of a cell are kept: better two in one place than one lost."""
    found = identity.phone_findings(kept, field.name)
    if len(_PHONE.findall(plain)) > 1:
        problem = N_("Several phone numbers stand in this cell. They are kept together; leave the one to call first.")
        return Reading(kept, Finding(field.name, problem, Level.WARNING))
    return Reading(kept, next(iter(found), None))


def _list(field: Field, text: str, plain: str) -> Reading:
    answer = _ANSWERS.get(plain.lower())
    if answer:
        return _problem(field, N_("This says yes, but not to what. Write it out."))
    items = (_kept(field, item) for item in _BETWEEN_ITEMS.split(text))
    held = tuple(item for item in items if item and item.lower() not in _NOTHING)
    return _SAYS_NOTHING if answer is False or not held else Reading(held)
