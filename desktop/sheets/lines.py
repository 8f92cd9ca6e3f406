"""Words become lines: broken as Chinese and English ask, each a row of runs that one type sets.

Promise: no line is wider than its place, none opens with a comma or ends with an opening bracket, no sign is lost.
Hidden: how the marks of `page.bold` and the like are read, and what stands in a line without being a sign of a type:
ticks, lines and squares to write on, pictures of signs.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from operator import attrgetter
from typing import NamedTuple, Protocol

from desktop.sheets.page import END, OPEN, SHUT

_WIDE = "\u2e80-\uffef\U00020000-\U0003ffff"
_OPENING = "（「『《〈【〔“‘"
_CLOSING = "，。、；：？！）」』》〉】〕”’…·"
_LEFT_HALF = "，。、；：）」』》〉】〕”’"  # where their ink is; the other half is white
_SQUEEZED = re.compile(
    rf"[{_LEFT_HALF}](?=[{_LEFT_HALF}{_OPENING}？！])|[{_OPENING}](?=[{_OPENING}])|[”’](?=[ -~])|[ -~](?=[“‘])"
)
_BEFORE = rf"(?:[☐☑]\s?|[{_OPENING}])*"
_LETTERS = rf"[^\s{_WIDE}{_OPENING}{_CLOSING}☐☑]+"
_AFTER = rf"(?:[{_CLOSING}]|[.,;:!?)]+(?=\s|$))*"  # those of English too, where they end what is before them
_WORD = rf"{_BEFORE}(?:{_LETTERS}(?:’{_LETTERS})*|\S){_AFTER}"
_UNIT = re.compile(rf"{_WORD}(?:\u00a0+{_WORD})*\s*")
_SHORTEST = re.compile(rf"{_BEFORE}\S[{_CLOSING}]*\s*")
_ALONE = re.compile(rf"[{_WIDE}]{_AFTER}\s*")  # one sign on a last line of its own
_FEW = 3
_EACH = re.compile(r"\S\s*")
_NUMBER = r"\d*(?:\.\d+)?"
_MARK = re.compile(f"{OPEN}([bg]*{_NUMBER}|[_#]{_NUMBER}){SHUT}|{END}")
_DIFFERS = re.compile(f"([bg]*)({_NUMBER})")

_BLANK, _SQUARES, _SIGN = "\uf8f1", "\uf8f2", "\uf8f3"  # each stands for one thing where units are looked for
_KEPT = 4096  # what a batch says again and again: labels, titles, articles
_TICK = 1.3  # of the size, with what is free behind it
HALF = 0.5  # of the size
SQUARE = 1.35  # of the size


def squeezed(words: str) -> list[str]:
    """The parts of words that half a sign is taken out between: a bracket or comma has room for another beside it."""
    ends = [found.end() for found in _SQUEEZED.finditer(words)]
    return [words[begin:end] for begin, end in pairwise([0, *ends, len(words)])] if ends else [words]


class Style(NamedTuple):
    """How words look."""

    size: float
    bold: bool = False
    grey: bool = False


class Run(NamedTuple):
    """Signs beside each other that are set in one go, `x` from the left end of their line."""

    x: float
    width: float
    words: str
    face: str
    style: Style


class Faces(Protocol):
    """The types at hand."""

    def face(self, sign: str, *, bold: bool) -> tuple[str, float]:
        """Which face has the sign, and how wide it is as a share of its size."""
        ...

    def split(self, words: str) -> Sequence[str]:
        """The words in signs: characters, and those that several characters describe."""
        ...


@dataclass(frozen=True, slots=True)
class Line:
    """Runs on one baseline; `size` is that of the largest."""

    runs: tuple[Run, ...]
    width: float
    size: float


TICK, TICKED, BLANK, SQUARES = "☐", "☑", "_", "#"
"""The faces of what is drawn instead of set."""
_DRAWN = {"", TICK, TICKED, BLANK, SQUARES}


class _Atom(NamedTuple):
    """What is never divided: a sign, a tick, a line to write on."""

    words: str
    face: str
    style: Style
    width: float


_LOOK = attrgetter("face", "style")


class _Known(dict[str, _Atom]):
    """The signs in one style, each looked up once."""

    def __init__(self, style: Style, faces: Faces) -> None:
        super().__init__()
        self._style, self._faces = style, faces

    def __missing__(self, sign: str) -> _Atom:
        size = self._style.size
        if sign in {TICK, TICKED}:
            atom = _Atom(sign, sign, self._style, _TICK * size)
        else:
            face, share = self._faces.face(sign, bold=self._style.bold)
            atom = _Atom(sign, face, self._style, share * size)
        self[sign] = atom
        return atom


class Breaker:
    """Breaks words with one set of types; the same words in the same place once."""

    def __init__(self, faces: Faces) -> None:
        self._faces = faces
        self._known: dict[Style, _Known] = {}
        self.broken = lru_cache(_KEPT)(self._broken)

    def _broken(self, words: str, style: Style, width: float, hang: float = 0.0) -> tuple[Line, ...]:
        """The lines of the words: broken after any Han sign, after blanks, in a word only where it fills a line."""
        paragraphs = (self._atoms(paragraph, style) for paragraph in words.split("\n"))
        return tuple(line for atoms in paragraphs for line in _paragraph(atoms, style, width, hang))

    def _atoms(self, words: str, style: Style) -> list[_Atom]:
        if OPEN not in words:
            return self._plain(words, style)
        atoms: list[_Atom] = []
        styles = [style]
        at = 0
        for mark in _MARK.finditer(words):
            atoms += self._plain(words[at : mark.start()], styles[-1])
            at = mark.end()
            told = mark[1]
            if told is None:
                styles[1:] = styles[1:-1]
            elif told.startswith((BLANK, SQUARES)):
                styles.append(styles[-1])
                atoms.append(_room(told, styles[-1]))
            else:
                styles.append(_differing(told, styles[-1]))
        return atoms + self._plain(words[at:], styles[-1])

    def _plain(self, words: str, style: Style) -> list[_Atom]:
        if style not in self._known:
            self._known[style] = _Known(style, self._faces)
        known, split = self._known[style], self._faces.split(words)
        atoms = list(map(known.__getitem__, split))
        if split is words:
            for found in _SQUEEZED.finditer(words):
                atom = atoms[found.start()]
                atoms[found.start()] = atom._replace(width=atom.width - HALF * style.size)
        return atoms


def _room(told: str, style: Style) -> _Atom:
    number = float(told[1:] or 0)
    return _Atom(told, told[0], style, number * SQUARE * style.size if told[0] == SQUARES else number)


def _differing(told: str, style: Style) -> Style:
    found = _DIFFERS.fullmatch(told)
    if found is None:
        raise ValueError("no such mark")
    return Style(float(found[2] or style.size), style.bold or "b" in found[1], style.grey or "g" in found[1])


def _paragraph(atoms: list[_Atom], style: Style, width: float, hang: float) -> Iterator[Line]:
    if sum([atom.width for atom in atoms]) <= width:
        yield _line(atoms, style, width, 0.0)
        return
    lines: list[list[re.Match[str]]] = [[]]
    filled, room = 0.0, width
    for unit in _units("".join(map(_looks, atoms)), atoms, width - hang):
        if lines[-1] and filled + _solid(unit, atoms) > room:
            lines.append([])
            filled, room = 0.0, width - hang
        lines[-1].append(unit)
        filled += sum([atom.width for atom in atoms[unit.start() : unit.end()]])
    if len(lines) > 1 and len(lines[-1]) == 1 and _ALONE.fullmatch(lines[-1][0][0]) and len(lines[-2]) > _FEW:
        lines[-1].insert(0, lines[-2].pop())
    for number, line in enumerate(lines):
        set_ones = atoms[line[0].start() : line[-1].end()] if line else []
        yield _line(set_ones, style, width - (hang if number else 0.0), hang if number else 0.0)


def _units(words: str, atoms: list[_Atom], width: float) -> Iterator[re.Match[str]]:
    """What no line divides; a word that fills a line is divided, and so is what would still be too wide."""
    for unit in _UNIT.finditer(words):
        if _solid(unit, atoms) <= width:
            yield unit
            continue
        for part in _SHORTEST.finditer(words, unit.start(), unit.end()):
            yield from [part] if _solid(part, atoms) <= width else _EACH.finditer(words, part.start(), part.end())


def _solid(found: re.Match[str], atoms: list[_Atom]) -> float:
    """How wide it is without the blanks at its end."""
    return sum(atom.width for atom in atoms[found.start() : found.start() + len(found[0].rstrip())])


def _looks(atom: _Atom) -> str:
    if len(atom.words) == 1 and atom.face:
        return atom.words
    return {BLANK: _BLANK, SQUARES: _SQUARES}.get(atom.face, _SIGN)


def _line(atoms: list[_Atom], style: Style, width: float, start: float) -> Line:
    while atoms and atoms[-1].words.isspace():
        atoms = atoms[:-1]
    x = start
    free = max(width - sum([atom.width for atom in atoms]), 0.0)
    runs: list[Run] = []
    for (face, kind), same in groupby(atoms, key=_LOOK):
        alike = list(same)
        for set_at_once in [[each] for each in alike] if face in _DRAWN else [alike]:
            wide = free if set_at_once[0].words == BLANK else sum([atom.width for atom in set_at_once])
            runs.append(Run(x, wide, "".join([atom.words for atom in set_at_once]), face, kind))
            x += wide
    return Line(tuple(runs), x - start, max([run.style.size for run in runs], default=style.size))
