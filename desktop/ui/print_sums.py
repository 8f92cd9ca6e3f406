"""How many sheets of paper what is chosen makes, in words: line by line, in all, and on the buttons.

Promise: a number stands there only once all of it was counted from the files; what is still being counted is said.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from desktop.ui.notices import Voice
from desktop.ui.print_rows import BLANKS, CARD, CLEAR, REVIEW, Asked, Line
from desktop.ui.print_sending import Group
from desktop.ui.print_ways import Sums

Pages = Callable[[Asked], int | None]
_BESIDE = (CARD, REVIEW)


def groups(lines: Sequence[Line], together: Iterable[str]) -> list[Group]:
    """What is printed, household by household, with what comes with it."""
    more = [kind for kind in _BESIDE if kind in together]
    made: dict[bytes, list[Line]] = {}
    for line in lines:
        made.setdefault(line.asked.household, []).append(line)
    return [
        Group(home, some[0].title, tuple(line.asked for line in some), tuple(Asked(home, kind) for kind in more))
        for home, some in made.items()
    ]


def with_pdf(voice: Voice, sums: Sums, printed: Sequence[Group], copies: int, pages: Pages, *, of_homes: bool) -> Sums:
    """The same sums, with what a PDF holds: each paper once, of a blank form so many copies, and not the list to sign.

    `pages` are those of papers, not their sheets.
    """
    printed = [group for group in printed if any(pages(each) != 0 for each in group.main)]
    main = [each for group in printed for each in group.main]
    more = [each for group in printed for each in group.more]
    blank = [each for each in main if each.kind in BLANKS]
    once = _counted([*(each for each in main if each.kind not in BLANKS), *more], 1, pages)
    often = _counted(blank, copies, pages)
    word, words = voice.word, voice.words
    if not printed:
        return sums
    if of_homes:
        what = words("{n} household", "{n} households", len(printed))
    else:
        what = words("{n} paper", "{n} papers", len(main))
    if once is None or often is None:
        return replace(sums, save_verb=word("Save as PDF, {what}", what=what))
    told = words("{n} page", "{n} pages", once + often)
    is_other = copies > 1 and not blank
    return replace(
        sums,
        save_verb=word("Save as PDF, {what}, {pages}", what=what, pages=told),
        in_pdf=word("In the PDF, each paper once: {pages}", pages=told) if is_other else "",
    )


def of_households(voice: Voice, printed: Sequence[Group], copies: int, pages: Pages, listed: int | None = 0) -> Sums:
    """The sheets of many households, with what comes with them; `listed` are the pages of the list of all."""
    printed = [group for group in printed if any(pages(each) != 0 for each in group.main)]
    main = _counted((each for group in printed for each in group.main), copies, pages)
    more = _counted((each for group in printed for each in group.more), 1, pages)
    number = len(printed)
    of_these = voice.words("{n} household", "{n} households", number)
    if not printed:
        return Sums(verb=voice.word("Choose households"))
    if main is None or more is None or listed is None:
        return _uncounted(voice, of_these)
    times = f"{of_these} × {copies}" if copies > 1 else of_these
    lines = [(voice.word("Sheets · {of_these}", of_these=times), _number(voice, main))]
    if more:
        lines.append((voice.word("what comes with it"), _number(voice, more)))
    if listed:
        lines.append((voice.word("List to sign on receipt"), _number(voice, listed)))
    return _told(voice, lines, of_these, main + more + listed)


def of_papers(voice: Voice, printed: Sequence[Line], copies: int, pages: Pages) -> Sums:
    """Papers of one household."""
    if not printed:
        return Sums(verb=voice.word("Choose papers"))
    counted = [(line, _counted([line.asked], copies, pages)) for line in printed]
    of_these = voice.words("{n} paper", "{n} papers", len(printed))
    if any(number is None for _, number in counted):
        is_shut = any(number is None and line.asked.kind in CLEAR for line, number in counted)
        return _uncounted(voice, of_these, is_shut=is_shut)
    lines = [(line.title, _number(voice, number or 0)) for line, number in counted]
    return _told(voice, lines, of_these, sum(number or 0 for _, number in counted))


def _uncounted(voice: Voice, what: str, *, is_shut: bool = False) -> Sums:
    """Nobody has to wait for the number: it is told when it is known."""
    told = voice.word("counted once it is opened") if is_shut else voice.word("being counted…")
    return Sums([(told, "")], "", voice.word("Print {what}", what=what), is_ready=True)


def _told(voice: Voice, lines: Sequence[tuple[str, str]], what: str, sheets: int) -> Sums:
    verb = voice.word("Print {what}, {sheets}", what=what, sheets=_sheets(voice, sheets))
    return Sums(lines, voice.word("{n} × A4", n=sheets), verb, is_ready=sheets > 0)


def _counted(asked: Iterable[Asked], copies: int, pages: Pages) -> int | None:
    found = [pages(each) for each in asked]
    return None if None in found else sum(each or 0 for each in found) * copies


def _number(voice: Voice, n: int) -> str:
    return voice.word("{n} A4", n=n)


def _sheets(voice: Voice, n: int) -> str:
    return voice.words("{n} sheet of paper", "{n} sheets of paper", n)
