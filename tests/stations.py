"""An office with leads and laptops as real stores in real folders, and bundles of real files that go between them.

A founded district is laid out again and again. What goes wrong is done by the tests: they keep files, leave some out,
put a folder back to an older copy, set clocks.
"""

import hashlib
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import stores
from builders import a_household, at
from stores import PASSPHRASE

from desktop import paths
from desktop.casework import assignment, certifying, enrolment
from desktop.domain.fields import Role
from desktop.domain.records import Household, Staff
from desktop.exchange import certificates, export, keys, merge, station
from desktop.exchange.consignment import EVERYTHING, Addressee, Wish
from desktop.exchange.downward import Recipient
from desktop.exchange.merge import Taken
from desktop.store import vault
from desktop.store.folder import Mirror
from desktop.store.opening import open_store
from desktop.store.store import Store
from desktop.store.writing import JournalEnd

OFFICE, LEAD, OTHER_LEAD, WORKER, SECOND, STRANGER = "office", "lead", "lead-2", "worker", "worker-2", "worker-3"
TEAMS = {LEAD: "一组", WORKER: "一组", SECOND: "一组", OTHER_LEAD: "二组", STRANGER: "二组"}
PEOPLE = {LEAD: "组长示例", WORKER: "何示例", SECOND: "段示例", OTHER_LEAD: "组长二例", STRANGER: "贺示例"}
"""Who works on which laptop."""


@dataclass
class Clock:
    """A computer's clock, which a test sets; it goes on by a second whenever somebody looks."""

    now: datetime = field(default_factory=lambda: at(12))

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@dataclass(frozen=True)
class Founded:
    """A closed district: an office that made its keys, and the laptops that it enrolled."""

    folder: Path
    ends: Mapping[str, JournalEnd]

    @classmethod
    def by(cls, room: Path, names: Iterable[str] = tuple(TEAMS)) -> "Founded":
        with stores.cheaply(room / "home"), stores.made(room / "d" / OFFICE) as office:
            with office.writing() as connection:
                station.keep(connection, keys.found_office()[0])
            ends = {name: _enrolled(room / "d" / name, name, office) for name in names}
            ends[OFFICE] = office.end
        return cls(room / "d", ends)

    @contextmanager
    def laid_out(self, to: Path) -> Iterator["District"]:
        """Its stores are laid out and opened when a test first asks for them."""
        to.mkdir()
        with ExitStack() as opened:
            yield District(to, self, opened)


def _enrolled(folder: Path, name: str, office: Store) -> JournalEnd:
    person, team = PEOPLE.get(name, name), TEAMS.get(name, "一组")
    role = Role.LEAD if name.startswith("lead") else Role.WORKER
    with enrolment.make(folder, name, person, PASSPHRASE, team=team, role=role, clock=stores.noon).store as store:
        terms = certifying.Terms(people={person: certifying.Wanted(role=role)}, name=name, team=team)
        told = certifying.approve(office, enrolment.request(store), terms, enrolment.status(store).own)
        enrolment.adopt(store, certificates.from_text(told.device.certificate or ""), certifying.words(office))
        return store.end


@dataclass(frozen=True)
class Picture:
    folder: Path


