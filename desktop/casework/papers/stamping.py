"""Gives a paper its check code, under the area's check key.

Promise: the same words have the same code on every machine that holds the key, and once printed they keep theirs.
Hidden: that a store makes its key when it is first asked for, that machines which did so apart have several, and that
the oldest one is used from then on.
"""

from collections.abc import Iterable, Sequence

from desktop.domain import check_code
from desktop.domain.check_code import Stamp
from desktop.domain.errors import Refused
from desktop.domain.records import CheckKey, Printing
from desktop.store.store import Store


def stamp(store: Store, lines: Iterable[str]) -> Stamp | None:
    """The code of what a paper says; None where the area has no key yet and this person can't write one."""
    said = tuple(lines)
    codes = [check_code.stamp(key, said) for key in keys(store) or _made(store)]
    return _printed(store, codes) or next(iter(codes), None)


def keys(store: Store) -> tuple[str, ...]:
    """The area's check keys, the oldest first."""
    rows = sorted(store.records(CheckKey), key=lambda row: row.id)
    return tuple(row.key for row in rows if row.key and not row.withdrawn)


def _printed(store: Store, codes: Sequence[Stamp]) -> Stamp | None:
    """Of several codes of the same words the one with which they were printed first."""
    if len(codes) < 2:  # noqa: PLR2004  nothing to choose from
        return None
    rows = store.records(Printing, code=[each.code for each in codes])
    first = next((row.code for row in rows if not row.withdrawn), None)
    return next((each for each in codes if each.code == first), None)


def _made(store: Store) -> tuple[str, ...]:
    try:
        store.save(CheckKey(key=check_code.new_key()))
    except Refused:  # read only, or a person who only looks: the paper is shown without a code
        return ()
    return keys(store)
