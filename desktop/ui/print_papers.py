"""The papers of the print page, made beside the window: the one that is looked at first, then all that are chosen.

Promise: nothing waits for a paper, and the pages that are counted are those of the very PDF that would be printed.
Hidden: one paper is made at a time, since two would only share the interpreter; the last few are kept, of all others
only how many pages they have, and what a look before printing found.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from desktop.casework.papers import checking, covering, forms, making, queueing, releasing, rights
from desktop.casework.papers.checking import Check
from desktop.casework.papers.covering import Out
from desktop.casework.papers.made import Made, Subject
from desktop.casework.writing_down import NOBODY
from desktop.domain.errors import Refused
from desktop.domain.records import Household
from desktop.i18n import Language
from desktop.sheets import pictured, press
from desktop.sheets.page import Paper
from desktop.sheets.press import Bound
from desktop.store.store import Store
from desktop.ui import print_printer
from desktop.ui.jobs import Job, Progress
from desktop.ui.print_rows import BLANKS, CLEAR, FORMS, RECEIPTS, SHEET, Asked
from desktop.ui.sign_words import sign_lacking

_KEPT, _KEPT_BYTES = 24, 64 << 20
_MOST_CHECKED = 12  # pages: longer ones are files of many papers


@dataclass(frozen=True, slots=True)
class Pressed:
    """Papers as they would be printed now."""

    papers: tuple[Made, ...]
    bound: Bound

    @property
    def pages(self) -> int:
        return sum(self.bound.pages)


@dataclass(frozen=True, slots=True)
class Look:
    """A page that is looked at; `scale` is pixels a point."""

    asked: Asked
    page: int
    scale: float


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as a picture."""

    look: Look
    pressed: Pressed
    image: QImage


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a paper once it was made; a sheet is stale where its facts changed since it was locked.

    `out` are its papers without what stands on them, each with its pages.
    """

    pages: int
    out: tuple[tuple[Made, int], ...]
    is_stale: bool = False


def papers_of(store: Store, asked: Asked) -> tuple[Made, ...]:
    """What is asked for, told and not yet printed. Refused where there is nothing to print."""
    if asked.kind in BLANKS:
        return numbered(store, [asked], 1)
    if asked.household == NOBODY:
        return making.made(store, asked.kind, None, row=asked.row)
    home = store.get(Household, asked.household)
    if home is None or home.withdrawn:
        raise Refused("This household was withdrawn.", "Choose another one.")
    making.require_counted(home, [asked.kind])
    if asked.kind in FORMS:
        return (rights.remedy(store, Subject(home, None, making.language_of(home)), asked.kind),)
    return making.made(store, asked.kind, home, row=asked.row)


def numbered(store: Store, asked: Iterable[Asked], copies: int) -> tuple[Made, ...]:
    """So many copies of these blank forms, each with a number of its own."""
    return forms.day_forms(store, [BLANKS[each.kind] for each in asked], copies, Language.CHINESE)


def pressed(store: Store, asked: Asked) -> Pressed:
    """What is asked for, as a PDF."""
    papers = papers_of(store, asked)
    return Pressed(papers, releasing.bound(store, papers))


class Papers(QObject):
    """Makes what is looked at, counts and checks what is chosen, one after the other. Its owner is a page."""

    seen = Signal(object)  # a Seen
    unseen = Signal(object)  # what was Asked can't be had; `refusal_of` tells why
    known = Signal()  # more is known: pages, or what was found

    def __init__(self, store: Store, owner: QObject) -> None:
        super().__init__(owner)
        self._store = store
        self._look: Look | None = None
        self._uncounted: OrderedDict[Asked, None] = OrderedDict()
        self._unchecked: OrderedDict[Asked, None] = OrderedDict()
        self._kept: OrderedDict[Asked, Pressed] = OrderedDict()
        self._known: dict[Asked, _Known] = {}
        self._checks: dict[Asked, Sequence[Check]] = {}
        self._refused: dict[Asked, Refused | OSError] = {}
        self._ahead: Asked | None = None
        self._list: tuple[Sequence[Out], Language] | None = None  # that is to be counted
        self._list_pages: int | None = None
        self._looking: Job | None = None
        self._running: Job | None = None  # what is made besides, which no one who looks waits for

    # What is asked for

    def look(self, look: Look) -> None:
        """Has a page made next; one that was asked for before and is not begun is forgotten."""
        self._look = look
        self._look_next()

    def count(self, asked: Iterable[Asked]) -> None:
        """Has the pages of these counted and their figures checked, as far as that is not known; of no others."""
        wanted = [each for each in asked if each.kind not in CLEAR or each in self._kept]
        self._uncounted = OrderedDict.fromkeys(each for each in wanted if self.pages_of(each) is None)
        self._unchecked = OrderedDict.fromkeys(each for each in wanted if each not in self._checks)
        self._go_on()

    def make_ahead(self, asked: Asked | None) -> None:
        """Has this one made when there is nothing else to do: it is probably looked at next."""
        self._ahead = asked if asked is not None and asked.kind not in CLEAR else None
        self._go_on()

    def list_pages(self, asked: Iterable[tuple[Asked, int]], language: Language) -> int | None:
        """How many pages the list to sign has, of these papers in so many copies; None while it is not known."""
        known = [(self._known.get(each), copies) for each, copies in asked if each not in self._refused]
        if any(each is None for each, _ in known):
            return None
        out = [Out(made, n, copies) for each, copies in known if each for made, n in each.out]
        if (out, language) != self._list:
            self._list, self._list_pages = (out, language), None
            self._go_on()
        return self._list_pages

    def forget(self, households: Collection[bytes] | None = None) -> None:
        """Of these households, or of all, nothing is known any more."""
        for kept in (self._kept, self._known, self._checks, self._refused):
            for each in [each for each in kept if households is None or each.household in households]:
                del kept[each]
        self._list = None
        for job in (self._looking, self._running):
            if job is not None:
                job.leave()  # it may have read what has changed since
        self._looking = self._running = None

    def warm_up(self) -> None:
        """Loads what sets and draws papers, and its types, while the list is being read."""
        Job(_load, self).start()

    # What is known

    def pages_of(self, asked: Asked) -> int | None:
        """None where they are not counted yet; 0 where there is nothing to print."""
        known = self._known.get(asked)
        return 0 if asked in self._refused else known.pages if known else None

    def sheets_of(self, asked: Asked, *, is_both_sides: bool) -> int | None:
        """How many sheets of paper it takes; as `pages_of`."""
        known = self._known.get(asked)
        if known is None or asked in self._refused:
            return self.pages_of(asked)
        return print_printer.sheets((n for _, n in known.out), is_both_sides=is_both_sides)

    @property
    def stale(self) -> frozenset[bytes]:
        """The households of which is known that facts changed since their sum was locked."""
        return frozenset(asked.household for asked, known in self._known.items() if known.is_stale)

    @property
    def lacking(self) -> dict[Asked, str]:
        """The character for want of which a paper could not be made, of those papers."""
        return {asked: sign for asked, why in self._refused.items() if (sign := sign_lacking(why))}

    def checks_of(self, asked: Asked) -> Sequence[Check] | None:
        """None where it was not looked through yet."""
        return self._checks.get(asked)

    def refusal_of(self, asked: Asked) -> Refused | OSError | None:
        return self._refused.get(asked)

    # Inside

    @property
    def is_busy(self) -> bool:
        return self._looking is not None or self._running is not None

    def _look_next(self) -> None:
        if self._looking is not None or self._look is None:
            return
        look, self._look = self._look, None
        for queue, known in ((self._unchecked, self._checks), (self._uncounted, self._known)):
            if look.asked not in known:  # what is looked at is known before all others
                queue[look.asked] = None
                queue.move_to_end(look.asked, last=False)
        self._looking = job = Job(partial(self._see, look), self)
        job.done.connect(self._end_look)
        job.refused.connect(partial(self._refuse_look, look.asked))
        job.start()

    def _end_look(self, seen: object) -> None:
        self._looking = None
        self._take_seen(seen)
        self._look_next()
        self._go_on()

    def _refuse_look(self, asked: Asked, refused: Refused | OSError) -> None:
        self._looking = None
        self._note_refused(asked, refused)
        self._look_next()
        self._go_on()

    def _go_on(self) -> None:
        if self.is_busy:
            return
        if self._uncounted:
            asked, _ = self._uncounted.popitem(last=False)
            self._run(asked, partial(self._know, asked), partial(self._take_known, asked))
        elif self._list is not None and self._list_pages is None:
            self._run_list(*self._list)
        elif not self._check_next() and self._ahead is not None and self._ahead not in self._kept:
            asked, self._ahead = self._ahead, None
            if asked not in self._refused:
                self._run(asked, partial(self._make, asked), partial(self._keep, asked))

    def _run_list(self, out: Sequence[Out], language: Language) -> None:
        def counted(_tell: Progress) -> int:
            return pictured.page_count(covering.printed(self._store, out, "", language)) if out else 0

        def take(pages: object) -> None:
            self._list_pages = pages if isinstance(pages, int) else 0
            self.known.emit()

        self._run(Asked(NOBODY, RECEIPTS), counted, take)

    def _check_next(self) -> bool:
        """Whether there was anything to check."""
        while self._unchecked:
            asked, _ = self._unchecked.popitem(last=False)
            if asked not in self._checks and asked not in self._refused:
                self._run(asked, partial(self._check, asked), partial(self._take_checks, asked))
                return True
        return False

    def _run(self, asked: Asked, work: Callable[[Progress], object], take: Callable[[object], object]) -> None:
        self._running = job = Job(work, self)
        job.done.connect(partial(self._end, take))
        job.refused.connect(partial(self._refuse, asked))
        job.start()

    def _end(self, take: Callable[[object], object], made: object) -> None:
        self._running = None
        take(made)
        self._go_on()

    def _refuse(self, asked: Asked, refused: Refused | OSError) -> None:
        self._running = None
        if asked.kind == RECEIPTS:
            self._list_pages = 0
        self._note_refused(asked, refused)
        self._go_on()

    def _note_refused(self, asked: Asked, refused: Refused | OSError) -> None:
        self._refused[asked] = refused
        self._uncounted.pop(asked, None)
        self.unseen.emit(asked)
        self.known.emit()

    # Beside the window

    def _see(self, look: Look, _tell: Progress) -> Seen:
        made = self._kept.get(look.asked) or pressed(self._store, look.asked)
        page = min(look.page, made.pages - 1)
        width, height, content = pictured.page_picture(made.bound.content, page, look.scale)
        image = QImage(content, width, height, width * 4, QImage.Format.Format_RGB32).copy()
        return Seen(Look(look.asked, page, look.scale), made, image)

    def _make(self, asked: Asked, _tell: Progress) -> Pressed:
        return self._kept.get(asked) or pressed(self._store, asked)

    def _know(self, asked: Asked, tell: Progress) -> tuple[_Known, Pressed]:
        stale = queueing.stale(self._store, [asked.household]) if asked.kind == SHEET else ()
        made = self._make(asked, tell)
        out = zip(map(_without_words, made.papers), made.bound.pages, strict=True)
        return _Known(made.pages, tuple(out), any(True for _ in stale)), made

    def _check(self, asked: Asked, _tell: Progress) -> Sequence[Check]:
        made = self._kept.get(asked) or pressed(self._store, asked)
        if made.pages > _MOST_CHECKED:
            return []
        return [each for paper in made.papers for each in checking.checks(self._store, paper, made.bound.content)]

    # What came of it

    def _take_seen(self, seen: object) -> None:
        if not isinstance(seen, Seen):
            return
        self._keep(seen.look.asked, seen.pressed)
        self.seen.emit(seen)

    def _keep(self, asked: Asked, made: object) -> None:
        if isinstance(made, Pressed):
            self._kept[asked] = made
            self._kept.move_to_end(asked)
        while len(self._kept) > 1 and (len(self._kept) > _KEPT or self._kept_bytes() > _KEPT_BYTES):
            self._kept.popitem(last=False)

    def _kept_bytes(self) -> int:
        return sum(len(each.bound.content) for each in self._kept.values())

    def _take_known(self, asked: Asked, found: object) -> None:
        if isinstance(found, tuple):
            known, made = cast("tuple[_Known, Pressed]", found)
            self._known[asked] = known
            self._keep(asked, made)
        self.known.emit()

    def _take_checks(self, asked: Asked, found: object) -> None:
        if isinstance(found, list):
            self._checks[asked] = found
        self.known.emit()


def _load(_tell: Progress) -> None:
    pictured.page_picture(press.printed(Paper("", "", Language.CHINESE, ["户"])), 0, 0.1)


def _without_words(made: Made) -> Made:
    """What the list of a batch says of a paper, without the paper."""
    return replace(made, paper=replace(made.paper, pieces=(), attachments=()), comes_with=(), stamp=None)
