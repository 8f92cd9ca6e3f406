"""What the office asks of a household, above its page: what to correct, who asks, until when, and how to answer.

Promise: it takes no room while nothing is asked; each answer can be taken back. Hidden: of several, the one that is due
first is the one that is answered, and how many more there are is said.
"""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal

from desktop.casework import questioning
from desktop.casework.questioning import Asked
from desktop.domain.fields import RECORDS
from desktop.domain.records import Question, QuestionAnswer
from desktop.i18n import N_
from desktop.store.store import Store
from desktop.ui import question_words, theme
from desktop.ui.band import Lines
from desktop.ui.reason_bar import ReasonBar
from desktop.ui.workspace import Workspace

_ANSWER = "question_answer"


class QuestionBand(Lines):
    """The band; in `reason` it asks for the words of a reply."""

    place_wanted = Signal(object)  # the Place where what is asked about is corrected

    def __init__(self, workspace: Workspace, reason: ReasonBar) -> None:
        word = workspace.voice.word
        go = theme.button(word("Go and correct it"), name="question-go", icon="pencil")
        reply = theme.button(word("Reply in words"), "link", "band-reply")
        end = theme.button(word("Take the question back"), "link", "band-take-back")
        super().__init__("warn", "inbox", (end, reply, go))
        self._workspace, self._reason = workspace, reason
        self._go, self._reply, self._end = go, reply, end
        self._asked: Asked | None = None
        self._may_answer = workspace.may_write(_ANSWER, RECORDS[_ANSWER].groups[0].name)
        self._may_ask = not workspace.is_read_only and workspace.role in questioning.MAY_ASK
        self._go.clicked.connect(self._lead_on)
        self._reply.clicked.connect(self._ask_for_reply)
        self._end.clicked.connect(self._ask_why)

    def show_asked(self, open_ones: Sequence[Asked], *, is_withdrawn: bool) -> None:
        """Shows what waits for an answer; of a withdrawn household nothing is corrected any more."""
        self._asked = asked = open_ones[0] if open_ones and not is_withdrawn else None
        if asked is None:
            self.say("")
            return
        voice, today = self._workspace.voice, self._workspace.store.today()
        about, words = question_words.about(voice, asked.question), question_words.words(voice, asked.question)
        more = len(open_ones) - 1
        said = (
            voice.word("Returned for correction"),
            question_words.asker(voice, asked, today),
            question_words.due(voice, asked, today)[0],
            voice.words("{n} more after it", "{n} more after it", more) if more else "",
        )
        self.say(voice.pair(about, words) if about else words, " · ".join(filter(None, said)))
        self._reply.setVisible(self._may_answer)
        self._end.setVisible(self._may_ask)
        self._go.setVisible(self._may_answer and question_words.place_of(asked.question).part != "")

    def _lead_on(self) -> None:
        if self._asked is not None:
            self.place_wanted.emit(question_words.place_of(self._asked.question))

    def _ask_for_reply(self) -> None:
        if self._asked is not None:
            word, question = self._workspace.voice.word, self._asked.question
            about = word(
                "What is replied to “{question}”?", question=question_words.words(self._workspace.voice, question)
            )
            reply = partial(self._end_by, partial(_reply, question), N_("Replied: {words}"))
            self._reason.ask(about, word("Send the reply"), reply)

    def _ask_why(self) -> None:
        if self._asked is not None:
            word = self._workspace.voice.word
            take_back = partial(self._end_by, partial(_no_longer, self._asked.question), N_("No longer asked: {words}"))
            self._reason.ask(word("Why need it not be answered any more?"), word("Take the question back"), take_back)

    def _end_by(self, row_of: Callable[[str, Store], QuestionAnswer], told: str, words: str) -> None:
        row = self._workspace.read(lambda store: row_of(words, store), None)
        if row is not None:
            self._workspace.save(row, told=self._workspace.voice.word(told, words=words))


def _reply(question: Question, words: str, store: Store) -> QuestionAnswer:
    return questioning.reply(store, question, words)


def _no_longer(question: Question, words: str, store: Store) -> QuestionAnswer:
    return questioning.no_longer(store, question, because=words)
