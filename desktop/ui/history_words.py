"""How a change is told: which record and field, from what to what, why, and what is to be marked about it.

Promise: a sensitive value is only ever shown as its mask, a sealed one whose key is gone says so, and what a newer
program wrote is shown as it stands. Hidden: which of the fields of a group name the change.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from desktop.domain.amount_facts import affects_amount
from desktop.domain.fields import RECORDS, Field, Group, Kind, Privacy
from desktop.domain.identity import id_text
from desktop.domain.records import Fixture, House, Household, Person, Sameness, UnregisteredPart
from desktop.domain.values import mask_of, value
from desktop.i18n import N_
from desktop.store import queries
from desktop.store.history import Delivery, Later, Line, Step, Told
from desktop.store.projection import LIFE
from desktop.store.store import Store
from desktop.store.told_by_number import FILLED_IN
from desktop.ui.notices import Voice

_STORES_OWN = (
    N_("store made"),
    N_("from the ID number"),
    N_("key slot made"),
    N_("signing key renewed"),
    N_("undo"),
)  # its reasons, not people's
BESIDE = ("_source", "_evidence")
_MOST = 4  # values of a new record in the list
_DIGITS = 8  # of the id of somebody whose name is not known here


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to be seen at a glance: icon, word and the theme's colours."""

    icon: str
    word: str
    tone: str


