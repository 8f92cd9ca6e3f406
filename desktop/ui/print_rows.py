"""The lines of the list of what can be printed: what each says of itself, which are chosen, which arrive ticked.

Promise: a household that can't be printed stays in the list with the reason; a sheet that was printed is never ticked
by itself again. Hidden: that a line is a household whose sheet is printed, or a paper of the one household.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from desktop.casework.papers import forms as blank_forms
from desktop.casework.papers.making import Choice
from desktop.casework.papers.queueing import Queued, State
from desktop.casework.papers.register import Print, Step
from desktop.casework.papers.rights import Form
from desktop.casework.writing_down import NOBODY
from desktop.domain.records import Grievance
from desktop.i18n import N_
from desktop.sheets import remedy_forms
from desktop.ui import clock_words
from desktop.ui.notices import Voice

SHEET, CARD, REVIEW = "sheet", "card", "review"
RECEIPTS = "receipts"
"""The list of a batch, to sign on receipt."""
"""Of what is asked for, the sheet of a sum, the card beside it, and the form for one remedy, an appraisal reviewed."""
REMEDIES, FORMS = "remedies", remedy_forms.TITLES
"""The kind of all those forms; and what each is called, by its remedy, which is asked for as a kind of its own."""
BLANKS = {f"blank-{kind}": kind for kind in blank_forms.KINDS}
"""Blank forms for a day without a computer by what is asked for, each with its kind; every copy has its own number."""
CLEAR = frozenset({"file"})
"""Papers that show what is sensitive in clear: to make one is written down, so it is done only when it is asked for."""
GRIEVANCE = "grievance"
_NAMES: Mapping[str, str] = {
    "sheet": N_("Compensation sheet"),
    "card": N_("Policy card"),
    "visit": N_("Visit record"),
    "explanation": N_("Explanation record"),
    "survey": N_("House survey"),
    "service": N_("Service receipt"),
    "purpose": N_("Data notice"),
    "grievance": N_("Grievance slip"),
    "not_met": N_("Not-met notice"),
    "promises": N_("Our promises"),
    "remedies": N_("Remedy form"),
    "agreement": N_("Compensation agreement"),
    "file": N_("Whole file"),
    "archive": N_("Archive file"),
}
"""The kinds of papers, as they are told apart in a narrow list."""
_STALE = ("warn", "refresh", N_("facts changed"))
_UNDRAWN = ("warn", "warn", N_("sign to draw"))
_LOOKS = {
    State.READY: ("ok", "lock", N_("printable")),
    State.NEWER: ("info", "undo", N_("newer version")),
    State.NOT_LOCKED: ("warn", "pencil", N_("not locked")),
}
_PRINTED, _SAVED = ("brand", "check"), ("info", "document")


@dataclass(frozen=True, slots=True)
class Asked:
    """One paper that is asked for: of which household, its kind, and the row where it is of one."""

    household: bytes
    kind: str = SHEET
    row: bytes | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list. `is_due` ones arrive ticked; `queued` is what is known of a household's sheet.

    `lacks` is the character for want of which it can't be printed yet.
    """

    asked: Asked
    title: str
    about: str
    badge: tuple[str, str, str]
    is_printable: bool
    is_due: bool
    queued: Queued | None = None
    is_stale: bool = False
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What of the queue is shown: a lane, a building or all of it, and whether only what can be printed."""

    lane: str | None = None
    building: str | None = None
    only_printable: bool = False

    @property
    def is_of_place(self) -> bool:
        return self.lane is not None or self.building is not None


def of_queue(voice: Voice, queued: Iterable[Queued], year: int) -> list[Line]:
    """The households as lines."""
    return [_of_household(voice, each, year) for each in queued]


def marked(voice: Voice, lines: Sequence[Line], stale: Collection[bytes], lacking: Mapping[Asked, str]) -> list[Line]:
    """The same lines, those marked for which a character is lacking, or whose facts changed since they were locked.

    One that is stale is not ticked by itself.
    """

    def one(line: Line) -> Line:
        if line.asked in lacking:
            tone, icon, told = _UNDRAWN
            return replace(line, lacks=lacking[line.asked], badge=(voice.word(told), tone, icon))
        if line.asked.household in stale:
            tone, icon, told = _STALE
            return replace(line, is_stale=True, is_due=False, badge=(voice.word(told), tone, icon))
        return line

    return [one(line) for line in lines]


def of_papers(
    voice: Voice,
    household: bytes,
    choices: Sequence[Choice],
    prints: Sequence[Print],
    *,
    forms: Sequence[Form],
    today: date,
) -> list[Line]:
    """The papers of one household as lines, each with when it was last printed; a form for each of its remedies."""
    lines: list[Line] = []
    for each in choices:
        if each.kind == REMEDIES:
            lines += [_of_form(voice, household, form, prints, today) for form in forms]
        else:
            lines.append(_of_paper(voice, Asked(household, each.kind, each.row), each.on, prints, today.year))
    return lines


def of_nobody(voice: Voice, grievances: Iterable[Grievance], prints: Sequence[Print], year: int) -> list[Line]:
    """What is of no household: the blank forms, and slips, each with when it was last printed."""
    lines = [
        Line(Asked(NOBODY, kind), paper_said(voice, kind), "", ("", "", ""), is_printable=True, is_due=False)
        for kind in BLANKS
    ]
    for row in grievances:
        asked = Asked(NOBODY, GRIEVANCE, row.id)
        badge = _badge(voice, [each for each in prints if _is_of(each, asked)], year)
        about = row.slip_number or ""
        lines.append(Line(asked, paper_said(voice, GRIEVANCE), about, badge, is_printable=True, is_due=False))
    return lines


def chosen(lines: Sequence[Line], narrowed: Narrowed) -> list[Line]:
    return [line for line in lines if _fits(line, narrowed)]


def places(lines: Sequence[Line], name: Callable[[Queued], str]) -> dict[str, int]:
    """The lanes, or the buildings, with how many households each has."""
    counted: dict[str, int] = {}
    for line in lines:
        if line.queued is not None and (place := name(line.queued)):
            counted[place] = counted.get(place, 0) + 1
    return counted


def spoken(voice: Voice, line: Line) -> str:
    """A line for those who hear it."""
    return voice.listed(filter(None, (line.title, line.about, line.badge[0])))


def paper_said(voice: Voice, kind: str) -> str:
    """What a kind of paper is called, or the form for a remedy, or a blank form."""
    if kind in BLANKS:
        return voice.word("{paper}, blank", paper=voice.word(_NAMES[BLANKS[kind]]))
    message = FORMS.get(kind) or _NAMES.get(kind)
    return voice.word(message) if message else kind


def _of_household(voice: Voice, queued: Queued, year: int) -> Line:
    if queued.state is State.PRINTED:
        badge = _printed(voice, queued.printed_on, year, is_only_saved=queued.is_only_saved)
    else:
        tone, icon, told = _LOOKS[queued.state]
        badge = (voice.word(told), tone, icon)
    return Line(
        Asked(queued.household),
        queued.name or voice.word("no name"),
        _short(queued.number),
        badge,
        queued.is_printable,
        queued.state in (State.READY, State.NEWER),
        queued,
    )


def _of_paper(voice: Voice, asked: Asked, on: date | None, prints: Sequence[Print], year: int) -> Line:
    badge = _badge(voice, [each for each in prints if _is_of(each, asked)], year)
    about = clock_words.short_day(on, year) if on else ""
    return Line(asked, paper_said(voice, asked.kind), about, badge, is_printable=True, is_due=False)


def _of_form(voice: Voice, household: bytes, form: Form, prints: Sequence[Print], today: date) -> Line:
    """The form for a remedy, with how much time is left."""
    own = (each for each in prints if each.row.paper == REMEDIES and each.row.number == form.number)
    badge = _badge(voice, [each for each in own if each.step is not Step.NOT_PRINTED], today.year)
    about = clock_words.left(voice, form.clock, today)
    return Line(
        Asked(household, form.term), paper_said(voice, form.term), about, badge, is_printable=True, is_due=False
    )


def _badge(voice: Voice, prints: Sequence[Print], year: int) -> tuple[str, str, str]:
    """When the newest of `prints`, the newest first, came out; that it was saved where it is on no paper."""
    if not prints:
        return "", "", ""
    paper = (prints[0].row.number, prints[0].row.version)
    equal = [each for each in prints if (each.row.number, each.row.version) == paper]
    last = next((each for each in equal if not each.is_only_saved), equal[0])
    return _printed(voice, last.printed_on, year, is_only_saved=last.is_only_saved)


def _printed(voice: Voice, on: date | None, year: int, *, is_only_saved: bool) -> tuple[str, str, str]:
    if is_only_saved:
        return voice.word("PDF saved"), *_SAVED
    day = clock_words.short_day(on, year) if on else ""
    return voice.word("printed {day}", day=day), *_PRINTED


def _is_of(printed: Print, asked: Asked) -> bool:
    is_out = printed.step is not Step.NOT_PRINTED
    is_same_row = asked.row is None or printed.row.of_row == asked.row
    return is_out and printed.row.paper == asked.kind and is_same_row


def _fits(line: Line, narrowed: Narrowed) -> bool:
    queued = line.queued
    if narrowed.only_printable and not line.is_printable:
        return False
    if queued is None:
        return True
    is_lane = narrowed.lane is None or queued.lane == narrowed.lane
    return is_lane and (narrowed.building is None or queued.building == narrowed.building)


def _short(number: str) -> str:
    """The end of a household's number, which is what tells neighbours apart."""
    return number.rpartition("-")[2] or number
