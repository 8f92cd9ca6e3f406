"""How what people type meets what was written: one spelling of every text, the readings of a name, a number's digits.

What is typed and what is kept go through the same functions, so they are equal when a person says they are.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby, product

_READINGS_KEPT = 8
_NUMBER = re.compile("[a-z]?[0-9]{3,}[0-9x]")
_COUNTRY = re.compile("^(00)?86(?=[0-9]{10,12}$)")
_NO_LETTER = re.compile("[^\\w\U00010000-\U0010ffff]+|_+")
"""Anything but letters, digits, and what stands beyond the first plane, where characters are younger than Python's."""

# Surnames whose reading as a surname differs from the common one; the common one is kept as well.
_SURNAMES = {
    "单": "shan", "解": "xie", "曾": "zeng", "仇": "qiu", "查": "zha", "区": "ou", "盖": "ge", "朴": "piao",
    "翟": "zhai", "乐": "yue", "缪": "miao", "秘": "bi", "冼": "xian", "宓": "fu", "覃": "qin", "召": "shao",
    "洗": "xian", "种": "chong", "员": "yun", "折": "she", "黑": "he", "能": "nai", "都": "du", "繁": "po",
    "薄": "bo", "柏": "bai", "褚": "chu", "卜": "bu", "句": "gou", "隗": "wei",
}  # fmt: skip
_DOUBLE_SURNAMES = {"尉迟": ("yu", "chi"), "万俟": ("mo", "qi"), "单于": ("chan", "yu"), "长孙": ("zhang", "sun")}


def digits_of(number: str) -> str:
    """The digits and x of an ID number or phone, without China's country code."""
    return _COUNTRY.sub("", "".join(sign for sign in folded(number) if sign in "0123456789x"))


def number_typed(word: str) -> str:
    """The digits by which a number is looked up, one letter before them or none; empty where the word is no number."""
    return digits_of(word) if _NUMBER.fullmatch(word) else ""


def folded(value: str) -> str:
    """Compatibility form in small letters without blanks and punctuation: what "the same text" means here."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", value).casefold())


def joined(words: Iterable[str]) -> Iterator[str]:
    """The same words with those in Latin letters that stand together as one: `wang fang` is typed for 王芳芳, too."""
    for are_latin, run in groupby(words, is_latin):
        together = list(run)
        yield from ["".join(together)] if are_latin else together


def is_latin(word: str) -> bool:
    return word.isascii() and word.isalpha()


def readings(name: str) -> tuple[tuple[str, ...], ...]:
    """The syllables of a name in every likely reading, as a surname first; other letters stand for themselves."""
    letters = _NO_LETTER.sub("", name)
    if not letters:
        return ()
    choices = [_readings_of(letter)[:1] for letter in letters]
    if double := _DOUBLE_SURNAMES.get(letters[:2]):
        choices[:2] = [(double[0],), (double[1],)]
    else:
        usual = _readings_of(letters[0])
        surname = _SURNAMES.get(letters[0], usual[0])
        choices[0] = tuple(dict.fromkeys((surname, *usual)))[:_READINGS_KEPT]
    return tuple(product(*choices))


@lru_cache(maxsize=32768)
def _readings_of(letter: str) -> tuple[str, ...]:
    """The syllables that a character can stand for, the usual one first."""
    from pypinyin import Style, pinyin  # costs 260 ms, so not at start

    usual, every = (pinyin(letter, style=Style.NORMAL, heteronym=several)[0] for several in (False, True))
    return usual[0].casefold(), *every
