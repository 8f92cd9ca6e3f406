"""What a household signed: a visit as it said it, or an explanation that it received; never that it agrees.

Promise: a signature stands for exactly the content that was there when it was made, personal words included; whatever
changed since makes it one "of an earlier version", and is never shown as signed. Not wanting to sign is an outcome like
the others, and nothing depends on which it is. Hidden: the one form of the content that the digest is made of; it holds
no ids, so that a page can tell before anything is kept whether what was signed is still what stands there.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeAlias

from desktop.domain import strokes as pad
from desktop.domain.errors import Refused
from desktop.domain.records import Explanation, Promise, Record, Sealed, Signature, Told, Visit
from desktop.domain.values import group_values
from desktop.i18n import N_
from desktop.store.store import Store

Signed: TypeAlias = Visit | Explanation

_FORM = "ruhu signed content 1"
_AFTER = frozenset({"signature", "ended_at", "copy_handed", "copy_reason"})  # known once it was signed, or by it
_WITH_A_VISIT: tuple[type[Record], ...] = (Promise, Told, Explanation)  # what is on the paper of a visit too


class Meaning(StrEnum):
    """What a signature says; the value is the message id that says it beside the pad."""

    AS_SAID = N_("Signing only says “this is written as I said it”. It agrees to nothing.")
    RECEIVED = N_("Signing only says “I received this explanation”. It agrees to nothing.")


class State(StrEnum):
    """Whether what was signed is what stands there now; the value is a message id."""

    CURRENT = N_("signed as it stands")
    EARLIER = N_("of an earlier version")
    WITHDRAWN = N_("the signature was withdrawn")
    SEALED = N_("what was signed can't be read here")


_SAID_EARLIER = N_("said of an earlier version")  # that nobody wants to sign: nothing is signed


@dataclass(frozen=True, slots=True)
class Standing:
    """A signature, or that somebody does not want to sign, and where it stands."""

    signature: Signature
    state: State

    @property
    def said(self) -> str:
        """The message id that says it."""
        is_said = self.signature.manner == "does_not_want" and self.state is State.EARLIER
        return _SAID_EARLIER if is_said else self.state


def meaning(row: Signed) -> Meaning:
    """What a signature below this says."""
    return Meaning.AS_SAID if isinstance(row, Visit) else Meaning.RECEIVED


def content_digest(row: Signed, beside: Iterable[Record] = ()) -> str:
    """The fingerprint of what is signed: the record, and what belongs to it, such as the promises of a visit.

    ValueError where a part of it is sealed here.
    """
    own = _form_of(row)
    more = sorted(_form_of(each) for each in beside)
    return hashlib.sha256("\n".join((_FORM, own, *more)).encode()).hexdigest()


def sign(
    row: Signed,
    manner: str,
    at: datetime,
    *,
    beside: Iterable[Record] = (),
    signer: str = "",
    strokes: str = "",
    evidence: bytes | None = None,
) -> Signature:
    """The signature below a record, to be saved together with it; without strokes it was signed on paper.

    Refused where nobody is named who signs for the household.
    """
    if strokes:
        pad.read(strokes)  # nothing else is ever kept as strokes
    if manner == "proxy" and not signer:
        raise Refused("Nobody is named who signs for the household.", "Write down who signs, and for whom.")
    return Signature(
        household=row.household,
        manner=manner,
        signed_at=at,
        content_digest=content_digest(row, beside),
        visit=row.id if isinstance(row, Visit) else None,
        explanation=row.id if isinstance(row, Explanation) else None,
        evidence=evidence,
        signer=signer or None,
        strokes=(strokes or None) if manner in ("signed", "proxy") else None,
    )


def received(rows: Sequence[Explanation], manner: str, at: datetime, **how: Any) -> tuple[Signature, ...]:
    """One signature for all that was explained, below each of it, so that each stands for its own content."""
    return tuple(sign(row, manner, at, **how) for row in rows)


def digest_of(rows: Sequence[Explanation]) -> str:
    """The fingerprint of several that are signed at once."""
    return hashlib.sha256("\n".join(content_digest(row) for row in rows).encode()).hexdigest()


def unsigned(store: Store, household: bytes, on: date) -> tuple[Explanation, ...]:
    """What was explained to a household on a day, and bears no signature, nor that none is wanted, as it stands."""
    rows = store.records(Explanation, household=household, explained_on=on)
    return tuple(
        row
        for row in rows
        if not row.withdrawn and not any(each.state is State.CURRENT for each in standings(store, row))
    )


def standings(store: Store, row: Signed) -> tuple[Standing, ...]:
    """Every signature below this record and below those that it corrects, the newest first."""
    held = [each for each in store.records(Signature, household=row.household) if _is_below(each, {row.id})]
    found = [Standing(each, _state(store, row, each)) for each in held]
    before = list(_corrected(store, row)) if isinstance(row, Visit) else []
    older = {each.id for each in before}
    found += [
        Standing(each, State.WITHDRAWN if each.withdrawn else State.EARLIER)
        for each in store.records(Signature, household=row.household)
        if _is_below(each, older)
    ]
    return tuple(sorted(found, key=lambda each: each.signature.id, reverse=True))


def belonging(store: Store, row: Signed) -> Sequence[Record]:
    """What is signed with a visit: its promises, the rights that were told, what was explained."""
    if not isinstance(row, Visit):
        return ()
    return [
        each
        for kind in _WITH_A_VISIT
        for each in store.records(kind, household=row.household)
        if not vars(each)["withdrawn"] and vars(each)["visit"] == row.id
    ]


def _state(store: Store, row: Signed, signature: Signature) -> State:
    if signature.withdrawn:
        return State.WITHDRAWN
    is_replaced = isinstance(row, Visit) and any(
        each.corrects == row.id and not each.withdrawn for each in store.records(Visit, household=row.household)
    )
    if row.withdrawn or is_replaced:
        return State.EARLIER
    try:
        digest = content_digest(row, belonging(store, row))
    except ValueError:
        return State.SEALED
    return State.CURRENT if digest == signature.content_digest else State.EARLIER


def _corrected(store: Store, row: Visit) -> Iterator[Visit]:
    """The visits that this one corrects, one after the other."""
    visits = {each.id: each for each in store.records(Visit, household=row.household)}
    seen = {row.id}
    while row.corrects in visits and row.corrects not in seen:
        row = visits[row.corrects]
        seen.add(row.id)
        yield row


def _is_below(signature: Signature, rows: Iterable[bytes]) -> bool:
    return bool({signature.visit, signature.explanation}.intersection(rows))


def _form_of(row: Record) -> str:
    """The one form of a record's content, of its kind and without its life, its id, and whose part it is."""
    kind = row.record_type()
    own = frozenset({"visit"}) if type(row) in _WITH_A_VISIT else frozenset[str]()
    stated = tuple(
        field
        for group in kind.groups
        if group.name != "life"
        for field in group.fields
        if field.name not in _AFTER | own
    )
    forms = group_values(row, stated)
    if any(isinstance(form, Sealed) for form in forms.values()):
        raise ValueError("sealed")
    plain = {name: form.hex() if isinstance(form, bytes) else form for name, form in forms.items()}
    return json.dumps([kind.name, plain], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
