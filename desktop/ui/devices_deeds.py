"""In the office: the escrow sheet, the answer to a locked laptop, and a laptop that is trusted no more.

Promise: each says before it is done what it does, and what can't be taken back asks for a reason. Hidden: nothing is
chosen beforehand where a choice would change what is lost.
"""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLineEdit

from desktop import paths
from desktop.casework import office_keys, revoking
from desktop.casework.certifying import Known
from desktop.casework.office_keys import Escrowed
from desktop.casework.revoking import OnDevice
from desktop.domain.records import Revocation
from desktop.store import folder as place
from desktop.store.office_opening import Asked
from desktop.ui import outside, secret_file, theme
from desktop.ui.boxes import band, breakable, fact
from desktop.ui.doorway import Choice
from desktop.ui.jobs import Progress
from desktop.ui.notices import Voice
from desktop.ui.on_stick import on_a_stick
from desktop.ui.pane import Pane
from desktop.ui.six_words_card import SixWordsCard
from desktop.ui.workspace import Workspace


class EscrowPane(Pane):
    """The escrow sheet is made, first with the office's keys; then again when the last one is lost or seen."""

    made = Signal(object)  # Escrowed

    def __init__(self, workspace: Workspace, *, is_first: bool) -> None:
        word = workspace.voice.word
        title = word("The escrow sheet, before the first laptop") if is_first else word("A new escrow sheet")
        about = word(
            "Two pages for two safes. With both, all that laptops send can be read when the office's computers burn."
        )
        super().__init__(workspace.voice, title, about)
        self._workspace = workspace
        self._file: Path | None = None
        first = word("The key that opens stands on this sheet alone.")
        more = word("Print both pages, put them into two safes, then delete the file.")
        self.body.addWidget(band("warn", "key", first, more))
        if not is_first:
            told = word("All laptops are certified anew: they learn of it with their next file.")
            self.body.addWidget(
                band("info", "devices", told, word("What was sent before opens with the sheet of its day."))
            )
        self._open = theme.button(word("Open the escrow sheet to print it"), "large", "print-escrow", "print")
        self._is_printed = QCheckBox(word("Both pages are printed: delete the file"))
        self._is_printed.setObjectName("escrow-printed")
        for part in (self._open, self._is_printed):
            self.body.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft)
            part.hide()
        self.go.setObjectName("make-escrow")
        self.go.setText(word("Make the escrow sheet, save it…"))
        self.need("")
        self.go.clicked.connect(self._go_on)
        self._open.clicked.connect(self._show_file)
        self._is_printed.toggled.connect(self._say_way_back)

    def _go_on(self) -> None:
        if self._file is not None:
            self._leave(self._file)
            return
        word, store, language = self.voice.word, self._workspace.store, self.voice.language
        proposed = str(_beside_the_stores() / f"{word('Escrow sheet')}.pdf")
        file = secret_file.chosen_for(self, word("Save the escrow sheet"), proposed)
        if file is None:
            return

        def work(_progress: Progress) -> Escrowed:
            return office_keys.make_escrow(store, file, language)

        self._file = None
        self.work(work, lambda done: self._tell(done, file), telling=word("Making the office's keys"))

    def _tell(self, done: Escrowed, file: Path) -> None:
        word = self.voice.word
        self._file = file
        said = word("The escrow sheet, number {n}, is in {file}.", n=done.number, file=breakable(file))
        self.body.addWidget(band("ok", "check", said, ""))
        self._open.show()
        self._open.setFocus()
        self._is_printed.show()
        self.back.hide()
        self._say_way_back()
        self.made.emit(done)

    def _say_way_back(self) -> None:
        word = self.voice.word
        if self._is_printed.isChecked():
            self.go.setText(word("Delete the file, back to the devices"))
        else:
            self.go.setText(word("Keep the file for now, back to the devices"))

    def _leave(self, file: Path) -> None:
        """Back to the devices, without the file where that is wanted."""
        try:
            if self._is_printed.isChecked():
                file.unlink(missing_ok=True)
        except OSError as fault:
            self.refuse(fault)
            return
        self.left_again.emit()

    def _show_file(self) -> None:
        if self._file is not None and (refused := outside.shown(self._file)):
            self.refuse(refused)


class QuestionPane(Pane):
    """A laptop that nobody can open asks: its six words, why, and the answer."""

    answered = Signal(object, object)  # Asked, and the file of the answer

    def __init__(self, workspace: Workspace, content: bytes, asked: Asked) -> None:
        word = workspace.voice.word
        about = word("Its passphrase and sheet are lost. The answer opens it for this person, and for nobody else.")
        super().__init__(workspace.voice, word("{device} asks to be opened", device=asked.device_name), about)
        self._workspace, self._content, self._question = workspace, content, asked
        self._compared = office_keys.question_words(asked)
        self._words = SixWordsCard(
            workspace.voice, word("Compare these six words with those on the laptop's screen:"), has_tick=True
        )
        self._words.say(self._compared)
        self._because = _reason(word("Why, in words that others can read"))
        self.body.addWidget(fact("lock", f"{asked.person} · {asked.device_name}", word("as the laptop says")))
        self.body.addWidget(self._words)
        self.body.addWidget(theme.label(self._because.accessibleName(), "label"))
        self.body.addWidget(self._because)
        told = word("It is written down, and the laptop's person only reads until certified again.")
        self.body.addWidget(band("info", "history", told, ""))
        self.go.setObjectName("answer-question")
        self.go.setText(word("Write the answer for {person}…", person=asked.person))
        self._connect()
        self._look()

    def begin(self) -> None:
        super().begin()
        self._words.take_keyboard()

    def _look(self) -> None:
        self.notice.say("")
        word = self.voice.word
        if not self._words.is_same:
            self.need(word("Compare the six words first."))
        else:
            self.need("" if self._because.text().strip() else word("A reason is needed."))

    def _answer(self) -> None:
        word = self.voice.word
        named = on_a_stick(f"{self._question.device_name}.ruhu-answer")
        chosen, _ = QFileDialog.getSaveFileName(
            self, word("Write the answer for {person}…", person=self._question.person), named
        )
        if not chosen:
            return
        store, content, words, file = self._workspace.store, self._content, self._compared, Path(chosen)
        because = self._because.text().strip()

        def work(_progress: Progress) -> Asked:
            answer, asked = office_keys.answer_unlock(store, content, words, because=because)
            place.write_durably(file, answer)
            return asked

        self.work(work, lambda asked: self.answered.emit(asked, file), telling=word("Writing the answer"))

    def _say_other(self) -> None:
        word = self.voice.word
        first = word("Then this question comes from another computer. Nothing was changed.")
        self.notice.say(f"{first}\n{word('Write it anew on the laptop that stands here, and compare again.')}")

    def _connect(self) -> None:
        self.go.clicked.connect(self._answer)
        self._words.compared.connect(self._look)
        self._words.differ.connect(self._say_other)
        self._because.textChanged.connect(self._look)


