"""What neither a page of `forms/` nor a style sheet gives an entry page: gaps, equal columns, the titles of cards."""

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from desktop.i18n import N_
from desktop.ui.notices import Voice

_COLUMNS = 12
_TITLES = {
    "title_about": N_("Number and people"),
    "title_place": N_("Where it stands"),
    "title_contact": N_("How to contact them"),
    "title_dispute": N_("Is the title disputed?"),
    "title_note": N_("Note"),
    "title_person": N_("Who"),
    "title_identity": N_("ID and phone"),
    "title_special": N_("Special groups (seen by nobody who need not)"),
    "title_bank": N_("Bank account"),
    "title_language": N_("Language and reading"),
    "title_agency": N_("Acts for somebody"),
    "title_certificate": N_("Certificate"),
    "title_areas": N_("Areas"),
    "title_building": N_("Building and use"),
    "title_business": N_("Business"),
    "title_part": N_("The part"),
    "title_recognition": N_("Recognition"),
    "title_item": N_("Item"),
    "title_appraisal": N_("Appraisal"),
    "title_words": N_("In the household's own words"),
    "title_wished": N_("If they want to say it"),
    "title_confirmation": N_("Confirmed with the household"),
    "title_owner": N_("Whose house is it?"),
    "title_document": N_("What was served, and where"),
    "title_receiver": N_("Who received it"),
    "title_heard": N_("What was said, word for word"),
    "title_slip": N_("The slip: given by the program"),
    "title_step": N_("What was done"),
    "title_payment": N_("What reached the household"),
    "title_handover": N_("The house was handed over"),
}


def lay_out(page: QWidget, voice: Voice) -> None:
    """Makes a loaded page look like the others."""
    outer = cast("QVBoxLayout", page.layout())
    outer.setContentsMargins(0, 0, 0, 0)
    outer.setSpacing(12)
    outer.addStretch()
    for frame in page.findChildren(QFrame):
        if not frame.objectName().startswith("section_"):
            continue
        frame.setProperty("part", "card")
        grid = cast("QGridLayout", frame.layout())
        grid.setContentsMargins(16, 12, 16, 16)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
            grid.setColumnMinimumWidth(column, 0)
    for layout in page.findChildren(QVBoxLayout):
        if layout is not outer:
            layout.setSpacing(4)
            layout.setAlignment(Qt.AlignmentFlag.AlignTop)
    for label in page.findChildren(QLabel):
        if label.objectName() in _TITLES:
            label.setProperty("look", "bold")
            label.setText(voice.word(_TITLES[label.objectName()]))
