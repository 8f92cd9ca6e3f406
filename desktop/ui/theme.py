"""How the window looks: the tokens of the design in one table, and the palette, style sheet and ring made of them.

Promise: no colour stands anywhere else, and only the two weights of the one font are used; what paints itself asks for
the same tokens that the style sheet was made of. Hidden: the application wears its theme as a property of its own, as
it does its palette; and the ring around what has the keyboard is a window part of its own, since a style sheet draws
nothing outside of a widget.
"""

import re
from collections.abc import Mapping
from string import Template

import msgspec
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFocusFrame,
    QLabel,
    QProxyStyle,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)
from shiboken6 import isValid

from desktop import paths
from desktop.ui import icons

COLOURS = {
    "ink": "#16201F",
    "ink_2": "#3F4D4C",
    "ink_3": "#586665",  # the lightest that text may be: 5.4 on canvas
    "on_dark": "#FFFFFF",
    "canvas": "#EFF3F1",
    "surface": "#FFFFFF",
    "sunken": "#F6F8F7",
    "line": "#D3DBD9",
    "line_2": "#A3B0AE",
    "control": "#7A8886",
    "rail": "#12302F",
    "on_rail": "#D3E2E0",
    "brand": "#0E5A5C",
    "brand_pressed": "#0A4547",
    "brand_soft": "#E1EFEE",
    "brand_line": "#9CC3C2",
    "ok": "#1C683A",
    "ok_soft": "#E3F2E8",
    "ok_line": "#A6D0B4",
    "warn": "#855000",
    "warn_soft": "#FFF2D9",
    "warn_line": "#E5C384",
    "risk": "#A32A1C",
    "risk_soft": "#FCEAE6",
    "risk_line": "#E7B2A8",
    "info": "#2B4C9B",
    "info_soft": "#E8EDF8",
    "info_line": "#B3C2E6",
    "rights": "#4B3A94",  # of the household, used for nothing else
    "rights_soft": "#EEEBF8",
    "rights_line": "#C4BBE6",
    "rights_track": "#D8D3EE",  # of a clock, what is over
    "count": "#FFD27A",
    "on_count": "#3A2500",
    "match": "#FFE58A",
    "focus": "#1F5BD8",
}
STAGES = ("#FFFFFF", "#E4EFEE", "#BFDBDA", "#8DC0BF", "#2C7C7F", "#155A5D", "#0A3A3D")
FIRST_DARK_STAGE = 5  # from here on the digit is white

FAMILY = "Noto Sans SC"
CAPTION, SECONDARY, BODY, FIELD, STRONG, LEAD, TITLE, TOTAL, HERO = 12, 13, 14, 15, 16, 18, 20, 24, 28
ROW, TOP_BAR, RAIL, FOOTER = 44, 56, 84, 64
TEXT_SIZES = {"standard": 0, "large": 2, "extra_large": 4}
"""How many pixels larger than the design each text is."""

_RING, _GAP = 3, 2


class Theme(msgspec.Struct, frozen=True):
    """The colours that are worn, how much larger the text is, and how wide the borders of coloured boxes are."""

    colours: Mapping[str, str]
    step: int = 0
    border: int = 1


STANDARD = Theme(COLOURS)


def theme(text_size: str, *, is_outdoor: bool) -> Theme:
    """The theme for a text size; outdoors the sun takes pale lines and fills away, so there are none."""
    step = TEXT_SIZES[text_size]
    if not is_outdoor:
        return Theme(COLOURS, step)
    white = {name: COLOURS["surface"] for name in COLOURS if name.endswith("_soft") or name == "sunken"}
    firm = {f"{name.removesuffix('_line')}_line": COLOURS[name.removesuffix("_line")] for name in _LINED}
    plain = {"ink_3": COLOURS["ink_2"], "line": COLOURS["control"], "line_2": COLOURS["control"]}
    return Theme({**COLOURS, **white, **firm, **plain}, step + 2, border=2)