class District:
    """Open stores, each in its folder, and the sticks between them."""

    def __init__(self, room: Path, founded: Founded, opened: ExitStack) -> None:
        self.room = room
        self._founded = founded
        self.stores: dict[str, Store] = {}
        self.clocks: dict[str, Clock] = {}
        self._opened = opened
        self._sticks = count(1)

    def __getitem__(self, name: str) -> Store:
        if name not in self.stores:
            end = self._founded.ends[name]
            shutil.copytree(self._founded.folder / name, self.room / name)
            with closing(Mirror(end.origin)) as mirror:
                mirror.write(self.room / name, end.seq, end.hash)
            self.open(name)
        return self.stores[name]

    @property
    def office(self) -> Store:
        return self[OFFICE]

    # What people do

    def household(self, by: str, number: str, **changes: object) -> Household:
        """Writes a household down."""
        home = a_household(number=number, **changes)
        self[by].save(home)
        return home

    def edit(self, by: str, home: Household, **changes: object) -> None:
        """Edits a household as it stands there."""
        store = self[by]
        known = store.get(Household, home.id)
        assert known is not None, f"{by} doesn't hold it"
        store.save(replace(known, **changes))

    def shown(self, by: str, home: Household) -> Household | None:
        return self[by].get(Household, home.id)

    def assign(self, to: str, *homes: Household) -> None:
        """The office hands households to whoever works on a laptop."""
        row = assignment.person_named(self.office, PEOPLE[to])
        assignment.hand_over(self.office, assignment.planned(self.office, [home.id for home in homes], row))

    def staff(self, name: str) -> Staff:
        return assignment.person_named(self.office, PEOPLE[name])

    # What is carried

    def up(self, name: str, to: str = OFFICE, wish: Wish = EVERYTHING, **options: object) -> tuple[Path, ...]:
        """The files of what a laptop sends to the office, or to a lead."""
        store = self[name]
        with store.reading() as connection:
            trust = station.station(connection).trust
        if to == OFFICE:
            addressee = Addressee(b"", OFFICE, trust.box)
        else:
            told = certifying.device_named(self.office, to).certificate
            addressee = Addressee(told.device, told.name, told.box)
        return export.export(store, self.stick(), addressee, wish, **options).files  # pyright: ignore[reportArgumentType]

    def down(self, name: str, wish: Wish = EVERYTHING, **options: object) -> tuple[Path, ...]:
        """The files of what the office sends to a laptop."""
        known = certifying.device_named(self.office, name)
        recipient = Recipient(known.certificate, certificates.from_text(known.row.certificate or ""))
        return export.export(self.office, self.stick(), recipient, wish, **options).files  # pyright: ignore[reportArgumentType]

    def take(self, at: str, files: Iterable[Path], *, rehearse: bool = False) -> list[Taken]:
        """Takes files in, in this order."""
        taken = [merge.take_in(self[at], file, digest_of(file), rehearse=rehearse) for file in files]
        if at != OFFICE and not rehearse:
            enrolment.take_newest(self[at])
        return taken

    def exchange(self, *names: str) -> None:
        """Each of these laptops sends up, and takes in what the office answers."""
        laptops = names or [each for each in self._founded.ends if each != OFFICE]
        for name in laptops:
            self.take(OFFICE, self.up(name))
        for name in laptops:
            self.take(name, self.down(name))

    # What happens to stores

    def open(self, name: str, folder: Path | None = None, *, older_is_fine: bool = True) -> Store:
        """Opens a store, or another folder in the name of a laptop."""
        place = folder or self.room / name
        self.clocks.setdefault(name, Clock())
        unlocked = vault.unlock(place, PASSPHRASE, vault.slots(place)[0].name)
        store = open_store(place, unlocked, clock=self.clocks[name], older_is_fine=older_is_fine)
        self.stores[name] = self._opened.enter_context(store)
        return store

    def reopened(self, name: str, person: str, passphrase: str) -> Store:
        """Opens a laptop's store again, by somebody else who works on it."""
        self[name].close()
        unlocked = vault.unlock(self.room / name, passphrase, person)
        self.stores[name] = self._opened.enter_context(open_store(self.room / name, unlocked, clock=self.clocks[name]))
        return self.stores[name]

    def copied(self, name: str, to: str) -> Path:
        """Copies a store's folder as it is now; the copy is closed."""
        self[name].close()
        shutil.copytree(self.room / name, self.room / to)
        self.open(name)
        return self.room / to

    def put_back(self, name: str, copy: Path) -> Store:
        """Puts an older copy in the place of a store, and opens it there."""
        self[name].close()
        shutil.rmtree(self.room / name)
        shutil.copytree(copy, self.room / name)
        return self.open(name)

    def pictured(self, name: str) -> "Picture":
        """A picture of a whole computer: the store, and what the computer knows of it."""
        self[name].close()
        picture = Picture(self.room / f"{name} picture {next(self._sticks)}")
        shutil.copytree(self.room / name, picture.folder / "store")
        shutil.copytree(paths.config_folder(), picture.folder / "config")
        self.open(name)
        return picture

    def put_on(self, name: str, picture: "Picture") -> Store:
        """Puts the picture back on a computer: the very same folder, which nothing tells from the original."""
        self[name].close()
        folder, config = self.room / name, paths.config_folder()
        for kept, place in (("store", folder), ("config", config)):
            for each in place.iterdir():
                shutil.rmtree(each) if each.is_dir() else each.unlink()
            shutil.copytree(picture.folder / kept, place, dirs_exist_ok=True)
        return self.open(name)

    def as_founded(self, name: str) -> Store:
        """Puts a store as it was in the beginning in the place of what it became."""
        self[name].close()
        folder = self.room / f"{name} anew {next(self._sticks)}"
        shutil.copytree(self._founded.folder / name, folder)
        return self.open(name, folder)

    def stick(self) -> Path:
        folder = self.room / "sticks" / f"{next(self._sticks)}"
        folder.mkdir(parents=True)
        return folder


def digest_of(file: Path) -> bytes:
    return hashlib.sha256(file.read_bytes()).digest()
