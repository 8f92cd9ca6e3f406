"""The golden traces: which they are, and how they are written anew where a pack or their form changed on purpose.

`.venv/bin/python tests/policy/golden.py`, then look at what git says has changed.
"""

from pathlib import Path

import shipped

FOLDER = Path(__file__).resolve().parents[1] / "cases" / "golden"
KEPT = (
    ("demo", 0), ("demo", 1), ("demo", 20), ("zongyang", 0), ("shanghai", 0), ("tianshui", 0), ("harbour_eur", 0),
)  # fmt: skip


def path(name: str, example: int) -> Path:
    return FOLDER / f"{name}-{example}.json"


if __name__ == "__main__":
    for name, example in KEPT:
        path(name, example).write_bytes(shipped.calculation(name, example).trace.canonical() + b"\n")
