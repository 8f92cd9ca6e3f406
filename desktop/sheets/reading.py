"""Reads the QR codes of papers: from a PDF, from a scan, from a photo that a telephone took.

Promise: a code is read however the paper was held, as long as an eye could still tell its squares; what isn't such a
file, or is cut off or too large, is refused with what to do. Hidden: how many pages and pixels are looked at, and the
looks that are tried in turn, from a picture as it is to one made larger and softer.
"""

import io
import struct
import threading
import warnings
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from desktop.domain.errors import Refused
from desktop.sheets import pictured

if TYPE_CHECKING:
    from PIL import Image

MOST_BYTES = 64 << 20
MOST_PIXELS = 70_000_000  # the largest that phones take is 64 million
LONGEST_SIDE = 20_000
MOST_PAGES = 60
_SIDE = 4096  # pixels along a picture as it is looked at
_DOTS = (200, 400)  # an inch, a page of a PDF is looked at with
_PDF, _HEAD = b"%PDF-", 1024  # a PDF may begin so far from the beginning of its file
_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF")
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif")
_FAULTS = (  # what Pillow says of content that is not as it should be
    *(OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, AttributeError, AssertionError),
    *(OverflowError, ZeroDivisionError, RuntimeError, struct.error, zlib.error),
)
_ONE_AT_A_TIME = threading.Lock()  # however many jobs there are, memory holds one picture


def codes_in(content: bytes) -> tuple[str, ...]:
    """What the QR codes in this file say, each once, in the order of its pages; none where none can be read.

    Of a PDF or a TIFF the first MOST_PAGES pages are looked at.
    """
    return tuple(dict.fromkeys(text for page in codes_by_page(content) for text in page))


def codes_by_page(content: bytes) -> Iterator[tuple[str, ...]]:
    """The same, page by page, each as it is asked for."""
    require_size(content)
    return _in_pdf(content) if is_pdf(content) else _in_picture(content)


def require_size(content: bytes) -> None:
    """Refused where a file is too big to be looked at."""
    if len(content) > MOST_BYTES:
        raise Refused(
            "This file is too big: at most {most} MB are looked at.",
            "Save or scan it smaller, or in several files.",
            most=MOST_BYTES >> 20,
        )


def is_pdf(content: bytes) -> bool:
    """Whether a file is a PDF, whatever its name says."""
    return _PDF in content[:_HEAD]


def _in_pdf(pdf: bytes) -> Iterator[tuple[str, ...]]:
    for number in range(min(pictured.page_count(pdf), MOST_PAGES)):
        yield next(filter(None, (_read(_rendered(pdf, number, dots)) for dots in _DOTS)), ())


def _rendered(pdf: bytes, number: int, dots: int) -> "Image.Image":
    from PIL import Image

    width, height, greys = pictured.page_greys(pdf, number, dots)
    return Image.frombytes("L", (width, height), greys)


def _in_picture(content: bytes) -> Iterator[tuple[str, ...]]:
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        raise Refused(
            "This is a HEIC picture, which can't be read here.",
            "On the phone, set the camera to JPEG (“most compatible”), or send the photo as JPEG.",
        )
    with _opened(content) as picture:
        yield _looked_at(picture)
        number = 1
        while number < MOST_PAGES and _turned_to(picture, number):
            yield _looked_at(picture)
            number += 1


@contextmanager
def _opened(content: bytes) -> "Generator[Image.Image]":
    """The picture, of which only the head was read; whatever goes wrong with it inside is said in words."""
    from PIL import Image, UnidentifiedImageError

    try:
        with _ONE_AT_A_TIME, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a camera's slips in what it wrote about the photo
            with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
                yield picture
    except UnidentifiedImageError:
        raise Refused(
            "This file is no PDF and no photo, whatever its name says.",
            "Choose a PDF or a photo (JPEG, PNG, WebP, TIFF) of the paper.",
        ) from None
    except (Image.DecompressionBombError, MemoryError):
        raise _too_large() from None
    except _FAULTS:
        raise Refused(
            "This picture is cut off or damaged: not all of it can be read.",
            "Copy it again from the phone or scanner, or take it again.",
        ) from None


def _turned_to(picture: "Image.Image", number: int) -> bool:
    """Whether there is such a page, which is then seen. They are not counted: a TIFF may hold millions."""
    if picture.format != "TIFF":
        return False
    try:
        picture.seek(number)
    except EOFError:
        return False
    return True


def _looked_at(picture: "Image.Image") -> tuple[str, ...]:
    from PIL import Image

    width, height = picture.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise _too_large()
    picture.draft("L", (_SIDE, _SIDE))  # JPEG alone heeds it
    picture.load()
    greys = _on_white(picture)
    greys.thumbnail((_SIDE, _SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return next(filter(None, (_read(look(greys)) for look in _looks())), ())


def _on_white(picture: "Image.Image") -> "Image.Image":
    from PIL import Image

    if picture.mode.startswith(("I", "F")):  # 16 bits a pixel, from scanners
        in_words: Any = picture
        return in_words.point(_in_bytes).convert("L")
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("L")
    white = Image.new("L", picture.size, 255)
    alone = picture.convert("RGBA")
    white.paste(alone.convert("L"), mask=alone.getchannel("A"))
    return white


def _in_bytes(value: float) -> float:
    return value * (1 / 256)


def _looks() -> "tuple[Callable[[Image.Image], Image.Image], ...]":
    """Ways to look at a picture, the cheap ones first; each reads what the others don't.

    Measured on pictures of sheets with small codes, taken from afar, noisy, out of focus, askew.
    """
    from PIL import Image, ImageFilter

    def as_it_is(greys: "Image.Image") -> "Image.Image":
        return greys

    def sharper(greys: "Image.Image") -> "Image.Image":
        return greys.filter(ImageFilter.UnsharpMask(2, 200, 2))

    def larger(greys: Any) -> "Image.Image":
        return greys.resize((greys.width * 2, greys.height * 2), Image.Resampling.BILINEAR)

    def softer(greys: "Image.Image") -> "Image.Image":
        return larger(greys).filter(ImageFilter.GaussianBlur(1))

    def clearer(greys: "Image.Image") -> "Image.Image":
        return larger(greys.filter(ImageFilter.GaussianBlur(0.7))).filter(ImageFilter.UnsharpMask(4, 200, 2))

    return as_it_is, sharper, larger, softer, clearer


def _read(greys: "Image.Image") -> tuple[str, ...]:
    import zxingcpp

    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found = zxingcpp.read_barcodes(greys, formats=formats)
    return tuple(dict.fromkeys(_text(code.bytes, code.text) for code in found))


def _text(content: bytes, guessed: str) -> str:
    """Telephones take a code's bytes for UTF-8, as ours are; others are taken for what they look like."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return guessed


def _too_large() -> Refused:
    return Refused(
        "This picture has too many pixels: at most {most} million, and {side} along a side, are looked at.",
        "Set the camera or scanner to a smaller size, or save the picture smaller.",
        most=MOST_PIXELS // 1_000_000,
        side=LONGEST_SIDE,
    )
