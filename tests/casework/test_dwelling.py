"""Where a household lives is said alike everywhere, with every part of it."""

from builders import a_household

from desktop.casework.dwelling import place

PARTS = {"lane": "示例里 3 巷", "door": "17 号", "building": "2 幢", "unit": "1 单元", "floor": "3 层", "room": "301"}


def test_the_written_address_is_said_before_its_parts() -> None:
    assert place(a_household(address="示例里 3 巷 17", **PARTS)) == "示例里 3 巷 17"


def test_without_one_all_parts_are_said_in_their_order() -> None:
    assert place(a_household(address=None, **PARTS)) == "示例里 3 巷 17 号 2 幢 1 单元 3 层 301"
    assert place(a_household(**dict.fromkeys((*PARTS, "address")))) == ""
