"""The system's own camera program, in a process of its own; where there is none, no button is shown.

Promise: the window never waits for it, and takes nothing from it: what it saves comes in like any other file. Hidden:
which program that is.
"""

import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QProcess

_OF_LINUX = ("cheese", "snapshot", "org.gnome.Snapshot", "guvcview", "kamoso", "webcamoid")
_OF_WINDOWS = "microsoft.windows.camera"
_OF_MAC = (Path("/System/Applications/Photo Booth.app"), Path("/Applications/Photo Booth.app"))


def command() -> tuple[str, ...]:
    """The program and what it is told, to be started; empty where there is none."""
    return _BY_SYSTEM.get(sys.platform, _none)()


def start() -> bool:
    """Starts it, whether or not one runs already; False where it could not be."""
    program, *arguments = command() or ("",)
    return bool(program) and bool(QProcess.startDetached(program, arguments)[0])


def _on_linux() -> tuple[str, ...]:
    return next(((found,) for name in _OF_LINUX if (found := shutil.which(name))), ())


def _on_windows() -> tuple[str, ...]:
    if sys.platform != "win32":
        return ()
    import winreg

    try:
        winreg.CloseKey(winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, _OF_WINDOWS))
    except OSError:
        return ()
    return ("explorer.exe", f"{_OF_WINDOWS}:")


def _on_mac() -> tuple[str, ...]:
    return next((("open", str(app)) for app in _OF_MAC if app.exists()), ())


def _none() -> tuple[str, ...]:
    return ()


_BY_SYSTEM: Mapping[str, Callable[[], tuple[str, ...]]] = {
    "linux": _on_linux,
    "win32": _on_windows,
    "darwin": _on_mac,
}
