"""Runs the jobs of `jobs.py` and breaks them: kills at any moment, faults at any of their system calls."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self, TypeVar

import pytest
from jobs import MARK

T = TypeVar("T")

_STRACE = shutil.which("strace")
_CALL = re.compile(r"(\w+)\((.*)")

_NOT_COUNTABLE = frozenset({"getrandom"})  # it is called as often as chance will have it

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="jobs that are killed are forked (Linux, macOS)")
needs_strace = pytest.mark.skipif(_STRACE is None, reason="faults at system calls need strace (Linux)")


@dataclass(frozen=True, slots=True)
class Call:
    """The n-th system call of this name in a job, and what it was called with."""

    name: str
    n: int
    arguments: str

    def __str__(self) -> str:
        return f"{self.name} {self.n}"


@dataclass(frozen=True, slots=True)
class Ended:
    """What a job said, and the code with which it ended; a signal's number is negative."""

    said: tuple[str, ...]
    code: int

    @property
    def was_killed(self) -> bool:
        return self.code == -signal.SIGKILL


class Jobs:
    """The process from which jobs are forked."""

    def __init__(self) -> None:
        tests = Path(__file__).parents[1]
        self._process = subprocess.Popen(
            [sys.executable, str(tests / "faults" / "jobs.py")],
            env={**os.environ, "PYTHONPATH": str(tests), "PYTHONHASHSEED": "0"},  # the same calls in each run
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)  # with a job that a failed test left behind
        self._process.communicate()

    def run_killed(self, seconds: float, job: str, *arguments: str | Path) -> Ended:
        """Runs a job and kills it after some seconds."""
        process = self.start(job, *arguments)
        time.sleep(seconds)
        os.kill(process, signal.SIGKILL)
        return self.ended()

    def calls(self, job: str, *arguments: str | Path, log: Path) -> list[Call]:
        """The system calls between a job's two marks."""
        ended = self._traced([], job, arguments, log)
        assert ended == Ended((), 0)
        before, between, _ = _parts(log)
        mark, *inside = between
        seen = Counter(name for name, _ in (*before, mark))
        calls: list[Call] = []
        for name, rest in inside:
            seen[name] += 1
            calls.append(Call(name, seen[name], rest))
        return [call for call in calls if call.name not in _NOT_COUNTABLE]

    def run_with_fault(self, call: Call, fault: str, job: str, *arguments: str | Path, log: Path) -> Ended:
        """Runs a job with a fault ("signal=KILL", "error=ENOSPC") at this call, again between its marks."""
        options = [f"--trace={call.name},/stat", f"--inject={call.name}:{fault}:when={call.n}"]
        ended = self._traced(options, job, arguments, log)
        parts = _parts(log)
        assert len(parts) > 1, f"{call} came before the first mark"
        assert any(name == call.name for name, _ in parts[1][1:]), f"{call} came after the second mark"
        return ended

    def start(self, job: str, *arguments: str | Path, is_traced: bool = False) -> int:
        """Starts a job; the number of its process."""
        request = [os.environ["RUHU_HOME"], is_traced, job, *map(str, arguments)]
        self.tell(json.dumps(request))
        return int(self.heard())

    def tell(self, line: str) -> None:
        _stream(self._process.stdin).write(line + "\n")
        _stream(self._process.stdin).flush()

    def heard(self) -> str:
        """The next line that a job said."""
        line = _stream(self._process.stdout).readline()
        assert line, "the process of the jobs ended"
        return line.rstrip("\n")

    def ended(self) -> Ended:
        """Waits for a job."""
        said: list[str] = []
        while not (line := self.heard()).startswith("ended "):
            said.append(line)
        return Ended(tuple(said), int(line.removeprefix("ended ")))

    def _traced(self, options: Sequence[str], job: str, arguments: Sequence[str | Path], log: Path) -> Ended:
        process = self.start(job, *arguments, is_traced=True)
        command = [str(_STRACE), "-o", str(log), *options, "-p", str(process)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
            attached = _stream(strace.stderr).readline()
            os.kill(process, signal.SIGCONT)
            ended = self.ended()
        assert "attached" in attached, attached
        return ended


def sample(calls: Sequence[T], number: int | None) -> Sequence[T]:
    """So many of them, evenly spread, the last among them; all when None."""
    if number is None or number >= len(calls):
        return calls
    return [calls[(n + 1) * len(calls) // number - 1] for n in range(number)]


def _stream(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


def _parts(log: Path) -> list[list[tuple[str, str]]]:
    """(name, rest of the line) of the logged calls: before the marks, from the first, and from the second."""
    parts: list[list[tuple[str, str]]] = [[]]
    for call in filter(None, map(_CALL.match, log.read_text("utf-8", "replace").splitlines())):
        if f'"{MARK}"' in call[2]:
            parts.append([])
        parts[-1].append((call[1], call[2]))
    return parts
