"""Where files from outside wait: copied into the store's folder, known by their content, apart when something is wrong.

Promise: a file is in the inbox whole or not at all, and once however often it comes; what is wrong with one lies beside
it in quarantine, without personal data. Files stay sealed. Hidden: a file's name is its SHA-256.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop.domain.errors import Refused


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file in quarantine, why (message id, remedy and values of a Refused), and since when."""

    file: Path
    why: Refused
    at: datetime


def take_in(folder: Path, file: Path) -> Path:
    """Copies a file into the inbox of a store's folder; where it lies there, it is left as it is.

    Refused where it is no bundle by its first bytes, can't be read, or the disk lacks room.
    """
    raise NotImplementedError


def sealed(folder: Path) -> tuple[Path, ...]:
    """The files in the inbox, the oldest first."""
    raise NotImplementedError


def set_apart(folder: Path, file: Path, why: Refused, at: datetime) -> Path:
    """Moves a file of the inbox into quarantine with the reason; its new place."""
    raise NotImplementedError


def apart(folder: Path) -> tuple[Waiting, ...]:
    """What is in quarantine, the oldest first."""
    raise NotImplementedError


def put_back(folder: Path, file: Path) -> Path:
    """Moves a file from quarantine into the inbox, to be looked at again; its new place."""
    raise NotImplementedError


def let_go(file: Path) -> None:
    """Removes a file of the inbox that was taken in, or of quarantine with its reason."""
    raise NotImplementedError
