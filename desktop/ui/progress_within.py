"""The list of households narrowed to those behind a number of the progress page, and what that number counts.

Promise: the list shows the households that the page counted, since one query is behind both. Hidden: how a number is
named in a place of the window.
"""

import json

from desktop.casework import progress
from desktop.domain.progress import By, Measure, Selection
from desktop.domain.stages import Stage
from desktop.i18n import N_
from desktop.store.store import Store
from desktop.ui.household_rows import Rows
from desktop.ui.notices import Voice
from desktop.ui.page import Place

_MEASURES = {
    Measure.HOUSEHOLDS: N_("all households"),
    Measure.AT: N_("stand at {stage}"),
    Measure.REACHED: N_("reached {stage} or a later stage"),
    Measure.PASSED_OVER: N_("{stage} passed over"),
    Measure.PROMISES: N_("promise overdue"),
    Measure.REPLIES: N_("answer overdue"),
    Measure.UNPAID: N_("moved before paid"),
    Measure.OVERDUE: N_("something overdue"),
    Measure.RIGHTS: N_("right ends within 7 days"),
    Measure.UNTOLD: N_("right ends, not yet told"),
}


def rows_of(store: Store, within: Selection) -> Rows:
    """The rows of the list, with the households behind the number."""
    return Rows.read(store, progress.households_of(store, within))


def place(asked: Selection) -> Place:
    """The list of households, narrowed to those behind this number."""
    parts = (asked.measure, asked.stage, asked.by, asked.name)
    return Place("households", part=json.dumps(parts, ensure_ascii=False))


def selection(part: str) -> Selection:
    """The number that a part of a place names."""
    measure, stage, by, name = json.loads(part)
    return Selection(Measure(measure), stage and Stage(stage), by and By(by), name)


def told(voice: Voice, asked: Selection | None) -> str:
    """What a number counts, in words."""
    if asked is None:
        return ""
    stage = f"{int(asked.stage)} {voice.word(asked.stage.label)}" if asked.stage else ""
    what = voice.word(_MEASURES[asked.measure], stage=stage)
    return f"{group_name(voice, asked.by, asked.name)} · {what}" if asked.by else what


def group_name(voice: Voice, by: By | None, name: str | None) -> str:
    """What a team or lane is called, and what is said where there is none."""
    return name or (voice.word("(no team yet)") if by is By.TEAM else voice.word("(no lane written down)"))
