"""What a household may still do, and until when: never guessed, and changed by an area only in its favour."""

from datetime import date, timedelta
from typing import Any

import pytest
from builders import TODAY, a_household, a_service, an_agreement, an_appraisal, at
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import rights
from desktop.domain.checks import findings
from desktop.domain.errors import Level
from desktop.domain.fields import RECORDS
from desktop.domain.four_clear import Case
from desktop.domain.records import Area, AreaClock, AreaDay, Record
from desktop.domain.rights import TERMS, Clock, Rules, Side, State, area_starts, clock, own_starts
from desktop.domain.working_days import Calendar, DayKind, Period, Unit

COUNTRY = Calendar({}, frozenset({2026}))
LAW = rights.rules(COUNTRY)


def set_to(name: str, length: int, **changes: Any) -> AreaClock:
    return AreaClock.of({"clock": name, "length": length, "reason": "片区定的"} | changes)


def a_day(day: date, kind: str, **changes: Any) -> AreaDay:
    return AreaDay.of({"day": day, "kind": kind, "reason": "当地过节"} | changes)


def a_case(*records: Record) -> Case:
    return Case.of(a_household(), records)


def served(document: str, day: date, number: str | None = "示例 1", **changes: object) -> Record:
    return a_service(document=document, served_at=at(10, day=day), document_number=number, **changes)


def clocks_of(case: Case, area: Area = Area(), rules: Rules = LAW) -> dict[str, Clock]:  # noqa: B008  a frozen value
    return {start.term.name: clock(start, rules) for start in (*own_starts(case), *area_starts(area, case))}


def ends(found: Clock) -> date:
    assert found.end is not None
    return found.end.day


# The table


def test_the_terms_are_the_choices_of_the_areas_record() -> None:
    assert list(rights.RULED) == [key for key, _ in RECORDS["area_clock"].field["clock"].choices]


@pytest.mark.parametrize(
    ("name", "days", "article"), [("grievance", 60, "信访工作条例 第三十四条"), ("data_request", 30, "个人信息保护法")]
)
def test_what_is_brought_to_the_office_is_answered_within_its_period(name: str, days: int, article: str) -> None:
    term = rights.REPLIES[name]
    assert (term.side, term.period) == (Side.OFFICE, Period(days, Unit.DAYS))
    assert term.article.startswith(article)
    assert name in RECORDS
    found = clock(rights.Start(term, date(2026, 11, 2)), LAW)
    assert ends(found) >= date(2026, 11, 2) + timedelta(days=days)


@pytest.mark.parametrize(
    ("name", "side", "length", "unit"),
    [
        ("draft_comments", Side.HOUSEHOLD, 30, Unit.DAYS),
        ("review", Side.HOUSEHOLD, 10, Unit.DAYS),
        ("review_answer", Side.OFFICE, 10, Unit.DAYS),
        ("expert_review", Side.HOUSEHOLD, 10, Unit.DAYS),
        ("expert_opinion", Side.OFFICE, 10, Unit.DAYS),
        ("decision_reconsideration", Side.HOUSEHOLD, 60, Unit.DAYS),
        ("decision_litigation", Side.HOUSEHOLD, 6, Unit.MONTHS),
        ("compensation_reconsideration", Side.HOUSEHOLD, 60, Unit.DAYS),
        ("compensation_litigation", Side.HOUSEHOLD, 6, Unit.MONTHS),
        ("publication", Side.OFFICE, 20, Unit.WORKING_DAYS),
        ("enforcement", Side.OFFICE, 3, Unit.MONTHS),
        ("freeze", Side.OFFICE, 12, Unit.MONTHS),
    ],
)
def test_the_law_fixes_the_periods(name: str, side: Side, length: int, unit: Unit) -> None:
    assert (TERMS[name].side, TERMS[name].period) == (side, Period(length, unit))
    assert "号" in TERMS[name].article


# What has begun


def test_a_served_report_starts_the_review() -> None:
    found = clocks_of(a_case(served("appraisal_report", date(2026, 11, 10)), an_appraisal()))
    assert list(found) == ["review"]
    assert ends(found["review"]) == date(2026, 11, 20)
    assert found["review"].days_left(TODAY) == 2
    assert found["review"].share_left(TODAY) == pytest.approx(0.2)


def test_an_appraisal_of_which_no_service_is_known_starts_nothing_that_is_guessed() -> None:
    (review,) = clocks_of(a_case(an_appraisal())).values()
    assert (review.start, review.end, review.state(TODAY)) == (None, None, State.UNKNOWN)
    assert review.share_left(TODAY) == 0


