"""What the merge page says of the chosen bundle: its head and numbers, its tabs, and what can be done with it.

Promise: the button says how many bundles it takes in, or how many households; what was decided meanwhile is no tab any
more. Hidden: what was taken in on another day is told as the store tells it now.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from msgspec import structs

from desktop.casework.inbound import Merged, Numbered, Sender
from desktop.casework.receiving import Arrived, Preview
from desktop.casework.sameness import Pair
from desktop.domain.amount_facts import affects_amount
from desktop.store import contests, queries
from desktop.store.queries import Conflict
from desktop.store.store import Store
from desktop.ui import conflict_words, exchange_sections, exchange_told, exchange_words, merge_entries
from desktop.ui.exchange_body import Section
from desktop.ui.exchange_painting import Row
from desktop.ui.exchange_preview import Tile
from desktop.ui.exchange_sections import Known
from desktop.ui.merge_foot import Offer
from desktop.ui.merge_pane import ONE_HOUSEHOLD, Bundle
from desktop.ui.notices import Voice

_TABS = 20  # conflicts that have one; the others follow as those are decided


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells of bundles of one store in the window's language; `may_write` where anything can be done with them."""

    voice: Voice
    store: Store
    may_write: bool

    def arrived(
        self, chosen: Arrived, tried: Preview | None, known: Known, steps: Sequence[Numbered], ready: Sequence[Arrived]
    ) -> Bundle:
        """One that was not taken in yet; `ready` are all that can be taken in together."""
        voice, word = self.voice, self.voice.word
        reading = word("Reading it, and trying what it brings …")
        if not self.may_write:
            reading = word("Open for reading only: it can be looked at, and not taken in.")
        return Bundle(
            title=self._title(exchange_words.sent_by(voice, chosen), chosen.number),
            about=self._about(chosen.sender_name, chosen.number, steps),
            tiles=exchange_told.tiles(voice, tried) if tried else (),
            sections=exchange_sections.sections(voice, self.store, tried, known) if tried else (),
            offer=self._offer(chosen, tried, ready) if tried else Offer(reading),
        )

    def merged(
        self,
        chosen: Merged,
        told: Preview | None,
        known: Known,
        steps: Sequence[Numbered],
        *,
        due: Sequence[Sender],
        alike: Sequence[Pair],
    ) -> Bundle:
        """One that was taken in. `due` are the laptops to which nothing was written since they were heard."""
        voice, told = self.voice, _as_it_stands(told, chosen) if told else None
        conflicts = [*self._conflicts(chosen.to_decide[:_TABS])]
        tiles = exchange_told.tiles(voice, replace(told, conflicts_new=(), alike=())) if told else self._counted(chosen)
        tiles = [*tiles, *self._asking(len(chosen.to_decide), alike)]
        rest = [self._reading()]
        if told:
            rest = exchange_sections.sections(voice, self.store, told, known, is_there=True)
        rest = [replace(each, title=voice.word("What it brought")) if each.key == "all" else each for each in rest]
        one = [*exchange_sections.alike_section(voice, ONE_HOUSEHOLD, alike)]
        return Bundle(
            title=self._title(merge_entries.called(voice, chosen), chosen.number),
            about=self._about(chosen.sender.name, chosen.number, steps),
            tiles=tiles,
            sections=[*(section for section, _ in conflicts), *one, *(each for each in rest if each.key in _AFTER)],
            offer=self._after(chosen, due),
            icon="check",
            conflicts=[(section.key, conflict) for section, conflict in conflicts],
            is_there=True,
        )

    # Inside

    def _title(self, whose: str, number: int) -> str:
        return self.voice.word("Bundle {number} of {sender}", number=exchange_words.number(number), sender=whose)

    def _about(self, device: str, number: int, steps: Sequence[Numbered]) -> str:
        before = merge_entries.before_line(self.voice, steps, number)
        return " · ".join(filter(None, (before, self.voice.word("device {name}", name=device) if device else "")))

    def _offer(self, chosen: Arrived, tried: Preview, ready: Sequence[Arrived]) -> Offer:
        voice, word, words = self.voice, self.voice.word, self.voice.words
        told = word("Nothing is written before. Afterwards it can be taken back, until something new is written.")
        if tried.is_nothing_new:
            told = word("Everything in it is here already. Taking it in only notes the receipt.")
        here = word("Take in what is here")
        one = exchange_told.verb(voice, tried) if not chosen.missing else here
        others = [each for each in ready if each.bundle != chosen.bundle]
        if not others:
            return Offer(told, all_verb=one)
        told = word("Nothing is written before. Of several, the last one can be taken back.")
        number = len(ready)
        alone = here if chosen.missing else word("Only this bundle")
        return Offer(told, words("Take in {n} bundle", "Take in {n} bundles", number), alone)

    def _after(self, chosen: Merged, due: Sequence[Sender]) -> Offer:
        voice, word = self.voice, self.voice.word
        told = word("The receipt is written. What is wrong with it is put right by new entries.")
        if not chosen.has_receipt:
            told = word("Its sender hears that it arrived with the next bundle that goes there.")
        if chosen.can_undo:
            told = word("It can be taken back, until something new is written, exported or taken in.")
        elif not chosen.has_receipt:
            told = f"{told} {word('It can not be taken back any more: something was written or taken in since.')}"
        whose = merge_entries.called(voice, chosen)
        verb = word("Write the receipt for {whose}", whose=whose)
        if len(due) > 1:
            verb = voice.words("Write {n} receipt", "Write {n} receipts", len(due))
        receipt = verb if self.may_write and chosen.sender in due else ""
        return Offer(told, receipt=receipt, can_undo=self.may_write and chosen.can_undo)

    def _conflicts(self, found: Sequence[Conflict]) -> Iterator[tuple[Section, Conflict]]:
        voice = self.voice
        homes = dict.fromkeys(each.household for each in found)
        lines = {line.id: line for line in queries.listed(self.store, [*homes])}
        waiting = contests.seen(self.store, [(each.row, each.group) for each in found])
        seen = {(each.contest.row, each.contest.group): each for each in waiting}
        for n, each in enumerate(found, 1):
            known = seen.get((each.row, each.group))
            what = conflict_words.register_line(voice, known, lines.get(each.household)) if known else ""
            key = f"{each.row.hex()} {each.group}"
            yield Section(key, f"{n} {what}".strip(), 0, (), lambda _row: (), *self._mark(each)), each

    @staticmethod
    def _mark(each: Conflict) -> tuple[str, str]:
        return ("money", "risk") if affects_amount(each.record, each.group) else ("conflict", "warn")

    def _counted(self, chosen: Merged) -> Sequence[Tile]:
        words, counts = self.voice.words, chosen.counts
        homes, new, changed = (counts.get(name, 0) for name in ("households", "new", "changed"))
        return [
            Tile(homes, words("household concerned", "households concerned", homes)),
            Tile(new, words("new record", "new records", new)),
            Tile(changed, words("record changed", "records changed", changed)),
        ]

    def _asking(self, conflicts: int, alike: Sequence[Pair]) -> Iterator[Tile]:
        """What still asks for a person."""
        words = self.voice.words
        yield from exchange_told.alike_tiles(self.voice, alike)
        if conflicts:
            told = words("to decide by a person", "to decide by a person", conflicts)
            yield Tile(conflicts, told, "warn", "conflict")

    def _reading(self) -> Section:
        row = Row(None, self.voice.word("Reading what it brought …"), icon="hourglass")
        return Section(exchange_sections.ALL, self.voice.word("What it brought"), 0, [row], lambda _row: ())


def _as_it_stands(told: Preview, chosen: Merged) -> Preview:
    """What it brought, with only that to decide which still is."""
    waiting = Counter(each.household for each in chosen.to_decide)
    homes = (
        replace(each, change=structs.replace(each.change, conflicts=waiting[each.household]))
        for each in told.households
    )
    return replace(told, conflicts_new=chosen.to_decide, households=tuple(homes))


_AFTER = (exchange_sections.ALL, exchange_sections.REFUSED)  # the sections that are told afterwards
