"""Small files that go to another computer and come from one, as the command line names them."""

from pathlib import Path
from typing import Annotated

import typer

from desktop.domain.errors import Refused
from desktop.i18n import N_

OUT = Annotated[Path, typer.Option("-o", "--output", help=N_("The new file to write."))]
_SMALL = 64 * 1024 + 1


def require_new(file: Path) -> None:
    """Refused where a file can't be made: it is there, or its folder is not."""
    if file.exists():
        raise Refused(
            "The file {file} exists already. Nothing was changed.", "Name a file that doesn't exist yet.", file=file
        )
    require_folder(file.absolute().parent)


def require_folder(folder: Path) -> None:
    """Refused where there is no such folder."""
    if not folder.is_dir():
        raise Refused(
            "There is no folder {folder}. Nothing was changed.",
            "Name a folder, such as that of the stick.",
            folder=folder,
        )


def require_file(file: Path) -> None:
    """Refused where there is no such file."""
    if not file.is_file():
        raise Refused("There is no file {file}. Nothing was changed.", "Name the file on the stick.", file=file)


def read_small(file: Path) -> bytes:
    """A small file; of a large one so much that whoever reads it refuses it."""
    require_file(file)
    with file.open("rb") as opened:
        return opened.read(_SMALL)
