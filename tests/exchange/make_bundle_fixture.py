"""Writes the stored examples of this version's bundles, once: `python tests/exchange/make_bundle_fixture.py`.

One goes up, in two parts, one goes down; all of it is invented, and so are the keys beside them, which open nothing
else. What the files hold lies beside them as text, and every later version must read the same.
"""

import json
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

TESTS = Path(__file__).parents[1]
if __name__ == "__main__":
    sys.path.insert(0, str(TESTS))

import bundles  # noqa: E402
from bundles import Office  # noqa: E402

from desktop.exchange import header, packing  # noqa: E402
from desktop.exchange.content import Content  # noqa: E402
from desktop.exchange.header import READER, Header  # noqa: E402
from desktop.exchange.packing import Segment  # noqa: E402

FIXTURES = Path(__file__).with_name("fixtures") / "bundles"


def shown(told: Header, contents: list[Content]) -> dict[str, Any]:
    """What a file says, as plain values."""
    held = [{type(each).__name__: json.loads(msgspec.json.encode(each))} for each in contents]
    return {"header": json.loads(header.encoded(told)), "contents": held}


def main() -> None:
    office = Office.founded()
    FIXTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as named:
        room = Path(named)
        segments = [
            Segment(bundles.OWN, bundles.entries(bundles.OWN, 40), office.attest),
            Segment(bundles.FORWARDED, bundles.entries(bundles.FORWARDED, 2, first=5), office.attest, is_whole=True),
        ]
        pieces = [bundles.a_piece(number, 500) for number in (1, 2)]
        load = replace(bundles.a_load(office), segments=segments, pieces=pieces)
        up = bundles.written(office, room / "up", load, split=9 * 1024)
        answer = bundles.an_answer()
        down = packing.write(room / "down", "示例指挥部", office.answer, answer, office.down, room=room)
        files = [*up.files, *down.files]
        identity = office.keys.identity
        held = {
            "identity": identity,
            "root": office.keys.root.hex(),
            "files": {f"v{READER}-{file.name}": shown(*office.read(file)) for file in files},
        }
        for file in files:
            shutil.copyfile(file, FIXTURES / f"v{READER}-{file.name}")
    text = json.dumps(held, ensure_ascii=False, indent=1, sort_keys=True)
    (FIXTURES / f"v{READER}.json").write_text(text + "\n", "utf-8", newline="\n")


if __name__ == "__main__":
    main()
