"""An office's plan on its way: a draft is read and examined, a second person confirms it, it is issued into a store.

Promise: nothing is issued that has an error, an example that does not come out, something that no example touches, or
no second person behind it; what is issued never changes, and its id says what it holds. Hidden: how its file rests in
a record.
"""

import base64
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path

from desktop.casework import ledger_fields
from desktop.domain.errors import Finding, Level, Refused
from desktop.domain.records import Area, IssuedPack, PackCheck
from desktop.i18n import N_
from desktop.policy import book, boundary, examples, proofing, reading
from desktop.policy.boundary import Proposal
from desktop.policy.calculation import Disagreement
from desktop.policy.engine import Engine, compile_pack
from desktop.policy.examples import Examination
from desktop.policy.explanation import explain
from desktop.policy.facts import Facts
from desktop.policy.pack import Flaw, Pack
from desktop.policy.trace import Trace
from desktop.policy.tree import Given, Outcome, Proofed, Unreckoned
from desktop.policy.vocabulary import Sheet
from desktop.store import sources
from desktop.store.store import Store

_MOST_BYTES = 16 << 20

Progress = Callable[[int, int], object]
"""Is told how many of how many are done; what it raises ends the work."""


def _quiet(_done: int, _all: int) -> None:
    pass


@dataclass(frozen=True)
class Draft:
    """A plan as it was read: its sheets, all that is wrong with it, and itself where it can be reckoned with.

    One whose inputs name no true fields of the ledger can be reckoned with, but has errors.
    """

    sheets: tuple[Sheet, ...]
    flaws: tuple[Flaw, ...]
    pack: Pack | None
    proofed: Proofed | None

    @cached_property
    def engine(self) -> Engine:
        return compile_pack(self.sound())

    @cached_property
    def examination(self) -> Examination:
        """What the plan's own examples say of it. Refused where it can't be reckoned with."""
        return examined(self)

    @property
    def errors(self) -> tuple[Flaw, ...]:
        return tuple(flaw for flaw in self.flaws if flaw.level is Level.ERROR)

    def sound(self) -> Proofed:
        """The plan, ready to be reckoned with. Refused where an error keeps it from that."""
        if self.proofed is None:
            raise Refused(
                "The plan has errors ({n}), so that nothing can be calculated with it.",
                "See them with: ruhu policy check",
                n=len(self.errors),
            )
        return self.proofed

    def reckon(self, given: Given) -> tuple[Outcome, Trace]:
        """Both evaluators on facts that were read; raises Unreckoned where both find no result."""
        proofed = self.sound()
        walked: tuple[Outcome, Trace] | Unreckoned
        try:
            walked = explain(proofed, given)
        except Unreckoned as unreckoned:
            walked = unreckoned
        try:
            outcome = self.engine.run(given)
        except Unreckoned as unreckoned:
            if isinstance(walked, Unreckoned):
                raise
            raise Disagreement(proofed.pack, Facts(given, b""), unreckoned, walked[0]) from None
        if isinstance(walked, Unreckoned) or walked[0] != outcome:
            told = walked if isinstance(walked, Unreckoned) else walked[0]
            raise Disagreement(proofed.pack, Facts(given, b""), outcome, told)
        return walked


def read(path: Path) -> Draft:
    """Read a plan from a workbook, a folder or a `.policy`, and check all of it."""
    return _checked(*book.read(path))


def of_record(issued: IssuedPack) -> Draft:
    """Read an issued plan, once while it is used. Refused where what rests in the record is not what its id says."""
    return _unpacked(issued.name, issued.version, issued.pack, issued.content)


