"""What is killed: jobs on a store, each in a process forked from this one, so that it starts at once.

A line on stdin names the home, the job and its arguments; the answers are the process's number, what the job says,
and how it ended.
"""

import contextlib
import ctypes
import gc
import hashlib
import json
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import NoReturn

import bundles
import msgspec
import pictures
import stores
from ledgers import a_book, id_number, name
from sqlalchemy import Connection

from desktop.casework import calculation, evidence, household_facts, locking, picture, sending
from desktop.casework.papers import releasing
from desktop.casework.papers.made import Made, Subject
from desktop.domain.errors import Refused
from desktop.domain.records import Household
from desktop.exchange import inbox, intake, ledger, packing, six_words
from desktop.exchange import merge as merging
from desktop.exchange.workbook import Workbook
from desktop.i18n import Language
from desktop.sheets.page import Paper
from desktop.store import backup, checking, migrations, restoring, vault
from desktop.store import connection as database
from desktop.store import folder as place
from desktop.store.drafts import keep_draft
from desktop.store.sealing import Secrets
from desktop.store.store import Store

MARK = "/ruhu mark"
TRACED = "RUHU_TRACED"
FIRST, SECOND = "DY-01", "DY-02"
CHECKER, SAID = "核对示例", ("楼层=3",)
_ANY_PROCESS_MAY_TRACE = 0x59616D61, -1  # PR_SET_PTRACER: some systems let only parents trace


def create(folder: str) -> None:
    _between_marks(lambda: stores.made(Path(folder)).close())


def save(folder: str) -> None:
    with stores.opened(Path(folder)) as store:
        _save(store)


def save_and_checkpoint(folder: str) -> None:
    """A save that also moves the file's newest pages from ledger.db-wal into ledger.db."""
    with stores.opened(Path(folder)) as store:
        with store.engine.connect() as connection:  # the pool's only one: the save has it again
            connection.exec_driver_sql("PRAGMA wal_autocheckpoint=1")
        _save(store)


def _save(store: Store) -> None:
    store.save(*stores.a_family(FIRST), because="first")
    draft = keep_draft(store, "household", {"number": SECOND})
    family = stores.a_family(SECOND)
    _between_marks(lambda: store.save(*family, because="second", ends_draft=draft))


def save_until_killed(folder: str) -> None:
    with stores.opened(Path(folder)) as store:
        _save_on(store)


def save_until_full(folder: str) -> None:
    """Goes on after a line on stdin: by then the disk has room again."""
    with stores.opened(Path(folder)) as store:
        with _refusal_said():
            _save_on(store)
        sys.stdin.readline()
        store.save(*stores.a_family("after"))


def _save_on(store: Store) -> None:
    """Says each draft and each save when it is acknowledged."""
    for number in (f"DY-{n:04}" for n in count(1)):
        draft = keep_draft(store, "household", {"number": number})
        _say(f"draft {number}")
        store.save(*stores.a_family(number), because="again", ends_draft=draft)
        _say(number)


def read(folder: str) -> None:
    with stores.opened(Path(folder)) as store:
        with store.reading() as connection:
            connection.exec_driver_sql("PRAGMA shrink_memory")  # what opening read is read from the disk again
        _between_marks(lambda: stores.everything(store))


def take_photo_in(folder: str, file: str) -> None:
    with stores.opened(Path(folder)) as store:
        (household,) = store.records(Household)
        _between_marks(lambda: evidence.take_in(store, Path(file), household, caption="煤棚"))


def take_photos_in_until_killed(folder: str, photos: str) -> None:
    """Says each photo that is acknowledged."""
    with stores.opened(Path(folder)) as store:
        (household,) = store.records(Household)
        for file in sorted(Path(photos).iterdir()):
            evidence.take_in(store, file, household, caption=file.name)
            _say(file.name)


def check_and_lock(folder: str) -> None:
    """A sum that another person checks, and that is locked then."""
    second = vault.unlock(Path(folder), stores.PASSPHRASE, CHECKER)
    with stores.opened(Path(folder)) as store:
        (household,) = store.records(Household)
        done = calculation.reckon(store, household, lambda draft: household_facts.said(draft.sound().pack, SAID))

        def both() -> None:
            locking.check(store, done, second)
            locking.lock(store, done)

        _between_marks(both)


def print_into(folder: str, pdfs: str) -> None:
    """A paper of each household, into a folder."""
    with stores.opened(Path(folder)) as store:
        _between_marks(lambda: [*releasing.into_folder(store, [[a_paper(home)] for home in _homes(store)], Path(pdfs))])


def print_until_killed(folder: str, pdfs: str) -> None:
    """Says each file that is acknowledged."""
    with stores.opened(Path(folder)) as store:
        for done in releasing.into_folder(store, ([a_paper(home)] for home in _homes(store)), Path(pdfs)):
            _say(done.file.name)


def a_paper(household: Household) -> Made:
    """A page of a household."""
    told = Paper(title="示例", foot="", language="zh_CN", pieces=[household.number or ""])
    return Made("survey", Subject(household, None, Language.CHINESE), told, number=household.number or "")


def _homes(store: Store) -> list[Household]:
    return sorted(store.records(Household), key=lambda home: home.number or "")


def back_up(folder: str) -> None:
    with stores.opened(Path(folder)) as store:
        to = store.folder / "backups"
        _between_marks(lambda: backup.back_up(store.engine, store.opened.key, store.folder, to, keep=backup.LAST_THREE))