_LINED = tuple(name for name in COLOURS if name.endswith("_line"))

_SHEET = Template("""
QWidget { color: $ink; font-family: "$family"; font-size: 14px; outline: none; }
QMainWindow, QStackedWidget, QWidget[part="canvas"] { background: $canvas; }
QStackedWidget[part="inset"] { background: transparent; }
QFrame[part="pane"], QFrame[part="bar"], QFrame[part="foot"], QFrame[part="head"], QStatusBar { background: $surface; }
QFrame[part="pane"] { border: none; border-right: 1px solid $line; }
QFrame[part="bar"], QFrame[part="head"] { border: none; border-bottom: 1px solid $line; }
QFrame[part="foot"] { border: none; border-top: 1px solid $line; }
QFrame[part="drop"] { background: $sunken; border: 2px dashed $control; border-radius: 8px; }
QFrame[part="rail"] { background: $rail; border: none; }
QFrame[part="card"] { background: $surface; border: 1px solid $line; border-radius: 8px; }
QFrame[part="hero"] { background: $surface; border: 2px solid $brand; border-radius: 10px; }
QFrame[part="rights"] { background: $surface; border: ${border}px solid $rights_line; border-radius: 8px; }
QFrame[part="own"] { background: $sunken; border: ${border}px solid $brand_line; border-radius: 8px; }
QFrame[part="way"] { background: $surface; border: 2px solid $control; border-radius: 12px; }
QFrame[part="view-rights"] { background: $rights_soft; border: 2px solid $rights; border-radius: 12px; }
QFrame[part="rights-head"] {
    background: $rights_soft; border: none; border-bottom: 1px solid $rights_line; border-top-left-radius: 7px;
    border-top-right-radius: 7px;
}
QFrame[part="popup"] { background: $surface; border: 1px solid $control; border-radius: 8px; }
QFrame[part="row"] { border: none; border-bottom: 1px solid $line; }
QFrame[part="undo"] { background: $ink; border: none; border-radius: 8px; }
QFrame[part="undo"] QLabel { color: $on_dark; }
QFrame[part="undo"] QPushButton { background: transparent; border: 1px solid $on_dark; color: $on_dark; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QLabel[look="tile"] { background: $brand; color: $on_dark; border-radius: 10px; font-size: 28px; font-weight: 700; }
QLabel[look="hero"] { font-size: 24px; font-weight: 700; }
QLabel[look="title"] { font-size: 20px; font-weight: 700; }
QLabel[look="lead"] { font-size: 18px; font-weight: 700; }
QLabel[look="strong"] { font-size: 16px; font-weight: 700; }
QLabel[look="bold"] { font-size: 15px; font-weight: 700; }
QLabel[look="rights"] { font-size: 15px; font-weight: 700; color: $rights; }
QLabel[look="plain"] { font-size: 15px; }
QLabel[look="sure"] { font-size: 14px; font-weight: 700; color: $ok; }
QLabel[look="proven"] { font-size: 13px; color: $ok; }
QLabel[look="second"] { font-size: 13px; color: $ink_2; }
QLabel[look="caption"] { font-size: 12px; color: $ink_3; }
QLabel[look="label"] { font-size: 13px; color: $ink_2; }
QLabel[look="wrong"] { font-size: 13px; color: $risk; }
QLabel[look="odd"] { font-size: 13px; color: $warn; }
QLabel[look="words"] { font-size: 16px; }
QLabel[look="plain-words"] { font-size: 20px; }
QLabel[look="view"] { font-size: 18px; }
QLabel[look="view-second"] { font-size: 18px; color: $ink_2; }
QLabel[look="view-strong"] { font-size: 20px; font-weight: 700; }
QLabel[look="view-title"] { font-size: 28px; font-weight: 700; }
QLabel[look="key"] {
    font-size: 12px; color: $ink_2; background: $sunken; border: 1px solid $line_2; border-radius: 4px; padding: 0 6px;
}
QLabel[notice] { border: ${border}px solid; border-radius: 6px; padding: 8px 12px; font-size: 13px; }
QLabel[notice="risk"] { background: $risk_soft; color: $risk; border-color: $risk_line; }
QLabel[notice="warn"] { background: $warn_soft; color: $warn; border-color: $warn_line; }
QLabel[notice="info"] { background: $info_soft; color: $info; border-color: $info_line; }
QLabel[notice="ok"] { background: $ok_soft; color: $ok; border-color: $ok_line; }
QFrame[band] { border: ${border}px solid; border-radius: 6px; }
QFrame[band="warn"] { background: $warn_soft; border-color: $warn_line; }
QFrame[band="info"] { background: $info_soft; border-color: $info_line; }
QFrame[band="ok"] { background: $ok_soft; border-color: $ok_line; }
QFrame[band] QLabel { font-size: 13px; }
QFrame[band="warn"] QLabel { color: $warn; }
QFrame[band="info"] QLabel { color: $info; }
QFrame[band="ok"] QLabel { color: $ok; }
QFrame[verdict] { border: ${border}px solid; border-radius: 8px; }
QFrame[verdict="ok"] { background: $ok_soft; border-color: $ok_line; }
QFrame[verdict="warn"] { background: $warn_soft; border-color: $warn_line; }
QFrame[verdict="info"] { background: $info_soft; border-color: $info_line; }
QFrame[verdict="risk"] { background: $risk_soft; border-color: $risk_line; }
QFrame[verdict="ok"] QLabel[look="lead"] { color: $ok; }
QFrame[verdict="warn"] QLabel[look="lead"] { color: $warn; }
QFrame[verdict="info"] QLabel[look="lead"] { color: $info; }
QFrame[verdict="risk"] QLabel[look="lead"] { color: $risk; }
QPushButton {
    background: $surface; border: 1px solid $control; border-radius: 8px; padding: 0 14px; min-height: 38px;
    font-weight: 700;
}
QPushButton:pressed { background: $brand_soft; }
QPushButton[look="filled"] {
    background: $brand; border-color: $brand; color: $on_dark; min-height: 46px; font-size: 16px; padding: 0 20px;
}
QPushButton[look="filled"]:pressed { background: $brand_pressed; }
QPushButton[look="large"] { min-height: 46px; font-size: 16px; padding: 0 20px; }
QPushButton[look="link"] { border: none; background: transparent; color: $brand; padding: 0 4px; min-height: 40px; }
QPushButton[look="link"]:pressed { color: $brand_pressed; }
QPushButton[look="figure"] {
    border: none; background: transparent; color: $brand; padding: 0; min-height: 40px; font-size: 20px;
    text-align: left;
}
QPushButton[look="figure"]:pressed { color: $brand_pressed; }
QPushButton[look="figure"]:disabled { background: transparent; color: $ink_2; }
QPushButton[look="figure"][tone="risk"] { color: $risk; }
QPushButton[look="figure"][tone="rights"] { color: $rights; }
QPushButton[look="choice"] { min-height: 62px; }
QPushButton[look="choice"]:checked { border: 2px solid $brand; background: $brand_soft; }
QPushButton[look="chip"] { font-weight: 400; padding: 0 12px; }
QPushButton[look="chip"]:checked {
    border: 2px solid $brand; background: $brand_soft; color: $brand_pressed; font-weight: 700; padding: 0 11px;
    min-height: 36px;
}
QPushButton[look="segment"] { border-radius: 0; border-left-width: 0; font-weight: 400; }
QPushButton[look="segment"][slim="true"] { padding: 0 4px; }
QPushButton[look="segment"][end="first"] {
    border-left-width: 1px; border-top-left-radius: 8px; border-bottom-left-radius: 8px;
}
QPushButton[look="segment"][end="last"] { border-top-right-radius: 8px; border-bottom-right-radius: 8px; }
QPushButton[look="segment"]:checked { background: $brand; border-color: $brand; color: $on_dark; font-weight: 700; }
QPushButton[look="section"] {
    border: none; border-bottom: 1px solid $line; border-radius: 0; min-height: 56px; text-align: left;
}
QPushButton[look="row"] {
    border: none; border-radius: 0; min-height: 44px; padding: 0 16px; text-align: left; font-weight: 400;
}
QPushButton[look="row"]:checked { background: $brand_soft; border-left: 4px solid $brand; padding-left: 12px; }
QPushButton[look="card"] {
    border: 1px solid $line; border-radius: 8px; min-height: 54px; text-align: left; padding: 0 16px;
}
QPushButton[look="section"]:checked { background: $brand_soft; border-left: 4px solid $brand; }
QPushButton:disabled, QPushButton[look="filled"]:disabled { background: $sunken; border-color: $line; color: $ink_3; }
QPushButton[look="link"]:disabled { background: transparent; }
QToolButton[look="rail"] {
    background: transparent; border: none; border-radius: 8px; color: $on_rail; font-size: 13px;
}
QToolButton[look="rail"]:checked { background: $surface; color: $brand; font-weight: 700; }
QToolButton[look="rail"]:pressed { background: $brand; }
QToolButton[look="flat"] {
    border: none; background: transparent; border-radius: 8px; min-width: 40px; min-height: 40px;
}
QToolButton[look="flat"]:pressed { background: $brand_soft; }
QToolButton::menu-indicator { image: none; }
QLineEdit, QPlainTextEdit, QComboBox {
    background: $surface; border: 1px solid $control; border-radius: 6px; padding: 0 12px; min-height: 38px;
    font-size: 15px; selection-background-color: $brand; selection-color: $on_dark;
}
QPlainTextEdit { padding: 6px 8px; }
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"] { border: 2px solid $risk; }
QLineEdit[odd="true"], QPlainTextEdit[odd="true"], QComboBox[odd="true"] { border: 2px solid $warn; }
QLineEdit:disabled, QLineEdit:read-only, QPlainTextEdit:read-only, QComboBox:disabled, QComboBox[locked="true"] {
    background: $sunken; border-color: $line; color: $ink_2;
}
QLineEdit[look="large"] { min-height: 46px; font-size: 18px; }
QLineEdit[look="search"] { border-radius: 8px; font-size: 14px; }
QComboBox { combobox-popup: 0; }  /* a list below it that scrolls, not one over the whole screen */
QComboBox::drop-down { border: none; width: 36px; }
QComboBox::down-arrow { image: url("$down"); width: 18px; height: 18px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $control; outline: none; font-size: 15px; }
QComboBox QAbstractItemView::item { min-height: 40px; padding: 0 12px; }
QComboBox QAbstractItemView::item:selected {
    background: $brand_soft; color: $brand_pressed; border-left: 4px solid $brand; padding-left: 8px;
}
QCheckBox, QRadioButton { spacing: 8px; min-height: 40px; padding-right: 6px; }
QCheckBox::indicator {
    width: 18px; height: 18px; border: 1px solid $control; border-radius: 4px; background: $surface;
}
QCheckBox::indicator:checked { border: 2px solid $brand; background: $brand_soft; image: url("$tick"); }
QMenu { background: $surface; border: 1px solid $control; padding: 4px 0; }
QMenu::item { min-height: 40px; padding: 0 24px 0 16px; }
QMenu::item:selected { background: $brand_soft; color: $brand_pressed; }
QMenu::separator { height: 1px; background: $line; }
QToolTip { background: $surface; color: $ink; border: 1px solid $control; padding: 4px 8px; }
QListWidget, QListView { background: $surface; border: 1px solid $control; border-radius: 6px; font-size: 15px; }
QListView[look="plain"] { border: none; border-radius: 0; outline: none; }
QListWidget::item, QListView[look="proposed"]::item { min-height: 40px; padding-left: 12px; }
QListWidget::item:selected {
    background: $brand_soft; color: $brand_pressed; border-left: 4px solid $brand; padding-left: 8px;
}
QTableView { background: $surface; border: 1px solid $line; border-radius: 8px; font-size: 15px; outline: none; }
QTableView[look="plain"] { border: none; border-radius: 0; }
QTableView::item { border-bottom: 1px solid $line; padding: 0 8px; }
QTableView::item:selected {
    background: $brand_soft; color: $ink; border: ${border}px solid $brand_line; border-left: none; border-right: none;
}
QHeaderView { background: $sunken; border: none; border-top-left-radius: 8px; border-top-right-radius: 8px; }
QHeaderView::section {
    background: $sunken; color: $ink_2; border: none; border-bottom: 1px solid $line; padding: 0 12px; min-height: 36px;
    font-size: 13px; font-weight: 700;
}
QHeaderView[look="slim"]::section { padding: 0 8px; }
QTabBar { background: transparent; font-size: 15px; }
QTabBar::scroller { width: 88px; }
QTabBar::tab {
    background: transparent; color: $ink_2; border: none; border-bottom: 3px solid transparent; min-height: 41px;
    padding: 0 14px; font-size: 15px;
}
QTabBar::tab:selected { color: $brand_pressed; font-weight: 700; border-color: $brand; }
QProgressBar { background: $line; border: none; border-radius: 4px; max-height: 8px; min-height: 8px; }
QProgressBar::chunk { background: $brand; border-radius: 4px; }
QStatusBar { border-top: 1px solid $line; min-height: 27px; }
QStatusBar::item { border: none; }
QStatusBar QLabel { font-size: 12px; color: $ink_2; padding: 0 12px; }
QStatusBar QLabel[look="saved"] { color: $ok; font-weight: 700; }
QScrollBar:vertical { background: transparent; width: 12px; border: none; }
QScrollBar::handle:vertical { background: $line_2; border-radius: 4px; min-height: 40px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 12px; border: none; }
QScrollBar::handle:horizontal { background: $line_2; border-radius: 4px; min-width: 40px; margin: 2px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
""")
_FONT_SIZE = re.compile(r"font-size: (\d+)px")


