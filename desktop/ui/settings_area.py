"""Settings, area: what its papers say of it, and its periods; the office writes it, everybody reads it.

Promise: what is typed is saved when its field is left, and what is wrong with it stands beside it. Hidden: that the
demo area keeps its name, so that nobody takes it for a real one.
"""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.errors import Level
from desktop.domain.records import Area
from desktop.store import folder as place_of
from desktop.ui import theme
from desktop.ui.form import Form, found_in, with_values
from desktop.ui.settings_clocks import ClocksCard
from desktop.ui.workspace import Workspace

_GROUP = "area"


class AreaSection(QWidget):
    """The area's name, project, decision and time zone, and below them its periods."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._form = Form("area", ["area"], workspace.voice)
        self._why_not = theme.label(self._reason(), "second")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._why_not)
        column.addWidget(self._form)
        column.addWidget(ClocksCard(workspace))
        column.addStretch()
        self._why_not.setVisible(bool(self._why_not.text()))
        self._show()
        self._connect()

    def leave(self) -> None:
        """Writes down what is being typed."""
        self._form.flush()

    def _show(self) -> None:
        area = self._area()
        self._form.fill({field.name: getattr(area, field.name) for field in area.record_type().fields})
        self._form.let_write(self._workspace.may_write)
        if self._is_demo():
            self._form.bound["name"].input.setReadOnly(True)  # pyright: ignore[reportAttributeAccessIssue]

    def _save(self) -> None:
        today = self._workspace.store.today()
        read, unread = self._form.read("area", today=today)
        area = with_values(self._area(), read)
        findings = found_in([area], unread, today)
        self._form.show_findings(findings)
        if not any(finding.level is Level.ERROR for finding in findings):
            told = self._workspace.voice.word("The area is changed")
            if self._workspace.save(area, told=told, source=self) is not None:
                self._form.settle("area", _GROUP)

    def _take(self, rows: frozenset[tuple[str, bytes]], source: object) -> None:
        if source is not self and any(record == "area" for record, _ in rows):
            self._show()

    def _area(self) -> Area:
        return next(iter(self._workspace.read(lambda store: store.records(Area), ())), Area())

    def _is_demo(self) -> bool:
        return place_of.card(self._workspace.store.folder).is_invented

    def _reason(self) -> str:
        word = self._workspace.voice.word
        if self._workspace.is_read_only:
            return word("The store is open for reading only.")
        if not self._workspace.may_write("area", _GROUP):
            return word("The office writes this; you can read and copy it.")
        return word("The demo area keeps its name.") if self._is_demo() else ""

    def _connect(self) -> None:
        self._form.left.connect(lambda _record, _group: self._save())
        self._workspace.changed.connect(self._take)
