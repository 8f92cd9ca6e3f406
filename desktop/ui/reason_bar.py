"""Asks for a reason that others can read, in a band at the foot of a page, before something is done that needs one."""

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLineEdit, QWidget

from desktop.ui import theme
from desktop.ui.notices import Voice


class ReasonBar(QFrame):
    """Hidden until `ask`. Enter does it, Esc (by the page's `let_be`) or the button beside lets it be."""

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._then: Callable[[str], object] = str
        self._asked_at: QWidget | None = None
        self.setProperty("part", "foot")
        self._about = theme.label("", "bold")
        self._reason = QLineEdit()
        self._reason.setObjectName("reason")
        self._reason.setAccessibleName(voice.word("Reason"))
        self._reason.setPlaceholderText(voice.word("In a few words, for those who read it later"))
        self._go = theme.button("", name="with-reason")
        self._leave = theme.button(voice.word("Let it be"), "link", "without-reason")
        across = QHBoxLayout(self)
        across.setContentsMargins(16, 8, 16, 8)
        across.setSpacing(12)
        across.addWidget(self._about)
        across.addWidget(self._reason, 1)
        across.addWidget(self._go)
        across.addWidget(self._leave)
        self._reason.textChanged.connect(lambda text: self._go.setEnabled(bool(text.strip())))
        self._reason.returnPressed.connect(self._do)
        self._go.clicked.connect(self._do)
        self._leave.clicked.connect(self.let_be)
        self.hide()

    def ask(self, about: str, verb: str, then: Callable[[str], object]) -> None:
        """Asks why; `then` gets the reason."""
        self._then = then
        self._asked_at = QApplication.focusWidget()
        self._about.setText(about)
        self._go.setText(verb)
        self._reason.clear()
        self._go.setEnabled(False)
        self.show()
        self._reason.setFocus()

    def let_be(self) -> bool:
        """Gives the keyboard back to where it was; whether anything was asked."""
        was_asked = self.isVisible()
        self.hide()
        if was_asked and self._asked_at is not None:
            self._asked_at.setFocus()
        return was_asked

    def _do(self) -> None:
        reason = self._reason.text().strip()
        if reason:
            self.hide()
            self._then(reason)
