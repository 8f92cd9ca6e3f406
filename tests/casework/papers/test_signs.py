"""A family whose name no type holds gets its paper with its name: from a drawing, or from a photo of it."""

import base64
import io

import pictures
import pytest
import stores
from builders import a_household, a_person
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from desktop import paths
from desktop.casework import picture
from desktop.casework.papers import batching, releasing, signs
from desktop.casework.papers.batching import LeftOut
from desktop.casework.papers.made import Made, Subject
from desktop.domain.errors import Refused
from desktop.domain.records import DrawnSign, Household, Person
from desktop.i18n import Language
from desktop.sheets import pictured, press
from desktop.sheets.page import Cell, Paper, Piece, Table, bold
from desktop.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_vault")

PRIVATE, PARTS = "\ue123", "⿰王争"


@pytest.fixture
def store(new_store: stores.NewStore) -> Store:
    return new_store("area")


def family(store: Store, name: str, number: str = "DY-01") -> Household:
    home = a_household(number=number)
    store.save(home, a_person(household=home.id, name=name))
    return home


def written(words: str = "争", size: int = 300) -> Image.Image:
    """A character on white paper, as large as a hand."""
    paper = Image.new("L", (600, 500), 255)
    font = ImageFont.truetype(str(paths.RESOURCES / "fonts" / "NotoSansSC-Regular.ttf"), size)
    ImageDraw.Draw(paper).text((120, 40), words, font=font, fill=30)
    return paper


def photographed(paper: Image.Image) -> bytes:
    """In the light of one side, with the noise of a telephone, in its colours."""
    light = Image.linear_gradient("L").rotate(90).resize(paper.size)
    dim = ImageChops.multiply(paper, ImageChops.add(light, light, 4, 110)).filter(ImageFilter.GaussianBlur(1))
    return pictures.saved(ImageChops.add(dim, Image.effect_noise(dim.size, 12), 1, -128).convert("RGB"))


def of_drawing(sign: str, content: bytes) -> DrawnSign:
    return signs.record(sign, picture.drawn_sign(content))


def black(content: bytes) -> float:
    """How much of a picture is ink."""
    histogram = Image.open(io.BytesIO(content)).convert("L").histogram()
    return sum(histogram[:100]) / sum(histogram)


@pytest.mark.parametrize("is_photo", [True, False])
def test_of_a_photo_the_ink_alone_is_kept_small_and_on_white(*, is_photo: bool) -> None:
    content = picture.sign(photographed(written()) if is_photo else pictures.saved(written(), "PNG"), "x")
    kept = Image.open(io.BytesIO(content))
    assert (kept.format, kept.mode, kept.size) == ("PNG", "L", (160, 160))
    assert picture.is_sign(content)
    assert len(base64.b64encode(content)) < 16_000
    assert 0.1 < black(content) < 0.4
    assert {kept.getpixel((0, 0)), kept.getpixel((159, 159))} == {255}
    found = ImageChops.invert(kept).getbbox()
    assert found is not None
    assert max(found[2] - found[0], found[3] - found[1]) == pytest.approx(140, abs=4)


def test_of_a_name_the_part_is_taken_that_was_marked() -> None:
    paper = written("王争", 220)
    whole, second = (picture.sign(pictures.saved(paper, "PNG"), "x", part) for part in (picture.WHOLE, (0.55, 0, 1, 1)))
    assert black(second) > black(whole)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (pictures.saved(Image.new("L", (300, 300), 200), "PNG"), "No character was found"),
        (pictures.saved(Image.new("L", (10, 10), 0), "PNG"), "No character was found"),
        (b"nothing", "no photo"),
        (pictures.a_pdf(), "PDF"),
        (pictures.a_photo()[:500], "cut off or damaged"),
    ],
)
def test_what_holds_no_character_is_refused_with_what_to_do(content: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why) as refused:
        picture.sign(content, "x")
    assert refused.value.remedy


