import threading

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.domain.errors import Refused
from desktop.ui.jobs import Job, Progress, stop_all


@pytest.fixture
def owner(qapp: QObject) -> QObject:
    return QObject(qapp)


def test_the_result_arrives_in_the_thread_of_the_window(qtbot: QtBot, owner: QObject) -> None:
    arrived: list[threading.Thread] = []
    job = Job(lambda _progress: threading.current_thread(), owner)
    job.done.connect(lambda _result: arrived.append(threading.current_thread()))
    with qtbot.waitSignal(job.done) as done:
        job.start()
    assert arrived == [threading.main_thread()]
    assert done.args != [threading.main_thread()]


def test_a_refusal_arrives_as_one(qtbot: QtBot, owner: QObject) -> None:
    def work(_progress: Progress) -> None:
        raise Refused("The disk is full.", "Free some.")

    job = Job(work, owner)
    with qtbot.waitSignal(job.refused) as refused:
        job.start()
    assert [type(error) for error in refused.args or []] == [Refused]


def test_a_bug_is_raised_in_the_window(qtbot: QtBot, owner: QObject) -> None:
    def work(_progress: Progress) -> None:
        raise KeyError("a bug")

    job = Job(work, owner)
    with qtbot.captureExceptions() as raised:
        job.start()
        qtbot.waitUntil(lambda: bool(raised))
    assert raised[0][0] is KeyError


def test_a_stopped_job_ends_at_its_next_step(qtbot: QtBot, owner: QObject) -> None:
    steps: list[int] = []
    asked = threading.Event()

    def work(progress: Progress) -> None:
        for step in range(100):
            steps.append(step)
            progress(step, 100)
            asked.wait()

    job = Job(work, owner)
    with qtbot.waitSignal(job.stopped):
        job.start()
        job.stop()
        asked.set()
    assert len(steps) <= 2


def test_closing_waits_until_its_jobs_have_ended(owner: QObject) -> None:
    ended = threading.Event()

    def work(progress: Progress) -> None:
        try:
            while True:
                progress(0, 0)
        finally:
            ended.set()

    Job(work, owner).start()
    stop_all(owner)
    assert ended.is_set()


def test_what_a_job_found_is_dropped_where_its_owner_closed(qtbot: QtBot, owner: QObject) -> None:
    told: list[object] = []
    job = Job(lambda _progress: 7, owner)
    for end in (job.done, job.stopped, job.refused):
        end.connect(told.append)
    job.start()
    stop_all(owner)
    qtbot.wait(20)
    assert told == []
