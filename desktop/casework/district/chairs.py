"""Whom one can be in a demo district that lies there: each person with the store that they open, and the passphrase.

Promise: a folder is called a demo district only where the last thing was written that building it writes. Hidden: the
file in its folder that says so; what a person has made of the stores since, it does not know.
"""

import json
import shlex
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from desktop.casework.inventing import PASSPHRASE
from desktop.domain.fields import RECORDS
from desktop.i18n import Language, word
from desktop.store import folder as place

README = "README.txt"
_FILE = "district.json"
FILES = (README, _FILE)
WAITING = "stick/today"
"""Where bundles lie that wait for the office."""
_ROLE = RECORDS["staff"].field["role"]


@dataclass(frozen=True, slots=True)
class Chair:
    """Somebody to be: the store that they open (a folder in that of the district), their role and team."""

    store: str
    person: str
    role: str
    team: str


@dataclass(frozen=True, slots=True)
class Chairs:
    """A district as it lies there; `passphrase` opens everything, None where a person chose one of their own."""

    folder: Path
    households: int
    passphrase: str | None
    chairs: tuple[Chair, ...]


def write(chairs: Chairs, language: str) -> Path:
    """Says in a file for people who opens what, and then that the district is whole."""
    readme = chairs.folder / README
    readme.write_text("\n".join(lines(chairs, language)) + "\n", "utf-8")
    kept = asdict(chairs)
    del kept["folder"]
    (chairs.folder / _FILE).write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return readme


def read(folder: Path) -> Chairs | None:
    """The district that lies in a folder; None where none does, or it was not finished."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        kept = json.loads((folder / _FILE).read_text("utf-8"))
        chairs = tuple(Chair(**each) for each in kept["chairs"])
        return Chairs(folder, int(kept["households"]), kept["passphrase"], chairs)
    return None


def is_demo(store: Path) -> bool:
    """Whether a store was made by the program, which knows its passphrase.

    A laptop that somebody enrolled with an office of the demo has a passphrase of its own.
    """
    card = place.card(store)
    if not card.is_invented:
        return False
    around = read(store.parent)
    if around is not None and any(chair.store == store.name for chair in around.chairs):
        return around.passphrase == PASSPHRASE
    return card.kind == place.OFFICE


def lines(chairs: Chairs, language: str) -> list[str]:
    """Who opens what, where what lies, and how one looks at it."""
    first = chairs.chairs[0]
    told = [
        word("The demo district: everything in it is invented, and obviously so.", language),
        "",
        word("Who opens which store:", language),
        *(f"  {line}" for line in _table(chairs.chairs, language)),
        "",
    ]
    if chairs.passphrase:
        told += [word("All of them with the passphrase: {passphrase}", language, passphrase=chairs.passphrase), ""]
    lying = {
        "office/": word("the office's store", language),
        "RH-T-01/ … RH-T-06/": word("the stores of the laptops", language),
        "stick/": word("requests, bundles by round, the ledger, the bank's lists", language),
        f"{WAITING}/": word("bundles that came after the last round, and wait for the office", language),
        "papers/": word("the sheets that were printed, and the office's escrow sheet", language),
    }
    return [
        *told,
        word("What lies where:", language),
        *(f"  {name:<22}{what}" for name, what in lying.items()),
        "",
        word("Look at it:", language),
        f"  export RUHU_STORE={chairs.folder / first.store}",
        *([f"  export RUHU_PASSPHRASE='{chairs.passphrase}'"] if chairs.passphrase else []),
        f"  ruhu household list --as {first.person}",
        f"  ruhu conflicts list --decided --as {first.person}",
        f"  ruhu duplicates list --decided --as {first.person}",
        f"  ruhu receipts --as {first.person}",
        f"  ruhu digest --as {first.person} --households",
        "",
        word(
            "What is left to do: take those bundles in, decide what two say differently, judge who is one household.",
            language,
        ),
        f"  ruhu bundle merge {shlex.quote(str(chairs.folder / WAITING))} --as {first.person}",
        f"  ruhu conflicts list --as {first.person}",
        f"  ruhu duplicates list --as {first.person}",
        word("In the window they are ready on the office's Merge page.", language),
        "",
        word("Or in the window: open an existing area, and choose one of these folders.", language),
    ]


def _table(chairs: Sequence[Chair], language: str) -> list[str]:
    is_chinese = language == Language.CHINESE
    roles = dict(_ROLE.choices)
    width = max(len(each.store) for each in chairs)
    told = (
        (each.store.ljust(width), each.person, roles[each.role] if is_chinese else each.role, each.team)
        for each in chairs
    )
    return ["  ".join(filter(None, each)) for each in told]
