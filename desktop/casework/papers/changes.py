"""The history of a household as lines of a paper: what was written, by whom, from what to what, why; and who looked.

Promise: a sensitive value is its mask here, in the household's own file too: the history tells that it changed. Hidden:
which values of a new record are told.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from desktop.casework.papers import household_data
from desktop.domain.fields import RECORDS, Field, Privacy, RecordType
from desktop.domain.identity import id_text
from desktop.domain.records import Household
from desktop.domain.values import mask_of, value
from desktop.i18n import N_, Language, word, words
from desktop.sheets import wording
from desktop.sheets.whole_file import Change
from desktop.store import history, queries
from desktop.store.history import LOOK, Line, Step
from desktop.store.store import Store

MOST = 1500
"""Lines of a paper, the newest; the data that comes with it has no such end."""

OWN_COPY = N_("the household's whole file was taken out")
"""Why all sensitive values of a household were looked at at once."""

_OWN_REASONS = (
    OWN_COPY,
    N_("store made"),
    N_("from the ID number"),
    N_("key slot made"),
    N_("signing key renewed"),
    N_("undo"),
)  # the program's, not people's
_LIFE = "life"
_CHUNK, _LETTERS, _DIGITS = 200, 160, 8


def changes(store: Store, household: Household, language: Language) -> list[Change]:
    """What was written of a household and who looked at what is sensitive, the newest first."""
    found = history.outline(store, household.id)
    lines = sorted((*found.lines, *found.looks), key=_newest)
    staff, told = queries.staff_names(store), list[Change]()
    for start in range(0, min(len(lines), MOST), _CHUNK):
        some = lines[start : min(start + _CHUNK, MOST)]
        steps = [each.steps for each in history.told(store, found, some) if each.steps]
        told += [_change(store, together, staff, language) for together in _looks_together(steps)]
    if len(lines) > MOST:
        older = words("and {n} older change", "and {n} older changes", len(lines) - MOST, language)
        told.append(Change("", "", older, "", ""))
    return told


def _looks_together(lines: Sequence[Sequence[Step]]) -> Iterator[list[Step]]:
    """The lines, those of one entry that tell of looks as one."""
    for (_, _, is_look), some in groupby(lines, key=lambda of: (of[0].origin, of[0].seq, of[0].record == LOOK)):
        if is_look:
            yield [step for line in some for step in line]
        else:
            yield from map(list, some)


def _newest(line: Line) -> int:
    return -line.ops[0].rev


def _change(store: Store, steps: Sequence[Step], staff: Mapping[bytes, str], language: Language) -> Change:
    first = steps[0]
    kind = RECORDS.get(first.record)
    said = _looked_at(steps, language) if first.record == LOOK else _all(kind, steps, language)
    return Change(
        f"{first.when.astimezone(store.zone()):%Y-%m-%d %H:%M}",
        staff.get(first.actor) or id_text(first.actor)[:_DIGITS],
        household_data.called(kind, language) if kind else first.record,
        _cut(said),
        word(first.reason, language) if first.reason in _OWN_REASONS else first.reason,
    )


def _looked_at(steps: Sequence[Step], language: Language) -> str:
    fields = dict.fromkeys(str((step.after or {}).get("field") or "") for step in steps)
    labels = {of.name: wording.label(of, language) for kind in RECORDS.values() for of in kind.fields}
    return word("looked at: {fields}", language, fields=wording.listed((labels.get(f, f) for f in fields), language))


def _all(kind: RecordType | None, steps: Sequence[Step], language: Language) -> str:
    said = (_said(kind, step, language) for step in steps) if kind else ()
    return word("; ", language).join(filter(None, said))


def _said(kind: RecordType, step: Step, language: Language) -> str:
    group = kind.group.get(step.group)
    if group is None or step.after is None:
        return ""
    if step.group == _LIFE:
        return word("withdrawn", language) if step.after.get("withdrawn") else word("brought back", language)
    is_masked, told = group.privacy is Privacy.SENSITIVE, list[str]()
    before = step.before or {}
    for of in group.fields:
        old, new = before.get(of.name), step.after.get(of.name)
        if old == new or not household_data.is_for_people(of):
            continue
        now = _shown(of, new, language, is_masked=is_masked)
        was = f"{_shown(of, old, language, is_masked=is_masked)} → " if old is not None else ""
        told.append(f"{wording.label(of, language)} {was}{now}")
    return word("; ", language).join(told)


def _shown(of: Field, form: Any, language: Language, *, is_masked: bool) -> str:
    if form is None:
        return word("(empty)", language)
    return mask_of(of, form) if is_masked else household_data.shown(of, value(of, form), language)


def _cut(text: str) -> str:
    return text if len(text) <= _LETTERS * 3 else f"{text[: _LETTERS * 3]}…"
