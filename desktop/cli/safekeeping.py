"""`ruhu check`, `backup`, `restore` and `move`: that nothing is lost, and what to do when something is."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from desktop import paths, settings
from desktop.cli.command import Answer, Door, command
from desktop.cli.usage import group
from desktop.cli.words import Voice, table
from desktop.domain.errors import Refused
from desktop.i18n import N_
from desktop.store import backup as backups
from desktop.store import checking, opening, restoring
from desktop.store.backup import Backup
from desktop.store.checking import Report, Trouble
from desktop.store.vault import Unlocked

commands = group()


@command(commands, "check")
def check(
    door: Door,
    *,
    repair: Annotated[bool, typer.Option("--repair", help=N_("Recompute what the journal tells otherwise."))] = False,
) -> Answer:
    voice, opened = door.voice, door.unlocked()

    def told(step: str) -> None:
        if sys.stderr.isatty():
            print(voice.pair(voice.word("Looking at"), voice.word(step)), file=sys.stderr)

    if not repair:
        report = checking.check(door.folder, opened, progress=told)
        remedy = [] if report.is_whole else [_remedy(voice, report)]
        return Answer(_report_facts(voice, report), [*_report_lines(voice, report), *remedy], is_good=report.is_whole)
    done = checking.repair(door.folder, opened, progress=told)
    facts: dict[str, Any] = {
        "before": _report_facts(voice, done.before),
        "after": _report_facts(voice, done.after),
        "set_aside": done.set_aside and str(done.set_aside),
    }
    lines = [voice.word("Before:"), *_report_lines(voice, done.before)]
    lines += [voice.word("After:"), *_report_lines(voice, done.after)]
    if done.set_aside:
        lines.append(voice.word("The damaged file is set aside: {file}", file=done.set_aside))
    return Answer(facts, lines, is_good=done.after.is_whole)


@command(commands, "backup")
def backup(
    door: Door,
    *,
    to: Annotated[
        Path | None, typer.Option(help=N_("Folder for backups on another disk; else the store's own folder backups."))
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help=N_("List the backups there are."))] = False,
) -> Answer:
    voice, own = door.voice, door.folder / "backups"
    if listed:
        for folder in (door.folder, to or door.folder):
            _require_folder(folder)
        found = [made for folder in (own, to) if folder for made in backups.backups_in(folder)]
        return Answer({"backups": [_backup_facts(made) for made in found]}, _backup_lines(voice, found))
    keep = backups.DAILY_WEEKLY_MONTHLY if to else backups.LAST_THREE
    with (
        door.opened(read_only=True) as store,
        typer.progressbar(length=100, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar,
    ):
        made = backups.back_up(
            store.engine,
            store.opened.key,
            store.folder,
            to or own,
            keep=keep,
            progress=lambda done, total: bar.update(100 * done // max(total, 1) - bar.pos),
        )
    pieces = backups.back_up_evidence(door.folder, to) if to else 0
    told = voice.word("The backup is in {file} ({size} MB), read back and compared.", file=made.file, size=_mb(made))
    more = voice.word("It lies on the same disk as the store. Make one on another disk too: --to FOLDER")
    return Answer(_backup_facts(made) | {"evidence_copied": pieces}, [told] if to else [told, more])


def _require_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise Refused(
            "There is no folder {folder}.", "Look whether its disk is there, and its name is right.", folder=folder
        )


@command(commands, "restore")
def restore(
    door: Door,
    *,
    backup_file: Annotated[Path | None, typer.Argument(help=N_("The backup."), metavar="[BACKUP]")] = None,
    as_it_is: Annotated[
        bool, typer.Option("--as-it-is", help=N_("Go on with a ledger that is older than this computer saw it last."))
    ] = False,
) -> Answer:
    voice = door.voice
    if (backup_file is None) is not as_it_is:
        raise typer.BadParameter(voice.word("Name either a backup or --as-it-is."))
    if backup_file is None:
        opening.open_store(door.folder, door.unlocked(), older_is_fine=True).close()
        told = voice.word("The store goes on from the state as it is in {folder}.", folder=door.folder)
        return Answer({"store": str(door.folder), "set_aside": None}, [told])
    unlocked: list[Unlocked] = []

    def unlock(folder: Path) -> Unlocked:
        unlocked.append(door.unlocked(folder))
        return unlocked[-1]

    set_aside = restoring.restore(backup_file, door.folder, unlock)
    opening.open_store(door.folder, unlocked[-1], older_is_fine=True).close()
    lines = [voice.word("The backup is back, in {folder}.", folder=door.folder)]
    if set_aside:
        lines.append(voice.word("What was there before is kept: {folder}", folder=set_aside))
    return Answer({"store": str(door.folder), "set_aside": set_aside and str(set_aside)}, lines)


@command(commands, "move")
def move(
    voice: Voice,
    *,
    store: Annotated[Path, typer.Argument(help=N_("Folder of the store."), metavar="STORE")],
    to: Annotated[Path, typer.Argument(help=N_("A folder that doesn't exist yet."), metavar="DEST")],
) -> Answer:
    old, new = store.absolute(), to.absolute()
    restoring.move(old, new)
    known = settings.load(paths.config_folder()).settings
    if known.last_store == old:
        settings.change(paths.config_folder(), known, last_store=new)
    told = voice.word("The store is in {folder} now, compared file by file.", folder=new)
    return Answer({"store": str(new)}, [told])


def _report_facts(voice: Voice, report: Report) -> dict[str, Any]:
    return {
        "whole": report.is_whole,
        "entries": report.entries,
        "damaged_pages": report.has_damaged_pages,
        "evidence": report.pieces,
        "loose_evidence": report.loose,
        "awaited_evidence": report.awaited,
        "troubles": [_trouble_facts(voice, trouble) for trouble in report.troubles],
    }


def _trouble_facts(voice: Voice, trouble: Trouble) -> dict[str, Any]:
    row = trouble.row and trouble.row.hex()
    return {"message": voice.word(trouble.message, **trouble.values), "table": trouble.table, "row": row}


def _report_lines(voice: Voice, report: Report) -> list[str]:
    awaited = voice.words(
        "The file of {n} piece of evidence has not come yet: it comes with photos.",
        "The files of {n} pieces of evidence have not come yet: they come with photos.",
        report.awaited,
    )
    waits = [awaited] if report.awaited else []
    if report.is_whole:
        return [voice.words("All is in order: {n} entry.", "All is in order: {n} entries.", report.entries), *waits]
    return [f"! {voice.word(trouble.message, **trouble.values)}" for trouble in report.troubles] + waits


def _remedy(voice: Voice, report: Report) -> str:
    if report.is_ledger_whole:
        return voice.word("Bring the evidence back from a backup, or take the photo or paper in again.")
    return voice.word("Repair it with: ruhu check --repair; or bring back a backup.")


def _backup_facts(made: Backup) -> dict[str, Any]:
    return {"file": str(made.file), "made": made.made.isoformat(), "bytes": made.size}


def _backup_lines(voice: Voice, found: list[Backup]) -> list[str]:
    if not found:
        return [voice.word("There is no backup yet. Make one with: ruhu backup --to FOLDER")]
    return table([[f"{made.made:%Y-%m-%d %H:%M}", f"{_mb(made)} MB", str(made.file)] for made in found])


def _mb(made: Backup) -> str:
    return f"{made.size / (1 << 20):.1f}"
