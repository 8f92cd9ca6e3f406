"""Files that were made to hurt who opens them, or that are not what they say. Each is built in a moment."""

import io
import struct
import zipfile
from collections.abc import Callable

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TARGETS = {"worksheet": "worksheets/sheet1.xml", "sharedStrings": "sharedStrings.xml"}
MIB = 1 << 20
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def xlsx(sheet: str, shared: str = "", *, sheets: str = '<sheet name="台账" sheetId="1" r:id="rId1"/>') -> bytes:
    """A workbook whose sheet holds this XML between its tags."""
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    root = f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(TARGETS.items(), 1)
    )
    return zipped(
        {
            "_rels/.rels": f'{head}<Relationships xmlns="{RELATIONS}">{root}</Relationships>',
            "xl/workbook.xml": f'{head}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets>'
            "</workbook>",
            "xl/_rels/workbook.xml.rels": f'{head}<Relationships xmlns="{RELATIONS}">{relations}</Relationships>',
            "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{MAIN}">{sheet}</worksheet>',
            "xl/sharedStrings.xml": f'{head}<sst xmlns="{MAIN}">{shared}</sst>',
        }
    )


def zipped(parts: dict[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def with_part(workbook: bytes, name: str, content: str | bytes) -> bytes:
    """The workbook with one part more, or with another in its place."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return zipped({**{part: archive.read(part) for part in archive.namelist()}, name: content})


def cells(*references: str) -> str:
    """A sheet's XML with the number 1 in these cells, each in a row of its own."""
    rows = "".join(f'<row><c r="{reference}"><v>1</v></c></row>' for reference in references)
    return f"<sheetData>{rows}</sheetData>"


def claiming(workbook: bytes, name: str, *, size: int) -> bytes:
    """The same workbook, but both headers of a part claim this size."""
    lying = bytearray(workbook)
    for place in (workbook.index(name.encode()) - 8, workbook.rindex(name.encode()) - 22):
        struct.pack_into("<I", lying, place, size)
    return bytes(lying)


def with_wrong_checksum(workbook: bytes, name: str) -> bytes:
    wrong = bytearray(workbook)
    for place in (workbook.index(name.encode()) - 16, workbook.rindex(name.encode()) - 30):
        wrong[place] ^= 1
    return bytes(wrong)


ORDINARY = xlsx(cells("A1", "B2", "C3"))
SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))
BILLION_LAUGHS = f'<?xml version="1.0"?><!DOCTYPE t [<!ENTITY l0 "ha">{LAUGHS}]><worksheet>&l9;</worksheet>'
FAR_AWAY = cells("A1", "XFD1048576")
PREFIXED = (
    FAR_AWAY.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:sheetData", f'<x:sheetData xmlns:x="{MAIN}"')
)

TOO_BIG: dict[str, Callable[[], bytes]] = {
    "a cell in the last corner": lambda: xlsx(FAR_AWAY),
    "a cell in the last corner, written oddly": lambda: xlsx(FAR_AWAY.replace('r="XFD1048576"', "r\n= 'xfd1048576'")),
    "a cell in the last corner, with prefixes": lambda: xlsx(PREFIXED),
    "a cell beyond the last corner": lambda: xlsx(cells("A1", "ZZZZ1")),
    "a million merged ranges": lambda: xlsx(cells("A1") + '<mergeCell ref="A1:B2"/>' * 1_000_000),
    "100,000 sheets": lambda: xlsx(cells("A1"), sheets='<sheet name="a" sheetId="1" r:id="rId1"/>' * 100_000),
    "10,001 parts": lambda: zipped({f"xl/worksheets/sheet{number}.xml": "" for number in range(10_001)}),
    "a text of five million characters": lambda: xlsx(cells("A1"), f"<si><t>{'长' * 5_000_000}</t></si>"),
    "a zip bomb that says so": lambda: claiming(ORDINARY, SHEET, size=2 << 30),
    "a line of eleven million cells": lambda: b"1," * 11_000_000,
    "a file of 65 MiB": lambda: b"1,2,3,4\n" * (65 * MIB // 8),
}
DAMAGED: dict[str, Callable[[], bytes]] = {
    "a zip bomb that does not say so": lambda: claiming(with_part(ORDINARY, SHEET, bytes(64 * MIB)), SHEET, size=100),
    "a size that is too large": lambda: claiming(ORDINARY, SHEET, size=1_000_000),
    "a wrong checksum": lambda: with_wrong_checksum(ORDINARY, SHEET),
    "half a zip": lambda: ORDINARY[: len(ORDINARY) // 2],
    "a billion laughs in the sheet": lambda: with_part(ORDINARY, SHEET, BILLION_LAUGHS),
    "a billion laughs in the workbook": lambda: with_part(ORDINARY, "xl/workbook.xml", BILLION_LAUGHS),
    "a sheet in UTF-16": lambda: with_part(ORDINARY, SHEET, f"<worksheet>{FAR_AWAY}</worksheet>".encode("utf-16")),
    "cells that say no place": lambda: xlsx(
        "<sheetData>" + "<row>" + "<c><v>1</v></c>" * 100_000 + "</row></sheetData>"
    ),
    "a workbook that names no parts": lambda: with_part(
        ORDINARY, "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{RELATIONS}"/>'
    ),
    "XML that does not end": lambda: xlsx('<sheetData><row><c r="A1"><v>1'),
    "a sheet that is not there": lambda: xlsx(cells("A1"), sheets='<sheet name="a" sheetId="1" r:id="rId9"/>'),
    "one sheet under two names": lambda: xlsx(
        cells("A1"), sheets='<sheet name="a" sheetId="1" r:id="rId1"/><sheet name="b" sheetId="2" r:id="rId1"/>'
    ),
    "an .xls of zeros": lambda: OLE + bytes(4096),
    "a cell of 5 MB": lambda: b'"' + b"1" * 5_000_000 + b'"',
    "an open quotation mark": lambda: b'a,b\n1,"2\n3,4\n',
}
NO_TABLE: dict[str, Callable[[], bytes]] = {
    "a zip without a workbook": lambda: zipped({"word/document.xml": "<document/>"}),
    "a workbook in another folder": lambda: with_part(
        ORDINARY,
        "_rels/.rels",
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="a" Type="{OFFICE}/officeDocument" Target="b/c.xml"/>'
        "</Relationships>",
    ),
    "an .ods": lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}),
    "an .xlsb": lambda: zipped({"xl/workbook.bin": b"\x83\x01", "xl/_rels/workbook.bin.rels": "<x/>"}),
    "a web page": lambda: b"\n <html><table><tr><td>1</td></tr></table></html>",
    "XML of Excel 2003": lambda: b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>',
    "a picture": lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "a PDF": lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
    "text with NUL bytes": lambda: b"a,b\n1,\0\n",
}
LOCKED: dict[str, Callable[[], bytes]] = {
    "a workbook with a password": lambda: OLE + bytes(1016) + "EncryptedPackage".encode("utf-16-le") + bytes(480),
}
