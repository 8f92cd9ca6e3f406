"""Sends papers out: to a printer, into one file, or into a folder with a file for each household; and registers them.

Promise: a paper that came out stands in the register, however the machine ends: it is registered before it leaves, and
a file bears its name only when it is whole. Hidden: what a killed batch leaves, at most one household that is in the
register and not in the folder, which the register can be told.
"""

import hashlib
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from time import time

from desktop.casework.papers.made import Made
from desktop.casework.papers.register import came_to_nothing
from desktop.casework.papers.signs import signs
from desktop.domain.errors import Refused
from desktop.domain.records import Printing, Sheet
from desktop.sheets import press
from desktop.sheets.press import Bound
from desktop.store.store import Store

_STALE = 3600  # seconds after which no other program is still writing a file
_LONGEST = 70  # letters of a file's name: systems take 255 bytes, of which a Han letter has three

Progress = Callable[[int], object]
"""Is told how many papers or households are done; what it raises stops the rest."""


class Way(StrEnum):
    """How a paper goes out."""

    PRINTER = "printer"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Released:
    """What went out: the file of a household's papers, or of all, which are kept without their pages."""

    file: Path
    papers: tuple[Made, ...]
    pages_of_each: tuple[int, ...]

    @property
    def pages(self) -> int:
        return sum(self.pages_of_each)


def bound(store: Store, papers: Sequence[Made], progress: Progress | None = None) -> Bound:
    """The PDF of these papers, with the area's drawn characters. Refused where a character can't be printed."""
    return press.bound((each.paper for each in papers), signs(store), progress)


def register(store: Store, papers: Sequence[Made], pdf: Bound, way: Way, copies: int = 1) -> list[Printing]:
    """Write down, as one entry, that these papers go out; with a sheet's first print the sheet itself."""
    digest, now = hashlib.sha256(pdf.content).hexdigest(), store.now()
    papers = [*_as_issued(store, papers)]
    prints = [
        Printing(
            household=each.subject.household.id if each.subject.household else None,
            paper=each.kind,
            of_row=each.row,
            number=each.number or None,
            version=each.version,
            written_language=each.subject.language,
            copies=copies,
            pages=pages,
            printed_at=now,
            printed_by=store.opened.name,
            way=way,
            code=each.stamp.code if each.stamp else None,
            said=each.stamp.words if each.stamp else None,
            file_digest=digest,
            text_digest=each.text_digest or None,
        )
        for each, pages in zip(papers, pdf.pages, strict=True)
    ]
    store.save(*(row for each in papers for row in each.comes_with), *prints)
    return prints


def into_file(store: Store, papers: Sequence[Made], file: Path, progress: Progress | None = None) -> Released:
    """All papers in one PDF."""
    pdf = bound(store, papers, progress)
    _write(store, papers, pdf, file)
    return Released(file, tuple(each.without_pages for each in papers), tuple(pdf.pages))


def into_folder(store: Store, batches: Iterable[Sequence[Made]], folder: Path) -> Iterator[Released]:
    """A PDF for each household's papers, in a folder that is made if need be; each is done when it is told.

    A household's file that is there already is never written over: the new one bears a number.
    """
    make_folder(folder)
    _sweep(folder)
    for papers in batches:
        file = _taken(folder, _name(papers))
        try:
            done = into_file(store, papers, file)
        finally:
            _give_up(_partial(file))
        yield done


def _write(store: Store, papers: Sequence[Made], pdf: Bound, file: Path) -> None:
    """Whole or not at all: beside its place first, then registered, then moved there."""
    partial = _partial(file)
    try:
        with _told(file):
            _put(partial, pdf.content)
        prints = register(store, papers, pdf, Way.FILE)
        try:
            with _told(file):
                partial.replace(file)
        except Refused:
            store.save(*(came_to_nothing(store, row) for row in prints))
            raise
    finally:
        _give_up(partial)


def _sweep(folder: Path) -> None:
    """Takes away what a batch left that was killed: a paper that is in no household's hands, for anybody to read."""
    for partial in folder.glob(".*.pdf.part"):
        with suppress(OSError):
            if time() - partial.stat().st_mtime > _STALE:
                _give_up(partial)


def _put(partial: Path, content: bytes) -> None:
    with partial.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


@contextmanager
def _told(file: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise Refused(
            "{file} can't be written: {reason}.",
            "Choose another folder, or free some space. The papers can be made again at any time.",
            file=file,
            reason=error.strerror or type(error).__name__,
        ) from error


def _as_issued(store: Store, papers: Iterable[Made]) -> Iterator[Made]:
    """The papers, with one row for each sheet that is issued here.

    What was made while its sheet was not issued yet may go out after it was. Refused where it then says anything else.
    """
    issued: dict[bytes, Sheet] = {}
    for each in papers:
        own = next((row for row in each.comes_with if isinstance(row, Sheet)), None)
        kept = (issued.get(own.calculation or b"") or _kept(store, own)) if own else None
        if own is None or kept is None:
            issued |= {own.calculation or b"": own} if own else {}
            yield each
        elif _told_by(own) == _told_by(kept):
            yield replace(each, row=kept.id, comes_with=())
        else:
            raise Refused(
                "Sheet {number} was issued while this one was made, and says something else. Nothing was printed.",
                "Print it again: it then says what was issued.",
                number=kept.number,
            )


def _kept(store: Store, row: Sheet) -> Sheet | None:
    held = (each for each in store.records(Sheet, calculation=row.calculation) if not each.withdrawn)
    return min(held, key=lambda each: each.id, default=None)


def _told_by(row: Sheet) -> tuple[object, ...]:
    """What of a sheet's row stands on the paper."""
    return row.number, row.version, row.issued_on, row.ledger


def _name(papers: Sequence[Made]) -> str:
    """The first paper's title, after the number that it is found by."""
    first = papers[0]
    home = first.subject.household
    number = first.number or (home.number if home else "") or ""
    told = first.paper.title if number in first.paper.title else f"{number} {first.paper.title}"
    plain = "".join(letter if letter.isalnum() or letter in "-_ " else "_" for letter in told.strip())
    return plain[:_LONGEST].rstrip()


def _taken(folder: Path, name: str) -> Path:
    """A file that is not there yet; what it will be made of lies beside its place, so that no other batch takes it."""
    for count in range(10_000):
        file = folder / f"{name}{f' ({count})' if count else ''}.pdf"
        with _told(file), suppress(FileExistsError):
            _partial(file).open("xb").close()
            if not file.exists():
                return file
            _give_up(_partial(file))
    raise Refused("{folder} is full of papers of the same name.", "Choose another folder.", folder=folder)


def _partial(file: Path) -> Path:
    return file.with_name(f".{file.name}.part")


def _give_up(partial: Path) -> None:
    with suppress(OSError):
        partial.unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(
            "{folder} can't be made: {reason}.",
            "Choose another folder.",
            folder=folder,
            reason=error.strerror or type(error).__name__,
        ) from error
