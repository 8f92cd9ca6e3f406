"""Every message of the program is said in Chinese, whole and with its places."""

from pathlib import Path

import messages
import pytest

from desktop.i18n import N_, Language, word, words


def test_english_is_the_message_itself_with_its_places_filled() -> None:
    assert word("{n} visits on {day}", Language.ENGLISH, n=2, day="Monday") == "2 visits on Monday"
    assert word("{message} of {language}", Language.ENGLISH, message="a", language="b") == "a of b"
    assert N_("as it is") == "as it is"


def test_a_message_without_a_translation_is_said_in_english() -> None:
    assert word("Nobody has translated this {thing}.", thing="one") == "Nobody has translated this one."
    assert word("The name is missing.", "fr") == "The name is missing."


def test_chinese_is_the_language_unless_told_otherwise() -> None:
    assert word("The name is missing.") == word("The name is missing.", "zh_CN") != "The name is missing."


def test_a_number_chooses_its_form_and_fills_its_place() -> None:
    for n, said in ((1, "1 household"), (8, "8 households")):
        assert words("{n} household", "{n} households", n, Language.ENGLISH) == said


def test_the_chinese_catalogue_is_whole_and_compiled() -> None:
    assert messages.main(["--check"]) == 0


MODULE = '''
"""Not this."""
raise Refused("What {a}.", "Then do." if a else "Or do.", a="not this")
finding = errors.Finding("not this", "Found.", Level.ERROR), Finding("not this", message="Found so.")
print(word("Said."), words("{n} thing", "{n} things", 2), _("Help."), word(variable), word(""))
TABLE = {"not this": N_("In a table.")}
'''
FOUND = ["What {a}.", "Then do.", "Or do.", "Found.", "Found so.", "Said.", ("{n} thing", "{n} things"), "Help."]


def a_package(tmp_path: Path) -> Path:
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "module.py").write_text(MODULE, "utf-8")
    return tmp_path / "package"


def test_messages_are_found_where_they_stand() -> None:
    assert list(messages.messages(MODULE, "module.py")) == [*FOUND, "In a table."]


@pytest.mark.parametrize(
    "call", ['word(f"{a} is gone")', 'Refused("Gone.", f"Ask {b}.")', 'text = "Found."; Finding("a", message=text)']
)
def test_a_message_that_would_not_be_found_is_refused(call: str) -> None:
    with pytest.raises(ValueError, match=r"module\.py:1"):
        list(messages.messages(call, "module.py"))


def test_translations_are_kept_and_what_left_the_code_is_dropped(tmp_path: Path) -> None:
    package = a_package(tmp_path)
    first = messages.written(messages.rewritten(b"", package))
    translated = first.replace(b'msgid "Said."\nmsgstr ""', 'msgid "Said."\nmsgstr "说了。"'.encode())
    (package / "module.py").write_text('word("Said."), word("New.")', "utf-8")
    catalog = messages.rewritten(translated, package)
    assert {message.id: message.string for message in catalog if message.id} == {"Said.": "说了。", "New.": None}
    assert list(messages.faults(catalog)) == ["untranslated: New."]
    again = messages.written(catalog)
    assert messages.written(messages.rewritten(again, package)) == again
    assert messages.compiled(again) == messages.compiled(again)


def test_a_translation_with_other_places_is_a_fault(tmp_path: Path) -> None:
    package = a_package(tmp_path)
    (package / "module.py").write_text('word("{a} and {b}"), words("{n} thing", "{n} things", n)', "utf-8")
    po = messages.written(messages.rewritten(b"", package))
    po = po.replace(b'{b}"\nmsgstr ""', '{b}"\nmsgstr "{a} 和 {c}"'.encode()).replace(
        b'[0] ""', '[0] "{n} 件"'.encode()
    )
    assert list(messages.faults(messages.rewritten(po, package))) == ["other places than in English: {a} 和 {c}"]
