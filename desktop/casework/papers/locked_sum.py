"""A locked sum with all that its papers are told from: itself in all its lines, the ways, the household, its rights.

Promise: it is reckoned anew from the facts and under the plan that it was locked with; nothing of today's ledger is
among the amounts. Hidden: which records the head of a paper is told from.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from desktop.casework import calculation as reckoning
from desktop.casework import household_rights, policy
from desktop.casework.dwelling import place
from desktop.casework.flats import of_option
from desktop.casework.ledger_fields import known_field
from desktop.casework.papers import sum_sources
from desktop.casework.papers.bodies import body
from desktop.casework.side_by_side import SideBySide, side_by_side
from desktop.domain import money
from desktop.domain.errors import Refused
from desktop.domain.four_clear import Case
from desktop.domain.records import Area, Calculation, Flat, Household, Person, Sheet
from desktop.i18n import Language, word
from desktop.policy.calculation import Calculation as Done
from desktop.policy.pack import Option
from desktop.policy.wording import words_of
from desktop.sheets import wording
from desktop.sheets.compensation_sheet import Home, Owner
from desktop.sheets.page import bold
from desktop.sheets.remedy_words import Right
from desktop.sheets.sum_table import Way
from desktop.store import queries
from desktop.store.store import Store

_OWNERS = ("owner", "co_owner")


@dataclass(frozen=True)
class Sum:
    """A locked sum as it is printed: its row, itself in all its lines, set out by way, and its flats."""

    row: Calculation
    done: Done
    beside: SideBySide
    flats: Mapping[str, Flat]
    case: Case
    area: Area

    @property
    def options(self) -> list[Option]:
        """The ways in their order, also those that are not open."""
        return [option for option in self.done.pack.options if option.is_choice]

    @property
    def numbers(self) -> dict[str, int]:
        """The number of its row for each item that an open way counts."""
        open_ones = [option for option in self.options if option.name in self.done.outcome.totals]
        rows = {cell.item: number for number, line in enumerate(self.beside.lines, 1) for cell in line.cells if cell}
        labels = {line.label: number for number, line in reversed([*enumerate(self.beside.lines, 1)])}
        names = {item.name: item.label or item.name for item in self.done.pack.items}
        counted = {name for option in open_ones for name in option.signs}
        return {name: rows.get(name) or labels[names[name]] for name in names if name in counted}


def locked(store: Store, home: Household, named: bytes | None, language: Language) -> Sum:
    """The newest locked sum of a household, or the one that is named by its own row or by its sheet's.

    Refused where none is locked, or its facts or its plan can't be read here.
    """
    row = _row(store, home, named)
    plan = policy.issued(store, row.pack or "")
    done = reckoning.restored(store, row, policy.of_record(plan)) if plan else None
    case = queries.case_of(store, home.id)
    if done is None or case is None:
        raise Refused(
            "The plan or the facts of version {version} can't be read here. Nothing was printed.",
            "Print it where the household was worked on.",
            version=row.version,
        )
    flats = reckoning.flats_of(store, row)
    area = next(iter(store.records(Area)), Area())
    return Sum(row, done, side_by_side(done, language, flats=flats), flats, case, area)


def _row(store: Store, home: Household, named: bytes | None) -> Calculation:
    held = reckoning.versions(store, home.id)
    if not held:
        raise Refused(
            "No sum of this household is locked yet, so there is nothing to print.",
            "Calculate it, have it checked and lock it; then print.",
        )
    if named is None:
        return held[0]
    issued = store.get(Sheet, named)
    wanted = issued.calculation if issued else named
    found = next((row for row in held if row.id == wanted), None)
    if found is None:
        raise Refused("This sum was withdrawn, or is not this household's.", "Print the newest sum instead.")
    return found


def sheet_of(store: Store, row: Calculation, named: bytes | None = None) -> Sheet | None:
    """The sheet that was issued of a sum; of several, from two machines, the one that is named, else the first."""
    held = [each for each in store.records(Sheet, household=row.household) if each.calculation == row.id]
    living = (each for each in held if not each.withdrawn)
    return min(living, key=lambda each: (each.id != named, each.id), default=None)


def ways_of(found: Sum, language: Language) -> tuple[Way, ...]:
    """The ways in their order; who pays is said in words, and not in a plan's own, which may only name what is paid."""
    return tuple(
        Way(
            way.label,
            paying(language, is_paying=way.is_household_paying) if way.total else "",
            way.total,
            way.in_words,
            way.reason,
        )
        for way in found.beside.ways
    )