@pytest.mark.parametrize("sign", [PRIVATE, PARTS, "⿱⿰王争心"])
def test_a_name_is_printed_from_its_picture(store: Store, sign: str) -> None:
    home = family(store, f"王{sign}兰")
    paper = Paper("题", "", "zh_CN", [f"王{sign}兰"])
    made = Made("card", Subject(home, None, Language.CHINESE), paper)
    with pytest.raises(Refused, match="Draw the sign"):
        releasing.bound(store, [made])
    assert [each.sign for each in signs.needed(store, home.id)] == [sign]
    store.save(signs.of_photo(sign, photographed(written()), "x"))
    pdf = releasing.bound(store, [made]).content
    assert f"王{sign}兰" in pictured.page_text(pdf, 0)
    assert signs.lacking(f"王{sign}兰", signs.signs(store)) == ()


def test_a_name_that_can_not_be_printed_keeps_no_other_family_waiting(store: Store) -> None:
    homes = [family(store, name, f"DY-{n}") for n, name in enumerate((f"王{PARTS}", "李㛃", "马示例"))]
    left: list[LeftOut] = []
    made = [*batching.papers(store, [home.id for home in homes], ["survey"], left.append)]
    assert [each.number for papers in made for each in papers] == ["调-DY-1", "调-DY-2"]
    assert [(each.household.id, each.why.values["sign"]) for each in left] == [(homes[0].id, PARTS)]
    store.save(signs.of_photo(PARTS, photographed(written()), "x"))
    left.clear()
    again = [*batching.papers(store, [home.id for home in homes], ["survey"], left.append)]
    assert (len(again), left) == (3, [])
    assert len(releasing.bound(store, [each for papers in again for each in papers]).pages) == 3


@pytest.mark.parametrize("sign", [PARTS, PRIVATE, "ا"])
@pytest.mark.parametrize("place", ["name", "table", "foot"])
def test_what_the_press_would_refuse_is_refused_before(sign: str, place: str) -> None:
    places: dict[str, Piece] = {"name": f"王{sign}", "table": Table([[Cell(bold(sign))]], (None,)), "foot": "王"}
    paper = Paper("题", sign if place == "foot" else "", "zh_CN", [places[place]])
    for refusing in (lambda: signs.require_printable(paper, {}), lambda: press.printed(paper)):
        with pytest.raises(Refused, match="in no type") as refused:
            refusing()
        assert refused.value.values["sign"] == sign
    signs.require_printable(Paper("题 ㎡×—−☐–≤…「」《》", "", "zh_CN", ["李㛃𠮷𡘙"]), {})


def test_what_is_lacking_stands_first_with_where_it_stands(store: Store) -> None:
    first, second = family(store, f"王{PARTS}"), family(store, f"李{PRIVATE}", "DY-02")
    family(store, "张㛃𠮷𡘙", "DY-03")
    store.save(of_drawing(PARTS, pictures.saved(written(), "PNG")))
    found = signs.needed(store)
    assert [(each.sign, each.words, each.households) for each in found] == [
        (PRIVATE, (f"李{PRIVATE}",), (second.id,)),
        (PARTS, (f"王{PARTS}",), (first.id,)),
    ]
    assert [each.picture is None for each in found] == [True, False]
    assert signs.needed(store, second.id)[0].sign == PRIVATE
    store.withdraw(store.records(Person)[1], because="登记错了")
    assert [each.sign for each in signs.needed(store)] == [PARTS]


def test_the_latest_picture_holds_and_a_withdrawn_one_does_not(store: Store) -> None:
    one, other = (of_drawing(PRIVATE, pictures.saved(written(word), "PNG")) for word in "王争")
    store.save(one)
    store.save(other)
    assert signs.signs(store)[PRIVATE] == base64.b64decode(other.picture or "")
    store.withdraw(store.records(DrawnSign)[1], because="画错了")
    assert signs.signs(store)[PRIVATE] == base64.b64decode(one.picture or "")


@pytest.mark.parametrize("sign", ["王", "", "ab", f"{PRIVATE}{PRIVATE}", "㛃"])
def test_what_needs_no_picture_gets_none(sign: str) -> None:
    with pytest.raises(Refused, match="needs no picture"):
        of_drawing(sign, pictures.saved(written(), "PNG"))


def test_a_picture_that_is_none_or_too_large_is_not_printed_from(store: Store) -> None:
    large = pictures.a_large_png(9000, 9000, rows=1)
    for content in (b"no picture", large, b"\x89PNG\r\n\x1a\n"):
        store.save(DrawnSign(sign=PRIVATE, picture=base64.b64encode(content).decode()))
    assert signs.signs(store) == {}
