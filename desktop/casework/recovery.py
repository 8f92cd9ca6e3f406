"""A recovery code becomes a printed sheet: the code is kept nowhere else, so the file is there before the code is made.

Promise: a code that was promised to a file never gets lost because the file can't be written.
"""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from desktop.domain.errors import Refused
from desktop.sheets.recovery_sheet import RecoverySheet, render
from desktop.store import folder as place
from desktop.store import vault


@contextmanager
def blank_sheet(file: Path) -> Generator[None]:
    """Holds the file's place, readable by its owner alone, while a code is made; it is gone again where that fails."""
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise Refused(
            "The file {file} exists already. Nothing was changed.", "Name a file that doesn't exist yet.", file=file
        ) from None
    except OSError as error:
        raise Refused(
            "The sheet can't be written to {file}: {reason}. Nothing was changed.",
            "Name a file in a folder that you may write to.",
            file=file,
            reason=error.strerror,
        ) from None
    try:
        yield
    except BaseException:
        file.unlink()
        raise


def print_sheet(file: Path, folder: Path, code: str, language: str) -> None:
    """Writes the PDF of a store's valid sheet, whose code was just made, into its held place."""
    card = place.card(folder)
    slot = next(slot for slot in vault.slots(folder) if slot.kind is vault.Kind.RECOVERY)
    sheet = RecoverySheet(
        area=card.area,
        store=vault.store_number(card.store),
        holder=slot.name,
        printed=slot.created.date(),
        code=code,
    )
    file.write_bytes(render(sheet, language))