class RevokePane(Pane):
    """A laptop is lost, or its holder left: what was on it, what comes of that, and why."""

    revoked = Signal(object)  # Revocation

    def __init__(self, workspace: Workspace, known: Known, found: OnDevice) -> None:
        word = workspace.voice.word
        super().__init__(workspace.voice, word("Trust {device} no more", device=known.name))
        self._workspace, self._known = workspace, known
        self._why = {
            True: Choice(word("It is lost or stolen"), word("Nobody knows where it is"), "why-lost", "warn"),
            False: Choice(word("Its holder left, or it is worn out"), word("It is at hand"), "why-left", "person"),
        }
        self._because = _reason(word("Why, in words that others can read"))
        self.body.addWidget(theme.label(word("What happened"), "label"))
        ways = QHBoxLayout()
        ways.setSpacing(12)
        for choice in self._why.values():
            ways.addWidget(choice)
        self.body.addLayout(ways)
        self.body.addWidget(theme.label(self._because.accessibleName(), "label"))
        self.body.addWidget(self._because)
        self.body.addWidget(theme.label(word("What was on it"), "bold"))
        for icon, first, more in _on_it(self.voice, found):
            self.body.addWidget(fact(icon, first, more))
        self.body.addWidget(theme.label(word("What comes of it"), "bold"))
        after = QHBoxLayout()
        after.setSpacing(12)
        for icon, first, more in (
            ("ok", word("What came of it counts as before"), word("It is here, and stays")),
            (
                "hourglass",
                word("What it writes from now on waits for a person"),
                word("Nothing of it reaches the rows"),
            ),
            ("assign", word("A new laptop takes its place"), word("Its request says so, and the households go over")),
        ):
            after.addWidget(fact(icon, first, more))
        self.body.addLayout(after)
        self.first = self._why[True]
        self.go.setObjectName("revoke")
        self.go.setText(word("Revoke {device} for good", device=known.name))
        self._connect()
        self._look()

    def _look(self) -> None:
        word = self.voice.word
        if not any(choice.isChecked() for choice in self._why.values()):
            self.need(word("Say what happened."))
        else:
            self.need("" if self._because.text().strip() else word("A reason is needed."))

    def _choose(self, chosen: Choice) -> None:
        for choice in self._why.values():
            choice.setChecked(choice is chosen)
        self._look()

    def _revoke(self) -> None:
        store, known, because = self._workspace.store, self._known, self._because.text().strip()
        is_lost = self._why[True].isChecked()

        def work(_progress: Progress) -> Revocation:
            return revoking.revoke(store, known, because=because, is_lost=is_lost)

        self.work(work, self.revoked.emit, telling=self.voice.word("Revoking"))

    def _connect(self) -> None:
        self.go.clicked.connect(self._revoke)
        for choice in self._why.values():
            choice.clicked.connect(partial(self._choose, choice))
        self._because.textChanged.connect(self._look)


def _on_it(voice: Voice, found: OnDevice) -> list[tuple[str, str, str]]:
    word = voice.word
    homes = voice.words("{n} household was on it.", "{n} households were on it.", len(found.households))
    lines = [
        ("people", voice.listed(found.people), word("who worked on it")),
        ("household", homes, voice.listed(home.number or "" for home in found.households)),
    ]
    if found.last is None:
        lines.append(("warn", word("No file of it ever came."), word("What was written on it is not here.")))
    else:
        moment = found.last.strftime("%Y-%m-%d %H:%M")
        last = word("Its last file, number {n}, was written on {moment}.", n=found.number, moment=moment)
        lines.append(("inbox", last, word("What was written on it after that is not here.")))
    lacking = [
        voice.words("{n} entry never came.", "{n} entries never came.", found.gaps) if found.gaps else "",
        voice.words("{n} photo or scan never came.", "{n} photos or scans never came.", len(found.evidence))
        if found.evidence
        else "",
    ]
    said = " ".join(filter(None, lacking))
    return [*lines, ("warn", said, "")] if said else lines


def _reason(title: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName("because")
    field.setAccessibleName(title)
    field.setMaxLength(200)
    return field


def _beside_the_stores() -> Path:
    """Where no stick that goes from hand to hand takes the sheet along, and no sync service."""
    folder = paths.data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    return folder
