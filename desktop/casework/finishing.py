"""The file that ends an enrolment: the office's first bundle to a device, which brings its certificate along.

Promise: the office writes it like every other. Whoever looks at it is told whose it says it is before anything of it is
believed, and nothing is taken in before the office's six words were compared. Hidden: its header is signed with the key
that its certificate names, and that key is what the six words stand for.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from desktop.casework import enrolment, receiving
from desktop.casework.certifying import Known
from desktop.casework.enrolment import Adopted
from desktop.casework.receiving import Receipt
from desktop.domain.errors import Refused
from desktop.exchange import bundle, certificates, export, station
from desktop.exchange.certificates import Certificate
from desktop.exchange.downward import Recipient
from desktop.exchange.enrolment_request import office_words
from desktop.exchange.header import Header
from desktop.exchange.six_words import SixWords
from desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class Offered:
    """What a file says that nobody has confirmed yet: the office, what it certifies, and the words to compare.

    `files` are its parts that lie beside it, of so many `parts`; `number` is that of the bundle.
    """

    office: str
    certificate: Certificate
    words: SixWords
    counts: dict[str, int]
    files: tuple[Path, ...]
    parts: int
    number: int


@dataclass(frozen=True, slots=True)
class Finished:
    """What ending an enrolment did; of more than one part each is taken in."""

    adopted: Adopted
    receipt: Receipt


def answer(
    store: Store, device: Known, folder: Path, progress: Callable[[int, int], object] = lambda _done, _of: None
) -> tuple[Path, ...]:
    """Writes the office's next file to a device into a folder: its newest certificate, and all that it is to have."""
    sealed = certificates.from_text(device.row.certificate or "")
    return export.export(store, folder, Recipient(device.certificate, sealed), progress=progress).files


def offered(store: Store, file: Path) -> Offered:
    """What the office's first file offers to this device; nothing is taken in. Refused where it is for another."""
    header = _header(store, file)
    told = certificates.first(header.certificate)
    files = _parts(store, file, header)
    words = office_words(told.office.root)
    return Offered(header.sender.name, told, words, dict(header.counts), files, header.parts, header.number)


def finish(
    store: Store,
    files: Sequence[Path],
    words: SixWords | None,
    progress: Callable[[int, int], object] = lambda _done, _of: None,
) -> Finished:
    """Takes in the certificate, then all that came with it. `words` are those that the office's screen shows.

    Refused where they differ; a device that has a certificate of this office needs none.
    """
    enrolment.require_field(store)
    if not files:
        raise Refused("No file is named.", "Name the file that the office made for this computer.")
    adopted = enrolment.adopt(store, _header(store, files[0]).certificate, words)
    receipt = receiving.merge(store, files, progress)
    return Finished(receipt.adopted or adopted, receipt)


def _parts(store: Store, file: Path, told: Header) -> tuple[Path, ...]:
    """The parts of a file that lie beside it, in their order."""
    found = {told.part: file}
    for each in sorted(file.parent.glob("*")) if told.parts > 1 else ():
        if each != file and each.is_file() and bundle.is_bundle(each):
            with suppress(Refused):
                header = _header(store, each)
                if header.bundle == told.bundle:
                    found.setdefault(header.part, each)
    return tuple(found[part] for part in sorted(found))


def _header(store: Store, file: Path) -> Header:
    enrolment.require_field(store)
    with store.reading() as connection:
        own = station.device_keys(connection)
    identities = [own.identity] if own else []
    with bundle.opened(file, identities, _key_of) as incoming:
        return incoming.header


def _key_of(header: Header) -> bytes:
    """The office's key as the file itself says it; whether it is the office's, six words tell."""
    if header.kind != "down":
        raise Refused(
            "This file doesn't come from the office. Nothing was taken in.",
            "Take the file that the office made for this computer.",
        )
    return certificates.first(header.certificate).office.root
