"""What is seen. The only Qt.

Hidden: what makes the start quick, since every module of the window comes by here first. Python alone imports what
follows, and a page that is not the first one seen is run when something of it is asked for first.
"""

import builtins
import importlib
import inspect
import sys
from importlib.util import find_spec, module_from_spec
from types import ModuleType

import PySide6.QtCore  # noqa: F401

# Qt's import would read the source of each module for a switch that nobody sets here: 20 ms for the window's modules.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)

ASKED_FOR_IN_VAIN = ("importlib.metadata", "subprocess", "asyncio")
"""What SQLAlchemy and `paths` import and a start never uses."""

POSTPONED = (
    "asking_office",
    "assign_bar",
    "compensation_page",
    "conflicts_page",
    "demo_building",
    "household_page",
    "household_view",
    "ledger_export",
    "import_page",
    "policies_page",
    "print_page",
    "verify_page",
    "signs_page",
    "exchange_count",
    "exchange_page",
    "devices_page",
    "due_orders",
    "duplicates_page",
    "enrol_band",
    "enrol_page",
    "explain_page",
    "explain_many_page",
    "flats_page",
    "grievances_page",
    "merge_count",
    "merge_page",
    "progress_page",
    "progress_within",
    "settings_page",
    "start_page",
    "unlock_page",
    "screen_reader",
    "search_popup",
    "told_again",
    "backup_pane",
    "recovering",
    "today_page",
    "trouble_page",
    "visit_page",
    "upkeep",
    "screenshots",
)


class _Postponed(ModuleType):
    """Is run when something of it is asked for first. The standard LazyLoader's is run by the next `import` of it."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        object.__setattr__(self, "__class__", ModuleType)
        self.__spec__.loader.exec_module(self)  # pyright: ignore[reportOptionalMemberAccess]
        return getattr(self, name)


def _postpone(name: str) -> ModuleType:
    """Has every import of this module give one that is run when something of it is asked for first."""
    spec = find_spec(name)
    if spec is None:
        raise ModuleNotFoundError(name=name)
    module = sys.modules[name] = module_from_spec(spec)
    object.__setattr__(module, "__class__", _Postponed)
    return module


for name in ASKED_FOR_IN_VAIN:
    if name not in sys.modules:
        _postpone(name)
sys.modules["asyncio"].__dict__.setdefault("iscoroutine", inspect.iscoroutine)  # SQLAlchemy takes it while it is run
setattr(importlib, "metadata", sys.modules["importlib.metadata"])  # noqa: B010  as its own import would leave it
for name in POSTPONED:
    globals()[name] = _postpone(f"{__name__}.{name}")
