"""How a command is used, said in the reader's language: help, and what was wrong with the way it was called.

Hidden: Typer speaks English by itself. Its headings are found in our catalogue like any other message, help texts are
marked where the commands are written, and the commonest mistakes are worded here.
"""

import gettext
from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from desktop.cli.words import Voice
from desktop.i18n import N_

TYPERS_OWN = (  # what Typer asks gettext for, and how it says that a number is none
    N_("Arguments"),
    N_("Options"),
    N_("Commands"),
    N_("required"),
    N_("default: {default}"),
    N_("env var: {var}"),
    N_("Missing command."),
    N_("Input should be a valid integer, unable to parse string as an integer"),
    N_("Input should be greater than or equal to 1"),
    N_("Input should be less than or equal to 1000000"),
)


def day(voice: Voice, text: str) -> date:
    """The day that was typed; a wrong call where it is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        message = voice.word("A day is written as 2026-11-18, not {text}.", text=text)
        raise typer.BadParameter(message) from None


class Command(TyperCommand):
    """A command whose usage is told in the reader's language."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        _write_usage(ctx, formatter, self.collect_usage_pieces(ctx))

    def get_help_option(self, ctx: Any) -> Any:
        return _help_option(ctx, super().get_help_option(ctx))


class Group(TyperGroup):
    """A group of commands whose usage is told in the reader's language."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-"):
            ctx.fail(_unknown_command(args[0], known, ctx.find_root().obj))
        return super().resolve_command(ctx, args)

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        _write_usage(ctx, formatter, self.collect_usage_pieces(ctx))

    def get_help_option(self, ctx: Any) -> Any:
        return _help_option(ctx, super().get_help_option(ctx))


def _write_usage(ctx: Any, formatter: Any, pieces: list[str]) -> None:
    voice: Voice = ctx.find_root().obj
    formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=voice.word("Usage: "))


def _help_option(ctx: Any, option: Any) -> Any:
    voice: Voice = ctx.find_root().obj
    option.help = voice.word("Show this help.")
    return option


def group() -> typer.Typer:
    """A place for commands: a group of its own, or of those that `main` calls by their own names."""
    return typer.Typer(cls=Group, no_args_is_help=True, rich_markup_mode=None, add_completion=False)


def speak(command: Any, voice: Voice) -> None:
    """Puts the help of a command, its parameters and its own commands into the reader's language."""
    for named in (command, *command.params):
        named.help = voice.word(named.help) if named.help else None
    for below in getattr(command, "commands", {}).values():
        speak(below, voice)


def told(error: typer.TyperException, voice: Voice) -> str:
    """What was wrong with the way a command was called, and where its usage stands; without arguments, its help."""
    context = getattr(error, "ctx", None)
    if context is None:
        return _mistake(error, voice)
    if error.message == context.get_help():
        return error.message
    return _mistake(error, voice) + "\n" + voice.word("How it is used: {command} --help", command=context.command_path)


def _unknown_command(name: str, known: Iterable[str], voice: Voice) -> str:
    close = get_close_matches(name, known, n=1)
    if close:
        return voice.word("There is no command {name}. Did you mean {proposal}?", name=name, proposal=close[0])
    return voice.word("There is no command {name}.", name=name)


def _mistake(error: typer.TyperException, voice: Voice) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return error.message
    name = parameter.get_error_hint()
    if not error.message:
        return voice.word("{name} is missing.", name=name)
    return voice.word("{name} can't be taken: {message}", name=name, message=gettext.gettext(error.message))
