"""Killed at any moment of a long day of visits: at most the field being typed is lost, and no photo (R02)."""

import contextlib
import random
import signal
import time
from collections.abc import Iterator, Mapping
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import calling
import pictures
import plans
import pytest
import stores
from builders import a_house, a_household, a_person, at
from calling import HOMES, PHOTOS, Errand, Step
from stores import Template

from desktop.casework import evidence, policy
from desktop.domain.records import CLASSES, Evidence, Household, Service, Visit
from desktop.store import checking
from desktop.store import evidence as shelf
from desktop.store.drafts import drafts_of
from desktop.store.store import Store

TIMES = [  # and how much is told at most before the kill: each step before it is done, and after
    pytest.param(20, 30, id="sample"),
    pytest.param(1000, 24, id="all", marks=pytest.mark.faults),
]
_SECONDS = 0.1  # in which a step is done, or two


@pytest.fixture
def used(tmp_path: Path, ruhu_home: Path, cheap_vault: None) -> Template:
    """A store with some families, and a plan in use."""
    del ruhu_home, cheap_vault
    clause = "第二条,示例方案,第二条,搬家有补助。,搬家有补助。\n"
    folder = plans.a_plan(tmp_path / "plan", ("clauses", "", clause), ("examples", "", plans.COVERED))
    store = stores.made(tmp_path / "area")
    for n in range(HOMES):
        home = a_household(number=f"DY-03-{n:04}")
        report = Service(
            household=home.id, document="appraisal_report", document_number=str(n), manner="handed", served_at=at(9),
            servers=("陈示例", "何示例"),
        )  # fmt: skip
        store.save(home, a_person(household=home.id), a_house(household=home.id), report)
    return Template.of(plans.issued(store, policy.read(folder)))


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for n in range(HOMES * PHOTOS):
        (folder / f"{n:02}.jpg").write_bytes(pictures.a_photo(640 + n, 480))
    return folder


@pytest.mark.parametrize(("times", "told"), TIMES)
def test_of_a_day_of_visits_only_the_field_being_typed_is_lost(
    times: int,
    told: int,
    used: Template,
    photos: Path,
    *,
    keyboard: ForkServerContext,
    tmp_path: Path,
    ruhu_home: Path,
) -> None:
    chance = random.Random(times)  # noqa: S311  a fixed seed
    day = Day(keyboard, Errand(used.laid_out(tmp_path / "0"), ruhu_home, photos, 0, frozenset()))
    steps = 0
    for n in range(1, times + 1):
        steps -= len(day.done)
        day.go_on(chance.randint(0, told), chance.uniform(0, _SECONDS))
        steps += len(day.done)
        day.require_all()
        if day.is_over:
            day = Day(keyboard, Errand(used.laid_out(tmp_path / str(n)), ruhu_home, photos, n, frozenset()))
    assert steps > times, "they were killed while at it, not before"


class Day:
    """A day of visits, and what of its script is done."""

    def __init__(self, keyboard: ForkServerContext, errand: Errand) -> None:
        self._keyboard, self._errand = keyboard, errand
        self._script = calling.script(errand.seed)
        self._at_hand: set[int] = set()
        self._begun: set[int] = set()  # by whoever was killed, too
        self.done: set[int] = set()

    @property
    def is_over(self) -> bool:
        return len(self.done) == len(self._script)

    def go_on(self, most: int, seconds: float) -> None:
        """Somebody goes on with it, and is killed when so much was told, or all was done, and so many seconds later."""
        ours, theirs = self._keyboard.Pipe(duplex=False)
        errand = Errand(
            self._errand.folder, self._errand.home, self._errand.photos, self._errand.seed, frozenset(self.done)
        )
        worker = self._keyboard.Process(target=calling.call, args=(errand, theirs), daemon=True)
        worker.start()
        theirs.close()
        assert ours.recv() == "ready"
        heard = [*_heard(ours, most)]
        time.sleep(seconds)
        worker.kill()
        worker.join()
        assert worker.exitcode == -signal.SIGKILL, f"it ended by itself: {self._told()}"
        self._at_hand.clear()
        for told in (*heard, *_heard_since(ours)):
            if told == "all":
                assert self.is_over
            elif told > 0:
                self._at_hand.add(told)
                self._begun.add(told)
            else:
                self._at_hand.discard(-told)
                self.done.add(-told)

    def require_all(self) -> None:
        """The store is whole, each photo has its file, and everything that was done is there."""
        folder = self._errand.folder
        report = checking.check(folder, stores.unlocked(folder))
        assert report.is_whole, self._told()
        with stores.opened(folder) as store:
            homes = sorted(store.records(Household), key=lambda each: each.number or "")
            for n, home in enumerate(homes):
                steps = [self._script[number - 1] for number in self.done if self._script[number - 1].home == n]
                lost = [*_lost(store, home, steps)]
                assert not lost, self._told()
            for photo in store.records(Evidence):
                assert evidence.content(store, photo)
            drafted = {(each.household, digest) for each in drafts_of(store) for digest in _digests(each.fields)}
            for home, digest in drafted:
                assert shelf.read(store, home or b"", digest)
        on_the_way = sum(self._script[n - 1].does == "take_photo" for n in self._begun - self.done)
        assert report.loose <= len(drafted) + on_the_way, f"nothing names a file: {self._told()}"

    def _told(self) -> str:
        hand = [self._script[n - 1] for n in self._at_hand]
        return f"seed {self._errand.seed}, {len(self.done)} of {len(self._script)} done, killed at {hand}"


def _lost(store: Store, home: Household, steps: list[Step]) -> Iterator[Step]:
    """What was done at a household and is neither in the record nor, where that will do, in a draft."""
    drafts = [each for each in drafts_of(store) if each.household == home.id]
    rows = [
        home,
        *(
            row
            for kind in CLASSES.values()
            if "household" in kind.record_type().field
            for row in store.records(kind, household=home.id)
        ),
    ]
    written = "\n".join(("", *(line for row in rows for line in _lines(vars(row))), ""))
    held = "\n".join((written, *(line for each in drafts for line in _lines(each.fields)), ""))
    for step in steps:
        if not any(each in (written if step.is_written else held) for each in step.found):
            yield step
    for each in drafts:
        if each.record == "visit":
            assert store.get(Visit, each.fields["id"]) is None, "it is a record, or a draft"


def _digests(fields: Mapping[str, Any]) -> Iterator[str]:
    """The photos that a draft names."""
    yield from (each["digest"] for each in fields.get("photos", {}).get("records", ()))


def _lines(value: Any, name: str = "") -> Iterator[str]:
    """Each value with its name, as `name=value`."""
    match value:
        case None | bytes():
            return
        case Mapping():
            for key, inside in value.items():
                yield from _lines(inside, key)
        case list() | tuple():
            for inside in value:
                yield from _lines(inside, name)
        case _:
            yield f"{name}={value}"


def _heard(ours: Any, most: int) -> Iterator[Any]:
    """What is told, as it is told: so much at most, and nothing after "all"."""
    with contextlib.suppress(EOFError):
        for _ in range(most):
            yield (told := ours.recv())
            if told == "all":
                return


def _heard_since(ours: Any) -> Iterator[Any]:
    with contextlib.suppress(EOFError):
        while ours.poll():
            yield ours.recv()
