"""What stands on the page of an explanation, as it is written down. Hidden: what goes along to the next clause."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from desktop.casework import explaining, visiting
from desktop.casework.explaining import Plans, Told
from desktop.domain.errors import Refused
from desktop.domain.records import Explanation, Person
from desktop.store import drafts
from desktop.store.store import Store
from desktop.ui.explain_clause import SILENT
from desktop.ui.explain_list import called
from desktop.ui.explain_talk import MANNER, OTHERS, WORDS, Talk
from desktop.ui.household_file import HouseholdFile
from desktop.ui.notices import Voice
from desktop.ui.workspace import Workspace

_BETWEEN = re.compile(r"[\s,;，、；]+")


def written_down(
    store: Store, plans: Plans, told: Explanation, typed: Mapping[str, str], others: Collection[bytes]
) -> tuple[Explanation, ...]:
    """That a clause was explained to a household, as `told` begins it; and to the others, of whom no more is said."""
    how: dict[str, Any] = {name: typed[name] or None for name in MANNER}
    how["explained_on"] = told.explained_on or store.today()
    own = {name: typed[name] or None for name in WORDS}
    own["understood"] = None if told.understood == SILENT else told.understood
    clauses, homes = [told.clause or ""], [told.household or b""]
    rows = explaining.explanations(store, plans, homes, clauses, **how, **own, visit=told.visit)
    how.pop("explained_to")
    return rows + explaining.explanations(store, plans, others, clauses, **how)


def day_of(workspace: Workspace, visit: bytes | None) -> date:
    """When it was explained: the day of a visit that is entered later from paper, else today."""
    store = workspace.store
    mine = () if visit is None or workspace.is_read_only else drafts.drafts_of(store, store.opened.person)
    fields = next((each.fields for each in mine if each.record == "visit" and each.fields.get("id") == visit), {})
    who: Mapping[str, Any] = fields.get("blocks", {}).get("who", {})
    typed = next(iter(who.get("began", ())), "") if who.get("from_paper") else ""
    return visiting.day_of(typed, store.today(), is_ahead=False) or store.today()


def those_there(workspace: Workspace, talk: Talk, own: bytes) -> list[bytes] | None:
    """The other households that were there; None where a number names none, or several, which is said."""
    numbers = [*filter(None, _BETWEEN.split(talk.state()[OTHERS]))]
    try:
        found = explaining.those_there(workspace.store, numbers)
    except Refused as refused:
        talk.mark_others(workspace.voice.word(refused.what, **refused.values))
        return None
    talk.mark_others("")
    return [home for home in found if home != own]


def begun(workspace: Workspace, household: bytes) -> set[str]:
    """The clauses of which this person typed something that is not written down."""
    store = workspace.store
    mine = () if workspace.is_read_only else drafts.drafts_of(store, store.opened.person)
    kept = (each.fields for each in mine if each.record == "explanation" and each.household == household)
    return {fields["clause"] for fields in kept if "clause" in fields}


def neighbour(told: Sequence[Told], clause: str, step: int) -> Told | None:
    """The clause so many after this one, or before it."""
    places = [n for n, each in enumerate(told) if each.clause.id == clause]
    place = places[0] + step if places else 0
    return told[place] if 0 <= place < len(told) else None


def said_of_writing(voice: Voice, told: Told | None, count: int) -> str:
    """That a clause was written down as explained, and to how many, where that is more than one."""
    said = voice.word("Written down as explained: {clause}", clause=called(told) if told else "")
    return voice.pair(said, voice.words("{n} household", "{n} households", count)) if count > 1 else said


def usual(told: Sequence[Told], people: Sequence[Person]) -> Mapping[str, str]:
    """How it was explained the last time, and else to whom it is likely to be explained."""
    rows = [row for each in told for row in each.explanations]
    last = max(rows, key=lambda row: row.id, default=None)
    before = {name: text for name in MANNER if last is not None and (text := getattr(last, name))}
    return {"explained_to": next((each.name or "" for each in people), ""), **before}


def why_read_only(workspace: Workspace, file: HouseholdFile | None, *, may_write: bool) -> str:
    """Why nothing can be written, in words; empty where it can."""
    word = workspace.voice.word
    if file is not None and file.is_withdrawn:
        return word("This household is withdrawn: it is only read.")
    if workspace.is_read_only:
        return word("Open for reading only: everything can be seen and copied, nothing can be changed.")
    return "" if may_write else word("This can only be read here; the field team writes explanations down.")
