"""A picture is what its content says: kept upright, small, without what the camera wrote; or refused with a reason."""

import contextlib
import io
import random
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pictures
import pytest
from damage import refusal
from PIL import Image

from desktop.casework import picture
from desktop.casework.picture import JPEG, PDF, PNG, Picture, Terms
from desktop.domain.errors import Refused

HERE = ZoneInfo("Asia/Shanghai")
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(400)


def taken(content: bytes, terms: Terms | None = None) -> Picture:
    return picture.taken(content, "IMG_1.jpg", HERE, terms or Terms())


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def refused(content: bytes) -> str:
    return str(refusal(lambda: taken(content)))


@pytest.mark.parametrize(
    ("kind", "mode", "kept"),
    [
        *(("JPEG", mode, JPEG) for mode in ("RGB", "L", "CMYK")),
        *(("PNG", mode, JPEG) for mode in ("RGB", "RGBA", "L", "LA")),
        *(("PNG", mode, PNG) for mode in ("1", "P")),
        *(("TIFF", mode, JPEG) for mode in ("RGB", "CMYK", "L")),
        ("TIFF", "1", PNG),
        ("WEBP", "RGB", JPEG),
        ("WEBP", "RGBA", JPEG),
    ],
)
def test_photos_and_scans_of_every_kind_are_kept(kind: str, mode: str, kept: str) -> None:
    made = taken(pictures.saved(pictures.drawn(3000, 1500, mode), kind))
    assert made.media_type == kept
    image = opened(made.content).convert("RGB")
    assert image.size == (2048, 1024)
    corner = image.getpixel((10, 10))
    assert isinstance(corner, tuple)
    assert corner != (255, 255, 255)
    assert min(image.getpixel((1024, 512))) > 240, "white stays white"  # pyright: ignore[reportArgumentType]


def test_a_scan_of_16_bits_a_pixel_is_kept_in_grey() -> None:
    image = Image.new("I;16", (100, 80), 40_000)
    made = opened(taken(pictures.saved(image, "TIFF")).content)
    assert made.mode == "L"
    assert abs(made.getpixel((5, 5)) - 156) <= 2  # pyright: ignore[reportOperatorIssue]


