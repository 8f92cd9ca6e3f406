"""The office's own keys: the escrow sheet, with which they are made; and opening a device that nobody can open.

Promise: the office certifies nobody before its escrow sheet was made, so that what is sent to it can be read even when
its computers burn; the escrow key rests on that sheet alone. A device is opened only after its question's six words
were compared, for one that is not revoked, and it stands in the journal. Hidden: what the six words are made of.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from desktop.casework import certifying
from desktop.casework.recovery import blank_sheet
from desktop.domain.errors import Refused
from desktop.domain.records import OfficeUnlock
from desktop.exchange import keys, six_words, station
from desktop.exchange.keys import Escrow, OfficeKeys
from desktop.exchange.six_words import SixWords
from desktop.sheets.escrow_sheet import EscrowSheet, render
from desktop.store import folder as place
from desktop.store import office_opening, vault
from desktop.store.office_opening import Asked
from desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class Escrowed:
    """A sheet that was made: its number, and the devices that were certified anew to learn of it."""

    number: int
    devices: tuple[str, ...]


def make_escrow(store: Store, file: Path, language: str) -> Escrowed:
    """Prints the office's escrow sheet into a new file, the first time making the office's keys.

    Every sheet has a new key that opens: what is written from then on opens with the newest, what was before with the
    sheet of its day. The key that signs stays.
    """
    certifying.require_office(store)
    with store.reading() as connection:
        before = station.office_keys(connection)
    made = _printed(store, file, language, before)
    return Escrowed(made.sheets, certifying.renew_all(store) if before else ())


def go_on_from_sheet(store: Store, file: Path, language: str, escrow: Escrow) -> Escrowed:
    """Lets a new office go on in the place of one that is lost, with the codes of its escrow sheet; prints a new one.

    Devices of the lost office trust this one, and what they send opens here. Refused where this office has keys.
    """
    certifying.require_office(store)
    with store.reading() as connection:
        if station.office_keys(connection) is not None:
            raise Refused(
                "This office has keys of its own already. Nothing was changed.",
                "Make a new store for the office that is to go on, and use the sheet there: ruhu init",
            )
    return Escrowed(_printed(store, file, language, keys.office_of(escrow)).sheets, ())


def _printed(store: Store, file: Path, language: str, before: OfficeKeys | None) -> OfficeKeys:
    """Draws what is new of the office's keys, and keeps them once their sheet is on the disk."""
    store.require_writable()
    made, escrow = keys.found_office(before)
    card = place.card(store.folder)
    sheet = EscrowSheet(card.area, vault.store_number(card.store), made.sheets, store.today(), *escrow.codes)
    with blank_sheet(file):
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".") as unfinished:
            whole = Path(unfinished) / file.name
            place.write_durably(whole, render(sheet, language))
            whole.replace(file)
        place.sync_folder(file.parent)
    with store.writing() as connection:
        station.keep(connection, made)
    return made


def ask_office(folder: Path, name: str | None, passphrase: str) -> tuple[bytes, SixWords]:
    """The file in which a locked device asks the office to let this person in, and the six words of the question."""
    content = office_opening.ask(folder, name, passphrase)
    return content, question_words(office_opening.read(content))


def asks(folder: Path) -> str:
    """Who asked the office and waits for its answer. Refused where nobody does."""
    name = office_opening.asks(folder)
    if name is None:
        raise Refused(
            "This computer asked the office nothing that is still to be answered. Nothing was changed.",
            "Ask it first: ruhu vault ask",
        )
    return name


def question_words(asked: Asked) -> SixWords:
    """The six words of a question, which both screens show."""
    return six_words.of(b"ruhu question words\0" + asked.store + asked.device + asked.recipient.encode())


def answer_unlock(store: Store, content: bytes, words: SixWords, *, because: str) -> tuple[bytes, Asked]:
    """The office's answer, which opens the device that asks; it is written down first.

    Refused where the words differ, and where the device is not one of this office, or is revoked.
    """
    office = certifying.office_keys(store)
    asked = office_opening.read(content)
    answer = office_opening.answer(content, office.identity)
    known = next((each for each in certifying.devices(store) if each.row.id == asked.device), None)
    if known is None or known.certificate.store != asked.store:
        raise Refused(
            "This computer is none that this office enrolled. Nothing was changed.",
            "Take it to the office that enrolled it.",
        )
    if known.revoked is not None:
        raise Refused(
            "{device} is revoked, and is not opened. Nothing was changed.",
            "If it was found again, enrol it anew: ruhu enrol request on a new store, then ruhu enrol approve "
            "--replaces {device}",
            device=known.name,
        )
    if words != question_words(asked):
        raise Refused(
            "The six words are not those of this question: it comes from another computer. Nothing was changed.",
            "Write the question anew on the computer that stands here, and compare again.",
        )
    store.save(OfficeUnlock(device=known.row.id, reason=because, opened_on=store.today()), because=because)
    return answer, asked


def unlock_by_office(folder: Path, content: bytes, passphrase: str) -> tuple[vault.Unlocked, str]:
    """Opens a device with the office's answer, and gives the code of its new recovery sheet."""
    return office_opening.open_by(folder, content, passphrase)
