"""A process of our own in which something foreign is opened, so that whatever it does, it does there alone.

Promise: the child ends with its time, and with whoever asked. Hidden: it is one of our modules, started anew; what it
is given goes to its standard input, and out come lines of JSON.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import Popen
from typing import Any

PLACE = Path(__file__).parents[1]  # where Python finds this package


def command(module: str, switch: str, *told: str) -> list[str]:
    """How a module is started anew; the frozen program knows it by a switch (packaging/ruhu_command.py)."""
    if getattr(sys, "frozen", False):  # the window's program may lack a standard output, the command beside it has one
        program = Path(sys.executable)
        return [str(program.with_name(f"ruhu{program.suffix}")), switch, *told]
    return [sys.executable, "-m", module, *told]


class Telling:
    """What a child tells, message by message; where it died or was stopped, it tells no end.

    `is_overdue` where that was done from here, since its time was over.
    """

    def __init__(self, child: Popen[bytes], given: bytes) -> None:
        self._child = child
        self._told = _told(child, given)
        self.is_overdue = False

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return self._told

    def stop(self) -> None:
        """Its time is over."""
        self.is_overdue = True
        self._child.kill()


@contextmanager
def started(child_command: Sequence[str], given: bytes, seconds: float) -> Generator[Telling]:
    """What the child tells."""
    with Popen(  # noqa: S603  our own program
        child_command,
        cwd=PLACE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows would show one for a moment
    ) as child:
        telling = Telling(child, given)
        watch = threading.Timer(seconds, telling.stop)
        watch.start()
        try:
            yield telling
        finally:
            watch.cancel()
            child.kill()
            watch.join()


def _told(child: Popen[bytes], given: bytes) -> Iterator[dict[str, Any]]:
    assert child.stdin  # noqa: S101  both are pipes
    assert child.stdout  # noqa: S101
    with suppress(BrokenPipeError), child.stdin as into:
        into.write(given)
    for line in child.stdout:
        if line.endswith(b"\n"):
            yield json.loads(line)
