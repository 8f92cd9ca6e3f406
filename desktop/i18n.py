"""The reader's language: an English message id becomes that reader's words, then its `{named}` places are filled.

Promise: no message is ever lost; what has no translation is said in English. The language is an argument of every call,
because a paper may speak another one than the window. Hidden: the catalogues are gettext's, each read once.

Found by `packaging/messages.py`: literals given to `word`, `words`, `N_`, `Refused`, `Finding` and a module's own `_`.
"""

import gettext
from enum import StrEnum
from functools import cache
from pathlib import Path

_CATALOGUES = Path(__file__).parents[1] / "resources" / "locale"


class Language(StrEnum):
    """The languages that are complete. English is the message ids themselves and needs no catalogue."""

    CHINESE = "zh_CN"
    ENGLISH = "en"


def word(message: str, language: Language | str = Language.CHINESE, /, **values: object) -> str:
    """Say the message in the language; a language without a catalogue is English."""
    return _catalogue(language).gettext(message).format_map(values)


def words(singular: str, plural: str, n: int, language: Language | str = Language.CHINESE, /, **values: object) -> str:
    """Say the message in the form for n things; `{n}` is filled too."""
    return _catalogue(language).ngettext(singular, plural, n).format_map({"n": n, **values})


def N_(message: str) -> str:  # noqa: N802  gettext's own name for it
    """Mark a message that stands in a table and is said later, through `word`."""
    return message


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("ruhu", _CATALOGUES, [language], fallback=True)
