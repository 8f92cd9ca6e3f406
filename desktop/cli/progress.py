"""`ruhu progress`: how far the area has come and what is owed to its households, as the window's page shows it."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer

from desktop.casework import progress as gathering
from desktop.casework.progress import Board, Heard
from desktop.cli.command import Answer, Door, command
from desktop.cli.usage import group
from desktop.cli.words import Voice, table
from desktop.domain.progress import By, Counts, Group, Measure
from desktop.domain.stages import Stage
from desktop.i18n import N_

commands = group()


class _By(StrEnum):
    STAGE = "stage"
    LANE = "lane"
    TEAM = "team"


_OWED = {  # what we owe before what we gained
    Measure.PROMISES: N_("promises overdue"),
    Measure.REPLIES: N_("answers overdue"),
    Measure.RIGHTS: N_("rights that end within 7 days"),
    Measure.UNTOLD: N_("of them not yet told"),
    Measure.UNPAID: N_("moved before paid"),
}


@command(commands, "progress", N_("How many households have come how far, and what is overdue to them."))
def show_progress(
    door: Door,
    *,
    by: Annotated[_By, typer.Option(help=N_("The table: by stage, lane or team."))] = _By.STAGE,
) -> Answer:
    with door.opened(read_only=True) as store:
        board = gathering.board_of(store)
    return Answer(_facts(board), [*_lines(door.voice, board, by)])


def _facts(board: Board) -> dict[str, Any]:
    return {
        "at": board.now.isoformat(timespec="seconds"),
        "data_until": board.until and board.until.isoformat(timespec="seconds"),
        "missing": [_heard_facts(each) for each in board.short],
        "households": board.whole.households,
        "with_other_teams": board.elsewhere,
        "waiting_for_an_answer": board.waiting,
        "answers_overdue_to_nobodys_household": board.nobodys,
        **_counts_facts(board.whole),
        "teams": [{"team": each.name, **_counts_facts(each.counts)} for each in board.teams],
        "lanes": [{"lane": each.name, **_counts_facts(each.counts)} for each in board.lanes],
    }


def _heard_facts(each: Heard) -> dict[str, Any]:
    return {
        "name": each.name,
        "team": each.team,
        "last": each.last and each.last.isoformat(timespec="seconds"),
        "bundles": [*each.missing],
        "entries": each.gaps,
    }


def _counts_facts(counts: Counts) -> dict[str, Any]:
    return {
        "households": counts.households,
        "owed": {measure.value: counts.number(measure) for measure in (*_OWED, Measure.OVERDUE)}
        | {"late_promises": counts.late_promises, "late_replies": counts.late_replies},
        "stages": [
            {
                "stage": int(stage),
                **{each.value: counts.number(each, stage) for each in (Measure.REACHED, Measure.AT)},
                "passed_over": counts.number(Measure.PASSED_OVER, stage),
            }
            for stage in Stage
        ],
    }


def _lines(voice: Voice, board: Board, by: _By) -> Iterator[str]:
    whole = board.whole
    number = voice.words("{n} household", "{n} households", whole.households)
    at = board.until or board.now
    yield voice.word("{households}, data until {time}", households=number, time=f"{at:%Y-%m-%d %H:%M}")
    yield from (f"! {_heard_short(voice, each)}" for each in board.short)
    yield from table([[str(whole.number(measure)), voice.word(told)] for measure, told in _OWED.items()])
    if board.nobodys:
        yield voice.words(
            "{n} more answer is overdue to a grievance of no household",
            "{n} more answers are overdue to grievances of no household",
            board.nobodys,
        )
    yield ""
    if by is _By.STAGE:
        yield from _by_stage(voice, whole)
    else:
        yield voice.word("2 to 7: the households that reached this stage or a later one")
        yield from _by_group(voice, board.groups(By(by.value)), by)


def _heard_short(voice: Voice, each: Heard) -> str:
    """What is missing of a laptop, or that nothing comes from it."""
    name = f"{each.name} ({each.team})" if each.team else each.name or voice.word("the office")
    if each.last is None:
        return voice.word("{device}: no bundle has come yet.", device=name)
    if each.missing:
        numbers = voice.listed(f"{number:04}" for number in each.missing)
        return voice.word("{device}: parts of {numbers} are missing.", device=name, numbers=numbers)
    if each.gaps:
        return voice.word("{device}: entries are missing; they come with the next bundle.", device=name)
    return voice.word("{device}: nothing since {day}.", device=name, day=f"{each.last:%Y-%m-%d}")


def _by_stage(voice: Voice, counts: Counts) -> list[str]:
    word = voice.word
    heads = [
        word(head) for head in (N_("stage"), N_("reached it or a later one"), N_("stand there"), N_("passed over"))
    ]
    rows = [
        [
            f"{int(stage)} {word(stage.label)}",
            *(str(counts.number(each, stage)) for each in (Measure.REACHED, Measure.AT, Measure.PASSED_OVER)),
        ]
        for stage in Stage
    ]
    return table([heads, *rows])


def _by_group(voice: Voice, groups: Sequence[Group], by: _By) -> list[str]:
    """Each team or lane with the households that reached each stage; by name, whatever the numbers are."""
    word = voice.word
    first, nameless = (
        (word("team"), word("(no team yet)")) if by is _By.TEAM else (word("lane"), word("(no lane written down)"))
    )
    owed = (Measure.PROMISES, Measure.REPLIES, Measure.UNPAID)
    heads = [first, word("households"), *map(str, list(Stage)[1:]), *(word(_OWED[each]) for each in owed)]
    rows = [
        [
            each.name or nameless,
            str(each.counts.households),
            *(str(each.counts.reached(stage)) for stage in list(Stage)[1:]),
            *(str(each.counts.number(measure)) for measure in owed),
        ]
        for each in groups
    ]
    return table([heads, *rows])
