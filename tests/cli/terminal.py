"""What a terminal shows of a command, and what these tests write down."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Said:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def facts(self) -> Any:
        return json.loads(self.out)

    @property
    def refused(self) -> Any:
        return json.loads(self.err)["refused"]


Ruhu = Callable[..., Said]
"""The fixture `ruhu`: a command's words, and with what it must end."""

NUMBER = "DY-03-0127"
LINES: list[dict[str, Any]] = [
    {"record": "household", "number": NUMBER, "address": "示例里 3 巷 17 号", "contact_wish": "visit"},
    {
        "record": "person",
        "household": NUMBER,
        "name": "马示例",
        "role": "owner",
        "id_kind": "resident",
        "id_number": "999999195603070026",
        "phone": "100-0000-6021",
    },
    {"record": "person", "household": NUMBER, "name": "马示例䶮", "role": "family", "relation": "儿子"},
    {"record": "house", "household": NUMBER, "registered_gross": "62.40", "structure": "砖混"},
    {
        "record": "fixture",
        "household": NUMBER,
        "name": "防盗门",
        "quantity": "2",
        "unit_price": 80000,
        "amount": 160000,
    },
    {
        "record": "visit",
        "household": NUMBER,
        "manner": "home",
        "began_at": "2020-11-18T09:12:00+08:00",
        "met_whom": "马示例",
        "demands": "想要一楼的房子。",
    },
    {"record": "wish", "household": NUMBER, "said_on": "2020-11-18", "choice": "rather_not_say"},
    {"record": "handover", "household": NUMBER, "handed_over_on": "2020-11-18"},
]
