"""A new passphrase: typed twice, with how strong it is in words, and what happens when it is forgotten.

Promise: only one that is accepted, typed the same twice, can be gone on with; until then the pane says what is missing.
"""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from desktop.domain import passphrase as rule
from desktop.i18n import N_
from desktop.ui import theme
from desktop.ui.boxes import band
from desktop.ui.notices import Voice
from desktop.ui.pane import Pane
from desktop.ui.passphrase_field import PassphraseField
from desktop.ui.steps import Gauge

_STRENGTHS = (
    N_("nothing typed yet"),
    N_("far too easy to guess"),
    N_("too easy to guess"),
    N_("nearly enough"),
    N_("strong enough"),
    N_("strong"),
)


class PassphrasePane(Pane):
    """Asks for a new passphrase; `more` is asked for on the same pane."""

    chosen = Signal(str)

    def __init__(
        self, voice: Voice, go: str, *, steps: Sequence[str] = (), at: int = 0, more: QWidget | None = None
    ) -> None:
        word = voice.word
        title = word("Choose a passphrase")
        about = word(
            "You type it every day. Four or five words that have nothing to do with each other: "
            "easy to keep, hard to guess."
        )
        super().__init__(voice, title, about, steps, at)
        self.go.setText(go)
        self.go.setObjectName("keep-passphrase")
        self._typed = PassphraseField(voice, "new-passphrase", word("Passphrase"))
        self._again = PassphraseField(voice, "again", word("Once more"))
        self._again.setPlaceholderText(word("The same once more"))
        self._gauge = Gauge(rule.STRONGEST)
        self._strength = theme.label("", "bold")
        self.first = self._typed
        self._lay_out()
        if more is not None:
            self.body.addWidget(more)
        self._typed.textChanged.connect(self.look)
        self._again.textChanged.connect(self.look)
        self._typed.returnPressed.connect(self._go_on)
        self._again.returnPressed.connect(self.go.click)
        self.go.clicked.connect(lambda: self.chosen.emit(self._typed.text()))
        self.look()

    def look(self) -> None:
        """Looks at what is typed, and says what is still needed."""
        typed, again, word = self._typed.text(), self._again.text(), self.voice.word
        strength = rule.strength(typed)
        is_accepted = strength >= rule.ACCEPTED
        self._gauge.fill(strength, "ok" if is_accepted else "warn")
        self._strength.setText(word(_STRENGTHS[strength]))
        theme.relook(self._again, wrong=bool(again) and not typed.startswith(again))
        self.need(self.missing(is_accepted=is_accepted, is_same=typed == again, is_begun=bool(again)))

    def missing(self, *, is_accepted: bool, is_same: bool, is_begun: bool) -> str:
        word = self.voice.word
        if not is_accepted:
            return word("A stronger passphrase is needed.")
        if not is_same:
            return word("The two are not the same.") if is_begun else word("Type it once more to go on.")
        return ""

    def _go_on(self) -> None:
        """Enter: to the second field, once the first is good enough."""
        if rule.strength(self._typed.text()) >= rule.ACCEPTED:
            self._again.setFocus()

    def _lay_out(self) -> None:
        word = self.voice.word
        fields = QGridLayout()
        fields.setHorizontalSpacing(16)
        fields.setVerticalSpacing(6)
        fields.addWidget(theme.label(word("Passphrase"), "label"), 0, 0)
        fields.addWidget(theme.label(word("Once more"), "label"), 0, 1)
        fields.addWidget(self._typed, 1, 0)
        fields.addWidget(self._again, 1, 1)
        fields.setColumnStretch(0, 3)
        fields.setColumnStretch(1, 2)
        self.body.addLayout(fields)
        strength = QHBoxLayout()
        strength.setSpacing(12)
        strength.addWidget(self._gauge)
        strength.addWidget(self._strength)
        rule_told = theme.label(word("4 different words at least, or 16 letters and digits"), "second")
        strength.addWidget(rule_told, 1)
        self.body.addLayout(strength)
        first = word("Who forgets the passphrase can't open this computer's records, and neither can we.")
        more = word("The recovery sheet, which you print next, opens them again. Lock it away.")
        self.body.addWidget(band("warn", "key", first, more))
