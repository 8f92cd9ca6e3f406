"""Keep the Chinese catalogue: find every message in `desktop/`, rewrite the .po with them, compile the .mo.

Promise: a message without a translation, or a translation that lost a `{place}`, fails `--check`. Translations are
written into the .po by hand; a message that left the code leaves it too. Hidden: where in the code messages stand.

    python packaging/messages.py            rewrite and compile
    python packaging/messages.py --check    write nothing; tell what is stale, untranslated or ill-matched, and exit 1
"""

import ast
import io
import string
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias, cast

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
PO = ROOT / "resources/locale/zh_CN/LC_MESSAGES/ruhu.po"
MO = PO.with_suffix(".mo")

Message: TypeAlias = str | tuple[str, str]  # a pair is singular and plural

_FIRST_BORN = datetime(2026, 1, 1, tzinfo=UTC)  # gettext wants a date; a fixed one gives equal bytes for equal messages
_ARGUMENTS = {"_": (0,), "N_": (0,), "word": (0,), "words": (0, 1), "Refused": (0, 1), "Finding": (1,)}


def messages(source: str, file: str) -> Iterator[Message]:
    """Find a module's messages; ValueError where one is an f-string, or a variable that holds an unmarked text."""
    nodes = list(ast.walk(ast.parse(source, file)))
    unmarked = {name for node in nodes if isinstance(node, ast.Assign) for name in _texts_assigned(node)}
    calls = (node for node in nodes if isinstance(node, ast.Call))
    for node in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        given = [node.args[place] for place in _ARGUMENTS.get(name, ()) if place < len(node.args)]
        given += [each.value for each in node.keywords if name == "Finding" and each.arg == "message"]
        if any(isinstance(each, ast.JoinedStr) or getattr(each, "id", None) in unmarked for each in given):
            raise ValueError(f"{file}:{node.lineno}: write the message here or mark it with N_, its {{places}} named")
        texts = [text for argument in given for text in _literals(argument)]
        yield from [(texts[0], texts[1])] if name == "words" and len(texts) > 1 else texts


def rewritten(po: bytes, package: Path) -> Catalog:
    """Give the package's messages the translations that the .po has for them."""
    kept = read_po(io.BytesIO(po), locale="zh_CN")
    catalog = Catalog(
        "zh_CN",
        project="Ruhu",
        version="入户",
        msgid_bugs_address="README.md",
        last_translator="the authors of Ruhu",
        language_team="the authors of Ruhu",
        header_comment="# Simplified Chinese. Written by packaging/messages.py; translate here, by hand.",
        creation_date=_FIRST_BORN,
        revision_date=_FIRST_BORN,
        fuzzy=False,
    )
    for file in sorted(package.rglob("*.py")):
        place = file.relative_to(package.parent).as_posix()
        for message in messages(file.read_text("utf-8"), place):
            known = kept.get(message)
            catalog.add(message, known.string if known and not known.fuzzy else None, locations=[(place, 1)])
    return catalog


def written(catalog: Catalog) -> bytes:
    """Write the .po."""
    file = io.BytesIO()
    write_po(file, catalog, width=0, include_lineno=False)
    return file.getvalue()


def compiled(po: bytes) -> bytes:
    """Compile a .po to the .mo that the program reads."""
    file = io.BytesIO()
    write_mo(file, read_po(io.BytesIO(po), locale="zh_CN"))
    return file.getvalue()


def faults(catalog: Catalog) -> Iterator[str]:
    """Tell which messages have no translation, or one with other places."""
    for message in catalog:
        if not message.id:
            continue
        english = message.id if isinstance(message.id, str) else message.id[-1]
        said = cast("str | tuple[str, ...] | None", message.string) or ""
        chinese = said if isinstance(said, str) else said[0]
        if not chinese:
            yield f"untranslated: {english}"
        elif _places(english) != _places(chinese):
            yield f"other places than in English: {chinese}"


def main(arguments: list[str]) -> int:
    """Rewrite the catalogue, or with --check only judge it."""
    before = PO.read_bytes() if PO.exists() else b""
    catalog = rewritten(before, ROOT / "desktop")
    po = written(catalog)
    found = list(faults(catalog))
    if "--check" not in arguments:
        PO.write_bytes(po)
        MO.write_bytes(compiled(po))
    elif po != before or not MO.exists() or MO.read_bytes() != compiled(po):
        found.append("stale: run `python packaging/messages.py` and translate what is new in ruhu.po")
    print("\n".join(found) or "All messages are translated.")
    return 1 if found else 0


def _texts_assigned(node: ast.Assign) -> Iterator[str]:
    if any(_literals(node.value)):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _literals(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.IfExp):
        yield from _literals(argument.body)
        yield from _literals(argument.orelse)
    elif isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value:
        yield argument.value


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
