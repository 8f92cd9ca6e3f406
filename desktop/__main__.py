"""`python -m desktop`: opens the window.

Hidden: what makes the start quick. What is loaded stays, so the collector never walks through it (40 ms each time);
what is below the window is loaded before Qt, which reads the source of each module that comes after it (60 ms).
"""

import gc
import sys

gc.disable()

import desktop.casework.demo  # noqa: E402, F401
from desktop.app import main  # noqa: E402

gc.freeze()
gc.enable()

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
