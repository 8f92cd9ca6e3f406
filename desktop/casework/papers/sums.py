"""The papers of a sum, gathered from the newest one that is locked: the compensation sheet and the policy card.

Promise: what stands on them is reckoned anew from the facts and under the plan that the sum was locked with; nothing of
today's ledger is among the amounts. A sheet that was issued once is the same sheet at every later print. Hidden: how
what changed since the version before is told.
"""

from collections.abc import Iterator
from dataclasses import replace

from desktop.casework import agreement, policy
from desktop.casework import calculation as reckoning
from desktop.casework.papers import issued_ledger, letterheads, locked_sum, plain_sum, stamping, sum_sources
from desktop.casework.papers.locked_sum import Sum
from desktop.casework.papers.made import Made, Subject
from desktop.casework.side_by_side import Items
from desktop.domain import money
from desktop.domain.errors import Refused
from desktop.domain.records import Calculation, CalculationCheck, Sheet
from desktop.i18n import N_, Language, word
from desktop.policy import difference
from desktop.policy.trace import Line
from desktop.sheets import compensation_sheet, policy_card, wording
from desktop.sheets.compensation_sheet import Before, CompensationSheet, Share
from desktop.sheets.remedy_words import Right
from desktop.sheets.sum_table import Account, Figure
from desktop.sheets.sum_table import Line as Row
from desktop.store import queries, sources
from desktop.store.store import Store

_MOST_CAUSES = 4  # of one step; the numbers themselves stand in the tables
_ROUNDINGS = {
    "half_up": N_("rounded to the nearest {step}, a half upwards"),
    "half_even": N_("rounded to the nearest {step}, a half to the even one"),
    "up": N_("rounded up to {step}"),
    "down": N_("cut down to {step}"),
}


def sheet(store: Store, subject: Subject) -> Made:
    """The compensation sheet of the newest locked sum, or of an older one where its row is named."""
    language, home = subject.language, subject.home
    now = locked_sum.locked(store, home, subject.row, language)
    kept = locked_sum.sheet_of(store, now.row, subject.row)
    ledger = kept.ledger if kept else None
    found = replace(now, case=issued_ledger.case(ledger, store.zone())) if ledger else now
    issued = kept or Sheet(
        household=home.id,
        number=f"{home.number or ''}-{found.row.version:02}",
        version=found.row.version,
        calculation=found.row.id,
        issued_on=store.today(),
        ledger=issued_ledger.kept(now.case),
    )
    rights = locked_sum.rights_of(store, now)
    told = _told(store, found, issued, rights, language)
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


def card(store: Store, subject: Subject) -> Made:
    """The policy card of the newest locked sum; its day is that of its printing."""
    language, home = subject.language, subject.home
    found = locked_sum.locked(store, home, subject.row, language)
    told = plain_sum.told(store, found, language)
    stamp = stamping.stamp(store, policy_card.stamp_lines(told, language))
    return Made(
        kind="card",
        subject=subject,
        paper=policy_card.paper(replace(told, stamp=stamp), language),
        row=found.row.id,
        number=home.number or "",
        version=found.row.version,
        stamp=stamp,
    )


def _told(store: Store, found: Sum, issued: Sheet, rights: tuple[Right, ...], language: Language) -> CompensationSheet:
    row = found.row
    check = store.get(CalculationCheck, row.check) if row.check else None
    newest = reckoning.versions(store, found.case.household.id)[0]
    return CompensationSheet(
        whose=letterheads.letterhead(store, found.case.household),
        household_number=found.case.household.number or "",
        number=issued.number or "",
        version=row.version or 0,
        issued_on=issued.issued_on or store.today(),
        locked_at=check.checked_at if check else None,
        home=locked_sum.home_of(found, language),
        account=account(found, language),
        shares=_shares(found, language),
        before=_before(store, found, language),
        replaced_by=newest.version if newest.id != row.id else None,
        rights=rights,
        today=store.today(),
        reckoned_by=queries.staff_names(store).get(sources.author_of(store, row.id), ""),
        checked_by=(check.checked_by if check else "") or "",
    )


