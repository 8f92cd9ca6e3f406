"""Tells of a paper whether it is genuine and the newest one: by its code, by its QR code, or by its file.

Promise: nobody is told that a paper is right of which that isn't known: whose words don't fit their code is told apart
from one that this computer doesn't know, and where there is no key it says so. Nothing is written. Hidden: in what
order the key, the register of prints and the records are asked.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from desktop.casework.papers import fixed_amounts, paper_now, stamping
from desktop.casework.papers.fixed_amounts import Standing
from desktop.casework.papers.paper_now import Known, Now
from desktop.domain import check_code
from desktop.domain.check_code import Stamp
from desktop.domain.errors import Refused
from desktop.domain.records import Household, Printing
from desktop.i18n import Language
from desktop.sheets import foreign, reading
from desktop.sheets.foreign import Page, Progress
from desktop.store.store import Store

_MOST = 30


class Outcome(StrEnum):
    """What is told of a paper."""

    SAME = "same"
    OLDER = "older"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"  # genuine, but nothing here tells of it
    NOT_FOUND = "not_found"  # a typed code that nothing here has
    ALTERED = "altered"  # genuine words, but other amounts beside them
    FORGED = "forged"  # words that don't fit their code
    UNTOLD = "untold"  # no store, or no key in it


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is told of one paper.

    `words` are the lines of its QR code, `known` is the paper as this store can tell it, `by` who first printed it;
    `is_very_file`: this file came out, byte for byte. `now` is what became of it since.
    `amounts` counts the amounts that were compared with those kept here; those `lacking` should stand there and don't,
    `strange` ones stand there although the paper that is made here has none of them.
    `unseen` pages of the file were not looked at.
    """

    outcome: Outcome
    words: tuple[str, ...] = ()
    code: str = ""
    known: Known | None = None
    by: str = ""
    is_very_file: bool = False
    now: Now = field(default_factory=Now)
    amounts: int = 0
    lacking: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()
    unseen: int = 0


def verify(store: Store | None, text: str) -> Verdict:
    """What is told of a paper whose code was typed, or all that its QR code says. Refused where it is no such code."""
    if "\n" in text.strip():
        return _of_stamp(store, check_code.read(text))
    return _of_code(store, check_code.typed(text))


def verify_file(store: Store | None, content: bytes, progress: Progress | None = None) -> tuple[Verdict, ...]:
    """What is told of each paper in a PDF or a picture. Refused where none has a code that can be read."""
    looked = foreign.looked(content, progress)
    texts = _papers(looked.pages)
    if not texts:
        raise Refused(
            "No check code was found in this file.",
            "Take a picture of the code at the top right, from near and sharp; or type the code below it.",
        )
    prints = _prints_of_file(store, content) if store else ()
    if looked.unseen:
        texts[[*texts][-1]] = []  # it may go on where nobody looked
    found = (_of_page_text(store, text, said, prints) for text, said in texts.items())
    return tuple(replace(each, unseen=looked.unseen) for each in found)


def read(file: Path) -> bytes:
    """A file to be verified; of one that is too big only as much as tells so."""
    with file.open("rb") as opened:
        return opened.read(reading.MOST_BYTES + 1)


def _papers(pages: Sequence[Page]) -> dict[str, list[str]]:
    """What each code says, and the texts of the pages from it to the next one."""
    papers: dict[str, list[str]] = {}
    last = ""
    for page in pages:
        ours = [code for code in page.codes if _is_paper(code)]
        last = ours[0] if ours else last
        for code in ours or filter(None, [last]):
            papers.setdefault(code, []).append(page.text)
        if len(papers) > _MOST:
            raise Refused(
                "This file holds more than {most} papers.", "Choose the file of fewer papers, or one page.", most=_MOST
            )
    return papers


def _is_paper(text: str) -> bool:
    try:
        check_code.read(text)
    except Refused:
        return False
    return True


def _prints_of_file(store: Store, content: bytes) -> tuple[Printing, ...]:
    digest = hashlib.sha256(content).hexdigest()
    return tuple(row for row in store.records(Printing, file_digest=digest) if not row.withdrawn)


