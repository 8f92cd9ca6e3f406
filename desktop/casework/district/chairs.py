"""Whom one can be in a demo district that lies there: each person with the store that they open, and the passphrase.

Promise: a folder is called a demo district only where the last thing was written that building it writes. Hidden: the
file in its folder that says so; what a person has made of the stores since, it does not know.
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from desktop.casework.inventing import AREA, PASSPHRASE
from desktop.domain.fields import RECORDS
from desktop.i18n import Language, word
from desktop.store import folder as place

README = "README.txt"
_FILE = "district.json"
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
    if card.area != AREA:
        return False
    around = read(store.parent)
    if around is not None and any(chair.store == store.name for chair in around.chairs):
        return around.passphrase == PASSPHRASE
    return card.kind == place.OFFICE


def lines(chairs: Chairs, language: str) -> list[str]:
    """Who opens what, where what lies, and how one looks at it."""
    say = _Say(language)
    told = [
        say("The demo district: everything in it is invented, and obviously so."),
        "",
        say("Who opens which store:"),
        *(f"  {line}" for line in _table(chairs.chairs, language)),
        "",
    ]
    if chairs.passphrase:
        told += [say("All of them with the passphrase: {passphrase}", passphrase=chairs.passphrase), ""]
    return [
        *told,
        say("What lies where:"),
        say("  office/  the office's store; RH-T-01 to RH-T-06, the laptops of the teams"),
        say(
            "  stick/   requests and bundles by round, the ledger, the bank's lists; one bundle is missing: it was lost"
        ),
        say("  papers/  the sheets that were printed, and the office's escrow sheet"),
        "",
        say("Look at it in the window (ruhu-window, or python3 packaging/dev.py run), or on the command line:"),
        f"  export RUHU_STORE={chairs.folder / chairs.chairs[0].store}",
        *([f"  export RUHU_PASSPHRASE='{chairs.passphrase}'"] if chairs.passphrase else []),
        f"  ruhu household list --as {chairs.chairs[0].person}",
        f"  ruhu conflicts list --as {chairs.chairs[0].person}",
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


class _Say:
    def __init__(self, language: str) -> None:
        self._language = language

    def __call__(self, message: str, /, **values: object) -> str:
        return word(message, self._language, **values)
