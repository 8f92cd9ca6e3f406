"""The language of one cell: text → a tree of names, numbers and operations (policy.md §2).

Promise: every text either becomes one tree or one CellError that names the character and says what to write; nothing of
it is ever run. Hidden: the grammar, both alphabets' words and signs, and how deep and long a cell may be.
"""

import re
import unicodedata
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from fractions import Fraction

from desktop.i18n import N_
from desktop.policy.units import BUILT_IN, LONGEST, NONE, PERCENT, NoUnit, Unit
from desktop.policy.units import parse as unit_of
from desktop.policy.written import TRUTHS

DEEPEST, LONGEST_CELL, MOST_DIGITS = 64, 8_000, 30

FUNCTIONS = {
    "if": "若",
    "max": "最大",
    "min": "最小",
    "mean": "均值",
    "clamp": "夹",
    "abs": "绝对值",
    "lookup": "查表",
    "tier": "查档",
    "ladder": "累进",
    "sum": "合计",
    "count": "计数",
    "any": "任一",
    "all": "全部",
    "largest": "最大项",
    "smallest": "最小项",
    "sum_top": "前几合计",
    "largest_by": "分类最大",
    "months": "月数",
    "days": "天数",
    "age": "年龄",
    "round": "取整",
    "ceil_to": "进到",
    "floor_to": "退到",
    "number": "数值",
}
"""The functions with their Chinese names."""

_CANONICAL = {word: name for name, chinese in FUNCTIONS.items() for word in (name, chinese)}
_WORDS = {"且": "and", "或": "or", "非": "not", "and": "and", "or": "or", "not": "not"}
_FOLDED = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | str.maketrans(
    "、【】“”「」−–—×✕÷≦≧•・\u3000", ',()""""---**/≤≥·· '
)
_SIGNS = {"≤": "<=", "≥": ">=", "≠": "!=", "<>": "!=", "==": "="}
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<date>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?![\w-]))
    |(?P<number>[0-9]+(?:\.[0-9]+)?)
    |(?P<text>"[^"]*")
    |(?P<name>[^\W\d]\w*(?:\.\w+)?)
    |(?P<sign><=|>=|!=|<>|==|[-+*/=<>≤≥≠(),])""",
    re.VERBOSE,
)
_NAME = re.compile(r"[^\W\d]\w*")
_OF_SPREADSHEETS = {
    word: function
    for function, words in {
        "若": "ifs iif 如果", "均值": "average", "查表": "vlookup xlookup", "计数": "countif", "合计": "求和",
        "+": "sum", "取整": "rounddown roundup", "进到": "ceiling", "退到": "floor", "月数": "datedif",
    }.items()
    for word in words.split()
}  # fmt: skip
_SAID = {  # what is said for a sign
    word: sign
    for sign, words in {
        ">": "大于 高于 超过 多于", "<": "小于 低于 不足 不满 少于", "=": "等于", "≠": "不等于",
        "≥": "大于等于 不低于 不少于 以上", "≤": "小于等于 不超过 以内 以下",
        "×": "x X 乘 乘以", "÷": "除以", "+": "加", "−": "减",
    }.items()
    for word in words.split()
}  # fmt: skip
_THOUSANDS = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(?![0-9])")
_AFTER_YEAR = re.compile("年 ?[0-9]{1,2} ?月")
_SYMBOL = re.compile(r"\w+|㎡")


class CellError(Exception):
    """A cell that can't be read: the character (from 1), what is wrong, what to write; message ids with values."""

    def __init__(self, at: int, message: str, remedy: str = "", **values: object) -> None:
        super().__init__(message.format_map(values))
        self.at, self.message, self.remedy, self.values = at, message, remedy, values


@dataclass(frozen=True)
class Number:
    """A literal: its value in the base (20 % is 1/5), its decimals there, its unit."""

    value: Fraction
    scale: int
    unit: Unit
    at: int = field(compare=False)


@dataclass(frozen=True)
class Day:
    value: date
    at: int = field(compare=False)


@dataclass(frozen=True)
class Text:
    value: str
    at: int = field(compare=False)


@dataclass(frozen=True)
class Truth:
    value: bool
    at: int = field(compare=False)


@dataclass(frozen=True)
class Name:
    """A name, `table.column`, or `option.name`."""

    name: str
    at: int = field(compare=False)


@dataclass(frozen=True)
class Sum:
    """Terms that are added (1) or subtracted (-1); a single subtracted term is a minus before a value."""

    terms: tuple[tuple[int, "Syntax"], ...]
    at: int = field(compare=False)


