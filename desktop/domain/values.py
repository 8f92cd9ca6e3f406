"""The one written form of every value: in entries, drafts, bundles and JSON lines the same.

`written` gives the canonical form (NFC, trimmed, decimals without trailing zeros, nothing as None), so that equal
values are equal bytes and no conflict (R24); `value` reads it back. Instants keep the offset of their place and sort
by time: `2026-11-18T01:41:00.123Z+08:00`.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, TypeAlias, cast

from desktop.domain.fields import Field, Kind, RecordType
from desktop.domain.identity import mask, mask_id, mask_phone
from desktop.domain.records import Record, Sealed

Written: TypeAlias = str | int | bool | bytes | list[str] | None

_TYPES: dict[Kind, type] = {
    Kind.TEXT: str,
    Kind.NUMBER: Decimal,
    Kind.WHOLE: int,
    Kind.MONEY: int,
    Kind.DATE: date,
    Kind.INSTANT: datetime,
    Kind.YESNO: bool,
    Kind.CHOICE: str,
    Kind.LIST: tuple,
    Kind.LINK: bytes,
}
_NARROWER: dict[type, type] = {int: bool, date: datetime}  # Python takes them for the wider type, the table does not

_INSTANT = re.compile(r"(?a)(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})Z([+-])(\d\d):([0-5]\d)")
_DIGITS = 18  # of a whole number in 64 bits
_NUMBER = re.compile(r"(?a)-?\d+(\.\d+)?")  # no exponent: 1E+999999 would be written as a million digits


def fits(field: Field, value: object) -> bool:
    """Tell whether a known value has the type of its field's kind."""
    kind = _TYPES[field.kind]
    return type(value) is kind or (isinstance(value, kind) and not isinstance(value, _NARROWER.get(kind, ())))


def written(field: Field, value: Any) -> Written:
    """The canonical form of a value. ValueError where the kind does not fit."""
    if value is None or value in ("", ()):
        return None
    if not fits(field, value):
        raise ValueError(f"not a value of kind {field.kind}")
    return _WRITE[field.kind](value) if field.kind in _WRITE else value


def value(field: Field, form: Any) -> Any:
    """The value of a canonical form. ValueError where the form is not one of this kind."""
    if form is None:
        return () if field.kind is Kind.LIST else None
    try:
        return _READ[field.kind](form)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"not a value of kind {field.kind}") from None  # the reader's own words would tell the content


def are_forms(fields: Iterable[Field], forms: Mapping[str, Any]) -> bool:
    """Tell whether these are canonical forms of their fields that can be kept: in 64 bits, with the declared decimals.

    Forms of other fields are not judged.
    """
    return all(_is_form(field, forms[field.name]) for field in fields if field.name in forms)


def _is_form(field: Field, form: Any) -> bool:
    try:
        value(field, form)
    except ValueError:
        return False
    match field.kind:
        case Kind.NUMBER if form is not None:
            whole, _, decimals = form.partition(".")
            return len(decimals) <= field.digits and len(whole) + field.digits <= _DIGITS
        case Kind.WHOLE | Kind.MONEY if form is not None:
            return abs(form) < 10**_DIGITS
        case _:
            return True


def groups_stated(record: Record) -> set[str]:
    """The groups of a record in which anything is stated."""
    group_of = record.record_type().group_of
    return {
        group_of[name].name
        for name, held in vars(record).items()
        if held is not None and held != () and name in group_of
    }


def group_values(record: Record, fields: tuple[Field, ...]) -> dict[str, Any]:
    """The written values of these fields of a record; what is not known is left out; a `Sealed` value stays."""
    forms: dict[str, Any] = {}
    values = vars(record)
    for field in fields:
        held = values[field.name]
        if held is None:
            continue
        form = held if isinstance(held, Sealed) else written(field, held)
        if form is not None:
            forms[field.name] = form
    return forms


def read_record(record_type: RecordType, forms: Mapping[str, Any]) -> dict[str, Any]:
    """Values by field name out of written forms; ValueError names the field that can't be read, never its content."""
    values: dict[str, Any] = {}
    for name, form in forms.items():
        try:
            values[name] = value(record_type.field[name], form)
        except ValueError as error:
            message = f"{name}: {error}"
            raise ValueError(message) from None
    return values


def mask_of(field: Field, form: Written) -> str:
    """What may be shown of a sensitive value."""
    text = form if isinstance(form, str) else ""
    match field.name:
        case "phone":
            return mask_phone(text)
        case "id_number":
            return mask_id(text)
        case _:
            return mask(text)


def _clean(text: str) -> str | None:
    return unicodedata.normalize("NFC", text).strip() or None


def _plain(number: Decimal) -> str:
    """Exact whatever the decimal context is, which `normalize` is not."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _written_instant(instant: datetime) -> str:
    offset = instant.utcoffset()
    if offset is None:
        message = "an instant needs its offset"
        raise ValueError(message)
    minutes = int(offset.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    utc = instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds")
    return f"{utc}Z{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _written_list(texts: Iterable[str]) -> list[str] | None:
    return [text for each in texts if (text := _clean(each))] or None


_WRITE: Mapping[Kind, Callable[[Any], Written]] = {
    Kind.TEXT: _clean,
    Kind.CHOICE: _clean,
    Kind.NUMBER: _plain,
    Kind.DATE: date.isoformat,
    Kind.INSTANT: _written_instant,
    Kind.LIST: _written_list,
}
"""The kinds whose written form is not the value itself."""


def _read_instant(form: str) -> datetime:
    match = _INSTANT.fullmatch(form)
    if match is None:
        instant = datetime.fromisoformat(form)
        if instant.tzinfo is None:
            message = "an instant needs its offset"
            raise ValueError(message)
        return instant
    offset = timedelta(hours=int(match[3]), minutes=int(match[4]))
    zone = timezone(-offset if match[2] == "-" else offset)
    return datetime.fromisoformat(match[1]).replace(tzinfo=UTC).astimezone(zone)


def _read_text(form: Any) -> str:
    if not isinstance(form, str):
        raise TypeError
    return form


def _read_whole(form: Any) -> int:
    if isinstance(form, bool) or not isinstance(form, int):
        raise TypeError
    return form


def _read_yesno(form: Any) -> bool:
    if not isinstance(form, bool):
        raise TypeError
    return form


def _read_number(form: Any) -> Decimal:
    if not _NUMBER.fullmatch(_read_text(form)):
        raise TypeError
    return Decimal(form)


def _read_list(form: Any) -> tuple[str, ...]:
    if not isinstance(form, list | tuple):
        raise TypeError
    return tuple(map(_read_text, cast("list[Any]", form)))


def _read_link(form: Any) -> bytes:
    if not isinstance(form, bytes):
        raise TypeError
    return form


_READ = {
    Kind.TEXT: _read_text,
    Kind.CHOICE: _read_text,
    Kind.NUMBER: _read_number,
    Kind.WHOLE: _read_whole,
    Kind.MONEY: _read_whole,
    Kind.DATE: date.fromisoformat,
    Kind.INSTANT: _read_instant,
    Kind.YESNO: _read_yesno,
    Kind.LIST: _read_list,
    Kind.LINK: _read_link,
}
