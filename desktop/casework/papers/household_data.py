"""All that is kept of one household, record by record: as data that other programs read, and in words for a paper.

Promise: nothing of it is left out, what was withdrawn neither; a sensitive value is told only where that was asked for,
and who asked, and why, is in the journal before. Hidden: which kinds of record belong to a household.
"""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from desktop.domain import money
from desktop.domain.fields import RECORDS, Field, Kind, Privacy, RecordType
from desktop.domain.identity import id_text
from desktop.domain.records import CLASSES, Flat, Household, Look, Record, Sealed
from desktop.domain.values import value, written
from desktop.i18n import Language, word
from desktop.sheets import wording
from desktop.store.store import Store
from desktop.store.united import with_others

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FOR_PROGRAMS = frozenset(
    (
        "facts",
        "trace",
        "sources",
        "totals",
        "strokes",
        "content",
        "said",
        "ledger",
        "withdrawn",
        "pack",
        "engine",
        "flats",
        "paper_code",
    )
)
_SEALS = ("sha256", "_key", "digest", "signature")  # how the names of texts end that only programs compare
_AREA_DIGITS = Decimal("0.01")
_RIGHT = RECORDS["area_clock"].field["clock"]
"""Its choices name the rights that a household is told of."""

Clear = Mapping[tuple[bytes, str], Any]
"""Sensitive values in their written form, by row and field."""


@dataclass(frozen=True, slots=True)
class Held:
    """What is kept of a household: its records in the order of the papers, and the sensitive values that are clear."""

    household: Household
    records: tuple[Record, ...]
    clear: Clear = field(default_factory=dict[tuple[bytes, str], Any], repr=False)

    def form(self, record: Record, of: Field) -> Any:
        """A value in its written form; a sensitive one that is not clear as its mask."""
        held = getattr(record, of.name)
        if isinstance(held, Sealed):
            return self.clear.get((record.id, of.name), held.mask)
        return written(of, held)


def held(store: Store, household: Household) -> Held:
    """All records of a household, and of those that go on under it, sensitive values masked."""
    homes = with_others(store, household.id)
    records: list[Record] = [household, *store.records(Household, id=homes[1:])]
    for name, kind in CLASSES.items():
        if "household" in RECORDS[name].field:
            records += store.records(kind, household=homes)
    records += store.records(Flat, held_by=household.id)
    return Held(household, tuple(records))


def unsealed(store: Store, masked: Held, because: str) -> Held:
    """The same with its sensitive values clear; that somebody looked at all of them is written down first."""
    sealed = [(record, of) for record in masked.records for of in _sealed(record)]
    looks = [
        Look(household=getattr(record, "household", None) or masked.household.id, row=record.id, field=of.name)
        for record, of in sealed
    ]
    if looks:
        store.save(*looks, because=because)
    clear: dict[tuple[bytes, str], Any] = {}
    for record, group in {(record, record.record_type().group_of[of.name].name) for record, of in sealed}:
        clear |= {(record.id, name): form for name, form in store.unsealed(record, group).items()}
    return Held(masked.household, masked.records, clear)


def as_json(kept: Held) -> bytes:
    """By kind of record, each with its id and what is known of it, in the written forms of `ruhu record`."""
    kinds: dict[str, list[dict[str, Any]]] = {}
    for record in kept.records:
        known = {of.name: _plain(kept.form(record, of)) for of in record.record_type().fields}
        told = {"id": id_text(record.id)} | {name: form for name, form in known.items() if form is not None}
        kinds.setdefault(record.record_type().name, []).append(told)
    return json.dumps(kinds, ensure_ascii=False, indent=1).encode()


def as_csv(kept: Held, language: Language) -> bytes:
    """A line for each value, as a table program opens it: the kind, the id, the field, the value in words."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([word("record", language), "id", word("field of the record", language), word("value", language)])
    for record in kept.records:
        kind = record.record_type()
        for of in kind.fields:
            told = said(kept, record, of, language)
            if told:
                safe = f"'{told}" if told.startswith(_FORMULA) else told
                writer.writerow([called(kind, language), id_text(record.id), wording.label(of, language), safe])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def facts(kept: Held, record: Record, language: Language) -> list[tuple[str, str]]:
    """What is known of a record for a reader: names of fields with values, without links and what programs read."""
    told = (
        (wording.label(of, language), said(kept, record, of, language))
        for of in record.record_type().fields
        if is_for_people(of)
    )
    return [(name, text) for name, text in told if text]


def is_for_people(of: Field) -> bool:
    """Whether somebody can make anything of a field's value."""
    is_seal = of.kind is Kind.TEXT and of.name.endswith(_SEALS)
    return of.kind is not Kind.LINK and of.name not in _FOR_PROGRAMS and not is_seal


def said(kept: Held, record: Record, of: Field, language: Language) -> str:
    """One value in words; nothing where it is not known."""
    form = kept.form(record, of)
    if form is None:
        return ""
    is_masked = isinstance(getattr(record, of.name), Sealed) and (record.id, of.name) not in kept.clear
    return str(form) if is_masked else shown(of, value(of, form), language)


def shown(of: Field, known: Any, language: Language) -> str:
    """A value in words, with its unit."""
    match of.kind:
        case Kind.YESNO:
            return word("yes", language) if known else word("no", language)
        case Kind.CHOICE:
            return wording.choice(of, known, language)
        case Kind.LIST:
            return wording.listed(known, language)
        case Kind.LINK:
            return id_text(known)
        case Kind.INSTANT:
            return f"{known:%Y-%m-%d %H:%M}"
        case Kind.MONEY:
            return f"{money.shown(known)} {word('yuan', language)}"
        case Kind.NUMBER if of.unit == "㎡":
            exact = known.quantize(_AREA_DIGITS) if known == known.quantize(_AREA_DIGITS) else known.normalize()
            return f"{exact:f} ㎡"
        case Kind.NUMBER | Kind.WHOLE:
            unit = of.unit if wording.is_chinese(language) or of.unit == "%" else ""
            return f"{known:f} {unit}".rstrip() if isinstance(known, Decimal) else f"{known} {unit}".rstrip()
        case Kind.TEXT | Kind.DATE:
            return wording.choice(_RIGHT, known, language) if of.name == "term" else str(known)


def called(kind: RecordType, language: Language) -> str:
    """What a kind of record is called."""
    return kind.label if wording.is_chinese(language) else kind.name.replace("_", " ")


def _sealed(record: Record) -> list[Field]:
    return [
        of
        for group in record.record_type().groups
        if group.privacy is Privacy.SENSITIVE
        for of in group.fields
        if isinstance(getattr(record, of.name), Sealed)
    ]


def _plain(form: Any) -> Any:
    return id_text(form) if isinstance(form, bytes) else form
