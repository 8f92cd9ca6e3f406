"""`ruhu demo`: an office and three teams do the main job with each other, over files, and all of it is told.

Each step is told as it is done, to standard error; the answer is what came of all of them.
"""

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from desktop.casework import demo_area
from desktop.casework.district import building, chairs
from desktop.casework.district.building import District
from desktop.casework.district.telling import Step
from desktop.casework.inventing import HOUSEHOLDS, PASSPHRASE
from desktop.cli import passphrases
from desktop.cli.command import MOST, Answer, command
from desktop.cli.usage import group
from desktop.cli.words import Voice, table, visible
from desktop.domain.fields import RECORDS
from desktop.i18n import N_

commands = group()


@command(commands, "demo")
def build_demo(
    voice: Voice,
    *,
    into: Annotated[Path, typer.Option(help=N_("A folder that doesn't exist yet, or is empty."))],
    households: Annotated[int, typer.Option(min=1, max=MOST, help=N_("How many households."))] = HOUSEHOLDS,
    passphrase_file: Annotated[
        Path | None, typer.Option(help=N_("File that holds the passphrase; else RUHU_PASSPHRASE, else a known one."))
    ] = None,
) -> Answer:
    has_own = passphrase_file is not None or passphrases.OPENING.variable in os.environ
    passphrase = passphrases.asked(voice, passphrases.OPENING, passphrase_file) if has_own else PASSPHRASE

    def tell(step: Step) -> None:
        print(visible(_line(voice, step)), file=sys.stderr, flush=True)

    built = building.build(
        into.absolute(),
        passphrase,
        today=demo_area.this_day(),
        language=voice.language,
        households=households,
        is_known=not has_own,
        told=tell,
    )
    lines = [
        *_counted(voice, built),
        *_agreed(voice, built),
        "",
        *chairs.lines(built.chairs, voice.language),
    ]
    return Answer(_facts(voice, built), lines, is_good=built.is_agreed)


def _line(voice: Voice, step: Step) -> str:
    where = f"  → {step.where}" if step.where else ""
    return f"{step.seconds:6.1f} s  {_told(voice, step)}{where}"


def _told(voice: Voice, step: Step) -> str:
    return voice.word(step.what, **step.values)


def _counted(voice: Voice, built: District) -> list[str]:
    stages = [[str(int(stage)), voice.word(stage.label), f"{number:,}"] for stage, number in built.stages.items()]
    kinds = [[voice.label(RECORDS[name]), f"{number:,}"] for name, number in built.records.items() if name in RECORDS]
    return [
        voice.word("Households by stage:"),
        *(f"  {line}" for line in table(stages)),
        voice.word("Records, in {n} entries of the journal:", n=built.records["entries"]),
        *(f"  {line}" for line in table(kinds)),
        "",
    ]


def _agreed(voice: Voice, built: District) -> list[str]:
    found = [
        [
            each.laptop,
            voice.words("{n} household", "{n} households", each.households),
            voice.word("shows exactly what the office shows")
            if each.same == each.households
            else voice.word("{n} of them differ from the office's", n=each.households - each.same),
            voice.word("and its whole digest is the office's") if each.is_whole else "",
        ]
        for each in built.agreed
    ]
    return [
        voice.word("Digest of the office's store, as of the last round: {digest}", digest=built.fingerprint),
        *(f"  {line}" for line in table(found)),
    ]


def _facts(voice: Voice, built: District) -> dict[str, Any]:
    told = built.chairs
    return {
        "folder": str(told.folder),
        "passphrase": told.passphrase,
        "people": [
            {"store": str(told.folder / each.store), "person": each.person, "role": each.role, "team": each.team}
            for each in told.chairs
        ],
        "steps": [
            {
                "told": _told(voice, step),
                "values": {name: value for name, value in step.values.items() if value != ""},
                "where": step.where,
                "seconds": round(step.seconds, 2),
            }
            for step in built.steps
        ],
        "seconds": round(sum(step.seconds for step in built.steps), 1),
        "records": built.records,
        "stages": {stage.name.lower(): number for stage, number in built.stages.items()},
        "digest": built.fingerprint,
        "agreed": built.is_agreed,
        "laptops": [
            {
                "laptop": each.laptop,
                "households": each.households,
                "same": each.same,
                "digest": each.fingerprint or None,
            }
            for each in built.agreed
        ],
        "waiting": [
            {"laptop": each.laptop, "file": str(each.file), "entries": each.entries, "photos": each.pieces}
            for each in built.waiting
        ],
    }
