"""The way in by the office, where passphrase and sheet are lost: a question, six words, an answer, a new sheet.

Promise: nothing changes before the office's answer is opened with the passphrase that was chosen when asking; then the
old passphrase and the old sheet are void together. Hidden: a question waits for its answer on the disk, so that the
program may be closed meanwhile.
"""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout

from desktop.casework import office_keys
from desktop.exchange.six_words import SixWords
from desktop.store import folder as place
from desktop.store import office_opening
from desktop.store.office_opening import LARGEST
from desktop.store.vault import Unlocked
from desktop.ui import theme
from desktop.ui.boxes import band, breakable, fact
from desktop.ui.doorway import Doorway
from desktop.ui.jobs import Progress
from desktop.ui.notices import Voice
from desktop.ui.on_stick import on_a_stick
from desktop.ui.pane import Pane
from desktop.ui.passphrase_field import PassphraseField
from desktop.ui.passphrase_pane import PassphrasePane
from desktop.ui.sheet_pane import Handed, SheetPane, handed
from desktop.ui.six_words_card import SixWordsCard

_QUESTION, _ANSWER = ".ruhu-question", ".ruhu-answer"


class AskingOffice(QObject):
    """Leads through the steps on the right side of a doorway."""

    recovered = Signal(object, object)  # the folder of the store, and who opens it
    left_again = Signal()

    def __init__(self, doorway: Doorway, voice: Voice) -> None:
        super().__init__(doorway)
        self._doorway, self._voice = doorway, voice
        word = voice.word
        self._steps = (word("New passphrase"), word("Question to the office"), word("Answer and new sheet"))
        self._folder, self._person = Path(), ""

    def begin(self, folder: Path, person: str) -> None:
        """Asks for the answer where a question waits for one, else for what a question takes."""
        self._folder, self._person = folder, person
        if (asks := office_opening.asks(folder)) is not None:
            self._person = asks
            self._ask_answer()
        else:
            self._ask_passphrase()

    def _ask_passphrase(self) -> None:
        word = self._voice.word
        pane = PassphrasePane(self._voice, word("Write the question to a stick…"), steps=self._steps, at=0)
        pane.body.addWidget(theme.label(word("After the office's answer"), "bold"))
        facts = QHBoxLayout()
        facts.setSpacing(12)
        for part in (
            fact("key", word("The old passphrase is void"), word("This one opens in its place")),
            fact("print", word("The old sheet is void"), word("A new one is printed")),
            fact("history", word("The office's history says so"), word("With its reason")),
        ):
            facts.addWidget(part)
        pane.body.addLayout(facts)
        pane.chosen.connect(lambda passphrase: self._write_question(pane, passphrase))
        pane.left_again.connect(self.left_again)
        self._show(pane)

    def _write_question(self, pane: Pane, passphrase: str) -> None:
        word, folder, person = self._voice.word, self._folder, self._person
        proposed = on_a_stick(folder.name + _QUESTION)  # as the laptop was called when it was made
        chosen, _ = QFileDialog.getSaveFileName(pane, word("Write the question to a stick…"), proposed)
        if not chosen:
            return
        file = Path(chosen)

        def work(_progress: Progress) -> SixWords:
            content, words = office_keys.ask_office(folder, person, passphrase)
            place.write_durably(file, content)
            return words

        def show(words: SixWords) -> None:
            asked = _QuestionPane(self._voice, self._steps, words, file)
            asked.gone_on.connect(lambda: self._choose_answer(asked, passphrase))
            asked.left_again.connect(self.left_again)
            self._show(asked)

        pane.work(work, show, telling=word("Making the new keys"))

    def _ask_answer(self) -> None:
        pane = _AnswerPane(self._voice, self._steps, self._person)
        pane.typed.connect(lambda passphrase: self._choose_answer(pane, passphrase))
        pane.anew.connect(self._ask_passphrase)
        pane.left_again.connect(self.left_again)
        self._show(pane)

    def _choose_answer(self, pane: Pane, passphrase: str) -> None:
        word, folder, language = self._voice.word, self._folder, self._voice.language
        chosen, _ = QFileDialog.getOpenFileName(
            pane, word("Choose the office's answer…"), on_a_stick(), f"{word('Answers')} (*{_ANSWER});;* (*)"
        )
        if not chosen:
            return
        named = word("Recovery sheet {area}", area=place.card(folder).area)

        def make() -> tuple[Unlocked, str]:
            with Path(chosen).open("rb") as file:
                content = file.read(LARGEST + 1)
            return office_keys.unlock_by_office(folder, content, passphrase)

        def work(_progress: Progress) -> Handed:
            return handed(folder, named, language, make)

        pane.work(work, self._hand_over, telling=word("Opening with the office's answer"))

    def _hand_over(self, made: Handed) -> None:
        pane = SheetPane(self._voice, made, self._steps, 2)
        word = self._voice.word
        first = word("After that you only read, until the office certifies your new key.")
        more = word("A band above every page writes the request for it.")
        pane.body.addWidget(band("info", "info", first, more))
        pane.printed.connect(lambda: self.recovered.emit(made.folder, made.unlocked))
        self._show(pane)

    def _show(self, pane: Pane) -> None:
        self._doorway.show_pane(pane)
        pane.begin()


