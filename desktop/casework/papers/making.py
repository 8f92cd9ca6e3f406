"""Makes any paper by its kind, and tells what can be printed of a household.

Promise: one way leads from a kind to its paper, for the window, the command line and the whole file alike. Hidden:
which gatherer makes which kind, and which rows a kind is about.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TypeVar

from desktop.casework import calculation
from desktop.casework.papers import agreements, files, forms, rights, sums, visits
from desktop.casework.papers.files import Kept
from desktop.casework.papers.made import Made, Subject
from desktop.domain.chains import last_of_each
from desktop.domain.errors import Refused
from desktop.domain.fields import PAPERS
from desktop.domain.records import Agreement, Explanation, Grievance, Household, Record, Service, Sheet, Visit
from desktop.i18n import Language
from desktop.store.store import Store

_R = TypeVar("_R", bound=Record)
_Rows = Sequence[tuple[bytes, date | datetime | None]]
Gatherer = Callable[[Store, Subject], Made | Iterable[Made]]


@dataclass(frozen=True, slots=True)
class Choice:
    """A paper that can be printed: its kind, the row it is of where there are several, and that row's day."""

    kind: str
    row: bytes | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class _Kind:
    gather: Gatherer
    rows: Callable[[Store, bytes], _Rows] | None = None
    """The rows that it is of, the newest first; None for a paper of the whole household."""


def made(
    store: Store,
    kind: str,
    household: Household | None,
    *,
    row: bytes | None = None,
    language: Language | None = None,
) -> tuple[Made, ...]:
    """The papers of one kind: of this row, else of the newest one. Refused where there is nothing to print."""
    told = _kind(kind)
    if row is None and told.rows is not None:
        row = next((found for found, _ in told.rows(store, household.id if household else b"")), None)
        if row is None:
            raise Refused("There is nothing yet of which this paper could be printed.", "Write it down first.")
    subject = Subject(household, row, language or language_of(household))
    gathered = told.gather(store, subject)
    papers = (gathered,) if isinstance(gathered, Made) else tuple(gathered)
    if not papers:
        raise Refused("There is nothing left of which this paper could be printed.", "Choose another paper.")
    return papers


def printable(store: Store, household: Household) -> tuple[Choice, ...]:
    """What can be printed of a household now, in the order of the papers."""
    return tuple(_choices(store, household))


def require_counted(household: Household, kinds: Iterable[str]) -> None:
    """Refused for a paper of a sum where the household goes on under another: what is owed is told there."""
    if household.same_as and not _OF_SUM.isdisjoint(kinds):
        raise Refused(
            "This household goes on under another. Nothing was printed.", "Print the paper of that household."
        )


def language_of(household: Household | None) -> Language:
    """The language of a household's papers: Chinese unless it asked for English."""
    is_english = household is not None and household.paper_language == "english"
    return Language.ENGLISH if is_english else Language.CHINESE


def _choices(store: Store, household: Household) -> Iterator[Choice]:
    has_sum = bool(calculation.versions(store, household.id))
    for kind, _ in PAPERS:
        told = _KINDS.get(kind)
        if told is None or (kind in _OF_SUM and not has_sum):
            continue
        if told.rows is None:
            yield Choice(kind)
        else:
            for row, at in told.rows(store, household.id):
                yield Choice(kind, row, at.astimezone(store.zone()).date() if isinstance(at, datetime) else at)


def _kind(kind: str) -> _Kind:
    found = _KINDS.get(kind)
    if found is None:
        raise Refused("There is no paper called {kind}.", "Choose one of: {kinds}.", kind=kind, kinds=", ".join(_KINDS))
    return found


# Which rows a kind is of


def _visits(store: Store, household: bytes) -> _Rows:
    held = [row for row in store.records(Visit, household=household) if row.manner != "not_met"]
    return _newest(last_of_each(held, lambda row: row.corrects), lambda row: row.began_at)


def _not_met(store: Store, household: bytes) -> _Rows:
    return _newest(store.records(Visit, household=household, manner="not_met"), lambda row: row.began_at)


def _explanations(store: Store, household: bytes) -> _Rows:
    """One for each day and plan: the rows of a day stand on one paper."""
    days: dict[tuple[date | None, str | None], Explanation] = {}
    for row in store.records(Explanation, household=household):
        if not row.withdrawn:
            days.setdefault((row.explained_on, row.pack), row)
    return _newest(days.values(), lambda row: row.explained_on)


def _services(store: Store, household: bytes) -> _Rows:
    return _newest(store.records(Service, household=household), lambda row: row.served_at)


def _grievances(store: Store, household: bytes) -> _Rows:
    return _newest(store.records(Grievance, household=household), lambda row: row.raised_on)


def _agreements(store: Store, household: bytes) -> _Rows:
    """Drafts and signed ones: with terms, of which a talk has none."""
    held = [row for row in store.records(Agreement, household=household) if row.option]
    return _newest(held, lambda row: row.stated_on)


def _newest(rows: Iterable[_R], on: Callable[[_R], date | datetime | None]) -> _Rows:
    living = [row for row in rows if not vars(row).get("withdrawn")]
    return [(row.id, on(row)) for row in sorted(living, key=lambda row: row.id, reverse=True)]


# The whole file


def _file(store: Store, subject: Subject) -> Made:
    return files.file(store, subject, partial(_every, store, subject))


def _archive(store: Store, subject: Subject) -> Made:
    return files.archive(store, subject, partial(_every, store, subject))


def _every(store: Store, subject: Subject, kind: str) -> Iterator[Kept]:
    """All papers of one kind, the oldest first, each version of the sheet, and the one agreement that holds."""
    told, home = _KINDS[kind], subject.home.id
    rows: Sequence[tuple[bytes | None, date | datetime | None]]
    rows = [*told.rows(store, home)][::-1] if told.rows else [(None, None)]
    if kind == "sheet":
        issued = {row.calculation: row.issued_on for row in store.records(Sheet, household=home)}
        rows = [(row.id, issued.get(row.id)) for row in calculation.versions(store, home)][::-1]
    elif kind == "agreement":
        rows = [(None, on) for _, on in rows[-1:]]
    for row, at in rows:
        on = at.astimezone(store.zone()).date() if isinstance(at, datetime) else at
        try:
            gathered = told.gather(store, Subject(subject.household, row, subject.language))
            papers = [gathered] if isinstance(gathered, Made) else [*gathered]
        except Refused as why:
            if row is not None or kind == "agreement":  # else there is nothing of which it could be made
                yield Kept(why, on)
            continue
        for paper in papers:
            yield Kept(paper, on or store.today())  # as it stands now


_OF_SUM = frozenset({"sheet", "card"})
_KINDS: Mapping[str, _Kind] = {
    "sheet": _Kind(sums.sheet),
    "card": _Kind(sums.card),
    "visit": _Kind(visits.visit, _visits),
    "explanation": _Kind(visits.explanation, _explanations),
    "survey": _Kind(forms.survey),
    "service": _Kind(rights.service, _services),
    "purpose": _Kind(visits.purpose),
    "grievance": _Kind(rights.grievance, _grievances),
    "not_met": _Kind(visits.not_met, _not_met),
    "promises": _Kind(visits.promises),
    "remedies": _Kind(rights.remedies),
    "agreement": _Kind(agreements.agreement, _agreements),
    "file": _Kind(_file),
    "archive": _Kind(_archive),
}
