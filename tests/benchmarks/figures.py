"""How the benchmarks measure and what they print: medians, 95th percentiles, and ratios that name their reference.

A ratio compares two things timed in turn in the same run, so that a slow or busy machine slows both. Limits are
printed, never asserted. Where RUHU_FIGURES names a file, each figure is also added to it, as a line of JSON.
"""

import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import ParamSpec

from sqlcipher3 import dbapi2

P = ParamSpec("P")

FELT = {0.016: "at once", 0.1: "without a thought", 0.3: "without waiting"}
"""What a person feels, by the seconds it may take."""


def seconds(work: Callable[P, object], *arguments: P.args, **named: P.kwargs) -> float:
    """How long it takes, once."""
    begun = time.perf_counter()
    work(*arguments, **named)
    return time.perf_counter() - begun


def p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20, method="inclusive")[-1]


def heading(what: str, folder: Path) -> None:
    """Prints what is measured, and on what machine; `folder` tells the disk."""
    fsync = median(_fsyncs(folder))
    cipher = dbapi2.connect(":memory:").execute("PRAGMA cipher_version").fetchone()[0]
    machine = (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}, "
        f"SQLCipher {cipher}, an fsync costs {written(fsync)}"
    )
    print(f"\n{what}\n  machine: {machine}")
    _keep("heading", what, machine=machine, load=os.getloadavg()[0] if hasattr(os, "getloadavg") else None)


def times(what: str, measured: Sequence[float], *, is_felt: bool = False) -> None:
    """Prints the median and the 95th percentile; where a person waits for it, how that feels too."""
    words = f"  {felt(p95(measured))}" if is_felt else ""
    print(f"  {what:<47} median {written(median(measured)):>9}   p95 {written(p95(measured)):>9}{words}")
    _keep("seconds", what, median=median(measured), p95=p95(measured))


def felt(slowest: float) -> str:
    limit = next((limit for limit in FELT if slowest <= limit), None)
    return f"within {limit * 1000:.0f} ms, {FELT[limit]}" if limit else "over 300 ms: a person waits"


def ratio(what: str, times: float, reference: str, limit: float | None = None) -> None:
    """Prints how many times the reference it is, with the limit if there is one."""
    words = f" (limit {limit:g})" if limit else ""
    print(f"  {what}: {times:.2f} × {reference}{words}")
    _keep("ratio", what.strip(), times=times, reference=reference, limit=limit)


def share(what: str, part: float) -> None:
    print(f"    {what:<45} {part:6.1%}")
    _keep("share", what, part=part)


def rate(what: str, per_second: float, of: str) -> None:
    print(f"  {what:<47} {per_second:>9,.0f} {of}/s")
    _keep("rate", what, per_second=per_second, of=of)


def amount(what: str, count: float | None, words: str = "") -> None:
    """Prints so many bytes; None where the system doesn't tell."""
    print(f"  {what:<47} {_bytes(count):>9}   {words}")
    _keep("bytes", what, count=count, about=words)


def written(duration: float) -> str:
    if duration >= 1:
        return f"{duration:.2f} s"
    return f"{duration * 1e3:.2f} ms" if duration >= 1e-3 else f"{duration * 1e6:.0f} µs"


def resident(process: int | None = None) -> int | None:
    """Bytes of memory that a process, or this one, holds now; None where the system doesn't tell."""
    statm = Path("/proc", str(process or "self"), "statm")
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if statm.exists() else None


def peak() -> int | None:
    """Bytes of memory that this process held at most."""
    if sys.platform == "win32":
        return None
    import resource  # Windows has none

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _keep(kind: str, what: str, **values: object) -> None:
    if kept := os.environ.get("RUHU_FIGURES"):
        told = {"benchmark": Path(sys.argv[0]).stem, "kind": kind, "what": what} | values
        with Path(kept).open("a", encoding="utf-8") as file:
            file.write(json.dumps(told, ensure_ascii=False) + "\n")


def _bytes(count: float | None) -> str:
    if count is None:
        return "not told"
    return f"{count / (1 << 20):,.0f} MB" if count >= 1 << 20 else f"{count / (1 << 10):.1f} KB"


def _fsyncs(folder: Path) -> Iterable[float]:
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(30):
            file.write(bytes(4096))
            file.flush()
            yield seconds(os.fsync, file.fileno())
