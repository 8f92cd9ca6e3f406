"""What was just done, and for eight seconds the way to take it back, instead of asking before (ui.md §4)."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget

from desktop.ui import theme
from desktop.ui.page import Page
from desktop.ui.workspace import Edit, Workspace

_SHOWN = 8000
_BESIDE = 320  # for the button and the gaps
_ABOVE, _LEAST = 16, 4  # what stays in reach; below the top


class UndoBar(QFrame):
    """A band at the foot of a page. It never takes the keyboard: Ctrl+Z does the same, also later."""

    def __init__(self, workspace: Workspace, over: QStackedWidget) -> None:
        super().__init__(over)
        self._over = over
        self.setProperty("part", "undo")
        self._told = theme.label("", "plain")
        self._undo = theme.button(workspace.voice.word("Undo  Ctrl Z"), name="undo")
        self._undo.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        across = QHBoxLayout(self)
        across.setContentsMargins(16, 8, 8, 8)
        across.setSpacing(16)
        across.addWidget(self._told)
        across.addWidget(self._undo)
        self._time = QTimer(self, singleShot=True, interval=_SHOWN)
        self._time.timeout.connect(self.hide)
        self._undo.clicked.connect(workspace.undo)
        workspace.undoable.connect(self._offer)
        workspace.undone.connect(self._tell)
        self._word = workspace.voice.word
        over.installEventFilter(self)
        over.currentChanged.connect(self._stay)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._settle()
        return super().eventFilter(watched, event)

    def _offer(self, edit: Edit | None) -> None:
        if edit is None:
            self.hide()
            return
        self._say(edit.told, is_undoable=True)

    def _tell(self, edit: Edit) -> None:
        """Says what was taken back; Ctrl+Z goes on with what was done before."""
        self._say(self._word("Undone: {change}", change=edit.told), is_undoable=False)

    def _say(self, told: str, *, is_undoable: bool) -> None:
        room = self._over.width() - _BESIDE
        short = QFontMetrics(theme.font(theme.FIELD)).elidedText(told, Qt.TextElideMode.ElideRight, room)
        self._told.setText(short)
        self._undo.setVisible(is_undoable)
        self.adjustSize()
        self._settle()
        self.show()
        self.raise_()
        self._time.start()

    def _stay(self) -> None:
        """Another page is seen; what was done on the one before is told on."""
        self.raise_()
        self._settle()

    def _settle(self) -> None:
        page = self._over.currentWidget()
        reach = page.in_reach() if isinstance(page, Page) else 0
        above = self._over.height() - self.height() - reach - _ABOVE
        self.move((self._over.width() - self.width()) // 2, max(above, _LEAST))
