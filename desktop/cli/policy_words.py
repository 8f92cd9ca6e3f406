"""How the command line says what it found in a plan: flaws with their cell, examples, what they lack, what changed."""

import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import typer

from desktop.cli.words import Voice
from desktop.domain.errors import Finding, Level
from desktop.i18n import N_, Language
from desktop.policy.boundary import Proposal
from desktop.policy.coverage import Gap
from desktop.policy.examples import Examination, Result
from desktop.policy.pack import Flaw, Pack
from desktop.policy.revision import Revision
from desktop.policy.vocabulary import COVER_KEYS, KINDS, SHEETS, TABLE, TABLE_KEYS, Sheet, column_of, rank, titles_of
from desktop.policy.wording import fixed, told, where

_STOPS = ".。"
_KINDS = {
    "item": N_("items that are not 0 once"),
    "branch": N_("sides of conditions"),
    "bound": N_("least and most amounts"),
    "tier": N_("tiers"),
    "cell": N_("cells of tables"),
}
_MOST_VALUES = 12


@contextmanager
def bar(length: int) -> Generator[Callable[[int, int], None]]:
    """A progress bar in a terminal; what it gives is told how many of how many are done."""
    with typer.progressbar(length=max(length, 1), file=sys.stderr, hidden=not sys.stderr.isatty()) as shown:
        yield lambda done, _all: shown.update(done - shown.pos)


# Flaws


def flaw_line(voice: Voice, flaw: Flaw) -> str:
    """Say where, what and what to do: 【补偿项目】第2行 公式 第6个字符：不认识的名称“平估单价”，是不是“评估单价”？."""
    line = voice.pair(where(flaw.place, voice.language), said(voice, flaw))
    return line if flaw.level is Level.ERROR else voice.word("{told} (a hint, no error)", told=line)


def said(voice: Voice, flaw: Flaw) -> str:
    """The message and what to do, in one go."""
    values = told(flaw.values, voice.language)
    message, remedy = (voice.word(text, **values) for text in (flaw.message, flaw.remedy or ""))
    if not flaw.remedy:
        return message
    if voice.language == Language.CHINESE:
        return f"{message.rstrip(_STOPS)}，{remedy}"
    return f"{message} {remedy}"


def flaw_facts(voice: Voice, flaw: Flaw) -> dict[str, Any]:
    """A flaw for scripts: its place in the canonical words, what is said in the reader's."""
    return {
        "sheet": flaw.place.sheet,
        "row": flaw.place.row,
        "column": flaw.place.column,
        "character": flaw.place.character,
        "level": flaw.level,
        "message": voice.word(flaw.message, **told(flaw.values, voice.language)),
        "remedy": voice.word(flaw.remedy, **told(flaw.values, voice.language)) if flaw.remedy else "",
    }


def as_finding(voice: Voice, flaw: Flaw) -> Finding:
    """A flaw as a refusal names it."""
    return Finding(where(flaw.place, voice.language), flaw.message, values=told(flaw.values, voice.language))


def sheet_said(voice: Voice, sheet: str) -> str:
    """The name of a sheet as the reader's workbook has it."""
    if voice.language != Language.CHINESE:
        return sheet
    return f"表_{sheet.removeprefix(TABLE)}" if sheet.startswith(TABLE) else SHEETS.spoken(sheet)


def column_said(voice: Voice, sheet: str, column: str) -> str:
    if voice.language != Language.CHINESE or not column:
        return column
    words = titles_of(Sheet(sheet, ()))
    return words.spoken(column) if column in words else TABLE_KEYS.spoken(column)


# Examples


def example_lines(voice: Voice, result: Result) -> Iterator[str]:
    yield f"{'✓' if result.is_right else '!'} {result.example.name}"
    yield from (f"    {flaw_line(voice, flaw)}" for flaw in result.flaws)


def coverage_lines(voice: Voice, examination: Examination) -> Iterator[str]:
    for kind, (hit, of) in examination.counts.items():
        yield voice.pair(voice.word(_KINDS[kind]), f"{hit}/{of}")
    yield from gap_lines(voice, examination.gaps)
    if not examination.results:
        yield voice.word("It has no examples.")
    elif not examination.gaps:
        yield voice.word("The examples touch everything.")