def test_without_report_or_decision_no_clock_runs() -> None:
    assert not clocks_of(a_case(served("sheet", TODAY), served("agreement", TODAY)))


def test_the_answer_to_a_review_starts_the_next_remedy() -> None:
    found = clocks_of(a_case(served("review_answer", date(2026, 11, 16))))
    assert ends(found["expert_review"]) == date(2026, 11, 26)


def test_a_refused_or_left_document_was_served() -> None:
    left = served("appraisal_report", date(2026, 11, 10), refused=True, manner="left", witness="示例")
    assert clocks_of(a_case(left))["review"].start == date(2026, 11, 10)


def test_a_second_copy_starts_nothing_anew_but_another_report_does() -> None:
    first, copy = (served("appraisal_report", date(2026, 11, day)) for day in (5, 12))
    assert clocks_of(a_case(copy, first))["review"].start == date(2026, 11, 5)
    other = served("appraisal_report", date(2026, 11, 13), "示例 2")
    assert clocks_of(a_case(copy, other, first))["review"].start == date(2026, 11, 13)


def test_a_withdrawn_service_starts_nothing() -> None:
    gone = served("appraisal_report", TODAY, withdrawn=True, withdrawn_reason="记错了户")
    assert not clocks_of(a_case(gone))


def test_the_decision_counts_from_its_notice_for_everybody() -> None:
    found = clocks_of(a_case(), Area(notice_on=date(2026, 10, 9), decision_number="示例征决 1 号"))
    assert {name: ends(each) for name, each in found.items()} == {
        "decision_reconsideration": date(2026, 12, 8),
        "decision_litigation": date(2027, 4, 9),
    }
    assert found["decision_litigation"].end is not None
    assert not found["decision_litigation"].end.is_certain, "of 2027 no holidays are known"


def test_a_decision_without_a_known_notice_counts_from_service_or_has_no_known_start() -> None:
    decided = Area(decision_number="示例征决 1 号")
    assert {each.state(TODAY) for each in clocks_of(a_case(), decided).values()} == {State.UNKNOWN}
    given_it = a_case(served("decision_notice", date(2026, 10, 20)))
    assert {each.start for each in clocks_of(given_it, decided).values()} == {date(2026, 10, 20)}
    assert not clocks_of(a_case(), Area())


def test_a_compensation_decision_starts_both_of_its_remedies() -> None:
    found = clocks_of(a_case(served("compensation_decision", date(2026, 10, 12))))
    assert ends(found["compensation_reconsideration"]) == date(2026, 12, 11)
    assert ends(found["compensation_litigation"]) == date(2027, 4, 12)
    unserved = clocks_of(a_case(an_agreement(state="decision")))
    assert {each.state(TODAY) for each in unserved.values()} == {State.UNKNOWN}


# Where it stands


@pytest.mark.parametrize(
    ("day", "state", "left", "share"),
    [
        (date(2026, 11, 10), State.RUNNING, 10, 1.0),
        (date(2026, 11, 19), State.RUNNING, 1, 0.1),
        (date(2026, 11, 20), State.LAST_DAY, 0, 0.0),
        (date(2026, 11, 21), State.PASSED, -1, 0.0),
    ],
)
def test_a_clock_runs_until_its_last_day_is_over(day: date, state: State, left: int, share: float) -> None:
    review = clocks_of(a_case(served("appraisal_report", date(2026, 11, 10))))["review"]
    assert (review.state(day), review.days_left(day)) == (state, left)
    assert review.share_left(day) == pytest.approx(share)


def test_the_foremost_is_what_ends_soonest_then_what_has_no_known_start_then_what_passed_last() -> None:
    report, answer, early = (
        clocks_of(a_case(served(document, TODAY - timedelta(days=back))))
        for document, back in (("appraisal_report", 3), ("review_answer", 1), ("appraisal_report", 40))
    )
    unknown = clocks_of(a_case(an_appraisal()))["review"]
    running, later, passed = report["review"], answer["expert_review"], early["review"]
    assert rights.foremost([passed, unknown, later, running], TODAY) is running
    assert rights.foremost([passed, unknown], TODAY) is unknown
    assert rights.foremost([passed], TODAY) is passed
    assert rights.foremost([], TODAY) is None
    assert rights.next_open([passed, later, running], TODAY) is later
    assert rights.next_open([passed], TODAY) is None


# What an area may change