@dataclass(frozen=True, slots=True)
class Valued:
    """One field of a change in words."""

    label: str
    before: str
    after: str
    is_masked: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """What people, records and times of one household are called."""

    voice: Voice
    staff: Mapping[bytes, str]
    rows: Mapping[bytes, str]
    zone: tzinfo
    year: int

    @classmethod
    def of(cls, store: Store, voice: Voice, household: bytes) -> "Names":
        rows: dict[bytes, str] = {}
        for kind in (Person, UnregisteredPart, Fixture):
            rows |= {record.id: record.name for record in store.records(kind, household=household) if record.name}
        houses = store.records(House, household=household)
        house = voice.label(RECORDS["house"])
        for n, record in enumerate(houses, 1):
            rows[record.id] = record.elsewhere or (f"{house} {n}" if len(houses) > 1 else house)
        judged = store.records(Sameness, household=household)  # of which others it was asked whether they are the same
        for home in {household, *(each.other for each in judged if each.other)} if judged else ():
            known = store.get(Household, home)
            rows[home] = (known.number if known is not None else None) or id_text(home)[:_DIGITS]
        return cls(voice, queries.staff_names(store), rows, store.zone(), store.now().year)

    def when(self, told: Step | Later) -> str:
        at = told.when.astimezone(self.zone)
        return f"{at:%m-%d %H:%M}" if at.year == self.year else f"{at:%Y-%m-%d %H:%M}"

    def when_exactly(self, told: Step | Later) -> str:
        return f"{told.when.astimezone(self.zone):%Y-%m-%d %H:%M}"

    def confirmed(self, step: Step) -> str:
        """By which signature of the office it is sure, where its entry is not here."""
        if step.confirmed_at is None:
            return self.voice.word("confirmed by the office's signature")
        day = step.confirmed_at.astimezone(self.zone).date()
        return self.voice.word("confirmed by the office's signature of {day}", day=day)

    def delivered(self, delivery: Delivery) -> str:
        """How far an entry came on its way to the office."""
        number, day = f"{delivery.bundle:04}", delivery.at.astimezone(self.zone).date() if delivery.at else ""
        if delivery.is_confirmed and delivery.bundle:
            return self.voice.word("arrived, with bundle {number} of {day}", number=number, day=day)
        if delivery.is_confirmed:
            return self.voice.word("arrived")
        if delivery.bundle:
            return self.voice.word("sent with bundle {number} of {day}, not confirmed", number=number, day=day)
        return self.voice.word("not sent yet")

    def who(self, told: Step | Later) -> str:
        return self.staff.get(told.actor) or id_text(told.actor)[:_DIGITS]

    def why(self, told: Step | Later) -> str:
        return self.voice.word(told.reason) if told.reason in _STORES_OWN else told.reason

    def subject(self, line: Line) -> str:
        """Which record it is about; nothing where it is the household itself."""
        kind = RECORDS.get(line.record)
        if kind is None:
            return line.record
        return "" if kind.name == "household" else self.rows.get(line.row) or self.voice.label(kind)

    def title(self, told: Told) -> str:
        """Which record and field a change is about."""
        line = told.line
        subject = self.subject(line)
        if line.is_first or line.groups == (LIFE,):
            return subject or self.voice.label(RECORDS["household"])
        labels = self.voice.listed(dict.fromkeys(each.label for each in self.values(told)))
        return f"{subject} {labels}".strip()

    def before(self, told: Told) -> str:
        word = self.voice.word
        if told.line.is_first:
            return word("no entry")
        if told.line.groups == (LIFE,):
            return word("here") if _withdraws(told) else word("withdrawn")
        return self.voice.listed(dict.fromkeys(each.before for each in self.values(told)))

    def after(self, told: Told) -> str:
        if told.line.groups == (LIFE,):
            return self.voice.word("withdrawn") if _withdraws(told) else self.voice.word("brought back")
        values = self.values(told)
        if not told.line.is_first:
            return self.voice.listed(dict.fromkeys(each.after for each in values))
        subject = self.subject(told.line)
        known = dict.fromkeys(each.after for each in values if not each.is_masked and each.after != subject)
        return self.voice.listed(list(known)[:_MOST]) or self.voice.word("written down")

    def values(self, told: Told, *, everything: bool = False) -> list[Valued]:
        """The fields that a change is about, where it comes from and evidence only when asked, or when it is all."""
        found = [each for step in _on_paper(told.steps) for each in self._fields(step, told.line)]
        main = [valued for name, valued in found if not name.endswith(BESIDE)]
        return [valued for _, valued in found] if everything or not main else main

    def further(self, told: Told) -> list[Valued]:
        """What `title`, `before` and `after` leave out: everything where they tell of several fields."""
        named, found = self.values(told), self.values(told, everything=True)
        is_told = len(named) == 1 and not told.line.is_first and told.line.groups != (LIFE,)
        return [each for each in found if each not in named] if is_told else found

    def marks(self, told: Told) -> list[Mark]:
        """What is to be seen of a change at a glance, the weightiest first."""
        line, word = told.line, self.voice.word
        of_life = line.groups == (LIFE,)
        as_in_number = [step.is_as_in_number for step in told.steps if step.group in FILLED_IN]
        marks = {
            Mark("undo", word("undone"), ""): told.was_undone,
            Mark("money", word("affects amount"), "risk"): is_about_amount(line),
            Mark("conflict", word("settled a conflict"), "ok"): line.decides,
            Mark("conflict", word("had a conflict"), "warn"): line.had_conflict,
            Mark("pencil", word("correction"), "info"): told.is_correction,
            Mark("people", word("as in the ID number"), "info"): bool(as_in_number) and all(as_in_number),
            Mark("withdraw", word("withdrawn"), ""): of_life and _withdraws(told),
            Mark("redo", word("brought back"), ""): of_life and not _withdraws(told),
            Mark("info", word("by a newer program"), "warn"): is_newer(line),
        }
        return [mark for mark, holds in marks.items() if holds]

    def field_looked_at(self, told: Told) -> str:
        """Whose and which field somebody looked at."""
        after = told.steps[0].after or {}
        named = str(after.get("field", ""))
        return f"{self.rows.get(after.get('row', b''), '')} {called(self.voice, named)}".strip()

    def _fields(self, step: Step, line: Line) -> Iterator[tuple[str, Valued]]:
        """Each field that a step changed; where it is not known here, the step as a whole."""
        kind = RECORDS.get(step.record)
        known = kind.group.get(step.group) if kind else None
        if known is None:
            yield step.group, Valued(step.group, _raw(step.before), _raw(step.after))
            return
        sealed = self.voice.word("sealed, its key is not here")
        if step.after is None:
            labels = self.voice.listed(self.voice.label(field) for field in known.fields)
            yield known.fields[0].name, Valued(labels, sealed, sealed)
            return
        for field in known.fields:
            old, new = (step.before or {}).get(field.name), step.after.get(field.name)
            is_plain_link = field.name == "household" and line.is_first
            if old == new or is_plain_link:
                continue
            before = sealed if step.before is None else self._shown(known, field, old)
            is_masked = known.privacy is Privacy.SENSITIVE
            yield field.name, Valued(self.voice.label(field), before, self._shown(known, field, new), is_masked)

    def _shown(self, known: Group, field: Field, form: Any) -> str:
        if form is None:
            return self.voice.word("(empty)")
        if known.privacy is Privacy.SENSITIVE:
            return mask_of(field, form)
        if field.name in ("asked_record", "asked_field"):
            return called(self.voice, str(form))
        if field.kind is Kind.LINK:
            name = self.rows.get(form) or self.staff.get(form)
            return name or (self.voice.label(RECORDS[field.to]) if field.to in RECORDS else id_text(form)[:_DIGITS])
        return self.voice.shown(field, value(field, form))


def called(voice: Voice, name: str) -> str:
    """A kind of record or a field, by its name."""
    if name in RECORDS:
        return voice.label(RECORDS[name])
    return next((voice.label(kind.field[name]) for kind in RECORDS.values() if name in kind.field), name)


def is_about_amount(line: Line) -> bool:
    return any(affects_amount(op.record, op.group) for op in line.ops)


def is_newer(line: Line) -> bool:
    """Whether a newer program wrote something of it that is not known here."""
    kind = RECORDS.get(line.record)
    return kind is None or any(group not in kind.group for group in line.groups)


def _withdraws(told: Told) -> bool:
    return bool((told.steps[0].after or {}).get("withdrawn"))


def _on_paper(steps: Sequence[Step]) -> list[Step]:
    """Groups in the order of the table of fields."""
    kind = RECORDS.get(steps[0].record)
    order = list(kind.group) if kind else []
    return sorted(steps, key=lambda step: order.index(step.group) if step.group in order else len(order))


def _raw(forms: Mapping[str, Any] | None) -> str:
    return "…" if forms is None else " ".join(f"{name}={form}" for name, form in forms.items())
