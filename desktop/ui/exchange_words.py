"""What the exchange page says of numbers, sizes, drives, and of what stands in the way of an export.

Promise: what is safe is said before what went wrong, and the code of an error last (ui.md §5).
"""

import errno
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.casework.receiving import Arrived
from desktop.casework.sending import OutLine
from desktop.domain.errors import Refused
from desktop.ui.notices import Voice, told

MB = 1 << 20
_KB = 1 << 10
_GB = 1 << 30
_TENTHS = 10
_NAMED = 2
_SPARE = 1 << 20  # of what a file takes besides


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why nothing was written: what happened, what is safe and what to do, the code; whether it was full."""

    what: str
    more: str
    code: str = ""
    is_full: bool = False


def number(of: int) -> str:
    """A bundle's number, as it is called everywhere."""
    return f"{of:04}"


def whose(voice: Voice, name: str, team: str, people: Sequence[str]) -> str:
    """Whose laptop it is, as people call it: the team and who works there; its name where that is not known."""
    return " ".join(filter(None, (team, voice.listed(people[:_NAMED])))) or name or voice.word("the office")


def sent_by(voice: Voice, of: Arrived) -> str:
    """Who sent it."""
    return whose(voice, of.sender_name, of.team, of.people)


def size(amount: int) -> str:
    """Bytes, as people say them."""
    if amount >= _GB:
        return f"{amount / _GB:,.1f} GB"
    if amount < MB // _TENTHS:
        return f"{-(-amount // _KB)} KB"
    megabytes = amount / MB
    return f"{megabytes:.1f} MB" if megabytes < _TENTHS * _TENTHS else f"{megabytes:,.0f} MB"


def concerned(voice: Voice, line: OutLine) -> str:
    """Whose it is: the first names, and of how many households."""
    of = voice.words("{n} household", "{n} households", line.households)
    if not line.households:
        return ""
    names = voice.listed(line.names[:_NAMED])
    if not names:
        return of
    if len(line.names) >= line.households:
        return voice.listed(line.names)
    return voice.words("{names} and others, {n} household", "{names} and others, {n} households",
                       line.households, names=names)  # fmt: skip


def free(folder: Path) -> int | None:
    """How many bytes are free there; None where it does not answer."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def trouble(voice: Voice, refused: Refused | OSError, place: str, folder: Path, needed: int) -> Trouble:
    """What stood in the way of writing so much into a folder that is called so; the place itself is looked at."""
    word = voice.word
    safe = word("Your records are all here, none is lost.")
    named = _code(refused)
    code = word("Error {code}, to tell whoever mends it", code=f"E-USB-{named}") if named else ""
    is_of_place = isinstance(refused, OSError) or refused.values.get("folder") == folder
    room = free(folder)
    if is_of_place and not folder.is_dir():
        what = word("Not written to {place}: it was pulled out", place=place)
        return Trouble(what, f"{safe} {word('Plug it in again, then export once more.')}", code)
    if is_of_place and room is not None and room < needed + _SPARE:
        more = word("{size} are lacking.", size=size(needed + _SPARE - room))
        what = word("Not written to {place}: it is full", place=place)
        return Trouble(what, f"{more} {safe}", code, is_full=True)
    if is_of_place and not os.access(folder, os.W_OK):
        what = word("Not written to {place}: it lets nobody write", place=place)
        return Trouble(what, f"{safe} {word('Open the lock at its side, or take another one.')}", code)
    what, _, remedy = told(voice, refused).partition("\n")
    return Trouble(what, f"{safe} {remedy}".strip(), code)


def _code(refused: Refused | OSError) -> str:
    """The system's own name of the failure; empty where it is none."""
    if isinstance(refused, OSError):
        return errno.errorcode.get(refused.errno or 0, "")
    return str(refused.values.get("name", ""))
