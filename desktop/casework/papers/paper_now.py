"""What became of a paper since it was made: whether what it says still is what is kept here.

Promise: a paper is the newest only where its own words come out again from today's records; else it is told what moved,
since when and why. Hidden: by which of its rows a later version of each kind is found.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.casework import calculation as reckoning
from desktop.casework import visiting
from desktop.casework.papers import locked_sum, making
from desktop.casework.papers.made import Made
from desktop.domain.errors import Refused
from desktop.domain.records import CLASSES, Calculation, CalculationCheck, Household, Record, Sheet
from desktop.i18n import Language
from desktop.sheets.sum_table import Way
from desktop.store.store import Store

_ROWS = {  # which record the row of a kind is
    "sheet": "sheet",
    "card": "calculation",
    "visit": "visit",
    "not_met": "visit",
    "explanation": "explanation",
    "service": "service",
    "grievance": "grievance",
    "agreement": "agreement",
}
_OF_A_ROW = {*_ROWS} - {"sheet", "card"}  # whose own day is told, whenever they are printed
_ONE_DAY = timedelta(days=1)
_SEVERAL = {"remedies"}  # of which a household has more than one at once, told apart by their numbers
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DIGEST = re.compile(r"\b[0-9a-f]{8,}\b")
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Known:
    """A paper that this store can tell of: its kind, the row it is of, its household and language, and its words.

    `day` is that of its printing; None where it is in no register here.
    """

    kind: str
    row: bytes | None
    household: Household | None
    number: str
    version: int | None
    language: Language
    words: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """What a way comes to, on the paper and now; or a line of it. A `label` of a line is none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Now:
    """What became of it: `is_newest`, or `withdrawn` with its reason, or the later `version`, since when and why.

    `unclear` is why that can't be told here.
    """

    is_newest: bool = False
    is_withdrawn: bool = False
    reason: str = ""
    version: int | None = None
    since: date | None = None
    moved: tuple[Moved, ...] = ()
    unclear: Refused | None = None


def now(store: Store, known: Known) -> Now:
    """What became of a paper. What it is told from is read, and nothing is written."""
    row = _row(store, known)
    if row is not None and vars(row).get("withdrawn"):
        return Now(is_withdrawn=True, reason=str(vars(row).get("withdrawn_reason") or ""))
    try:
        return _NOW.get(known.kind, _by_words)(store, known)
    except Refused as why:
        return Now(unclear=why)


def of_words(store: Store, words: str) -> Known | None:
    """The paper that says these words, where it can be made here: its household is found by the number in them."""
    language = Language.CHINESE if _HAN.search(words.partition("\n")[0]) else Language.ENGLISH
    homes = [
        home
        for home in store.records(Household)
        if home.number and home.number in words and _stands_in(home.number, words)
    ]
    for home in sorted(homes, key=lambda each: len(each.number or ""), reverse=True):
        for kind, row in _candidates(store, home):
            for made in _tried(store, kind, home, row, language):
                known = Known(kind, row or made.row, home, made.number, made.version, language, words)
                if made.stamp is not None and _lines(known, words) == _lines(known, made.stamp.words):
                    return known
    return None


def _stands_in(number: str, words: str) -> bool:
    """Whether it is a number there, and no part of another."""
    return re.search(rf"(?<![0-9A-Za-z]){re.escape(number)}(?![0-9A-Za-z])", words) is not None


def _candidates(store: Store, home: Household) -> Iterator[tuple[str, bytes | None]]:
    for choice in making.printable(store, home):
        if choice.kind in ("sheet", "card"):
            yield from ((choice.kind, row.id) for row in reckoning.versions(store, home.id))
        elif choice.kind not in ("file", "archive"):  # which hold all the others
            yield choice.kind, choice.row


def _tried(store: Store, kind: str, home: Household, row: bytes | None, language: Language) -> tuple[Made, ...]:
    try:
        return making.made(store, kind, home, row=row, language=language)
    except Refused:
        return ()


def _row(store: Store, known: Known) -> Record | None:
    record = _ROWS.get(known.kind)
    return store.get(CLASSES[record], known.row) if record and known.row else None


# By kind


def _by_version(store: Store, known: Known) -> Now:
    """A sheet or a card: the newest locked sum has the version, whether it was printed yet or not."""
    row = _calculation(store, known)
    if row is None or known.household is None:
        return _unknown_sum()
    if row.withdrawn:
        return Now(is_withdrawn=True, reason=row.withdrawn_reason or "")
    newest = reckoning.versions(store, known.household.id)[0]
    if newest.id == row.id:
        return _by_words(store, known)
    reason = str((store.unsealed(newest, "words") or {}).get("reason") or "")
    return Now(
        reason=reason,
        version=newest.version,
        since=_since(store, newest),
        moved=tuple(_ways_moved(store, known, row, newest)),
    )


