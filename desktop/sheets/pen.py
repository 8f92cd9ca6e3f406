"""The pen: what is drawn on a page, as the few operators of a PDF that it takes.

Promise: black and greys only; what is drawn instead of set, a tick or the picture of a sign, is copied out as the sign.
Hidden: that lines which touch are one line, so that none is drawn twice and looks thicker; that all words of a page
come last, in their order; and that y is turned, for a PDF counts upwards.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Protocol

from desktop.domain.strokes import PRESSED, Drawing
from desktop.sheets.lines import BLANK, SQUARE, SQUARES, TICK, TICKED, Line, Run
from desktop.sheets.page import Code
from desktop.sheets.strips import Box

_RULE, _SHADE, _GREY, _WHITE = "0.27", "0.93", "0.2", "1"
_MIDDLE = 0.38  # of the size: the middle of a Han sign above its baseline
_DIGIT = 0.365  # of the size: the middle of a digit
_DEPTH = 0.12  # of the size: how far a Han sign goes below its baseline
_QUIET = 2  # modules of white around a code
_ROUND = 0.5523  # of the radius: where the handles of a quarter of a circle are
_STROKE = 0.04  # of the size: how much thicker a sign is drawn whose face has no bold one
_STAND_IN = "〓"  # what printers set for a sign they have not: copied where a reader does not know better


class Stock(Protocol):
    """What the pen takes from the press."""

    def encoded(self, face: str, words: str) -> Sequence[tuple[str, str]]:
        """The words as the file's fonts write them: which font, and the operator that shows them."""
        ...

    def modules(self, text: str) -> Sequence[Sequence[tuple[int, int]]]:
        """The rows of a code: where dark modules begin and how many they are."""
        ...

    def sign(self, sign: str) -> bytes:
        """The picture of a sign."""
        ...

    def draw(self, operators: str) -> None:
        """What is drawn so far."""
        ...

    def picture(self, box: Box, content: bytes) -> None:
        """A picture, above what is drawn so far; here y is counted upwards."""
        ...


