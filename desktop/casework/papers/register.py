"""The register of prints: what went to a printer or into a file, which version, and where the paper is now.

Promise: a paper that may be in somebody's hands is in the register; one that did not come out is said to be so, by a
person. Hidden: that a print's place is the last thing said of it, and that a served sheet and a visit's copy are said
by their own records, so that nobody writes one thing down twice; they speak of what was printed until their day.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from desktop.domain.errors import Refused
from desktop.domain.records import Calculation, Printing, PrintingEvent, Service, Visit
from desktop.i18n import N_
from desktop.store.store import Store

_FILE = "file"  # the way out of what was saved, as the field names it


class Step(StrEnum):
    """Where a print is; `PRINTED` that nobody said anything of it yet."""

    PRINTED = "printed"
    HANDED = "handed"
    COLLECTED = "collected"
    NOT_PRINTED = "not_printed"


@dataclass(frozen=True, slots=True)
class Print:
    """A line of the register. `receiver` is whom it was given, `on` the day of its last step, else of the print.

    `is_outdated`: the household has it, and a later version was printed since, or its sum was withdrawn: it is to be
    collected back.
    """

    row: Printing
    printed_on: date
    step: Step
    on: date
    receiver: str
    is_outdated: bool

    @property
    def is_out(self) -> bool:
        """Whether it may lie in a household."""
        return self.step is Step.HANDED

    @property
    def is_only_saved(self) -> bool:
        """Whether it lies in a file, and nobody said that it is on paper."""
        return self.row.way == _FILE and self.step is Step.PRINTED


def prints(store: Store, households: Sequence[bytes] | None = None) -> tuple[Print, ...]:
    """The register, the newest first: of the whole area, or of these households, some hundreds at most."""
    return _prints(store, **({} if households is None else {"household": list(households)}))


def of_nobody(store: Store) -> tuple[Print, ...]:
    """What was printed of no household, the newest first."""
    return _prints(store, household=None)


def _prints(store: Store, **wanted: Any) -> tuple[Print, ...]:
    rows = [row for row in store.records(Printing, **wanted) if not row.withdrawn]
    events = _events(store.records(PrintingEvent, **wanted))
    own = _own_words(store.records(Service, **wanted), store.records(Visit, copy_handed=1, **wanted))
    counting = _counting(rows, store.records(Calculation, withdrawn=True, **wanted))
    found = [_print(store, row, events.get(row.id, ()), own, counting) for row in rows]
    return tuple(sorted(found, key=lambda each: each.row.id, reverse=True))


def to_collect(store: Store, households: Sequence[bytes] | None = None) -> tuple[Print, ...]:
    """Of these prints, those that households have and that a later version took the place of."""
    return tuple(each for each in prints(store, households) if each.is_outdated)


def note(store: Store, printing: Printing, step: Step, on: date, *, receiver: str = "", words: str = "") -> None:
    """Write down where a print went. Refused as `noted` is."""
    store.save(noted(store, printing, step, on, receiver=receiver, words=words))


def noted(
    store: Store, printing: Printing, step: Step, on: date, *, receiver: str = "", words: str = ""
) -> PrintingEvent:
    """What is written down. Refused for a day to come or before what stands, and where nothing new is said."""
    if on > store.latest_day():
        raise Refused("A paper can't have gone anywhere on a day to come.", "Write the day on which it happened.")
    (now,) = (each for each in _prints(store, household=printing.household) if each.row.id == printing.id)
    if now.step is step:
        raise Refused("The register says so already.", "Look at the day that stands there.")
    if on < min(now.on, store.today()):  # a clock that ran ahead is no reason
        raise Refused(
            "The register says where this paper was on {day}; it can't have gone anywhere before.",
            "Write the day on which it happened.",
            day=now.on,
        )
    if step is Step.COLLECTED and not now.is_out:
        raise Refused("This paper was given to nobody.", "Write down first whom it was given.")
    return PrintingEvent(
        household=printing.household,
        printing=printing.id,
        step=step,
        stated_on=on,
        receiver=receiver.strip() or None,
        note=words.strip() or None,
    )


def came_to_nothing(store: Store, printing: Printing) -> PrintingEvent:
    """What is kept of a print that did not come out."""
    return PrintingEvent(
        household=printing.household, printing=printing.id, step=Step.NOT_PRINTED, stated_on=store.today()
    )


STEP_WORDS: Mapping[Step, str] = {
    Step.PRINTED: N_("printed, not yet given"),
    Step.HANDED: N_("the household has it"),
    Step.COLLECTED: N_("collected back"),
    Step.NOT_PRINTED: N_("did not come out"),
}
_SAVED = N_("saved, not yet printed")


def step_words(printed: Print) -> str:
    """Where a print is, as a message."""
    return _SAVED if printed.is_only_saved else STEP_WORDS[printed.step]


def _events(rows: Iterable[PrintingEvent]) -> dict[bytes, list[PrintingEvent]]:
    found: dict[bytes, list[PrintingEvent]] = {}
    for row in rows:
        if row.printing and not row.withdrawn:
            found.setdefault(row.printing, []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class _Own:
    """What a paper's own records say: by the number of a served document, and by the visit."""

    served: Mapping[tuple[bytes, str], Service]
    visits: Mapping[bytes, Visit]


def _own_words(services: Iterable[Service], visits: Iterable[Visit]) -> _Own:
    served = [row for row in services if not row.withdrawn and not row.refused]
    return _Own(
        {(row.household, row.document_number): row for row in served if row.household and row.document_number},
        {row.id: row for row in visits if not row.withdrawn},
    )


def _counting(rows: Iterable[Printing], withdrawn: Iterable[Calculation]) -> dict[bytes, int]:
    """By household the version of its sheets that counts: the last that was printed and whose sum was not withdrawn."""
    gone = {(row.household, row.version) for row in withdrawn}
    counting: dict[bytes, int] = {}
    for row in rows:
        if row.paper == "sheet" and row.household:
            version = 0 if (row.household, row.version) in gone else row.version or 0
            counting[row.household] = max(counting.get(row.household, 0), version)
    return counting


def _print(
    store: Store, row: Printing, events: Iterable[PrintingEvent], own: _Own, counting: Mapping[bytes, int]
) -> Print:
    steps = [*_by_own_records(store, row, own), *_by_events(events)]
    day = _day(store, row)
    on, _, step, receiver = max(steps, default=(day, 0, Step.PRINTED, ""), key=lambda each: each[:2])
    is_old = row.paper == "sheet" and (row.version or 0) != counting.get(row.household or b"", 0)
    return Print(row, day, step, on, receiver, step is Step.HANDED and is_old)


def _by_events(events: Iterable[PrintingEvent]) -> Iterator[tuple[date, int, Step, str]]:
    for place, row in enumerate(sorted(events, key=lambda each: each.id), 1):
        if row.stated_on and row.step:
            yield row.stated_on, place, Step(row.step), row.receiver or ""


def _by_own_records(store: Store, row: Printing, own: _Own) -> Iterator[tuple[date, int, Step, str]]:
    served = own.served.get((row.household or b"", row.number or ""))
    visit = own.visits.get(row.of_row or b"")
    said = (
        (served.served_at, served.receiver) if served else None,
        (visit.began_at, visit.met_whom) if visit else None,
    )
    for at, whom in filter(None, said):
        on = at.astimezone(store.zone()).date() if at else None
        if on is not None and _day(store, row) <= on:
            yield on, 0, Step.HANDED, whom or ""


def _day(store: Store, row: Printing) -> date:
    return row.printed_at.astimezone(store.zone()).date() if row.printed_at else store.today()
