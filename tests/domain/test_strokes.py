"""The written form of strokes reads back as the same, and nothing else is strokes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.strokes import MOST_POINTS, MOST_STROKES, PRESSED, Drawing, Point, read, trimmed, written

WIDTH, HEIGHT = 2960, 1200


@st.composite
def drawings(draw: st.DrawFn) -> Drawing:
    """What a hand may write: any places and pressures, and time that never goes back."""
    place = st.tuples(st.integers(0, WIDTH), st.integers(0, HEIGHT), st.integers(0, PRESSED), st.integers(0, 5000))
    now, strokes = 0, list[tuple[Point, ...]]()
    for stroke in draw(st.lists(st.lists(place, min_size=1, max_size=20), min_size=1, max_size=8)):
        points = list[Point]()
        for x, y, pressure, more in stroke:
            now += more
            points.append(Point(x, y, pressure, now))
        strokes.append(tuple(points))
    return Drawing(WIDTH, HEIGHT, tuple(strokes))


@given(drawings())
def test_strokes_read_back_as_the_same(drawing: Drawing) -> None:
    assert read(written(drawing)) == drawing


def test_the_form_is_short_text() -> None:
    drawing = Drawing(2960, 1200, ((Point(100, 200, 512, 0), Point(103, 198, 520, 8)), (Point(9, 9, 0, 400),)))
    assert written(drawing) == "1 2960x1200\n100,200,512,0 3,-2,8,8\n9,9,0,400"


def test_a_pad_that_nobody_wrote_on_has_no_text() -> None:
    assert written(Drawing(100, 100)) == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "马示例",
        "1 100x100",
        "2 100x100\n1,1,1,1",
        "1 100x100\n1,1,1,1\n",
        "1 100x100\n1,1,1",
        "1 100x100\n1,1,1,1 ",
        "1 100x100\n01,1,1,1",
        "1 100x100\n-0,1,1,1",
        "1 100x100\n١,1,1,1",
        "1 0100x100\n1,1,1,1",
        "1 100x100\n101,1,1,1",
        "1 100x100\n1,1,1024,1",
        "1 100x100\n1,1,1,5 0,0,0,-1",
        "1 100x100\n1,1,1,999999999",
        "1 999999x100\n1,1,1,1",
    ],
)
def test_what_is_not_the_one_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="strokes"):
        read(text)


def test_a_drawing_has_an_end() -> None:
    dot = Point(1, 1, 1, 0)
    many = Drawing(100, 100, ((dot,) * MOST_POINTS,))
    assert read(written(many)) == many
    for beyond in (((dot,) * (MOST_POINTS + 1),), ((dot,),) * (MOST_STROKES + 1)):
        with pytest.raises(ValueError, match="strokes"):
            written(Drawing(100, 100, beyond))
    with pytest.raises(ValueError, match="strokes"):
        read("1 100x100\n" + "1,1,1,1 " * 1_000_000)


@given(drawings())
def test_what_is_empty_around_a_drawing_is_cut_off_and_nothing_of_it(drawing: Drawing) -> None:
    cut = trimmed(drawing)
    assert read(written(cut)) == cut
    moved = [(one.x - other.x, one.y - other.y) for one, other in zip(points_of(drawing), points_of(cut), strict=True)]
    assert len(set(moved)) == 1
    xs, ys = [point.x for point in points_of(cut)], [point.y for point in points_of(cut)]
    assert cut.width == max(max(xs) - min(xs), WIDTH // 4)
    assert cut.height == max(max(ys) - min(ys), HEIGHT // 4)


def points_of(drawing: Drawing) -> list[Point]:
    return [point for stroke in drawing.strokes for point in stroke]


def test_a_dot_stays_small_in_what_is_left_of_the_pad() -> None:
    dot = Drawing(WIDTH, HEIGHT, ((Point(WIDTH, 0, 600, 0),),))
    assert trimmed(dot) == Drawing(WIDTH // 4, HEIGHT // 4, ((Point(WIDTH // 4, 0, 600, 0),),))
