"""What was talked about, and what the household said, in its own words; what it would like only if it says so."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from desktop.casework.visiting import TOPICS, Known
from desktop.domain.fields import RECORDS
from desktop.ui import theme
from desktop.ui.choosing import Chips, Segments
from desktop.ui.notices import Voice
from desktop.ui.visit_block import Block, State, captioned

_KEY = "F4"
_LINES, _MOST_LINES = 3, 9
_BETWEEN = "、，,;；"


class Topics(Block):
    """Block 2. From here the policy is explained."""

    explain_wanted = Signal()

    def __init__(self, voice: Voice) -> None:
        word = voice.word
        super().__init__(voice, word("2 Talked about"), word("several"))
        options = {topic: word(told) for topic, told in TOPICS.items()}
        self._chips = Chips("topic", word("Talked about"), options, are_many=True)
        self._other = QLineEdit()
        self._other.setObjectName("other-topics")
        self._other.setAccessibleName(word("Something else"))
        self._other.setPlaceholderText(word("Something else"))
        self._explain = theme.button(word("Explain the policy"), "link", "explain-at-visit", "policy")
        self._explain.setToolTip(_KEY)
        self.head.addWidget(self._explain)
        self.head.addWidget(theme.label(_KEY, "key"), 0, Qt.AlignmentFlag.AlignVCenter)
        self._explain.clicked.connect(self.explain_wanted)
        self.column.addWidget(self._chips)
        self.column.addWidget(self._other)
        self._chips.changed.connect(self.changed)
        self._other.textEdited.connect(self.changed)

    @property
    def topics(self) -> tuple[str, ...]:
        plain = self._other.text()
        for mark in _BETWEEN:
            plain = plain.replace(mark, "\n")
        return tuple(dict.fromkeys((*self._chips.chosen, *filter(None, map(str.strip, plain.split("\n"))))))

    def begin(self, known: Known) -> None:  # noqa: ARG002  as all blocks have it
        self.put({})

    def show_topics(self, topics: Sequence[str]) -> None:
        """Shows what another record holds."""
        self.put({"topics": topics, "other": "、".join(each for each in topics if each not in TOPICS)})

    def count_explained(self, number: int) -> None:
        """Says how many clauses were explained at this visit."""
        words = self.voice.words
        told = words("{n} clause explained", "{n} clauses explained", number) if number else ""
        self.about.setText(told or self.voice.word("several"))

    def state(self) -> State:
        return {"topics": list(self._chips.chosen), "other": self._other.text()}

    def put(self, state: State) -> None:
        self._chips.choose(state.get("topics", ()))
        self._other.setText(state.get("other", ""))


class Words(Block):
    """Block 3. The keyboard begins here."""

    def __init__(self, voice: Voice) -> None:
        word = voice.word
        super().__init__(voice, word("3 What the household says"), word("their own words, no judgement"))
        self.edit = QPlainTextEdit()
        self.edit.setObjectName("words")
        self.edit.setAccessibleName(word("What the household says, in its own words"))
        self.edit.setTabChangesFocus(True)
        self.edit.setAcceptDrops(False)  # photos that are dropped here go to the page
        field = RECORDS["wish"].field["choice"]
        options = {key: voice.choice(field, key) for key, _ in field.choices}
        about = word("What they would like now")
        self.wish = Segments("wish", about, options)
        told = word("What they would like now: may stay empty, the compensation is the same")
        self.column.addWidget(self.edit)
        self.column.addLayout(captioned(told, self.wish))
        self.edit.textChanged.connect(self.changed)
        self.edit.textChanged.connect(self._grow)
        self._grow()
        self.wish.changed.connect(self.changed)

    @property
    def words(self) -> str:
        return self.edit.toPlainText().strip()

    def begin(self, known: Known) -> None:  # noqa: ARG002  as all blocks have it
        self.put({})

    def state(self) -> State:
        return {"words": self.edit.toPlainText(), "wish": self.wish.only}

    def put(self, state: State) -> None:
        with QSignalBlocker(self.edit):
            self.edit.setPlainText(state.get("words", ""))
        self.edit.moveCursor(QTextCursor.MoveOperation.End)  # it is gone on with there
        theme.relook(self.edit)
        self.wish.choose(filter(None, [state.get("wish")]))
        self._grow()

    def _grow(self) -> None:
        """As high as what was said, within reason."""
        lines = min(max(int(self.edit.document().size().height()), _LINES), _MOST_LINES)
        self.edit.setFixedHeight(self.edit.fontMetrics().lineSpacing() * lines + 32)
