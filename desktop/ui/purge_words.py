"""What the window says of an order to destroy what is about a household's people: that it will be, and that it was."""

from desktop.casework.purging import HANDED, Order, State
from desktop.ui.notices import Voice


def told(voice: Voice, order: Order | None) -> tuple[str, str]:
    """What holds, and the ground of it; nothing where nothing is ordered."""
    if order is None:
        return "", ""
    more = " · ".join(filter(None, (order.first.ground, _offered(voice, order.first.file_offered or ""))))
    match order.state:
        case State.DONE:
            return voice.word("What was about the people of this household was destroyed by order"), more
        case State.TOLD | State.WAITS:
            first = voice.word(
                "By order, what is about the people of this household is destroyed from {day} on",
                day=order.applies_from,
            )
            waits = voice.word(order.state) if order.state is State.WAITS else ""
            return first, " · ".join(filter(None, (more, waits)))
        case State.PROPOSED | State.UNSIGNED:
            first = voice.word("It is proposed to destroy what is about the people of this household")
            return first, " · ".join((more, voice.word(order.state)))


def _offered(voice: Voice, words: str) -> str:
    """How the household was offered its whole file."""
    kind, _, rest = words.partition(" ")
    if kind == HANDED:
        return voice.word("the household was given its whole file on {day}", day=rest.partition(" ")[0])
    return voice.word("the household has not taken its whole file: {why}", why=words) if words else ""
