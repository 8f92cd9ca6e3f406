"""Papers that came back and were scanned: which print of which paper a scan shows, by the code that stands on it.

Promise: a scan is tied to the very print that was signed, and what no code says is not guessed. Hidden: how many pages
are looked at, and that a code that is not in the register here is kept all the same: its print may arrive later.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice

from desktop.domain import check_code
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS
from desktop.domain.records import Agreement, Evidence, Printing
from desktop.i18n import Language, word
from desktop.sheets import reading, wording
from desktop.store.store import Store

SCANNED = frozenset({"scan", "proxy", "thumb_print"})
"""The kinds of evidence that are papers; a photo is not searched for a code, so that many are taken in quickly."""

_MOST_PAGES = 6
_PAPER = RECORDS["printing"].field["paper"]


@dataclass(frozen=True, slots=True)
class Scanned:
    """A print that came back; `paper` is its kind of `fields.PAPERS`. None of it is known where no register has it."""

    code: str
    paper: str = ""
    number: str = ""
    version: int | None = None
    printed_on: date | None = None
    is_signed: bool = False


def code_in(content: bytes) -> str | None:
    """The check code of the first paper in a scan or PDF; None where none can be read."""
    try:
        for texts in islice(reading.codes_by_page(content), _MOST_PAGES):
            for text in texts:
                if code := _of_paper(text):
                    return code
    except Refused:
        return None
    return None


def scanned(store: Store, pieces: Iterable[Evidence]) -> Mapping[str, Scanned]:
    """The prints that these pieces show, by their codes."""
    codes = sorted({piece.paper_code for piece in pieces if piece.paper_code})
    if not codes:
        return {}
    first: dict[str, Printing] = {}
    for row in store.records(Printing, code=codes):
        if row.code and not row.withdrawn:
            first.setdefault(row.code, row)
    return {code: _told(store, code, first.get(code)) for code in codes}


def said(scan: Scanned, language: Language | str) -> str:
    """Which print of a paper a scan shows, in words."""
    if not scan.paper:
        return word("A paper with the code {code}, in no register here", language, code=scan.code)
    kind = word("signed agreement", language) if scan.is_signed else wording.choice(_PAPER, scan.paper, language)
    values = {"paper": kind, "number": scan.number, "day": scan.printed_on or ""}
    if scan.version is None:
        return word("{paper} {number}, as printed on {day}", language, **values)
    return word("{paper} {number}, version {version}, as printed on {day}", language, version=scan.version, **values)


def _told(store: Store, code: str, row: Printing | None) -> Scanned:
    if row is None:
        return Scanned(code)
    printed_on = row.printed_at.astimezone(store.zone()).date() if row.printed_at else None
    return Scanned(code, row.paper or "", row.number or "", row.version, printed_on, _is_signed(store, row))


def _is_signed(store: Store, row: Printing) -> bool:
    if row.paper != "agreement":
        return False
    held = store.records(Agreement, household=row.household, state="signed")
    return any(each.number == row.number and not each.withdrawn for each in held)


def _of_paper(text: str) -> str | None:
    try:
        return check_code.read(text).code
    except Refused:
        return None
