"""Writes the stored example of this version, once, before it is released: `python tests/store/make_fixture.py`.

It holds a record of every kind, an edit, a withdrawal, an undone edit, a conflict and a draft; all of it is invented.
The passphrase is that of `stores.py`. What it shows lies beside it as text, and every later version must show the same.
"""

import json
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1]
if __name__ == "__main__":
    sys.path.insert(0, str(TESTS))

import stores  # noqa: E402

from desktop.domain.fields import SCHEMA  # noqa: E402
from desktop.domain.records import Fixture, Household, Sealed, Wish  # noqa: E402
from desktop.domain.values import written  # noqa: E402
from desktop.store.backup import LAST_THREE, back_up  # noqa: E402
from desktop.store.drafts import keep_draft  # noqa: E402
from desktop.store.migrations import VERSION  # noqa: E402
from desktop.store.store import Store  # noqa: E402

FIXTURES = Path(__file__).with_name("fixtures")


def shown(store: Store) -> dict[str, dict[str, Any]]:
    """What a store shows, as plain values by row and field; sensitive fields by their mask."""
    found: dict[str, dict[str, Any]] = {}
    for row, record in stores.everything(store).items():
        kind = record.record_type()
        values = {field.name: (field, getattr(record, field.name)) for field in kind.fields}
        found[f"{kind.name} {row.hex()}"] = {
            name: value.mask if isinstance(value, Sealed) else _plain(written(field, value))
            for name, (field, value) in values.items()
        }
    return found


def _plain(form: Any) -> Any:
    return form.hex() if isinstance(form, bytes) else form


def fill(store: Store, copied: Path) -> None:
    store.save(*stores.one_of_each(lambda record, name: f"示例 {record} {name}"), because="一户一份")
    (household,) = store.records(Household)
    store.save(replace(household, lane="示例里 4 巷"), because="量过之后")
    undone = store.save(replace(store.records(Fixture)[0], name="铝合金窗"), because="看错了")
    assert undone.entry is not None
    store.undo(undone.entry.origin, undone.entry.seq)
    store.withdraw(store.records(Wish)[0], because="重复了")
    store.reveal(store.records(stores.CLASSES["person"])[0], "phone", because="要打电话")
    keep_draft(store, "household", {"number": "还没写完"})
    store.close()
    shutil.copytree(store.folder, copied)


def main() -> None:
    with tempfile.TemporaryDirectory() as room, stores.cheaply(Path(room) / "home"):
        folder, copied = Path(room) / "area", Path(room) / "copy"
        fill(stores.made(folder), copied)
        for each in (folder, copied):
            with stores.opened(each) as store:
                store.save(replace(store.records(Household)[0], number=f"DY-{each.name}"), because="两处都改")
        with stores.opened(copied) as copy, stores.opened(folder) as store:
            stores.accept(store, copy.entries_since({}), copy.keys())
            backup = back_up(store.engine, store.opened.key, folder, folder / "backups", keep=LAST_THREE)
            held = {"version": VERSION, "schema": SCHEMA, "digest": store.digest(), "rows": shown(store)}
        FIXTURES.mkdir(exist_ok=True)
        shutil.copyfile(backup.file, FIXTURES / f"store-v{VERSION}.ruhu-backup")
        text = json.dumps(held, ensure_ascii=False, indent=1)
        (FIXTURES / f"store-v{VERSION}.json").write_text(text + "\n", "utf-8", newline="\n")


if __name__ == "__main__":
    main()
