"""The printers of this computer, and a PDF on its way to one.

Promise: what comes out is the picture of the very PDF that was looked at, as sharp as a laser printer prints it; each
household is a job of its own, so that what is stopped is whole households. Hidden: Qt has no way to hand a PDF to a
printer on all systems, so its pages go there as pictures in greys, one in memory at a time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from desktop.domain.errors import Refused
from desktop.i18n import N_
from desktop.sheets import pictured

_DOTS = 300
_STRIP, _LAP = 240, 4  # rows; strips lap over each other, so that no printer leaves a hair between two
_STATES: Mapping[QPrinter.PrinterState, tuple[str, str]] = {
    QPrinter.PrinterState.Idle: ("ok", N_("ready")),
    QPrinter.PrinterState.Active: ("info", N_("printing something else, yours comes next")),
    QPrinter.PrinterState.Aborted: ("warn", N_("stopped: look at it first")),
    QPrinter.PrinterState.Error: ("warn", N_("reports a fault: look at it first")),
}
_BOTH = (QPrinter.DuplexMode.DuplexLongSide, QPrinter.DuplexMode.DuplexShortSide)


@dataclass(frozen=True, slots=True)
class Part:
    """A PDF that goes to the printer so many times; `pages` are those of each of its papers."""

    pdf: bytes
    pages: Sequence[int]
    copies: int


def sheets(pages: Iterable[int], *, is_both_sides: bool) -> int:
    """How many sheets of paper these papers take, each of which begins on a sheet of its own."""
    return sum((n + 1) // 2 if is_both_sides else n for n in pages)


def names() -> list[str]:
    """The printers that there are, the usual one first."""
    usual = QPrinterInfo.defaultPrinterName()
    return sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: (name != usual, name))


def state_of(name: str) -> tuple[str, str]:
    """How a printer is, as tone and message."""
    return _STATES[QPrinterInfo.printerInfo(name).state()]


def may_both_sides(name: str) -> bool:
    """Whether a printer turns the paper over by itself."""
    return QPrinter.DuplexMode.DuplexLongSide in QPrinterInfo.printerInfo(name).supportedDuplexModes()


def usually_both_sides(name: str) -> bool:
    """Whether the system has it set so."""
    return QPrinterInfo.printerInfo(name).defaultDuplexMode() in _BOTH


def has_both_sides(printer: QPrinter) -> bool:
    """Whether it is set to print both sides."""
    return printer.duplex() in _BOTH


def set_sides(printer: QPrinter, *, is_both: bool) -> None:
    modes = QPrinter.DuplexMode
    printer.setDuplex(modes.DuplexLongSide if is_both else modes.DuplexNone)


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


def printed(printer: QPrinter, name: str, parts: Sequence[Part], *, is_both_sides: bool = False) -> None:
    """Prints a household's papers as one job. Refused where the printer does not take it."""
    set_sides(printer, is_both=is_both_sides)
    printer.setDocName(name)
    painter = QPainter()
    try:
        for number, (pdf, page) in enumerate(_pages(parts, is_both_sides=is_both_sides)):
            if page is not None:
                wide, high = pictured.page_sizes(pdf)[page]
                _turn(printer, is_landscape=wide > high)
            is_taken = printer.newPage() if number else painter.begin(printer)
            if not is_taken:
                printer.abort()
                raise _no(printer)
            if page is not None:
                _draw(printer, painter, pdf, page)
    finally:
        if painter.isActive():
            painter.end()
    if printer.printerState() is QPrinter.PrinterState.Error:
        raise _no(printer)


def _pages(parts: Sequence[Part], *, is_both_sides: bool) -> Iterator[tuple[bytes, int | None]]:
    """Page by page; None is an empty back, so that the next paper begins on a sheet of its own."""
    for part in parts:
        for _ in range(part.copies):
            first = 0
            for n in part.pages:
                yield from ((part.pdf, page) for page in range(first, first + n))
                first += n
                if is_both_sides and n % 2:
                    yield part.pdf, None


def _draw(printer: QPrinter, painter: QPainter, pdf: bytes, page: int) -> None:
    """In strips: while Qt takes one in, nothing else of the program runs; a whole page would be a third of a second."""
    width, height, content = pictured.page_greys(pdf, page, _DOTS)
    painter.save()
    painter.translate(printer.paperRect(QPrinter.Unit.DevicePixel).topLeft())
    dots = printer.resolution() / _DOTS  # not by the paper's size, which is a dot more or less: that would be seen
    painter.scale(dots, dots)
    for top in range(0, height, _STRIP):
        high = min(_STRIP + _LAP, height - top)
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
