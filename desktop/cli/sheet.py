"""`ruhu sheet`: papers of one household, of a lane or of all, as PDF files that stand in the register of prints."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from desktop.casework.papers import batching, covering, forms, releasing
from desktop.casework.papers.batching import LeftOut
from desktop.casework.papers.made import Made
from desktop.casework.papers.releasing import Released
from desktop.cli.command import Answer, Door, command
from desktop.cli.household import the_household
from desktop.cli.ledger import long_work
from desktop.cli.usage import group
from desktop.cli.words import Voice
from desktop.domain.errors import Refused
from desktop.domain.fields import PAPERS
from desktop.domain.identity import id_text
from desktop.i18n import N_, Language
from desktop.store import standing
from desktop.store.store import Store

commands = group()

_TOLD, _MOST_FORMS = 20, 200
_KINDS = tuple(kind for kind, _ in PAPERS)


@command(commands, "sheet", N_("Papers of households, as PDF files that stand in the register of prints."))
def sheet(
    door: Door,
    *,
    into: Annotated[Path, typer.Option("-o", "--into", metavar="DIR", help=N_("The folder for the files."))],
    household: Annotated[str, typer.Option(metavar="NUMBER|ID", help=N_("Of this household."))] = "",
    lane: Annotated[str, typer.Option(metavar="LANE", help=N_("Of all households in this lane."))] = "",
    building: Annotated[str, typer.Option(metavar="BUILDING", help=N_("Of all households in this building."))] = "",
    everyone: Annotated[bool, typer.Option("--all", help=N_("Of all households."))] = False,
    paper: Annotated[
        list[str] | None, typer.Option(metavar="PAPER", help=N_("Which papers, in this order; else the sheet."))
    ] = None,
    blank: Annotated[
        int, typer.Option(min=0, max=_MOST_FORMS, metavar="N", help=N_("So many blank, numbered forms of each paper."))
    ] = 0,
    in_one: Annotated[str, typer.Option("--in-one", metavar="FILE.pdf", help=N_("All in one file of this name."))] = "",
    cover: Annotated[
        str, typer.Option("--cover", metavar="FILE.pdf", help=N_("And a list of all of them, to sign on receipt."))
    ] = "",
    language: Annotated[
        Language | None, typer.Option(help=N_("Of the papers; else each household's own."), show_default=False)
    ] = None,
) -> Answer:
    voice, kinds = door.voice, paper or ["sheet"]
    _require_kinds(voice, kinds)
    if sum(map(bool, (household, lane, building, everyone, blank))) != 1:
        raise typer.BadParameter(voice.word("Say of whom: --household, --lane, --building, --all; or --blank."))
    left: list[LeftOut] = []
    with door.opened() as store:
        homes = [] if blank else _homes(store, household, lane, building)
        batches = (
            iter([forms.day_forms(store, paper or forms.KINDS, blank, language or Language.CHINESE)])
            if blank
            else batching.papers(store, homes, kinds, left.append, language=language)
        )
        with long_work() as progress:
            if in_one:
                made = [each for batch in batches for each in batch]
                done = [releasing.into_file(store, made, _named(into, in_one))] if made else []
            else:
                done = list[Released]()
                for released in releasing.into_folder(store, batches, into.absolute()):
                    done.append(released)
                    progress(len(done) + len(left), len(homes) or 1)
        if cover and done and not blank:
            about = lane or building or household or voice.word("all households")
            out = [each for released in done for each in covering.out_of(released)]
            covering.write(store, out, into.absolute() / cover, about, Language(voice.language))
    if household and left:
        raise left[0].why
    return _told(voice, done, left)


def _require_kinds(voice: Voice, kinds: Sequence[str]) -> None:
    if wrong := [kind for kind in kinds if kind not in _KINDS]:
        message = N_("There is no paper called {kind}. Choose one of: {kinds}.")
        raise typer.BadParameter(voice.word(message, kind=wrong[0], kinds=", ".join(_KINDS)))


def _homes(store: Store, household: str, lane: str, building: str) -> list[bytes]:
    if household:
        return [the_household(store, household).id]
    places = standing.standings(store)
    found = [each.id for each in places if not (lane or building) or each.lane == lane or each.building == building]
    if not found:
        raise Refused("No household lies there.", "Look the lanes and buildings up: ruhu household list")
    return found


def _named(into: Path, name: str) -> Path:
    releasing.make_folder(into.absolute())
    file = into.absolute() / name
    if file.exists():
        raise Refused("{file} is there already.", "Choose another name; nothing is written over.", file=file)
    return file


def _told(voice: Voice, done: Sequence[Released], left: Sequence[LeftOut]) -> Answer:
    facts = {
        "files": [
            {"file": str(each.file), "pages": each.pages, "papers": [*map(_paper, each.papers)]} for each in done
        ],
        "left_out": [
            {"household": id_text(each.household.id), "number": each.household.number, **_why(voice, each)}
            for each in left
        ],
    }
    pages = sum(each.pages for each in done)
    lines = [f"{each.file}" for each in done[:_TOLD]]
    if len(done) > _TOLD:
        lines.append(voice.word("… and {n} more", n=len(done) - _TOLD))
    lines.append(voice.words("{n} file, {pages} pages", "{n} files, {pages} pages", len(done), pages=pages))
    warned = [f"{each.household.number}: {' '.join(_why(voice, each).values())}" for each in left[:_TOLD]]
    if len(left) > _TOLD:
        warned.append(voice.word("… and {n} more", n=len(left) - _TOLD))
    if any(paper.kind == "file" for each in done for paper in each.papers):
        warned.append(voice.word("What lies there is not encrypted. Take it away when it is no longer needed."))
    return Answer(facts, lines, warned, is_good=bool(done))


def _why(voice: Voice, left: LeftOut) -> dict[str, str]:
    said = {"what": left.why.what, "remedy": left.why.remedy}
    return {name: voice.word(text, **left.why.values) for name, text in said.items()}


def _paper(made: Made) -> dict[str, Any]:
    return {
        "paper": made.kind,
        "number": made.number,
        "version": made.version,
        "code": made.stamp.code if made.stamp else None,
        "language": str(made.subject.language),
    }
