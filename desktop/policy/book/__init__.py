"""A pack as files: workbook, folder of CSV, `.policy` → sheets of text, and back; its manifest and its id.

Promise: what loads has one canonical form, the same bytes whatever it was loaded from, and its id is their hash; what
was changed after building is refused with the file's name. Hidden: how CSV and zip are written so that their bytes
depend on no library's version.
"""

import csv
import hashlib
import io
import re
import stat
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path

from desktop.domain.errors import Refused
from desktop.i18n import N_
from desktop.policy.book import workbook
from desktop.policy.book.cells import LONGEST, MOST_AREA, MOST_BYTES, MOST_SHEETS, TOO_LONG, Cells, Full
from desktop.policy.pack import Flaw, Place
from desktop.policy.vocabulary import COLUMNS, SHEETS, TABLE, TABLE_KEYS, Sheet, canonical, sheet_name, spoken_name

__all__ = ["MANIFEST", "Sheet", "files", "manifest", "pack_id", "packed", "read", "unpacked", "write_folder"]

MANIFEST = "manifest"
_CSV = ".csv"
_BYTE_ORDER = b"\xef\xbb\xbf"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_OF_SYSTEMS = re.compile(r"\..*|Thumbs\.db|desktop\.ini", re.IGNORECASE)
_QUOTED = re.compile(r'[",\n]')
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_AS_WORKBOOK = N_("Save it in Excel or WPS as .xlsx, and choose that file.")


# From files


def read(path: Path) -> tuple[tuple[Sheet, ...], tuple[Flaw, ...]]:
    """Read a workbook, a folder of CSV or a `.policy` into canonical sheets, and what is wrong in its cells.

    Refused where nothing of it can be read, or it was changed after it was built.
    """
    try:
        if path.is_dir():
            return _of_files(_folder(path), path.name)
        if not stat.S_ISREG(path.stat().st_mode):  # opening a pipe would wait for ever
            raise Refused("{file} is no file and no folder.", "Choose a .xlsx, a .policy or a folder.", file=path.name)
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + (1 << 20))
    except FileNotFoundError:
        raise Refused("There is no file {file}.", "See where it lies, and choose it again.", file=path.name) from None
    except OSError as error:
        raise Refused(
            "The system keeps the file {file} from being read or written ({reason}).",
            "Close it in Excel or WPS, see that you may use this folder, then try again.",
            file=path.name,
            reason=error.strerror,
        ) from error
    return unpacked(content, path.name)


def unpacked(content: bytes, name: str) -> tuple[tuple[Sheet, ...], tuple[Flaw, ...]]:
    """Read the bytes of a workbook or a `.policy`, as `read` does; `name` is what a refusal calls them."""
    if len(content) > MOST_BYTES:
        raise _too_big(name)
    if content.startswith(_OLE):
        raise Refused("The file {file} is locked with a password, or of an old kind.", _AS_WORKBOOK, file=name)
    if not content.startswith(b"PK"):
        raise Refused("The file {file} is no workbook and no policy pack.", _AS_WORKBOOK, file=name)
    try:
        with workbook.opened(content) as archive:
            is_workbook = workbook.is_workbook(archive)
            sheets, flaws = workbook.read(archive) if is_workbook else ([], [])
            contents = {} if is_workbook else _unpacked(archive)
    except workbook.TooBig:
        raise _too_big(name) from None
    except workbook.BROKEN as error:
        raise Refused("The file {file} is damaged.", _AS_WORKBOOK, file=name) from error
    return _known(sheets, flaws) if is_workbook else _of_files(contents, name)


def _too_big(name: str) -> Refused:
    return Refused(
        "{file} holds far more than a compensation plan.",
        "Keep only the plan's own sheets, without pictures, and try again.",
        file=name,
    )


def _folder(path: Path) -> dict[str, bytes]:
    """The bytes of a folder's files by name; what systems put there themselves is passed over."""
    found: dict[str, bytes] = {}
    left = MOST_BYTES
    for each in sorted(path.iterdir()):
        if _OF_SYSTEMS.fullmatch(each.name):
            continue
        if not stat.S_ISREG(each.stat().st_mode):
            raise Refused("{file} in the folder is no file.", "Move it out of the folder.", file=each.name)
        with each.open("rb") as file:
            content = file.read(left + 1)
        left -= len(content)
        if left < 0 or len(found) > MOST_SHEETS:
            raise _too_big(path.name)
        found[each.name] = content
    return found


def _unpacked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    parts = workbook.Parts(archive)
    names = archive.namelist()
    if len(names) > MOST_SHEETS:
        raise workbook.TooBig
    return {name: parts.read(name) for name in names}


def _of_files(contents: dict[str, bytes], source: str) -> tuple[tuple[Sheet, ...], tuple[Flaw, ...]]:
    if MANIFEST in contents:
        _require_unchanged(contents)
    sheets: list[Sheet] = []
    flaws: list[Flaw] = []
    area = 0
    for file, content in contents.items():
        if file == MANIFEST:
            continue
        stem = unicodedata.normalize("NFC", file)
        name = sheet_name(stem.removesuffix(_CSV)) if stem.endswith(_CSV) else None
        if name is None:
            sheets.append(Sheet(file, ()))
            continue
        cells = Cells(name)
        _split(_text(content, file), cells)
        area += cells.area
        if area > MOST_AREA:
            raise _too_big(source)
        sheets.append(cells.sheet())
        flaws += cells.flaws()
    return _known(sheets, flaws)


