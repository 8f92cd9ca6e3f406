"""How pieces of evidence and the facts that they prove are called."""

from collections.abc import Iterator, Sequence

from desktop.casework.proof import Fact
from desktop.domain.fields import RECORDS, Field, Kind
from desktop.domain.four_clear import Case
from desktop.domain.records import Evidence, House, Record
from desktop.ui import ledger_summary
from desktop.ui.notices import Voice

FIELDS = RECORDS["evidence"].field
_FOREMOST = {  # of a fact that several fields state
    "certificate_evidence": "certificate_number",
    "structure_evidence": "structure",
    "recognition_evidence": "recognised_area",
    "item_evidence": "amount",
}
_SHORT = 14  # letters of a value that stands beside its name


def called(voice: Voice, piece: Evidence) -> str:
    """What a piece shows, else its file's name, else its kind."""
    return piece.caption or piece.file_name or voice.choice(FIELDS["kind"], piece.kind or "")


def fact(voice: Voice, case: Case, proved: Fact) -> str:
    """A fact as it is known now: of what it is, and its value where that is short."""
    record, stated = proved.record, [each for each in proved.stated if each.name != "name"]
    wanted = _FOREMOST.get(proved.field.name)
    shown = next((each for each in stated if each.name == wanted), stated[0] if stated else None)
    whose = "" if isinstance(record, House) and len(case.houses) == 1 else ledger_summary.title_of(voice, case, record)
    return " ".join(filter(None, (whose, _valued(voice, record, shown) if shown else "")))


def proves(voice: Voice, case: Case, piece: Evidence, facts: Sequence[Fact]) -> Iterator[str]:
    """What a piece proves, and the visit and the house that it is of."""
    yield from (fact(voice, case, each) for each in facts)
    visit = next((each for each in case.visits if each.id == piece.visit), None)
    if visit is not None and visit.began_at is not None:
        yield f"{voice.label(RECORDS['visit'])} {case.day_of(visit.began_at):%m-%d}"
    house = next((each for each in case.houses if each.id == piece.house), None)
    if house is not None and not facts:
        yield ledger_summary.title_of(voice, case, house)


def fingerprint(digest: str) -> str:
    """The digits of a fingerprint that people compare."""
    fours = [digest[place : place + 4] for place in range(0, 12, 4)]
    return f"{' '.join(fours)} … {digest[-4:]}"


def _valued(voice: Voice, record: Record, field: Field) -> str:
    name, value = voice.label(field), ledger_summary.said(voice, record, field.name)
    if field.kind is Kind.TEXT and len(value) > _SHORT:
        return name
    return f"{name} {value}"