@dataclass(frozen=True)
class Product:
    """`sign` is * or /."""

    sign: str
    left: "Syntax"
    right: "Syntax"
    at: int = field(compare=False)


@dataclass(frozen=True)
class Comparison:
    """`sign` is one of = != < <= > >=."""

    sign: str
    left: "Syntax"
    right: "Syntax"
    at: int = field(compare=False)


@dataclass(frozen=True)
class Joined:
    """Conditions of which `word` "and" asks all, "or" one; asked from left to right, until it is decided."""

    word: str
    parts: tuple["Syntax", ...]
    at: int = field(compare=False)


@dataclass(frozen=True)
class Not:
    part: "Syntax"
    at: int = field(compare=False)


@dataclass(frozen=True)
class Call:
    """`function` is the English name."""

    function: str
    arguments: tuple["Syntax", ...]
    at: int = field(compare=False)


Syntax = Number | Day | Text | Truth | Name | Sum | Product | Comparison | Joined | Not | Call


@dataclass(frozen=True)
class _Token:
    kind: str  # number date text name sign end
    text: str
    at: int
    end: int


def is_name(text: str, known: Mapping[str, str] = BUILT_IN) -> bool:
    """Tell whether something of a pack may be called so: one word, no unit, no word of the language."""
    return bool(_NAME.fullmatch(text)) and not (text in known or text in _WORDS or text in TRUTHS)


def folded(text: str) -> str:
    """Give the text with full-width signs as half-width ones; inside quotes nothing is changed. Lengths stay."""
    pieces = re.split(r'(["“”＂「」][^"“”＂「」]*["“”＂「」])', text)
    for place, piece in enumerate(pieces):
        pieces[place] = f'"{piece[1:-1]}"' if place % 2 else piece.translate(_FOLDED)
    return "".join(pieces)


def parse(text: str, known: Mapping[str, str] = BUILT_IN) -> Syntax:
    """Read one cell. `known` gives each spelling's unit. Raises CellError."""
    if len(text) > LONGEST_CELL:
        raise CellError(
            LONGEST_CELL, N_("The cell is longer than {most} characters."), N_("Split it into several items."),
            most=LONGEST_CELL,
        )  # fmt: skip
    return _Reader(unicodedata.normalize("NFC", text), known).whole()


def parts(tree: Syntax) -> tuple[Syntax, ...]:
    """Give what a tree is made of, one level down."""
    match tree:
        case Sum(terms):
            return tuple(term for _, term in terms)
        case Product(_, left, right) | Comparison(_, left, right):
            return left, right
        case Joined(_, inner) | Call(_, inner):
            return inner
        case Not(part):
            return (part,)
        case _:
            return ()


def depth(tree: Syntax) -> int:
    """Count the levels of a tree, however long its chains are."""
    deepest, level = 0, [tree]
    while level:
        deepest += 1
        level = [part for one in level for part in parts(one)]
    return deepest