@lru_cache(maxsize=4)
def _unpacked(name: str | None, version: str | None, pack: str | None, content: str | None) -> Draft:
    damaged = Refused(
        "The plan {name} {version} in this store is damaged. Nothing was calculated.",
        "Look what else is wrong: ruhu check",
        name=name,
        version=version,
    )
    try:
        packed = zlib.decompressobj().decompress(base64.b64decode(content or "", validate=True), _MOST_BYTES)
    except (ValueError, zlib.error):
        raise damaged from None
    draft = _checked(*book.unpacked(packed, f"{name}.policy"))
    if draft.pack is None or draft.pack.id != pack:
        raise damaged
    return draft


def _checked(sheets: tuple[Sheet, ...], flaws: tuple[Flaw, ...]) -> Draft:
    pack, more = reading.read(sheets)
    found = [*flaws, *more]
    proofed: Proofed | None = None
    if pack is not None:
        proofed, faults = proofing.proof(pack)
        found += faults
    is_sound = not any(flaw.level is Level.ERROR for flaw in found)
    found += ledger_fields.flaws(pack) if pack else ()
    return Draft(sheets, tuple(found), pack, proofed if is_sound else None)


def examined(draft: Draft, progress: Progress = _quiet) -> Examination:
    """What the plan's own examples say of it. Refused where it has errors."""
    return examples.examine(draft.sound(), draft.reckon, progress)


def proposals(draft: Draft, progress: Progress = _quiet) -> tuple[Proposal, ...]:
    """The cases beside the boundaries of the plan that its examples lack. Refused where it has errors."""
    return boundary.proposals(draft.sound(), draft.reckon, progress)


# Packs of a store


class State(StrEnum):
    """What an issued plan is on a day; the value is the message id that says it."""

    IN_USE = N_("in use")
    AHEAD = N_("not yet valid")
    SUPERSEDED = N_("superseded")
    EXPIRED = N_("expired")
    WITHDRAWN = N_("withdrawn")


def packs_of(store: Store, on: date | None = None) -> dict[IssuedPack, State]:
    """The plans issued in a store, the newest first, and what each of them is on a day (today)."""
    issued = store.records(IssuedPack)
    day = on or store.today()
    return {each: _state(each, issued, day) for each in sorted(issued, key=lambda each: each.id, reverse=True)}


def _state(each: IssuedPack, issued: Iterable[IssuedPack], on: date) -> State:
    if each.withdrawn:
        return State.WITHDRAWN
    later = [other for other in issued if not other.withdrawn and other.supersedes == each.pack]
    if any((other.valid_from or date.min) <= on for other in later):
        return State.SUPERSEDED
    if on > (each.valid_to or date.max):
        return State.EXPIRED
    return State.AHEAD if on < (each.valid_from or date.min) else State.IN_USE


def pack_in_use(store: Store, on: date | None = None) -> IssuedPack:
    """The one plan that holds on a day (today). Refused where there is none, or more than one."""
    found = [each for each, state in packs_of(store, on).items() if state is State.IN_USE]
    if not found:
        raise Refused(
            "No plan is in use in this area on {day}.",
            "Issue one: ruhu policy issue PACK --store STORE; or see which there are: ruhu policy list",
            day=on or store.today(),
        )
    if len(found) > 1:
        raise Refused(
            "{n} plans are in use in this area at once, so that it is not sure which one holds.",
            "Let the office issue one that supersedes the others, or withdraw what was issued by mistake.",
            n=len(found),
        )
    return found[0]


def issued(store: Store, pack: str) -> IssuedPack | None:
    """The issued plan with this id, withdrawn or not."""
    return next(iter(store.records(IssuedPack, pack=pack)), None)


def checks_of(store: Store, pack: str) -> dict[PackCheck, bytes]:
    """The confirmations of a plan that stand, each with the person who wrote it."""
    found = [row for row in store.records(PackCheck, pack=pack) if not row.withdrawn]
    return {row: sources.author_of(store, row.id) for row in found}


@dataclass(frozen=True)
class Obstacles:
    """All that keeps a plan from being issued: what is wrong in it, what its examples lack, and what else is amiss."""

    flaws: tuple[Flaw, ...]
    examination: Examination | None
    reasons: tuple[Finding, ...]
    is_confirmed: bool

    @property
    def is_free(self) -> bool:
        is_complete = self.examination is not None and self.examination.is_complete(cells_confirmed=self.is_confirmed)
        return not self.flaws and not self.reasons and is_complete