def account(found: Sum, language: Language) -> Account:
    """The sum as it is printed, with all that it rests on."""
    pack = found.done.pack
    sources = sum_sources.sources(found.done, found.numbers, language)
    rounding, is_shared = _rounding_of(found, language)
    return Account(
        ways=locked_sum.ways_of(found, language),
        lines=tuple(_line(found, line, language, is_told=not is_shared) for line in found.beside.lines),
        rounding=rounding,
        money=found.beside.money,
        plan=f"{pack.cover.name} {word('version {version}', language, version=pack.cover.version)}",
        plan_id=pack.id,
        facts=sources.facts,
        standards=sources.standards,
        reckoned=sources.reckoned,
        assumed=sum_sources.assumed_days(found.done, found.numbers),
    )


# Lines


def _line(found: Sum, line: Items, language: Language, *, is_told: bool) -> Row:
    """A row; `is_told`: how it is rounded."""
    figures = tuple(
        Figure("" if cell.short == cell.amount else cell.short, cell.amount, cell.reason) if cell else None
        for cell in line.cells
    )
    counted = [cell.item for cell in line.cells if cell] if is_told else ()
    told = [_rounded(found, each, language) for each in found.done.trace.lines if each.item in counted]
    return Row(line.label, line.because, figures, wording.listed(dict.fromkeys(told), language))


def _rounding_of(found: Sum, language: Language) -> tuple[str, bool]:
    """How lines and results are rounded, in sentences, and whether that is the same for all lines."""
    told = {_rounded(found, line, language) for line in found.done.trace.lines if line.item in found.numbers}
    is_shared = len(told) == 1
    lines = (
        word("Every line is {rounding}.", language, rounding=told.pop())
        if is_shared
        else word("How a line is rounded stands below its name.", language)
    )
    between = "" if wording.is_chinese(language) else " "
    return between.join((lines, *_of_results(found, language))), is_shared


def _of_results(found: Sum, language: Language) -> Iterator[str]:
    labels = {option.name: option.label or option.name for option in found.options}
    ways = [way for way in found.done.trace.options if way.is_there and way.name in labels]
    rules = {way.name: _rounding(way.rounding, way.digits, found.beside.money, language) for way in ways}
    if all(way.rounding == "none" for way in ways):
        yield word("The result is the sum of the lines.", language)
    elif len(set(rules.values())) == 1:
        yield word("The result is {rounding}.", language, rounding=next(iter(rules.values())))
    else:
        for name, rule in rules.items():
            yield word("The result of {way} is {rounding}.", language, way=labels[name], rounding=rule)


def _rounded(found: Sum, line: Line, language: Language) -> str:
    return _rounding(line.rounding, line.digits, found.beside.money, language)


def _rounding(way: str, digits: int, unit: str, language: Language) -> str:
    if way == "none":
        return word("not rounded", language)
    step = f"0.{'0' * (digits - 1)}1" if digits > 0 else f"{10**-digits}"
    return word(_ROUNDINGS[way], language, step=f"{step} {unit}")


# Shares, and why there is another version


def _shares(found: Sum, language: Language) -> tuple[Share, ...]:
    """What each co-owner has of each way; none where one alone owns, or the shares do not make up the whole."""
    digits = found.beside.digits
    amounts = found.row.amounts()
    names = [option.name for option in found.options]
    told = {name: agreement.shares(found.case.people, amounts[name]) for name in names if name in amounts}
    people = [person for person, _ in next(iter(told.values()), ())]
    if len(people) < 2:  # noqa: PLR2004  nothing to share out
        return ()
    return tuple(
        Share(
            person.name or word("no name", language),
            locked_sum.share_of(person),
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
    issued = locked_sum.sheet_of(store, was)
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
            "{way}: it was “{before}”, it is “{after}”, {more}",
            language,
            way=label,
            before=_paid(old, digits, language),
            after=_paid(new, digits, language),
            more=_more(old, new, digits, language),
        )


def _paid(amount: int, digits: int, language: Language) -> str:
    return f"{locked_sum.paying(language, is_paying=amount < 0)} {money.shown(abs(amount), digits)}"


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
            what = wording.listed(told.what[:_MOST_CAUSES], language)
            if len(told.what) > _MOST_CAUSES:
                what = word("{what} and {n} more", language, what=what, n=len(told.what) - _MOST_CAUSES)
            yield word("{label}: {value}", language, label=what, value=wording.listed(moved, language))
