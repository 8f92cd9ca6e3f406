"""The desk of the print page: the list at the left, the paper in the middle, how it is printed at the right.

Promise: what is looked at follows the list at once, and the sums follow what is ticked. Hidden: where there is little
room the right side is a drawer, and its buttons stand below the page.
"""

from collections.abc import Collection, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.casework.papers.queueing import State
from desktop.casework.writing_down import NOBODY
from desktop.domain.records import Household
from desktop.i18n import N_
from desktop.store import folder as place_of
from desktop.ui import print_rows, print_sums, theme
from desktop.ui.beside import Beside
from desktop.ui.boxes import band
from desktop.ui.flow import FlowLayout
from desktop.ui.notices import told
from desktop.ui.page import OF_NOBODY, Page, Place
from desktop.ui.print_actions import Actions
from desktop.ui.print_notes import of_lines
from desktop.ui.print_outgoing import Outgoing
from desktop.ui.print_papers import Look, Papers, Seen
from desktop.ui.print_preview import PreviewPane
from desktop.ui.print_printer import sheets
from desktop.ui.print_queue import WIDTH as QUEUE_WIDTH
from desktop.ui.print_queue import QueuePane
from desktop.ui.print_reel import Reel
from desktop.ui.print_rows import CARD, CLEAR, FORMS, RECEIPTS, REVIEW, SHEET, Asked, Line, Narrowed
from desktop.ui.print_sending import Group, Sending
from desktop.ui.print_ways import WIDTH as WAYS_WIDTH
from desktop.ui.print_ways import Sums, WaysPane
from desktop.ui.sign_words import sign_lacking
from desktop.ui.tab_order import lead_keyboard
from desktop.ui.workspace import Workspace

_TWICE = frozenset({SHEET, "visit", "explanation", "service", "agreement", "promises", "grievance", *FORMS})
"""Papers of which the household keeps one, and the file or whom it is handed in to another."""
_OF_AGREEMENT = 4  # copies, as its text says
_TOGETHER = (CARD, REVIEW)
_GAP = 12


