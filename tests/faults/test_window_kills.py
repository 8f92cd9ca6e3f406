"""Killed while somebody types: at most the field under the cursor is lost (R02)."""

import contextlib
import random
import time
from decimal import Decimal
from multiprocessing.context import ForkServerContext
from pathlib import Path

import editing
import pytest
import stores
from editing import KINDS, Field
from stores import Template

from desktop.store import checking
from desktop.store.drafts import drafts_of
from desktop.store.store import Store

_TOLD = 24  # the most that is told before the kill: each field before it is typed into, and after
_SECONDS = 0.1  # in which a field is typed, or two
TIMES = [pytest.param(20, id="sample"), pytest.param(200, id="all", marks=pytest.mark.faults)]


@pytest.fixture
def used(tmp_path: Path, ruhu_home: Path, cheap_vault: None) -> Template:
    """A store with one family. Its home is that of those who are killed."""
    del ruhu_home, cheap_vault
    store = stores.made(tmp_path / "area")
    store.save(*stores.a_family("DY-03-0127"))
    return Template.of(store)


@pytest.mark.parametrize("times", TIMES)
def test_only_the_field_being_typed_is_lost(
    times: int, used: Template, keyboard: ForkServerContext, tmp_path: Path, ruhu_home: Path
) -> None:
    chance = random.Random(times)  # noqa: S311  a fixed seed
    left = 0
    for seed in range(times):
        folder = used.laid_out(tmp_path / str(seed))
        moment = chance.randint(0, _TOLD), chance.uniform(0, _SECONDS)
        typed, at_hand = typed_until_killed(keyboard, folder, ruhu_home, seed, moment)
        assert checking.check(folder, stores.unlocked(folder)).is_whole
        with stores.opened(folder) as store:
            lost = {field for field, text in typed.items() if field != at_hand and text not in held(store, field)}
        assert not lost, f"seed {seed}"
        left += len(typed)
    assert left > times, "they were killed while typing, not before"


def typed_until_killed(
    keyboard: ForkServerContext, folder: Path, home: Path, seed: int, moment: tuple[int, float]
) -> tuple[dict[Field, str], Field | None]:
    """What was typed and left, by field, and the field that was being typed into.

    The moment of the kill: so much was told, and then so many seconds went by; a slow machine is not killed earlier.
    """
    ours, theirs = keyboard.Pipe(duplex=False)
    worker = keyboard.Process(target=editing.edit, args=(folder, home, seed, theirs), daemon=True)
    worker.start()
    theirs.close()
    assert ours.recv() == "ready"
    told = [ours.recv() for _ in range(moment[0])]
    time.sleep(moment[1])
    worker.kill()
    worker.join()
    with contextlib.suppress(EOFError):
        while ours.poll():
            told.append(ours.recv())
    typed = {field: text for field, text in told if text is not None}
    at_hand = told[-1][0] if told and told[-1][1] is None else None
    return typed, at_hand


def held(store: Store, field: Field) -> set[str]:
    """What a store has of a field: in the record, and in a draft."""
    record = store.get(KINDS[field.record], field.row)
    drafted = (draft.fields for draft in drafts_of(store))
    typed = {str(each["typed"].get(field.name)) for each in drafted if each.get("id") == field.row}
    value = getattr(record, field.name)
    return typed | {f"{value:f}" if isinstance(value, Decimal) else f"{value}"}
