"""What a PDF looks like, page by page, and what its text says. The only PDFium.

Promise: a PDF from anywhere ends in pictures, in its text, or in a refusal with its reason; memory stays bounded
whatever a page's size says. Hidden: PDFium is not safe on two threads, so that one lock holds each of its calls, the
closing of what it opened too; and it is loaded by the first PDF.
"""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from desktop.domain.errors import Refused

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

MOST_BYTES = 128 << 20
MOST_PIXELS = 40_000_000
_INCH = 72
_MOST_OF_IT = 0.5
_PASSWORD, _SECURITY = 4, 5
_ONE_AT_A_TIME = threading.RLock()


def page_count(pdf: bytes) -> int:
    """How many pages there are. Refused where the file can't be read."""
    with _opened(pdf) as document:
        return len(document)


def page_sizes(pdf: bytes) -> tuple[tuple[float, float], ...]:
    """The width and the height of each page, in points."""
    with _opened(pdf) as document:
        return tuple(document.get_page_size(number) for number in range(len(document)))


def page_picture(pdf: bytes, page: int, scale: float) -> tuple[int, int, bytes]:
    """A page on white: width, height, and its rows of blue, green, red, 255, from the top.

    `page` counts from 0, `scale` is pixels a point; of a page that would have too many pixels there are fewer.
    """
    with _opened(pdf) as document, _page(document, page) as shown:
        bitmap = shown.render(scale=_bounded(shown, scale), prefer_bgrx=True, maybe_alpha=False)
        try:
            return bitmap.width, bitmap.height, _rows(memoryview(bitmap.buffer), bitmap.width * 4, bitmap.stride)
        finally:
            bitmap.close()


def page_greys(pdf: bytes, page: int, dots: int) -> tuple[int, int, bytes]:
    """A page on white in greys, a byte a pixel: width, height, and its rows; `dots` an inch."""
    with _opened(pdf) as document, _page(document, page) as shown:
        bitmap = shown.render(scale=_bounded(shown, dots / _INCH), grayscale=True, maybe_alpha=False)
        try:
            return bitmap.width, bitmap.height, _rows(memoryview(bitmap.buffer), bitmap.width, bitmap.stride)
        finally:
            bitmap.close()


def page_text(pdf: bytes, page: int) -> str:
    """What the text of a page says, as far as it is text and not a picture."""
    with _opened(pdf) as document, _page(document, page) as shown:
        read = shown.get_textpage()
        try:
            return read.get_text_range()
        finally:
            read.close()


def is_scan(pdf: bytes, page: int) -> bool:
    """Whether a picture covers most of a page: what text it has then was guessed by whoever scanned it."""
    with _opened(pdf) as document, _page(document, page) as shown:
        from pypdfium2 import PdfImage

        width, height = shown.get_size()
        pictures = (each for each in shown.get_objects(max_depth=3) if isinstance(each, PdfImage))
        boxes = (each.get_bounds() for each in pictures)
        return any((right - left) * (top - low) > _MOST_OF_IT * width * height for left, low, right, top in boxes)


@contextmanager
def _opened(pdf: bytes) -> "Generator[PdfDocument]":
    if len(pdf) > MOST_BYTES:
        raise Refused(
            "This PDF is too big: at most {most} MB are read.",
            "Save or scan it smaller, or in several files.",
            most=MOST_BYTES >> 20,
        )
    with _ONE_AT_A_TIME:
        from pypdfium2 import PdfDocument, PdfiumError

        try:
            document = PdfDocument(pdf)
        except PdfiumError as fault:
            raise _refused(fault.err_code) from None
        try:
            yield document
        except PdfiumError as fault:
            raise _refused(fault.err_code) from None
        finally:
            document.close()


@contextmanager
def _page(document: "PdfDocument", number: int) -> "Generator[PdfPage]":
    page = document[number]
    try:
        yield page
    finally:
        page.close()


def _refused(code: int | None) -> Refused:
    if code in (_PASSWORD, _SECURITY):
        return Refused(
            "This PDF is locked with a password.",
            "Save it without one, or take a picture of the paper.",
        )
    return Refused(
        "This PDF is cut off or damaged: it can't be read.",
        "Copy it again from where it came from, or take a picture of the paper.",
    )


def _bounded(page: "PdfPage", scale: float) -> float:
    width, height = page.get_size()
    pixels = width * scale * height * scale
    return scale if pixels <= MOST_PIXELS else scale * (MOST_PIXELS / pixels) ** 0.5


def _rows(buffer: memoryview, width: int, stride: int) -> bytes:
    """The rows without what fills each up."""
    whole = buffer.cast("B")
    if stride == width:
        return bytes(whole)
    return b"".join(whole[at : at + width] for at in range(0, len(whole), stride))
