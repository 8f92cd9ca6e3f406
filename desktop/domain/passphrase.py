"""A passphrase: what may be chosen as one, and the bytes that it stands for however it was typed.

Promise: blanks more or less, and letters composed one way or the other, are the same passphrase.
"""

import unicodedata

from desktop.domain.errors import Refused

ACCEPTED, STRONGEST = 4, 5

_WORDS, _WORD_LETTERS, _LETTERS, _DIFFERENT = 4, 2, 16, 8


def secret_of(passphrase: str) -> bytes:
    """The bytes of a passphrase as it was typed."""
    return _typed(passphrase).encode(errors="surrogatepass")  # what a terminal passes on need not be text


def chosen_secret(passphrase: str) -> bytes:
    """The bytes of a new passphrase; Refused when it is easy to guess."""
    if not _is_accepted(_typed(passphrase)):
        raise Refused(
            "This passphrase is too easy to guess. Nothing was changed.",
            "Use at least 4 different words with blanks between them, "
            "or 16 letters and digits, not the same few again and again.",
        )
    return secret_of(passphrase)


def strength(passphrase: str) -> int:
    """How strong a passphrase is, of `STRONGEST`; what reaches `ACCEPTED` may be chosen."""
    typed = _typed(passphrase)
    words = len(_words(typed))
    if _is_accepted(typed):
        is_longer = words > _WORDS or len(typed) >= 2 * _LETTERS
        return STRONGEST if is_longer else ACCEPTED
    letters = len(typed) if len(set(typed)) >= _DIFFERENT else min(len(typed), _DIFFERENT)
    return min(max(words, ACCEPTED * letters // _LETTERS, bool(typed)), ACCEPTED - 1)


def _is_accepted(typed: str) -> bool:
    return len(_words(typed)) >= _WORDS or (len(typed) >= _LETTERS and len(set(typed)) >= _DIFFERENT)


def _words(typed: str) -> set[str]:
    return {word for word in typed.split() if len(word) >= _WORD_LETTERS}


def _typed(passphrase: str) -> str:
    return " ".join(unicodedata.normalize("NFC", passphrase).split())
