"""What the area's ledger has used before, offered on an entry page while something like it is typed.

Promise: nothing that was typed is replaced, and nobody waits: the ledger is asked beside the window.
"""

from PySide6.QtCore import QObject

from desktop.store import usage
from desktop.store.usage import Item
from desktop.ui.form import Form
from desktop.ui.workspace import Workspace

_OFFERED = {  # fields whose earlier values are offered, by record
    "house": ("structure", "certified_use", "actual_use", "certificate_source", "registered_area_source",
              "measured_area_source", "recognised_area_source", "structure_source", "use_source"),
    "unregistered_part": ("name", "structure", "measured_area_source", "recognition_source", "recognised_by"),
    "fixture": ("name", "unit", "item_source"),
    "appraisal": ("appraiser", "appraisal_source"),
    "household": ("plot", "lane", "building"),
}  # fmt: skip


class Offers(QObject):
    """The offers of one form of one kind of record."""

    def __init__(self, workspace: Workspace, record: str, form: Form) -> None:
        super().__init__(form)
        self._workspace, self._record, self._form = workspace, record, form
        self._priced = ""
        self._is_known = False

    def begin(self) -> None:
        """Asks once what stands in the ledger: all of it is read; again where nothing stood there yet."""
        self._priced = ""
        names = _OFFERED.get(self._record, ())
        if names and not self._is_known:
            store, record = self._workspace.store, self._record
            job = self._workspace.job(lambda _progress: usage.texts(store, record, names), self)
            job.done.connect(self._offer)
            job.start()

    def step(self) -> None:
        """A field was left: a fixture of a name that the area knows takes that unit and unit price."""
        if self._record != "fixture" or not self._is_unpriced(self._form.text("name")):
            return
        store, name = self._workspace.store, self._form.text("name")
        self._priced = name
        job = self._workspace.job(lambda _progress: usage.fixture_item(store, name), self)
        job.done.connect(self._take_price)
        job.start()

    def _offer(self, used: dict[str, list[str]]) -> None:
        self._is_known = any(used.values())
        for name, texts in used.items():
            self._form.propose(name, texts)

    def _take_price(self, item: Item | None) -> None:
        if item is not None and item.name == self._priced == self._form.text("name"):
            for name, value in (("unit", item.unit), ("unit_price", item.unit_price)):
                if not self._form.text(name):
                    self._form.put(name, value)

    def _is_unpriced(self, name: str) -> bool:
        is_open = not self._form.text("unit") and not self._form.text("unit_price")
        return is_open and name not in ("", self._priced)
