"""The cover list of papers that were made for many households, as a paper beside them.

Promise: what stands on it is what was printed: the same versions, in so many copies of so many pages.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Out:
    """A paper that went out, in so many copies of so many pages."""

    made: Made
    pages: int
    copies: int = 1


def out_of(done: Released) -> list[Out]:
    return [Out(made, pages) for made, pages in zip(done.papers, done.pages_of_each, strict=True)]


def printed(store: Store, out: Sequence[Out], about: str, language: Language) -> bytes:
    """The list as a PDF."""
    return press.printed(cover(store, out, about, language=language), signs(store))


def write(store: Store, out: Sequence[Out], file: Path, about: str, language: Language) -> None:
    """Write the list into a file. Refused where one of this name is there already."""
    if file.exists():
        raise Refused("{file} is there already.", "Choose another name; nothing is written over.", file=file)
    content = printed(store, out, about, language)
    with database.words_for_failures(file.parent, disk=file.parent, needed=len(content)):
        place.write_durably(file, content)


def cover(store: Store, out: Iterable[Out], about: str = "", *, language: Language = Language.CHINESE) -> Paper:
    """The list of what went out, in the order in which it did; what is of no household has no row."""
    homes: dict[bytes, list[Given]] = {}
    for each in out:
        made, home = each.made, each.made.subject.household
        if home is not None:
            title = made.paper.title.partition(made.number or home.number or "\n")[0].strip()
            given = Given(title, made.number, made.version, each.copies, each.pages)
            homes.setdefault(home.id, []).append(given)
    lines = {line.id: line for line in queries.listed(store, [*homes])}
    told = [
        Home(lines[home].number or "", "、".join(lines[home].owners), lines[home].address or "", papers)
        for home, papers in homes.items()
        if home in lines
    ]
    return cover_list.paper(CoverList(letterhead(store), about, store.now(), store.opened.name, told), language)
