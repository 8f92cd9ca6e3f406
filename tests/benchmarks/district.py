"""An invented district to measure on: N households in one store, the same ones in every run.

Each household has three people, one or two houses, two fixtures and a visit: 8.5 rows on average. The store takes
minutes to make: `RUHU_BENCH_STORE` names a folder in which it stays for the benchmarks that follow. Without it each
benchmark makes its own and throws it away.
"""

import argparse
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

from desktop.domain import identity
from desktop.domain.records import Fixture, House, Household, Person, Record, Visit
from desktop.store import folder as place
from desktop.store import opening, vault
from desktop.store.store import Store
from desktop.store.vault import Unlocked
from desktop.store.writing import Batch

SURNAMES = "马王李张刘陈杨赵黄周吴徐孙胡朱高林何郭罗单曾解仇"
GIVEN = "示例样本虚构假设模拟试验范式图表甲乙丙丁戊己庚辛壬癸子丑寅卯"  # nobody is called so
ROLES = ("owner", "co_owner", "family")
BATCH = 500

_PASSPHRASE = "invented words for benchmarks"
_HERE = timezone(timedelta(hours=8))
_WORDS = "住了三十年，房子是老人留下的，煤棚是后来自己搭的，没有量过。希望离医院近一点，楼层不要太高，上下楼不方便。"


@dataclass(frozen=True, slots=True)
class District:
    """The folder of a store with the households from 0 to below `households`."""

    folder: Path
    households: int

    def unlocked(self) -> Unlocked:
        return vault.unlock(self.folder, _PASSPHRASE)

    def open(self) -> Store:
        return opening.open_store(self.folder, self.unlocked())

    @contextmanager
    def copied(self, name: str = "copy") -> Iterator["District"]:
        """A copy to write in; this one stays as it is.

        It lies where none ever lay: a store is refused where this computer has seen a newer one in its place.
        """
        copy = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.folder.parent)) / name
        shutil.copytree(self.folder, copy)
        if hasattr(os, "sync"):
            os.sync()  # else the disk is still at it while others are timed
        try:
            yield District(copy, self.households)
        finally:
            place.forget_ends(copy)  # the next one may lie on the same place of the disk
            shutil.rmtree(copy.parent)


@contextmanager
def district() -> Iterator[District]:
    """The district of as many households as the command line asks for (`--households`, 100,000 when it doesn't)."""
    parser = argparse.ArgumentParser(description="Measures; no figure fails.")
    parser.add_argument("--households", type=int, default=100_000, metavar="N", help="100000 by default")
    n = parser.parse_args().households
    with _room() as room:
        os.environ["RUHU_HOME"] = str(room / "home")
        folder = room / f"district-{n}"
        if not folder.exists():
            _make(folder, n)
        yield District(folder, n)


@contextmanager
def _room() -> Iterator[Path]:
    kept = os.environ.get("RUHU_BENCH_STORE")
    if kept:
        yield Path(kept).absolute()
        return
    with tempfile.TemporaryDirectory(prefix="ruhu-bench-") as room:
        yield Path(room)


def _make(folder: Path, n: int) -> None:
    print(f"making a district of {n:,} households …", flush=True)
    unfinished = folder.with_name("unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    with opening.create(unfinished, "示例片区", "陈示例", _PASSPHRASE).store as store:
        for first in range(0, n, BATCH):
            store.save_all(Batch(household(serial), "invented") for serial in range(first, min(first + BATCH, n)))
    unfinished.rename(folder)


def household(serial: int) -> list[Record]:
    """Everything of one household, with the household itself first and its people next."""
    lane, door = serial % 97, serial % 211
    of = Household(
        number=number(serial),
        plot=str(serial % 7 + 1),
        lane=f"示例里 {lane} 巷",
        door=str(door),
        address=f"示例里 {lane} 巷 {door} 号",
        address_note="蓝色铁门",
    )
    people = [person(3 * serial + nth, role, of.id) for nth, role in enumerate(ROLES)]
    houses = [house(serial, nth, of.id) for nth in range(1 + serial % 2)]
    fixtures = [
        Fixture(household=of.id, name=name, quantity=Decimal(2), unit="樘", unit_price=80_000, amount=160_000)
        for name in ("防盗门", "铝合金窗")
    ]
    return [of, *people, *houses, *fixtures, visit(of.id)]


def person(serial: int, role: str, of: bytes) -> Person:
    number, birth = id_number(serial)
    return Person(
        household=of,
        name=name(serial),
        role=role,
        sex=identity.sex(number),
        id_kind="resident",
        id_number=number,
        phone=f"100-{serial // 10_000:04}-{serial % 10_000:04}",
        birth_date=birth,
    )


def house(serial: int, nth: int, of: bytes) -> House:
    return House(
        household=of,
        tenure="private",
        certificate_number=f"示例房权证第 {serial:06}-{nth + 1} 号",
        registered_gross=Decimal("62.40"),
        recognised_area=Decimal("62.40"),
        recognised_area_source="产权证",
        structure="砖混",
        storeys=2,
        year_built=1950 + serial % 60,
        certified_use="住宅",
    )


def visit(of: bytes) -> Visit:
    return Visit(
        household=of,
        manner="home",
        began_at=datetime(2026, 11, 18, 9, 12, tzinfo=_HERE),
        ended_at=datetime(2026, 11, 18, 9, 41, tzinfo=_HERE),
        visitors=("陈示例", "何示例"),
        met_whom="马示例",
        present=2,
        copy_handed=True,
        situation=_WORDS,
    )


def number(serial: int) -> str:
    """The number of a household."""
    return f"DY-{serial // 1000:03}-{serial % 1000:03}"


def name(serial: int) -> str:
    """The name of a person: every seventh has two characters, the others three."""
    rest, surname = divmod(serial * 7919, len(SURNAMES))
    second, first = divmod(rest, len(GIVEN))
    return SURNAMES[surname] + GIVEN[first] + ("" if serial % 7 == 0 else GIVEN[second % len(GIVEN)])


def id_number(serial: int) -> tuple[str, date]:
    """A valid ID number of a division that doesn't exist, and the date of birth in it."""
    birth = date(1940, 1, 1) + timedelta(days=serial % 28_000)
    digits = f"999999{birth:%Y%m%d}{(serial // 28_000 + serial * 37) % 999 + 1:03}"
    return digits + identity._check_character(digits), birth