class PagePen:
    """Draws on one page of this height; y downwards. Faces that are not the paper's own have no bold one."""

    def __init__(self, height: float, stock: Stock, faces: Sequence[str]) -> None:
        self._height, self._stock, self._own_faces = height, stock, faces
        self._drawn: list[str] = []
        self._said: list[str] = []
        self._levels: dict[tuple[float, float], list[tuple[float, float]]] = defaultdict(list)
        self._uprights: dict[tuple[float, float], list[tuple[float, float]]] = defaultdict(list)
        self._font, self._gray = "", "0"

    def finish(self) -> None:
        said = ["BT", *self._said, "ET"] if self._said else []
        self._stock.draw("\n".join([*self._drawn, f"{_RULE} G", *self._rules(), "0 g 0 G", *said]))

    def line(self, x: float, y: float, line: Line, leading: float) -> None:
        baseline = self._height - y - line.size * (leading / 2 + _MIDDLE)
        for run in line.runs:
            match run.face:
                case "":
                    self._sign(x + run.x, baseline, run)
                case _ if run.face in {TICK, TICKED}:
                    self._tick(x + run.x, baseline, run)
                case _ if run.face == BLANK:
                    self.rule(x + run.x, self._height - baseline + 2.0, run.width, 0.0, 0.5)
                case _ if run.face == SQUARES:
                    self._squares(x + run.x, baseline, run)
                case _:
                    self._set(x + run.x, baseline, run, _GREY if run.style.grey else "0")

    def rule(self, x: float, y: float, width: float, height: float, thickness: float) -> None:
        """A line to the right or down; one that touches another of its kind goes on in it."""
        x, y = round(x, 2), round(self._height - y, 2)
        if height:
            self._uprights[thickness, x].append((round(y - height, 2), y))
        else:
            self._levels[thickness, y].append((x, round(x + width, 2)))

    def shade(self, box: Box) -> None:
        self._drawn.append(f"{_SHADE} g {self._rectangle(box)} f")

    def frame(self, box: Box, radius: float, thickness: float) -> None:
        x, y, right, low = box.x, self._height - box.y, box.x + box.width, self._height - box.y - box.height
        r, k = radius, radius * (1 - _ROUND)
        self._drawn.append(
            f"0 G {thickness} w {x + r:.2f} {low:.2f} m {right - r:.2f} {low:.2f} l "
            f"{right - k:.2f} {low:.2f} {right:.2f} {low + k:.2f} {right:.2f} {low + r:.2f} c "
            f"{right:.2f} {y - r:.2f} l {right:.2f} {y - k:.2f} {right - k:.2f} {y:.2f} {right - r:.2f} {y:.2f} c "
            f"{x + r:.2f} {y:.2f} l {x + k:.2f} {y:.2f} {x:.2f} {y - k:.2f} {x:.2f} {y - r:.2f} c "
            f"{x:.2f} {low + r:.2f} l {x:.2f} {low + k:.2f} {x + k:.2f} {low:.2f} {x + r:.2f} {low:.2f} c s"
        )

    def dot(self, x: float, y: float, edge: float, number: Line) -> None:
        """A number in a black dot: a line of no length, as thick as the dot, with round ends."""
        middle = self._height - y - edge / 2
        at = f"{x + edge / 2:.2f} {middle:.2f}"
        self._drawn.append(f"q 0 G 1 J {edge:.2f} w {at} m {at} l S Q")
        for run in number.runs:
            start = x + (edge - number.width) / 2 + run.x
            self._set(start, middle - _DIGIT * run.style.size, run, _WHITE)

    def code(self, x: float, y: float, code: Code) -> None:
        rows = self._stock.modules(code.text)
        quiet = _QUIET if code.is_quiet else 0
        module = code.edge / (len(rows) + 2 * quiet)
        dark = " ".join(
            f"{begin + quiet} {row + quiet} {count} 1.03 re"
            for row, columns in enumerate(rows)
            for begin, count in columns
        )
        turned = f"{module:.4f} 0 0 {-module:.4f} {x:.2f} {self._height - y:.2f} cm"
        self._drawn.append(f"q 0 g {turned} {dark} f Q")

    def ink(self, x: float, y: float, scale: float, drawing: Drawing) -> None:
        top = self._height - y
        drawn: list[str] = []
        for stroke in drawing.strokes:
            pressed = sum(point.pressure for point in stroke) / len(stroke) / PRESSED
            first, *others = (f"{x + point.x * scale:.2f} {top - point.y * scale:.2f}" for point in stroke)
            drawn.append(f"{0.8 + pressed:.2f} w {first} m {' '.join(f'{each} l' for each in others or [first])} S")
        self._drawn.append("\n".join(["q 0 G 1 J 1 j", *drawn, "Q"]))

    def picture(self, box: Box, content: bytes) -> None:
        self._stock.draw("\n".join(self._drawn))
        self._drawn.clear()
        self._stock.picture(box._replace(y=self._height - box.y - box.height), content)

    def _set(self, x: float, baseline: float, run: Run, gray: str) -> None:
        if gray != self._gray:
            self._said.append(f"{gray} g")
            self._gray = gray
        start = f"1 0 0 1 {x:.2f} {baseline:.2f} Tm"
        is_thin = run.style.bold and run.face not in self._own_faces
        if is_thin:
            self._said.append(f"2 Tr {_STROKE * run.style.size:.2f} w")
        for name, shown in self._stock.encoded(run.face, run.words):
            font = f"{name} {run.style.size:g} Tf"
            if font != self._font:
                self._said.append(font)
                self._font = font
            self._said.append(f"{start} {shown}")
            start = ""
        if is_thin:
            self._said.append("0 Tr")

    def _stand_in(self, x: float, baseline: float, run: Run) -> None:
        """Unseen words beneath what is drawn, copied as the sign that they stand for."""
        sign = run.words.encode("utf-16-be").hex()
        self._said.append(f"/Span <</ActualText <feff{sign}>>> BDC 3 Tr")
        self._set(x, baseline, run._replace(face=self._own_faces[0], words=_STAND_IN), self._gray)
        self._said.append("0 Tr EMC")

    def _sign(self, x: float, baseline: float, run: Run) -> None:
        size = run.style.size
        top = self._height - baseline - (1 - _DEPTH) * size
        self.picture(Box(x, top, size, size), self._stock.sign(run.words))
        self._stand_in(x, baseline, run)

    def _tick(self, x: float, baseline: float, run: Run) -> None:
        size = run.style.size
        box = Box(x + 0.06 * size, self._height - baseline - 0.84 * size, 0.9 * size, 0.9 * size)
        drawn = f"q 0 G {0.08 * size:.2f} w {self._rectangle(box)} S"
        if run.face == TICKED:
            low = baseline - 0.06 * size
            points = [(0.25, 0.45), (0.45, 0.2), (0.8, 0.72)]
            first, *others = (f"{x + right * size:.2f} {low + up * size:.2f}" for right, up in points)
            drawn += f" {0.13 * size:.2f} w {first} m {' '.join(f'{each} l' for each in others)} S"
        self._drawn.append(f"{drawn} Q")
        self._stand_in(x, baseline, run)

    def _squares(self, x: float, baseline: float, run: Run) -> None:
        count = int(run.words[1:])
        edge = run.width / count
        top = self._height - baseline - (SQUARE / 2 + _MIDDLE) * run.style.size
        for y in (top, top + edge):
            self.rule(x, y, run.width, 0.0, 0.5)
        for each in range(count + 1):
            self.rule(x + each * edge, top, 0.0, edge, 0.5)

    def _rectangle(self, box: Box) -> str:
        return f"{box.x:.2f} {self._height - box.y - box.height:.2f} {box.width:.2f} {box.height:.2f} re"

    def _rules(self) -> Iterator[str]:
        for (thickness, y), spans in self._levels.items():
            drawn = " ".join(f"{begin:.2f} {y:.2f} m {end:.2f} {y:.2f} l" for begin, end in _joined(spans))
            yield f"{thickness} w {drawn} S"
        for (thickness, x), spans in self._uprights.items():
            drawn = " ".join(f"{x:.2f} {begin:.2f} m {x:.2f} {end:.2f} l" for begin, end in _joined(spans))
            yield f"{thickness} w {drawn} S"


def _joined(spans: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    spans.sort()
    begin, end = spans[0]
    for start, stop in spans:
        if start > end + 0.02:
            yield begin, end
            begin, end = start, stop
        end = max(end, stop)
    yield begin, end
