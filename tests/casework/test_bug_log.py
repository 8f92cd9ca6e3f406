"""The log of mistakes tells places and kinds, and nothing that anybody wrote."""

import os
import stat
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import stores
from builders import a_person
from sqlalchemy import text

from desktop import paths
from desktop.casework import bug_log
from desktop.casework.bug_log import Book
from desktop.domain.errors import Refused
from desktop.domain.records import Household
from desktop.store.store import Store

CANARIES = ("鸟儿甲马示例", "999999195603070026", "100-0000-6021", "canary words")


def test_a_report_tells_places_and_kinds_but_no_values(ruhu_home: Path) -> None:
    log = Book("command").keep(an_error(CANARIES[0]))
    assert log is not None
    told = log.read_text("utf-8")
    assert log.is_relative_to(ruhu_home)
    assert "\nbuiltins.KeyError\n" in told, "what led to it is told first"
    assert "\nbuiltins.ValueError\n" in told
    assert "  (test_bug_log)\n" in told, "of what is not ours only the package is named"
    assert str(ruhu_home) not in told
    assert sys.prefix not in told
    assert "Python 3" in told
    assert told.startswith("20")
    assert not heard(told)
    if os.name != "nt":
        assert stat.S_IMODE(log.stat().st_mode) == 0o600


def failures(store: Store) -> Sequence[Callable[[], object]]:
    """Mistakes in every room, each with canaries in its hands."""
    name, number, phone, words = CANARIES
    person = a_person(name=name, id_number=number, phone=phone, special_note=words)

    def of_the_database() -> None:
        with store.engine.begin() as connection:
            connection.execute(text("INSERT INTO nothing VALUES (:name, :number)"), {"name": name, "number": number})

    def of_several() -> None:
        raise ExceptionGroup(words, [ValueError(name), an_error(number)])

    def by_name() -> None:
        raise type(f"Error {number}", (Exception,), {"__module__": f"of {name}"})(phone)

    def endlessly() -> None:
        error = ValueError(name)
        error.__context__ = KeyError(phone)
        error.__context__.__context__ = error
        error.add_note(words)
        raise error

    return (
        of_the_database,
        of_several,
        by_name,
        endlessly,
        lambda: store.save(person, person),
        lambda: store.save(a_person(name=name, share=phone)),
        lambda: store.get(Household, words),  # pyright: ignore[reportArgumentType]
        lambda: store.records(Household, **{name: number}),
        lambda: int(phone),
        lambda: {"": 0}[name],
        lambda: phone.encode("ascii") + name.encode("ascii"),
    )


def test_no_mistake_tells_a_canary(new_store: stores.NewStore) -> None:
    book = Book("window")
    for fail in failures(new_store("area")):
        with pytest.raises(Exception) as failed:  # noqa: PT011  whatever it is
            fail()
        if not isinstance(failed.value, Refused):
            said = bug_log.told(book, failed.value, "en")
            assert "What was saved before is safe" in said
            assert not heard(said)
    told = bug_log.log_file().read_text("utf-8")
    assert "sqlalchemy.exc.OperationalError" in told
    assert "desktop.store.store:" in told, "our own places are named with their lines"
    assert not heard(told)
    kinds = [each.kind for each in bug_log.reports()]
    assert kinds[0] == "builtins.UnicodeEncodeError", "the newest first"
    assert "?.?" in kinds
    assert "builtins.ExceptionGroup" in kinds


def test_of_qt_only_the_name_of_its_part_is_kept() -> None:
    book = Book("window")
    book.keep_qts("warning", "default", f"QPainter::begin: {CANARIES[0]} {CANARIES[2]}")
    book.keep_qts("critical", f"of {CANARIES[0]}", CANARIES[3])
    assert [each.kind for each in bug_log.reports()] == ["qt.critical ?", "qt.warning default QPainter::begin"]
    assert not heard(bug_log.log_file().read_text("utf-8"))


def test_the_log_stays_small_and_of_one_mistake_not_all_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    book = Book("window")
    for _ in range(50):
        book.keep(an_error("1"))
    assert len(bug_log.reports()) == bug_log.OF_ONE_KIND
    monkeypatch.setattr(bug_log, "MOST_BYTES", 2000)
    for n in range(40):
        Book(f"run {n}").keep(an_error("1"))
    files = sorted(paths.log_folder().iterdir())
    assert [file.name for file in files] == ["ruhu.log", "ruhu.log.1", "ruhu.log.2", "ruhu.log.3"]
    assert sum(file.stat().st_size for file in files) < 4 * 2000 + 4000
    assert bug_log.reports()[0].about.endswith("run 39")


def test_several_threads_and_programs_write_whole_reports() -> None:
    threads = [threading.Thread(target=lambda: Book("window").keep(an_error("1"))) for _ in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert {each.kind for each in bug_log.reports()} == {"builtins.ValueError"}
    assert len(bug_log.reports()) == 20


def test_what_is_no_report_is_passed_over() -> None:
    log = bug_log.log_file()
    log.parent.mkdir(parents=True)
    log.write_bytes(b"\xff\n\n2020-01-01T00:00:00+00:00 ruhu 0.1\n\nnothing\n\n")
    assert bug_log.reports() == ()


def test_without_a_log_it_is_said_all_the_same_and_without_values(ruhu_home: Path) -> None:
    ruhu_home.write_text("a file where the folder of the log should be")
    said = bug_log.told(Book("command"), an_error(CANARIES[0]), "en")
    assert "made a mistake (ValueError)" in said
    assert "could not be written to the log" in said
    assert not heard(said)


def heard(said: str) -> list[str]:
    return [each for each in CANARIES if each in said]


def an_error(value: str) -> Exception:
    with pytest.raises(ValueError, match=value) as caught:
        fail(value)
    return caught.value


def fail(value: str) -> None:
    try:
        {"": 0}.pop(value)
    except KeyError as error:
        raise ValueError(value) from error
