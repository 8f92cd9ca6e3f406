"""A sheet 表_… → a table: how it is asked, its columns, its rows as text.

Promise: a bound always has its word, and which columns are keys follows from the sheet alone. What the cells mean is
judged where the calls are known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop.i18n import N_
from desktop.policy.language import folded
from desktop.policy.pack import Mode, Place, Table, TableRow
from desktop.policy.reading.lines import Known, Line, once, rows, split
from desktop.policy.units import Unit
from desktop.policy.vocabulary import BOUNDS, MODES, TABLE, TABLE_KEYS, VALIDITY, Sheet

_MOST_KEYS = 8
_TOTALS = ("方案", "option")  # what stands before a point in 方案.货币补偿
_MEANT = {  # by the bound, what is written for a word of it that says the same
    "from": {
        "超过": "大于 > 高于 多于 不含",
        "以上": "大于等于 大于或等于 >= ≥ 不低于 不小于 不少于 起 含",
    },
    "to": {
        "不满": "小于 < 低于 少于 不足 不含",
        "以内": "小于等于 小于或等于 <= ≤ 不高于 不大于 不超过 止 含",
    },
}
_WORDS = N_("以上 以下 以内 (incl) include the bound, 超过 不满 以外 (excl) do not.")


@dataclass(frozen=True)
class _Columns:
    """Which titles are what."""

    keys: int | None
    data: tuple[str, ...]  # keys, then values
    has_bounds: bool
    bounds: tuple[str, ...] = ()  # of which the column is there

    @property
    def key_titles(self) -> tuple[str, ...]:
        return self.data[: self.keys or 0]

    @property
    def value_titles(self) -> tuple[str, ...]:
        return self.data[self.keys or 0 :]


def read_table(sheet: Sheet, known: Known) -> Table | None:
    """Read a table; None where it has no name, no mode or no columns."""
    place = Place(sheet.name, 1)
    name = known.name(sheet.name.removeprefix(TABLE), place)
    if name in _TOTALS:
        known.told.add(
            place, N_("“{name}” can't be a name."), N_("The totals of the options are called so."), name=name
        )
    head = _head(sheet, known)
    mode = _mode(sheet, head, known)
    titles = once(sheet, known.told)
    if not titles:
        known.told.add(Place(sheet.name, 2), N_("The table has no titles."), N_("Write them into its second row."))
    by = known.by(head.get("by", ""), Place(sheet.name, 1, "by"))
    clause = known.clause(head.get("clause", ""), Place(sheet.name, 1, "clause"))
    if not name or mode is None or not titles:
        return None
    columns = _columns(sheet, head, mode, titles, known)
    if any(title in VALIDITY for title in titles) and not head.get("by"):
        known.told.add(
            Place(sheet.name, 1, "by"), N_("Which date chooses among the rows is not said."),
            N_("Write 按 (by) and the name of a date input into the first row."),
        )  # fmt: skip
    found = tuple(_row(line, columns, known) for line in rows(sheet, known.told, 2))
    if not found:
        known.told.add(Place(sheet.name, 3), N_("The table has no rows."), N_("Write them, or remove the sheet."))
    keys = None if columns.keys is None else columns.keys + columns.has_bounds
    values = None if columns.keys is None else len(columns.value_titles)
    return Table(
        name=name,
        mode=mode,
        keys=columns.keys,
        key_units=_units(sheet, "key_unit", head, keys, known),
        value_units=_units(sheet, "value_unit", head, values, known),
        clause=clause,
        by=by,
        titles=columns.data,
        rows=found,
        place=place,
    )


def _head(sheet: Sheet, known: Known) -> dict[str, str]:
    """The pairs of the first row."""
    head: dict[str, str] = {}
    row = sheet.rows[0] if sheet.rows else ()
    for start in range(0, len(row), 2):
        key, value = row[start], row[start + 1] if start + 1 < len(row) else ""
        place = Place(sheet.name, 1, key)
        if not key and not value:
            continue
        if key not in TABLE_KEYS:
            known.told.unknown(
                place, N_("The first row of a table has no “{word}”."), key, TABLE_KEYS.all(),
                N_("It holds pairs: 方式, 查表, 键单位, ㎡, … (mode, lookup, key_unit, m2)."),
            )  # fmt: skip
        elif key in head:
            known.told.add(place, N_("“{key}” is there twice."), N_("Remove one of the two."), key=key)
        else:
            head[key] = value
    return head


def _mode(sheet: Sheet, head: Mapping[str, str], known: Known) -> Mode | None:
    word = head.get("mode", "")
    if word in MODES:
        return Mode(word)
    words = "、".join(map(MODES.spoken, MODES.chinese))
    place = Place(sheet.name, 1, "mode")
    if word:
        known.told.unknown(
            place, N_("“{word}” is none of the words that can stand here."), word, MODES.all(),
            N_("Write one of these: {words}."), words=words,
        )  # fmt: skip
    else:
        known.told.add(
            place, N_("How the table is asked is not said."),
            N_("Begin its first row with 方式 (mode) and one of: {words}."), words=words,
        )  # fmt: skip
    return None


def _columns(sheet: Sheet, head: Mapping[str, str], mode: Mode, titles: Sequence[str], known: Known) -> _Columns:
    told, count = (
        known.told,
        known.whole(Line(sheet.name, 1, head), "keys", 0 if mode is not Mode.LOOKUP else 1, _MOST_KEYS),
    )
    has_bounds = mode is not Mode.LOOKUP
    reserved = {*VALIDITY.chinese, *(BOUNDS.chinese if has_bounds else ())}
    data = tuple(title for title in titles if title not in reserved)
    bounds = [place for place, title in enumerate(titles) if has_bounds and title in BOUNDS]
    if has_bounds:
        before = sum(title not in reserved for title in titles[: bounds[0]]) if bounds else 0
        lacking = [bound for bound in ("from", "to") if f"{bound}_word" in titles and bound not in titles]
        for bound in lacking:
            told.add(
                Place(sheet.name, 2), N_("The column “{title}” is missing."), N_("Add it to the second row."),
                title=BOUNDS.both(bound),
            )  # fmt: skip
        if lacking:
            pass
        elif not {"from", "to"} & set(titles):
            told.add(
                Place(sheet.name, 2), N_("The table has no column for its bounds."),
                N_("Add 下限, 下限词, 上限, 上限词 (from, from_word, to, to_word) before its values."),
            )  # fmt: skip
        elif count is not None and count != before:
            told.add(
                Place(sheet.name, 1, "keys"), N_("{count} key columns are told, and {found} stand before the bounds."),
                N_("Correct the number, or leave it out."), count=count, found=before,
            )  # fmt: skip
        count = before
    if count is not None and count >= len(data):
        told.add(Place(sheet.name, 2), N_("The table has no column of values."), N_("Add one after its keys."))
    return _Columns(count, data, has_bounds, tuple(bound for bound in ("from", "to") if bound in titles))


def _units(sheet: Sheet, key: str, head: Mapping[str, str], columns: int | None, known: Known) -> tuple[Unit, ...]:
    place = Place(sheet.name, 1, key)
    found = tuple(known.unit(text, place) for text in split(head.get(key, "")))
    if columns is not None and len(found) not in (0, 1, columns):
        known.told.add(
            place, N_("{found} units are told for {columns} columns."),
            N_("Write one for all, or one for each, with bars."), found=len(found), columns=columns,
        )  # fmt: skip
    return found


def _row(line: Line, columns: _Columns, known: Known) -> TableRow:
    since, until = (known.day(line[title], line.place(title)) for title in VALIDITY.chinese)
    known.require_order(since, until, line.place("valid_to"))
    if columns.has_bounds:
        for bound in columns.bounds:
            _check_bound(line, bound, known)
    return TableRow(
        keys=tuple(line[title] for title in columns.key_titles),
        low=line["from"] if columns.has_bounds else "",
        is_low_included=columns.has_bounds and line["from_word"] == "incl",
        high=line["to"] if columns.has_bounds else "",
        is_high_included=columns.has_bounds and line["to_word"] == "incl",
        values=tuple(line[title] for title in columns.value_titles),
        since=since,
        until=until,
        row=line.row,
    )


def _check_bound(line: Line, bound: str, known: Known) -> None:
    title = f"{bound}_word"
    word = line[title]
    if word and word not in ("incl", "excl"):
        plain = folded(word).replace(" ", "")
        meant = next((written for written, words in _MEANT[bound].items() if plain in words.split()), "")
        known.told.add(
            line.place(title),
            N_("“{word}” is none of the words of a bound.") if meant else
            N_("“{word}” does not say whether the bound is included."),
            N_("Write {proposal}.") if meant else _WORDS,
            word=word, proposal=meant,
        )  # fmt: skip
    elif line[bound] and not word:
        known.told.add(line.place(title), N_("The bound {bound} has no word beside it."), _WORDS, bound=line[bound])
    elif word and not line[bound]:
        known.told.add(
            line.place(bound), N_("A word stands here without a bound."),
            N_("Write the bound, or remove the word: an empty bound is open."),
        )  # fmt: skip
