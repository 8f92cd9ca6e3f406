"""Invented stores on real files, and records of every kind to fill them with."""

import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

import pytest
from builders import TODAY, a_house, a_household, a_person, a_wish, at

from desktop.domain.fields import RECORDS, Field, Kind
from desktop.domain.identity import new_id
from desktop.domain.records import CLASSES, Evidence, Household, Record
from desktop.exchange import six_words
from desktop.store import arriving, evidence, opening, vault
from desktop.store.arriving import Arrival
from desktop.store.folder import Mirror
from desktop.store.journal import Entry
from desktop.store.merge_log import MergeLine
from desktop.store.store import Store
from desktop.store.vault import Unlocked
from desktop.store.writing import JournalEnd

NewStore = Callable[[str], Store]
"""The fixture `new_store`."""

AREA, CLERK, PASSPHRASE = "示例片区", "陈示例", "qingjiao zixingche xiayu suanpan"
CHEAP = vault.Cost(memory=128, passes=1, lanes=1)
"""What a passphrase costs in tests."""
CHEAP_WORDS = {"memory": 128, "passes": 1, "lanes": 1}
"""What six words cost in tests."""

_FITTING: dict[tuple[str, str], Any] = {  # where the first that comes to mind would be found fault with
    ("person", "id_number"): "999999195603070026",
    ("person", "phone"): "100-0000-6021",
    ("unregistered_part", "state"): "recognised_with_factor",
    ("house", "year_built"): 1986,
    ("area", "zone"): "Asia/Shanghai",
}


def noon() -> datetime:
    """The clock of these stores: the day of the invented records."""
    return at(12)


@contextmanager
def cheaply(home: Path) -> Iterator[None]:
    """What `ruhu_home` and `cheap_vault` give a test, for a fixture of a whole module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RUHU_HOME", str(home))
        patch.setattr(vault, "FLOOR", CHEAP)
        patch.setattr(vault, "TARGET_SECONDS", 0)
        patch.setattr(six_words, "COST", CHEAP_WORDS)
        yield


def made(folder: Path) -> Store:
    """A new store, open."""
    return opening.create(folder, AREA, CLERK, PASSPHRASE, clock=noon).store


@dataclass(frozen=True)
class Template:
    """A closed store that is laid out again and again, quicker than it is made, and everywhere as the original."""

    folder: Path
    end: JournalEnd

    @classmethod
    def of(cls, store: Store) -> Self:
        store.close()
        return cls(store.folder, store.end)

    def laid_out(self, to: Path) -> Path:
        """The folder, which this computer knows as the store's own."""
        shutil.copytree(self.folder, to)
        with closing(Mirror(self.end.origin)) as mirror:
            mirror.write(to, self.end.seq, self.end.hash)
        return to


class Templates:
    """New stores that the tests of a process share: one for the first that a test asks for, another for its second."""

    def __init__(self, room: Path) -> None:
        self._room = room
        self._made: list[Template] = []

    def nth(self, n: int) -> Template:
        while len(self._made) <= n:
            with cheaply(self._room / "home"):
                self._made.append(Template.of(made(self._room / str(len(self._made)))))
        return self._made[n]


def unlocked(folder: Path) -> Unlocked:
    return vault.unlock(folder, PASSPHRASE, vault.slots(folder)[0].name)


def opened(folder: Path, *, read_only: bool = False, older_is_fine: bool = False) -> Store:
    """The store of this folder, opened by its first person."""
    return opening.open_store(folder, unlocked(folder), clock=noon, read_only=read_only, older_is_fine=older_is_fine)


def a_family(number: str, **changes: object) -> tuple[Record, ...]:
    """A household with an owner, a house and a wish."""
    household = a_household(number=number, **changes)
    return household, *(make(household=household.id) for make in (a_person, a_house, a_wish))


def put_in_its_place(store: Store, record: Evidence, content: bytes) -> None:
    """Seals other content under the name of a piece of evidence, as only a program with the key could."""
    household, digest = record.household or b"", record.digest or ""
    file = evidence.file_of(store.folder, store.opened.key, household, digest)
    padded = len(content).to_bytes(8, "big") + content
    with store.reading() as connection:
        bound = b"evidence" + household + digest.encode()
        file.write_bytes(store.secrets.seal(connection, household, bound, padded))


def accept(store: Store, entries: Iterable[Entry], keys: Mapping[bytes, Collection[bytes]]) -> int:
    """Takes in entries of a store that is trusted, without a bundle; how many were new."""
    return arriving.merge(store, Arrival(entries=entries, keys=keys), MergeLine(at=0)).entries


def as_a_laptop_s(folder: Path) -> None:
    """Makes the card of a store say that it is one of the field."""
    card = folder / "store.toml"
    card.write_text(card.read_text("utf-8").replace('"office"', '"field"'), "utf-8")


def numbers(store: Store) -> list[str | None]:
    """The household numbers in a store, in the order in which they were made."""
    return [household.number for household in store.records(Household)]


def everything(store: Store) -> dict[bytes, Record]:
    """All records of a store by their ids."""
    return {record.id: record for kind in CLASSES.values() for record in store.records(kind)}


def one_of_each(word: Callable[[str, str], str]) -> list[Record]:
    """A record of every kind in which every field is filled; texts are made from the record's and the field's name."""
    ids = {name: new_id() for name in RECORDS}
    return [
        CLASSES[kind.name](
            id=ids[kind.name],
            **{
                field.name: _FITTING.get((kind.name, field.name)) or _value(kind.name, field, word, ids)
                for field in kind.fields
                if not field.name.startswith("withdrawn")
            },
        )
        for kind in RECORDS.values()
    ]


def _value(record: str, field: Field, word: Callable[[str, str], str], ids: dict[str, bytes]) -> Any:
    match field.kind:
        case Kind.TEXT:
            return word(record, field.name)
        case Kind.LIST:
            return (word(record, field.name),)
        case Kind.NUMBER:
            return Decimal("1.25")
        case Kind.WHOLE | Kind.MONEY:
            return 3
        case Kind.DATE:
            return date(1956, 3, 7) if field.name == "birth_date" else TODAY
        case Kind.INSTANT:
            return at(9, 12)
        case Kind.YESNO:
            return True
        case Kind.CHOICE:
            return field.choices[0][0]
        case Kind.LINK:
            return None if field.to == record else ids[field.to or "person"]
