"""What comes from anywhere is looked at aside: whatever it does, it ends in its codes and text, or in words."""

from collections.abc import Sequence
from contextlib import suppress

import pictures
import pytest
from PIL import Image

from desktop.domain.errors import Refused
from desktop.sheets import foreign, page, pictured, press, reading

SAID = "补偿明细表\nDY-03-0127-01\nABCDE-FGHJK-MNPQR"


def a_paper(*pieces: page.Piece) -> bytes:
    return press.printed(page.Paper("示例", "", "zh_CN", (page.Code(SAID, 80), *pieces)))


def a_pdf(*objects: bytes) -> bytes:
    """A file of these objects; the first is its catalogue."""
    out, places = b"%PDF-1.7\n", list[int]()
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + head + table + tail


def a_stream(about: bytes, content: bytes) -> bytes:
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (about, len(content), content)


def a_page(content: bytes, resources: bytes) -> Sequence[bytes]:
    return (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%b>>>>" % resources,
        a_stream(b"", content),
    )


def of_forms_in_forms(levels: int) -> bytes:
    """Two thousand letters that draw a square 10 ^ levels times."""
    about = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X %d 0 R>>>>"
    forms = [a_stream(about % (6 + level), b"/X Do " * 10) for level in range(levels)]
    last = a_stream(b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]", b"0 0 9 9 re f")
    return a_pdf(*a_page(b"/X Do", b"/XObject<</X 5 0 R>>"), *forms, last)


def test_each_page_of_a_paper_is_told_with_its_codes_and_its_text() -> None:
    told: list[tuple[int, int]] = []
    looked = foreign.looked(a_paper("第一页", page.NewPage(), "第二页 1.00"), lambda *done: told.append(done))
    assert [each.codes for each in looked.pages] == [(SAID,), ()]
    assert "第二页 1.00" in looked.pages[1].text
    assert (looked.unseen, told[-1]) == (0, (2, 2))


def test_a_photo_is_told_without_text() -> None:
    width, height, greys = pictured.page_greys(a_paper(), 0, 200)
    photo = pictures.photographed(Image.frombytes("L", (width, height), greys), 3)
    assert foreign.looked(photo).pages == (foreign.Page((SAID,), ""),)


@pytest.mark.parametrize("content", [b"%PDF-1.7 and nothing else", b"no picture", a_paper()[:900]])
def test_what_can_not_be_read_is_refused_as_beside_it(content: bytes) -> None:
    with pytest.raises(Refused) as aside:
        foreign.looked(content)
    with pytest.raises(Refused) as here:
        reading.codes_in(content)
    assert (aside.value.what, aside.value.remedy) == (here.value.what, here.value.remedy)


def test_a_file_that_never_ends_is_stopped() -> None:
    with pytest.raises(Refused, match="stopped"):
        foreign.looked(of_forms_in_forms(9), seconds=3)


@pytest.mark.skipif(not hasattr(foreign, "resource"), reason="memory is bounded by Linux alone")
def test_a_file_that_takes_all_memory_takes_it_from_nobody_else() -> None:
    side = 60_000
    image = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8" % (side, side)
    huge = a_pdf(*a_page(b"595 0 0 842 0 0 cm /I Do", b"/XObject<</I 5 0 R>>"), a_stream(image, b"\xff" * 99))
    with suppress(Refused):
        assert foreign.looked(huge).pages == (foreign.Page((), ""),)
    assert foreign.looked(a_paper()).pages[0].codes == (SAID,)


def test_what_progress_raises_stops_the_rest() -> None:
    told: list[int] = []

    def stop(done: int, _of: int) -> None:
        told.append(done)
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        foreign.looked(a_paper(page.NewPage(), "第二页", page.NewPage(), "第三页"), stop)
    assert told[-1] == 1