class _RingStyle(QProxyStyle):
    """Fusion, with room for the ring; the ring's alone, since Qt asks the program's style thousands of times a page."""

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        if metric in (QStyle.PixelMetric.PM_FocusFrameHMargin, QStyle.PixelMetric.PM_FocusFrameVMargin):
            return _RING + _GAP
        return super().pixelMetric(metric, option, widget)

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returned: QStyleHintReturn | None = None,
    ) -> int:
        if hint == QStyle.StyleHint.SH_FocusFrame_AboveWidget:
            return 1  # else it is cut off where the layout around the widget ends
        if hint == QStyle.StyleHint.SH_FocusFrame_Mask:
            return 0  # else it is seen outside the widget alone, which at the edge of a list is nowhere
        return super().styleHint(hint, option, widget, returned)


class FocusRing(QFocusFrame):
    """The ring around what has the keyboard, with a gap, since on the brand's colour it would hardly be seen."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._style = _RingStyle("Fusion")  # Qt doesn't own it
        self.setStyle(self._style)
        self.hide()  # until the keyboard is somewhere: a window that opens behind another has it nowhere

    def follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Goes where the keyboard goes on this page, but not around a whole part of it that waits for a key.

        A dialog would take the ring with it when it closes.
        """
        if QApplication.closingDown() or not isValid(self._page):
            return  # Qt takes the window apart, or this page, and the ring with it
        seen = now and now.focusPolicy() != Qt.FocusPolicy.NoFocus and self._page.isAncestorOf(now)
        self.setWidget(now if seen else None)  # pyright: ignore[reportArgumentType]
        if not seen:
            self.setParent(self._page)  # where it was may go away, and would take it along

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colour("focus")), _RING))
        half = _RING // 2
        around = (
            (self.parentWidget() or self._page).rect().translated(-self.pos())
        )  # at the edge of a list the ring stays whole
        painter.drawRoundedRect(self.rect().intersected(around).adjusted(half, half, -half - 1, -half - 1), 10, 10)


