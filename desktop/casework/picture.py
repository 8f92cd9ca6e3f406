"""Photos and scans as they come from phones and scanners: what a file is, what of it is kept. The only Pillow.

Promise: a file is what its content says, whatever its name says; what is cut off, disguised or too large is refused at
once with a reason, and memory stays bounded whatever comes. Hidden: pictures are kept upright, scaled to a long side,
written anew, so that nothing hides in them; JPEG is scaled while it is decoded, so that 40 megapixels need no more
memory than a few.
"""

import errno
import io
import os
import struct
import threading
import warnings
import zlib
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from desktop.domain.errors import Refused
from desktop.i18n import N_

if TYPE_CHECKING:
    from PIL import Image

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
SUFFIXES = {JPEG: ".jpg", PNG: ".png", "image/webp": ".webp", "image/tiff": ".tif", PDF: ".pdf"}

MOST_BYTES = 64 << 20  # a bundle's part holds 90 MiB, and a piece is never split
MOST_PIXELS = 70_000_000  # the largest that phones take is 64 million
LONGEST_SIDE = 20_000

_FORMATS = {JPEG: ("JPEG", "MPO"), PNG: ("PNG",), "image/webp": ("WEBP",), "image/tiff": ("TIFF",)}
_BEGINNINGS = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"%PDF-", PDF),
)
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif")
_OTHERS = (
    (b"<", N_("{file} is a web page or other text, not a photo or PDF, whatever its name says.")),
    (b"MZ", N_("{file} is a program, not a photo or PDF, whatever its name says.")),
    (b"\x7fELF", N_("{file} is a program, not a photo or PDF, whatever its name says.")),
    (b"PK\x03\x04", N_("{file} is a Word, Excel or zip file, not a photo or PDF, whatever its name says.")),
    (b"\xd0\xcf\x11\xe0", N_("{file} is a Word, Excel or zip file, not a photo or PDF, whatever its name says.")),
    (b"GIF8", N_("{file} is a GIF or BMP picture; photos from a phone or scanner are none.")),
    (b"BM", N_("{file} is a GIF or BMP picture; photos from a phone or scanner are none.")),
)
_CHOOSE = N_("Choose a photo (JPEG, PNG, WebP, TIFF) or a PDF.")
_AGAIN = N_("Copy it again from the phone or scanner. If it can't be opened there either, take it again.")
_FAULTS = (  # what Pillow says of content that is not as it should be
    *(OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, AttributeError, AssertionError),
    *(OverflowError, ZeroDivisionError, RuntimeError, struct.error, zlib.error),
)
_JPEG_END = b"\xff\xd9"
_DRAWN = ("1", "P", "PA")  # modes of scans and drawings in few colours, whose edges JPEG would blur
_TURNS = {  # by what the camera wrote of how it was held
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
_ONE_AT_A_TIME = threading.Lock()  # however many jobs there are, memory holds one picture
_ORIENTATION, _EXIF, _GPS, _TAKEN, _ZONE = 0x0112, 0x8769, 0x8825, 36867, 36881
_SIGN, _ROOM, _MOST_SIGN_BYTES = 160, 0.06, 32 << 10  # of the picture of a character: pixels along its side
_LOOKED_AT, _LEAST_SIDE, _LEAST_INK, _INK = 2048, 24, 40, 100
_PNG_HEAD = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
_ZEROS = 512  # so many at the end of a file are none of its own
_PROFILE_BYTES = 64 << 10


Part = tuple[float, float, float, float]
"""Of a picture: where its left, top, right and bottom are, as shares of the whole."""
WHOLE: Part = (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Terms:
    """How pictures are kept: scaled to a long side and JPEG quality, or as they came.

    What the camera wrote into the file (time, place, device) goes from the kept copy unless it `keeps_exif`; time and
    place are told unless it is not even read.
    """

    long_side: int = 2048
    quality: int = 85
    keeps_original: bool = False
    keeps_exif: bool = False
    reads_exif: bool = True


@dataclass(frozen=True, slots=True)
class Picture:
    """What of a file is kept (a PDF as it came), and when and where it was taken, as the camera wrote it."""

    content: bytes
    media_type: str
    taken_at: datetime | None = None
    place: str | None = None


def media_type(content: bytes, file: str) -> str:
    """What a file is by its first bytes. Refused where it is nothing that is taken in; `file` names it to people."""
    if not content:
        raise Refused("{file} is empty: it has no bytes. It was not taken in.", _AGAIN, file=file)
    if len(content) > MOST_BYTES:
        raise too_big(file)
    for beginning, found in _BEGINNINGS:
        if content.startswith(beginning):
            return found
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        raise Refused(
            "{file} is a HEIC picture, whatever its name says. It can't be read here, and was not taken in.",
            "On the phone, set the camera to JPEG (“most compatible”), or send the photo as JPEG; then take that in.",
            file=file,
        )
    if content[4:8] == b"ftyp":
        raise Refused("{file} is a film or sound, not a photo or PDF, whatever its name says.", _CHOOSE, file=file)
    start = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    for beginning, what in _OTHERS:
        if start.startswith(beginning):
            raise Refused(what, _CHOOSE, file=file)
    raise Refused("{file} is no photo and no PDF, whatever its name says.", _CHOOSE, file=file)


def too_big(file: str) -> Refused:
    return Refused(
        "{file} is too big: at most {most} MB are taken in.",
        "Save or scan it smaller, or in several files.",
        file=file,
        most=MOST_BYTES >> 20,
    )


def taken(content: bytes, file: str, zone: tzinfo, terms: Terms = Terms()) -> Picture:
    """What of a file is kept. Refused where it is cut off, damaged, too large, or nothing that is taken in.

    A time that the camera wrote without its zone stands in the area's.
    """
    found = media_type(content, file)
    if found == PDF:
        _require_whole_pdf(content, file)
        return Picture(content, PDF)
    with _opened(content, found, file) as image:
        taken_at, place = (_moment(image, zone), _place(image)) if terms.reads_exif else (None, None)
        mode = image.mode
        upright = _scaled(image, terms.long_side)
        exif = _exif(image) if terms.keeps_exif else b""
        if terms.keeps_original:
            return Picture(content, found, taken_at, place)
        if upright.mode != mode:
            upright.info.pop("icc_profile", None)  # it is of other colours
        kept, kept_type = (_png(upright, exif), PNG) if mode in _DRAWN else (_jpeg(upright, terms.quality, exif), JPEG)
    return Picture(kept, kept_type, taken_at, place)


def thumbnail(content: bytes, side: int) -> bytes:
    """A small JPEG of a kept picture, its longer side at most so many pixels."""
    with _opened(content, media_type(content, ""), "") as image:
        return _jpeg(_scaled(image, side), quality=80)


def jpeg_of(width: int, height: int, pixels: bytes) -> bytes:
    """A JPEG of a picture whose rows are blue, green, red, and one byte that says nothing, from the top."""
    from PIL import Image

    return _jpeg(Image.frombuffer("RGB", (width, height), pixels, "raw", "BGRX", 0, 1), quality=85)


def of_rows(width: int, height: int, rows: bytes) -> bytes:
    """A JPEG of rows of blue, green, red and one more byte a pixel, as a page of a PDF is drawn."""
    from PIL import Image

    return _jpeg(Image.frombuffer("RGB", (width, height), rows, "raw", "BGRX", 0, 1), quality=80)


def small(content: bytes, file: str, side: int) -> bytes:
    """A small JPEG of a picture that is taken in nowhere, to be looked at."""
    return _jpeg(_greys(content, file, side), quality=80)


def sign(content: bytes, file: str, part: Part = WHOLE) -> bytes:
    """A character out of a photo or scan: a small PNG, black on white, cut to its ink, whatever light it was taken in.

    `part` is where it is to be looked for. Refused where there is nothing written.
    """
    from PIL import Image, ImageChops, ImageFilter, ImageOps

    grey = _greys(content, file)
    sides = (part[0] * grey.width, part[1] * grey.height, part[2] * grey.width, part[3] * grey.height)
    left, top, right, bottom = (round(each) for each in sides)
    grey = grey.crop((left, top, max(right, left + 1), max(bottom, top + 1)))
    paper = grey.filter(ImageFilter.MaxFilter(3)).filter(ImageFilter.BoxBlur(max(grey.size) / 4))
    ink: Any = ImageChops.subtract(paper, grey).filter(ImageFilter.MedianFilter(3))
    found: Any = None
    if ink.getextrema()[1] >= _LEAST_INK:
        ink = ImageOps.autocontrast(ink, (0, 1))
        found = ink.point(_is_ink).getbbox()
    if found is None or min(grey.size) < _LEAST_SIDE:
        raise Refused(
            "No character was found in this picture.",
            "Take it from nearer, dark on light, with nothing else beside it; or draw the character.",
        )
    written = ImageOps.invert(ink.point(_as_ink).crop(found))
    return _squared(written, Image.Resampling.LANCZOS)


def drawn_sign(content: bytes) -> bytes:
    """A character that was drawn in a square: the same small PNG, each stroke where it was drawn."""
    from PIL import Image

    grey: Any = _greys(content, "")
    return _png(grey.resize((_SIGN, _SIGN), Image.Resampling.LANCZOS), b"")


def is_sign(content: bytes) -> bool:
    """Whether this is such a picture, by its head: PNG, and no larger."""
    if not content.startswith(_PNG_HEAD) or not len(_PNG_HEAD) + 8 <= len(content) <= _MOST_SIGN_BYTES:
        return False
    size = struct.unpack_from(">II", content, len(_PNG_HEAD))
    return min(size) > 0 and max(size) <= 4 * _SIGN


def _greys(content: bytes, file: str, side: int = _LOOKED_AT) -> "Image.Image":
    found = media_type(content, file)
    if found == PDF:
        raise Refused("This is a PDF, and no picture.", "Take a picture of the paper, or scan it as JPEG or PNG.")
    with _opened(content, found, file) as image:
        return _scaled(image, side).convert("L")


def _squared(written: "Image.Image", way: Any) -> bytes:
    """In the middle of a white square, with a little room around."""
    from PIL import Image, ImageOps

    room = round(_SIGN * _ROOM)
    fitted = ImageOps.contain(written, (_SIGN - 2 * room, _SIGN - 2 * room), way)
    square = Image.new("L", (_SIGN, _SIGN), 255)
    square.paste(fitted, ((_SIGN - fitted.width) // 2, (_SIGN - fitted.height) // 2))
    return _png(square, b"")


def _is_ink(value: Any) -> Any:
    return 255 if value > _INK else 0


def _as_ink(value: Any) -> Any:
    """Paper white, ink black, with a little between them at the edges."""
    return min(max((value - _INK // 2) * 255 // _INK, 0), 255)


@contextmanager
def _opened(content: bytes, found: str, file: str) -> "Generator[Image.Image]":
    """The picture, of which only the head was read; whatever goes wrong with it inside is said in words."""
    from PIL import Image

    if found == JPEG and _lost_its_end(content):
        raise _damaged(file)
    try:
        with _ONE_AT_A_TIME, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a camera's slips in what it wrote about the photo
            with Image.open(io.BytesIO(content), formats=_FORMATS[found]) as image:
                _require_small(image, file)
                yield image
    except (Image.DecompressionBombError, MemoryError):
        raise _too_many_pixels(file) from None
    except _FAULTS:
        raise _damaged(file) from None


def _require_small(image: "Image.Image", file: str) -> None:
    width, height = image.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise _too_many_pixels(file)
    if _has_more(image):
        raise Refused(
            "{file} holds several pages or pictures; only one would be kept. It was not taken in.",
            "Save it as a PDF, or each page as a file of its own.",
            file=file,
        )


def _has_more(image: "Image.Image") -> bool:
    """Whether there is another page. They are not counted: a TIFF may hold millions, each of a few bytes."""
    if image.format != "TIFF":
        return image.format in ("WEBP", "PNG") and getattr(image, "n_frames", 1) > 1
    try:
        image.seek(1)
    except EOFError:
        return False
    return True


def _too_many_pixels(file: str) -> Refused:
    return Refused(
        "{file} has too many pixels: at most {most} million, and {side} along a side, are taken in.",
        "Set the camera or scanner to a smaller size, or save the picture smaller.",
        file=file,
        most=MOST_PIXELS // 1_000_000,
        side=LONGEST_SIDE,
    )


def _damaged(file: str) -> Refused:
    return Refused("{file} is cut off or damaged: not all of it can be read. It was not taken in.", _AGAIN, file=file)


def _lost_its_end(content: bytes) -> bool:
    """A copy that broke off often has its full length, and nothing but zeros where the end of the photo was."""
    without = content.rstrip(b"\0")
    return len(content) - len(without) >= _ZEROS and not without.endswith(_JPEG_END)


def _require_whole_pdf(content: bytes, file: str) -> None:
    end = content.rstrip(b"\0\r\n\t ")[-2048:]
    if b"%%EOF" not in end or b"startxref" not in end:
        raise _damaged(file)


def _scaled(image: "Image.Image", side: int) -> "Image.Image":
    """Upright, the longer side at most so many pixels, in grey or in colours on white."""
    from PIL import Image

    turn = _turn(image)
    image.draft("RGB" if image.mode != "L" else "L", (side, side))  # JPEG alone heeds it
    image.load()
    small: Image.Image = image
    if small.mode.startswith(("I", "F")):  # 16 bits a pixel, from scanners
        in_words: Any = small
        small = in_words.point(_in_bytes).convert("L")
    elif small.mode in ("P", "PA"):
        small = small.convert("RGBA" if "transparency" in small.info else "RGB")
    elif small.mode == "1":
        small = small.convert("L")
    small.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    small = small.transpose(Image.Transpose[turn]) if turn else small
    if small.mode in ("RGBA", "LA", "La", "RGBa"):
        white = Image.new("RGB", small.size, "white")
        white.paste(small.convert("RGB"), mask=small.convert("RGBA").getchannel("A"))
        return white
    return small if small.mode in ("L", "RGB") else small.convert("RGB")


def _in_bytes(value: Any) -> Any:
    return value * (1 / 256)


def _turn(image: "Image.Image") -> str | None:
    try:
        return _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    except _FAULTS:
        return None


def _exif(image: "Image.Image") -> bytes:
    """What the camera wrote, but for how it was held: the kept copy is upright."""
    exif = image.getexif()
    exif.pop(_ORIENTATION, None)
    return exif.tobytes()


def _png(image: "Image.Image", exif: bytes) -> bytes:
    written = io.BytesIO()
    image.info.pop("transparency", None)  # a colour of the picture as it came
    image.save(written, "PNG", optimize=True, exif=exif or None)
    return written.getvalue()


def _jpeg(image: "Image.Image", quality: int, exif: bytes = b"") -> bytes:
    profile: bytes = image.info.get("icc_profile") or b""
    reads, writes = os.pipe()  # into memory Pillow writes with the GIL held: 0.2 s in which the window stood still
    with os.fdopen(reads, "rb") as out, ThreadPoolExecutor(1) as beside:
        written = beside.submit(out.read)
        with os.fdopen(writes, "wb", buffering=0) as into:
            image.save(
                into,
                "JPEG",
                quality=quality,
                optimize=True,
                exif=exif,
                comment=b"",  # else what stands in the picture as it came
                icc_profile=profile if len(profile) <= _PROFILE_BYTES else b"",
            )
        content = written.result()
    if not content.endswith(_JPEG_END):  # Pillow takes no notice of a pipe that took less
        raise OSError(errno.EIO, "a picture was not written whole")
    return content


def _moment(image: "Image.Image", zone: tzinfo) -> datetime | None:
    try:
        written = image.getexif().get_ifd(_EXIF)
        moment = datetime.strptime(str(written[_TAKEN]).strip("\0 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007  given below
        return moment.replace(tzinfo=_offset(str(written.get(_ZONE, ""))) or zone)
    except _FAULTS:
        return None


def _offset(written: str) -> tzinfo | None:
    """The zone that a camera wrote; many leave it out, or blank ("   :  ")."""
    try:
        return datetime.strptime(written.strip("\0 "), "%z").tzinfo
    except ValueError:
        return None


def _place(image: "Image.Image") -> str | None:
    """Where it was taken by the camera's satellites: degrees north and east, to a metre or so."""
    try:
        gps: dict[int, Any] = image.getexif().get_ifd(_GPS)
        north = _degrees(gps[2]) * (-1 if str(gps.get(1, "N")).startswith("S") else 1)
        east = _degrees(gps[4]) * (-1 if str(gps.get(3, "E")).startswith("W") else 1)
    except _FAULTS:
        return None
    is_there = abs(north) <= 90 and abs(east) <= 180 and (north or east)  # noqa: PLR2004  NaN is not, either
    return f"{north:.5f}, {east:.5f}" if is_there else None


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = map(float, parts)
    return degrees + minutes / 60 + seconds / 3600