def paying(language: Language, *, is_paying: bool) -> str:
    """您添 or 您得."""
    return word("You add", language) if is_paying else word("You receive", language)


def rights_of(store: Store, found: Sum) -> tuple[Right, ...]:
    """Every remedy of the household, with the body that decides on it where that is written down."""
    told = household_rights.rights_of(store, found.case)
    return tuple(Right(each.clock, body(found.area, each.clock.term.name)) for each in told.remedies)


def home_of(found: Sum, language: Language) -> Home:
    case = found.case
    appraisal = case.appraisals[-1] if case.appraisals else None
    return Home(
        owners=owners_of(case.people, language),
        address=place(case.household),
        certificates=wording.listed(
            (each.certificate_number for each in case.houses if each.certificate_number), language
        ),
        built=wording.listed(dict.fromkeys(_built(found, language)), language),
        area=_area(found, language),
        waiting=waiting_of(case),
        appraised=_appraised(found, language),
        appraised_on=appraisal.appraised_on if appraisal else None,
        flats=tuple(
            (option.label or option.name, flat_told(flat, language))
            for option in found.options
            for flat in of_option(found.done.pack, option.name, found.flats)
            if option.name in found.done.outcome.totals
        ),
    )


def owners_of(people: tuple[Person, ...], language: Language) -> tuple[Owner, ...]:
    """Those whose house it is; where it belongs to none of them, those who rent it from the state."""
    nameless = word("no name", language)
    held = sorted((each for each in people if each.role in _OWNERS), key=lambda each: _OWNERS.index(each.role or ""))
    if held:
        return tuple(Owner(each.name or nameless, share_of(each)) for each in held)
    return tuple(Owner(each.name or nameless, is_tenant=True) for each in people if each.role == "tenant")


def share_of(person: Person) -> str:
    if person.share is None:
        return ""
    text = f"{person.share:f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}%"


def _built(found: Sum, language: Language) -> Iterator[str]:
    for house in found.case.houses:
        year = word("built in {year}", language, year=house.year_built) if house.year_built else ""
        yield " · ".join(filter(None, (house.structure, house.certified_use, year)))


def _area(found: Sum, language: Language) -> str:
    added, total, label = sum_sources.area_told(found.done, found.numbers)
    told = " + ".join(f"{name} {value.removesuffix(' ㎡')}" for name, value in added)
    if total:
        return f"{told} = {bold(total)}" if told else f"{label} {total}"
    if told:
        return wording.listed((f"{name} {value}" for name, value in added), language)
    areas = [each.recognised_area or each.registered_gross for each in found.case.houses]
    return metres(sum(filter(None, areas), Decimal())) if any(areas) else ""


def waiting_of(case: Case) -> tuple[str, ...]:
    """What is not settled yet, and may add to the sum."""
    return tuple(
        f"{each.name or ''} {metres(each.measured_area)}".strip() if each.measured_area else each.name or ""
        for each in case.unregistered_parts
        if each.state == "undetermined"
    )


def metres(area: Decimal) -> str:
    """An area with its two decimals, or as many as it has."""
    digits = max(2, -int(area.normalize().as_tuple().exponent))
    return f"{area:.{digits}f} ㎡"


def _appraised(found: Sum, language: Language) -> str:
    """The price that the sum was reckoned with, and the report in which it stands."""
    pack, given = found.done.pack, found.done.facts.given
    asked = (one for one in pack.inputs if (known := known_field(one.field)) and known.record == "appraisal")
    one = next((one for one in asked if isinstance(given.get(one.name), Fraction)), None)
    row = found.case.appraisals[-1] if found.case.appraisals else None
    if one is not None:
        price = words_of(pack).shown(Fraction(str(given[one.name])), found.done.proofed.facts[one.name])
    elif row is not None and row.unit_price:
        price = f"{money.shown(row.unit_price)} {pack.cover.money_unit}/㎡"
    else:
        return ""
    if row is None or not row.report_number:
        return price
    return word("{price} (report {number})", language, price=price, number=row.report_number)


def flat_told(flat: Flat, language: Language) -> str:
    """Where a flat is, and how large."""
    unit = word("unit {unit}", language, unit=flat.unit) if flat.unit else ""
    building = word("building {building}", language, building=flat.building) if flat.building else ""
    between = " " if wording.is_chinese(language) else ", "
    place = between.join(filter(None, (building, unit, flat.room)))
    return word("{place}, {area}", language, place=place, area=metres(flat.area)) if flat.area else place
