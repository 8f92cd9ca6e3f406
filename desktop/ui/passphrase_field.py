"""A field for a passphrase, with the eye that shows what is typed.

Promise: it hides what is typed until somebody asks to see it, and again for the next one; the Tab key goes on to the
next field. Hidden: the key that is the eye, as Windows has it.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from desktop.ui import icons, theme
from desktop.ui.notices import Voice

_EYE, _KEY = 40, "Alt+F8"


class PassphraseField(QLineEdit):
    """Typed in dots; the eye stands inside it, and has a key."""

    def __init__(self, voice: Voice, name: str, title: str) -> None:
        super().__init__()
        self._voice = voice
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setProperty("look", "large")
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setTextMargins(0, 0, _EYE, 0)
        self._eye = theme.button("", "link", f"{name}-eye")
        self._eye.setFixedWidth(_EYE)
        self._eye.setCheckable(True)
        self._eye.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        key = QShortcut(QKeySequence(_KEY), self, context=Qt.ShortcutContext.WidgetShortcut)
        key.activated.connect(self._eye.toggle)
        self._eye.setCursor(Qt.CursorShape.ArrowCursor)
        within = QHBoxLayout(self)
        within.setContentsMargins(0, 0, 4, 0)
        within.addStretch()
        within.addWidget(self._eye)
        self._eye.toggled.connect(self._show_typed)
        self._show_typed(False)  # noqa: FBT003  as Qt's signal gives it

    def hide_typed(self) -> None:
        self._eye.setChecked(False)

    def _show_typed(self, is_shown: bool) -> None:  # noqa: FBT001  Qt's signal gives it by its place
        self.setEchoMode(QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password)
        self._eye.setIcon(icons.icon("eye-off" if is_shown else "eye", theme.colour("brand")))
        word = self._voice.word
        self._eye.setAccessibleName(word("Hide what is typed") if is_shown else word("Show what is typed"))
        self._eye.setToolTip(f"{self._eye.accessibleName()}  {_KEY}")
        self.setAccessibleDescription(self._eye.toolTip())