def restore(file: str, folder: str) -> None:
    _between_marks(lambda: restoring.restore(Path(file), Path(folder), stores.unlocked))


def take_in(folder: str) -> None:
    """A ledger of ten households, of which the first is known and says something else."""
    with stores.opened(Path(folder)) as store:
        book = a_ledger()
        plan = intake.plan(store, ledger.read(book, ledger.headings(book), store.today()))
        _between_marks(lambda: intake.take_in(store, plan))


def a_ledger() -> Workbook:
    titles = ("户号", "户主", "身份证号", "坐落", "证载面积", "意愿", "登记日期")
    rows = [(f"DY-{n:02}", name(n), id_number(n), f"示例里{n}号", 60 + n, "货币", "2026-10-26") for n in range(2, 11)]
    return a_book(titles, (FIRST, "马示例", None, None, 99, None, None), *rows)


def move(folder: str, to: str) -> None:
    _between_marks(lambda: restoring.move(Path(folder), Path(to)))


def repair(folder: str) -> None:
    opened = stores.unlocked(Path(folder))
    _between_marks(lambda: checking.repair(Path(folder), opened))


def migrate(folder: str) -> None:
    key = stores.unlocked(Path(folder)).key
    engine = database.connect(place.database(Path(folder)), key)
    _between_marks(lambda: migrations.bring_up(engine, Path(folder), key, steps={migrations.VERSION: two_changes}))
    engine.dispose()


def write_bundle(office: str, stick: str) -> None:
    """Of two parts, onto a stick, by the office whose keys lie in a file."""
    keys = msgspec.msgpack.decode(Path(office).read_bytes(), type=bundles.Office)
    load = bundles.a_load(keys, own=4, size=100_000, pieces=2)
    _between_marks(lambda: bundles.written(keys, Path(stick), load, split=300_000))


def take_bundle_in(folder: str, file: str) -> None:
    _between_marks(lambda: inbox.take_in(Path(folder), Path(file)))


def merge(folder: str, file: str) -> None:
    """What lies in the store's inbox, into the store."""
    with stores.opened(Path(folder)) as store:
        lying = store.folder / "inbox" / Path(file).name
        digest = hashlib.sha256(lying.read_bytes()).digest()
        _between_marks(lambda: merging.take_in(store, lying, digest))


def export(folder: str, stick: str, to: str = "") -> None:
    """The next bundle, of a laptop to its office or of the office to a laptop."""
    with stores.opened(Path(folder)) as store:
        _between_marks(lambda: sending.export(store, Path(stick), to=to or None))


def two_changes(connection: Connection, _secrets: Secrets) -> None:
    """The invented step of a migration."""
    connection.exec_driver_sql("CREATE TABLE invented (id BLOB PRIMARY KEY)")
    connection.exec_driver_sql("INSERT INTO invented SELECT id FROM household")


JOBS: dict[str, Callable[..., None]] = {
    job.__name__: job
    for job in (
        *(create, save, save_and_checkpoint, save_until_killed, save_until_full, read),
        *(back_up, restore, move, repair, migrate, take_in),
        *(take_photo_in, take_photos_in_until_killed, check_and_lock, print_into, print_until_killed),
        *(write_bundle, take_bundle_in, merge, export),
    )
}


def _between_marks(job: Callable[[], object]) -> None:
    if TRACED in os.environ:
        os.kill(os.getpid(), signal.SIGSTOP)  # its tracer has waited for this: what comes before costs nothing
    _pass_mark()
    with _refusal_said():
        job()
    _pass_mark()


def _pass_mark() -> None:
    with contextlib.suppress(FileNotFoundError):
        os.stat(MARK)  # noqa: PTH116  one system call and nothing else


@contextlib.contextmanager
def _refusal_said() -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        _say(f"Refused: {refused}")


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def _warm_up() -> None:
    """What a first store makes, its statements above all, every job finds made."""
    with tempfile.TemporaryDirectory() as room:
        os.environ["RUHU_HOME"] = room
        with stores.made(Path(room) / "store") as store:
            store.save(*stores.a_family(FIRST))
            stores.everything(store)
            picture.taken(pictures.a_photo(), "", store.zone())
        packing.file_name("示例", 1, 1, 1)


def _do(job: str, arguments: list[str]) -> NoReturn:
    """Ends at once after a job: to take apart all that was forked takes longer than most jobs."""
    code = 1
    try:
        JOBS[job](*arguments)
        code = 0
    except Exception:  # noqa: BLE001  as Python tells what nobody caught
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


def main() -> None:
    vault.FLOOR, vault.TARGET_SECONDS, six_words.COST = stores.CHEAP, 0, stores.CHEAP_WORDS
    _warm_up()
    gc.freeze()
    for line in sys.stdin:
        home, is_traced, job, *arguments = json.loads(line)
        process = os.fork()
        if process == 0:
            os.environ["RUHU_HOME"] = home
            ctypes.CDLL(None).prctl(*_ANY_PROCESS_MAY_TRACE)
            if is_traced:
                os.environ[TRACED] = ""
            else:
                _say(str(os.getpid()))
            _do(job, arguments)
        if is_traced:
            os.waitpid(process, os.WUNTRACED)  # told earlier, its tracer could wake it before it slept, and never again
            _say(str(process))
        _, status = os.waitpid(process, 0)
        _say(f"ended {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
