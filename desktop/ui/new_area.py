"""The way to a new area, on a computer of the office: what is asked and said on it, and what is made.

Promise: whoever makes it is its first clerk, and it works alone. Hidden: what the area's name is judged by.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from desktop.domain import checks
from desktop.domain.errors import Finding
from desktop.domain.identity import name_findings
from desktop.domain.records import Area
from desktop.store import opening
from desktop.store.opening import Made
from desktop.ui.making_store import Asked, Plan
from desktop.ui.notices import Voice


def plan(voice: Voice) -> Plan:
    """The way, in the window's language."""
    word = voice.word
    return Plan(
        title=word("Make a new area"),
        about=word("A store of its own on this computer, encrypted. You are its first clerk; others are let in later."),
        asked=(
            Asked(
                "area",
                word("What the area is called, as on its papers"),
                word("The area's name is needed."),
                _area_faults,
            ),
            Asked("person", word("Your name"), word("Your name is needed."), name_findings),
        ),
        steps=(word("Area and name"), word("Passphrase"), word("Recovery sheet")),
        at=(0, 1, 2),
        go=lambda area: word("Make {area}", area=area),
        after=(
            ("print", word("Then the recovery sheet is printed"), word("Two pages, to be locked away")),
            ("household", word("Then the area opens, empty"), word("Take a ledger in, or register")),
        ),
        make=_make,
    )


def _area_faults(name: str) -> Sequence[Finding]:
    return checks.findings(Area(name=name), datetime.now().astimezone().date())


def _make(folder: Path, typed: Sequence[str], passphrase: str) -> Made:
    area, person = typed
    return opening.create(folder, area, person, passphrase)
