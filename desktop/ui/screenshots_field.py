"""An area as an office with laptops in the field, as the pictures walk through it, and what comes to its end there.

Promise: the sticks of the computer that draws the pictures are as they were afterwards.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop.casework import people, purging
from desktop.casework.inventing import PASSPHRASE
from desktop.domain.fields import Role
from desktop.domain.records import Household, Person
from desktop.store.store import Store
from desktop.ui.main_window import MainWindow
from desktop.ui.screenshots_enrolment import Enrolling
from desktop.ui.screenshots_exchange import Exchanging
from desktop.ui.screenshots_stick import FolderAsStick

_TOLD_BEFORE = timedelta(days=30)


def in_the_field(app: QApplication, window: MainWindow, office: Path) -> Iterator[str]:
    """Its office and two laptops, and what goes between them by stick."""
    stick = FolderAsStick(office.with_name("KINGSTON"))
    stick.plug_in()
    try:
        enrolling = Enrolling(app, window, office, stick)
        yield from enrolling.screens()
        yield from Exchanging(app, window, office, stick, enrolling).screens()
        yield from enrolling.forget()
    finally:
        stick.end()


def ordered_to_be_destroyed(store: Store) -> bytes:
    """A household of which two people of the office ordered that what is about its people be destroyed."""
    home = Household(number="LY-0001", address="另一示例里 1 号")
    store.save(home, Person(household=home.id, name="马示例", role="owner"))
    day, first = store.today() + _TOLD_BEFORE, store.opened
    order = purging.order(
        store, home.id, ground="个人信息保护法第四十七条", applies_from=day, not_handed="住户书面说不要"
    )
    store.opened = people.admit(store, "孙示例", Role.CLERK, PASSPHRASE)
    purging.confirm(store, order)
    store.opened = first
    return home.id
