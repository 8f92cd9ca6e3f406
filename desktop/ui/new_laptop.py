"""The way of a laptop to the field, its first step: its name, its team, who works with it, a passphrase, the sheet.

Promise: its store and its keys are there before it asks the office for anything. Hidden: nothing of this is believed
by the office before both compared six words; the role that somebody works in, it decides.
"""

from collections.abc import Sequence
from pathlib import Path

from desktop.casework import enrolment
from desktop.domain.identity import name_findings
from desktop.store.opening import Made
from desktop.ui.making_store import Asked, Plan
from desktop.ui.notices import Voice


def steps(voice: Voice) -> tuple[str, ...]:
    """The three steps until somebody can work: names and passphrase, the request, the office's file."""
    word = voice.word
    return word("Name and passphrase"), word("Request to the office"), word("The office's file")


def plan(voice: Voice) -> Plan:
    """The way, in the window's language."""
    word = voice.word
    return Plan(
        title=word("Get this computer ready for the field"),
        about=word("The office certifies it: you take a request there on a stick, and this computer along."),
        asked=(
            Asked(
                "device",
                word("What this computer is called, as on its label"),
                word("The computer's name is needed."),
            ),
            Asked("team", word("Your team; the office can change it")),
            Asked("person", word("Your name"), word("Your name is needed."), name_findings),
        ),
        steps=steps(voice),
        at=(0, 0, 0),
        go=lambda device: word("Make the keys of {device}", device=device),
        after=(
            ("print", word("Then the recovery sheet is printed"), word("Two pages, to be locked away")),
            ("export", word("Then the request is written"), word("It goes to the office on a stick")),
        ),
        make=_make,
        opens=False,
    )


def _make(folder: Path, typed: Sequence[str], passphrase: str) -> Made:
    device, team, person = typed
    return enrolment.make(folder, device, person, passphrase, team=team)
