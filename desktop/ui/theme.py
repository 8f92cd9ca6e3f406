"""How the window looks: the tokens of the design in one table, and the palette, style sheet and ring made of them.

Promise: no colour stands anywhere else, and only the two weights of the one font are used. Hidden: the ring around what
has the keyboard is a window part of its own, since a style sheet draws nothing outside of a widget.
"""

from string import Template

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QApplication, QFocusFrame, QLabel, QProxyStyle, QPushButton, QStyle, QStyleOption, QWidget

from desktop import paths

COLOURS = {
    "ink": "#16201F",
    "ink_2": "#3F4D4C",
    "ink_3": "#586665",  # the lightest that text may be: 5.4 on canvas
    "on_dark": "#FFFFFF",
    "canvas": "#EFF3F1",
    "surface": "#FFFFFF",
    "sunken": "#F6F8F7",
    "line": "#D3DBD9",
    "control": "#7A8886",
    "brand": "#0E5A5C",
    "brand_pressed": "#0A4547",
    "brand_soft": "#E1EFEE",
    "ok": "#1C683A",
    "ok_soft": "#E3F2E8",
    "warn": "#855000",
    "warn_soft": "#FFF2D9",
    "risk": "#A32A1C",
    "risk_soft": "#FCEAE6",
    "info": "#2B4C9B",
    "info_soft": "#E8EDF8",
    "focus": "#1F5BD8",
}
STAGES = ("#FFFFFF", "#E4EFEE", "#BFDBDA", "#8DC0BF", "#2C7C7F", "#155A5D", "#0A3A3D")
FIRST_DARK_STAGE = 5  # from here on the digit is white

FAMILY = "Noto Sans SC"
SECONDARY, BODY, FIELD = 13, 14, 15
ROW, TOP_BAR = 44, 56

_RING, _GAP = 3, 2

_SHEET = Template("""
QWidget { color: $ink; font-family: "$family"; font-size: 14px; }
QMainWindow, QStackedWidget { background: $canvas; }
QFrame[part="pane"], QFrame[part="bar"], QStatusBar { background: $surface; }
QFrame[part="pane"] { border: none; border-right: 1px solid $line; }
QFrame[part="bar"] { border: none; border-bottom: 1px solid $line; }
QFrame[part="card"] { background: $surface; border: 1px solid $line; border-radius: 8px; }
QLabel[look="tile"] { background: $brand; color: $on_dark; border-radius: 10px; font-size: 28px; font-weight: 700; }
QLabel[look="hero"] { font-size: 24px; font-weight: 700; }
QLabel[look="title"] { font-size: 20px; font-weight: 700; }
QLabel[look="strong"] { font-size: 16px; font-weight: 700; }
QLabel[look="second"] { font-size: 13px; color: $ink_2; }
QLabel[look="key"] {
    font-size: 12px; color: $ink_2; background: $sunken; border: 1px solid $control; border-radius: 4px; padding: 0 6px;
}
QLabel[notice] { border: 1px solid; border-radius: 6px; padding: 8px 12px; font-size: 13px; }
QLabel[notice="risk"] { background: $risk_soft; color: $risk; border-color: $risk; }
QLabel[notice="info"] { background: $info_soft; color: $info; border-color: $info; }
QPushButton {
    background: $surface; border: 1px solid $control; border-radius: 8px; padding: 0 14px; min-height: 38px;
    font-weight: 700;
}
QPushButton:pressed { background: $brand_soft; }
QPushButton[look="filled"] {
    background: $brand; border-color: $brand; color: $on_dark; min-height: 46px; font-size: 16px;
}
QPushButton[look="filled"]:pressed { background: $brand_pressed; }
QPushButton[look="choice"], QPushButton[look="first"] { min-height: 86px; }
QPushButton[look="first"] { border: 2px solid $brand; background: $brand_soft; }
QPushButton:disabled, QPushButton[look="filled"]:disabled { background: $sunken; border-color: $line; color: $ink_3; }
QLineEdit {
    background: $surface; border: 1px solid $control; border-radius: 6px; padding: 0 12px; min-height: 38px;
    font-size: 15px; selection-background-color: $brand; selection-color: $on_dark;
}
QLineEdit:disabled { background: $sunken; color: $ink_2; }
QListWidget { background: $surface; border: 1px solid $control; border-radius: 6px; font-size: 15px; }
QListWidget::item { min-height: 40px; padding-left: 12px; }
QListWidget::item:selected { background: $brand_soft; color: $brand_pressed; }
QTableView { background: $surface; border: 1px solid $line; border-radius: 8px; font-size: 15px; outline: none; }
QTableView::item { border-bottom: 1px solid $line; padding: 0 8px; }
QTableView::item:selected { background: $brand_soft; color: $ink; }
QHeaderView { background: $sunken; border: none; border-top-left-radius: 8px; border-top-right-radius: 8px; }
QHeaderView::section {
    background: $sunken; color: $ink_2; border: none; border-bottom: 1px solid $line; padding: 0 12px; min-height: 36px;
    font-size: 13px; font-weight: 700;
}
QProgressBar { background: $line; border: none; border-radius: 4px; max-height: 8px; min-height: 8px; }
QProgressBar::chunk { background: $brand; border-radius: 4px; }
QStatusBar { border-top: 1px solid $line; min-height: 27px; }
QStatusBar::item { border: none; }
QStatusBar QLabel { font-size: 12px; color: $ink_2; padding: 0 12px; }
QScrollBar:vertical { background: $sunken; width: 12px; border: none; }
QScrollBar::handle:vertical { background: $control; border-radius: 4px; min-height: 40px; margin: 2px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; }
""")


