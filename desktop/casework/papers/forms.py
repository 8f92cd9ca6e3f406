"""Survey forms, out of the store or blank, and the blank forms for a day without a computer.

Promise: each blank form has a number of its own, by which what is entered later names the paper that it comes from; no
number is given twice by one device. Hidden: that the register of prints is what remembers the numbers.
"""

from collections.abc import Callable, Iterable, Mapping

from desktop.casework import area_rules, evidence
from desktop.casework.papers.letterheads import letterhead
from desktop.casework.papers.made import Made, Subject
from desktop.casework.papers.stamping import stamp
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS
from desktop.domain.four_clear import Case
from desktop.domain.identity import device_prefix, form_number
from desktop.i18n import Language, word, words
from desktop.sheets import day_forms as sheet_forms
from desktop.sheets import survey_form, wording
from desktop.sheets.page import Paper
from desktop.sheets.survey_form import SurveyForm
from desktop.store import queries, usage
from desktop.store.store import Store


def survey(store: Store, subject: Subject) -> Made:
    """A household's survey form, as all of it stands today."""
    home, language = subject.home, subject.language
    case = queries.case_of(store, home.id) or Case(household=home, zone=store.zone())
    number, today = f"调-{home.number or ''}", store.today()
    code = stamp(store, _lines(case, f"{survey_form.title(language)} {number}", today.isoformat(), language))
    kept = len(evidence.of_household(store, home))
    rows = SurveyForm(letterhead(store, home), number, today, case, kept, code)
    return Made("survey", subject, survey_form.paper(rows, language), None, number, stamp=code)


def blank(kind: str, store: Store, language: Language, after: int = 0) -> Made:
    """A form of this kind to be filled in by hand; `after` is how many others are printed with it before it."""
    make = _BLANKS.get(kind)
    if make is None:
        kinds = ", ".join(_BLANKS)
        raise Refused("There is no blank form called {kind}.", "Choose one of: {kinds}.", kind=kind, kinds=kinds)
    prefix = device_prefix(store.end.origin)
    last = usage.highest_number(store, form_number(prefix, 0).removesuffix("0000"), "printing", "number")
    number = form_number(prefix, last + after + 1)
    return Made(kind, Subject(None, None, language), make(store, number, language), number=number)


def day_forms(store: Store, kinds: Iterable[str], each: int, language: Language) -> tuple[Made, ...]:
    """So many blank forms of each of these kinds, every one with its own number."""
    wanted = [kind for kind in kinds for _ in range(each)]
    return tuple(blank(kind, store, language, after) for after, kind in enumerate(wanted))


def _survey(store: Store, number: str, language: Language) -> Paper:
    return survey_form.paper(SurveyForm(letterhead(store), number, store.today()), language)


def _visit(store: Store, number: str, language: Language) -> Paper:
    return sheet_forms.visit(letterhead(store), number, language)


def _not_met(store: Store, number: str, language: Language) -> Paper:
    return sheet_forms.not_met(letterhead(store), number, language)


def _purpose(store: Store, number: str, language: Language) -> Paper:
    answered = area_rules.rules_of(store).periods["data_request"]
    return sheet_forms.purpose(letterhead(store), store.today(), answered, number, language)


_BLANKS: Mapping[str, Callable[[Store, str, Language], Paper]] = {
    "visit": _visit,
    "survey": _survey,
    "not_met": _not_met,
    "purpose": _purpose,
}
KINDS = tuple(_BLANKS)
"""The papers that there are blank, in the order of a day."""


def _lines(case: Case, title: str, day: str, language: Language) -> list[str]:
    """What must not be changed on it: how many of each, and the areas."""
    house, part = RECORDS["house"].field, RECORDS["unregistered_part"].field
    areas = [
        f"{wording.label(field, language)} {wording.value(field, vars(row)[field.name], language)}"
        for fields, rows in (
            ((house["registered_gross"], house["recognised_area"]), case.houses),
            ((part["measured_area"], part["recognised_area"]), case.unregistered_parts),
        )
        for row in rows
        for field in fields
        if vars(row)[field.name] is not None
    ]
    counts = (
        words("{n} house", "{n} houses", len(case.houses), language),
        words("{n} person", "{n} people", len(case.people), language),
        words("{n} fixture", "{n} fixtures", len(case.fixtures), language),
    )
    household = word("household {household}", language, household=case.household.number or "")
    return [title, household, day, wording.listed(counts, language), *areas]
