"""What is returned for correction (退回补正): the office asks, who looks after the household corrects it or replies.

Promise: a question stands until it is answered, by an edit of what it asks about or by words, or until it is taken
back; nothing else ends it, and nobody is rated by it. Hidden: the day until which it is to be answered is counted in
working days of the area's own calendar.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from desktop.casework import area_rules
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS
from desktop.domain.records import CLASSES, Household, Question, QuestionAnswer
from desktop.domain.rights import Side
from desktop.domain.working_days import Calendar, Period, Unit, end
from desktop.i18n import N_
from desktop.store import queries, questions
from desktop.store.questions import Written
from desktop.store.store import Store
from desktop.store.united import with_others

DAYS = 3
"""Working days within which a question is to be answered, where no day is named."""

MAY_ASK = RECORDS["question"].groups[0].writers
_REPLIED, _WITHDRAWN = "replied", "withdrawn"


class State(StrEnum):
    """How far a question came; the value is the message id that says it."""

    OPEN = N_("waits for an answer")
    CORRECTED = N_("answered by a correction")
    REPLIED = N_("replied to")
    WITHDRAWN = N_("no longer asked")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, who asked it when, and what became of it: the words of the reply, who ended it and when."""

    question: Question
    by: str
    on: date
    state: State
    words: str = ""
    ended_by: str = ""
    ended_on: date | None = None

    @property
    def is_open(self) -> bool:
        return self.state is State.OPEN

    def is_overdue(self, today: date) -> bool:
        return self.is_open and self.question.due is not None and self.question.due < today


def due_after(store: Store, days: int = DAYS) -> date:
    """The day that ends so many working days from today."""
    return end(store.today(), Period(days, Unit.WORKING_DAYS), _calendar(store)).day


def ask(store: Store, household: bytes, words: str, **about: Any) -> Question:
    """Asks for a correction: `asked`, and written down."""
    question = asked(store, household, words, **about)
    store.save(question)
    return question


def asked(
    store: Store,
    household: bytes,
    words: str,
    *,
    record: str = "",
    row: bytes | None = None,
    field: str = "",
    due: date | None = None,
) -> Question:
    """The question about a field of a record, a record, or the household as a whole, to be saved.

    Without a row the question is about what is not there yet. A day on which nobody works gives way to the next one
    that is worked. Refused where nothing is asked, where there is no such field, and for who doesn't lead or check.
    """
    if store.opened.role not in MAY_ASK:
        raise Refused(
            "Corrections are asked for by the area's lead or the office. Nothing was changed.",
            "Write down what you know about it, or tell the lead.",
        )
    if not words.strip():
        raise Refused("What is to be corrected is not said. Nothing was changed.", "Say it in a few words.")
    _require_known(store, household, record, row, field)
    if due is not None and due < store.today():
        raise Refused("This day has passed. Nothing was asked.", "Name today or a later one.")
    return Question(
        household=household,
        asked_record=record or None,
        asked_row=row if record != "household" else household,
        asked_field=field or None,
        due=end(due, Period(0, Unit.DAYS), _calendar(store)).day if due else due_after(store),
        question=words.strip(),
    )


def answer(store: Store, question: Question, words: str) -> QuestionAnswer:
    """Replies to a question: `reply`, and written down."""
    row = reply(store, question, words)
    store.save(row)
    return row


def reply(store: Store, question: Question, words: str) -> QuestionAnswer:
    """The reply in words, where nothing is to be corrected or it can't be, to be saved.

    Refused where the question is not open any more.
    """
    if not words.strip():
        raise Refused("What is replied is not said. Nothing was changed.", "Say it in a few words.")
    _require_open(store, question)
    return _ended(question, _REPLIED, words)


def take_back(store: Store, question: Question, *, because: str) -> QuestionAnswer:
    """Takes a question back: `no_longer`, and written down."""
    row = no_longer(store, question, because=because)
    store.save(row)
    return row


def no_longer(store: Store, question: Question, *, because: str) -> QuestionAnswer:
    """That it need not be answered any more, to be saved. Refused without a reason, and for who may not ask."""
    if store.opened.role not in MAY_ASK:
        raise Refused(
            "Who asks takes a question back: the area's lead or the office. Nothing was changed.",
            "Reply to it in words.",
        )
    if not because.strip():
        raise Refused("This needs a reason that others can read. Nothing was changed.", "Say why in a few words.")
    _require_open(store, question)
    return _ended(question, _WITHDRAWN, because)


