"""How a household signed, as its papers show it: what stands for the words as they are, and what was signed before.

Promise: nothing is shown below words that it was not signed for. Hidden: that of a scan the first page is shown, small.
"""

from desktop.casework import picture, signing
from desktop.casework.picture import PDF
from desktop.casework.signing import State
from desktop.domain import strokes
from desktop.domain.errors import Refused
from desktop.domain.records import Evidence, Explanation, Signature, Visit
from desktop.sheets import pictured
from desktop.sheets.signed import Signed
from desktop.store import evidence as shelf
from desktop.store.store import Store

_SIDE = 900  # pixels of a scan, which stands in a small box
_DOTS = 1.0  # pixels a point of a scanned page


def signatures(store: Store, row: Visit | Explanation) -> tuple[Signed | None, tuple[Signed, ...]]:
    """What was signed of this record as it stands, and what was signed of it before it changed, the oldest first.

    Where nothing was signed here, what the record itself says of how it was signed.
    """
    found = [each for each in signing.standings(store, row) if each.state is not State.WITHDRAWN]
    stands = next((each.signature for each in found if each.state is State.CURRENT), None)
    earlier = [each.signature for each in reversed(found) if each.state is State.EARLIER]
    if stands is None and not found and isinstance(row, Visit) and row.signature:
        return Signed(row.signature, None), ()
    return (_signed(store, stands) if stands else None), tuple(_signed(store, each) for each in earlier)


def _signed(store: Store, row: Signature) -> Signed:
    return Signed(
        manner=row.manner or "",
        at=row.signed_at.astimezone(store.zone()) if row.signed_at else None,
        signer=row.signer or "",
        drawing=strokes.read(row.strokes) if row.strokes else None,
        scan=_scan(store, row),
    )


def _scan(store: Store, row: Signature) -> bytes | None:
    """A small picture of the scan; None where there is none, or its file is missing or damaged."""
    held = store.get(Evidence, row.evidence) if row.evidence else None
    if held is None or held.withdrawn or not held.household or not held.digest:
        return None
    try:
        content = shelf.read(store, held.household, held.digest)
        if held.media_type == PDF:
            return picture.jpeg_of(*pictured.page_picture(content, 0, _DOTS))
        return picture.thumbnail(content, _SIDE)
    except Refused:
        return None
