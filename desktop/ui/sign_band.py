"""Says beside a name that it holds a character which no type has, while there is time to draw it.

Promise: typing never waits for it. Hidden: nearly all names need no look into any type.
"""

from PySide6.QtCore import Signal

from desktop.casework.papers import signs
from desktop.domain.records import Household, Person, Record
from desktop.ui import sign_words
from desktop.ui.band import Band
from desktop.ui.jobs import Job, Progress
from desktop.ui.workspace import Workspace


class SignBand(Band):
    """Hidden while every character can be printed."""

    drawing_wanted = Signal(str)  # the first character that can't be printed

    def __init__(self, workspace: Workspace) -> None:
        way = workspace.voice.word("Draw it or take it from a photo")
        super().__init__("warn", "pencil", way, "draw-sign", "pencil")
        self._workspace = workspace
        self._words, self._sign = "", ""
        self._job: Job | None = None
        workspace.changed.connect(self._take_changes)
        self.wanted.connect(lambda: self.drawing_wanted.emit(self._sign))

    def look(self, record: Record) -> None:
        """Looks at what of a record stands on papers, as it was typed so far."""
        words = signs.words_of(record) if isinstance(record, Person | Household) else ""
        if words == self._words:
            return
        self._words = words
        self._begin()

    def _take_changes(self, rows: frozenset[tuple[str, bytes]], _source: object) -> None:
        if self._sign and any(record == "drawn_sign" for record, _ in rows):
            self._begin()

    def _begin(self) -> None:
        if self._job is not None:
            self._job.leave()
            self._job = None
        if signs.is_usual(self._words):
            self._say(())
            return
        store, words = self._workspace.store, self._words

        def work(_progress: Progress) -> tuple[str, ...]:
            return signs.lacking(words, signs.signs(store))

        self._job = job = self._workspace.job(work, self)
        job.done.connect(self._say)
        job.start()

    def _say(self, lacking: tuple[str, ...]) -> None:
        self._job = None
        self._sign = next(iter(lacking), "")
        voice = self._workspace.voice
        if not lacking:
            self.say("")
            return
        named = voice.listed(map(sign_words.called, lacking))
        self.say(
            voice.word("{signs} can't be printed yet: no type of this computer has it.", signs=named),
            voice.word("Typing goes on. Once it has a picture, every paper shows the name as it is."),
            has_way=self._workspace.may_write("drawn_sign", "drawn_sign"),
        )
