"""What the window says of a household that was handed to another team, and of which only its number is left here."""

from desktop.store.queries import Elsewhere
from desktop.ui.notices import Voice


def told(voice: Voice, found: Elsewhere) -> str:
    """With whom it is, and since when."""
    if found.team:
        return voice.word("now with {team} since {day}", team=found.team, day=found.since or "")
    return voice.word("now with another team since {day}", day=found.since or "")


def called(found: Elsewhere) -> str:
    return " · ".join(filter(None, (found.number, found.door)))
