"""The cover list of papers that were made for many households, as a paper beside them.

Promise: what stands on it is what was printed: the same versions, in so many copies of so many pages.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from desktop.casework.papers.letterheads import letterhead
from desktop.casework.papers.made import Made
from desktop.casework.papers.releasing import Released
from desktop.casework.papers.signs import signs
from desktop.domain.errors import Refused
from desktop.i18n import Language
from desktop.sheets import cover_list, press
from desktop.sheets.cover_list import CoverList, Given, Home
from desktop.sheets.page import Paper
from desktop.store import connection as database
from desktop.store import folder as place
from desktop.store import queries
from desktop.store.store import Store


def write(store: Store, done: Iterable[Released], file: Path, about: str, language: Language) -> None:
    """Write the list of what went out into a file. Refused where one of this name is there already."""
    if file.exists():
        raise Refused("{file} is there already.", "Choose another name; nothing is written over.", file=file)
    batch = [pair for each in done for pair in zip(each.papers, each.pages_of_each, strict=True)]
    content = press.printed(cover(store, batch, about, language=language), signs(store))
    with database.words_for_failures(file.parent, disk=file.parent, needed=len(content)):
        place.write_durably(file, content)


def cover(
    store: Store,
    batch: Sequence[tuple[Made, int]],
    about: str = "",
    *,
    copies: int = 1,
    language: Language = Language.CHINESE,
) -> Paper:
    """The list of a batch: its papers, each with its pages, in the order in which they were printed."""
    homes: dict[bytes, list[Given]] = {}
    for made, pages in batch:
        title = made.paper.title.removesuffix(made.number).strip()
        given = Given(title, made.number, made.version, copies, pages)
        homes.setdefault(made.subject.home.id, []).append(given)
    lines = {line.id: line for line in queries.listed(store, [*homes])}
    told = [
        Home(lines[home].number or "", "、".join(lines[home].owners), lines[home].address or "", papers)
        for home, papers in homes.items()
        if home in lines
    ]
    return cover_list.paper(CoverList(letterhead(store), about, store.now(), store.opened.name, told), language)
