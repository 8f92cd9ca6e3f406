"""One name, five places: the word on the paper = record field = column = objectName in `forms/` = key in a bundle."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop import paths
from desktop.cli.words import Voice
from desktop.domain.fields import RECORDS, Kind
from desktop.i18n import Language
from desktop.store.schema import rows
from desktop.ui.form import Form

OF_RECORDS = {file.stem: file for file in sorted(paths.FORMS.glob("*.ui")) if file.stem in RECORDS}
COMPOSED = {"registration": ("household", "person")}
NEVER_TYPED = {"household", "same_as", "withdrawn", "withdrawn_reason"}
INPUTS = {"QLineEdit", "QPlainTextEdit", "QComboBox"}


def inputs(file: Path) -> list[str]:
    widgets = ET.parse(file).iter("widget")  # noqa: S314  our own file
    return [widget.attrib["name"] for widget in widgets if widget.attrib["class"] in INPUTS]


def test_every_form_is_of_a_record_or_composed_of_some() -> None:
    assert {file.stem for file in paths.FORMS.glob("*.ui")} == OF_RECORDS.keys() | COMPOSED.keys()


@pytest.mark.parametrize("name", OF_RECORDS)
def test_a_form_holds_every_field_of_its_record_once(name: str) -> None:
    fields = {field.name for field in RECORDS[name].fields} - NEVER_TYPED
    assert sorted(inputs(OF_RECORDS[name])) == sorted(fields)
    assert fields < {column.name for column in rows[name].columns}


def test_a_composed_form_holds_fields_of_its_records_that_bear_different_names() -> None:
    for name, records in COMPOSED.items():
        held = inputs(paths.FORMS / f"{name}.ui")
        assert len(held) == len(set(held))
        for field in held:
            assert sum(field in RECORDS[record].field for record in records) == 1


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", [*OF_RECORDS, *COMPOSED])
def test_every_input_has_a_name_for_people_and_takes_the_keyboard(
    qapp: QApplication, name: str, language: Language
) -> None:
    del qapp
    form = Form(name, COMPOSED.get(name, (name,)), Voice(language))
    for bound in form.bound.values():
        assert bound.input.accessibleName()
        assert bound.label.text()
        assert bound.label.buddy() is bound.input
        is_chosen = bound.field.kind in (Kind.CHOICE, Kind.YESNO, Kind.LINK)
        assert is_chosen == (type(bound.input).__name__ == "QComboBox")