@pytest.mark.parametrize(("name", "length"), [("review", 9), ("decision_litigation", 5), ("review", 0)])
def test_no_area_gives_a_household_less_than_the_law(name: str, length: int) -> None:
    (found,) = findings(set_to(name, length), TODAY)
    assert (found.field, found.level) == ("length", Level.ERROR)
    assert found.proposal == str(TERMS[name].period.length)


@pytest.mark.parametrize(("name", "length"), [("review_answer", 11), ("publication", 21), ("publication", 0)])
def test_no_area_gives_its_office_more_than_the_law(name: str, length: int) -> None:
    (found,) = findings(set_to(name, length), TODAY)
    assert (found.field, found.level) == ("length", Level.ERROR)


@pytest.mark.parametrize(("name", "length"), [("review", 3651), ("decision_litigation", 121)])
def test_no_clock_runs_for_more_than_ten_years(name: str, length: int) -> None:
    assert findings(set_to(name, length), TODAY)
    assert not findings(set_to(name, length - 1), TODAY)


def test_a_reason_is_needed() -> None:
    assert [found.field for found in findings(set_to("review", 15, reason=""), TODAY)] == ["reason"]
    assert [found.field for found in findings(a_day(TODAY, "rest", reason=None), TODAY)] == ["reason"]
    assert not findings(a_day(date(2027, 2, 8), "rest"), TODAY), "a holiday of next year is no slip"


@given(rows=st.lists(st.builds(set_to, st.sampled_from([*TERMS]), st.integers(-5, 5000))))
def test_whatever_is_written_changes_periods_only_in_favour(rows: list[AreaClock]) -> None:
    found = rights.rules(COUNTRY, rows).periods
    for name, term in TERMS.items():
        assert found[name].unit is term.period.unit
        if term.side is Side.HOUSEHOLD:
            assert found[name].length >= term.period.length
        else:
            assert 1 <= found[name].length <= term.period.length


def test_of_two_rows_that_met_the_better_one_holds_and_a_withdrawn_one_does_not() -> None:
    rows = [set_to("review", 15), set_to("review", 20), set_to("review", 30, withdrawn=True), set_to("publication", 5)]
    found = rights.rules(COUNTRY, rows).periods
    assert (found["review"].length, found["publication"].length) == (20, 5)


def test_a_rest_day_of_the_area_lengthens_the_households_time_and_not_the_offices() -> None:
    friday = date(2026, 11, 20)
    found = rights.rules(COUNTRY, days=[a_day(friday, "rest")])
    assert not found.calendars[Side.HOUSEHOLD].is_working(friday)
    assert found.calendars[Side.OFFICE].is_working(friday)
    (review,) = clocks_of(a_case(served("appraisal_report", date(2026, 11, 10))), rules=found).values()
    assert ends(review) == date(2026, 11, 23)


def test_a_working_day_of_the_area_shortens_the_offices_time_and_not_the_households() -> None:
    saturday = date(2026, 11, 21)
    found = rights.rules(COUNTRY, days=[a_day(saturday, "work")])
    assert not found.calendars[Side.HOUSEHOLD].is_working(saturday)
    assert found.calendars[Side.OFFICE].is_working(saturday)


def test_in_a_year_without_a_calendar_the_areas_days_stand_for_it() -> None:
    monday, saturday = date(2027, 2, 8), date(2027, 2, 13)
    found = rights.rules(COUNTRY, days=[a_day(monday, "rest"), a_day(saturday, "work")])
    for calendar in found.calendars.values():
        assert not calendar.is_working(monday)
        assert calendar.is_working(saturday)
        assert 2027 not in calendar.years


@given(
    kinds=st.lists(
        st.tuples(st.dates(date(2026, 1, 1), date(2026, 2, 28)), st.sampled_from(["rest", "work"])), max_size=20
    ),
    start=st.dates(date(2026, 1, 1), date(2026, 2, 15)),
)
def test_no_day_that_an_area_adds_turns_against_the_household(kinds: list[tuple[date, str]], start: date) -> None:
    own = rights.rules(COUNTRY, days=[a_day(*each) for each in kinds])
    for name in ("review", "publication"):
        first, second = (ends(clock(rights.Start(TERMS[name], start), rules)) for rules in (LAW, own))
        assert (second >= first) if name == "review" else (second <= first)


def test_the_kinds_of_a_day_are_those_of_the_record() -> None:
    assert [*DayKind] == [key for key, _ in RECORDS["area_day"].field["kind"].choices]