class _Reader:
    """Recursive descent over the tokens of one cell; each level of nesting is counted."""

    def __init__(self, text: str, known: Mapping[str, str]) -> None:
        self._written, self._text = text, folded(text)  # of one length
        self._known = known
        self._at = 0
        self._depth = 0
        self._calls = 0
        self._next = self._token()

    def whole(self) -> Syntax:
        if self._next.kind == "end":
            raise CellError(1, N_("The cell is empty."), N_("Write a formula."))
        tree = self._either()
        if self._next.kind != "end":
            raise self._stopped()
        if depth(tree) > DEEPEST:
            raise self._too_deep(1)
        return tree

    def _either(self) -> Syntax:
        return self._joined("or", self._both)

    def _both(self) -> Syntax:
        return self._joined("and", self._negated)

    def _joined(self, word: str, part: Callable[[], Syntax]) -> Syntax:
        at, parts = self._next.at, [part()]
        while self._is_word(word):
            self._advance()
            parts.append(part())
        return Joined(word, tuple(parts), at) if len(parts) > 1 else parts[0]

    def _negated(self) -> Syntax:
        if not self._is_word("not"):
            return self._comparison()
        at = self._advance().at
        with self._level(at):
            return Not(self._negated(), at)

    def _comparison(self) -> Syntax:
        left = self._sum()
        if not (sign := self._sign(*_COMPARISONS)):
            return left
        at = self._advance().at
        right = self._sum()
        if self._sign(*_COMPARISONS):
            raise CellError(
                self._next.at,
                N_("Comparisons can't be chained."),
                N_("Write two of them with 且 (and) between: a ≤ x 且 x ≤ b."),
            )
        return Comparison(sign, left, right, at)

    def _sum(self) -> Syntax:
        at = self._next.at
        terms = [(1, self._product())]
        while sign := self._sign("+", "-"):
            self._advance()
            terms.append((1 if sign == "+" else -1, self._product()))
        return Sum(tuple(terms), at) if len(terms) > 1 else terms[0][1]

    def _product(self) -> Syntax:
        left = self._signed()
        while sign := self._sign("*", "/"):
            at = self._advance().at
            left = Product(sign, left, self._signed(), at)
        return left

    def _signed(self) -> Syntax:
        if not self._sign("-"):
            return self._value()
        at = self._advance().at
        with self._level(at):
            return Sum(((-1, self._signed()),), at)

    def _value(self) -> Syntax:
        token = self._next
        match token.kind:
            case "number":
                return self._number()
            case "date":
                self._advance()
                return Day(_date(token), token.at)
            case "text":
                self._advance()
                return Text(token.text[1:-1], token.at)
            case "name":
                return self._named()
            case "sign" if token.text == "(":
                self._advance()
                with self._level(token.at):
                    inner = self._either()
                    self._close(token)
                return inner
            case _:
                raise self._stopped()

    def _named(self) -> Syntax:
        token = self._advance()
        if self._next.text == "(" and self._next.kind == "sign":
            return self._call(token)
        if token.text in TRUTHS:
            return Truth(TRUTHS[token.text], token.at)
        if token.text in _WORDS:
            raise CellError(
                token.at, N_("“{word}” stands between two conditions."), N_("Something is missing here."),
                word=token.text,
            )  # fmt: skip
        if token.text in self._known:
            raise CellError(
                token.at, N_("The unit “{unit}” stands without a number."), N_("Write it after its number: 12{unit}."),
                unit=token.text,
            )  # fmt: skip
        return Name(token.text, token.at)

    def _call(self, name: _Token) -> Syntax:
        if name.text not in _CANONICAL:
            near = _meant_function(name.text)
            raise CellError(
                name.at,
                N_("There is no function “{name}”."),
                N_("Did you mean “{proposal}”?")
                if near
                else N_("After a name stands no parenthesis. The functions are: {functions}."),
                name=name.text,
                functions=" ".join(f"{chinese} ({english})" for english, chinese in FUNCTIONS.items()),
                proposal=near,
            )
        opened = self._advance()
        arguments: list[Syntax] = []
        with self._level(name.at):
            while True:
                arguments.append(self._either())
                if not self._sign(","):
                    break
                self._advance()
            self._close(opened)
        return Call(_CANONICAL[name.text], tuple(arguments), name.at)

    def _number(self) -> Number:
        token = self._next
        digits = token.text
        if self._depth == 0 and (grouped := _THOUSANDS.match(self._text, token.at - 1)):
            raise CellError(
                token.at, N_("A number has no commas."), N_("Write {number}."),
                number=grouped.group().replace(",", ""),
            )  # fmt: skip
        whole, _, decimals = digits.partition(".")
        if len(whole) > 1 and whole.startswith("0"):
            raise CellError(
                token.at, N_("The number “{number}” begins with 0."),
                N_("A number has no commas and no zeros before it."), number=digits,
            )  # fmt: skip
        if len(digits) > MOST_DIGITS:
            raise CellError(token.at, N_("The number has more than {most} digits."), N_("Check it."), most=MOST_DIGITS)
        unit, self._at = self._unit(token.end)
        self._next = self._token()
        scale = len(decimals) + unit.decimals
        return Number(Fraction(digits) / 10**unit.decimals, scale, unit, token.at)

    def _unit(self, start: int) -> tuple[Unit, int]:
        """Read the unit that follows a number; it goes on over strokes only while a known unit follows."""
        end = start
        place = self._skip(start)
        while symbol := self._symbol(place, may_be_percent=place == self._skip(start)):
            end = place + len(symbol)
            link = self._skip(end)
            if self._text[link : link + 1] not in {"/", "·"}:
                break
            place = self._skip(link + 1)
        if end == start:
            return NONE, start
        try:
            return unit_of(self._text[start:end].strip(), self._known), end
        except NoUnit:
            raise CellError(start + 1, N_("This is not a unit."), N_("Write it like 元/㎡·月.")) from None

    def _symbol(self, place: int, *, may_be_percent: bool) -> str:
        """Give the known unit at this place that is not the beginning of a longer word, or nothing."""
        if may_be_percent and self._text[place : place + 1] == PERCENT:
            return PERCENT
        word = _SYMBOL.match(self._text, place)
        found = word.group() if word and len(word.group()) <= LONGEST else ""
        return found if found in self._known else ""

    def _skip(self, place: int) -> int:
        while self._text[place : place + 1].isspace():
            place += 1
        return place

    def _token(self) -> _Token:
        while found := _TOKEN.match(self._text, self._at):
            kind = found.lastgroup or ""
            start, self._at = self._at, found.end()
            if kind != "space":
                text = found.group()
                return _Token(kind, _SIGNS.get(text, text) if kind == "sign" else text, start + 1, found.end())
        if self._at < len(self._text):
            self._unreadable()
        return _Token("end", "", len(self._text) + 1, len(self._text))

    def _unreadable(self) -> None:
        character = self._text[self._at]
        at = self._at + 1
        if character == '"':
            raise CellError(at, N_("A quotation mark is not closed."), N_("Close it."))
        if character == PERCENT:
            raise CellError(at, N_("“%” stands without a number."), N_("Write it after its number: 20%."))
        if character == "·":
            raise CellError(at, N_("“·” stands only inside a unit."), N_("Write × to multiply."))
        raise CellError(
            at, N_("The sign “{sign}” has no meaning here."), N_("Remove it."),
            sign=character if character.isprintable() else f"U+{ord(character):04X}",
        )  # fmt: skip

    def _advance(self) -> _Token:
        token, self._next = self._next, self._token()
        return token

    def _sign(self, *signs: str) -> str:
        return self._next.text if self._next.kind == "sign" and self._next.text in signs else ""

    def _is_word(self, word: str) -> bool:
        return self._next.kind == "name" and _WORDS.get(self._next.text) == word

    def _close(self, opened: _Token) -> None:
        if not self._sign(")"):
            if self._next.kind == "end":
                raise CellError(opened.at, N_("The parenthesis is not closed."), N_("Add “)”."))
            raise self._stopped()
        self._advance()

    def _stopped(self) -> CellError:
        """Say why nothing goes on at this token."""
        token, remedy = self._next, N_("Write + − × ÷, or a comma.")
        if token.kind == "end":
            return CellError(token.at, N_("The formula ends too early."), N_("Something is missing at its end."))
        if token.kind == "sign":
            return CellError(
                token.at, N_("“{text}” can't stand here."), N_("Something is missing before it, or it is too much."),
                text=self._written[token.at - 1 : token.end],
            )  # fmt: skip
        if token.text in _SAID:
            return CellError(
                token.at, N_("“{text}” is no sign of a formula."), N_("Write {proposal}."),
                text=token.text, proposal=_SAID[token.text],
            )  # fmt: skip
        if any(word in token.text for word in _WORDS):
            remedy = N_("且, 或, 非 stand alone, with spaces.")
        elif _AFTER_YEAR.match(self._text[token.at - 1 :]):
            remedy = N_("Days are written like 2025-09-30.")
        return CellError(token.at, N_("An operator is missing before “{text}”."), remedy, text=token.text)

    @contextmanager
    def _level(self, at: int) -> Generator[None]:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._too_deep(at)
        yield
        self._depth -= 1

    def _too_deep(self, at: int) -> CellError:
        return CellError(
            at, N_("The formula is nested more than {most} levels deep."), N_("Split it into several items."),
            most=DEEPEST,
        )  # fmt: skip


def _meant_function(word: str) -> str:
    """Give the function that a word of a spreadsheet or a near one means, or ""."""
    plain = word.casefold()
    if plain in _OF_SPREADSHEETS:
        return _OF_SPREADSHEETS[plain]
    if plain in FUNCTIONS:
        return FUNCTIONS[plain]
    return next(iter(get_close_matches(word, list(_CANONICAL), 1)), "")


def _date(token: _Token) -> date:
    year, month, day = token.text.split("-")
    try:
        value = date(int(year), int(month), int(day))
    except ValueError:
        raise CellError(
            token.at, N_("There is no day {day}."), N_("Check it; days are written like 2025-09-30."), day=token.text
        ) from None
    if token.text != value.isoformat():
        raise CellError(
            token.at, N_("The day {day} is not written in full."), N_("Write {proposal}."),
            day=token.text, proposal=value.isoformat(),
        )  # fmt: skip
    return value
