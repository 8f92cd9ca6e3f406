"""What comes next for a household: rights it was not told of, what was promised, begun, what waits, what is missing.

Promise: each has the place where it is done. Hidden: which field cures which missing thing.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.domain import checks, four_clear
from desktop.domain.errors import Finding
from desktop.domain.fields import RECORDS
from desktop.domain.four_clear import HOLDERS, Case
from desktop.domain.records import CLASSES, Fixture, Promise, UnregisteredPart
from desktop.domain.rights import Clock
from desktop.store.contests import Contest
from desktop.store.drafts import Draft
from desktop.store.projection import LIFE
from desktop.ui import clock_words, contest_words, ledger_summary, theme
from desktop.ui.boxes import scrolling
from desktop.ui.household_file import HouseholdFile
from desktop.ui.ledger_line import EVIDENCE, LedgerLines, Line, Part, Target
from desktop.ui.notices import Voice

RIGHTS = "rights"  # the tab on which it is written down that they were told
VISITS = "visits"  # and the one on which stands what was promised

_N = TypeVar("_N", Fixture, UnregisteredPart)
_Step = tuple[str, Target | None]


class NextSteps(QFrame):
    """A card of numbered lines; `first` is where the first one goes that the ledger waits for."""

    wanted = Signal(object)

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self.setObjectName("next-steps")
        self._voice = voice
        self.first: Target | None = None
        self._lines = LedgerLines()
        self._lines.opened.connect(self.wanted)
        self._clear = theme.label("", "second")
        self._clear.setContentsMargins(16, 12, 16, 12)
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self._lines)
        inner.addWidget(self._clear)
        inner.addStretch()
        title = theme.label(voice.word("Next"), "strong")
        title.setContentsMargins(16, 0, 16, 0)
        title.setFixedHeight(theme.high(44))
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(title)
        column.addWidget(scrolling(content), 1)

    def show_file(self, file: HouseholdFile) -> None:
        """Shows what comes next; nothing is asked of a household that was withdrawn."""
        steps = list(_steps(self._voice, file))
        missing = (target for _, target in steps if target is not None and target.record not in (RIGHTS, VISITS))
        self.first = next(missing, None)
        lines = [
            Line((Part(str(n), 1, "second"), Part(text, 11, wraps=True)), target)
            for n, (text, target) in enumerate(steps, 1)
        ]
        self._lines.show_lines(lines)
        word = self._voice.word
        nothing = word("Nothing is asked of a withdrawn household.") if file.is_withdrawn else None
        if file.is_united:
            nothing = word("What is to be done stands with the household that it goes on as.")
        self._clear.setText(nothing or word("All four parts are clear."))
        self._clear.setVisible(not lines)


def _steps(voice: Voice, file: HouseholdFile) -> Iterator[_Step]:
    """Rights come before tasks (ui.md, rule 3)."""
    case = file.case
    if not file.is_withdrawn:
        yield from (_untold(voice, clock, file.today) for clock in file.untold)
        yield from (_owed(voice, promise, file.today) for promise in file.owed)
    yield from (_begun(voice, case, draft) for draft in file.drafts if draft.record in CLASSES)
    yield from (_contested(voice, file, contest) for contest in file.contests)
    if not file.is_withdrawn:
        for part in four_clear.four_clear(case):
            yield from ((_told(voice, part.name, missing), _cure(case, part.name, missing)) for missing in part.missing)


def _untold(voice: Voice, clock: Clock, today: date) -> _Step:
    """A right that the household was not told of, and until when it has it."""
    right = voice.word(clock.term.title)
    if clock.end is None:
        return voice.word("Tell them: {right}, from receipt", right=right), Target(RIGHTS)
    last, left = clock_words.day(voice, clock.end.day, today.year), clock_words.left(voice, clock, today)
    return voice.word("Tell them: {right}, latest {day}, {left}", right=right, day=last, left=left), Target(RIGHTS)


def _owed(voice: Voice, promise: Promise, today: date) -> _Step:
    """What was promised to it, and until when."""
    said, day = promise.promise or "", promise.due_on
    if day is None:
        told = voice.word("We promised: {promise}", promise=said)
    elif day < today:
        late = (today - day).days
        told = voice.words(
            "We promised: {promise}, {n} day late", "We promised: {promise}, {n} days late", late, promise=said
        )
    else:
        latest = clock_words.day(voice, day, today.year)
        told = voice.word("We promised: {promise} (latest {day})", promise=said, day=latest)
    return told, Target(VISITS)


def _begun(voice: Voice, case: Case, draft: Draft) -> _Step:
    """What somebody typed and did not finish, called as it is, or as it is going to be."""
    if draft.record == EVIDENCE:
        return voice.word("Go on with the sketch"), Target(EVIDENCE)
    row, kind = draft.fields.get("id"), RECORDS[draft.record]
    known = next((each for each in ledger_summary.records_of(case) if each.id == row), None)
    typed = draft.fields.get("typed", {}).get("name") if "name" in kind.field else None
    new = " ".join(filter(None, (voice.label(kind), typed)))
    called = ledger_summary.title_of(voice, case, known) if known else new
    return voice.word("Go on typing: {record}", record=called), Target(draft.record, row)


def _contested(voice: Voice, file: HouseholdFile, contest: Contest) -> _Step:
    records = (*ledger_summary.records_of(file.case), *file.withdrawn)
    record = next((each for each in records if each.id == contest.row), None)
    called = ledger_summary.title_of(voice, file.case, record) if record else voice.label(RECORDS[contest.record])
    fields = contest_words.fields_of(contest) if contest.group != LIFE else ()
    target = Target(contest.record, contest.row, next((field.name for field in fields), ""))
    return voice.pair(called, contest_words.title(voice, contest)), target if record is not None else None


def _told(voice: Voice, part: str, missing: Finding) -> str:
    """What is missing, in words; a confirmation is missing of one of the parts."""
    text = voice.word(missing.message, **missing.values).rstrip("。.")  # one of a list
    if missing.field != "confirmation":
        return text
    return voice.pair(voice.choice(RECORDS["confirmation"].field["part"], part), voice.word("confirm it with them"))


def _cure(case: Case, part: str, missing: Finding) -> Target | None:
    """Where a missing thing is put in."""
    n = missing.values.get("n")
    match missing.field:
        case "confirmation":
            return Target("confirmation", field=part)
        case "person" | "house" | "wish":
            return Target(missing.field)
        case "title_disputed":
            return Target("household", case.household.id, missing.field)
        case "share":
            holders = [each for each in case.people if each.role in HOLDERS]
            lacking = (each for each in holders if each.share is None)
            return Target("person", next(lacking, holders[0]).id, "share")
        case "calculation":
            return None  # comes with the compensation page
        case "amount" if isinstance(n, int):
            return Target("appraisal", case.appraisals[n - 1].id, "unit_price")
        case "amount":
            return Target("fixture", _named(case.fixtures, missing, _is_unpriced), "quantity")
        case "state":
            return Target("unregistered_part", _named(case.unregistered_parts, missing, _is_undetermined), "state")
        case field if isinstance(n, int):
            return Target("house", case.houses[n - 1].id, field)
        case field:
            return Target("unregistered_part", _named(case.unregistered_parts, missing, _is_unmeasured), field)


def _named(rows: Sequence[_N], missing: Finding, is_lacking: Callable[[_N], bool]) -> bytes:
    """The row that a finding names; of several with one name, the one that lacks it."""
    named = [row for row in rows if row.name == missing.values.get("name")]
    return next(filter(is_lacking, named), named[0]).id


def _is_unpriced(fixture: Fixture) -> bool:
    return fixture.amount is None and checks.priced(fixture) is None


def _is_undetermined(part: UnregisteredPart) -> bool:
    return part.state in (None, "undetermined")


def _is_unmeasured(part: UnregisteredPart) -> bool:
    return part.recognised_area is None and not _is_undetermined(part)
