"""Words that press people or judge them stand nowhere in what the program, its forms and its demo say (ui.md §5)."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from babel.messages.pofile import read_po

from desktop import paths
from desktop.domain.fields import RECORDS

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = paths.RESOURCES / "locale" / "zh_CN" / "LC_MESSAGES" / "ruhu.po"
BANNED = ("钉子户", "拒不配合", "不配合", "难缠", "攻坚", "思想工作", "限期", "刁民", "钉子", "最后通牒")
ENGLISH = (
    r"nail house(?:hold)?s?",
    r"hold-?outs?",
    r"uncooperative",
    r"(?:refuses?|refusal|refusing) to (?:cooperate|co-operate)",
    r"difficult (?:household|person|people|resident)s?",
    r"troublemakers?",
    r"stubborn",
    r"persua\w+",
    r"ultimatum",
    r"ideological work",
    r"(?:convince|win over|press(?:ure)?) (?:the )?(?:household|resident|them)s?",
    r"likelihood to sign|willingness (?:score|to sign)|risk score|difficulty (?:score|rating)",
)
TEXTS = {".csv", ".json", ".md", ".txt", ".html", ".toml", ".ui"}

Texts = Callable[[], Iterator[tuple[str, str]]]


def messages() -> Iterator[tuple[str, str]]:
    """Every message of the program, in English and in Chinese, with its English id."""
    catalogue = read_po(io.BytesIO(CATALOGUE.read_bytes()), locale="zh_CN")
    for message in catalogue:
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        said = message.string if isinstance(message.string, tuple | list) else (message.string,)
        for text in (*ids, *said):
            yield str(ids[0]), str(text or "")


def field_words() -> Iterator[tuple[str, str]]:
    """What the table of fields calls records, fields and choices, in both languages."""
    for record in RECORDS.values():
        yield record.name, record.label
        for field in record.fields:
            place = f"{record.name}.{field.name}"
            yield place, field.label
            yield place, field.english
            for key, label in field.choices:
                yield place, f"{key.replace('_', ' ')} {label}"


def files() -> Iterator[tuple[str, str]]:
    """What is given along with the program: plans, calendars, forms, the ledger of the demo."""
    for folder in (paths.RESOURCES, ROOT / "forms"):
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file.suffix in TEXTS:
                yield str(file.relative_to(ROOT)), file.read_text("utf-8")
            elif file.suffix == ".xlsx":
                with ZipFile(file) as book:
                    for name in book.namelist():
                        yield f"{file.name}/{name}", book.read(name).decode("utf-8", "replace")


def sources() -> Iterator[tuple[str, str]]:
    """The program's own text: the demo's invented words stand in it, and what the window says in Chinese."""
    for file in sorted((ROOT / "desktop").rglob("*.py")):
        yield str(file.relative_to(ROOT)), file.read_text("utf-8")


@pytest.mark.parametrize("read", [messages, field_words, files, sources])
def test_no_chinese_word_presses_or_judges_people(read: Texts) -> None:
    texts = list(read())
    assert texts, "there is something to look at"
    found = [(place, word) for place, text in texts for word in BANNED if word in text]
    assert not found, "say 没遇到, 还没想好, 不想说 instead"


@pytest.mark.parametrize("read", [messages, field_words, files])
def test_no_english_word_presses_or_judges_people(read: Texts) -> None:
    banned = re.compile(rf"\b(?:{'|'.join(ENGLISH)})\b", re.IGNORECASE)
    found = [(place, hit[0]) for place, text in read() for hit in [banned.search(text)] if hit]
    assert not found, "say not met, undecided, prefers not to say instead"


def test_nothing_that_is_kept_rates_a_household() -> None:
    rates = re.compile(r"score|rating|rank|attitude|cooperat|difficulty_|profile|priority|tendency")
    found = [
        f"{record.name}.{field.name}"
        for record in RECORDS.values()
        for field in record.fields
        if rates.search(field.name)
    ]
    assert not found, "no score, no rating, no pressure list of people (H09)"