def _known(sheets: list[Sheet], flaws: list[Flaw]) -> tuple[tuple[Sheet, ...], tuple[Flaw, ...]]:
    """Keep the sheets of a pack, each once, and tell of the others."""
    kept: dict[str, Sheet] = {}
    for sheet in sheets:
        name = sheet.name
        if not (name in COLUMNS or sheet.is_table):
            message, remedy = N_("No such sheet belongs to a plan."), N_("Remove it, or name it as the template does.")
            meant = _meant_name(sheet)
            remedy = N_("Name it {proposal}, or remove it.") if meant else remedy
            flaws.append(Flaw(Place(name, 1), message, remedy, values={"proposal": meant}))
        elif name.casefold() in kept:  # also where only capitals differ, which Windows and Excel do not tell apart
            message, remedy = N_("This sheet is there twice."), N_("Keep one of the two.")
            flaws.append(Flaw(Place(name, 1), message, remedy))
        else:
            kept[name.casefold()] = sheet
    return canonical(kept.values()), tuple(flaws)


def _meant_name(sheet: Sheet) -> str:
    """Give the name that a sheet of another name should have by its beginning or its likeness, or ""."""
    first = sheet.rows[0][0] if sheet.rows and sheet.rows[0] else ""
    if TABLE_KEYS.english(first) in TABLE_KEYS:
        return spoken_name(f"{TABLE}{sheet.name}")
    return next(iter(get_close_matches(sheet.name, SHEETS.all(), 1)), "")


def _text(content: bytes, file: str) -> str:
    try:
        return content.removeprefix(_BYTE_ORDER).decode()
    except UnicodeDecodeError:
        raise Refused(
            "The file {file} is not in UTF-8.",
            "Save it in Excel as “CSV UTF-8”, or save the plan as one .xlsx and choose that.",
            file=file,
        ) from None


def _split(text: str, cells: Cells) -> None:
    rows = csv.reader(io.StringIO(text, ""), strict=True)
    row = 0
    try:
        for row, each in enumerate(rows, 1):
            for column, cell in enumerate(each, 1):
                if cell:
                    cells.put(row, column, cell)
    except Full:
        return
    except csv.Error as error:
        if "limit" in str(error):  # of a field, four times as much as a cell may hold
            cells.tell(row + 1, 0, *TOO_LONG, most=LONGEST)
            return
        cells.tell(
            row + 1, 0, N_("The rows can't be told apart from here on."),
            N_("A quotation mark is not closed, or stands inside a cell: write it twice there."),
        )  # fmt: skip


def _require_unchanged(contents: Mapping[str, bytes]) -> None:
    """Hold the manifest against the files."""
    lines = contents[MANIFEST].decode("utf-8", "replace").split("\n")
    found = [_LINE.fullmatch(line) for line in lines[:-1]]
    told = {match[2]: match[1] for match in found if match}
    others = {name: content for name, content in contents.items() if name != MANIFEST}
    for name in sorted(told.keys() | others.keys()):
        if name not in others:
            _refuse(name, N_("The file {file} is missing: the pack names it in its manifest."))
        if name not in told:
            _refuse(name, N_("The file {file} was added after the pack was built."))
        if hashlib.sha256(others[name]).hexdigest() != told[name]:
            _refuse(name, N_("The file {file} was changed after the pack was built."))
    if contents[MANIFEST] != manifest(others):
        _refuse(MANIFEST, N_("The file {file} was changed after the pack was built."))


def _refuse(file: str, what: str) -> None:
    raise Refused(what, "Ask for the pack once more, or build it again from the workbook.", file=file)


# To files


def files(sheets: Iterable[Sheet]) -> dict[str, bytes]:
    """Give the canonical folder of sheets: its files by name, sorted, with the manifest."""
    said = canonical(sheets)
    written = {f"{sheet.name}{_CSV}": _csv(sheet) for sheet in sorted(said, key=lambda sheet: sheet.name)}
    return dict(sorted({**written, MANIFEST: manifest(written)}.items()))


def manifest(contents: Mapping[str, bytes]) -> bytes:
    """List every file but the manifest with its hash, sorted by name."""
    return "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n"
        for name, content in sorted(contents.items())
        if name != MANIFEST
    ).encode()


def pack_id(sheets: Iterable[Sheet]) -> str:
    """The id of a pack: the hash of its canonical manifest."""
    return hashlib.sha256(files(sheets)[MANIFEST]).hexdigest()


def packed(sheets: Iterable[Sheet]) -> bytes:
    """Give the `.policy` of sheets: a zip whose bytes depend on nothing else; it is stored, since packing changes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files(sheets).items():
            part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.create_system, part.external_attr = 3, 0o100644 << 16
            archive.writestr(part, content)
    return out.getvalue()


def write_folder(sheets: Iterable[Sheet], folder: Path) -> None:
    """Write the canonical folder. Refused where the folder holds anything already."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise Refused("The folder {folder} is not empty.", "Choose a new folder.", folder=folder.name)
        for name, content in files(sheets).items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise Refused(
            "The system keeps the file {file} from being read or written ({reason}).",
            "Close it in Excel or WPS, see that you may use this folder, then try again.",
            file=folder.name,
            reason=error.strerror,
        ) from error


def _csv(sheet: Sheet) -> bytes:
    return "".join(f"{_row(row)}\n" for row in sheet.rows).encode()


def _row(row: tuple[str, ...]) -> str:
    """A row with as few quotation marks as can be; a lone empty cell needs them to be seen."""
    if row == ("",):
        return '""'
    return ",".join('"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell for cell in row)
