"""What a column of an office's ledger can mean, in the reader's words.

Promise: no two meanings are called the same. Hidden: how fields of one name are told apart.
"""

from collections import Counter
from collections.abc import Sequence

from desktop.domain.fields import RECORDS
from desktop.exchange.vocabulary import LEFT_OUT, MEMBER, SPECIAL, TOTAL_AREA, field_of, meanings
from desktop.i18n import N_
from desktop.ui.notices import Voice

_ORDER = (LEFT_OUT, TOTAL_AREA, "household", "person", "member", "house", "unregistered_part", "wish", "appraisal")
_WITHOUT_FIELD = {
    LEFT_OUT: N_("not imported"),
    TOTAL_AREA: N_("total area (only compared)"),
    "household.id": N_("Ruhu's id of the household"),
    "person.id": N_("Ruhu's id of the person"),
    "house.id": N_("Ruhu's id of the house"),
    "unregistered_part.id": N_("Ruhu's id of the unregistered part"),
    "member.id": N_("Ruhu's id of the member"),
}


def names_of_meanings(voice: Voice) -> dict[str, str]:
    """All meanings by record, the one for leaving out first, ids last.

    Of one name, only the first that leads its group stands without what it belongs to.
    """
    names = {means: _name(voice, means) for means in sorted(meanings(), key=_rank)}
    often = Counter(names.values())
    taken: set[str] = set()
    for means, name in names.items():
        owners = _owners(voice, means) if often[name] > 1 else []
        if len(owners) > 1 or name in taken:
            names[means] = " · ".join((name, *owners))
        taken.add(name)
    return names


def _rank(means: str) -> tuple[bool, int]:
    return means.endswith(".id"), _ORDER.index(means.partition(".")[0])


def _owners(voice: Voice, means: str) -> Sequence[str]:
    """The field that leads this one's group, unless it leads itself, and the record."""
    record, _, name = means.partition(".")
    leading = RECORDS[record].group_of[name].fields[0]
    return [*([] if leading.name == name else [voice.label(leading)]), voice.label(RECORDS[record])]


def _name(voice: Voice, means: str) -> str:
    field = field_of(means)
    if field is None or means in _WITHOUT_FIELD:
        return voice.word(_WITHOUT_FIELD[means])
    if means.startswith(SPECIAL):
        return means.removeprefix(SPECIAL)
    if means.startswith(MEMBER):
        return voice.word("{field} of a member", field=voice.label(field))
    return voice.label(field)
