"""Evidence of a household: photos, scans and PDF taken in, looked at, written out under names that people read.

Promise: a file that is refused leaves nothing behind, and one taken in twice is there once. What is taken in is first
kept in the store and then recorded, so that no record lacks its file.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from desktop import settings
from desktop.casework import picture, scanned
from desktop.casework.picture import PDF, Terms
from desktop.domain import checks
from desktop.domain.errors import Level, Refused
from desktop.domain.records import Evidence, Household
from desktop.store import connection as database
from desktop.store import deliveries, sources
from desktop.store import evidence as shelf
from desktop.store import folder as place
from desktop.store.store import Store
from desktop.store.united import unions, with_others
from desktop.store.writing import require_acceptable

LIST = "list.csv"

_USUAL = Terms()
_LONGEST_NAME = 200
_NAMED = 60  # letters of a caption in a file's name
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\s.]+')
_FORMULA = ("=", "+", "-", "@", "\t")

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Taken:
    """The record of a file that was taken in; `is_new` unless the household's evidence held it already."""

    record: Evidence
    is_new: bool


def terms_of(preferred: settings.Settings) -> Terms:
    """How this user wants pictures to be kept, within what can be looked at."""
    return Terms(
        long_side=min(max(preferred.photo_side, 800), 8000),
        quality=min(max(preferred.photo_quality, 50), 95),
        keeps_original=preferred.photo_keeps_original,
        keeps_exif=preferred.photo_keeps_exif,
        reads_exif=preferred.photo_reads_exif,
    )


def kept(
    store: Store, household: bytes, content: bytes, file_name: str, terms: Terms = _USUAL, *, kind: str | None = None
) -> Evidence:
    """Keeps a file's picture in the store and returns its record, to be filled in and saved; or the one there is.

    What is said to be a paper, and any PDF, is searched for the code of a paper of ours (`scanned`).
    Refused where it is nothing that can be taken in.
    """
    record, made = _recognised(store, household, content, file_name, terms, kind)
    if record.seen is None:
        shelf.keep(store, household, made)
    return record


def take_in(store: Store, file: Path, household: Household, terms: Terms = _USUAL, **stated: Any) -> Taken:
    """Takes a file in as evidence of a household; what is stated of it stands in its record.

    What the household's evidence holds already stays as it is recorded.
    """
    record, made = _recognised(store, household.id, read(file), file.name, terms, stated.get("kind"))
    if record.seen is not None:
        shelf.keep(store, household.id, made)  # where its file was lost, it is back now
        return Taken(record, is_new=False)
    record = replace(record, **{name: value for name, value in stated.items() if value is not None})
    require_acceptable([record], store.today())
    store.changes([record])
    shelf.keep(store, household.id, made)
    store.save(record)
    return Taken(record, is_new=True)


def _recognised(  # noqa: PLR0917  as `kept`
    store: Store, household: bytes, content: bytes, file_name: str, terms: Terms, kind: str | None
) -> tuple[Evidence, bytes]:
    """The record of a file, new or known, and what of the file is to be kept."""
    made = picture.taken(content, file_name, store.zone(), terms)
    digest = shelf.fingerprint(made.content)
    for known in store.records(Evidence, household=household, digest=digest):
        if not known.withdrawn:
            return known, made.content
    is_paper = made.media_type == PDF or kind in scanned.SCANNED
    record = Evidence(
        household=household,
        kind=kind or ("scan" if made.media_type == PDF else "photo"),
        digest=digest,
        media_type=made.media_type,
        size=len(made.content),
        taken_at=made.taken_at,
        place=made.place,
        file_name=_printable(file_name)[-_LONGEST_NAME:],
        paper_code=scanned.code_in(content) if is_paper else None,
    )
    wrong = {finding.field for finding in checks.findings(record, store.today()) if finding.level is Level.ERROR}
    return replace(record, **dict.fromkeys(wrong & {"taken_at", "file_name"})), made.content  # a camera's clock errs


def read(file: Path) -> bytes:
    """A file's bytes; one that is too big is refused before it is read."""
    with file.open("rb") as opened:
        content = opened.read(picture.MOST_BYTES + 1)
    if len(content) > picture.MOST_BYTES:
        raise picture.too_big(file.name)
    return content


def files_in(places: Iterable[Path]) -> list[Path]:
    """The files that are meant: a folder stands for all in it, by name, but for hidden ones."""
    return [file for named in places for file in (_within(named) if named.is_dir() else [named])]


def _within(folder: Path) -> list[Path]:
    found = (file for file in folder.rglob("*") if file.is_file())
    return sorted(file for file in found if not any(part.startswith(".") for part in file.relative_to(folder).parts))


def of_household(store: Store, household: Household) -> list[Evidence]:
    """The evidence of a household, and of those that go on there, that was not withdrawn, as it was taken in."""
    return [record for record in ever_of(store, household) if not record.withdrawn]


