"""What became of a plan between two of its versions: rows that came, went or changed, by their names.

Promise: a row that only moved is no change, and nothing else is passed over. Hidden: what a row of each sheet is known
by, which is never its number.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from desktop.policy.vocabulary import BOUNDS, TABLE_KEYS, VALIDITY, Sheet, rank

_KEYS: Mapping[str, tuple[str, ...]] = {
    "cover": ("key",),
    "units": ("symbol",),
    "clauses": ("id",),
    "inputs": ("name",),
    "parameters": ("name", "from"),
    "items": ("name",),
    "options": ("item",),
    "notices": ("text",),
    "examples": ("example", "kind", "name"),
}
_ANY = "*"


@dataclass(frozen=True)
class Revision:
    """A cell that is another one; without a column, a row or a whole sheet that came (no `before`) or went.

    `name` is what the row is known by; "" is the first row of a table, or the sheet itself.
    """

    sheet: str
    name: str
    column: str
    before: str | None
    after: str | None


def revisions(old: Iterable[Sheet], new: Iterable[Sheet]) -> tuple[Revision, ...]:
    """Compare canonical sheets, in the order of the sheets."""
    before, after = ({sheet.name: sheet for sheet in sheets} for sheets in (old, new))
    found: list[Revision] = []
    for name in sorted({*before, *after}, key=rank):
        if name not in before or name not in after:
            is_new = name in after
            found.append(Revision(name, "", "", None if is_new else name, name if is_new else None))
        else:
            found += _of_sheet(before[name], after[name])
    return tuple(found)


def _of_sheet(old: Sheet, new: Sheet) -> Iterator[Revision]:
    if new.is_table:
        then, now = _head(old), _head(new)
        yield from _cells(new.name, "", then, now)
    before, after = _rows(old), _rows(new)
    for name in [*before, *(name for name in after if name not in before)]:
        if name not in after:
            yield Revision(new.name, name, "", name, None)
        elif name not in before:
            yield Revision(new.name, name, "", None, name)
        else:
            yield from _cells(new.name, name, before[name], after[name])


def _cells(sheet: str, name: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Revision]:
    for column in dict.fromkeys((*old, *new)):
        was, now = old.get(column, ""), new.get(column, "")
        if was != now:
            yield Revision(sheet, name, column, was, now)


def _rows(sheet: Sheet) -> dict[str, dict[str, str]]:
    """The rows by what they are known by; those that are known by the same are counted."""
    titles = sheet.titles
    keys = _table_keys(sheet) if sheet.is_table else _KEYS.get(sheet.name, titles[:1])
    seen: Counter[str] = Counter()
    found: dict[str, dict[str, str]] = {}
    for row in sheet.rows[2 if sheet.is_table else 1 :]:
        if not any(row):
            continue
        cells = dict(zip(titles, row, strict=False))
        told = [cells.get(key) or ("…" if sheet.is_table and key in BOUNDS else "") for key in keys]
        name = " · ".join(filter(None, told)) or _ANY
        seen[name] += 1
        found[name if seen[name] == 1 else f"{name} ({seen[name]})"] = cells
    return found


def _table_keys(sheet: Sheet) -> tuple[str, ...]:
    """What a row of a table is known by: its keys, its bounds and from when it holds."""
    titles = sheet.titles
    named = [title for title in titles if title and title not in BOUNDS and title not in VALIDITY]
    written = _head(sheet).get("keys", "")
    is_bounded = "from" in titles or "to" in titles
    count = int(written) if written.isdigit() else 0 if is_bounded else max(len(named) - 1, 1)
    return (*named[:count], *(title for title in titles if title in ("from", "to", "valid_from")))


def _head(sheet: Sheet) -> dict[str, str]:
    """The first row of a table: what is said of it as a whole."""
    row = sheet.rows[0] if sheet.rows else ()
    return {TABLE_KEYS.english(key): value for key, value in zip(row[::2], row[1::2], strict=False)}
