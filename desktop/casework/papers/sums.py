"""The papers of a sum, gathered from the newest one that is locked: the compensation sheet and the policy card.

Promise: what stands on them is reckoned anew from the facts and under the plan that the sum was locked with; nothing of
today's ledger is among the amounts. A sheet that was issued once is the same sheet at every later print. Hidden: which
records the head of the sheet is told from.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from desktop.casework import agreement, household_rights, policy
from desktop.casework import calculation as reckoning
from desktop.casework.flats import of_option
from desktop.casework.ledger_fields import known_field
from desktop.casework.papers import letterheads, stamping, sum_sources
from desktop.casework.papers.made import Made, Subject
from desktop.casework.side_by_side import Items, SideBySide, side_by_side
from desktop.domain import money
from desktop.domain.errors import Refused
from desktop.domain.four_clear import Case
from desktop.domain.records import Area, Calculation, CalculationCheck, Flat, Household, Person, Sheet
from desktop.i18n import N_, Language, word
from desktop.policy import difference
from desktop.policy.calculation import Calculation as Done
from desktop.policy.pack import Option
from desktop.policy.trace import Line
from desktop.policy.wording import is_han, words_of
from desktop.sheets import compensation_sheet, wording
from desktop.sheets.compensation_sheet import Before, CompensationSheet, Figure, Home, Owner, Share, Way
from desktop.sheets.compensation_sheet import Line as Row
from desktop.sheets.page import bold
from desktop.sheets.remedy_words import Right
from desktop.store import queries
from desktop.store.store import Store

_OWNERS = ("owner", "co_owner")
_BODIES = {"reconsideration": "reconsideration_body", "litigation": "court"}
_ROUNDINGS = {
    "half_up": N_("rounded to the nearest {step}, a half upwards"),
    "half_even": N_("rounded to the nearest {step}, a half to the even one"),
    "up": N_("rounded up to {step}"),
    "down": N_("cut down to {step}"),
}


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


def sheet(store: Store, subject: Subject) -> Made:
    """The compensation sheet of the newest locked sum, or of an older one where its row is named."""
    language, home = subject.language, subject.home
    found = locked(store, home, subject.row, language)
    kept = _sheet_of(store, found.row)
    issued = kept or Sheet(
        household=home.id,
        number=f"{home.number}-{found.row.version:02}",
        version=found.row.version,
        calculation=found.row.id,
        issued_on=store.today(),
    )
    told = _told(store, found, issued, language)
    stamp = stamping.stamp(store, compensation_sheet.stamp_lines(told, language))
    return Made(
        kind="sheet",
        subject=subject,
        paper=compensation_sheet.paper(replace(told, stamp=stamp), language),
        row=issued.id,
        number=told.number,
        version=told.version,
        stamp=stamp,
        comes_with=() if kept else (issued,),
    )


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


def _sheet_of(store: Store, row: Calculation) -> Sheet | None:
    """The sheet that was issued of a sum; of several, from two machines, the first."""
    held = [each for each in store.records(Sheet, household=row.household) if each.calculation == row.id]
    return min((each for each in held if not each.withdrawn), key=lambda each: each.id, default=None)


def _told(store: Store, found: Sum, issued: Sheet, language: Language) -> CompensationSheet:
    row, pack = found.row, found.done.pack
    check = store.get(CalculationCheck, row.check) if row.check else None
    sources = sum_sources.sources(found.done, found.numbers, language)
    rounding, is_shared = rounding_of(found, language)
    newest = reckoning.versions(store, found.case.household.id)[0]
    return CompensationSheet(
        whose=letterheads.letterhead(store, found.case.household),
        household_number=found.case.household.number or "",
        number=issued.number or "",
        version=row.version or 0,
        issued_on=issued.issued_on or store.today(),
        locked_at=check.checked_at if check else None,
        home=home_of(found, language),
        ways=ways_of(found, language),
        lines=tuple(_line(found, line, "" if is_shared else None, language) for line in found.beside.lines),
        rounding=rounding,
        money=found.beside.money,
        plan=f"{pack.cover.name} {word('version {version}', language, version=pack.cover.version)}",
        plan_id=pack.id,
        facts=sources.facts,
        standards=sources.standards,
        reckoned=sources.reckoned,
        shares=_shares(store, found, language),
        before=_before(store, found, language),
        replaced_by=newest.version if newest.id != row.id else None,
        rights=rights_of(store, found),
        today=store.today(),
        reckoned_by=queries.staff_names(store).get(queries.author_of(store, row.id), ""),
        checked_by=(check.checked_by if check else "") or "",
    )


# What both papers tell


def ways_of(found: Sum, language: Language) -> tuple[Way, ...]:
    return tuple(
        Way(way.label, direction(way.direction, is_paying=way.is_household_paying, language=language) if way.total else "",
            way.total, way.in_words, way.reason)
        for way in found.beside.ways
    )  # fmt: skip


def direction(told: str, *, is_paying: bool, language: Language) -> str:
    """Who pays: in the plan's words where it has some in the paper's language."""
    if told and is_han(told) == wording.is_chinese(language):
        return told
    return word("You add", language) if is_paying else word("You receive", language)


def rights_of(store: Store, found: Sum) -> tuple[Right, ...]:
    """Every remedy of the household, with the body that decides on it where that is written down."""
    told = household_rights.rights_of(store, found.case)
    return tuple(Right(each.clock, _body(found.area, each.clock.term.name)) for each in told.remedies)


def _body(area: Area, term: str) -> str:
    field = _BODIES.get(term.partition("_")[2], "")
    return getattr(area, field) or "" if field and not term.startswith("expert") else ""


def home_of(found: Sum, language: Language) -> Home:
    case = found.case
    place = case.household
    address = place.address or " ".join(
        filter(None, (place.lane, place.door, place.building, place.unit, place.floor, place.room))
    )
    appraisal = case.appraisals[-1] if case.appraisals else None
    return Home(
        owners=owners_of(case.people, language),
        address=address,
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
        return tuple(Owner(each.name or nameless, _share(each)) for each in held)
    return tuple(Owner(each.name or nameless, is_tenant=True) for each in people if each.role == "tenant")


def _share(person: Person) -> str:
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
    return f"{sum(filter(None, areas)):f} ㎡" if any(areas) else ""


def waiting_of(case: Case) -> tuple[str, ...]:
    """What is not settled yet, and may add to the sum."""
    return tuple(
        f"{each.name or ''} {each.measured_area:f} ㎡".strip() if each.measured_area else each.name or ""
        for each in case.unregistered_parts
        if each.state == "undetermined"
    )


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
    return word("{place}, {area}", language, place=place, area=f"{flat.area:.2f} ㎡") if flat.area else place


# Lines


def _line(found: Sum, line: Items, rounding: str | None, language: Language) -> Row:
    figures = tuple(
        Figure("" if cell.short == cell.amount else cell.short, cell.amount, cell.reason) if cell else None
        for cell in line.cells
    )
    if rounding is None:
        counted = [cell.item for cell in line.cells if cell]
        rounding = next(
            (_rounded(found, each, language) for each in found.done.trace.lines if each.item in counted), ""
        )
    return Row(line.label, line.because, figures, rounding)


def rounding_of(found: Sum, language: Language) -> tuple[str, bool]:
    """How the lines are rounded, in a sentence, and whether that is the same for all of them."""
    numbers = found.numbers
    told = {_rounded(found, line, language) for line in found.done.trace.lines if line.item in numbers}
    totals = {
        _rounding(way.rounding, way.digits, found.beside.money, language)
        for way in found.done.trace.options
        if way.is_there and way.rounding != "none"
    }
    is_shared = len(told) == 1
    lines = (
        word("Every line is {rounding}.", language, rounding=told.pop())
        if is_shared
        else word("How a line is rounded stands below its name.", language)
    )
    result = (
        word("The result is {rounding}.", language, rounding=wording.listed(sorted(totals), language))
        if totals
        else word("The result is the sum of the lines.", language)
    )
    between = "" if wording.is_chinese(language) else " "
    return f"{lines}{between}{result}", is_shared


def _rounded(found: Sum, line: Line, language: Language) -> str:
    return _rounding(line.rounding, line.digits, found.beside.money, language)


def _rounding(way: str, digits: int, unit: str, language: Language) -> str:
    if way == "none":
        return word("not rounded", language)
    step = f"0.{'0' * (digits - 1)}1" if digits > 0 else f"{10**-digits}"
    return word(_ROUNDINGS[way], language, step=f"{step} {unit}")


# Shares, and why there is another version


def _shares(store: Store, found: Sum, language: Language) -> tuple[Share, ...]:
    """What each co-owner has of each way; none where one alone owns, or the shares do not make up the whole."""
    home, digits = found.case.household.id, found.beside.digits
    amounts = found.row.amounts()
    names = [option.name for option in found.options]
    told = {name: agreement.shares(store, home, amounts[name]) for name in names if name in amounts}
    people = [person for person, _ in next(iter(told.values()), ())]
    if len(people) < 2:  # noqa: PLR2004  nothing to share out
        return ()
    return tuple(
        Share(
            person.name or word("no name", language),
            _share(person),
            tuple(_amount(told[name][place][1], digits, language) if name in told else "" for name in names),
        )
        for place, person in enumerate(people)
    )


def _amount(amount: int, digits: int, language: Language) -> str:
    message = N_("adds {amount}") if amount < 0 else N_("has {amount}")
    return word(message, language, amount=money.shown(abs(amount), digits))


def _before(store: Store, found: Sum, language: Language) -> Before | None:
    row = found.row
    was = store.get(Calculation, row.supersedes) if row.supersedes else None
    if was is None:
        return None
    issued = _sheet_of(store, was)
    reason = (store.unsealed(row, "words") or {}).get("reason")
    return Before(
        version=was.version or 0,
        issued_on=issued.issued_on if issued else None,
        reason=str(reason or ""),
        moved=tuple(_moved(found, was, language)),
        steps=tuple(_steps(store, found, was, language)),
    )


def _moved(found: Sum, was: Calculation, language: Language) -> Iterator[str]:
    """What each way was and is now, with who pays in words."""
    before, after, digits = was.amounts(), found.row.amounts(), found.beside.digits
    for option in found.options:
        old, new = before.get(option.name), after.get(option.name)
        label = option.label or option.name
        if old == new:
            continue
        if old is None or new is None:
            message = N_("{way} is open now") if old is None else N_("{way} is no longer open")
            yield word(message, language, way=label)
            continue
        yield word(
            "{way}: {before} became {after}, {more}",
            language,
            way=label,
            before=_paid(old, digits, language),
            after=_paid(new, digits, language),
            more=_more(old, new, digits, language),
        )


def _paid(amount: int, digits: int, language: Language) -> str:
    return f"{direction('', is_paying=amount < 0, language=language)} {money.shown(abs(amount), digits)}"


def _more(old: int, new: int, digits: int, language: Language) -> str:
    if old < 0 and new < 0:
        message = N_("{amount} less to add") if new > old else N_("{amount} more to add")
    else:
        message = N_("{amount} more for you") if new > old else N_("{amount} less for you")
    return word(message, language, amount=money.shown(abs(new - old), digits))


def _steps(store: Store, found: Sum, was: Calculation, language: Language) -> Iterator[str]:
    """Each cause that moved a way, and by how much; nothing where the version before can't be reckoned anew here."""
    plan = policy.issued(store, was.pack or "")
    try:
        done = reckoning.restored(store, was, policy.of_record(plan)) if plan else None
    except Refused:
        return
    if done is None:
        return
    labels = {option.label or option.name for option in found.options}
    for told in difference.told(difference.difference(done, found.done), language):
        moved = [f"{way} {amount}" for way, amount, _ in told.moved if way in labels]
        if not told.is_folded and moved:
            what = wording.listed(told.what, language)
            yield word("{label}: {value}", language, label=what, value=wording.listed(moved, language))
