"""The printers of this computer, and a PDF on its way to one.

Promise: what comes out is the picture of the very PDF that was looked at, as sharp as a laser printer prints it; each
household is a job of its own, so that what is stopped is whole households. Hidden: Qt has no way to hand a PDF to a
printer on all systems, so its pages go there as pictures in greys, one in memory at a time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from desktop.domain.errors import Refused
from desktop.i18n import N_
from desktop.sheets import pictured

_DOTS = 300
_STRIP = 240  # rows: also at 360 or 600 dots an inch a strip ends where a dot does
_STATES: Mapping[QPrinter.PrinterState, tuple[str, str]] = {
    QPrinter.PrinterState.Idle: ("ok", N_("ready")),
    QPrinter.PrinterState.Active: ("info", N_("printing something else, yours comes next")),
    QPrinter.PrinterState.Aborted: ("warn", N_("stopped: look at it first")),
    QPrinter.PrinterState.Error: ("warn", N_("reports a fault: look at it first")),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A PDF that goes to the printer so many times."""

    pdf: bytes
    copies: int


def names() -> list[str]:
    """The printers that there are, the usual one first."""
    usual = QPrinterInfo.defaultPrinterName()
    return sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: (name != usual, name))


def state_of(name: str) -> tuple[str, str]:
    """How a printer is, as tone and message."""
    return _STATES[QPrinterInfo.printerInfo(name).state()]


def opened(name: str) -> QPrinter:
    """A printer, set to what a paper needs."""
    printer = QPrinter(QPrinterInfo.printerInfo(name), QPrinter.PrinterMode.HighResolution)
    settle(printer)
    return printer


def settle(printer: QPrinter) -> None:
    """Sets what a paper needs, whatever a person chose besides: both sides, a tray, a darker print."""
    printer.setResolution(_DOTS)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    printer.setCopyCount(1)


def printed(printer: QPrinter, name: str, parts: Sequence[Part]) -> None:
    """Prints a household's papers as one job. Refused where the printer does not take it."""
    printer.setDocName(name)
    painter = QPainter()
    try:
        for number, (pdf, page) in enumerate(_pages(parts)):
            wide, high = pictured.page_sizes(pdf)[page]
            _turn(printer, is_landscape=wide > high)
            is_taken = printer.newPage() if number else painter.begin(printer)
            if not is_taken:
                printer.abort()
                raise _no(printer)
            _draw(printer, painter, pdf, page)
    finally:
        if painter.isActive():
            painter.end()
    if printer.printerState() is QPrinter.PrinterState.Error:
        raise _no(printer)


def _pages(parts: Sequence[Part]) -> Iterator[tuple[bytes, int]]:
    for part in parts:
        for _ in range(part.copies):
            yield from ((part.pdf, page) for page in range(pictured.page_count(part.pdf)))


def _draw(printer: QPrinter, painter: QPainter, pdf: bytes, page: int) -> None:
    """In strips: while Qt takes one in, nothing else of the program runs; a whole page would be a third of a second."""
    width, height, content = pictured.page_greys(pdf, page, _DOTS)
    paper = printer.paperRect(QPrinter.Unit.DevicePixel)
    painter.save()
    painter.translate(paper.topLeft())
    painter.scale(paper.width() / width, paper.height() / height)
    for top in range(0, height, _STRIP):
        high = min(_STRIP, height - top)
        rows = content[top * width : (top + high) * width]
        painter.drawImage(0, top, QImage(rows, width, high, width, QImage.Format.Format_Grayscale8))
    painter.restore()


def _turn(printer: QPrinter, *, is_landscape: bool) -> None:
    sides = QPageLayout.Orientation
    printer.setPageOrientation(sides.Landscape if is_landscape else sides.Portrait)
    printer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Point)


def _no(printer: QPrinter) -> Refused:
    return Refused(
        "{printer} did not take it. The records are all here, and the register says that this one did not come out.",
        "See whether it is switched on and has paper, or save a PDF. Then print those that are left.",
        printer=printer.printerName(),
    )
