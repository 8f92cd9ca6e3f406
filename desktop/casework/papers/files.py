"""A household's papers, records and evidence in one file: for the household itself, or for the archive or a court.

Promise: the household's own file leaves nothing out and shows what is sensitive, and who took it out is in the journal;
the file for others shows masks. What could not be put in is said on its first page. Hidden: how large a picture is.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from desktop.casework import evidence, picture, scanned, united_evidence
from desktop.casework.dwelling import place
from desktop.casework.papers import changes, household_data, stamping
from desktop.casework.papers.household_data import Held
from desktop.casework.papers.letterheads import letterhead
from desktop.casework.papers.made import Made, Subject
from desktop.casework.papers.signs import signs
from desktop.domain.errors import Refused
from desktop.domain.fields import PAPERS, RECORDS
from desktop.domain.four_clear import HOLDERS
from desktop.domain.records import Evidence, Household, Look, Person, Printing, PrintingEvent, Record
from desktop.i18n import Language, word, words
from desktop.sheets import pictured, press, wording
from desktop.sheets.page import Attachment, Paper
from desktop.sheets.whole_file import Document, Scan, Told, WholeFile
from desktop.sheets.whole_file import paper as whole_paper
from desktop.store.store import Store

_OWN = ("sheet", "card", "agreement", "visit", "explanation", "not_met", "promises", "service", "grievance", "survey")
_FOR_OTHERS = ("survey", "sheet", "visit", "not_met", "explanation", "service", "grievance", "agreement")
_PHOTO, _PAGE = 1200, 1700  # pixels along the longer side: 165 an inch and more
_POINTS = 842  # an A4 page is high
_MOST_PAGES = 60  # of one scan
_TOLD = 6
_UNTOLD = (Look, Printing, PrintingEvent)  # in the history, and in the data
_PAPER_NAMES = dict(PAPERS)


@dataclass(frozen=True, slots=True)
class Kept:
    """A paper of the household, or why it can't be made; and its day."""

    paper: Made | Refused
    on: date | None = None


Every = Callable[[str], Iterable[Kept]]
"""All papers of a kind that there are of the household, the oldest first."""


def file(store: Store, subject: Subject, every: Every) -> Made:
    """The whole file for the household itself, with its data attached."""
    masked = household_data.held(store, subject.home)
    kept = masked if store.read_only else household_data.unsealed(store, masked, changes.OWN_COPY)
    language = subject.language
    data = household_data.as_json(kept)
    name = (subject.home.number or "").strip() or "household"
    attached = (
        Attachment(f"{name}.json", "application/json", data, word("All records, for programs", language)),
        Attachment(f"{name}.csv", "text/csv", household_data.as_csv(kept, language),
                   word("All values, as a table", language)),
    )  # fmt: skip
    about = word(
        "This is the household's own copy of everything that is kept of it: its papers, its records, who changed and "
        "looked at what, and its photos and scans. Numbers in its records are shown in full. All records are attached "
        "to this file as data.",
        language,
    )
    rows = _rows(store, subject, _gathered(every, _OWN), word("Whole file of the household", language), about)
    whole = replace(
        rows,
        records=[*_told(kept, language)],
        changes=changes.changes(store, subject.home, language),
        attachments=attached,
    )
    return _made(store, "file", subject, whole, sha256(data).hexdigest())


def archive(store: Store, subject: Subject, every: Every) -> Made:
    """The file for the archive or a court: papers, proof of service, evidence, with the list of contents."""
    language = subject.language
    about = word(
        "For the archive or a court: what was recorded, calculated, explained, served and said, each with its number, "
        "its day and its pages. ID numbers, phones and accounts are masked.",
        language,
    )
    rows = _rows(store, subject, _gathered(every, _FOR_OTHERS), word("File for archive or court", language), about)
    listed = "\n".join(f"{each.number}|{each.title}|{each.on}" for each in (*rows.documents, *rows.scans))
    return _made(store, "archive", subject, rows, sha256(listed.encode()).hexdigest())


def _made(store: Store, kind: str, subject: Subject, rows: WholeFile, digest: str) -> Made:
    stamp = stamping.stamp(store, _lines(rows, subject.language, digest))
    pictures = signs(store)

    def count(papers: Sequence[Paper]) -> Sequence[int]:
        return press.bound(papers, pictures).pages

    paper = whole_paper(replace(rows, stamp=stamp), subject.language, count)
    return Made(kind, subject, paper, number=subject.home.number or "", stamp=stamp)


def _lines(rows: WholeFile, language: Language, digest: str) -> Iterator[str]:
    yield rows.heading
    yield word("Household {number} · {day}", language, number=rows.number, day=f"{rows.made_at:%Y-%m-%d %H:%M}")
    yield words("{n} paper", "{n} papers", len(rows.documents), language)
    yield words("{n} photo or scan", "{n} photos and scans", len(rows.scans), language)
    yield word("Content {digest}", language, digest=digest[:16])


