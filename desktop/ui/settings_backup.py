"""Settings, backup: when the last one was made, where they go, and whether one would come back.

Promise: a trial is said with what it found, and nothing of it is left behind. Hidden: the work is a job of this card,
which goes on while other sections are looked at.
"""

from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QProgressBar, QWidget

from desktop.settings import Settings
from desktop.store import restoring
from desktop.store.backup import Backup
from desktop.store.restoring import Tried
from desktop.ui import backing_up, theme
from desktop.ui.backing_up import OLD, backups_of, is_on_same_disk, own_place
from desktop.ui.jobs import Job, Progress
from desktop.ui.notices import Voice
from desktop.ui.settings_card import Card, Row, beside
from desktop.ui.switch import Switch
from desktop.ui.workspace import Workspace

_HOURS = 24
_UNSEEN = 400
_MB, _TENTH_FROM = 1 << 20, 10


class BackupCard(Card):
    """What is kept against the day when this computer breaks."""

    changed = Signal(object)  # settings by their names
    restore_wanted = Signal()
    stood = Signal()  # what this card tells is otherwise now

    def __init__(self, workspace: Workspace, settings: Settings) -> None:
        word = workspace.voice.word
        super().__init__(word("Backup"))
        self._workspace, self._settings = workspace, settings
        self._found: list[Backup] = []
        self._tried = ""
        self._job: Job | None = None
        self._pressed: QWidget | None = None  # what had the keyboard when work began
        self._beside: QWidget | None = None  # and where it went then
        self._daily = Switch(workspace.voice, "backup-daily", word("Back up every day"), is_on=settings.backup_daily)
        self._less, self._more = (theme.button("", name=f"backup-{way}", icon=icon) for way, icon in _WAYS)
        self._hour = theme.label("", "bold")
        self._where = theme.button("", name="backup-place", icon="folder")
        self._restore = theme.button(word("Restore from a backup"), name="restore", icon="undo")
        self._try = theme.button(word("Try a restore"), name="try-restore", icon="refresh")
        self._daily_row = Row(word("Back up every day"), "", self._daily)
        self._hour_row = Row(word("At what hour"), "", self._less, self._hour, self._more)
        self._place_row = Row(word("Where to"), "", self._where)
        self._kept_row = Row(word("How many are kept"))
        self._about_trial = theme.label("", "second")
        self._doing = theme.label("", "bold")
        self._bar = QProgressBar()
        self._stop = theme.button(word("Stop"), name="stop-backup")
        self._lay_out()
        self._connect()
        self.refresh()

    @property
    def verb(self) -> str:
        """What the page's one filled button does."""
        word, place = self._workspace.voice.word, self._settings.backup_place
        return word("Back up now, to {place}", place=place.name or str(place)) if place else word("Back up now")

    @property
    def is_busy(self) -> bool:
        return self._job is not None

    @property
    def is_old(self) -> bool:
        return not self._found or backing_up.now() - self._found[-1].made > OLD

    def told(self) -> str:
        """When the last backup was made."""
        word = self._workspace.voice.word
        if not self._found:
            return word("No backup yet")
        return word("Backed up {when}", when=told_moment(self._workspace.voice, self._found[-1].made))

    def refresh(self) -> None:
        """Shows what holds now."""
        chosen, store, voice = self._settings, self._workspace.store, self._workspace.voice
        place = chosen.backup_place
        self._found = backups_of(store, place or own_place(store))
        told = self.told()
        if self._tried and self._found:
            told = voice.word("{backup}, a restore was tried", backup=told)
        self.state.say(told, *(("warn", "warn") if self.is_old else ("ok", "ok")))
        self._show_daily()
        self._where.setText(place.name or str(place) if place else voice.word("Choose a folder"))
        is_weak = place is None or not place.is_dir() or is_on_same_disk(place, store.folder)
        self._place_row.tell(self._about_place(), "odd" if is_weak else "second")
        self._kept_row.tell(self._about_kept())
        self._about_trial.setText(self._tried or voice.word("A trial reads the newest backup and changes nothing."))
        self._try.setEnabled(bool(self._found) and not self.is_busy)
        self.stood.emit()

    def back_up(self) -> None:
        """Makes a backup now, beside the window."""
        voice, place = self._workspace.voice, self._settings.backup_place
        self._begin(
            voice.word("The backup is being made"),
            lambda progress: backing_up.make(self._workspace.store, place, progress),
            self._tell_made,
        )

    def _tell_made(self, made: Backup) -> None:
        voice = self._workspace.voice
        told = voice.word(
            "The backup is in {file} ({size} MB), read back and compared.", file=made.file, size=told_size(made.size)
        )
        if backing_up.is_removable(made.file.parent):
            told = f"{told} {voice.word('The disk can be taken out.')}"
        self._workspace.said.emit(told)

    def _try_out(self) -> None:
        newest, store = self._found[-1], self._workspace.store

        def work(progress: Progress) -> Tried:
            progress(0, 0)
            return restoring.try_out(newest.file, store)

        self._begin(self._workspace.voice.word("A restore is being tried"), work, partial(self._tell_tried, newest))

    def _tell_tried(self, backup: Backup, tried: Tried) -> None:
        voice = self._workspace.voice
        told = [
            voice.words(
                "The backup of {when} comes back whole: {n} entry.",
                "The backup of {when} comes back whole: {n} entries.",
                tried.entries,
                when=told_moment(voice, backup.made),
            )
        ]
        if tried.since:
            told.append(voice.words("{n} was written since.", "{n} were written since.", tried.since))
        if tried.only_there:
            told.append(voice.words("{n} is only in it.", "{n} are only in it.", tried.only_there))
        self._tried = " ".join(told)

    def _begin(self, doing: str, work: object, tell: object) -> None:
        job = self._job = self._workspace.job(work, self)  # pyright: ignore[reportArgumentType]
        self._doing.setText(doing)
        self._bar.setRange(0, 0)
        job.progressed.connect(self._show_progress)
        job.done.connect(tell)  # pyright: ignore[reportArgumentType]
        for end in (job.done, job.refused, job.stopped):
            end.connect(self._end)
        QTimer.singleShot(_UNSEEN, self, lambda: self._work.setVisible(self.is_busy))
        job.start()
        self._pressed = self.window().focusWidget()
        self.refresh()
        self._beside = self.window().focusWidget()

    def _end(self) -> None:
        self._job = None
        self._work.hide()
        self.refresh()
        if self._pressed is not None and self.window().focusWidget() is self._beside:
            self._pressed.setFocus()  # the keyboard left it only since it could not be pressed meanwhile

    def _show_progress(self, done: int, of: int) -> None:
        self._bar.setRange(0, of)
        self._bar.setValue(done)

    def _show_daily(self) -> None:
        chosen, word = self._settings, self._workspace.voice.word
        has_place = chosen.backup_place is not None
        with QSignalBlocker(self._daily):
            self._daily.setChecked(has_place and chosen.backup_daily)
        self._daily.setEnabled(has_place)
        self._daily_row.tell(
            word("While the program is open, or at its next start")
            if has_place
            else word("Goes by itself once a folder is chosen below")
        )
        self._hour.setText(f"{chosen.backup_hour}:00")
        self._hour_row.setVisible(has_place and chosen.backup_daily)

    def _about_place(self) -> str:
        place, folder, word = self._settings.backup_place, self._workspace.store.folder, self._workspace.voice.word
        if place is None:
            return word("In the store's own folder so far: if this disk breaks, they are gone too")
        if not place.is_dir():
            return word("{folder} is not there: plug its disk in", folder=place)
        if is_on_same_disk(place, folder):
            return word("{folder} is on the same disk as the data: if it breaks, both are gone", folder=place)
        return str(place)

    def _about_kept(self) -> str:
        words, size = self._workspace.voice.words, sum(each.size for each in self._found)
        kept = (
            self._workspace.voice.word("The newest of 7 days, of 4 weeks and of 6 months")
            if self._settings.backup_place
            else self._workspace.voice.word("The last three")
        )
        there = words("{n} there, {size} MB", "{n} there, {size} MB", len(self._found), size=told_size(size))
        return f"{kept} · {there}"

    def _choose(self) -> None:
        word, folder = self._workspace.voice.word, self._workspace.store.folder
        begin = str(self._settings.backup_place or Path.home())
        chosen = QFileDialog.getExistingDirectory(self.window(), word("Where backups go"), begin)
        if not chosen:
            return
        if Path(chosen).resolve().is_relative_to(folder.resolve()):
            told = word("{folder} is a part of the store itself. Choose a folder elsewhere.", folder=chosen)
            self._place_row.tell(told, "wrong")
            return
        self._change(backup_place=Path(chosen))

    def _step(self, by: int) -> None:
        self._change(backup_hour=(self._settings.backup_hour + by) % _HOURS)

    def _change(self, **changed: object) -> None:
        self.changed.emit(changed)

    def take(self, settings: Settings) -> None:
        """Shows other settings."""
        self._settings = settings
        self.refresh()

    def _lay_out(self) -> None:
        word = self._workspace.voice.word
        for button, about in ((self._less, word("An hour earlier")), (self._more, word("An hour later"))):
            button.setAccessibleName(about)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(word("Progress"))
        for row in (self._daily_row, self._hour_row, self._place_row, self._kept_row):
            self.add(row)
        self._work = self.add_inset(self._doing, self._bar, beside(self._stop))
        self._work.hide()
        self.add_inset(beside(self._restore, self._try), self._about_trial)

    def _connect(self) -> None:
        self._daily.toggled.connect(lambda is_on: self._change(backup_daily=is_on))
        self._less.clicked.connect(lambda: self._step(-1))
        self._more.clicked.connect(lambda: self._step(1))
        self._where.clicked.connect(self._choose)
        self._restore.clicked.connect(self.restore_wanted)
        self._try.clicked.connect(self._try_out)
        self._stop.clicked.connect(lambda: self._job.stop() if self._job else None)


_WAYS = (("earlier", "remove"), ("later", "add"))


def told_moment(voice: Voice, at: datetime) -> str:
    """A moment of the past, as people say it."""
    today = backing_up.now().date()
    if at.date() == today:
        return voice.word("today {time}", time=f"{at:%H:%M}")
    if at.date() == today - timedelta(days=1):
        return voice.word("yesterday {time}", time=f"{at:%H:%M}")
    return f"{at:%Y-%m-%d %H:%M}"


def told_size(size: int) -> str:
    """Bytes in megabytes, with a tenth where there are few."""
    return f"{size / _MB:,.0f}" if size >= _TENTH_FROM * _MB else f"{size / _MB:.1f}"