def dress(app: QApplication, wanted: Theme = STANDARD) -> None:
    """Gives the program its fonts, style, palette and style sheet, also while it is open."""
    if app.property("theme") == wanted:
        return
    if app.property("theme") is None:
        for file in sorted((paths.RESOURCES / "fonts").glob("*.ttf")):
            QFontDatabase.addApplicationFont(str(file))
        app.setStyle("Fusion")
    app.setProperty("theme", wanted)
    app.setFont(font(BODY))
    app.setPalette(_palette())
    app.setStyleSheet(_sheet(wanted))


def worn() -> Theme:
    """The theme that the program wears; the standard one before it is dressed."""
    return QApplication.instance().property("theme") or STANDARD  # pyright: ignore[reportOptionalMemberAccess]


def colour(name: str) -> str:
    """A colour of the table as it is worn."""
    return worn().colours[name]


def font(pixels: int, *, is_bold: bool = False) -> QFont:
    """The one font in a size of the design, larger where the user wants it."""
    made = QFont(FAMILY)
    made.setPixelSize(pixels + worn().step)
    made.setBold(is_bold)
    return made


def high(pixels: int) -> int:
    """The height of a row or bar of the design, with room for larger text."""
    return pixels + 2 * worn().step


def wide(letters: int) -> int:
    """The width of so many Han letters of a field, as large as they are worn."""
    return letters * (FIELD + worn().step)