def _gathered(every: Every, kinds: Sequence[str]) -> list[tuple[str, Kept]]:
    return [(kind, kept) for kind in kinds for kept in every(kind)]


def _rows(store: Store, subject: Subject, papers: Sequence[tuple[str, Kept]], heading: str, about: str) -> WholeFile:
    home, language = subject.home, subject.language
    documents = [_document(kept.paper, kept.on, language) for _, kept in papers if isinstance(kept.paper, Made)]
    lacking = [_called(kind, language) for kind, kept in papers if isinstance(kept.paper, Refused)]
    scans, pieces = list[Scan](), evidence.of_household(store, home)
    others = united_evidence.origins(store, home.id)
    prints = scanned.scanned(store, pieces)
    for record in pieces:
        of = others.get(record.household or b"")
        try:
            scan = _scan(store, record, language, of.said(language) if of else "")
        except Refused:
            scan = None
        if scan and scan.pictures:
            print_of = prints.get(record.paper_code or "")
            remark = scanned.said(print_of, language) if print_of else scan.remark
            scans.append(replace(scan, remark=wording.listed([remark, of.said(language)], language) if of else remark))
        else:
            lacking.append(_title(record, language))
    told = about if not lacking else f"{about}\n{_lacks(lacking, language)}"
    return WholeFile(
        whose=letterhead(store, home),
        heading=heading,
        about=told,
        number=home.number or "",
        owners=wording.listed(_owners(store, home), language),
        address=place(home),
        made_at=store.now(),
        made_by=store.opened.name,
        stamp=None,
        documents=documents,
        scans=scans,
    )


def _lacks(lacking: Sequence[str], language: Language) -> str:
    few = wording.listed(lacking[:_TOLD], language) + (" …" if len(lacking) > _TOLD else "")
    return word("Not in it, since it can't be made or read here: {names}.", language, names=few)


def _document(made: Made, on: date | None, language: Language) -> Document:
    version = word("version {n}", language, n=made.version) if made.version else ""
    number = made.number or made.subject.home.number or ""
    title = made.paper.title.partition(number)[0].strip() if number else made.paper.title
    return Document(title or made.paper.title, made.paper, made.number, on, version)


def _owners(store: Store, home: Household) -> list[str]:
    people = store.records(Person, household=home.id)
    return [person.name for person in people if person.name and person.role in HOLDERS and not person.withdrawn]


def _called(kind: str, language: Language) -> str:
    return _PAPER_NAMES.get(kind, kind) if wording.is_chinese(language) else kind.replace("_", " ")


# Photos and scans


def _scan(store: Store, record: Evidence, language: Language, origin: str) -> Scan:
    held = evidence.content(store, record)
    is_pdf = record.media_type == picture.PDF
    takes_page = is_pdf or record.kind == "scan"
    pages = [*_pages(held)] if is_pdf else [picture.thumbnail(held, _PAGE if takes_page else _PHOTO)]
    taken = record.taken_at.astimezone(store.zone()) if record.taken_at else None
    fields = RECORDS["evidence"].field
    about = filter(
        None,
        (
            wording.choice(fields["kind"], record.kind or "", language),
            origin,
            f"{taken:%Y-%m-%d %H:%M}" if taken else "",
            record.place,
            f"SHA-256 {(record.digest or '')[:16]}",
            word("the first {n} pages", language, n=_MOST_PAGES) if is_pdf and len(pages) == _MOST_PAGES else "",
        ),
    )
    return Scan(
        _title(record, language), " · ".join(about), pages, takes_page, on=taken.date() if taken else None,
        remark=wording.choice(fields["kind"], record.kind or "", language),
    )  # fmt: skip


def _pages(pdf: bytes) -> Iterator[bytes]:
    for number, (_, high) in enumerate(pictured.page_sizes(pdf)[:_MOST_PAGES]):
        scale = _PAGE / max(high, _POINTS / 2)
        yield picture.of_rows(*pictured.page_picture(pdf, number, min(scale, 4)))


def _title(record: Evidence, language: Language) -> str:
    kind = wording.choice(RECORDS["evidence"].field["kind"], record.kind or "", language)
    return record.caption or record.file_name or kind


# Records


def _told(kept: Held, language: Language) -> Iterator[Told]:
    """The records in words, several of a kind numbered."""
    kinds: dict[type[Record], list[Record]] = {}
    for record in kept.records:
        if not isinstance(record, _UNTOLD):
            kinds.setdefault(type(record), []).append(record)
    for kind, records in kinds.items():
        name = wording.opening(household_data.called(kind.record_type(), language))
        for n, record in enumerate(records, 1):
            if facts := household_data.facts(kept, record, language):
                yield Told(f"{name} {n}" if len(records) > 1 else name, facts)
