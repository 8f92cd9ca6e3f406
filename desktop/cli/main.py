"""Where `ruhu` starts: finds the command that is meant, and says in the reader's language what went wrong with it.

Promise: 0 when it did what was asked, 1 when it refused, 2 when it was called wrongly; nobody sees a traceback, and no
log holds what a household said. Hidden: the store's libraries take half a second to load, so a command's module is
loaded when it is called; the table below stands for all of them in `--help`.
"""

import gettext
import io
import os
import sys
import threading
from collections.abc import Sequence
from importlib import import_module
from types import TracebackType
from typing import Annotated, Any

import typer
from typer.main import get_command, get_group

from desktop import __version__, paths, settings
from desktop.casework import bug_log
from desktop.casework.bug_log import Book
from desktop.cli import usage
from desktop.cli.words import Voice
from desktop.domain.errors import Refused
from desktop.i18n import N_

_LOCALE = paths.RESOURCES / "locale"
_STOPPED = 130

COMMANDS = {  # name → its module, and what it does
    "init": ("area", N_("Make the store of an area, with its first person, a clerk.")),
    "demo": ("demo", N_("Build an invented district to look at: an office, three teams, weeks of their work.")),
    "area": (
        "area_settings",
        N_("An area's clocks, calendar and facts; what its papers name; who works there: show them, set them."),
    ),
    "household": ("household", N_("Households: list, find, show.")),
    "rights": ("rights", N_("Until when a household may object, and whether it was told; or whose time ends first.")),
    "grievance": ("grievance", N_("Grievances: take one down, answer it, list those that are open.")),
    "visit": ("visit", N_("Contacts with a household: write one down, list them, show one.")),
    "record": ("record", N_("Write down what people state, from a file of JSON lines: all of them, or none.")),
    "evidence": ("evidence", N_("Photos, scans and PDF of a household: take them in, list them, write them out.")),
    "today": ("today", N_("Who is awaited, what to say first, what we promised, whose time runs out.")),
    "progress": ("progress", N_("How many households have come how far, and what is overdue to them.")),
    "appointment": ("appointment", N_("Appointments with households: plan, put off, cancel.")),
    "assign": ("assign", N_("Who looks after which household: hand a lane or one over, list who has how many.")),
    "conflicts": ("conflicts", N_("Values that stand beside each other: list them, show what proves each, decide.")),
    "duplicates": ("duplicates", N_("Households that are perhaps one: list, set side by side, unite, separate.")),
    "question": ("question", N_("What is returned for correction: ask, answer, take back, list.")),
    "ledger": ("ledger", N_("An office's Excel ledger: take it in, take that back, write it out.")),
    "appraisal": ("appraisal", N_("A firm's list of appraisals: take it in.")),
    "sheet": ("sheet", N_("Papers of households: print them into PDF files, each with its check code.")),
    "prints": ("prints", N_("The register of prints: what went out, who has it, what is to be collected back.")),
    "sign": ("sign", N_("Characters of names that no type has: list them, keep a picture of one.")),
    "verify-sheet": ("verify_sheet", N_("Whether a paper is genuine and the newest: by its code, its PDF, a picture.")),
    "agreement": ("agreement", N_("Agreements: note a step, sign one, show it, withdraw it; what the office owes.")),
    "payment": ("payment", N_("Payments to households: take the finance office's list in.")),
    "policy": ("policy", N_("An office's compensation plan: begin it, check it, try it, confirm it, issue it.")),
    "calculate": ("calculate", N_("Calculate what a household is owed, from facts and a plan, or from its ledger.")),
    "recompute": ("calculate", N_("Reckon every kept calculation anew: the same, different, and why.")),
    "flats": ("flats", N_("Flats to choose from: take in the office's list, show it, keep one, give it back.")),
    "explain": ("explain", N_("What was explained to whom, in which version of the plan; write it down.")),
    "bundle": ("bundle", N_("What travels on a stick between office and laptops: write it, look at it, take it in.")),
    "receipts": ("receipts", N_("What of all that was sent has arrived, and what of laptops' bundles came.")),
    "digest": ("receipts", N_("The digest of all that a store shows: equal stores have an equal one.")),
    "journal": ("journal", N_("What was changed when, by whom and why; and whether the chain holds.")),
    "enrol": ("enrol", N_("Laptops of the field: ask for a certificate, give one, take it in; where they stand.")),
    "person": ("person", N_("Who works here: let somebody in, give another role, take them off, list them.")),
    "revoke": ("revoke", N_("Trust a laptop no more; of a lost one, say what was on it.")),
    "escrow": ("escrow", N_("The office's escrow sheet, with which its keys are made.")),
    "purge": ("purge", N_("Destroy what is about a household's people, by an order that two of the office sign.")),
    "check": ("safekeeping", N_("Look whether everything in a store is in order; repair it.")),
    "backup": ("safekeeping", N_("Make a backup, also while the store is in use; or list those there are.")),
    "restore": ("safekeeping", N_("Bring a backup back, or go on from the state as it is.")),
    "move": ("safekeeping", N_("Move a store to another folder of this computer.")),
    "bugs": ("bugs", N_("What mistakes the program made here: when, of which kind, where in it.")),
    "vault": ("vault", N_("Who can open a store: people, passphrases, the recovery sheet.")),
}