def _of_page_text(store: Store | None, text: str, said: Sequence[str], prints: Sequence[Printing]) -> Verdict:
    verdict = _of_stamp(store, check_code.read(text))
    if store is None or verdict.outcome in (Outcome.FORGED, Outcome.UNTOLD):
        return verdict
    if any(row.code == verdict.code for row in prints):
        return replace(verdict, is_very_file=True)
    return _compared(store, verdict, said) if "".join(said).strip() else verdict


# By the code


def _of_code(store: Store | None, code: str) -> Verdict:
    if store is None or not stamping.keys(store):
        return Verdict(Outcome.UNTOLD, code=code)
    row = _registered(store, code)
    if row is None:
        return Verdict(Outcome.NOT_FOUND, code=code)
    return _of_print(store, row, row.said or "")


def _of_stamp(store: Store | None, told: Stamp) -> Verdict:
    verdict = Verdict(Outcome.UNTOLD, tuple(told.words.splitlines()), told.code)
    keys = stamping.keys(store) if store else ()
    if store is None or not keys:
        return verdict
    if not any(check_code.fits(key, told) for key in keys):
        return replace(verdict, outcome=Outcome.FORGED, now=_forged(store, told))
    row = _registered(store, told.code)
    if row is not None:
        return _of_print(store, row, told.words)
    known = paper_now.of_words(store, told.words)
    return _judged(store, known, told.code) if known else replace(verdict, outcome=Outcome.UNKNOWN)


def _forged(store: Store, told: Stamp) -> Now:
    """What the words of this code were when it was printed, line by line, where the register knows it."""
    row = _registered(store, told.code)
    if row is None:
        return Now()
    return Now(moved=paper_now.lines_moved((row.said or "").splitlines(), told.words.splitlines()))


def _registered(store: Store, code: str) -> Printing | None:
    """The first print with this code; later ones and copies say the same."""
    return next((row for row in store.records(Printing, code=code) if not row.withdrawn), None)


def _of_print(store: Store, row: Printing, words: str) -> Verdict:
    home = store.get(Household, row.household) if row.household else None
    known = Known(
        kind=row.paper or "",
        row=row.of_row,
        household=home,
        number=row.number or "",
        version=row.version,
        language=Language(row.written_language or Language.CHINESE),
        words=words,
        day=row.printed_at.astimezone(store.zone()).date() if row.printed_at else None,
    )
    return replace(_judged(store, known, row.code or ""), by=row.printed_by or "")


def _judged(store: Store, known: Known, code: str) -> Verdict:
    now = paper_now.now(store, known)
    outcome = Outcome.OLDER
    if now.is_withdrawn:
        outcome = Outcome.WITHDRAWN
    elif now.unclear is not None:
        outcome = Outcome.UNKNOWN
    elif now.is_newest:
        outcome = Outcome.SAME
    return Verdict(outcome, tuple(known.words.splitlines()), code, known, now=now)


# By what else stands on it


def _compared(store: Store, verdict: Verdict, said: Sequence[str]) -> Verdict:
    """A genuine code may be glued onto other amounts: all that its words and its paper here hold must stand there."""
    here = fixed_amounts.standing(store, verdict.known) if verdict.known else Standing()
    wanted = Counter({amount: 1 for line in verdict.words for amount in fixed_amounts.amounts_in(line)}) | here.fixed
    stands = _amounts(said)
    lacking = tuple(amount for amount, count in wanted.items() if stands[amount] < count)
    strange = _strange(here, _amounts(said[: here.pages]))
    outcome = Outcome.ALTERED if lacking or strange else verdict.outcome
    return replace(verdict, outcome=outcome, amounts=wanted.total(), lacking=lacking, strange=strange)


def _amounts(said: Sequence[str]) -> Counter[str]:
    return Counter(amount for text in said for amount in fixed_amounts.amounts_in(text))


def _strange(here: Standing, stands: Counter[str]) -> tuple[str, ...]:
    """One may lie hidden below another. Where the paper differs from that of here in more, none is held against it."""
    is_as_here = bool(here.every) and not here.every - stands
    return tuple(amount for amount in stands if amount not in here.every) if is_as_here else ()
