"""An office and laptops that exchange real files: enrolled as people do it, each bundle carried by a test."""

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import stores
from builders import a_household

from desktop.casework import assignment, certifying, enrolment, office_keys
from desktop.casework.certifying import Terms, Wanted
from desktop.domain.fields import Role
from desktop.domain.records import Household, Staff
from desktop.exchange import certificates, export, merge, six_words
from desktop.exchange.consignment import EVERYTHING, Addressee, Wish
from desktop.exchange.downward import Recipient
from desktop.exchange.export import Done
from desktop.store.store import Store

PASSPHRASE = "banma chahu denglong huafen"
CHEAP_WORDS = {"memory": 128, "passes": 1, "lanes": 1}


@dataclass
class Area:
    """An office with its keys, laptops beside it, and a stick."""

    home: Path
    office: Store
    stack: ExitStack
    laptops: dict[str, Store] = field(default_factory=dict)
    hours: int = 0

    def now(self) -> datetime:
        """A clock that goes on by a minute each time."""
        self.hours += 1
        return stores.noon() + timedelta(minutes=self.hours)

    def enrolled(self, name: str, person: str, team: str = "一组", role: Role = Role.WORKER) -> Store:
        """A laptop whose words were compared both ways, and that took its first bundle in."""
        made = enrolment.make(self.home / name, name, person, PASSPHRASE, team=team, role=role, clock=self.now)
        store = self.laptops[name] = self.stack.enter_context(made.store)
        terms = replace(Terms(), team=team, people={person: Wanted(role=role)})
        content, words = enrolment.request(store), enrolment.status(store).own
        done = certifying.approve(self.office, content, terms, words)
        enrolment.adopt(store, certificates.from_text(done.device.certificate or ""), certifying.words(self.office))
        staff = next(each for each in self.office.records(Staff) if each.name == person)
        self.office.save(replace(staff, team=team))
        return store

    def household(self, number: str, holder: str | None = None, **changes: object) -> Household:
        """One of the office's ledger, which somebody looks after."""
        home = a_household(number=number, **changes)
        self.office.save(home)
        if holder:
            self.assign(home.id, holder)
        return self.seen(self.office, home.id)

    def assign(self, household: bytes, holder: str) -> None:
        to = assignment.person_named(self.office, holder)
        assignment.hand_over(self.office, assignment.planned(self.office, [household], to))

    def down(self, name: str, wish: Wish = EVERYTHING, **how: Any) -> Done:
        """A bundle of the office to a laptop."""
        return export.export(self.office, self.stick(), self.recipient(name), wish, **how)

    def up(self, name: str, wish: Wish = EVERYTHING, to: str | None = None, **how: Any) -> Done:
        """A bundle of a laptop to the office, or to another."""
        return export.export(self.laptops[name], self.stick(), self.addressee(to), wish, **how)

    def round(self, name: str) -> None:
        """What a laptop has goes up, and what is known of its households comes down."""
        take(self.office, self.up(name))
        take(self.laptops[name], self.down(name))

    def recipient(self, name: str) -> Recipient:
        known = certifying.device_named(self.office, name)
        return Recipient(known.certificate, certificates.from_text(known.row.certificate or ""))

    def addressee(self, name: str | None) -> Addressee:
        if name is not None:
            told = self.recipient(name).certificate
            return Addressee(told.device, told.name, told.box)
        return Addressee(b"", "示例征收办", certifying.office_keys(self.office).box)

    def stick(self) -> Path:
        """A folder that nothing was written to yet."""
        return self.home / "stick" / str(len([*(self.home / "stick").glob("*")]))

    def seen(self, store: Store, household: bytes) -> Household:
        found = store.get(Household, household)
        assert found is not None
        return found


def take(store: Store, done: Done) -> list[merge.Taken]:
    """Takes all files of a bundle in."""
    return [take_file(store, file) for file in done.files]


def take_file(store: Store, file: Path) -> merge.Taken:
    return merge.take_in(store, file, hashlib.sha256(file.read_bytes()).digest())


@contextmanager
def area(home: Path, office: Store) -> Iterator[Area]:
    """Beside an open store of the office."""
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        patch.setattr(six_words, "COST", CHEAP_WORDS)
        office_keys.make_escrow(office, home / "escrow.pdf", "zh_CN")
        (home / "stick").mkdir()
        yield Area(home, office, stack)
