"""What the window says of a question of the office: what it is about, who asks, and until when."""

from datetime import date

from desktop.casework.questioning import Asked
from desktop.domain.fields import RECORDS
from desktop.domain.records import Question
from desktop.ui import clock_words
from desktop.ui.notices import Voice
from desktop.ui.page import Place
from desktop.ui.today_words import Badge


def about(voice: Voice, question: Question) -> str:
    """The record and the field; nothing where it is about the household as a whole."""
    kind = RECORDS.get(question.asked_record or "")
    if kind is None:
        return question.asked_record or ""
    field = kind.field.get(question.asked_field or "")
    record = "" if kind.name == "household" and field else voice.label(kind)
    return " ".join(filter(None, (record, voice.label(field) if field else question.asked_field)))


def words(voice: Voice, question: Question) -> str:
    return question.question or voice.word("(its words can't be read here)")


def asker(voice: Voice, asked: Asked, today: date) -> str:
    """Who asks, and since when."""
    return voice.word("{name} asked on {day}", name=asked.by, day=clock_words.short_day(asked.on, today.year))


def due(voice: Voice, asked: Asked, today: date) -> Badge:
    """Until when; late is only what we ourselves are late with."""
    day = asked.question.due
    if day is None:
        return voice.word("waits for an answer"), "", "clock"
    if day < today:
        return voice.words("{n} day late", "{n} days late", (today - day).days), "risk", "risk"
    if day == today:
        return voice.word("today"), "warn", "clock"
    return voice.word("latest {day}", day=clock_words.short_day(day, today.year)), "", "clock"


def place_of(question: Question) -> Place:
    """Where what is asked about is corrected."""
    kind = RECORDS.get(question.asked_record or "")
    if kind is None or not kind.stated:
        return Place("household", question.household)
    if kind.name == "visit" and question.asked_row is not None:
        return Place("visit", question.household, "correct", question.asked_row)
    row = None if kind.name == "household" else question.asked_row
    return Place("household", question.household, kind.name, row, question.asked_field or "")
