"""What is seen. The only Qt.

Hidden: what makes the start quick, since every module of the window comes by here first. Python alone imports what
follows, and a page that is not the first one seen is run when something of it is asked for first.
"""

import builtins
import sys
from importlib.util import LazyLoader, find_spec, module_from_spec

import PySide6.QtCore  # noqa: F401

# Qt's import would read the source of each module for a switch that nobody sets here: 20 ms for the window's modules.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)

POSTPONED = (
    "compensation_page",
    "household_page",
    "household_view",
    "ledger_export",
    "import_page",
    "policies_page",
    "explain_page",
    "explain_many_page",
    "flats_page",
    "grievances_page",
    "settings_page",
    "start_page",
    "unlock_page",
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


def _postpone(name: str) -> None:
    """Has `from desktop.ui import …` give a module that is run when something of it is asked for first."""
    spec = find_spec(f"{__name__}.{name}")
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(name=name)
    spec.loader = LazyLoader(spec.loader)
    module = sys.modules[spec.name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    globals()[name] = module


for name in POSTPONED:
    _postpone(name)
