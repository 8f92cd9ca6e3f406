"""The facts that move money: a change of one of them may change what a household is owed.

Promise: the one declared list behind the mark "affects the amount". Hidden: it is wide on purpose. Which facts a plan
(方案) counts differs from area to area; a mark too many costs a glance, one too few a resident's money.
"""

_FACTS = {
    "household": ("people_count", "same_as"),  # sums per person; two households that become one
    "person": (
        "household",
        "role",
        "sex",
        "birth_date",
        "special",
    ),  # shares, whose home it is, aid by age, hardship aid
    "house": (
        "household",
        "certificate",  # private or public
        "registered_area",
        "measured_area",
        "recognised_area",
        "structure",
        "use",
        "status",
        "business",  # loss of business
    ),
    "unregistered_part": ("household", "name", "measured_area", "recognition", "structure"),
    "fixture": ("household", "item"),
    "appraisal": ("household", "house", "appraisal"),
    "flat": ("flat", "holder"),  # what it is and whose: the difference that is paid for it
    "agreement": ("agreement",),  # awards by the day of signing
    "handover": ("handover",),  # awards by the day of moving
}

_LIFE = "life"  # a withdrawn fact counts no more


def affects_amount(record: str, group: str) -> bool:
    """Whether a change of this group of a record may change a sum."""
    facts = _FACTS.get(record, ())
    return group in facts or (group == _LIFE and bool(facts))
