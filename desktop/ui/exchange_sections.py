"""What a bundle brings, as sections: all, what is new, what is another one, what a person decides, what stays out.

Promise: what was refused, set apart or left out is told with its reason, never left away. Hidden: names are those of
the households that this store knows; a new one is called by who lives there, else by its number.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from desktop.casework.differences import Difference
from desktop.casework.receiving import Concerned, Preview
from desktop.casework.sameness import Pair, Side
from desktop.domain.fields import RECORDS
from desktop.i18n import N_
from desktop.store import queries
from desktop.store.projection import LIFE
from desktop.store.queries import Conflict
from desktop.store.refusing import RefusedOp
from desktop.store.store import Store
from desktop.ui import exchange_differences
from desktop.ui.exchange_body import Section
from desktop.ui.exchange_differences import ALL, AT_ODDS, CHANGED, DECIDE, NEW
from desktop.ui.exchange_painting import Row
from desktop.ui.notices import Voice

ALIKE, REFUSED, SAME = "alike", "refused", "same"

Group = tuple[Row, Sequence[Row]]
"""A row at the left, and what is told of it at the right."""

Known = Mapping[bytes, Sequence[Difference]]
"""The differences of those households that were looked at."""

_MOST = 500  # households that are listed by name
_LISTED = 2000  # and at all


def sections(
    voice: Voice, store: Store, told: Preview, known: Known, first: Iterable[Group] = (), *, is_there: bool = False
) -> Sequence[Section]:
    """The sections that have anything; the first is all of it, with what is to be known of the bundle as a whole.

    `is_there`: it was taken in.
    """
    word = voice.word
    homes = _Homes(voice, store, told, known, is_there=is_there)
    notes, kinds = [*first, *_notes(voice, told)], [*_kinds_of(voice, told)]
    refused = [*_refused_of(voice, told)]
    made = [
        homes.section(ALL, word("All"), told.households, before=notes, after=[*refused, *kinds]),
        homes.section(DECIDE, word("To decide"), [each for each in told.households if each.change.conflicts],
                      icon="conflict", tone="warn"),
        homes.section(CHANGED, word("Changed"), [each for each in told.households if each.change.changed]),
        homes.section(NEW, word("New"), [each for each in told.households if each.change.new]),
        *alike_section(voice, ALIKE, told.alike),
        _static(REFUSED, word("Not let in"), len(told.refused) + told.pieces_refused, refused, ("risk", "risk")),
        _static(SAME, word("Here already"), told.known, [(_same(voice, told), ())] if told.known else []),
    ]  # fmt: skip
    return [each for n, each in enumerate(made) if each.rows or not n]


def alike_section(voice: Voice, key: str, found: Sequence[Pair]) -> Iterator[Section]:
    """The households that are perhaps one, where there are any."""
    if found:
        yield _static(key, voice.word("One household?"), len(found), [*_alike(voice, found)], ("people", "warn"))


def called(voice: Voice, group: str, record: str) -> str:
    """What a group of a record is called: by its fields."""
    kind = RECORDS.get(record)
    if kind is None or group not in kind.group:
        return group
    return f"{voice.label(kind)} · {voice.listed(voice.label(field) for field in kind.group[group].fields)}"


# Inside


class _Homes:
    """The households of a bundle as rows, and what is told of each."""

    def __init__(self, voice: Voice, store: Store, told: Preview, known: Known, *, is_there: bool) -> None:
        self._voice, self._known, self._is_there = voice, known, is_there
        self._conflicts: defaultdict[bytes, list[Conflict]] = defaultdict(list)
        self._refused: defaultdict[bytes, list[RefusedOp]] = defaultdict(list)
        for conflict in told.conflicts_new:
            self._conflicts[conflict.household].append(conflict)
        for op in told.refused:
            self._refused[op.household].append(op)
        lines = queries.listed(store, [each.household for each in told.households[:_MOST]])
        self._names = {line.id: line.owners for line in lines}

    def section(
        self,
        key: str,
        title: str,
        homes: Sequence[Concerned],
        *,
        before: Sequence[Group] = (),
        after: Sequence[Group] = (),
        icon: str = "",
        tone: str = "",
    ) -> Section:
        voice, static = self._voice, dict((*before, *after))
        more = len(homes) - _LISTED
        rest = voice.words("and {n} more household", "and {n} more households", more)
        about = voice.word("Once it is taken in, all of them stand in the list of households.")
        rows = [
            *(row for row, _ in before),
            *(self._row(each) for each in homes[:_LISTED]),
            *([Row(None, rest, about, icon="info")] if more > 0 else ()),
            *(row for row, _ in after),
        ]

        def details(row: Row) -> Sequence[Row] | None:
            return static[row] if row in static else self._details(row.of, key) if row.of else ()

        return Section(key, title, len(homes), rows, details, icon, tone)

    def _row(self, home: Concerned) -> Row:
        words, change = self._voice.words, home.change
        name = self._voice.listed(self._names.get(home.household) or home.names)
        upper = " ".join(filter(None, (name, home.number))) or self._voice.word("no number")
        told = [
            words("{n} new record", "{n} new records", change.new) if change.new else "",
            words("{n} record changed", "{n} records changed", change.changed) if change.changed else "",
            home.address,
        ]
        badge, refused = ("", "", ""), len(self._refused.get(home.household, ()))
        known = self._known.get(home.household, ())
        decided = {(each.row, each.group) for each in known if each.settled} | {
            (each.row, LIFE) for each in known if each.life
        }
        if decided:
            badge = (words("{n} decided", "{n} decided", len(decided)), "brand", "check")
        if refused:
            badge = (words("{n} not let in", "{n} not let in", refused), "risk", "risk")
        if change.conflicts:
            badge = (words("{n} to decide", "{n} to decide", change.conflicts), "warn", "conflict")
        return Row(home.household, upper, " · ".join(filter(None, told)), badge, icon="household")

    def _details(self, household: object, section: str) -> Sequence[Row] | None:
        found = self._known.get(household) if isinstance(household, bytes) else ()
        if found is None or not isinstance(household, bytes):
            return None if found is None else ()
        shown = {(each.row, each.group) for each in found if each.beside}
        conflicts = [each for each in self._conflicts.get(household, ()) if (each.row, each.group) not in shown]
        rest = [_refused(self._voice, op) for op in self._refused.get(household, ())] if section == ALL else []
        beside = [self._at_odds(each) for each in conflicts] if section in (ALL, DECIDE) else []
        told = exchange_differences.rows(self._voice, household, found, section, is_there=self._is_there)
        return [*beside, *told, *rest]

    def _at_odds(self, each: Conflict) -> Row:
        word = self._voice.word
        badge = (word("to decide"), "warn", "conflict")
        if each.group == LIFE:
            return Row(each.household, word(AT_ODDS), word("it stays until a person decides"), badge)
        name = called(self._voice, each.group, each.record)
        return Row(each.household, name, word("both values stay until a person decides"), badge)


def _static(key: str, title: str, number: int, groups: Sequence[Group], mark: tuple[str, str] = ("", "")) -> Section:
    """A section of which all is known."""
    told = dict(groups)
    details: Callable[[Row], Sequence[Row]] = lambda row: told.get(row, ())  # noqa: E731
    return Section(key, title, number, [row for row, _ in groups], details, *mark)


def _same(voice: Voice, told: Preview) -> Row:
    upper = voice.words("{n} entry is here already", "{n} entries are here already", told.known)
    return Row(
        None, upper, voice.word("it came with an earlier bundle, and is not written again"), icon="ok", tone="ok"
    )


def _alike(voice: Voice, found: Iterable[Pair]) -> Iterator[Group]:
    for each in found:
        reasons = voice.listed(map(voice.word, (*each.late, *each.reasons)))
        row = Row(
            None, f"{_called(voice, each.one)} · {_called(voice, each.other)}", reasons, icon="people", tone="warn"
        )
        yield (
            row,
            [
                Row(line.household, _called(voice, line), line.place, icon="household")
                for line in (each.one, each.other)
            ],
        )


def _called(voice: Voice, line: Side) -> str:
    return " ".join(filter(None, (voice.listed(line.owners), line.number))) or voice.word("no number")


def _refused_of(voice: Voice, told: Preview) -> Iterator[Group]:
    """What stays out, by its reason."""
    of: defaultdict[str, list[RefusedOp]] = defaultdict(list)
    for op in told.refused:
        of[op.reason].append(op)
    for reason, ops in of.items():
        upper = voice.words("{n} change is not let in", "{n} changes are not let in", len(ops))
        yield Row(None, upper, voice.word(reason), icon="risk", tone="risk"), [_refused(voice, op) for op in ops]
    if told.pieces_refused:
        upper = voice.words("{n} photo is not let in", "{n} photos are not let in", told.pieces_refused)
        yield Row(None, upper, voice.word("its content is not what its record says"), icon="risk", tone="risk"), ()


def _refused(voice: Voice, op: RefusedOp) -> Row:
    return Row(
        None, _called_alone(voice, op.group), voice.word(op.reason), (voice.word("stays outside"), "risk", "risk")
    )


def _called_alone(voice: Voice, group: str) -> str:
    """What a group is called of which nothing else is known: with its record where only one has such a group."""
    having = [kind for kind in RECORDS.values() if group in kind.group]
    if len(having) == 1:
        return called(voice, group, having[0].name)
    return voice.listed(voice.label(field) for field in having[0].group[group].fields) if having else group


def _kinds_of(voice: Voice, told: Preview) -> Iterator[Group]:
    kinds = [*_kinds(voice, told.rows_new, told.rows_changed)]
    if kinds:
        yield Row(None, voice.word("By kind of record"), voice.word("all of it together"), icon="document"), kinds


def _kinds(voice: Voice, new: Mapping[str, int], changed: Mapping[str, int]) -> Iterator[Row]:
    for record in sorted({*new, *changed}, key=[*RECORDS, *new, *changed].index):
        label = voice.label(RECORDS[record]) if record in RECORDS else record
        told = [
            voice.words("{n} new", "{n} new", new.get(record, 0)) if new.get(record) else "",
            voice.words("{n} changed", "{n} changed", changed.get(record, 0)) if changed.get(record) else "",
        ]
        yield Row(None, label, ", ".join(filter(None, told)))


def _notes(voice: Voice, told: Preview) -> Iterator[Group]:
    """What is to be known of the bundle as a whole, each only where it is so."""
    word, words = voice.word, voice.words
    notes = (
        (bool(told.forks), "risk", "risk", word("A copy of a store was used"), word(_FORKED)),
        (told.is_stale, "warn", "history", word("The office began anew since"), word(_STALE)),
        (told.has_hole, "warn", "hourglass", word("Something before it never came"), word(_HOLE)),
        (bool(told.newer), "warn", "warn", word("A part is for a newer program"), word(_NEWER)),
        (
            bool(told.left),
            "info",
            "assign",
            words("{n} household is with another team now", "{n} households are with another team now", len(told.left)),
            word(_LEFT),
        ),
        (
            bool(told.kept_back),
            "info",
            "hourglass",
            words("{n} household goes to another team", "{n} households go to another team", len(told.kept_back)),
            word(_KEPT_BACK),
        ),
        (
            bool(told.conflicts_settled),
            "ok",
            "ok",
            words("{n} conflict is settled", "{n} conflicts are settled", told.conflicts_settled),
            word("as it was decided"),
        ),
    )
    for is_so, tone, icon, first, more in notes:
        if is_so:
            yield Row(None, first, more, icon=icon, tone=tone), ()


_FORKED = N_("Both branches are kept; a person of the office decides which counts.")
_STALE = N_("What it says of receipts counts no more. Ask the office for a new answer.")
_HOLE = N_("It is asked for with the next bundle; the office sends it once more.")
_NEWER = N_("It is kept sealed until this program is renewed; all else is taken in.")
_LEFT = N_("They go out of sight here; their number and door stay to be found.")
_KEPT_BACK = N_("They stay here until the office has all that was written of them.")
