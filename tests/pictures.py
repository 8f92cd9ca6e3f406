"""Pictures as phones and scanners make them, drawn for tests; and what only looks like one."""

import io
import math
import random
import struct
import zlib
from typing import Any

from PIL import Image, ImageChops, ImageDraw, ImageFilter

CANARY = "鸟儿canary照相机"


def drawn(width: int = 640, height: int = 480, mode: str = "RGB") -> Image.Image:
    """A red corner at the top left, a blue one at the bottom right."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 4, height // 4), fill="red")
    draw.rectangle((width * 3 // 4, height * 3 // 4, width, height), fill="blue")
    return image.convert(mode)


def saved(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def a_photo(width: int = 640, height: int = 480, *, turn: int = 1, zone: str | None = None) -> bytes:
    """A JPEG with all that a phone writes into it: when, where, held how, by which device."""
    exif = Image.Exif()
    exif[0x010F] = "canary maker"
    exif[0x0112] = turn
    taken = exif.get_ifd(0x8769)
    taken[36867] = "2026:11:18 09:36:05"
    if zone:
        taken[36881] = zone
    exif.get_ifd(0x8825).update({1: "N", 2: (34.0, 34.0, 48.0), 3: "E", 4: (105.0, 42.0, 36.0)})
    return saved(drawn(width, height), exif=exif, quality=90)


def photographed(sheet: Image.Image, seed: int, *, tilt: float = 9e-5, blur: float = 0.8, noise: float = 15) -> bytes:
    """A sheet as a telephone takes it: turned and tilted on a table, in light from one side, a little out of focus."""
    chance = random.Random(seed)  # noqa: S311
    turn, side = math.radians(chance.uniform(0, 360)), 3200
    cos, sin, g, h = math.cos(turn), math.sin(turn), *(chance.uniform(-tilt, tilt) for _ in range(2))
    x, y, half = sheet.width / 2, sheet.height / 2, side / 2
    shift = 1 - (g + h) * half  # the middle of the sheet is that of the photo
    row = (cos + g * x, sin + h * x, x * shift - (cos + sin) * half)
    row = (*row, g * y - sin, cos + h * y, y * shift - (cos - sin) * half, g, h)
    seen = [each / shift for each in row]
    photo = sheet.transform((side, side), Image.Transform.PERSPECTIVE, seen, Image.Resampling.BICUBIC, fillcolor=90)
    light = Image.linear_gradient("L").resize(photo.size).rotate(chance.choice((0, 90, 180, 270)))
    dim = ImageChops.add(light, light, 4, 127)
    lit = ImageChops.multiply(photo.filter(ImageFilter.GaussianBlur(blur)), dim)
    return saved(ImageChops.add(lit, Image.effect_noise(lit.size, noise), 1, -128).convert("RGB"), quality=80)


def a_pdf() -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n"
        b"trailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
    )


def a_large_png(width: int, height: int, *, rows: int | None = None) -> bytes:
    """A PNG that says it is so large, of zeros that pack a thousand to one."""
    packed = zlib.compressobj(9)
    lines = b"".join(packed.compress(bytes(1 + 3 * width)) for _ in range(height if rows is None else rows))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", lines + packed.flush()) + _chunk(b"IEND", b"")


def a_tiff_of_pages(n: int) -> bytes:
    """A TIFF whose one small page stands in it many times."""
    content = bytearray(saved(Image.new("L", (10, 10)), "TIFF"))
    (at,) = struct.unpack_from("<I", content, 4)
    end = at + 2 + 12 * struct.unpack_from("<H", content, at)[0]
    page, begin = bytes(content[at:end]), len(content)
    places = [begin + each * (len(page) + 4) for each in range(n - 1)]
    struct.pack_into("<I", content, end, places[0])
    return bytes(content) + b"".join(page + struct.pack("<I", after) for after in (*places[1:], 0))


def a_jpeg_said_to_be(width: int, height: int) -> bytes:
    """A small JPEG whose head says that it is so large."""
    content = bytearray(saved(drawn()))
    at = content.index(b"\xff\xc0")
    content[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(content)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
