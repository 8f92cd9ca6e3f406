"""Makes what Noto Sans SC lacks, as small types of 256 signs each: Han signs and symbols, in a zip each.

    python packaging/rare_signs.py FOLDER     the folder holds HanaMinA.ttf and HanaMinB.ttf

Promise: the same two files make the same zip, byte by byte. A paper with a rare sign so reads 100 KB, not 30 MB.
Hidden: a small type is named by the number that its signs' numbers share, and holds what a type must, no more.
"""

import sys
import zipfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from struct import pack
from typing import Any

from reportlab.pdfbase.ttfonts import TTFontFile, TTFontMaker, TTFontParser

FONTS = Path(__file__).parents[1] / "resources" / "fonts"
RANGES = {
    "HanaMin": (
        (0x2E80, 0x2FDF),  # radicals
        (0x3400, 0x4DBF),
        (0x4E00, 0x9FFF),
        (0xF900, 0xFAFF),  # kept apart by their numbers alone
        (0x20000, 0x323AF),
    ),
    "HanaMinSymbols": (
        (0xA0, 0x2FF),  # letters with their accents
        (0x370, 0x52F),  # Greek, Cyrillic
        (0x1E00, 0x27FF),  # letters, punctuation, arrows, mathematics, what is ticked and pointed with
        (0x2900, 0x2BFF),
        (0x1F000, 0x1F9FF),  # what telephones write beside words
    ),
}
_DAY = (1980, 1, 1, 0, 0, 0)


def main() -> None:
    folder = Path(sys.argv[1])
    known = set(TTFontFile(FONTS / "NotoSansSC-Regular.ttf").charToGlyph)
    types = [TTFontFile(folder / f"HanaMin{letter}.ttf") for letter in "AB"]
    for name, ranges in RANGES.items():
        blocks: dict[tuple[int, int], list[int]] = defaultdict(list)
        for number, face in enumerate(types):
            for code in sorted(set(face.charToGlyph) - known):
                if any(first <= code <= last for first, last in ranges):
                    blocks[code >> 8, number].append(code)
                    known.add(code)
        write(FONTS / f"{name}.zip", blocks, types)


def write(file: Path, blocks: Mapping[tuple[int, int], list[int]], types: Sequence[TTFontFile]) -> None:
    with zipfile.ZipFile(file, "w") as out:
        for (block, number), codes in sorted(blocks.items()):
            letter = "AB"[number]
            entry = zipfile.ZipInfo(f"{block:X}-{letter}.ttf", _DAY)
            out.writestr(entry, small_type(types[number], codes, f"HanaMin{block:X}{letter}"), zipfile.ZIP_DEFLATED, 9)
    print(f"{file.name}: {sum(map(len, blocks.values()))} signs in {len(blocks)} types")


def small_type(face: TTFontFile, codes: list[int], name: str) -> bytes:
    """A type of these signs alone, which ReportLab can read again: its own subsets have no table of characters."""
    subset: Any = TTFontParser(BytesIO(face.makeSubset(codes)))
    made: Any = TTFontMaker()
    for tag in subset.table:
        if tag not in {"cmap", "name", "fpgm", "prep", "cvt "}:
            made.add(tag, subset.get_table(tag))
    made.add("name", _named(name))
    made.add("cmap", _table_of_characters(codes))
    return made.makeStream()


def _named(name: str) -> bytes:
    wide = name.encode("utf-16-be")
    records = b"".join(pack(">6H", 3, 1, 0x409, number, len(wide), 0) for number in (1, 4, 6))
    return pack(">3H", 0, 3, 6 + len(records)) + records + wide


def _table_of_characters(codes: list[int]) -> bytes:
    """Format 12, the signs in the order of the subset, which begins behind the one for a missing sign."""
    groups = b"".join(pack(">3L", code, code, glyph) for glyph, code in enumerate(codes, 1))
    return pack(">4HL", 0, 1, 3, 10, 12) + pack(">2H3L", 12, 0, 16 + len(groups), 0, len(codes)) + groups


if __name__ == "__main__":
    main()