class _QuestionPane(Pane):
    """The question is written: its six words, and the way there and back."""

    gone_on = Signal()

    def __init__(self, voice: Voice, steps: tuple[str, ...], words: SixWords, file: Path) -> None:
        word = voice.word
        title = word("Take the question and this computer to the office")
        super().__init__(voice, title, "", steps, 1)
        card = SixWordsCard(voice, word("Six words of the question, for the office to compare with its own screen:"))
        card.say(words)
        self.body.addWidget(card)
        first = word("The question is in {file}.", file=breakable(file))
        more = word("Leave this page open until the words are compared: they are shown only now.")
        self.body.addWidget(band("ok", "check", first, more))
        lines = QVBoxLayout()
        lines.setSpacing(8)
        for icon, done, about in (
            ("stick", word("The question goes to the office"), word("It opens nothing by itself")),
            ("people", word("Both compare the six words"), word("So that it is surely this computer")),
            ("import", word("The answer comes back"), word("It opens with the passphrase that you chose now")),
        ):
            lines.addWidget(fact(icon, done, about))
        self.body.addLayout(lines)
        self.go.setObjectName("open-answer")
        self.go.setText(word("Choose the office's answer…"))
        self.need("")
        self.go.clicked.connect(self.gone_on)


class _AnswerPane(Pane):
    """The program was closed meanwhile: the passphrase that was chosen when asking, and the answer."""

    typed = Signal(str)
    anew = Signal()

    def __init__(self, voice: Voice, steps: tuple[str, ...], person: str) -> None:
        word = voice.word
        about = word("{person} asked the office, which answers with a file.", person=person)
        super().__init__(voice, word("Open with the office's answer"), about, steps, 2)
        self._passphrase = PassphraseField(voice, "asked-passphrase", word("The passphrase that you chose when asking"))
        self._anew = theme.button(word("Ask the office anew"), name="ask-anew", icon="refresh")
        self.body.addWidget(theme.label(self._passphrase.accessibleName(), "label"))
        self.body.addWidget(self._passphrase)
        first = word("It was not compared yet, or this passphrase is forgotten too?")
        more = word("Then ask anew: the earlier question is void, and nothing else changes.")
        self.body.addWidget(band("info", "help", first, more))
        self.body.addWidget(self._anew, 0, Qt.AlignmentFlag.AlignLeft)
        self.first = self._passphrase
        self.go.setObjectName("open-answer")
        self.go.setText(word("Choose the office's answer…"))
        self._connect()
        self._look()

    def _look(self) -> None:
        self.need("" if self._passphrase.text() else self.voice.word("The passphrase is needed."))

    def _connect(self) -> None:
        self._passphrase.textChanged.connect(self._look)
        self._passphrase.returnPressed.connect(self.go.click)
        self.go.clicked.connect(lambda: self.typed.emit(self._passphrase.text()))
        self._anew.clicked.connect(self.anew)