def gap_lines(voice: Voice, gaps: Iterable[Gap]) -> Iterator[str]:
    """What no example touches: first what needs one, then the cells that the second person may confirm instead."""
    by_place = sorted(gaps, key=lambda gap: (rank(gap.place.sheet), gap.place.row))
    tiers = {(gap.place.sheet, gap.place.row) for gap in by_place if gap.kind == "tier"}
    needed = [gap for gap in by_place if gap.kind != "cell"]
    cells = [gap for gap in by_place if gap.kind == "cell" and (gap.place.sheet, gap.place.row) not in tiers]
    if needed:
        yield ""
        yield voice.word("The plan can only be issued when examples touch this:")
        yield from (gap_line(voice, gap) for gap in needed)
    if cells:
        yield ""
        yield voice.word("An example for this, or the second person confirms it: ruhu policy confirm")
        yield from (gap_line(voice, gap) for gap in cells)


def gap_line(voice: Voice, gap: Gap) -> str:
    return voice.pair(where(gap.place, voice.language), voice.word(gap.message, **gap.values))


def gap_facts(voice: Voice, gap: Gap) -> dict[str, Any]:
    return {
        "kind": gap.kind,
        "sheet": gap.place.sheet,
        "row": gap.place.row,
        "column": gap.place.column,
        "character": gap.place.character,
        "message": voice.word(gap.message, **gap.values),
    }


def proposal_lines(voice: Voice, proposed: Sequence[Proposal]) -> Iterator[str]:
    """The proposed cases, those of one input together."""
    if not proposed:
        return
    yield ""
    yield voice.word("Cases beside a boundary that no example has:")
    for name in dict.fromkeys(each.input for each in proposed):
        values = [each.value for each in proposed if each.input == name]
        more = voice.word("… and {n} more", n=len(values) - _MOST_VALUES) if len(values) > _MOST_VALUES else ""
        yield "  " + voice.pair(name, " ".join(filter(None, (voice.listed(values[:_MOST_VALUES]), more))))


def proposal_facts(pack: Pack, proposal: Proposal) -> dict[str, Any]:
    return {
        "example": proposal.example,
        "input": proposal.input,
        "value": proposal.value,
        "side": proposal.side,
        "totals": {name: fixed(total, pack.cover.minor_digits) for name, total in proposal.totals.items()},
    }


# Revisions


def revision_line(voice: Voice, change: Revision) -> str:
    sheet = f"【{sheet_said(voice, change.sheet)}】" if voice.language == Language.CHINESE else f"[{change.sheet}]"
    if not change.column:
        came = change.before is None
        message = N_("{sheet} new: {name}") if came else N_("{sheet} gone: {name}")
        return voice.word(message, sheet=sheet, name=_row_said(voice, change) or voice.word("the whole sheet"))
    name = " · ".join(filter(None, (_row_said(voice, change), column_said(voice, change.sheet, change.column))))
    return voice.word(
        "{sheet} changed: {name}: {before} → {after}",
        sheet=sheet,
        name=name,
        before=_cell_said(voice, change, change.before),
        after=_cell_said(voice, change, change.after),
    )


def _row_said(voice: Voice, change: Revision) -> str:
    """What a row is known by, the words of the sheet among it in the reader's language."""
    words = {"cover": COVER_KEYS, "examples": KINDS}.get(change.sheet)
    if not words or voice.language != Language.CHINESE:
        return change.name
    return " · ".join(map(words.spoken, change.name.split(" · ")))


def _cell_said(voice: Voice, change: Revision, cell: str | None) -> str:
    """What stands in a cell, a word of the sheet in the reader's language."""
    if not cell or voice.language != Language.CHINESE or change.sheet.startswith(TABLE):
        return cell or "—"
    column = column_of(Sheet(change.sheet, ()), change.column)
    return column.words.spoken(cell) if column and column.words else cell


def revision_facts(change: Revision) -> dict[str, Any]:
    kind = "changed" if change.column else "added" if change.before is None else "removed"
    facts = {"sheet": change.sheet, "name": change.name, "change": kind}
    return facts | ({"column": change.column, "before": change.before, "after": change.after} if change.column else {})
