"""Taking a stick out safely, by the system's own way.

Promise: it is out only once the system does not show it any more; a program's word alone is not taken for it.
"""

import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import PurePath

from desktop import paths
from desktop.paths import Stick

_LASTS = 15  # seconds, in which the system writes what it still holds
_PAUSE = 0.2
_WINDOWS = (
    "(New-Object -ComObject Shell.Application).Namespace(17).ParseName('{drive}').InvokeVerb('Eject'); Start-Sleep 3"
)


def eject(stick: Stick) -> bool:
    """Has the system let the stick go; whether it did."""
    for command in commands(stick.folder, sys.platform):
        if shutil.which(command[0]) is None:
            continue
        try:
            subprocess.run(command, capture_output=True, timeout=_LASTS, check=False)  # noqa: S603  the system's own
        except (subprocess.TimeoutExpired, OSError):
            continue
        if _is_gone(stick, wait=sys.platform == "win32"):
            return True
    return _is_gone(stick, wait=False)


def commands(folder: PurePath, platform: str) -> Sequence[Sequence[str]]:
    """What is tried, in turn."""
    if platform == "win32":
        return [("powershell", "-NoProfile", "-Command", _WINDOWS.format(drive=folder.drive))]
    if platform == "darwin":
        return [("diskutil", "eject", str(folder))]
    return [
        ("gio", "mount", "--eject", str(folder)),
        ("gio", "mount", "--unmount", str(folder)),
        ("umount", str(folder)),
    ]


def _is_gone(stick: Stick, *, wait: bool) -> bool:
    until = time.monotonic() + (_LASTS if wait else 0)
    while any(each.folder == stick.folder for each in paths.sticks()):
        if time.monotonic() >= until:
            return False
        time.sleep(_PAUSE)
    return True
