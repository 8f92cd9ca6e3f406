"""`ruhu evidence`: photos, scans and PDF of a household into the store, in a list, and out again."""

import sys
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from desktop import paths, settings
from desktop.casework import evidence, scanned, united_evidence
from desktop.casework.evidence import Taken
from desktop.casework.picture import Terms
from desktop.casework.scanned import Scanned
from desktop.casework.united_evidence import From
from desktop.cli.command import Answer, Door, command
from desktop.cli.household import the_household
from desktop.cli.usage import group
from desktop.cli.words import Voice, by_system, table
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS
from desktop.domain.identity import id_from_text, id_text
from desktop.domain.records import Evidence, House, Household, Visit
from desktop.domain.values import written
from desktop.i18n import N_
from desktop.store.store import Store

commands = group()

HOUSEHOLD = Annotated[str, typer.Option(help=N_("Its number, or its id."), metavar="NUMBER|ID")]
FILES = Annotated[
    list[Path],
    typer.Argument(help=N_("Photos (JPEG, PNG, WebP, TIFF) or PDF, or folders of them."), metavar="FILE…"),
]
KIND = Annotated[
    str | None, typer.Option(help=N_("photo, scan, sketch, thumb_print or proxy; else by what the file is."))
]
CONSENT = Annotated[str | None, typer.Option(help=N_("given, or not_needed where nobody is in it."))]
ORIGINAL = Annotated[
    bool, typer.Option("--original", help=N_("Keep it as it is: not scaled, with all that the camera wrote."))
]
EXIF = Annotated[
    bool,
    typer.Option("--keep-exif", help=N_("Leave time, place and device in the kept copy, as the camera wrote them.")),
]
OF_ALL = Annotated[str, typer.Option(help=N_("Of this household alone: its number, or its id."), metavar="NUMBER|ID")]

_FIELDS = RECORDS["evidence"].field
_TOLD = ("kind", "caption", "taken_at", "place", "consent", "file_name")
_NO_OTHERS: Mapping[bytes, From] = {}


@dataclass(frozen=True, slots=True)
class _Tried:
    """What became of one file."""

    file: Path
    taken: Taken | None = None
    refused: Refused | None = None


@command(commands, "add", N_("Take photos, scans and PDF in. What can't be is told, file by file."))
def add(
    door: Door,
    *,
    files: FILES,
    household: HOUSEHOLD,
    kind: KIND = None,
    caption: Annotated[str | None, typer.Option(help=N_("What it shows."))] = None,
    consent: CONSENT = None,
    house: Annotated[str | None, typer.Option(help=N_("The house that it is of, by its id."), metavar="ID")] = None,
    visit: Annotated[str | None, typer.Option(help=N_("The visit when it was taken, by its id."), metavar="ID")] = None,
    original: ORIGINAL = False,
    keep_exif: EXIF = False,
) -> Answer:
    for name, chosen in (("kind", kind), ("consent", consent)):
        _require_choice(door.voice, name, chosen)
    terms = _terms(original=original, exif=keep_exif)
    with door.opened() as store:
        of = the_household(store, household)
        stated = {
            "kind": kind,
            "caption": caption,
            "consent": consent,
            "house": _linked(store, House, house, of),
            "visit": _linked(store, Visit, visit, of),
        }
        tried: list[_Tried] = []
        found = evidence.files_in(files)
        with _bar() as progress:
            for file in found:
                tried.append(_tried(file, partial(evidence.take_in, store, file, of, terms, **stated)))
                progress(len(tried), len(found))
    return _added(door.voice, tried)


@command(commands, "list", N_("List the evidence of a household, or of all."))
def list_evidence(door: Door, *, household: OF_ALL = "") -> Answer:
    voice = door.voice
    with door.opened(read_only=True) as store:
        found = _listed(store, household)
        papers = scanned.scanned(store, found)
        others = united_evidence.origins(store, the_household(store, household).id) if household else _NO_OTHERS
    named = (*([voice.word("Which paper")] if papers else ()), *([voice.word("Whose")] if others else ()))
    head = ["", *(voice.label(_FIELDS[name]) for name in _TOLD), *named]
    lines = [
        [str(n), *_cells(voice, each), *_paper(voice, papers, each), *_whose(voice, others, each)]
        for n, each in enumerate(found, 1)
    ]
    told = voice.words("{n} piece of evidence", "{n} pieces of evidence", len(found))
    return Answer({"evidence": [*map(_facts, found)]}, [*(table([head, *lines]) if found else ()), told])