class Program(usage.Group):
    """All commands, each loaded when it is called."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  Typer gives it
        return [*COMMANDS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module, does = COMMANDS[cmd_name]
        group: Any = get_group(import_module(f"desktop.cli.{module}").commands)
        found = group.commands.get(cmd_name, group)
        found.help = does
        usage.speak(found, ctx.find_root().obj)
        return found

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section(gettext.gettext("Commands")):
            formatter.write_dl([(name, ctx.obj.word(does)) for name, (_, does) in COMMANDS.items()])


program = typer.Typer(
    cls=Program,
    help=N_("Ruhu 入户: what is known of every household of an area, in one encrypted folder on this computer."),
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)


def _say_version(wanted: bool) -> None:  # noqa: FBT001  Typer gives a callback the value by its place
    if wanted:
        print(f"Ruhu 入户 {__version__}")
        raise typer.Exit


@program.callback()
def _options(
    *,
    _version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help=N_("Say which version this is."))
    ] = False,
) -> None:
    """Takes the options that stand before a command."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command line and ends the process."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name) or os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")  # a caller may have closed it
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        setattr(sys, name, stream)
    sys.exit(_run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    try:
        loaded = settings.load(paths.config_folder())
    except OSError as error:
        return _refused(Voice(os.environ.get("RUHU_LANGUAGE") or settings.Settings().language), _unsettled(error))
    voice = Voice(loaded.settings.language)
    _Bug(voice).stand_in()
    _speak_gettext(voice.language)
    if loaded.moved_aside is not None:
        told = voice.word("The settings were damaged; they lie in {file} now.", file=loaded.moved_aside)
        print(told, file=sys.stderr)
    try:
        ended = _ended(voice, arguments)
        sys.stdout.flush()
    except OSError as error:  # of the answer alone: a command words its own
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left of it must not fail at the exit
        return 1 if isinstance(error, BrokenPipeError) else _refused(voice, _unanswered(error))
    return ended


def _unsettled(error: OSError) -> Refused:
    return Refused(
        "The settings in {folder} can't be read: {reason}. Nothing was changed.",
        "Look whether you may read and write that folder, or move settings.json aside.",
        folder=paths.config_folder(),
        reason=error.strerror,
    )


def _unanswered(error: OSError) -> Refused:
    return Refused(
        "The answer can't be written: {reason}. What the command did is kept.",
        "Name another place for the answer; a recovery code that was in it is replaced with: ruhu vault sheet",
        reason=error.strerror,
    )


def _refused(voice: Voice, refused: Refused) -> int:
    print(*(voice.word(text, **refused.values) for text in (refused.what, refused.remedy)), sep="\n", file=sys.stderr)
    return 1


def _ended(voice: Voice, arguments: Sequence[str] | None) -> int:
    command: Any = get_command(program)
    usage.speak(command, voice)
    try:
        ended = command.main(arguments, prog_name="ruhu", standalone_mode=False, obj=voice)
    except typer.TyperException as error:
        print(usage.told(error, voice), file=sys.stderr)
        return error.exit_code
    if ended == _STOPPED:
        print(voice.word("Stopped."), file=sys.stderr)
    return ended or 0


def _speak_gettext(language: str) -> None:
    """Lets Typer's own headings, which ask the process's gettext, be found in our catalogue."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("ruhu", _LOCALE)
    gettext.textdomain("ruhu")


class _Bug:
    """What is done with an error that nobody foresaw: where it happened goes to the log, one sentence to the person."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._book = Book("command")

    def stand_in(self) -> None:
        sys.excepthook = self
        threading.excepthook = lambda failed: self.tell(failed.exc_value)
        sys.unraisablehook = lambda failed: self.tell(failed.exc_value)

    def tell(self, error: BaseException | None) -> None:
        if error is not None and not isinstance(error, SystemExit):
            print(bug_log.told(self._book, error, self._voice.language), file=sys.stderr)

    def __call__(self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        self.tell(error)
