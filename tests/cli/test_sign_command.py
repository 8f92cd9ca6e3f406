"""Characters that no type has, from the command line."""

import json
from pathlib import Path

import pictures
import pytest
from PIL import Image, ImageDraw
from terminal import Ruhu

PARTS = "⿰王争"


@pytest.fixture
def named(area: Path, ruhu: Ruhu, tmp_path: Path) -> Path:
    lines = [
        {"record": "household", "number": "DY-01"},
        {"record": "person", "household": "DY-01", "name": f"王{PARTS}兰", "role": "owner"},
    ]
    file = tmp_path / "lines.jsonl"
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    ruhu("record", file)
    return area


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    paper = Image.new("L", (300, 300), 240)
    ImageDraw.Draw(paper).line((60, 60, 240, 240), fill=20, width=30)
    file = tmp_path / "sign.jpg"
    file.write_bytes(pictures.saved(paper))
    return file


@pytest.mark.usefixtures("named")
def test_what_lacks_a_picture_is_listed_with_where_it_stands_and_printed_once_it_has_one(
    ruhu: Ruhu, photo: Path
) -> None:
    said = ruhu("sign", "list")
    assert "1 character can't be printed yet." in said.out
    assert f"王{PARTS}兰" in said.out
    assert "DY-01" in said.out
    assert "printed from its picture" in ruhu("sign", "add", PARTS, photo).out
    assert "0 characters can't be printed yet." in ruhu("sign", "list").out
    (fact,) = ruhu("sign", "list", "--household", "DY-01", "--json").facts["signs"]
    assert fact == {"sign": PARTS, "has_picture": True, "words": [f"王{PARTS}兰"], "households": ["DY-01"]}


@pytest.mark.usefixtures("named")
def test_what_needs_no_picture_and_what_is_none_are_refused(ruhu: Ruhu, photo: Path) -> None:
    assert "needs no picture" in ruhu("sign", "add", "王", photo, ends=1).err
    photo.write_bytes(b"nothing")
    assert "no photo" in ruhu("sign", "add", PARTS, photo, ends=1).err
    assert ruhu("sign", "list", "--json").facts["signs"][0]["has_picture"] is False