class PrintDesk(QWidget):
    """The desk. It tells what else is to be shown, and that a batch came to its end."""

    narrowed = Signal(object)  # a Narrowed
    wanted = Signal(object)  # a Place
    register_wanted = Signal()
    sent = Signal(object)  # a Sending

    def __init__(self, workspace: Workspace, page: Page) -> None:
        super().__init__()
        self._workspace, self._voice = workspace, workspace.voice
        voice = workspace.voice
        self._lines: Sequence[Line] = ()
        self._of_place: Sequence[Line] = ()  # with those that are not listed, since they can't be printed
        self.line: Line | None = None  # that is looked at
        self._opened: Asked | None = None  # that is looked at in clear
        self._page = 0  # of all that is printed of it
        self._is_queue = True
        self._are_copies_said = False
        self._sums = Sums()
        self._may_print = workspace.may_write("printing", "printing")
        self._papers = Papers(workspace.store, page)
        self._queue, self._preview = QueuePane(voice), PreviewPane(voice)
        self._ways, self._actions = WaysPane(voice), Actions(voice)
        self._outgoing = Outgoing(workspace, self._actions, page)
        self._lay_out()
        self._connect()
        self.begin(is_queue=True)
        self._papers.warm_up()

    # What is shown

    def begin(self, *, is_queue: bool) -> None:
        """Another list is shown next: nothing is ticked, nothing is looked at."""
        self._is_queue, self._are_copies_said = is_queue, False
        self.line, self._page, self._opened = None, 0, None
        self._queue.begin(is_of_households=is_queue)
        self._papers.forget()
        self._ways.offer_together((*_TOGETHER, RECEIPTS) if is_queue else ())
        self._ways.tick_together(frozenset(_TOGETHER if is_queue else ()))
        self._preview.others.setVisible(is_queue)
        self._forms.setVisible(is_queue)

    def offer_places(self, lines: Sequence[Line]) -> None:
        lanes = print_rows.places(lines, lambda queued: queued.lane)
        buildings = print_rows.places(lines, lambda queued: queued.building)
        self._queue.offer_places(lanes, buildings, len(lines))

    def offer_printers(self, names: Sequence[str]) -> None:
        self._ways.offer_printers(names)

    def show_lines(
        self, lines: Sequence[Line], of_place: Sequence[Line], narrowed: Narrowed, looked_at: Asked | None
    ) -> None:
        """Lists these, of all that are `of_place`. What is looked at stays, where nothing else is asked for."""
        self._lines, self._of_place = lines, of_place
        self._ways.place = narrowed.lane or narrowed.building or ""
        self._queue.show_lines(self._marked(lines), narrowed, looked_at or (self.line.asked if self.line else None))
        if not lines:
            self._preview.say(self._voice.word("Nothing here can be printed."))

    def tick(self, asked: Collection[Asked]) -> None:
        self._queue.tick(asked, is_on=True)

    def untick(self, asked: Collection[Asked]) -> None:
        self._queue.tick(asked, is_on=False)

    def untick_all(self) -> None:
        self._queue.tick([*self._queue.ticked], is_on=False)

    def untick_printed(self, lines: Sequence[Line]) -> None:
        """Those that came out meanwhile are not printed once more by themselves."""
        out = [line.asked for line in lines if line.queued and line.queued.state is State.PRINTED]
        before = {line.asked for line in self._lines if line.queued and line.queued.state is State.PRINTED}
        self._queue.tick([each for each in out if each not in before], is_on=False)

    def forget(self, *, is_only_register: bool) -> None:
        """What was made is made anew; not where only the register was written in."""
        if not is_only_register:
            self._papers.forget()

    def panes(self) -> Sequence[QWidget]:
        return [self._queue.list, self._preview, self._ways, self._actions]

    def step_back(self) -> bool:
        return self._beside.close_drawer()

    def press(self) -> None:
        """Does what the filled button says."""
        if self._actions.isVisible() and self._sums.is_ready and not self._outgoing.is_busy:
            (self._print if self._ways.printer else self._save)()

    # What is looked at

    def _look_at(self, line: Line) -> None:
        is_other = self.line is None or line.asked != self.line.asked
        self.line = line
        if is_other:
            self._page = 0
        self._tell_whose()
        self._look()
        lines = self._queue.lines
        at = next((n for n, each in enumerate(lines, 1) if each.asked == line.asked), len(lines))
        self._papers.make_ahead(lines[at].asked if at < len(lines) and lines[at].is_printable else None)

    def _look(self) -> None:
        """Has the page made that is wanted, or says why there is none."""
        if self.line is None:
            return
        word = self._voice.word
        if not self.line.is_printable:
            name = self.line.title
            self._preview.say(word("{name} has no locked sum yet, so there is no sheet.", name=name))
            self._preview.checked.show_found(None)
        elif self.line.asked.kind in CLEAR and self.line.asked != self._opened:
            said = word("This paper shows ID numbers and phones in clear. Who opens or prints it is written down.")
            self._preview.say(said, word("Open this paper"))
            self._preview.checked.show_found(None)
        elif self._papers.refusal_of(self.line.asked) is not None:
            self._take_unseen(self.line.asked)
        else:
            asked, page = self._reel.at(self._page)
            self._papers.look(Look(asked, page, self._preview.scale))
        self._count()

    def _open_clear(self) -> None:
        """Looks at a paper that shows what is sensitive; or draws the character for want of which there is none."""
        why = self._papers.refusal_of(self.line.asked) if self.line is not None else None
        if self.line is not None and why is not None and sign_lacking(why):
            home = self.line.asked.household
            self.wanted.emit(Place("signs", home if home != NOBODY else None, sign_lacking(why)))
            return
        self._opened = self.line.asked if self.line is not None else None
        self._look()

    def _enter(self) -> None:
        """Enter on a household shows all its papers; on a paper that is not opened by itself, that one."""
        if self._is_queue:
            self._show_others()
        elif self.line is not None and self.line.asked.kind in CLEAR:
            self._open_clear()

    @property
    def _reel(self) -> Reel:
        """All that is printed of the line that is looked at."""
        if self.line is None or not self.line.is_printable:
            return Reel((), self._papers.pages_of)
        more = [kind for kind in _TOGETHER if kind in self._ways.together]
        beside = (Asked(self.line.asked.household, kind) for kind in more)
        return Reel((self.line.asked, *beside), self._papers.pages_of)

    def _take_seen(self, seen: Seen) -> None:
        reel = self._reel
        if seen.look.asked in reel.papers:
            self._page = reel.place(seen.look.asked, seen.look.page)
            self._preview.show_page(seen, self._page, reel.total)
            self._tell_checks()

    def _take_unseen(self, asked: Asked) -> None:
        why = self._papers.refusal_of(asked)
        if self.line is not None and asked == self.line.asked and why is not None:
            way = self._voice.word("Draw it or take it from a photo") if sign_lacking(why) else ""
            self._preview.say(told(self._voice, why), way)
            self._preview.checked.show_found(None)

    def _take_known(self) -> None:
        """More is known of what was made: pages, what is stale, what a look before printing found."""
        self._queue.remark(self._marked(self._lines))
        self._preview.tell_pages(self._page, self._reel.total)
        self._tell_checks()
        self._tell_sums()

    def _tell_checks(self) -> None:
        if self.line is not None:
            self._preview.checked.show_found(self._papers.checks_of(self.line.asked))

    def _tell_whose(self) -> None:
        if self.line is None:
            return
        among = self._among()
        n = next((n for n, line in enumerate(among, 1) if line.asked == self.line.asked), 0)
        message = N_("{n} of {total}") if self._is_queue else N_("paper {n} of {total}")
        of = self._voice.word(message, n=n, total=len(among)) if n and len(among) > 1 else ""
        self._preview.show_whose(self.line.title, of, has_others=len(among) > 1)

    def _among(self) -> Sequence[Line]:
        """What is gone through one after the other: what is ticked, else all that is listed."""
        ticked = self._queue.ticked_lines()
        is_among = self.line is not None and any(line.asked == self.line.asked for line in ticked)
        return ticked if is_among else self._queue.lines

    def _step(self, by: int) -> None:
        among = self._among()
        at = next((n for n, line in enumerate(among) if self.line and line.asked == self.line.asked), 0)
        if among:
            self._queue.go_to(among[(at + by) % len(among)].asked)

    def _turn(self, by: int) -> None:
        of = self._reel.total
        page = self._page + by
        if page >= 0 and (of is None or page < of):
            self._page = page
            self._look()

    # What is chosen

    def _marked(self, lines: Sequence[Line]) -> Sequence[Line]:
        return print_rows.marked(self._voice, lines, self._papers.stale, self._papers.lacking)

    def _groups(self) -> list[Group]:
        together = self._ways.together if self._is_queue else ()
        return print_sums.groups(self._queue.ticked_lines(), together)

    def _take_ticks(self) -> None:
        if not self._are_copies_said:
            kinds = {line.asked.kind for line in self._queue.ticked_lines()} or {SHEET}
            self._ask_copies(_OF_AGREEMENT if kinds == {"agreement"} else 2 if kinds & _TWICE else 1)
        self._tell_whose()
        self._count()

    def _ask_copies(self, copies: int) -> None:
        word = self._voice.word
        asked = word("Copies for each household") if self._is_queue else word("Copies of each")
        self._ways.ask_copies(copies, asked)

    def _take_ways(self) -> None:
        self._are_copies_said = True
        self._count()
        if self.line is not None:
            self._page = 0
            self._look()

    def _count(self) -> None:
        """Has all that is ticked counted, and what is looked at with it."""
        wanted = [each for group in self._groups() for each in (*group.main, *group.more)]
        self._papers.count([*self._reel.papers, *wanted])
        self._tell_sums()

    def _tell_sums(self) -> None:
        copies = self._ways.copies
        pages = partial(self._papers.sheets_of, is_both_sides=self._ways.is_both_sides)
        groups = self._groups()
        if self._is_queue:
            sums = print_sums.of_households(self._voice, groups, copies, pages, self._list_pages(groups))
        else:
            sums = print_sums.of_papers(self._voice, self._queue.ticked_lines(), copies, pages)
        in_pdf = self._papers.pages_of
        self._sums = print_sums.with_pdf(self._voice, sums, groups, copies, in_pdf, of_homes=self._is_queue)
        self._ways.show_sums(self._sums)
        has_printer = bool(self._ways.printer)
        self._actions.offer(self._sums, has_printer=has_printer, are_many=len(groups) > 1)
        self._queue.notes.show_notes(
            of_lines(self._voice, self._marked(self._of_place), self._queue.ticked_lines(), self._queue.current())
        )

    def _list_pages(self, groups: Sequence[Group]) -> int | None:
        """How many sheets the list to sign on receipt takes; none where it is not wanted."""
        receipts, copies = self._ways.receipts, self._ways.copies
        if receipts is None or not groups:
            return 0
        main = [(each, copies) for group in groups for each in group.main]
        more = [(each, 1) for group in groups for each in group.more]
        pages = self._papers.list_pages([*main, *more], receipts.language)
        return None if pages is None else sheets([pages], is_both_sides=self._ways.is_both_sides)

    # What is done

    def _print(self) -> None:
        self._papers.count([])  # it would only hold up the printing
        self._outgoing.print(
            self._ways.printer,
            self._groups(),
            self._ways.copies,
            self._ways.receipts,
            is_both_sides=self._ways.is_both_sides,
        )

    def _take_end(self, sending: Sending) -> None:
        self.sent.emit(sending)
        self._count()

    def _save(self) -> None:
        kinds = {line.asked.kind for line in self._queue.ticked_lines()}
        paper = print_rows.paper_said(self._voice, kinds.pop()) if len(kinds) == 1 else self._voice.word("papers")
        self._outgoing.save(self._groups(), f"{self._whose()} {paper}", self._ways.copies, self._ways.receipts)

    def _whose(self) -> str:
        """Of whom the papers are: of a household, a lane or a building, or of the area."""
        store, groups = self._workspace.store, self._groups()
        home = store.get(Household, groups[0].household) if len(groups) == 1 else None
        return (home.number if home else "") or self._ways.place or place_of.card(store.folder).area

    def _save_each(self) -> None:
        self._outgoing.save_each(self._groups(), self._ways.receipts)

    def _set_up(self) -> None:
        name, is_both_sides = self._outgoing.set_up(self._ways.printer)
        self._ways.choose_printer(name, is_both_sides=is_both_sides)
        self._tell_sums()

    def _show_others(self) -> None:
        if self.line is not None:
            self.wanted.emit(Place("print", self.line.asked.household))

    # How it looks

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()

    def _settle(self) -> None:
        """Where there is little room the buttons stand below the paper, and the rest of the right side is a drawer."""
        is_narrow = self._beside.is_narrow
        into = self._below if is_narrow else self._right
        if into.indexOf(self._actions) < 0:
            into.addWidget(self._actions)
            self._actions.turn(is_upright=not is_narrow)

    def _lay_out(self) -> None:
        word = self._voice.word
        side, content, links = QWidget(), QWidget(), QWidget()
        self._right = QVBoxLayout(side)
        self._right.setContentsMargins(0, 0, 0, 0)
        self._right.setSpacing(_GAP)
        self._right.addWidget(self._ways, 1)
        self._register = theme.button(word("Register of prints"), "link", "to-register", "history")
        row = FlowLayout(4)
        row.setContentsMargins(8, 0, 8, 4)
        links.setLayout(row)
        self._forms = theme.button(word("Blank forms"), "link", "to-forms", "document")
        self._verify = theme.button(word("Check a paper"), "link", "to-verify", "qr")
        for link in (self._register, self._forms, self._verify):
            row.addWidget(link)
        self._queue.add(links)
        self._queue.setFixedWidth(theme.broad(QUEUE_WIDTH))
        across = QHBoxLayout()
        across.setSpacing(_GAP)
        across.addWidget(self._queue)
        middle = QVBoxLayout()
        middle.setSpacing(_GAP)
        middle.addWidget(self._preview, 1)
        self._below = QVBoxLayout()
        middle.addLayout(self._below)
        across.addLayout(middle, 1)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        if not self._may_print:
            said = word("Papers can be looked at here, and not printed.")
            more = word("Printing is written down. Here nothing is written.") if self._workspace.is_read_only else ""
            column.addWidget(band("info", "lock", said, more))
        column.addLayout(across, 1)
        self._beside = Beside(content, side, theme.broad(WAYS_WIDTH), word("How it is printed"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._beside)
        self._right.addWidget(self._actions)
        self._actions.setVisible(self._may_print)

    def _connect(self) -> None:
        lead_keyboard(self, self._queue.list)
        self._queue.looked_at.connect(self._look_at)
        self._queue.ticks_changed.connect(self._take_ticks)
        self._queue.narrowed.connect(self.narrowed)
        self._queue.opened.connect(self._enter)
        self._queue.notes.wanted.connect(self.wanted)
        self._register.clicked.connect(self.register_wanted)
        self._verify.clicked.connect(lambda: self.wanted.emit(Place("verify")))
        self._forms.clicked.connect(lambda: self.wanted.emit(Place("print", part=OF_NOBODY)))
        self._preview.stepped.connect(self._step)
        self._preview.turned.connect(self._turn)
        self._preview.sized.connect(self._look)
        self._preview.others_wanted.connect(self._show_others)
        self._preview.open_wanted.connect(self._open_clear)
        self._papers.seen.connect(self._take_seen)
        self._papers.unseen.connect(self._take_unseen)
        self._papers.known.connect(self._take_known)
        self._ways.changed.connect(self._take_ways)
        self._ways.printer_chosen.connect(self._tell_sums)
        self._ways.dialog_wanted.connect(self._set_up)
        self._actions.print_wanted.connect(self._print)
        self._actions.file_wanted.connect(self._save)
        self._actions.folder_wanted.connect(self._save_each)
        self._actions.stop_wanted.connect(self._outgoing.stop)
        self._outgoing.ended.connect(self._take_end)
