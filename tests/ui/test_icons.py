import ast
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap

from desktop import paths
from desktop.ui import icons

NAMES = sorted(file.stem for file in icons.DRAWINGS.glob("*.svg"))
WINDOW = paths.RESOURCES.parent / "desktop" / "ui"
FRAME = {
    "viewBox": "0 0 24 24",
    "fill": "none",
    "stroke": "currentColor",
    "stroke-width": "1.75",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
}
SHAPES = {"circle", "ellipse", "path", "rect"}
GEOMETRY = {"cx", "cy", "d", "height", "r", "rx", "ry", "stroke-width", "width", "x", "y"}
RED = "#FF0000"

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_is_lines_of_one_family_and_has_no_colour_of_its_own(name: str) -> None:
    text = (icons.DRAWINGS / f"{name}.svg").read_text("utf-8")
    assert text.endswith("</svg>\n")
    drawing = ET.fromstring(text)  # noqa: S314 - our own file
    assert drawing.attrib == FRAME
    assert len(drawing)
    for shape in drawing:
        assert shape.tag.removeprefix("{http://www.w3.org/2000/svg}") in SHAPES
        assert set(shape.attrib) <= GEOMETRY


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_shows_and_stays_on_its_grid(name: str) -> None:
    image = QImage(144, 144, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    icons.paint(painter, name, RED, QRectF(24, 24, 96, 96))
    painter.end()
    inked = [(x, y) for x in range(144) for y in range(144) if image.pixelColor(x, y).alpha()]
    assert len(inked) > 150
    assert all(24 <= edge < 120 for point in inked for edge in point)
    lefts, tops = zip(*inked, strict=True)
    middle = (min(lefts) + max(lefts)) / 2, (min(tops) + max(tops)) / 2
    assert middle == pytest.approx((71.5, 71.5), abs=6)  # a grid's step and a half: no drawing sits in a corner


@pytest.mark.parametrize("ratio", [1, 1.25, 1.5, 1.75, 2, 2.5, 3])
@pytest.mark.parametrize("size", [16, 20, 24])
def test_an_icon_has_a_pixel_of_its_own_for_each_of_the_screen(size: int, ratio: float) -> None:
    for made in (
        icons.pixmap("household", RED, size, ratio),
        icons.icon("household", RED).pixmap(QSize(size, size), ratio),
    ):
        assert made.size() == QSize(round(size * ratio), round(size * ratio))
        assert made.devicePixelRatio() == ratio
        assert made.toImage() == icons.pixmap("household", RED, size, ratio).toImage()
        assert colours(made) == {"#ff0000"}


def test_a_disabled_icon_takes_its_other_colour() -> None:
    mode = QIcon.Mode.Disabled
    for state in QIcon.State:
        assert colours(icons.icon("lock", RED).pixmap(QSize(20, 20), 1, mode, state)) == {"#ff0000"}
        other = icons.icon("lock", RED, disabled="#0000FF")
        assert colours(other.pixmap(QSize(20, 20), 1, mode, state)) == {"#0000ff"}


@pytest.mark.parametrize("make", [lambda name: icons.icon(name, RED), lambda name: icons.pixmap(name, RED, 20, 1)])
def test_an_unknown_name_is_a_bug(make: type) -> None:
    with pytest.raises(FileNotFoundError):
        make("no-such-icon")


def test_every_icon_the_window_asks_for_is_drawn() -> None:
    asked = {name for file in WINDOW.glob("*.py") for name in names_in(file.read_text("utf-8"))}
    assert asked <= set(NAMES)


def test_names_are_found_where_the_window_asks_for_them() -> None:
    asks = 'icons.icon("a", c)\nicons.paint(p, "b" if x else "c", "d", area)\nicons.pixmap(name="e", colour=c)'
    assert set(names_in(asks)) == {"a", "b", "c", "e"}


def names_in(source: str) -> Iterator[str]:
    """The literal names in calls of `icons.icon`, `icons.pixmap` and `icons.paint`."""
    place = {"icon": 0, "pixmap": 0, "paint": 1}
    for call in ast.walk(ast.parse(source)):
        match call:
            case ast.Call(ast.Attribute(ast.Name("icons"), function), given, named) if function in place:
                first = given[place[function] : place[function] + 1]
                for name in [*first, *(each.value for each in named if each.arg == "name")]:
                    yield from literals(name)


def literals(value: ast.expr) -> Iterator[str]:
    match value:
        case ast.Constant(str(name)):
            yield name
        case ast.IfExp(_, one, other):
            yield from literals(one)
            yield from literals(other)


def colours(made: QPixmap) -> set[str]:
    """The colours of what is fully inked."""
    image = made.toImage()
    inked = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {QColor(each.rgb()).name() for each in inked if each.alpha() == 255}
