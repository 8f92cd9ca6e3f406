"""`ruhu revoke`: a laptop is trusted no more; of a lost one it is said what was on it."""

from typing import Annotated

import typer

from desktop.casework import certifying, revoking
from desktop.casework.revoking import OnDevice
from desktop.cli.command import Answer, Door, command
from desktop.cli.usage import group
from desktop.cli.words import Voice
from desktop.i18n import N_

commands = group()


@command(commands, "revoke")
def revoke(
    door: Door,
    *,
    device: Annotated[str, typer.Argument(help=N_("What the computer is called."), metavar="DEVICE")],
    because: Annotated[str, typer.Option(help=N_("Why, in words that others can read."))],
    lost: Annotated[bool, typer.Option("--lost", help=N_("It is lost: say what was on it."))] = False,
) -> Answer:
    with door.opened() as store:
        known = certifying.device_named(store, device)
        told = revoking.lost(store, known, because=because) if lost else revoking.on_device(store, known)
        if not lost:
            revoking.revoke(store, known, because=because)
    return Answer(_facts(told, is_lost=lost), _lines(door.voice, told))


def _facts(told: OnDevice, *, is_lost: bool) -> dict[str, object]:
    return {
        "device": told.device.name,
        "lost": is_lost,
        "people": list(told.people),
        "households": [home.number for home in told.households],
        "last": told.last.isoformat() if told.last else None,
        "number": told.number,
        "missing": list(told.missing),
        "gaps": told.gaps,
        "evidence": len(told.evidence),
    }


def _lines(voice: Voice, told: OnDevice) -> list[str]:
    homes = voice.listed(home.number or "" for home in told.households)
    lines = [
        voice.word("{device} is revoked. What it writes from now on waits for a person.", device=told.device.name),
        voice.word("People: {names}", names=voice.listed(told.people)),
        voice.words("{n} household was on it.", "{n} households were on it.", len(told.households))
        + (f" {homes}" if homes else ""),
    ]
    if told.last is None:
        lines.append(voice.word("No file of it ever came."))
    else:
        moment = told.last.strftime("%Y-%m-%d %H:%M")
        lines.append(voice.word("Its last file, number {n}, was written on {moment}.", n=told.number, moment=moment))
        lines.append(voice.word("What was written on it after that is not here."))
    if told.missing:
        named = voice.listed(map(str, told.missing))
        lines.append(
            voice.word("Files that never came: {numbers}. What they held came with later ones.", numbers=named)
        )
    if told.gaps:
        lines.append(voice.words("{n} entry never came.", "{n} entries never came.", told.gaps))
    if told.evidence:
        lines.append(
            voice.words("{n} photo or scan never came.", "{n} photos or scans never came.", len(told.evidence))
        )
    lines.append(
        voice.word(
            "To give its work to another computer: ruhu enrol approve --replaces {device}", device=told.device.name
        )
    )
    return lines