def broad(pixels: int) -> int:
    """The width of a column or line of the design, with room for larger text."""
    return pixels + pixels * worn().step // FIELD


def label(text: str, look: str = "") -> QLabel:
    """Text on a page; `look` is one of the style sheet's."""
    made = QLabel(text)
    made.setProperty("look", look)
    made.setWordWrap(look == "second")
    return made


def button(text: str, look: str = "", name: str = "", icon: str = "") -> QPushButton:
    """A button; `look` is one of the style sheet's, `icon` one of `resources/icons`."""
    made = QPushButton(text)
    made.setObjectName(name)
    made.setAutoDefault(True)  # so that Enter presses it too, also outside of a dialog
    made.setProperty("look", look)
    if icon:
        ink = {"filled": "on_dark", "link": "brand"}.get(look, "ink")
        made.setIcon(icons.icon(icon, colour(ink), disabled=colour("ink_3")))
        made.setIconSize(QSize(20, 20))
    return made


def let_touch(box: QComboBox) -> None:
    """Makes the rows of its list as high as a finger is wide: left alone, Qt's list of a box knows no style sheet."""
    box.setItemDelegate(QStyledItemDelegate(box))


def relook(widget: QWidget, **properties: object) -> None:
    """Gives a widget other properties of the style sheet, and shows it so; nothing is done where it has them."""
    if properties and all(widget.property(name) == value for name, value in properties.items()):
        return
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def paint_hatching(painter: QPainter, area: QRect) -> None:
    """Stage 1 is told from an empty box also where colours are not seen."""
    painter.setClipRect(area)
    painter.setPen(QPen(QColor(colour("line")), 1))
    for offset in range(-area.height(), area.width(), 4):
        painter.drawLine(area.left() + offset, area.bottom(), area.left() + offset + area.height(), area.top())
    painter.setClipping(False)


def _sheet(wanted: Theme) -> str:
    sized = _FONT_SIZE.sub(lambda size: f"font-size: {int(size[1]) + wanted.step}px", _SHEET.template)
    down, tick = ((paths.RESOURCES / "icons" / f"{name}.svg").as_posix() for name in ("down", "check"))
    return Template(sized).substitute(wanted.colours, family=FAMILY, border=wanted.border, down=down, tick=tick)


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
        palette.setColor(role, QColor(colour(name)))
    return palette
