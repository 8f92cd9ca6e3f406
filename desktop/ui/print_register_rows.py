"""The lines of the register of prints: whose paper, which version, who printed it when, and where it is now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop.casework.papers import register, rights
from desktop.casework.papers.register import Print, Step, step_words
from desktop.domain.fields import RECORDS
from desktop.domain.records import Household
from desktop.i18n import N_
from desktop.store import queries
from desktop.store.store import Store
from desktop.ui import clock_words
from desktop.ui.notices import Voice
from desktop.ui.print_rows import REMEDIES, paper_said
from desktop.ui.table_model import Column

COLLECT, NOT_GIVEN, ALL = "collect", "not_given", "all"
FILTERS: Mapping[str, str] = {
    COLLECT: N_("to collect back · {n}"),
    NOT_GIVEN: N_("not yet given · {n}"),
    ALL: N_("all · {n}"),
}
STATE = 6
"""The column that is painted as a badge."""
_TONES: Mapping[Step, tuple[str, str]] = {
    Step.PRINTED: ("", "clock"),
    Step.HANDED: ("ok", "check"),
    Step.COLLECTED: ("info", "undo"),
    Step.NOT_PRINTED: ("", "close"),
}
_OUTDATED, _SAVED = ("warn", "undo"), ("", "document")
_ARCHIVE = "archive"
"""The one paper that is not for the household."""
_WAY = RECORDS["printing"].field["way"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A print, and the household that it is of as it is called now.

    `is_repeated`: the same paper was printed or saved anew, so that nobody waits for this one to be given.
    """

    printed: Print
    name: str
    number: str
    is_repeated: bool = False


def entries(store: Store, household: bytes | None) -> list[Entry]:
    """The register, of a household or of all, what is to be collected back first, then the newest."""
    found = register.prints(store, None if household is None else [household])
    called = _called(store, household) if found else {}
    repeated = _repeated(found)
    made = [Entry(each, *called.get(each.row.household or b"", ("", "")), each.row.id in repeated) for each in found]
    return sorted(made, key=lambda each: not each.printed.is_outdated)


def _repeated(prints: Sequence[Print]) -> set[bytes]:
    """Those of which an equal paper came out later; the newest stand first."""
    seen, repeated = set[object](), set[bytes]()
    for each in prints:
        row = each.row
        paper = (row.household, row.paper, row.of_row, row.number, row.version)
        if each.step is Step.PRINTED and paper in seen:
            repeated.add(row.id)
        elif each.step is not Step.NOT_PRINTED:
            seen.add(paper)
    return repeated


def _called(store: Store, household: bytes | None) -> dict[bytes, tuple[str, str]]:
    """The name and the number of this household, or of all."""
    if household is not None:
        return {line.id: ("".join(line.owners[:1]), line.number or "") for line in queries.listed(store, [household])}
    names = queries.first_owners(store)
    return {home.id: (names.get(home.id, ""), home.number or "") for home in store.records(Household)}


def fits(entry: Entry, wanted: str) -> bool:
    """Whether it stands under one of the filters."""
    if wanted == COLLECT:
        return entry.printed.is_outdated
    return wanted == ALL or (entry.printed.step is Step.PRINTED and not entry.is_repeated)


def beside(entry: Entry, entries: Sequence[Entry]) -> list[Entry]:
    """What else was printed for the same household on the same day, where none of it was given yet.

    Of equal papers it is the newest.
    """
    own = entry.printed
    if not fits(entry, NOT_GIVEN) or not own.row.household or own.row.paper == _ARCHIVE:
        return []
    return [
        each
        for each in entries
        if each is not entry
        and (each.printed.row.household, each.printed.printed_on) == (own.row.household, own.printed_on)
        and fits(each, NOT_GIVEN)
        and each.printed.row.paper != _ARCHIVE
    ]


def badge(voice: Voice, entry: Entry) -> tuple[str, str, str]:
    """Where it is: words, tone, icon."""
    if entry.printed.is_outdated:
        return (voice.word("collect it back"), *_OUTDATED)
    tone = _SAVED if entry.printed.is_only_saved else _TONES[entry.printed.step]
    return (voice.word(step_words(entry.printed)), *tone)


def what(voice: Voice, entry: Entry) -> str:
    """The paper with its version."""
    row = entry.printed.row
    version = voice.word("version {n}", n=row.version) if row.version else ""
    kind = rights.remedy_of(row.number or "") if row.paper == REMEDIES else row.paper
    return " · ".join(filter(None, (paper_said(voice, kind or row.paper or ""), version)))


def noted(voice: Voice, step: Step, number: int) -> str:
    """What was written down of so many papers."""
    if step is Step.HANDED:
        return voice.words("Written down: {n} paper given", "Written down: {n} papers given", number)
    if step is Step.COLLECTED:
        return voice.word("Written down: collected back")
    return voice.word("Written down: it did not come out")


def whose(voice: Voice, entry: Entry) -> str:
    return " ".join(filter(None, (entry.name or voice.word("no name"), entry.number)))


def told(voice: Voice, entry: Entry, year: int) -> str:
    """All of a print in one line, for the foot."""
    printed = entry.printed
    place = voice.listed(filter(None, (badge(voice, entry)[0], printed.receiver)))
    day = clock_words.short_day(printed.on, year)
    return " · ".join((whose(voice, entry), what(voice, entry), f"{place} {day}"))


def columns(voice: Voice, year: int) -> Sequence[Column]:
    """What the table shows of a print."""
    word = voice.word

    def on(entry: Entry) -> str:
        return clock_words.short_day(entry.printed.printed_on, year)

    def where(entry: Entry) -> str:
        return voice.listed(filter(None, (badge(voice, entry)[0], entry.printed.receiver)))

    return (
        Column(word("Printed"), on, 84),
        Column(word("Whose"), lambda entry: whose(voice, entry), is_strong=True),
        Column(word("Paper"), lambda entry: what(voice, entry)),
        Column(word("Copies"), lambda entry: str(entry.printed.row.copies or ""), 64, is_at_right=True),
        Column(word("Way out"), lambda entry: voice.choice(_WAY, entry.printed.row.way or ""), 84, gives_way=True),
        Column(word("Printed by"), lambda entry: entry.printed.row.printed_by or "", 100, gives_way=True),
        Column(word("Where the paper is"), where, 250),
    )