def open_questions(store: Store, households: Collection[bytes] | None = None) -> tuple[Asked, ...]:
    """What waits for an answer in these households, or in all; what is due first before the others."""
    found = questions.unanswered(store, households)
    return tuple(sorted((each for each in _asked(store, found) if each.is_open), key=_by_due))


def of_household(store: Store, household: bytes) -> tuple[Asked, ...]:
    """All that was ever asked about a household, open ones first."""
    return _in_order(_asked(store, _living(store.records(Question, household=with_others(store, household)))))


def all_of(store: Store) -> tuple[Asked, ...]:
    """All that was ever asked, open ones first."""
    return _in_order(_asked(store, _living(store.records(Question))))


# Inside


def _asked(store: Store, found: Sequence[Question]) -> Iterator[Asked]:
    if not found:
        return
    people, zone = queries.staff_names(store), store.zone()
    by, edited = questions.written(store, [each.id for each in found]), questions.edits(store, found)
    answers = _answers(store, found)
    ended = questions.written(store, [each.id for each in answers.values()])

    def told(written: Written | None) -> tuple[str, date | None]:
        """The name and the day in the area."""
        return (people.get(written.actor, ""), written.when.astimezone(zone).date()) if written else ("", None)

    for question in found:
        name, day = told(by.get(question.id))
        row = answers.get(question.id)
        state = _state_of(row) if row else State.CORRECTED if question.id in edited else State.OPEN
        end_of = told(ended.get(row.id) if row else edited.get(question.id))
        yield Asked(question, name, day or date.min, state, (row.answer or "") if row else "", *end_of)


def _state_of(row: QuestionAnswer) -> State:
    return State.WITHDRAWN if row.kind == _WITHDRAWN else State.REPLIED


def _answers(store: Store, found: Sequence[Question]) -> dict[bytes, QuestionAnswer]:
    """By question its last answer."""
    rows = store.records(QuestionAnswer, question=[each.id for each in found])
    return {row.question: row for row in rows if row.question is not None and not row.withdrawn}


def _ended(question: Question, kind: str, words: str) -> QuestionAnswer:
    return QuestionAnswer(household=question.household, question=question.id, kind=kind, answer=words.strip())


def _require_open(store: Store, question: Question) -> None:
    held = store.get(Question, question.id)
    if held is None or held.withdrawn or not all(each.is_open for each in _asked(store, [held])):
        raise Refused(
            "This question is answered, or no longer asked. Nothing was changed.",
            "Look at it with: ruhu question list --everything",
        )


def _require_known(store: Store, household: bytes, record: str, row: bytes | None, field: str) -> None:
    home = store.get(Household, household)
    if home is None or home.withdrawn:
        raise Refused("This household was withdrawn. Nothing was asked.", "Bring it back first, with a reason.")
    kind = RECORDS.get(record)
    if (record and kind is None) or (field and (kind is None or field not in kind.field)):
        names = ", ".join(each.name for each in kind.fields) if kind else ", ".join(RECORDS)
        raise Refused(
            "There is nothing called {name}.", "Name one of these: {names}", name=field or record, names=names
        )
    if row is not None and record != "household":
        held = store.get(CLASSES[record], row) if kind else None
        if held is None or vars(held).get("household") != household:
            raise Refused("This household has no such record. Nothing was asked.", "Look its records up by their ids.")


def _calendar(store: Store) -> Calendar:
    """The country's, with the rest days of the area."""
    return area_rules.rules_of(store).calendars[Side.HOUSEHOLD]


def _living(found: Iterable[Question]) -> list[Question]:
    return [each for each in found if not each.withdrawn]


def _in_order(found: Iterable[Asked]) -> tuple[Asked, ...]:
    def key(each: Asked) -> tuple[bool, date, bytes]:
        return not each.is_open, *_by_due(each)

    return tuple(sorted(found, key=key))


def _by_due(each: Asked) -> tuple[date, bytes]:
    return each.question.due or date.max, each.question.id