class _Style(QProxyStyle):
    """Fusion, with room for the ring."""

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        if metric in (QStyle.PixelMetric.PM_FocusFrameHMargin, QStyle.PixelMetric.PM_FocusFrameVMargin):
            return _RING + _GAP
        return super().pixelMetric(metric, option, widget)


class FocusRing(QFocusFrame):
    """The ring around what has the keyboard, with a gap, since on the brand's colour it would hardly be seen."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page

    def follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Goes where the keyboard goes on this page; a dialog would take the ring with it when it closes."""
        self.setWidget(now if now and self._page.isAncestorOf(now) else None)  # pyright: ignore[reportArgumentType]

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(COLOURS["focus"]), _RING))
        half = _RING // 2
        painter.drawRoundedRect(self.rect().adjusted(half, half, -half - 1, -half - 1), 10, 10)


def dress(app: QApplication) -> None:
    """Gives the program its fonts, style, palette and style sheet."""
    for file in sorted((paths.RESOURCES / "fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))
    app.setStyle(_Style("Fusion"))
    app.setFont(font(BODY))
    app.setPalette(_palette())
    app.setStyleSheet(_SHEET.substitute(COLOURS, family=FAMILY))


def font(pixels: int, *, is_bold: bool = False) -> QFont:
    made = QFont(FAMILY)
    made.setPixelSize(pixels)
    made.setBold(is_bold)
    return made


def label(text: str, look: str = "") -> QLabel:
    """Text on a page; `look` is one of the style sheet's."""
    made = QLabel(text)
    made.setProperty("look", look)
    made.setWordWrap(look == "second")
    return made


def button(text: str, look: str = "", name: str = "") -> QPushButton:
    made = QPushButton(text)
    made.setObjectName(name)
    made.setProperty("look", look)
    return made


def paint_hatching(painter: QPainter, area: QRect) -> None:
    """Stage 1 is told from an empty box also where colours are not seen."""
    painter.setClipRect(area)
    painter.setPen(QPen(QColor(COLOURS["line"]), 1))
    for offset in range(-area.height(), area.width(), 4):
        painter.drawLine(area.left() + offset, area.bottom(), area.left() + offset + area.height(), area.top())
    painter.setClipping(False)


def _palette() -> QPalette:
    roles = {
        QPalette.ColorRole.Window: "canvas",
        QPalette.ColorRole.WindowText: "ink",
        QPalette.ColorRole.Base: "surface",
        QPalette.ColorRole.Text: "ink",
        QPalette.ColorRole.Button: "surface",
        QPalette.ColorRole.ButtonText: "ink",
        QPalette.ColorRole.PlaceholderText: "ink_3",
        QPalette.ColorRole.Highlight: "brand",
        QPalette.ColorRole.HighlightedText: "on_dark",
        QPalette.ColorRole.ToolTipBase: "surface",
        QPalette.ColorRole.ToolTipText: "ink",
    }
    palette = QPalette()
    for role, name in roles.items():
        palette.setColor(role, QColor(COLOURS[name]))
    return palette
