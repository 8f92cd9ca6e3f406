"""All the pages of what is printed of one household stand in one row."""

from hypothesis import given
from hypothesis import strategies as st

from desktop.ui.print_reel import Reel
from desktop.ui.print_rows import Asked

PAPERS = [Asked(bytes([n]), "sheet") for n in range(4)]


@given(st.lists(st.integers(0, 5), min_size=1, max_size=4))
def test_every_page_is_found_at_its_place(pages: list[int]) -> None:
    known = dict(zip(PAPERS, pages, strict=False))
    reel = Reel([*known], known.get)
    places = [reel.at(page) for page in range(reel.total or 0)]
    assert places == [(asked, page) for asked, n in known.items() for page in range(n)]
    assert [reel.place(*each) for each in places] == [*range(sum(pages))]


def test_a_paper_that_is_not_counted_yet_is_looked_at_where_it_begins() -> None:
    reel = Reel(PAPERS[:2], {PAPERS[0]: 2}.get)
    assert reel.at(3) == (PAPERS[1], 1)
    assert reel.total is None
