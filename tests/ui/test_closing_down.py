"""A process ends well also where its window is still open."""

import os
import subprocess
import sys

_PROGRAM = """
from functools import partial
from PySide6.QtWidgets import QApplication, QLineEdit
from desktop import paths, settings
from desktop.cli.words import Voice
from desktop.settings import Settings
from desktop.ui import theme
from desktop.ui.main_window import MainWindow
app = QApplication([])
theme.dress(app)
window = MainWindow(app, Settings(), Voice, partial(settings.change, paths.config_folder()))
window.show()
field = QLineEdit(window)
field.show()
window.activateWindow()
field.setFocus()
for _ in range(20):
    app.processEvents()
assert app.focusWidget() is field
"""


def test_a_process_ends_while_a_part_of_its_window_has_the_keyboard() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _PROGRAM], env=os.environ | {"QT_QPA_PLATFORM": "offscreen"}, check=False,
        capture_output=True, timeout=60, text=True,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
