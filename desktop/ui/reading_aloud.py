"""Read aloud by the system's own voice, in a process beside the window; where none speaks Chinese there is no button.

Promise: the window never waits, it is quiet at once when somebody wants it so, and what is read is given to the other
program where nobody else on the computer sees it: on its standard input. Hidden: which program that is, and how it
names a voice.
"""

import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject, QProcess, Signal
from PySide6.QtGui import QHideEvent, QIcon, QShowEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.ui import icons, theme
from desktop.ui.notices import Voice

_CHINESE = ("zh", "cmn")
_OF_WINDOWS = "Add-Type -AssemblyName System.Speech; $s = New-Object System.Speech.Synthesis.SpeechSynthesizer; "
_LISTING = "$s.GetInstalledVoices() | % { $_.VoiceInfo.Culture.Name + '|' + $_.VoiceInfo.Name }"
_SPEAKING = (
    "$s.SelectVoice('{voice}'); $in = New-Object IO.StreamReader([Console]::OpenStandardInput(),"
    " [Text.Encoding]::UTF8); $s.Speak($in.ReadToEnd())"
)


@dataclass(frozen=True, slots=True)
class Tool:
    """A program that speaks: how it lists its voices, which of a list speaks Chinese, how one is asked to speak.

    `hushing` is what makes it quiet, where that is not done by ending it.
    """

    program: str
    listing: tuple[str, ...]
    chinese: Callable[[str], str]
    speaking: Callable[[str], tuple[str, ...]]
    hushing: tuple[str, ...] = ()


def _of_speech_dispatcher(listed: str) -> str:
    """Its lists have a name, a language and a variant in columns; the language is what it is asked by."""
    found = (line.split() for line in listed.splitlines())
    return next((words[-2] for words in found if len(words) > 2 and words[-2].lower().startswith(_CHINESE)), "")  # noqa: PLR2004


def _of_mac(listed: str) -> str:
    """Its lists have a name, which may have blanks, a language, and an example after a #."""
    for line in listed.splitlines():
        *name, language = line.partition("#")[0].split() or [""]
        if name and language.lower().startswith(_CHINESE):
            return " ".join(name)
    return ""


def _of_windows(listed: str) -> str:
    found = (line.strip().partition("|") for line in listed.splitlines())
    return next((name for language, _, name in found if language.lower().startswith(_CHINESE)), "")


def _windows(script: str) -> tuple[str, ...]:
    return ("-NoProfile", "-NonInteractive", "-Command", _OF_WINDOWS + script)


TOOLS: Mapping[str, Tool] = {
    "linux": Tool(
        "spd-say",
        ("--list-synthesis-voices",),
        _of_speech_dispatcher,
        lambda language: ("--language", language, "--wait", "--pipe-mode"),
        ("--cancel",),
    ),
    "darwin": Tool("say", ("-v", "?"), _of_mac, lambda voice: ("-v", voice, "-f", "-")),
    "win32": Tool(
        "powershell",
        _windows(_LISTING),
        _of_windows,
        lambda voice: _windows(_SPEAKING.format(voice=voice.replace("'", "''"))),
    ),
}
"""By the system."""

_KILLED = 500  # milliseconds at most, until one that was killed is gone


class Reader(QObject):
    """The system's voice, once it was found."""

    changed = Signal()  # a voice was found, it begins, or it has ended

    def __init__(self, owner: QObject, tool: Tool | None) -> None:
        super().__init__(owner)
        self._tool = tool
        self._voice = ""
        self._listing: QProcess | None = None
        self._speaking: QProcess | None = None

    @property
    def is_there(self) -> bool:
        return bool(self._voice)

    @property
    def is_reading(self) -> bool:
        return self._speaking is not None

    def look(self) -> None:
        """Looks for a voice that speaks Chinese, once."""
        program = shutil.which(self._tool.program) if self._tool else None
        if self._listing is not None or program is None or self._tool is None:
            return
        self._listing = _process(program, self._tool.listing)
        self._listing.finished.connect(self._take)
        self._listing.start()

    def read(self, text: str) -> None:
        """Reads a text aloud, instead of what is being read."""
        self.stop()
        program = shutil.which(self._tool.program) if self._tool else None
        if program is None or self._tool is None or not self._voice:
            return
        speaking = self._speaking = _process(program, self._tool.speaking(self._voice))
        speaking.setStandardOutputFile(QProcess.nullDevice())  # some repeat there what they are given
        speaking.finished.connect(self._end)
        speaking.errorOccurred.connect(self._end)
        speaking.start()
        speaking.write((" ".join(text.split()) + "\n").encode())  # one line: some take each for itself, or for an order
        speaking.closeWriteChannel()
        self.changed.emit()

    def stop(self) -> None:
        """Is quiet at once."""
        speaking, self._speaking = self._speaking, None
        if speaking is None or self._tool is None:
            return
        speaking.finished.disconnect(self._end)
        speaking.errorOccurred.disconnect(self._end)
        if self._tool.hushing:
            QProcess.startDetached(speaking.program(), list(self._tool.hushing))
        speaking.kill()
        speaking.waitForFinished(_KILLED)  # else Qt complains of one that still runs where the page is thrown away now
        self.changed.emit()

    def _take(self) -> None:
        if self._tool is not None and self._listing is not None:
            listed = bytes(self._listing.readAllStandardOutput().data())
            self._voice = self._tool.chinese(listed.decode(errors="replace"))
            self.changed.emit()

    def _end(self) -> None:
        if self._speaking is not None:
            self._speaking = None
            self.changed.emit()


class ReadAloud(QWidget):
    """The button; `text` gives what is to be read when it is pressed. It is not there where nobody would speak."""

    def __init__(self, voice: Voice, text: Callable[[], str], look: str = "", name: str = "read-aloud") -> None:
        super().__init__()
        self._voice, self._text = voice, text
        self.reader = Reader(self, TOOLS.get(sys.platform))
        self.button: QPushButton = theme.button(voice.word("Read it aloud"), look, name, "speaker")
        self._icon: QIcon = self.button.icon()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.button)
        self.button.clicked.connect(self._press)
        self.reader.changed.connect(self._tell)
        self._tell()

    def stop(self) -> None:
        """Is quiet at once."""
        self.reader.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.reader.look()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.reader.stop()

    def _press(self) -> None:
        if self.reader.is_reading:
            self.reader.stop()
        else:
            self.reader.read(self._text())

    def _tell(self) -> None:
        reads = self.reader.is_reading
        self.button.setVisible(self.reader.is_there)
        self.button.setText(self._voice.word("Be quiet") if reads else self._voice.word("Read it aloud"))
        self.button.setIcon(icons.icon("close", theme.colour("ink")) if reads else self._icon)


def _process(program: str, arguments: tuple[str, ...]) -> QProcess:
    """A process that outlives who wanted it, and goes away when it has ended."""
    made = QProcess(QCoreApplication.instance())
    made.setProgram(program)
    made.setArguments(list(arguments))
    made.setStandardErrorFile(QProcess.nullDevice())
    for ends in (made.finished, made.errorOccurred):
        ends.connect(made.deleteLater)
    return made
