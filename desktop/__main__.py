"""`python -m desktop`: opens the window.

Hidden: what makes the start quick. What is loaded stays, so the collector never walks through it (40 ms each time); and
Python alone imports what comes after Qt, which would read the source of each module for a switch that nobody sets here
(20 ms for the window's modules alone).
"""

import builtins
import gc
import sys

gc.disable()
_import = builtins.__import__

import PySide6.QtCore  # noqa: E402, F401

builtins.__import__ = _import

from desktop.app import main  # noqa: E402

gc.freeze()
gc.enable()

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
