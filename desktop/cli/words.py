"""What the command line says, in the reader's language: messages, names of records and fields, values, tables.

Promise: a sealed value is only ever shown as its mask. Hidden: the names stand in the table of fields, in both
languages, while messages and the words of the program's own enumerations come from the catalogue.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any

import msgspec

from desktop import i18n
from desktop.domain import money
from desktop.domain.checks import UNPRINTABLE
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS, Field, Kind, RecordType, Role
from desktop.domain.identity import id_text
from desktop.domain.records import Sealed
from desktop.i18n import N_
from desktop.paths import Danger

LINE = 78
_ENGLISH_UNITS = {"㎡": "㎡", "%": "%", "元": "yuan"}
_AREA_DIGITS = 2
_FOR_PROGRAMS, _SHOWN = (
    frozenset({"content", "sources", "ledger", "picture"}),
    24,
)  # texts that nobody reads, and how much of them is shown

_SYSTEMS_OWN = (  # reasons, which every system but Windows gives in English
    N_("No such file or directory"),
    N_("File exists"),
    N_("Permission denied"),
    N_("Is a directory"),
    N_("Not a directory"),
    N_("Read-only file system"),
    N_("No space left on device"),
    N_("File name too long"),
    N_("Input/output error"),
)

_ENUMERATIONS: dict[type[StrEnum], dict[str, str]] = {
    Danger: {
        Danger.REMOVABLE: N_("removable disk"),
        Danger.NETWORK: N_("network place"),
        Danger.CLOUD: N_("cloud-synced folder"),
    },
    Kind: {
        Kind.TEXT: N_("text"),
        Kind.NUMBER: N_("a number such as 62.40"),
        Kind.WHOLE: N_("a whole number"),
        Kind.MONEY: N_("an amount in fen, as a whole number"),
        Kind.DATE: N_("a date such as 2026-11-18"),
        Kind.INSTANT: N_("a time with its place such as 2026-11-18T09:41:00+08:00"),
        Kind.YESNO: N_("yes or no (true or false)"),
        Kind.CHOICE: N_("one of the choices"),
        Kind.LIST: N_("a list of texts"),
        Kind.LINK: N_("the id of a record"),
    },
}


class Voice(msgspec.Struct, frozen=True):
    """Says things in one language."""

    language: str

    def word(self, message: str, /, **values: object) -> str:
        """The message with its values, those of enumerations and names of records in words too."""
        return i18n.word(message, self.language, **{name: self._named(name, value) for name, value in values.items()})

    def words(self, singular: str, plural: str, n: int, /, **values: object) -> str:
        return i18n.words(singular, plural, n, self.language, **values)

    def label(self, named: Field | RecordType) -> str:
        """What a field or a kind of record is called."""
        return named.label if self._is_chinese else _plain(named.name)

    def choice(self, field: Field, chosen: str) -> str:
        """What one of a field's choices is called; an unknown one of a newer program is itself."""
        return dict(field.choices).get(chosen, chosen) if self._is_chinese else _plain(chosen)

    def choices(self, field: Field) -> str:
        """All choices of a field as a file writes them, with what they are called where that is more."""
        if not self._is_chinese:
            return self.listed(key for key, _ in field.choices)
        return self.listed(f"{key} {label}" for key, label in field.choices)

    def shown(self, field: Field, value: Any) -> str:
        """A value for people, with its unit."""
        if isinstance(value, Sealed):
            return value.mask
        match field.kind:
            case Kind.YESNO:
                return self.word("yes") if value else self.word("no")
            case Kind.CHOICE:
                return self.choice(field, value)
            case Kind.LIST:
                return self.listed(value)
            case Kind.LINK:
                return id_text(value)
            case Kind.INSTANT:
                return value.strftime("%Y-%m-%d %H:%M")
            case Kind.MONEY | Kind.NUMBER | Kind.WHOLE:
                return f"{_figure(field, value)} {self._unit(field)}".rstrip()
            case Kind.TEXT if field.name in _FOR_PROGRAMS:
                return f"{value[:_SHOWN]}…"
            case Kind.TEXT | Kind.DATE:
                return str(value)

    def listed(self, texts: Iterable[str]) -> str:
        return ("、" if self._is_chinese else ", ").join(texts)

    def pair(self, label: str, text: str) -> str:
        """One labelled value."""
        return f"{label}：{text}" if self._is_chinese else f"{label}: {text}"

    @property
    def _is_chinese(self) -> bool:
        return self.language.startswith("zh")

    def _unit(self, field: Field) -> str:
        return field.unit if self._is_chinese else _ENGLISH_UNITS.get(field.unit, "")

    def _named(self, name: str, value: object) -> object:
        match value:
            case Role():
                return self.choice(RECORDS["staff"].field["role"], value)
            case StrEnum() if type(value) in _ENUMERATIONS:
                return i18n.word(_ENUMERATIONS[type(value)][value], self.language)
            case str() if name in ("record", "table") and value in RECORDS:
                return self.label(RECORDS[value])
            case str() if value in _SYSTEMS_OWN:
                return i18n.word(value, self.language)
            case _:
                return value


def visible(line: str) -> str:
    """A line with what a terminal would obey, or what turns the direction of reading, written out (as in JSON)."""
    return UNPRINTABLE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", line.replace("\n", " ").replace("\t", " "))


def by_system(error: OSError) -> Refused:
    """The operating system's own refusal; one without a file is the disk's, or that of where the answer goes."""
    reason = error.strerror or type(error).__name__
    if error.filename is None:
        return Refused(
            "Something can't be read or written: {reason}.",
            "Look whether the disk is full or unplugged, then try again.",
            reason=reason,
        )
    return Refused(
        "{file} can't be used: {reason}.",
        "Look whether it is there, and whether you may read and write it.",
        file=error.filename,
        reason=reason,
    )


def table(lines: Sequence[Sequence[str]]) -> list[str]:
    """Lines of cells as lines of text in columns, a Han character two places wide."""
    widths = [max(map(places, column)) for column in zip(*lines, strict=True)]
    padded = (map(_padded, line, widths) for line in lines)
    return ["  ".join(line).rstrip() for line in padded]


def packed(chunks: Iterable[str], indent: str) -> Iterator[str]:
    """Short texts side by side in lines of a terminal; what is long or has lines of its own stands alone."""
    line = ""
    for chunk in chunks:
        first, *rest = chunk.splitlines() or [""]
        if line and (rest or places(line) + places(first) + len(indent) + 2 > LINE):
            yield indent + line
            line = ""
        line = f"{line}  {first}" if line else first
        if rest:
            yield indent + line
            yield from (f"{indent}  {more}" for more in rest)
            line = ""
    if line:
        yield indent + line


def places(text: str) -> int:
    """How many places of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else not unicodedata.combining(sign) for sign in text)


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - places(cell))


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _figure(field: Field, value: Decimal | int) -> str:
    if field.kind is Kind.MONEY:
        return money.shown(int(value))
    if field.unit == "㎡" and round(value, _AREA_DIGITS) == value:
        return f"{value:.{_AREA_DIGITS}f}"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
