"""Where an error that nobody foresaw is kept, and what is said of it.

Promise: the log and the sentence tell the places in the program and never a value. Hidden: an error's text may quote
what a household said, so that only its kind is written.
"""

import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from desktop import __version__, paths
from desktop.i18n import word


def told(error: BaseException, language: str) -> str:
    """Adds an error to the log, and returns the sentence that tells a person of it; also where there can be no log."""
    kind = type(error).__name__
    try:
        log = keep(error)
    except OSError:
        return word(
            "The program made a mistake ({kind}). What was saved before is safe. "
            "Where it happened could not be written to the log.",
            language,
            kind=kind,
        )
    return word(
        "The program made a mistake ({kind}). What was saved before is safe. {log} tells where it happened.",
        language,
        kind=kind,
        log=log,
    )


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