def _calculation(store: Store, known: Known) -> Calculation | None:
    sheet = store.get(Sheet, known.row) if known.kind == "sheet" and known.row else None
    wanted = sheet.calculation if sheet else known.row
    return store.get(Calculation, wanted) if wanted else None


def _since(store: Store, row: Calculation) -> date | None:
    check = store.get(CalculationCheck, row.check) if row.check else None
    if check is not None and check.checked_at:
        return check.checked_at.astimezone(store.zone()).date()
    sheet = locked_sum.sheet_of(store, row)
    return sheet.issued_on if sheet else None


def _ways_moved(store: Store, known: Known, row: Calculation, newest: Calculation) -> Iterator[Moved]:
    home, language = known.household or Household(), known.language
    try:
        old, new = (locked_sum.locked(store, home, each.id, language) for each in (row, newest))
    except Refused:
        return  # its plan or facts are not here; the version is told all the same
    was, is_now = (
        {way.label: _way_told(way, found.beside.money) for way in locked_sum.ways_of(found, language)}
        for found in (old, new)
    )
    for label in dict.fromkeys((*was, *is_now)):
        if was.get(label) != is_now.get(label):
            yield Moved(label, was.get(label, ""), is_now.get(label, ""))


def _way_told(way: Way, money: str) -> str:
    return f"{way.direction} {way.total} {money}".strip() if way.total else ""


def _unknown_sum() -> Now:
    return Now(
        unclear=Refused(
            "The sum of this paper is not on this computer.",
            "Look it up where the household was worked on.",
        )
    )


def _by_correction(store: Store, known: Known) -> Now:
    """A visit's record: a correction of it is a later version."""
    home = known.household or Household()
    for contact in visiting.contacts(store, home.id):
        ids = [contact.visit.id, *(each.id for each in contact.before)]
        if known.row in ids[1:]:
            return Now(version=len(ids), reason=contact.visit.correction_reason or "")
    return _by_words(store, known)


def _by_its_moment(_store: Store, _known: Known) -> Now:
    """The whole file, or one for others: nothing takes its place, and making it anew would be a look at everything."""
    return Now(
        unclear=Refused(
            "Such a file tells what was kept when it was made; what was written down since does not stand in it.",
            "Make a new one, where one is needed.",
        )
    )


def _by_words(store: Store, known: Known) -> Now:
    """Any paper: made anew, it says the same, but for the day on which it is printed."""
    row = None if known.kind == "agreement" else known.row
    gathered = making.made(store, known.kind, known.household, row=row, language=known.language)
    made = next((each for each in gathered if each.number == known.number or known.kind not in _SEVERAL), None)
    if made is None:
        return Now(unclear=Refused("This paper can't be made anew any more.", "Ask whoever keeps the household."))
    old, new = _lines(known, known.words), _lines(known, made.stamp.words if made.stamp else "", store.today())
    if made.stamp is None or made.stamp.words == known.words or old == new:
        return Now(is_newest=True)
    return Now(version=made.version, moved=lines_moved(old, new))


def lines_moved(old: Sequence[str], new: Sequence[str]) -> tuple[Moved, ...]:
    """The lines that differ; none where there are more of them, or where they are of digits that say nothing."""
    if len(old) != len(new):
        return ()
    pairs = ((was, is_now) for was, is_now in zip(old, new, strict=True) if was != is_now)
    return tuple(Moved("", was, is_now) for was, is_now in pairs if not _DIGEST.search(was))


def _lines(known: Known, words: str, day: date | None = None) -> Sequence[str]:
    """The lines without the day of printing, which papers of what holds on a day bear; `day` where it isn't its own."""
    if known.kind in _OF_A_ROW:
        return words.splitlines()
    if known.day is None:
        return _DAY.sub("", words).splitlines()
    days = [day] if day else [known.day, known.day - _ONE_DAY]  # it may have been made just before midnight
    for each in days:
        words = words.replace(each.isoformat(), "")
    return words.splitlines()


_NOW: Mapping[str, Callable[[Store, Known], Now]] = {
    "sheet": _by_version,
    "card": _by_version,
    "visit": _by_correction,
    "file": _by_its_moment,
    "archive": _by_its_moment,
}
