"""The wording of a paper: a text of few rules, with {places} that are filled for each household.

Promise: whatever is wrong with a text is found when it is read, each thing with its line and what to write instead; a
text that was read can be printed. Hidden: the rules. A text opens with `# its title`; `## ` begins a heading, `- ` or
`1. ` an item of a list; other lines are paragraphs, which an empty line ends. `{place}` is filled, `**words**` are
bold, `____` is a line to write on, ☐ a box to tick. A place that fills lines of its own stands alone in its paragraph.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from desktop.domain.errors import Finding, Refused
from desktop.i18n import N_

PLACE = re.compile(r"\{([^{}]*)\}")
MOST = 60_000  # letters

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_ITEM = re.compile(r"(-|\d{1,3}\.)\s+(.+)")
_OTHER_MARKS = re.compile(r"(#+|>|\||```|[*+]\s|-{3,}|={3,}|<!--)")
_LIKENESS = 0.5
_WIDE = "\u2e80"


class Part(StrEnum):
    """What a piece of a text is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Place:
    """What a paper fills in; a text may call it by its name or by its 中文. `is_block`: it fills lines of its own."""

    name: str
    label: str
    is_block: bool = False
    is_required: bool = False

    def called(self, language: str) -> str:
        return self.label if language.startswith("zh") else self.name


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `sign` is what stands before an item: a number with its dot, or nothing."""

    part: Part
    words: str
    line: int
    sign: str = ""


@dataclass(frozen=True, slots=True)
class PaperText:
    """A text that was read; its places bear their names, whatever the text calls them."""

    title: str
    pieces: tuple[Piece, ...]
    digest: str


def plain(content: bytes) -> str:
    """A text file as it is kept, whatever program wrote it. Refused where it is none."""
    for coding in ("utf-8-sig", "gb18030"):
        try:
            return tidy(content.decode(coding))
        except UnicodeDecodeError:
            continue
    raise Refused("This file is no text.", "Save it as plain text (UTF-8), then give it again.")


def tidy(content: str) -> str:
    """A text in its one form: what makes no difference on paper makes none to its digest."""
    lines = unicodedata.normalize("NFC", content).replace("\r\n", "\n").replace("\t", " ").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n") + "\n"


def digest(content: str) -> str:
    return hashlib.sha256(tidy(content).encode()).hexdigest()


def read(content: str, places: Sequence[Place], language: str) -> PaperText:
    """Read a text that these places are filled in. Refused, with all findings, where anything is wrong with it."""
    told = tidy(content)
    known = {key: place for place in places for key in (place.name, place.label)}
    pieces = tuple(_pieces(told))
    wrong = (*_wrong_lines(told), *_wrong_places(pieces, known, language), *_missing(told, pieces, known, language))
    if wrong:
        raise Refused(
            "This text can't be that of a paper as it is.",
            "See to what is told; the text that is in use stays.",
            findings=tuple(sorted(wrong, key=_line_of)),
        )
    title, *rest = pieces
    named = (_named(piece, known) for piece in rest)
    return PaperText(title.words, tuple(named), digest(told))


def filled(words: str, values: Mapping[str, str]) -> str:
    """Words with their places filled; a place without a value is left as it is."""
    return PLACE.sub(lambda place: values.get(place[1], place[0]), words)


def _pieces(told: str) -> Iterator[Piece]:
    """The title as a heading first; then all pieces, lines of one paragraph joined."""
    words, began = "", 0
    for number, written in enumerate((*told.split("\n"), ""), 1):
        line = written.strip()
        item = _ITEM.fullmatch(line)
        if words and (not line or line.startswith("#") or item):
            yield _paragraph(words, began)
            words = ""
        if line.startswith("#"):
            yield Piece(Part.HEADING, line.lstrip("#").strip(), number)
        elif item:
            yield Piece(Part.ITEM, item[2], number, "" if item[1] == "-" else item[1])
        elif line:
            began = began if words else number
            words = _joined(words, line)


def _paragraph(words: str, line: int) -> Piece:
    alone = PLACE.fullmatch(words)
    return Piece(Part.PLACE if alone else Part.PARAGRAPH, alone[1].strip() if alone else words, line)


def _joined(before: str, line: str) -> str:
    if not before:
        return line
    return before + ("" if before[-1] >= _WIDE or line[0] >= _WIDE else " ") + line


def _named(piece: Piece, known: Mapping[str, Place]) -> Piece:
    """The piece with its places by name; one that fills a few words makes a paragraph also where it stands alone."""
    if piece.part is Part.PLACE:
        place = known[piece.words]
        if place.is_block:
            return Piece(Part.PLACE, place.name, piece.line)
        return Piece(Part.PARAGRAPH, f"{{{place.name}}}", piece.line)
    words = PLACE.sub(lambda found: f"{{{known[found[1].strip()].name}}}", piece.words)
    return Piece(piece.part, words, piece.line, piece.sign)


# What is wrong


def _wrong_lines(told: str) -> Iterator[Finding]:
    lines = told.split("\n")
    if len(told) > MOST:
        yield _finding(len(lines), N_("The text has {n} letters, and a paper at most {most}."), n=len(told), most=MOST)
    first = next((number for number, line in enumerate(lines, 1) if line.strip()), 1)
    if not re.match(r"#\s*[^#\s]", lines[first - 1].strip()):
        yield _finding(first, N_("Line {line}: a text opens with its title. Write it so: {proposal}"), "# ……")
    for number, written in enumerate(lines, 1):
        line = written.strip()
        yield from _wrong_line(number, line, is_title=number == first)
        if unseen := _UNPRINTABLE.search(line):
            message = N_("Line {line}: a sign that can't be printed (U+{code}). Type the line again without it.")
            yield _finding(number, message, code=f"{ord(unseen[0]):04X}")


def _wrong_line(number: int, line: str, *, is_title: bool) -> Iterator[Finding]:
    mark = _OTHER_MARKS.match(line)
    if mark and not _is_known(mark[1], line, is_title=is_title):
        words = line[mark.end() :].strip()
        proposal = f"## {words}" if mark[1].startswith("#") else f"- {words}" if mark[1][0] in "*+" else words
        message = N_("Line {line}: “{sign}” begins nothing in this text. Write it so: {proposal}")
        yield _finding(number, message, proposal, sign=mark[1].strip())
    if line.count("**") % 2:
        message = N_("Line {line}: ** begins bold words, and none ends them. Write it so: {proposal}")
        yield _finding(number, message, f"{line}**")
    if re.search(r"[{}]", PLACE.sub("", line)):
        message = N_("Line {line}: a brace stands alone. A place is written in two of them: {proposal}")
        yield _finding(number, message, "{……}")


def _is_known(mark: str, line: str, *, is_title: bool) -> bool:
    if mark == "*" * len(mark):
        return False
    words = line[len(mark) :].strip()
    return bool(words) and mark == ("#" if is_title else "##")


def _wrong_places(pieces: Sequence[Piece], known: Mapping[str, Place], language: str) -> Iterator[Finding]:
    for piece in pieces:
        names = [piece.words] if piece.part is Part.PLACE else [each.strip() for each in PLACE.findall(piece.words)]
        for name in names:
            place = known.get(name)
            if place is None:
                yield _strange(piece.line, name, known, language)
            elif place.is_block and piece.part is not Part.PLACE:
                message = N_(
                    "Line {line}: {place} fills lines of its own. Let {proposal} stand alone between two empty lines."
                )
                yield _finding(piece.line, message, f"{{{name}}}", place=name)


def _strange(line: int, name: str, known: Mapping[str, Place], language: str) -> Finding:
    near = get_close_matches(name, known, 1, _LIKENESS)
    if near:
        message = N_("Line {line}: this paper fills no “{place}”. Do you mean {proposal}?")
        return _finding(line, message, f"{{{near[0]}}}", place=name)
    there = dict.fromkeys(place.called(language) for place in known.values())
    message = N_("Line {line}: this paper fills no “{place}”. It fills: {proposal}")
    return _finding(line, message, " ".join(there), place=name)


def _missing(told: str, pieces: Sequence[Piece], known: Mapping[str, Place], language: str) -> Iterator[Finding]:
    used = {known[name].name for piece in pieces for name in _names(piece) if name in known}
    last = max(1, told.count("\n"))
    for place in dict.fromkeys(known.values()):
        if place.is_required and place.name not in used:
            called = place.called(language)
            message = N_("The text lacks {place}, which this paper must say. Write after line {line}: {proposal}")
            yield _finding(last, message, f"{{{called}}}", place=called)


def _names(piece: Piece) -> list[str]:
    return [piece.words] if piece.part is Part.PLACE else [each.strip() for each in PLACE.findall(piece.words)]


def _line_of(found: Finding) -> int:
    return int(str(found.values["line"]))


def _finding(line: int, message: str, proposal: str = "", **values: object) -> Finding:
    return Finding("text", message, proposal=proposal or None, values={"line": line, "proposal": proposal} | values)
