"""A pocket calculator for a compensation sheet: it reads the words of the PDF, and knows nothing of how Ruhu reckons.

Each row is read as a person reads it: the formula above the amount is worked out and rounded as the paper says, the
amounts of a column are added up and rounded as the paper says, and what comes out is written in capitals. `faults`
tells all that does not agree with what is printed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

import pypdfium2

_LEFT, _NUMBER_ENDS, _ITEM_ENDS, _FOOT = 36.0, 62.0, 72.0, 46.0
_HEAD = re.compile(r"项目和依据|Item and clause")
_WAY = re.compile(r"(?:[一二三四五六七八九十]、|\d+[.、] ?)(.+)")
_RESULT = re.compile(r"结算结果|What it comes to")
_SOURCES = re.compile(r"每个数从哪里来|Where each number comes from")
_RIGHTS = re.compile(r"您的权利|Your rights")
_NOT = re.compile(r"不适用|not applicable|—")
_AMOUNT = re.compile(r"[−-]?[\d,]+(?:\.\d+)?")
_PAYS = re.compile(r"添|付|add|pay")
_TOKEN = re.compile(
    r"\s*(?:(?P<number>[\d,]+(?:\.\d+)?(?:/[\d,]+)?)(?P<percent>%?)|(?P<sign>[×÷+−()|])|(?P<unit>[^\s()|\d×÷+−][^\s()|]*))"
)
_WAYS_OF_ROUNDING = {
    "half_even": r"五成双到\s*{step}|to the nearest {step} [^,.]+, a half to the even",
    "half_up": r"四舍五入到\s*{step}|to the nearest {step} [^,.]+, a half upwards",
    "up": r"只入不舍到\s*{step}|rounded up to {step}",
    "down": r"取到\s*{step}|cut down to {step}",
}
_BETWEEN_HAN = re.compile("(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])")
_STEP = r"(\d+(?:\.\d+)?)"


@dataclass(frozen=True)
class Run:
    words: str
    left: float
    right: float
    is_bold: bool


@dataclass
class Line:
    """A row of the table: what stands at its left, and of each way the formula and the amount."""

    number: int
    label: str = ""
    clause: str = ""
    cells: dict[int, list[Run]] = field(default_factory=dict[int, list[Run]])


@dataclass
class Block:
    """The ways that stand beside each other, and their rows."""

    labels: list[str]
    rights: list[float]
    lines: list[Line] = field(default_factory=list[Line])
    results: dict[int, list[Run]] = field(default_factory=dict[int, list[Run]])


@dataclass
class Paper:
    blocks: list[Block]
    about: str  # how it was rounded, and by which plan
    sources: str


def faults(pdf: bytes) -> list[str]:
    """All that does not come out as it is printed; nothing where a pocket calculator agrees with the paper."""
    paper = read(pdf)
    return [
        fault for block in paper.blocks for place in range(len(block.labels)) for fault in _way(paper, block, place)
    ]


def totals(pdf: bytes) -> dict[str, tuple[str, str]]:
    """What each way comes to, with who pays, and the same in capitals; as it is printed."""
    return {
        label: _result(block, place)
        for block in read(pdf).blocks
        for place, label in enumerate(block.labels)
        if place in block.results and _AMOUNT.search(_result(block, place)[0])
    }


def numbers_of_formulas(pdf: bytes) -> set[str]:
    """Every number that stands in a formula."""
    return {
        found
        for block in read(pdf).blocks
        for line in block.lines
        for place in line.cells
        for found in re.findall(r"[\d,]+(?:\.\d+)?", _formula(line, place))
    }


def read(pdf: bytes) -> Paper:
    """The table of a sheet as it stands on its pages, whose heads are repeated."""
    reading = _Reading()
    for run in _runs(pdf):
        reading.take(run)
    return reading.paper


class _Reading:
    def __init__(self) -> None:
        self.paper = Paper([], "", "")
        self._block, self._heads, self._row = Block([], []), Block([], []), Line(0)
        self._part = self._before

    def take(self, run: Run) -> None:
        """Take the next words; some of them say that another part begins."""
        if _HEAD.fullmatch(run.words):
            self._heads, self._part = Block([], []), self._titles
        elif _SOURCES.fullmatch(run.words):
            self._part = self._sources
        elif _RIGHTS.fullmatch(run.words):
            self._part = self._before
        else:
            self._part(run)

    def _before(self, run: Run) -> None:
        pass

    def _titles(self, run: Run) -> None:
        if self._is_next(run):
            self._open_row()
        elif _RESULT.fullmatch(run.words):
            self._part = self._result
        elif run.is_bold and (found := _WAY.fullmatch(run.words)):
            self._heads.labels.append(found[1])
            self._heads.rights.append(run.right)
        elif run.is_bold and self._heads.rights and abs(run.right - self._heads.rights[-1]) < 1:
            self._heads.labels[-1] = _joined(self._heads.labels[-1], run.words)  # the second line of a long name

    def _rows(self, run: Run) -> None:
        place = _place(run, self._block)
        if self._is_next(run):
            self._open_row()
        elif _RESULT.fullmatch(run.words):
            self._part = self._result
        elif run.left < _ITEM_ENDS or (place is None and not self._row.cells):
            if run.is_bold:
                self._row.label = _joined(self._row.label, run.words)
            else:
                self._row.clause = _joined(self._row.clause, run.words)
        elif place is not None:
            self._row.cells.setdefault(place, []).append(run)

    def _result(self, run: Run) -> None:
        place = _place(run, self._block)
        if run.left < _LEFT:
            self.paper.about, self._part = run.words, self._after
        elif place is not None:
            self._block.results.setdefault(place, []).append(run)

    def _after(self, run: Run) -> None:
        self.paper.about = _joined(self.paper.about, run.words)

    def _sources(self, run: Run) -> None:
        self.paper.sources += f"{run.words}\n"

    def _is_next(self, run: Run) -> bool:
        is_same = self._block.labels == self._heads.labels
        number = len(self._block.lines) + 1 if is_same else 1
        return run.words == str(number) and run.left > _LEFT and run.right < _NUMBER_ENDS

    def _open_row(self) -> None:
        if self._block.labels != self._heads.labels:
            self._block = self._heads
            self.paper.blocks.append(self._block)
        self._row = Line(len(self._block.lines) + 1)
        self._block.lines.append(self._row)
        self._part = self._rows


def _runs(pdf: bytes) -> Iterator[Run]:
    with pypdfium2.PdfDocument(pdf) as document:
        for sheet in document:
            for item in sheet.get_objects(textpage=sheet.get_textpage()):
                if not isinstance(item, pypdfium2.PdfTextObj) or item.get_matrix().f < _FOOT:
                    continue
                if words := item.extract().strip():
                    left, _, right, _ = item.get_bounds()
                    yield Run(words, left, right, "Bold" in item.get_font().get_base_name())


def _joined(words: str, more: str) -> str:
    """Words that went on in the next line; between Han there is no blank."""
    return _BETWEEN_HAN.sub("", f"{words} {more}".strip())


def _place(run: Run, block: Block) -> int | None:
    """The column whose right edge is that of the words."""
    near = [place for place, right in enumerate(block.rights) if abs(run.right - right) < 2]
    return near[0] if near and run.left > _ITEM_ENDS else None


# Reckoning


def _way(paper: Paper, block: Block, place: int) -> Iterator[str]:
    said, in_words = _result(block, place)
    total = Fraction(0)
    for line in block.lines:
        amount = _amount(line, place)
        if amount is None:
            continue
        total += amount
        if formula := _formula(line, place):
            came_to = abs(_rounded(_worked_out(formula), line.clause if _rule(line.clause) else paper.about))
            if came_to != abs(amount):
                yield f"{line.number} {line.label}: {formula} comes to {came_to}, and {amount} is printed"
        elif amount and not any(told in paper.sources for told in _written(amount)):
            yield f"{line.number} {line.label}: {amount} stands nowhere among the sources"
    found = _AMOUNT.search(said)
    if found is None:
        return
    sum_rule = _of_result(paper.about, block.labels[place])
    total = _rounded(total, sum_rule) if _rule(sum_rule) else total
    if abs(total) != _number(found[0]) or (total != 0 and (total < 0) != bool(_PAYS.search(said))):
        yield f"{block.labels[place]}: the lines come to {total}, and {said} is printed"
    if in_words and in_words != capitals(abs(total)):
        yield f"{block.labels[place]}: {capitals(abs(total))} would be right, and {in_words} is printed"


def _of_result(about: str, label: str) -> str:
    """How the result of a way was rounded: in a sentence of its own, or in one for all."""
    for opening in (f"{label}的合计", f"The result of {label} is", "合计", "The result is"):
        if opening in about:
            return re.split(r"[。]|\.(?!\d)", about.split(opening, 1)[1])[0]
    return ""


def _result(block: Block, place: int) -> tuple[str, str]:
    runs = block.results.get(place, [])
    return " ".join(run.words for run in runs if run.is_bold), "".join(run.words for run in runs if not run.is_bold)


def _amount(line: Line, place: int) -> Fraction | None:
    bold = [run.words for run in line.cells.get(place, ()) if run.is_bold]
    return _number(bold[-1]) if bold else None


def _formula(line: Line, place: int) -> str:
    if _amount(line, place) is None:
        return ""
    return " ".join(run.words for run in line.cells[place] if not run.is_bold and not _NOT.match(run.words))


def _number(words: str) -> Fraction:
    return Fraction(words.replace(",", "").replace("−", "-"))


def _written(amount: Fraction) -> tuple[str, ...]:
    """An amount as it may stand elsewhere: with cents, and without where there are none."""
    whole, cents = divmod(round(abs(amount) * 100), 100)
    return (f"{whole:,}.{cents:02}", *([f"{whole:,}"] if not cents else []))


def _rule(told: str) -> tuple[str, Fraction] | None:
    for name, pattern in _WAYS_OF_ROUNDING.items():
        if found := re.search(pattern.replace("{step}", _STEP), told):
            return name, Fraction(next(filter(None, found.groups())))
    return None


def _rounded(value: Fraction, told: str) -> Fraction:
    rule = _rule(told)
    if rule is None:
        return value
    name, step = rule
    count, rest = divmod(abs(value), step)
    more = {"up": rest > 0, "down": False, "half_up": 2 * rest >= step,
            "half_even": 2 * rest > step or (2 * rest == step and count % 2 == 1)}[name]  # fmt: skip
    return (count + more) * step * (1 if value > 0 else -1)


def _worked_out(formula: str) -> Fraction:
    """What a formula comes to, whatever its units are called."""
    tokens: list[str | Fraction] = []
    at = 0
    while at < len(formula.rstrip()):
        found = _TOKEN.match(formula, at)
        assert found, f"what is {formula[at:]!r}?"
        at = found.end()
        if found["number"]:
            value = Fraction(found["number"].replace(",", ""))
            tokens.append(value / 100 if found["percent"] else value)
        elif found["sign"]:
            tokens.append(found["sign"])
    value, rest = _sum(tokens)
    assert not rest, f"{formula!r} is no formula"
    return value


Tokens = list[str | Fraction]


def _sum(tokens: Tokens) -> tuple[Fraction, Tokens]:
    value, rest = _product(tokens)
    while rest and rest[0] in {"+", "−"}:
        sign, (more, rest) = rest[0], _product(rest[1:])
        value += more if sign == "+" else -more
    return value, rest


def _product(tokens: Tokens) -> tuple[Fraction, Tokens]:
    value, rest = _atom(tokens)
    while rest and rest[0] in {"×", "÷"}:
        sign, (more, rest) = rest[0], _atom(rest[1:])
        value = value * more if sign == "×" else value / more
    return value, rest


def _atom(tokens: Tokens) -> tuple[Fraction, Tokens]:
    first, rest = tokens[0], tokens[1:]
    if isinstance(first, Fraction):
        return first, rest
    if first == "−":
        value, rest = _atom(rest)
        return -value, rest
    value, rest = _sum(rest)
    assert rest[0] in {")", "|"}
    return abs(value) if first == "|" else value, rest[1:]


def capitals(yuan: Fraction) -> str:
    """An amount as a bank writes it, place by place from the left."""
    digits = "零壹贰叁肆伍陆柒捌玖"
    whole, cents = divmod(round(yuan * 100), 100)
    said, is_gap = "", False
    for power in range(len(str(whole)) - 1, -1, -1):
        digit = whole // 10**power % 10
        unit = ("", "拾", "佰", "仟")[power % 4]
        if digit:
            said += ("零" if is_gap and said else "") + digits[digit] + unit
            is_gap = False
        else:
            is_gap = True
        if power % 4 == 0 and power and whole // 10**power % 10_000:
            said += {4: "万", 8: "亿"}[power]
            is_gap = False  # where the last place alone is empty the rule leaves it out first
    said += "元" if whole else ""
    jiao, fen = divmod(cents, 10)
    if whole and cents and (whole % 10 == 0 or not jiao):
        said += "零"
    said += f"{digits[jiao]}角" if jiao else ""
    return (said + (f"{digits[fen]}分" if fen else "整")) if whole or cents else "零元整"
