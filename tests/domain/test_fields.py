"""Names agree: the table is held against the record classes, and against itself."""

from dataclasses import fields as dataclass_fields
from datetime import date, datetime
from decimal import Decimal
from typing import get_type_hints

import pytest

from desktop.domain.fields import RECORDS, Field, Kind, Privacy, RecordType, Role
from desktop.domain.records import CLASSES, Record, Sealed

TYPES: dict[Kind, type] = {
    Kind.TEXT: str,
    Kind.NUMBER: Decimal,
    Kind.WHOLE: int,
    Kind.MONEY: int,
    Kind.DATE: date,
    Kind.INSTANT: datetime,
    Kind.YESNO: bool,
    Kind.CHOICE: str,
    Kind.LINK: bytes,
}
every_record = pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)


def is_name(text: str) -> bool:
    return text.isidentifier() and text.isascii() and text == text.lower()


def is_chinese(text: str) -> bool:
    return all("\u4e00" <= sign <= "\u9fff" for sign in text) and bool(text)


def test_every_record_has_its_class_and_every_class_its_record() -> None:
    assert list(CLASSES) == list(RECORDS)
    assert all(CLASSES[name].record_type() is record for name, record in RECORDS.items())
    assert len(set(CLASSES.values())) == len(CLASSES)


@every_record
def test_a_class_has_just_the_fields_of_its_record_in_their_order(record: RecordType) -> None:
    own = [field.name for field in dataclass_fields(CLASSES[record.name])]
    shared = [field.name for field in dataclass_fields(Record)]
    assert own == shared + [field.name for field in record.fields]


def annotation(record: RecordType, field: Field) -> object:
    known = tuple[str, ...] if field.kind is Kind.LIST else TYPES[field.kind] | None
    return known | Sealed if record.group_of[field.name].privacy is Privacy.SENSITIVE else known


@every_record
def test_annotations_tell_kind_and_privacy(record: RecordType) -> None:
    hints = get_type_hints(CLASSES[record.name])
    assert {field.name: hints[field.name] for field in record.fields} == {
        field.name: annotation(record, field) for field in record.fields
    }


@every_record
def test_what_is_not_stated_is_not_known(record: RecordType) -> None:
    empty = CLASSES[record.name]()
    for field in record.fields:
        assert getattr(empty, field.name) == (() if field.kind is Kind.LIST else None), field.name


@every_record
def test_names_are_unique_within_a_record(record: RecordType) -> None:
    names = [field.name for field in record.fields]
    groups = [group.name for group in record.groups]
    assert len(set(names)) == len(names)
    assert len(set(groups)) == len(groups)
    assert not {"id", "seen"} & set(names), "the words that all records share"
    assert all(map(is_name, (record.name, *names, *groups)))


@every_record
def test_somebody_may_write_every_group(record: RecordType) -> None:
    assert all(group.writers and group.fields for group in record.groups)


@every_record
def test_no_auditor_writes_more_than_where_they_looked(record: RecordType) -> None:
    writers = {role for group in record.groups for role in group.writers}
    assert Role.AUDITOR not in writers or record.name == "look"


@every_record
def test_every_record_but_a_look_can_be_withdrawn_by_who_writes_it(record: RecordType) -> None:
    if record.name == "look":
        assert "life" not in record.group
    else:
        assert [field.name for field in record.group["life"].fields] == ["withdrawn", "withdrawn_reason"]
        assert record.group["life"].writers == record.groups[0].writers


@every_record
def test_links_lead_to_records(record: RecordType) -> None:
    links = {field.name: field.to for field in record.fields if field.kind is Kind.LINK}
    of_any = {"look": "row", "printing": "of_row", "question": "asked_row"}  # these are about a row of any record
    if record.name in of_any:
        assert links.pop(of_any[record.name]) == ""
    assert set(links.values()) <= set(RECORDS)
    assert not any(field.to for field in record.fields if field.kind is not Kind.LINK)


@every_record
def test_only_numbers_have_decimals_and_only_choices_have_choices(record: RecordType) -> None:
    for field in record.fields:
        assert (field.digits > 0) == (field.kind in {Kind.NUMBER, Kind.MONEY}), field.name
        assert bool(field.choices) == (field.kind is Kind.CHOICE), field.name


@every_record
def test_the_choices_of_a_field_are_different_words(record: RecordType) -> None:
    for field in record.fields:
        assert all(is_name(key) and is_chinese(label) for key, label in field.choices), field.name
        assert all(len(set(words)) == len(words) for words in zip(*field.choices, strict=True)), field.name


@every_record
def test_every_word_is_there_in_chinese_and_english(record: RecordType) -> None:
    assert is_chinese(record.label)
    for field in record.fields:
        assert is_chinese(field.label), field.name
        assert field.english.replace(" ", "_") == field.name


@every_record
def test_a_required_value_is_never_sensitive(record: RecordType) -> None:
    sensitive = [group for group in record.groups if group.privacy is Privacy.SENSITIVE]
    assert not any(field.required for group in sensitive for field in group.fields)


def test_a_record_shows_no_value() -> None:
    person = CLASSES["person"].of({"name": "马示例", "phone": "100-0000-6021"})
    assert repr(person) == f"<person {person.id.hex()}>"
    assert str(Sealed("100****6021")) == "100****6021"


def test_a_name_outside_the_table_is_refused() -> None:
    with pytest.raises(TypeError):
        CLASSES["wish"].of({"score": 7})


def test_two_records_with_equal_values_are_equal_whenever_they_were_read() -> None:
    wish = CLASSES["wish"].of({"choice": "cash"})
    assert CLASSES["wish"].of({"id": wish.id, "choice": "cash", "seen": 7}) == wish
