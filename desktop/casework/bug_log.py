"""Where an error that nobody foresaw is kept.

Promise: the log tells the places in the program and never a value. Hidden: an error's text may quote what a household
said, so that only its kind is written.
"""

import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from desktop import __version__, paths


def keep(error: BaseException) -> Path:
    """Adds an error to the log, and returns where that is."""
    log = paths.log_folder() / "ruhu.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as written:
        written.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} ruhu {__version__} {sys.platform}\n")
        written.writelines(_places(error))
    return log


def _places(error: BaseException) -> Iterator[str]:
    if earlier := error.__cause__ or error.__context__:
        yield from _places(earlier)
    yield f"{type(error).__module__}.{type(error).__qualname__}\n"
    yield from traceback.format_tb(error.__traceback__)
