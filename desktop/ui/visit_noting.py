"""What stands on the page of a visit, as all that is written down of it.

Promise: a correction leaves what the page does not show as it was. Hidden: what was begun on an earlier day and is
finished today has no known end, unless the night fell during the visit; nor has any where the clock was set back.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desktop.casework import visiting
from desktop.casework.visiting import Known, Noted
from desktop.domain.records import Promise, Told, Visit, Wish
from desktop.store.store import Store
from desktop.ui.not_met import NotMet
from desktop.ui.visit_end import NextContact, ReadAndSigned, RightsTold
from desktop.ui.visit_people import WhoMet
from desktop.ui.visit_promises import Promises
from desktop.ui.visit_talk import Topics, Words

_NOT_MET = "not_met"
_OVER_MIDNIGHT = timedelta(hours=3)  # a longer one was left and finished on the next day


@dataclass(frozen=True, slots=True)
class Parts:
    """The blocks of the page."""

    who: WhoMet
    topics: Topics
    words: Words
    promises: Promises
    next: NextContact
    rights: RightsTold
    end: ReadAndSigned


@dataclass(frozen=True, slots=True)
class Begun:
    """The record to be, when it was begun, and what it corrects and why."""

    row: bytes
    at: datetime
    corrects: Visit | None = None
    reason: str = ""


def written_down(parts: Parts, begun: Begun, known: Known, store: Store) -> Noted:
    """All that the page holds."""
    home, visit = known.household.id, _visit(parts, begun, known, store)
    day = visit.began_at.astimezone(store.zone()).date() if visit.began_at else store.today()
    wish, when = parts.words.wish.only, parts.next.moment(store.zone())
    first = next(iter(parts.who.met), None)
    return Noted(
        visit=visit,
        promises=tuple(
            Promise(household=home, visit=visit.id, promise=each.what, promised_by=each.who, due_on=each.due)
            for each in parts.promises.promised
        ),
        wish=Wish(household=home, said_on=day, choice=wish, said_by=first, words=visit.demands) if wish else None,
        told=tuple(
            Told(household=home, term=term, told_on=day, told_by=known.me, visit=visit.id, form_left=form or None)
            for term, form in parts.rights.told.items()
        ),
        contact_wish=parts.next.contact or None,
        appointment=visiting.appointment(home, when, parts.next.contact, visit.visitors) if when else None,
    )


def nobody_met(page: NotMet, begun: Begun, known: Known, store: Store) -> Noted:
    """That nobody was met, what was done then, and when somebody comes again."""
    visit = Visit(
        id=begun.row,
        household=known.household.id,
        manner=_NOT_MET,
        began_at=begun.at,
        visitors=known.visitors,
        recorder=known.me,
        notice_left=page.is_notice_left or None,
        situation=page.reached or None,
    )
    when = page.again.moment(store.zone())
    coming = visiting.appointment(known.household.id, when, "visit", known.visitors) if when else None
    return Noted(visit=visit, appointment=coming)


def _visit(parts: Parts, begun: Begun, known: Known, store: Store) -> Visit:
    """The record itself."""
    before, who = begun.corrects, parts.who
    is_met = who.manner.only != _NOT_MET
    met = who.met if is_met else ()
    names = {each.name for each in known.people}
    return replace(
        before or Visit(ended_at=_ended(parts, begun, store), from_paper=who.is_from_paper or None),
        id=begun.row,
        seen=None,
        household=known.household.id,
        manner=who.manner.only,
        began_at=_began(parts, begun, store),
        visitors=who.visitors,
        recorder=store.opened.name,
        present=sum(name in names for name in met) or None,
        topics=parts.topics.topics,
        purpose_notice=parts.end.has_notice,
        read_aloud=parts.end.is_read_aloud,
        signature=(parts.end.signature.manner() or None) if is_met else None,
        corrects=before.id if before else None,
        copy_handed=None,  # the household has what stood there before
        copy_reason=None,
        met_whom="、".join(met) or None,
        demands=parts.words.words or None,
        correction_reason=begun.reason.strip() or None if before else None,
    )


def _began(parts: Parts, begun: Begun, store: Store) -> datetime:
    typed = parts.who.began.moment(store.zone()) if parts.who.is_from_paper else None
    was = begun.corrects.began_at if begun.corrects else None
    if was is not None and was.replace(second=0, microsecond=0) == typed:
        return was  # nobody typed another time
    return typed or begun.at


def _ended(parts: Parts, begun: Begun, store: Store) -> datetime | None:
    now = store.now()
    if parts.who.is_from_paper:
        return None
    is_one_day = now.date() == begun.at.astimezone(store.zone()).date()
    lasted = now - begun.at
    return now if timedelta() <= lasted and (is_one_day or lasted <= _OVER_MIDNIGHT) else None
