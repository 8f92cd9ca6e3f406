"""What one user of this computer prefers; nothing of a household. One JSON file in that user's configuration folder.

Promise: damaged settings neither stop the program nor vanish: the file is moved aside and the defaults hold. What a
newer version wrote stays. Hidden: a change goes into the file as it stands by then, so two programs keep each other's.
"""

import json
import os
import tempfile
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any, cast

import msgspec
from msgspec.structs import replace


class Settings(msgspec.Struct, frozen=True):
    """The preferences; the last store, who opened it, and the backup place are None until the user chose them once.

    `lock_after` is in minutes without a key or a touch, 0 for never. The daily backup goes to the backup place once its
    hour has come, or at the next start; without a place there is none. Photos are kept scaled to a longer side of so
    many pixels and a JPEG quality, without what the camera wrote into them, or as they came; when and where they were
    taken is read from that first. What appears in the watched folder is offered for the household that is open.
    """

    language: str = "zh_CN"
    last_store: Path | None = None
    backup_place: Path | None = None
    text_size: str = "standard"
    is_outdoor: bool = False
    lock_after: int = 10
    backup_daily: bool = True
    backup_hour: int = 18
    last_person: str | None = None
    photo_side: int = 2048
    photo_quality: int = 85
    photo_keeps_original: bool = False
    photo_keeps_exif: bool = False
    photo_reads_exif: bool = True
    watched_folder: Path | None = None


class Loaded(msgspec.Struct, frozen=True):
    """The settings that hold, and where a damaged file was moved, so that the user is told."""

    settings: Settings
    moved_aside: Path | None


_FILE = "settings.json"
_KINDS: dict[str, type] = {
    "language": str,
    "last_store": Path,
    "backup_place": Path,
    "text_size": str,
    "is_outdoor": bool,
    "lock_after": int,
    "last_person": str,
    "backup_daily": bool,
    "backup_hour": int,
    "photo_side": int,
    "photo_quality": int,
    "photo_keeps_original": bool,
    "photo_keeps_exif": bool,
    "photo_reads_exif": bool,
    "watched_folder": Path,
}


def load(folder: Path, environment: Mapping[str, str] = os.environ) -> Loaded:
    """Read the folder's settings; what is not there has its default. RUHU_LANGUAGE goes before the file's language."""
    stored, moved_aside = _stored(folder)
    if language := environment.get("RUHU_LANGUAGE"):
        stored["language"] = language
    chosen: dict[str, Any] = {name: kind(stored[name]) for name, kind in _KINDS.items() if stored.get(name) is not None}
    return Loaded(Settings(**chosen), moved_aside)


def change(folder: Path, settings: Settings, /, **changed: Any) -> Settings:
    """Return the settings with the named fields changed, and write those and no others into the folder's file."""
    after = replace(settings, **changed)
    stored, _ = _stored(folder)
    told = stored | {name: str(value) if isinstance(value, Path) else value for name, value in changed.items()}
    if told != stored:
        _write(folder / _FILE, json.dumps(told, ensure_ascii=False, indent=2))
    return after


def _stored(folder: Path) -> tuple[dict[str, Any], Path | None]:
    """Read the file as it stands; a damaged one is moved to the first free `.damaged-<n>`, which is told."""
    file = folder / _FILE
    if not file.exists():
        return {}, None
    try:
        return _checked(json.loads(file.read_text("utf-8"))), None
    except (ValueError, RecursionError, IsADirectoryError):
        places = (file.with_name(f"{_FILE}.damaged-{n}") for n in count(1))
        return {}, file.rename(next(place for place in places if not place.exists()))


def _checked(stored: object) -> dict[str, Any]:
    if not isinstance(stored, dict):
        raise ValueError("settings are an object")  # noqa: TRY004  as json's own refusals, for one `except`
    known = cast("dict[str, Any]", stored)
    written = {name: str if kind is Path else kind for name, kind in _KINDS.items()}
    if not all(known.get(name) is None or type(known[name]) is kind for name, kind in written.items()):
        raise ValueError("a known setting is of another kind")
    return known


def _write(file: Path, text: str) -> None:
    """Replace the file whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, prefix=_FILE, delete=False) as written:
        written.write(text)
        written.flush()
        os.fsync(written.fileno())
    Path(written.name).replace(file)
