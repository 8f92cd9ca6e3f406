"""The screen of a small laptop, for windows that nobody sees: imported before Qt, and heard by child processes too."""

import os
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={Path(__file__).parents[2] / 'packaging' / 'laptop.json'}"
