"""Builds the window's demo district, beside the window.

Promise: what a stop or a kill left of one is thrown away before another is built, and nothing else. Hidden: here is all
that building it takes, so that nobody who does not want it waits for that.
"""

import shutil
from pathlib import Path

from desktop.casework import demo_area
from desktop.casework.district import building
from desktop.casework.district.chairs import Chairs
from desktop.casework.inventing import PASSPHRASE
from desktop.ui.jobs import Progress


def built(folder: Path, households: int, language: str, progress: Progress) -> Chairs:
    """Whom one can be in the district, once it is whole."""
    if folder.is_dir() and {each.name for each in folder.iterdir()} <= building.PARTS:
        shutil.rmtree(folder)
    today = demo_area.this_day()
    done = building.build(folder, PASSPHRASE, today=today, language=language, households=households, progress=progress)
    return done.chairs