@command(commands, "export", N_("Write evidence into a new folder, under names that people read, with a list of it."))
def export(
    door: Door,
    *,
    folder: Annotated[Path, typer.Argument(help=N_("A folder that is empty or doesn't exist yet."), metavar="FOLDER")],
    household: OF_ALL = "",
) -> Answer:
    voice, to = door.voice, folder.absolute()
    with door.opened(read_only=True) as store:
        numbers = {each.id: each.number or "" for each in store.records(Household)}
        found = _listed(store, household)

        def row(record: Evidence) -> Mapping[str, str]:
            number = numbers.get(record.household or b"", "")
            return {
                voice.label(RECORDS["household"].field["number"]): number,
                **dict(zip((voice.label(_FIELDS[name]) for name in _TOLD), _cells(voice, record), strict=True)),
                voice.label(_FIELDS["digest"]): record.digest or "",
            }

        with _bar() as progress:
            names = evidence.write_out(store, found, to, row, progress)
    told = voice.words(
        "{n} piece of evidence is in {folder}.", "{n} pieces of evidence are in {folder}.", len(names), folder=to
    )
    warned = voice.word("What lies there is not encrypted. Take it away when it is no longer needed.")
    return Answer({"folder": str(to), "files": names, "list": evidence.LIST}, [told], [warned])


def _require_choice(voice: Voice, name: str, chosen: str | None) -> None:
    field = _FIELDS[name]
    if chosen is not None and chosen not in dict(field.choices):
        message = voice.word("This is not one of the choices. Choose one of them.")
        told = voice.word("{message} ({choices})", message=message, choices=voice.choices(field))
        raise typer.BadParameter(f"--{name}: {told}")


def _terms(*, original: bool, exif: bool) -> Terms:
    terms = evidence.terms_of(settings.load(paths.config_folder()).settings)
    return replace(terms, keeps_original=original or terms.keeps_original, keeps_exif=exif or terms.keeps_exif)


def _linked(store: Store, kind: type[House] | type[Visit], named: str | None, household: Household) -> bytes | None:
    """The id of a record of this household."""
    if named is None:
        return None
    found = store.get(kind, id_from_text(named))
    if found is None or found.household != household.id:
        raise Refused(
            "No record of this household has the id {id}. Nothing was taken in.",
            "Look the id up: ruhu household show NUMBER --json",
            id=named,
        )
    return found.id


def _tried(file: Path, take_in: Callable[[], Taken]) -> _Tried:
    """Takes one file in; that it can't be is told in the end, and hinders no other. What the store refuses does."""
    try:
        return _Tried(file, taken=take_in())
    except OSError as error:
        return _Tried(file, refused=by_system(error))
    except Refused as refused:
        if "file" not in refused.values:
            raise
        return _Tried(file, refused=refused)


def _added(voice: Voice, tried: Sequence[_Tried]) -> Answer:
    taken = [each.taken for each in tried if each.taken]
    refused = [each for each in tried if each.refused]
    facts = {
        "taken": [_facts(each.record) for each in taken if each.is_new],
        "known": [_facts(each.record) for each in taken if not each.is_new],
        "refused": [{"file": str(each.file)} | _why(voice, each.refused) for each in refused],
    }
    told = voice.word(
        "Taken in: {taken} of {n}. Already there: {known}. Refused: {refused}.",
        n=len(tried),
        taken=len(facts["taken"]),
        known=len(facts["known"]),
        refused=len(refused),
    )
    warned = [line for each in refused for line in _why(voice, each.refused).values()]
    return Answer(facts, [told], warned, is_good=not refused)


def _why(voice: Voice, refused: Refused | None) -> dict[str, str]:
    if refused is None:
        return {}
    return {
        name: voice.word(text, **refused.values) for name, text in (("what", refused.what), ("remedy", refused.remedy))
    }


def _listed(store: Store, household: str) -> list[Evidence]:
    if household:
        return evidence.of_household(store, the_household(store, household))
    return [record for record in store.records(Evidence) if not record.withdrawn]


def _cells(voice: Voice, record: Evidence) -> list[str]:
    values = ((_FIELDS[name], getattr(record, name)) for name in _TOLD)
    return ["" if value is None else voice.shown(field, value) for field, value in values]


def _paper(voice: Voice, papers: Mapping[str, Scanned], record: Evidence) -> Iterator[str]:
    """Which print a piece shows, in a column of its own where any does."""
    scan = papers.get(record.paper_code or "")
    if papers:
        yield scanned.said(scan, voice.language) if scan else ""


def _whose(voice: Voice, others: Mapping[bytes, From], record: Evidence) -> Iterator[str]:
    """From which household a piece is that goes on under this one, in a column of its own where there are any."""
    of = others.get(record.household or b"")
    if others:
        yield of.said(voice.language) if of else ""


def _facts(record: Evidence) -> dict[str, Any]:
    values: dict[str, Any] = {"id": id_text(record.id)}
    for name, field in _FIELDS.items():
        form = written(field, getattr(record, name))
        if form is not None:
            values[name] = id_text(form) if isinstance(form, bytes) else form
    return values


@contextmanager
def _bar() -> Generator[Callable[[int, int], None]]:
    """A progress bar for many files; hidden where nobody looks."""
    with typer.progressbar(length=1, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def told(done: int, of: int) -> None:
            bar.length = max(of, done, 1)
            bar.update(done - bar.pos)

        yield told
