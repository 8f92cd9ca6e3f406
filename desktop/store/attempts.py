"""Wrong passphrases in a row: they cost time, never the store.

The count lies in `attempts.json` beside the slots. It holds up who types at this computer; who holds the folder need
not wait, and against that stands Argon2id.
"""

import contextlib
import math
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from desktop.domain.errors import Refused
from desktop.store.folder import write_durably

_ATTEMPTS = "attempts.json"
_FREE_ATTEMPTS = 5
_FIRST_WAIT, _LONGEST_WAIT = 60, 15 * 60


class _Attempts(msgspec.Struct, frozen=True):
    wrong: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    last: float = 0.0


def require_no_wait(folder: Path, now: float) -> None:
    """Refused while the wait after the last wrong passphrase lasts; `now` is seconds of the clock."""
    attempts = _attempts(folder)
    if attempts.last > now:  # the clock was set back: one full wait from here, never ten years
        attempts = replace(attempts, last=now)
        _keep_attempts(folder, attempts)
    left = attempts.last + _wait(attempts.wrong) - now
    if left > 0:
        raise _must_wait(attempts.wrong, left)


def count_wrong(folder: Path, now: float) -> Refused:
    """Counts one more wrong passphrase; the refusal says how many are left, or how long to wait."""
    wrong = _attempts(folder).wrong + 1
    _keep_attempts(folder, _Attempts(wrong, now))
    if wait := _wait(wrong):
        return _must_wait(wrong, wait)
    return Refused(
        "Wrong passphrase, {wrong} in a row so far. Nothing is deleted.",
        "Type it again. After {left} more wrong ones there is a wait of {minutes} min.",
        wrong=wrong,
        left=_FREE_ATTEMPTS - wrong,
        minutes=_FIRST_WAIT // 60,
    )


def forget(folder: Path) -> None:
    """Begins to count anew, after the right passphrase."""
    _keep_attempts(folder, _Attempts())


def _must_wait(wrong: int, seconds: float) -> Refused:
    return Refused(
        "Wrong passphrase, {wrong} in a row so far. Nothing is deleted.",
        "Wait {minutes} min, or open with the recovery sheet.",
        wrong=wrong,
        minutes=math.ceil(seconds / 60),
    )


def _wait(wrong: int) -> int:
    """Seconds from the last wrong passphrase: none for the first four, then 1 minute, doubling up to 15."""
    if wrong < _FREE_ATTEMPTS:
        return 0
    return min(_FIRST_WAIT << min(wrong - _FREE_ATTEMPTS, 4), _LONGEST_WAIT)


def _attempts(folder: Path) -> _Attempts:
    try:
        return msgspec.json.decode((folder / _ATTEMPTS).read_bytes(), type=_Attempts)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _Attempts()


def _keep_attempts(folder: Path, attempts: _Attempts) -> None:
    with contextlib.suppress(OSError):  # a full or read-only disk neither hides the answer nor keeps anybody out
        if attempts.wrong:
            write_durably(folder / _ATTEMPTS, msgspec.json.encode(attempts))
        else:
            (folder / _ATTEMPTS).unlink(missing_ok=True)
