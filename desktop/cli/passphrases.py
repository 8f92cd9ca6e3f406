"""Where secrets come from: a named file, the environment, or a question without echo. Never from arguments."""

import getpass
import os
import warnings
from pathlib import Path

import msgspec

from desktop.cli.words import Voice
from desktop.domain.errors import Refused
from desktop.i18n import N_


class Secret(msgspec.Struct, frozen=True):
    """One kind of secret: its variable, its option for a file, and the question that asks for it."""

    variable: str
    option: str
    question: str


OPENING = Secret("RUHU_PASSPHRASE", "--passphrase-file", N_("Passphrase of {name}: "))
NEW = Secret("RUHU_NEW_PASSPHRASE", "--new-passphrase-file", N_("New passphrase of {name}: "))
ESCROW_OPENS = Secret("RUHU_ESCROW_OPENS", "--opens-file", N_("The 13 rows of code 1 of the escrow sheet: "))
ESCROW_SIGNS = Secret("RUHU_ESCROW_SIGNS", "--signs-file", N_("The 13 rows of code 2 of the escrow sheet: "))
RECOVERY = Secret("RUHU_RECOVERY_CODE", "--code-file", N_("The 8 rows of the recovery sheet: "))


def asked(voice: Voice, secret: Secret, file: Path | None, *, name: str = "", twice: bool = False) -> str:
    """The secret from its file, its variable, or a question; a new one is asked for twice."""
    if file is not None:
        return _in_file(file)
    if (given := os.environ.get(secret.variable)) is not None:
        return given
    typed = _typed(voice.word(secret.question, name=name), secret)
    if twice and _typed(voice.word("The same once more: "), secret) != typed:
        raise Refused("The two were not the same. Nothing was changed.", "Try once more.")
    return typed


def _in_file(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise Refused("The file {file} is no UTF-8 text.", "Write it anew with a text editor.", file=file) from None


def _typed(question: str, secret: Secret) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(question)
        except (getpass.GetPassWarning, EOFError):
            raise Refused(
                "There is no terminal to ask on.",
                "Put it into the variable {variable}, or into a file and name that with {option}.",
                variable=secret.variable,
                option=secret.option,
            ) from None
