"""The characters that no type has, each as the small picture that somebody drew or took of it."""

import base64

from desktop.domain.records import DrawnSign
from desktop.store.store import Store


def signs(store: Store) -> dict[str, bytes]:
    """PNG by sign; of several pictures of one the latest."""
    rows = sorted(store.records(DrawnSign), key=lambda row: row.id)
    return {row.sign: base64.b64decode(row.picture) for row in rows if row.sign and row.picture and not row.withdrawn}
