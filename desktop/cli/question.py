"""`ruhu question`: what is returned for correction: asked, answered in words, taken back, listed."""

from datetime import date
from typing import Annotated, Any

import typer

from desktop.casework import questioning
from desktop.casework.questioning import Asked
from desktop.cli import usage
from desktop.cli.command import Answer, Door, command
from desktop.cli.household import the_household
from desktop.cli.usage import group
from desktop.cli.words import Voice
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS
from desktop.domain.identity import id_from_text, id_text
from desktop.domain.records import CLASSES, Household, Question
from desktop.i18n import N_
from desktop.store import queries
from desktop.store.store import Store

commands = group()

_WHICH = Annotated[str, typer.Argument(help=N_("The id of the question."), metavar="ID")]
_HOUSEHOLD = N_("Its number, or its id.")


@command(commands, "ask", N_("Ask for a correction: of a field, of a record, or of what is missing."))
def ask(
    door: Door,
    *,
    household: Annotated[str, typer.Argument(help=_HOUSEHOLD, metavar="NUMBER|ID")],
    words: Annotated[str, typer.Option("--words", help=N_("What is to be corrected."))],
    about: Annotated[
        str,
        typer.Option("--about", metavar="RECORD.FIELD", help=N_("What it is about, such as house.measured_area.")),
    ] = "",
    row: Annotated[
        str, typer.Option("--row", metavar="ID", help=N_("Which of several records; one alone needs no naming."))
    ] = "",
    due: Annotated[
        str, typer.Option("--due", metavar="DAY", help=N_("Until when; else within three working days."))
    ] = "",
) -> Answer:
    day = usage.day(door.voice, due) if due else None
    with door.opened() as store:
        home = the_household(store, household)
        record, _, field = about.partition(".")
        which = id_from_text(row) if row else _only_row(store, home, record)
        made = questioning.ask(store, home.id, words, record=record, row=which, field=field, due=day)
        view = _View.of(store, door.voice)
        (asked,) = [each for each in questioning.of_household(store, home.id) if each.question.id == made.id]
    return Answer(view.facts(asked), view.lines(asked))


@command(commands, "answer", N_("Reply in words, where nothing is to be corrected or it can't be."))
def answer(
    door: Door, *, question: _WHICH, words: Annotated[str, typer.Option("--words", help=N_("The reply."))]
) -> Answer:
    with door.opened() as store:
        row = _the_question(store, question)
        questioning.answer(store, row, words)
        return _told(store, door.voice, row)


@command(commands, "withdraw", N_("Take a question back: it need not be answered any more."))
def withdraw(
    door: Door, *, question: _WHICH, because: Annotated[str, typer.Option("--because", help=N_("Why."))]
) -> Answer:
    with door.opened() as store:
        row = _the_question(store, question)
        questioning.take_back(store, row, because=because)
        return _told(store, door.voice, row)


@command(commands, "list", N_("List what waits for an answer, what is due first before the others."))
def list_questions(
    door: Door,
    *,
    household: Annotated[str, typer.Option(help=N_("Only this household, by its number or id."))] = "",
    everything: Annotated[bool, typer.Option("--everything", help=N_("Answered ones too."))] = False,
) -> Answer:
    with door.opened(read_only=True) as store:
        home = the_household(store, household) if household else None
        found = questioning.of_household(store, home.id) if home else questioning.all_of(store)
        shown = [each for each in found if everything or each.is_open]
        view = _View.of(store, door.voice)
    lines = [line for each in shown for line in view.lines(each)]
    return Answer({"questions": [view.facts(each) for each in shown]}, lines or [door.voice.word("No question waits.")])


class _View:
    """How questions are told: with the numbers of the households, and the area's today."""

    def __init__(self, voice: Voice, numbers: dict[bytes, str], today: date) -> None:
        self._voice, self._numbers, self._today = voice, numbers, today

    @classmethod
    def of(cls, store: Store, voice: Voice) -> "_View":
        homes = {row.household for row in store.records(Question) if row.household is not None}
        lines = queries.lines_of(store, homes)
        return cls(voice, {home: line.number or "" for home, line in lines.items()}, store.today())

    def facts(self, asked: Asked) -> dict[str, Any]:
        row = asked.question
        return {
            "id": id_text(row.id),
            "household": self._numbers.get(row.household or b"", ""),
            "record": row.asked_record,
            "row": id_text(row.asked_row) if row.asked_row else None,
            "field": row.asked_field,
            "words": row.question,
            "by": asked.by,
            "on": asked.on.isoformat(),
            "due": row.due.isoformat() if row.due else None,
            "state": asked.state.name.lower(),
            "overdue": asked.is_overdue(self._today),
            "answer": asked.words,
            "ended_by": asked.ended_by,
            "ended_on": asked.ended_on.isoformat() if asked.ended_on else None,
        }

    def lines(self, asked: Asked) -> list[str]:
        voice, row = self._voice, asked.question
        words = [row.question or voice.word("(its words can't be read here)")]
        state = voice.word(asked.state)
        if asked.is_open and row.due:
            late = asked.is_overdue(self._today)
            when = (
                voice.word("was due by {day}", day=row.due) if late else voice.word("at the latest {day}", day=row.due)
            )
            state = f"{state} · {when}"
        elif asked.ended_on:
            state = " · ".join(filter(None, (state, asked.ended_by, str(asked.ended_on))))
        words += [f"→ {asked.words}"] if asked.words else []
        number = self._numbers.get(row.household or b"", "")
        head = " · ".join(filter(None, (number, about_words(voice, row), asked.by, str(asked.on), id_text(row.id))))
        return [head, *(f"    {line}" for line in (*words, state))]


def about_words(voice: Voice, row: Question) -> str:
    """The record and the field that a question is about, in words."""
    kind = RECORDS.get(row.asked_record or "")
    if kind is None:
        return row.asked_record or ""
    field = kind.field.get(row.asked_field or "")
    return " ".join(filter(None, (voice.label(kind), voice.label(field) if field else row.asked_field)))


def _only_row(store: Store, home: Household, record: str) -> bytes | None:
    """The one record of this kind that the household has; Refused where there are several."""
    if record == "household" or record not in CLASSES or "household" not in RECORDS[record].field:
        return None
    held = [row for row in store.records(CLASSES[record], household=home.id) if not vars(row).get("withdrawn")]
    if len(held) > 1:
        raise Refused(
            "The household has {n} records of this kind. Nothing was asked.",
            "Name the one that you mean by its id: --row {ids}",
            n=len(held),
            ids=", ".join(id_text(row.id) for row in held),
        )
    return held[0].id if held else None


def _the_question(store: Store, named: str) -> Question:
    found = store.get(Question, id_from_text(named))
    if found is None:
        raise Refused("There is no question with this id.", "Look it up: ruhu question list")
    return found


def _told(store: Store, voice: Voice, row: Question) -> Answer:
    (asked,) = [each for each in questioning.of_household(store, row.household or b"") if each.question.id == row.id]
    view = _View.of(store, voice)
    return Answer(view.facts(asked), view.lines(asked))
