"""Whose a signing key is: of everybody who works here every key that the office ever said was theirs.

Promise: what was signed with a key that was renewed since, or with that of another computer, is still its person's.
Hidden: the keys of before lie in the ops that newer ones cover; nobody but the office writes any.
"""

import msgspec
from sqlalchemy import select

from desktop.store.schema import ops, rows
from desktop.store.store import Store

_FORMS = msgspec.msgpack.Decoder(dict[str, object]).decode


def staff_of_key(store: Store, public_key: str | None) -> bytes | None:
    """The id of the staff record that says, or ever said, that this key (hexadecimal) is its person's."""
    staff = select(rows["staff"].c.id)  # by their key: a scan of all ops takes seconds
    query = select(ops.c.row, ops.c.value).where(ops.c.row.in_(staff), ops.c.grp == "staff", ops.c.sealed == 0)
    with store.reading() as connection:
        said = ((row, _FORMS(value)) for row, value in connection.execute(query.order_by(ops.c.rev)))
        return next((row for row, forms in said if public_key and forms.get("public_key") == public_key), None)
