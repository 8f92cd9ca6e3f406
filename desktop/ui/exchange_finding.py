"""Which bundles there are: on the sticks, chosen, or in the store's inbox since an earlier look.

Promise: a file on a stick is copied and verified once, not again for its copy in the inbox. Hidden: files are looked
for on the sticks themselves and not in their folders, and known by their first bytes.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from desktop.casework import receiving
from desktop.casework.receiving import Arrived, State
from desktop.exchange import bundle, inbox
from desktop.paths import Stick
from desktop.store.store import Store

_MOST = 500  # files of a stick that are looked at


def bundles_on(sticks: Sequence[Stick], own: Collection[Path]) -> list[Path]:
    """The bundles that lie on these sticks, without those that were written from here just now."""
    found = list[Path]()
    for stick in sticks:
        try:
            files = sorted(each for each in stick.folder.iterdir() if each.is_file() and each not in own)
            found += [each for each in files[:_MOST] if bundle.is_bundle(each)]
        except OSError:
            continue  # it was pulled out meanwhile
    return found


def stamp(file: Path) -> tuple[int, int]:
    """By what a file is known to be another one."""
    try:
        found = file.stat()
    except OSError:
        return 0, 0
    return found.st_size, found.st_mtime_ns


def found(store: Store, files: Sequence[Path]) -> tuple[Arrived, ...]:
    """The bundles in these files, and those that wait in the inbox; parts of one in both are one."""
    new = receiving.found(store, files)
    known = {file for each in new for file in each.files}
    waiting = receiving.found(store, [file for file in inbox.sealed(store.folder) if file not in known])
    rest = {each.bundle or each.files: each for each in waiting if each.state is not State.MERGED}
    together = [_joined(each, rest.pop(each.bundle, None)) for each in new]
    return tuple(sorted((*together, *rest.values()), key=lambda each: each.state is not State.READY))


def _joined(new: Arrived, other: Arrived | None) -> Arrived:
    if other is None or other.state is not State.READY:
        return new
    if new.state is not State.READY:
        return other
    missing = tuple(part for part in new.missing if part in other.missing)
    return replace(new, files=(*new.files, *other.files), missing=missing)
