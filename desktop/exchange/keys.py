"""The keys of machines: the office's, a device's, and which office a device trusts. People's lie in the key slots.

Promise: none of them rests outside the encrypted store, but for the escrow key, which rests on paper alone: what the
store keeps of it only locks. Hidden: how the two secrets of the escrow sheet become rows of letters and a name of age
("AGE-SECRET-KEY-1…") becomes its 32 bytes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Annotated

from msgspec import Meta

from desktop.domain import code_letters
from desktop.domain.errors import Refused
from desktop.domain.identity import new_id
from desktop.store import age, cipher
from desktop.store.cipher import SigningKey

ESCROW_ROWS = 13
"""Rows of each of the two codes on an escrow sheet: 32 bytes in 260 bits."""

Id = Annotated[bytes, Meta(min_length=16, max_length=16)]
Public = Annotated[bytes, Meta(min_length=32, max_length=32)]
Recipient = Annotated[str, Meta(pattern=r"^age1[02-9ac-hj-np-z]{58}\Z")]

_Private = Annotated[bytes, Meta(min_length=32, max_length=32)]
_Identity = Annotated[str, Meta(pattern=r"^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}\Z")]

_PREFIX = "age-secret-key-"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


@dataclass(frozen=True, slots=True)
class Trust:
    """The office that a device trusts: whose signature counts, and for whom else every file is locked."""

    root: Public
    box: Recipient
    escrow: Recipient


@dataclass(frozen=True, slots=True)
class OfficeKeys:
    """What the office signs and opens with; of the escrow key only what locks."""

    private: _Private = field(repr=False)
    root: Public
    identity: _Identity = field(repr=False)
    box: Recipient
    escrow: Recipient
    sheets: int
    """How many escrow sheets were made; the newest is valid for what is locked from then on."""

    @property
    def signing(self) -> SigningKey:
        return SigningKey(self.private, self.root)

    @property
    def trust(self) -> Trust:
        return Trust(self.root, self.box, self.escrow)


@dataclass(frozen=True, slots=True)
class DeviceKeys:
    """What a device signs and opens with."""

    device: Id
    private: _Private = field(repr=False)
    public: Public
    identity: _Identity = field(repr=False)
    box: Recipient

    @property
    def signing(self) -> SigningKey:
        return SigningKey(self.private, self.public)


@dataclass(frozen=True, slots=True)
class Escrow:
    """What stands on an escrow sheet: opens every file of the office, and can sign in the office's place."""

    identity: str = field(repr=False)
    root: SigningKey = field(repr=False)

    @property
    def codes(self) -> tuple[str, str]:
        """The two secrets as rows of letters: first that which opens, then that which signs."""
        return _code(_bytes_of(self.identity)), _code(self.root.private)


def found_office(former: OfficeKeys | None = None) -> tuple[OfficeKeys, Escrow]:
    """Draw the office's keys, or with those that it has a new escrow key alone; the escrow is to be printed now."""
    escrow, box = age.new_box()
    if former is None:
        root, (identity, own) = cipher.new_signing_key(), age.new_box()
        made = OfficeKeys(root.private, root.public, identity, own, box, 1)
    else:
        made = replace(former, escrow=box, sheets=former.sheets + 1)
    return made, Escrow(escrow, made.signing)


def new_device() -> DeviceKeys:
    """Draw the keys of a device."""
    signing, (identity, box) = cipher.new_signing_key(), age.new_box()
    return DeviceKeys(new_id(), signing.private, signing.public, identity, box)


def escrow_of(opens: str, signs: str) -> Escrow:
    """The secrets that were typed from an escrow sheet. Refused, naming the row, where there is a slip."""
    return Escrow(_identity_of(_read(opens)), cipher.signing_key(_read(signs)))


def office_of(escrow: Escrow) -> OfficeKeys:
    """The keys of the office in whose place an escrow sheet signs and opens, to be given a new escrow key next."""
    box = age.recipient_of(escrow.identity)
    return OfficeKeys(escrow.root.private, escrow.root.public, escrow.identity, box, box, 0)


def _read(text: str) -> bytes:
    rows = code_letters.rows(text, ESCROW_ROWS)
    if len(rows) != ESCROW_ROWS:
        raise Refused(
            "This is no whole escrow code: it has 13 rows of 5 letters and digits.",
            "Type all 13 rows of the code as they stand on the escrow sheet.",
        )
    wrong, number = code_letters.faults(rows), code_letters.number(rows)
    if wrong or number >> 256:
        raise Refused(
            "The escrow code is not yet right. Look at row {rows}.",
            "Compare it with the escrow sheet, letter by letter, and type it again.",
            rows=", ".join(map(str, wrong or (1,))),
        )
    return number.to_bytes(32)


def _code(secret: bytes) -> str:
    return code_letters.written(int.from_bytes(secret), ESCROW_ROWS)


def _bytes_of(identity: str) -> bytes:
    """The 32 bytes that an age identity is the name of (BIP 173)."""
    number = 0
    for letter in identity.lower()[len(_PREFIX) + 1 : -6]:
        number = number << 5 | _BECH32.index(letter)
    return (number >> 4).to_bytes(32)


def _identity_of(secret: bytes) -> str:
    number = int.from_bytes(secret) << 4
    digits = [number >> place & 31 for place in range(255, -1, -5)]
    spread = [ord(letter) >> 5 for letter in _PREFIX] + [0] + [ord(letter) & 31 for letter in _PREFIX]
    check = _polymod([*spread, *digits, *[0] * 6]) ^ 1
    digits += [check >> place & 31 for place in range(25, -1, -5)]
    return f"{_PREFIX}1{''.join(_BECH32[digit] for digit in digits)}".upper()


def _polymod(values: Iterable[int]) -> int:
    check = 1
    for value in values:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATOR):
            check ^= generator if top >> place & 1 else 0
    return check