def wanted(store: Store, household: bytes) -> frozenset[str]:
    """The digests of evidence for whose files the office asks, since it lacks them."""
    with store.reading() as connection:
        homes = unions(connection).all_of([household])
        return frozenset[str]().union(*(deliveries.wanted_of(connection, each) for each in homes))


def ever_of(store: Store, household: Household) -> list[Evidence]:
    """The same with what was withdrawn; what is the household's own stands first."""
    homes = with_others(store, household.id)
    return sorted(store.records(Evidence, household=homes), key=lambda each: homes.index(each.household or b""))


def content(store: Store, record: Evidence) -> bytes:
    """What lies in the store for a record; Refused where it doesn't, or is damaged."""
    _require_here(store, record)
    return shelf.read(store, record.household or record.id, record.digest or "")


def looked_at(store: Store, record: Evidence) -> shelf.Held:
    """What lies in the store for a record, also where it is not what was taken in; Refused where nothing is read."""
    _require_here(store, record)
    return shelf.looked_at(store, record.household or record.id, record.digest or "")


def awaited(store: Store, records: Iterable[Evidence]) -> frozenset[bytes]:
    """Those of these records that others wrote and of which the file has not come here yet."""
    lacking = [each.id for each in records if not _file_of(store, each).exists()]
    if not lacking:
        return frozenset()
    with store.reading() as connection:
        return frozenset(sources.written_elsewhere(connection, lacking))


def _require_here(store: Store, record: Evidence) -> None:
    if awaited(store, [record]):
        raise Refused(
            "The file of this piece has not come here yet. Its record is here.",
            "It comes with photos: ask for a bundle that has them.",
        )


def _file_of(store: Store, record: Evidence) -> Path:
    return shelf.file_of(store.folder, store.opened.key, record.household or record.id, record.digest or "")


def save_copy(store: Store, record: Evidence, file: Path) -> None:
    """Writes one piece into a file, where it is not encrypted any more."""
    held = content(store, record)
    with database.words_for_failures(file.parent, disk=file.parent, needed=len(held) + (1 << 20)):
        place.write_durably(file, held)


def suggested_name(record: Evidence) -> str:
    """What a file of a piece is called: by what it shows, with the ending of its format."""
    shown = _plain(record.caption or Path(record.file_name or "").stem)[:_NAMED]
    return shown + picture.SUFFIXES.get(record.media_type or "", ".bin")


def write_out(
    store: Store,
    records: Sequence[Evidence],
    to: Path,
    table: Callable[[Evidence], Mapping[str, str]],
    progress: Progress = lambda _done, _of: None,
) -> list[str]:
    """Writes evidence into a new folder, each piece under its caption, with a list of it; returns the files' names.

    All of it or nothing; `table` words a record's line of the list. Nothing in the folder is encrypted any more.
    """
    _require_free(to)
    needed = sum(record.size or 0 for record in records) + (1 << 20)
    if place.free_space(to) < needed:
        raise database.disk_full(to, needed)
    names = [*_names(records)]
    with database.words_for_failures(to, disk=to, needed=needed), place.built_beside(to) as unfinished:
        for n, (record, name) in enumerate(zip(records, names, strict=True), 1):
            place.write_durably(unfinished / name, content(store, record))
            progress(n, len(records))
        lines = [{LIST: name, **table(record)} for record, name in zip(records, names, strict=True)]
        place.write_durably(unfinished / LIST, _csv(lines))
        if to.exists():
            to.rmdir()
        place.take_place(unfinished, to)
    return names


def _require_free(to: Path) -> None:
    place.require_possible(to)
    if to.exists() and any(to.iterdir()):
        raise Refused(
            "The folder {folder} holds something already. Nothing was written.",
            "Name a folder that is empty or doesn't exist yet.",
            folder=to,
        )


def _names(records: Sequence[Evidence]) -> Iterator[str]:
    """Names for files: a number, what the piece shows, and the ending of its format."""
    digits = len(str(len(records)))
    for n, record in enumerate(records, 1):
        shown = suggested_name(record)
        yield f"{n:0{digits}}{'' if shown.startswith('.') else ' '}{shown}"


def _plain(text: str) -> str:
    """What any system takes for a part of a file's name."""
    return _FORBIDDEN.sub(" ", _printable(text)).strip()


def _printable(text: str) -> str:
    return unicodedata.normalize("NFC", "".join(sign for sign in text if unicodedata.category(sign)[0] != "C"))


def _csv(lines: Sequence[Mapping[str, str]]) -> bytes:
    """A table that Excel opens with its characters, and in which nothing is taken for a formula."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    if lines:
        writer.writerow(lines[0])
    for line in lines:
        writer.writerow([f"'{value}" if value.startswith(_FORMULA) else value for value in line.values()])
    return b"\xef\xbb\xbf" + written.getvalue().encode()
