"""A recovery code becomes a printed sheet: the code is kept nowhere else, so the file's place is there before the code.

Promise: no code is made for a file that can't be written; and a file that holds a sheet holds it whole.
"""

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from desktop.domain.errors import Refused
from desktop.sheets.recovery_sheet import RecoverySheet, render
from desktop.store import folder as place
from desktop.store import vault


@contextmanager
def blank_sheet(file: Path | None) -> Generator[None]:
    """Holds a wanted file's place, for its owner alone, while a code is made; gone again where none was printed."""
    if file is None:
        yield
        return
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
    finally:
        if not file.stat().st_size:
            file.unlink()


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
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".") as unfinished:
        whole = Path(unfinished) / file.name
        place.write_durably(whole, render(sheet, language))
        whole.replace(file)
    place.sync_folder(file.parent)
