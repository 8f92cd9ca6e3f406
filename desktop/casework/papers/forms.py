"""Survey forms, out of the store or blank, and the blank forms for a day without a computer.

Promise: each blank form has a number of its own, by which what is entered later names the paper that it comes from; no
number is given twice by one device. Hidden: that the register of prints is what remembers the numbers.
"""

from desktop.casework.papers.letterheads import letterhead
from desktop.casework.papers.made import Made, Subject
from desktop.casework.papers.stamping import stamp
from desktop.domain.fields import RECORDS
from desktop.domain.four_clear import Case
from desktop.domain.records import Evidence
from desktop.i18n import Language, word, words
from desktop.sheets import survey_form, wording
from desktop.sheets.survey_form import SurveyForm
from desktop.store import queries
from desktop.store.store import Store


def survey(store: Store, subject: Subject) -> Made:
    """A household's survey form, as all of it stands today."""
    home, language = subject.home, subject.language
    case = queries.case_of(store, home.id) or Case(household=home, zone=store.zone())
    number, today = f"调-{home.number or ''}", store.today()
    code = stamp(store, _lines(case, f"{survey_form.title(language)} {number}", today.isoformat(), language))
    kept = [row for row in store.records(Evidence, household=home.id) if not row.withdrawn]
    rows = SurveyForm(letterhead(store, home), number, today, case, len(kept), code)
    return Made("survey", subject, survey_form.paper(rows, language), None, number, stamp=code)


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