def test_what_is_clear_is_white() -> None:
    made = opened(taken(pictures.saved(Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG")).content)
    assert min(made.getpixel((25, 25))) > 250  # pyright: ignore[reportArgumentType]


def test_a_small_one_is_not_made_larger() -> None:
    assert opened(taken(pictures.a_photo(300, 200)).content).size == (300, 200)


@pytest.mark.parametrize(
    ("turn", "red"),
    [(1, (0, 0)), (2, (1, 0)), (3, (1, 1)), (4, (0, 1)), (5, (0, 0)), (6, (1, 0)), (7, (1, 1)), (8, (0, 1))],
)
def test_it_is_kept_upright_however_the_phone_was_held(turn: int, red: tuple[int, int]) -> None:
    made = opened(taken(pictures.a_photo(640, 480, turn=turn)).content)
    assert made.size == ((640, 480) if turn < 5 else (480, 640))
    width, height = made.size
    at = (red[0] * (width - 1), red[1] * (height - 1))
    r, g, b = made.getpixel(at)  # pyright: ignore[reportGeneralTypeIssues]
    assert r > 200
    assert max(g, b) < 80
    assert made.getexif().get(0x0112) is None


def test_when_and_where_it_was_taken_is_told_and_gone_from_the_kept_copy() -> None:
    content = pictures.a_photo()
    made = taken(content)
    assert made.taken_at == datetime(2026, 11, 18, 9, 36, 5, tzinfo=HERE)
    assert made.place == "34.58000, 105.71000"
    assert b"canary" in content
    assert b"canary" not in made.content
    assert not opened(made.content).getexif()
    assert taken(pictures.a_photo(zone="+05:00")).taken_at == datetime(
        2026, 11, 18, 9, 36, 5, tzinfo=timezone(timedelta(hours=5))
    )


@pytest.mark.parametrize("zone", ["   :  ", "+25:00", "Asia"])
def test_a_zone_that_is_none_leaves_the_time_in_the_areas(zone: str) -> None:
    assert taken(pictures.a_photo(zone=zone)).taken_at == datetime(2026, 11, 18, 9, 36, 5, tzinfo=HERE)


def test_a_comment_in_the_file_is_gone_from_the_kept_copy() -> None:
    content = pictures.saved(pictures.drawn(), comment=b"canary 34.58 N")
    assert b"canary" in content
    assert b"canary" not in taken(content).content


def test_what_is_one_colour_of_a_drawing_does_not_become_clear() -> None:
    content = pictures.saved(pictures.drawn(mode="1"), "PNG", transparency=1)
    assert "transparency" not in opened(taken(content).content).info


def test_when_and_where_is_not_even_read_by_choice() -> None:
    made = taken(pictures.a_photo(), Terms(reads_exif=False))
    assert (made.taken_at, made.place) == (None, None)
    assert not opened(made.content).getexif()


def test_what_the_camera_wrote_stays_by_choice_but_for_how_it_was_held() -> None:
    made = opened(taken(pictures.a_photo(turn=6), Terms(keeps_exif=True)).content)
    assert made.size == (480, 640)
    assert made.getexif()[0x010F] == "canary maker"
    assert made.getexif().get(0x0112) is None


def test_the_original_is_kept_by_choice_byte_for_byte() -> None:
    content = pictures.a_photo(4000, 3000)
    made = taken(content, Terms(keeps_original=True))
    assert made.content == content
    assert made.taken_at is not None
    assert str(refusal(lambda: taken(content[:-2000], Terms(keeps_original=True)))).startswith("IMG_1.jpg is cut off")


def test_side_and_quality_are_as_asked() -> None:
    small, smaller = (taken(pictures.a_photo(4000, 3000), Terms(1000, quality)) for quality in (90, 50))
    assert opened(small.content).size == (1000, 750)
    assert len(smaller.content) < len(small.content)


def test_a_pdf_is_kept_as_it_came() -> None:
    assert taken(pictures.a_pdf()) == Picture(pictures.a_pdf(), PDF)
    assert "cut off" in refused(pictures.a_pdf()[:-20])
    assert "cut off" in refused(pictures.a_pdf() + bytes(4000) + b"half a page")


def test_damage_in_what_the_camera_wrote_hinders_nothing() -> None:
    content = bytearray(pictures.a_photo())
    start = content.index(b"Exif\0\0") + 6
    for seed in range(60):
        chance = random.Random(seed)  # noqa: S311  not for secrets
        broken = bytearray(content)
        for _ in range(8):
            broken[start + chance.randrange(8, 200)] = chance.randrange(256)
        assert opened(taken(bytes(broken)).content).size in {(640, 480), (480, 640)}


# Refused


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (HEIC, "HEIC"),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(100), "film"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><img src='x.jpg'>", "web page"),
        (b"MZ\x90\0" + bytes(100), "program"),
        (b"PK\x03\x04" + bytes(100), "zip file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word, Excel"),
        (b"GIF89a" + bytes(100), "GIF"),
        (b"holiday photo", "no photo and no PDF"),
        (bytes(5000), "no photo and no PDF"),
        (b"\xff\xd8\xff", "cut off or damaged"),
        (b"\x89PNG\r\n\x1a\n", "cut off or damaged"),
        (b"%PDF-1.7 and no more", "cut off or damaged"),
    ],
)
def test_what_is_no_picture_is_told_what_it_is_whatever_its_name(content: bytes, why: str) -> None:
    assert "IMG_1.jpg" in refused(content)
    assert why in refused(content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_picture_cut_off_anywhere_is_refused(kind: str) -> None:
    """But for the last bytes of all, that carry nothing of the picture."""
    content = pictures.saved(pictures.drawn(900, 700), kind)
    for cut in (len(content) - 40, *(len(content) * n // 9 for n in range(1, 9))):
        assert "cut off" in refused(content[:cut]), f"{cut} of {len(content)}"


def test_a_copy_that_broke_off_and_is_zeros_from_there_on_is_refused() -> None:
    content = pictures.a_photo(900, 700)
    half = len(content) // 2
    assert "cut off" in refused(content[:half] + bytes(len(content) - half))
    assert taken(content + bytes(2000)).media_type == JPEG, "some cameras fill up what follows the end"


def test_several_pages_in_one_picture_are_not_kept_as_one() -> None:
    page = pictures.drawn(80, 60)
    content = pictures.saved(page, "TIFF", save_all=True, append_images=[page, page])
    assert "holds several pages" in refused(content)
    assert "holds several pages" in refused(pictures.a_tiff_of_pages(300_000)), "they are not counted one by one"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(pictures.a_large_png(60_000, 60_000, rows=4), id="60,000² as PNG"),
        pytest.param(pictures.a_jpeg_said_to_be(60_000, 60_000), id="60,000² as JPEG"),
        pytest.param(pictures.a_large_png(12_000, 9_000, rows=2), id="just too many"),
        pytest.param(pictures.a_large_png(1, 60_000), id="a line"),
    ],
)
def test_too_many_pixels_are_refused_before_any_is_made(content: bytes) -> None:
    assert "too many pixels" in refused(content)


def test_bytes_turned_at_random_are_kept_or_refused_and_nothing_else() -> None:
    for kind in ("JPEG", "PNG", "WEBP", "TIFF"):
        content = pictures.saved(pictures.drawn(200, 150), kind)
        for seed in range(40):
            chance = random.Random(seed)  # noqa: S311  not for secrets
            broken = bytearray(content)
            for _ in range(6):
                broken[chance.randrange(8, len(broken))] = chance.randrange(256)
            with contextlib.suppress(Refused):
                assert opened(taken(bytes(broken)).content).size[0] > 0


_WORK = """
import resource, sys
from pathlib import Path
from zoneinfo import ZoneInfo
from PIL import Image, JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin
from desktop.casework import picture
from desktop.domain.errors import Refused
content = Path(sys.argv[1]).read_bytes()
used = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
before = used()
try:
    said = picture.taken(content, "x", ZoneInfo("Asia/Shanghai")).media_type
except Refused as refused:
    said = "refused"
print(said, used() - before)
"""


def memory(content: bytes, tmp_path: Path) -> tuple[str, int]:
    """What was said, and how many MB it took beside the file, in a process of its own."""
    (tmp_path / "picture").write_bytes(content)
    ran = subprocess.run(
        [sys.executable, "-c", _WORK, tmp_path / "picture"], capture_output=True, text=True, check=True
    )
    said, used = ran.stdout.split()
    return said, int(used)


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is in KiB there")
def test_memory_stays_bounded_whatever_comes(tmp_path: Path) -> None:
    large = pictures.saved(pictures.drawn(7300, 5480), quality=90)
    said, used = memory(large, tmp_path)
    assert (said, used < 150) == (JPEG, True), f"40 megapixels took {used} MB"
    slow = pictures.saved(pictures.drawn(8000, 5000), quality=90, progressive=True)
    said, used = memory(slow, tmp_path)
    assert (said, used < 400) == (JPEG, True), f"40 megapixels in passes took {used} MB"
    said, used = memory(pictures.a_large_png(9000, 7000), tmp_path)
    assert (said, used < 400) == (JPEG, True), f"63 megapixels that pack well took {used} MB"
    for bomb in (pictures.a_large_png(30_000, 30_000, rows=900), pictures.a_jpeg_said_to_be(60_000, 60_000)):
        said, used = memory(bomb, tmp_path)
        assert (said, used < 20) == ("refused", True), f"a bomb took {used} MB"


def test_a_thumbnail_is_small_and_upright() -> None:
    made = opened(picture.thumbnail(pictures.a_photo(turn=6), 160))
    assert made.size == (120, 160)
    assert made.format == "JPEG"
