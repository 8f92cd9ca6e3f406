"""Papers on their way out, beside the window: to the printer, into one file, or into a folder.

Promise: what came out before it was stopped, or before something said no, is in the register, and the rest is not; a
household whose paper can't be made hinders no other one, and is told with the reason. Hidden: one household's papers
are made at a time, so that 500 take the memory of one.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from PySide6.QtPrintSupport import QPrinter

from desktop.casework.papers import covering, register, releasing
from desktop.casework.papers.covering import Out
from desktop.casework.papers.made import Made
from desktop.casework.papers.register import Step
from desktop.casework.papers.releasing import Way
from desktop.casework.papers.signs import require_printable, signs
from desktop.casework.writing_down import NOBODY
from desktop.domain.errors import Refused
from desktop.domain.records import Printing, Sheet
from desktop.i18n import Language
from desktop.sheets import pictured
from desktop.sheets.press import Bound
from desktop.store.store import Store
from desktop.ui import print_printer
from desktop.ui.jobs import Progress, Stopped
from desktop.ui.print_papers import numbered, papers_of
from desktop.ui.print_printer import Part
from desktop.ui.print_rows import BLANKS, Asked


@dataclass(frozen=True, slots=True)
class Group:
    """What is printed of one household: so many copies of some papers, and one of those that come with them."""

    household: bytes
    name: str
    main: tuple[Asked, ...]
    more: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipts:
    """That the list to sign on receipt comes along, what it is called, in which language it is, and of what place."""

    name: str
    language: Language
    about: str = ""


@dataclass(slots=True)
class Sending:
    """A batch on its way; what it has come to can be seen at any time.

    `ready` counts the households whose papers are made; only those that `came_out` are in the register.
    """

    store: Store
    groups: Sequence[Group]
    copies: int = 1
    receipts: Receipts | None = None
    is_both_sides: bool = False
    ready: int = 0
    sheets: int = 0
    came_out: list[Group] = field(default_factory=list)
    left_out: list[tuple[str, Refused]] = field(default_factory=list)
    out: list[Out] = field(default_factory=list)

    def to_printer(self, printer: QPrinter, tell: Progress) -> "Sending":
        """Each household's papers as a job of the printer. Refused where it takes one not; the rest is not begun."""
        with _at_last(lambda: self._print_list(printer)):
            for done, group in enumerate(self.groups):
                tell(done, len(self.groups))
                parts = [*self._parts(group)]
                if parts:
                    self._print(group, parts, printer)
        return self

    def to_file(self, file: Path, tell: Progress) -> "Sending":
        """All in one PDF, each paper once, of blank forms as many as are wanted.

        Stopped, it leaves no file and no line in the register.
        """
        papers, ready = list[Made](), list[Group]()
        for done, group in enumerate(self.groups):
            tell(done, 2 * len(self.groups))
            if made := self._made(group):
                ready.append(group)
                self.ready += 1
                papers += made
        if not papers:
            raise self.left_out[0][1] if self.left_out else Refused("There is nothing to save.", "Choose something.")
        of = len(papers)
        written = releasing.into_file(self.store, papers, file, lambda done: tell(of + done, 2 * of))
        self.sheets, self.came_out = written.pages, ready
        self.out = covering.out_of(written)
        self._list_beside(file.parent, f"{file.stem} ")
        return self

    def to_folder(self, folder: Path, tell: Progress) -> "Sending":
        """A PDF for each household."""
        tell(0, len(self.groups))
        with _at_last(lambda: self._list_beside(folder)):
            for written in releasing.into_folder(self.store, self._batches(tell), folder):
                home = written.papers[0].subject.household
                self.came_out += [each for each in self.groups if each.household == (home.id if home else NOBODY)]
                self.ready = len(self.came_out)
                self.sheets += written.pages
                self.out += covering.out_of(written)
        return self

    def rows(self) -> frozenset[tuple[str, bytes]]:
        """The rows of these households that it may have written."""
        homes = [group.household for group in self.groups if group.household != NOBODY]
        of_nobody = self.store.records(Printing, household=None) if len(homes) < len(self.groups) else ()
        found = (row for kind in (Printing, Sheet) for row in self.store.records(kind, household=homes))
        return frozenset((row.record_type().name, row.id) for row in (*found, *of_nobody))

    # Inside

    def _list_beside(self, folder: Path, before: str = "") -> None:
        """Writes the list to sign beside what was saved; one that is there already stays."""
        if self.receipts and self.out:
            names = (f"{before}{self.receipts.name}{f' ({n})' if n else ''}.pdf" for n in count())
            file = next(each for each in (folder / name for name in names) if not each.exists())
            covering.write(self.store, self.out, file, self.receipts.about, self.receipts.language)

    def _print_list(self, printer: QPrinter) -> None:
        if self.receipts and self.out:
            listed = covering.printed(self.store, self.out, self.receipts.about, self.receipts.language)
            part = Part(listed, [pictured.page_count(listed)], 1)
            print_printer.printed(printer, self.receipts.name, [part], is_both_sides=self.is_both_sides)
            self.sheets += print_printer.sheets(part.pages, is_both_sides=self.is_both_sides)

    def _batches(self, tell: Progress) -> Iterator[Sequence[Made]]:
        for done, group in enumerate(self.groups):
            tell(done, len(self.groups))
            if made := self._made(group):
                yield made

    def _made(self, group: Group) -> list[Made]:
        """All papers of a household that can be made; without those that were chosen there are none."""
        main = self._tried(group, group.main) + self._numbered(group)
        return main + self._tried(group, group.more) if main else []

    def _numbered(self, group: Group) -> list[Made]:
        """As many as copies are wanted of each blank form."""
        return [*numbered(self.store, [each for each in group.main if each.kind in BLANKS], self.copies)]

    def _tried(self, group: Group, asked: Sequence[Asked]) -> list[Made]:
        found = list[Made]()
        for each in asked:
            if each.kind in BLANKS:
                continue
            try:
                made = papers_of(self.store, each)
                for one in made:
                    require_printable(one.paper, signs(self.store))
                found += made
            except Refused as why:
                self.left_out.append((group.name, why))
        return found

    def _parts(self, group: Group) -> Iterator[tuple[list[Made], Bound, int]]:
        main = self._tried(group, group.main)
        more = self._tried(group, group.more) if main else []
        for papers, copies in ((main, self.copies), (self._numbered(group), 1), (more, 1)):
            if papers:
                try:
                    yield papers, releasing.bound(self.store, papers), copies
                except Refused as why:
                    self.left_out.append((group.name, why))

    def _print(self, group: Group, parts: Sequence[tuple[list[Made], Bound, int]], printer: QPrinter) -> None:
        store = self.store
        home = group.household if group.household != NOBODY else None
        before = {row.id for row in store.records(Printing, household=home)}
        for papers, bound, copies in parts:
            releasing.register(store, papers, bound, Way.PRINTER, copies)
        number = parts[0][0][0].number
        try:
            sent = [Part(bound.content, bound.pages, copies) for _, bound, copies in parts]
            print_printer.printed(printer, number, sent, is_both_sides=self.is_both_sides)
        except (Refused, OSError):
            for row in store.records(Printing, household=home):
                if row.id not in before:
                    register.note(store, row, Step.NOT_PRINTED, store.today())
            raise
        self.came_out.append(group)
        self.ready = len(self.came_out)
        sides = self.is_both_sides
        self.sheets += sum(print_printer.sheets(each.pages, is_both_sides=sides) * each.copies for each in sent)
        for papers, bound, copies in parts:
            self.out += [Out(made, n, copies) for made, n in zip(papers, bound.pages, strict=True)]


@contextmanager
def _at_last(write: Callable[[], object]) -> Iterator[None]:
    """Writes at the end, also of what was stopped: what came out until then is carried and signed for as well."""
    try:
        yield
    except Stopped:
        write()
        raise
    write()