def obstacles(store: Store, draft: Draft) -> Obstacles:
    """Look at everything that a plan must meet before this person may issue it into this store."""
    if draft.errors or draft.pack is None:
        return Obstacles(draft.errors, None, (), is_confirmed=False)
    others = {who for who in checks_of(store, draft.pack.id).values() if who != store.opened.person}
    reasons = [*_placing(store, draft.pack)]
    if not others:
        message = N_("No second person has confirmed this plan: ruhu policy confirm, by a checker or another clerk.")
        reasons.append(Finding("confirmation", message))
    return Obstacles((), draft.examination, tuple(reasons), is_confirmed=bool(others))


def _placing(store: Store, pack: Pack) -> Iterable[Finding]:
    """Find what does not fit the plans that were issued before, or the area."""
    area = next(iter(store.records(Area)), Area()).name or ""
    if pack.cover.area and pack.cover.area != area:
        yield Finding("area", N_("The plan is for {other}, and this is the store of {area}."),
                      values={"other": pack.cover.area, "area": area})  # fmt: skip
    known = [each for each in store.records(IssuedPack) if not each.withdrawn]
    if any(each.pack == pack.id for each in known):
        yield Finding("pack", N_("This very plan was issued already."))
        return
    if any(each.version == pack.cover.version for each in known):
        yield Finding("version", N_("Version {version} was issued already, with other content. Give it a new number."),
                      values={"version": pack.cover.version})  # fmt: skip
    superseded = {each.supersedes for each in known}
    last = [each.pack for each in known if each.pack not in superseded]
    if last and pack.cover.supersedes not in last:
        yield Finding("supersedes",
                      N_("It does not supersede the plan that was issued last. Write this on the cover: {id}"),
                      values={"id": last[-1]})  # fmt: skip
    if not last and pack.cover.supersedes:
        yield Finding(
            "supersedes", N_("It supersedes a plan that was never issued here. Empty that cell of the cover.")
        )


def confirm(store: Store, draft: Draft) -> PackCheck:
    """Write down that this person looked through a draft, and the cells that no example asks. Refused with errors."""
    pack = draft.sound().pack
    if draft.errors:
        raise Refused(
            "The plan has errors ({n}). It can't be confirmed.",
            "See them with: ruhu policy check",
            n=len(draft.errors),
        )
    result = draft.examination
    cells = sum(gap.kind == "cell" for gap in result.gaps)
    if result.flaws:
        raise Refused(
            "Examples of this plan do not come out ({n}). It can't be confirmed.",
            "See them with: ruhu policy examples",
            n=len(result.flaws),
        )
    row = PackCheck(
        pack=pack.id, name=pack.cover.name, version=pack.cover.version, cells=cells, checked_on=store.today()
    )
    store.save(row)
    return row


def issue(store: Store, draft: Draft) -> IssuedPack:
    """Issue a plan into a store. Refused, with the first reasons, where anything stands in its way."""
    found = obstacles(store, draft)
    if not found.is_free or draft.pack is None:
        raise Refused(
            "The plan can't be issued as it is. Nothing was written.",
            "See everything that stands in its way: ruhu policy check, ruhu policy examples, ruhu policy issue",
            findings=found.reasons,
        )
    pack = draft.pack
    content = base64.b64encode(zlib.compress(book.packed(draft.sheets), 9)).decode()
    row = IssuedPack(
        name=pack.cover.name,
        version=pack.cover.version,
        pack=pack.id,
        supersedes=pack.cover.supersedes or None,
        valid_from=pack.cover.valid_from,
        valid_to=pack.cover.valid_to,
        issued_on=store.today(),
        content=content,
    )
    store.save(row)
    return row
