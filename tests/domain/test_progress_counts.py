"""Every number that is counted is the number of households that are shown for it."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.identity import new_id
from desktop.domain.progress import OF_STAGES, By, Counts, Measure, Selection, Stand, chosen, grouped
from desktop.domain.stages import Stage

NAMES = st.none() | st.sampled_from(("一组", "二组", "十组"))
STANDS = st.lists(
    st.builds(
        Stand,
        household=st.builds(new_id),
        stage=st.sampled_from(Stage),
        passed_over=st.lists(st.sampled_from(Stage), unique=True, max_size=3).map(tuple),
        lane=NAMES,
        team=NAMES,
        late_promises=st.integers(0, 2),
        late_replies=st.integers(0, 2),
        is_moved_unpaid=st.booleans(),
        has_right_ending=st.booleans(),
    ),
    max_size=12,
).map(lambda stands: [replace(each, is_untold=each.has_right_ending and not each.late_promises) for each in stands])
ASKED = [(measure, stage) for measure in Measure for stage in (Stage if measure in OF_STAGES else (None,))]


@given(STANDS, st.sampled_from(By))
def test_each_count_is_the_number_of_households_that_it_opens(stands: list[Stand], by: By) -> None:
    whole = Counts.of(stands)
    for measure, stage in ASKED:
        assert whole.number(measure, stage) == len(chosen(stands, Selection(measure, stage)))
        for group in grouped(stands, by, str):
            opened = chosen(stands, Selection(measure, stage, by, group.name))
            assert group.counts.number(measure, stage) == len(opened)


@given(STANDS, st.sampled_from(By))
def test_the_groups_are_the_whole_by_name_whatever_their_numbers(stands: list[Stand], by: By) -> None:
    groups = grouped(stands, by, str)
    names = [group.name for group in groups]
    assert names == sorted(names, key=lambda name: (name is None, name or ""))
    assert sum(group.counts.households for group in groups) == Counts.of(stands).households == len(stands)
    assert sum(group.counts.late_promises for group in groups) == sum(each.late_promises for each in stands)


@given(STANDS)
def test_whom_a_stage_lacks_stand_at_the_one_before(stands: list[Stand]) -> None:
    whole = Counts.of(stands)
    for before, stage in zip(Stage, list(Stage)[1:], strict=False):
        assert whole.reached(before) - whole.reached(stage) == whole.number(Measure.AT, before)


def test_nothing_is_counted_of_nobody() -> None:
    nothing = Counts.of(())
    assert {nothing.number(measure, stage) for measure, stage in ASKED} == {0}
    assert grouped((), By.TEAM, str) == ()
