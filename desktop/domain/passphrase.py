"""A passphrase: what may be chosen as one, and the bytes that it stands for however it was typed.

Promise: blanks more or less, and letters composed one way or the other, are the same passphrase.
"""

import unicodedata

from desktop.domain.errors import Refused

_WORDS, _WORD_LETTERS, _LETTERS, _DIFFERENT = 4, 2, 16, 8


def secret_of(passphrase: str) -> bytes:
    """The bytes of a passphrase as it was typed."""
    return _typed(passphrase).encode(errors="surrogatepass")  # what a terminal passes on need not be text


def chosen_secret(passphrase: str) -> bytes:
    """The bytes of a new passphrase; Refused when it is easy to guess."""
    typed = _typed(passphrase)
    words = {word for word in typed.split() if len(word) >= _WORD_LETTERS}
    if len(words) < _WORDS and (len(typed) < _LETTERS or len(set(typed)) < _DIFFERENT):
        raise Refused(
            "This passphrase is too easy to guess. Nothing was changed.",
            "Use at least 4 different words with blanks between them, "
            "or 16 letters and digits, not the same few again and again.",
        )
    return secret_of(passphrase)


def _typed(passphrase: str) -> str:
    return " ".join(unicodedata.normalize("NFC", passphrase).split())
