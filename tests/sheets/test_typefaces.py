"""Rare names are printed and copied; what no type has is told, refused, or printed from its picture."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from looking import look, pictures_of, texts_of, words_of
from PIL import Image, ImageDraw

from desktop.domain.errors import Refused
from desktop.sheets import press, typefaces
from desktop.sheets.page import Box, Cell, Heading, Paper, Table, Text, bold

RARE = "㛃𠮷𡘙𬱖䶮𫝀𬺰"


def paper(*pieces: Text | str | Table | Box | Heading) -> Paper:
    return Paper("题", "脚", "zh_CN", pieces)


@pytest.fixture
def drawn() -> bytes:
    """A black square on white."""
    picture = Image.new("L", (120, 120), 255)
    ImageDraw.Draw(picture).rectangle((10, 10, 110, 110), fill=0)
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize("style", [str, bold])
def test_rare_names_are_set_and_copied(style: type[str]) -> None:
    pdf = press.printed(paper(style(f"李{RARE}·买买提")))
    assert f"李{RARE}·买买提" in words_of(pdf)[0]
    look(pdf)


def test_what_is_written_beside_words_is_set_and_copied_too() -> None:
    signs = "✖★☎♥㎡№ñāéΩЖ⅔👍😀"
    pdf = press.printed(paper(signs))
    assert signs in words_of(pdf)[0]
    look(pdf)


def test_only_the_signs_that_are_printed_are_in_the_file() -> None:
    assert len(press.printed(paper("李𠮷"))) < 40_000


def test_what_is_not_seen_is_not_missed() -> None:
    assert press.missing_signs("葛\ufe00\U000e0101 a\u200bb\u00ad\tc") == ()
    assert "葛 ab c" in words_of(press.printed(paper("葛\U000e0101 a\u200bb\tc")))[0]


def test_what_no_type_has_is_told_each_once_in_its_order() -> None:
    words = ["王\ue123 好", "⿰王争和⿱一⿰二三", "ابا", "\ue123"]
    assert press.missing_signs(words) == ("\ue123", "⿰王争", "⿱一⿰二三", "ا", "ب")
    assert press.missing_signs(words, {"⿰王争": b""}) == ("\ue123", "⿱一⿰二三", "ا", "ب")
    assert press.missing_signs(f"李{RARE} 12,345.67 ㎡ − × ☐ ☑") == ()


def test_a_paper_tells_what_it_lacks_wherever_it_stands() -> None:
    told = paper(
        "\ue001", Table([[Cell(("a", bold("\ue002")))]], (None,)), Box(["\ue003"]), Heading("\ue004", 1, "\ue005")
    )
    assert press.missing_signs(told) == tuple("\ue001\ue002\ue003\ue004\ue005")
    assert press.missing_signs(Paper("题", "\ue006", "en", ())) == ("\ue006",)


def test_the_press_refuses_what_it_can_not_print() -> None:
    with pytest.raises(Refused, match="Draw the sign or scan it") as refused:
        press.printed(paper("王⿰王争"))
    assert refused.value.values == {"sign": "⿰王争", "number": "U+2FF0 U+738B U+4E89"}


@pytest.mark.parametrize("sign", ["\ue123", "⿰王争", "龘"])
def test_a_sign_is_printed_from_its_picture_and_copied_as_itself(sign: str, drawn: bytes) -> None:
    pdf = press.printed(paper(Text(f"王{sign}兰", 30)), {sign: drawn})
    assert f"王{sign}兰" in words_of(pdf)[0]
    first, under, last = texts_of(pdf)[0][:3]
    assert (under.words, under.is_seen) == (sign, False)
    assert last.left - first.left == pytest.approx(60, abs=0.1)
    picture = pictures_of(pdf, 4)[0]
    left, top = int(under.left * 4), int(under.top * 4)
    black = sum(picture.crop((left, top, left + 120, top + 120)).histogram()[:64])
    assert black == pytest.approx(120 * 120 * 0.7, rel=0.1)
    look(pdf)


def test_the_picture_lies_on_the_shade_of_its_cell(drawn: bytes) -> None:
    pdf = press.printed(paper(Table([["⿰王争"]], (None,), labels=(0,))), {"⿰王争": drawn})
    assert pictures_of(pdf)[0].getextrema()[0] == 0
    assert "⿰王争" in words_of(pdf)[0]


def test_a_picture_with_nothing_behind_it_is_black_on_white_too() -> None:
    clear = Image.new("RGBA", (60, 60), (0, 0, 0, 0))
    ImageDraw.Draw(clear).rectangle((0, 0, 30, 60), fill=(0, 0, 0, 255))
    file = BytesIO()
    clear.save(file, "PNG")
    pdf = press.printed(paper(Text("⿰王争", 40)), {"⿰王争": file.getvalue()})
    seen = texts_of(pdf)[0][0]
    picture = pictures_of(pdf)[0]
    assert picture.getpixel((int(seen.left * 2) + 20, int(seen.top * 2) + 40)) == 0
    assert picture.getpixel((int(seen.left * 2) + 70, int(seen.top * 2) + 40)) == 255


def test_threads_that_need_a_type_at_once_get_the_same_one() -> None:
    asked = (
        "from concurrent.futures import ThreadPoolExecutor as Threads;"
        "from desktop.sheets.typefaces import OWN, font;"
        "print(len({*map(id, Threads(4).map(font, [OWN[0]] * 4))}))"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=True, text=True)
    assert told.stdout.strip() == "1"


def test_papers_that_are_printed_at_once_share_a_picture() -> None:
    with ThreadPoolExecutor(4) as presses:
        for shade in range(40):
            drawn = BytesIO()
            Image.effect_noise((300, 300), shade).save(drawn, "PNG")
            used = presses.map(lambda content: len(typefaces.picture(content).getRGBData()), [drawn.getvalue()] * 8)
            assert len({*used}) == 1
