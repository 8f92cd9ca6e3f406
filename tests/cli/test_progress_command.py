"""`ruhu progress` counts as the page does."""

import pytest
from terminal import Ruhu

pytestmark = pytest.mark.usefixtures("stated")


def test_the_area_is_counted_by_stage_team_and_lane(ruhu: Ruhu) -> None:
    facts = ruhu("progress", "--json").facts
    assert facts["households"] == 1
    assert facts["owed"]["unpaid"] == facts["owed"]["overdue"] == 1
    assert [each["reached"] for each in facts["stages"]] == [1, 1, 0, 0, 0, 0, 0]
    assert [each["passed_over"] for each in facts["stages"]] == [0, 0, 1, 1, 1, 1, 0]
    assert [(each["team"], each["households"]) for each in facts["teams"]] == [(None, 1)]
    said = ruhu("progress").out
    assert said.index("moved before paid") < said.index("2 visited")
    assert "(no team yet)" in ruhu("progress", "--by", "team").out
    assert "(no lane written down)" in ruhu("progress", "--by", "lane").out
    ruhu("progress", "--by", "merit", ends=2)
