"""The notice on personal data 个人信息用途告知: what is kept of a household, what for, who sees it, and its rights.

Promise: it says all that articles 17, 30 and 35 of the Personal Information Protection Law ask for, in plain words, and
each kind of data with what it is needed for; what is not needed may stay unsaid. Hidden: nothing of a household stands
on it, so that it can be handed to anybody.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from desktop.domain.check_code import Stamp
from desktop.domain.working_days import Period
from desktop.i18n import N_, word
from desktop.sheets import letterhead, remedy_words
from desktop.sheets.letterhead import Letterhead
from desktop.sheets.page import DENSE, LARGE, Gap, Heading, Paper, Piece, Table, Text, bold
from desktop.sheets.signed import to_sign
from desktop.sheets.visit_record import copy_given, labelled

_WHAT, _SEEN, _NAMED = 152.0, 198.0, 104.0
_LAWS = "个人信息保护法第十三条、第十七条、第二十八条至第三十一条、第三十五条、第四十四条至第五十条"
_COMPENSATION_LAW = "国有土地上房屋征收与补偿条例"

_TEAM = N_("your team and the office")
_KEPT: Sequence[tuple[str, str, str]] = (
    (N_("Names, how you are related, how to reach you"), N_("to find you and keep you informed"), _TEAM),
    (
        N_("Identity document, date of birth ★"),
        N_("to know that it is you; without it no agreement can be signed"),
        N_("only the last characters are shown; who looks at all of it is written down"),
    ),
    (
        N_("Bank account ★"),
        N_("to pay you; without it the money can't reach you"),
        N_("only the last digits are shown; the office, to pay"),
    ),
    (
        N_("House, areas, certificates, appraisal"),
        N_("to work out what you are owed"),
        N_("your team and the office; name, areas and sums are published, as the law asks"),
    ),
    (
        N_("Hardship, illness, disability ★ (only if you want to tell)"),
        N_("for the help in the plan; if you do not tell, only that help is not checked"),
        N_("hidden; your team and the office, each look is written down; never published"),
    ),
    (N_("What you say, ask and would like"), N_("to keep your words as you said them and to answer"), _TEAM),
    (
        N_("Photos and scans; signature and thumb-print ★"),
        N_("to prove the state of the house, and that it is written as you said it"),
        N_("your team and the office; people are only photographed if they agree"),
    ),
)
_RIGHTS: Sequence[tuple[str, str]] = (
    (N_("See and copy"), N_("You can see all that is kept of you at any time, and have it printed.")),
    (N_("Correct"), N_("What is wrong is put right; what stood there and why it was changed stays to be read.")),
    (
        N_("Delete, refuse, take back"),
        N_(
            "You can have deleted what need not be kept, leave out what you do not want to tell, and take back what "
            "you agreed to. What you are owed stays the same."
        ),
    ),
    (N_("Know who looked"), N_("You can ask who looked at your document numbers, phone and bank account.")),
    (
        N_("Ask and complain"),
        N_("You can ask how it is used, complain, tell the authority for personal data, or go to court."),
    ),
)


@dataclass(frozen=True, slots=True)
class PurposeNotice:
    """Whose notice it is, for which household, and within which time the office answers a request."""

    whose: Letterhead
    household: str
    on: date
    answered_within: Period
    created: datetime | None = None
    stamp: Stamp | None = None


def title(language: str) -> str:
    """What the paper is called."""
    return word("What is kept about you, and what for", language)


def paper(notice: PurposeNotice, language: str) -> Paper:
    """The notice, to be handed over and receipted."""
    home = word("household {number}", language, number=bold(notice.household)) if notice.household else ""
    about = " · ".join(filter(None, (home, notice.on.isoformat())))
    return Paper(
        title=f"{title(language)} {notice.household}".rstrip(),
        foot=letterhead.foot(notice.whose, language, letterhead.two_copies(language)),
        language=language,
        pieces=(
            letterhead.head(notice.whose, title(language), about, language, notice.stamp),
            *_who(notice, language),
            *_kept(language),
            *_how_long(language),
            *_rights(notice, language),
            *_receipt(language),
        ),
        size=DENSE,
        subject=title(language),
        keywords=tuple(filter(None, (notice.household,))),
        created=notice.created,
    )


def _who(notice: PurposeNotice, language: str) -> Iterator[Piece]:
    whose = notice.whose
    office = "  ".join(filter(None, (whose.office or whose.area, whose.office_address)))
    asked = letterhead.asked(whose, language)
    rows = [(word("Who keeps it", language), office)]
    if asked:
        rows.append((word("Whom to ask", language), asked))
    yield labelled(rows, language)


def _kept(language: str) -> Iterator[Piece]:
    yield Gap(6)
    remark = word("★ sensitive: encrypted, shown only to those who need it", language)
    yield Heading(word("What is kept, what for, who sees it", language), 1, remark, LARGE)
    heads = [word(each, language) for each in (N_("What is kept"), N_("What it is for"), N_("Who sees it"))]
    rows = [[word(each, language) for each in row] for row in _KEPT]
    yield Table([heads, *rows], (_WHAT, None, _SEEN), heads=1)
    yield Gap(3)
    yield word(
        "It is used for the expropriation and compensation of this area and for nothing else, sold to nobody, and "
        "published only where the law asks for it. Where there is a review or a lawsuit, its body gets what it needs. "
        "Data of children under 14 is kept only if their guardian agrees.",
        language,
    )


def _how_long(language: str) -> Iterator[Piece]:
    yield Gap(6)
    yield Heading(word("How long, and how it is kept", language), 2, "", LARGE)
    yield word(
        "As long as the rules for files of expropriation ask, and no longer; the office tells you how many years that "
        "is. It is kept encrypted on the computers of the team and the office and goes between them in encrypted "
        "files.",
        language,
    )


def _rights(notice: PurposeNotice, language: str) -> Iterator[Piece]:
    yield Gap(6)
    length = remedy_words.period(notice.answered_within, language)
    remark = word("say it to anybody of the team; you have an answer within {length}", language, length=length)
    yield Heading(word("Your rights over it", language), 3, remark, LARGE)
    rows = [(word(name, language), word(told, language)) for name, told in _RIGHTS]
    yield Table(rows, (_NAMED, None), labels=(0,))
    yield Gap(3)
    laws = word("Legal basis: {article}", language, article=f"{_LAWS}；{_COMPENSATION_LAW}")
    yield Text(laws, grey=True)


def _receipt(language: str) -> Iterator[Piece]:
    yield Gap(10)
    says = bold(word("Signature of the household", language))
    says += word(' (says only "I was given this", not consent)', language)
    given = bold(word("Who handed it over", language))
    yield to_sign(None, says, given, copy_given(is_given=False, language=language), language)
