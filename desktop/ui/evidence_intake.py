"""The one way in for photos and papers: what was chosen, dropped or pasted, and the work that keeps all of it.

Promise: a file that can't be taken in is told with the reason, and hinders no other. Hidden: nothing is read before
the work runs, beside the window.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop import paths, settings
from desktop.casework import evidence
from desktop.domain.errors import Refused
from desktop.domain.records import Evidence
from desktop.store.store import Store
from desktop.ui import camera
from desktop.ui.boxes import breakable
from desktop.ui.jobs import Progress
from desktop.ui.notices import Voice, told

_TOLD = 3
_KINDS = "*.jpg *.jpeg *.png *.webp *.tif *.tiff *.pdf *.JPG *.JPEG *.PNG *.PDF"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A file, or what was pasted, and what it is called."""

    name: str
    content: Callable[[], bytes]
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """The records of what could be taken in, and why the rest could not."""

    records: Sequence[Evidence]
    refused: Sequence[Refused | OSError]


def asked_for(owner: QWidget, voice: Voice) -> list[Chosen]:
    """The files that a person chooses."""
    word = voice.word
    chosen, _ = QFileDialog.getOpenFileNames(
        owner, word("Add photos or files"), "", f"{word('Photos and PDF')} ({_KINDS});;{word('All files')} (*)"
    )
    return of_places(Path(each) for each in chosen)


def of_places(places: Iterable[Path]) -> list[Chosen]:
    """Files, and all that lies in folders."""
    return [of_file(file) for file in evidence.files_in(places)]


def of_file(file: Path) -> Chosen:
    return Chosen(file.name, lambda: evidence.read(file), file)


def is_held(held: QMimeData | None) -> bool:
    """Whether what is dragged or copied may be taken in; Qt has none where nothing was copied yet."""
    return held is not None and (held.hasImage() or any(url.isLocalFile() for url in held.urls()))


def of_held(voice: Voice, held: QMimeData | None) -> list[Chosen]:
    """What is dropped or pasted: files, or a picture."""
    if held is None:
        return []
    places = [Path(url.toLocalFile()) for url in held.urls() if url.isLocalFile()]
    if places or not held.hasImage():
        return of_places(places)
    image = QImage(held.imageData())
    return [Chosen(voice.word("pasted picture"), lambda: png(image))]


def start_camera(voice: Voice) -> str:
    """Starts the camera's program, and tells where what it saves is looked for. Refused where it does not start."""
    if not camera.start():
        raise Refused("The camera's program does not start.", "Open it yourself, and drop here what it saves.")
    folder = settings.load(paths.config_folder()).settings.watched_folder
    if folder is None:
        return voice.word("What the camera saves can be dropped here. Settings, photos: watch its folder.")
    return voice.word("What the camera saves in {folder} is offered here.", folder=breakable(folder))


def taking_in(
    store: Store, household: bytes, chosen: Sequence[Chosen], kind: str | None = None
) -> Callable[[Progress], Read]:
    """The work that keeps what was chosen in the store; the records are to be filled in and saved.

    What is said to be a paper is searched for its code.
    """

    def work(progress: Progress) -> Read:
        terms = evidence.terms_of(settings.load(paths.config_folder()).settings)
        records: list[Evidence] = []
        refused: list[Refused | OSError] = []
        for n, each in enumerate(chosen, 1):
            progress(n - 1, len(chosen))
            try:
                records.append(evidence.kept(store, household, each.content(), each.name, terms, kind=kind))
            except (Refused, OSError) as error:
                refused.append(error)
        return Read(records, refused)

    return work


def reasons(voice: Voice, read: Read) -> Iterator[str]:
    """Why files were not taken in."""
    yield from (told(voice, each) for each in read.refused[:_TOLD])
    if more := len(read.refused[_TOLD:]):
        yield voice.words("and {n} more", "and {n} more", more)


def png(image: QImage) -> bytes:
    """What was pasted or drawn, as a file."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(content.data())
