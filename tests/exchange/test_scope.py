from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from desktop.exchange.scope import AREA, ASSIGNED, TEAM, Charge, Scope, scope_of

CHEN, HE, LEAD = b"chen", b"he", b"lead"
LAPTOP, OTHER = b"laptop", b"other"


@dataclass(frozen=True)
class Of:
    """A line of a certificate."""

    person: bytes
    scope: str


CHARGES = {
    b"chen's": Charge(CHEN, OTHER, "一组"),
    b"he's": Charge(HE, LAPTOP, "一组"),
    b"second team's": Charge(b"zhao", OTHER, "二组"),
    b"new here": Charge(None, LAPTOP, "一组"),
    b"new elsewhere": Charge(None, OTHER, "一组"),
    b"of the ledger": Charge(None, None, None),
}


def held(*lines: Of, team: str = "一组", united: dict[bytes, bytes] | None = None) -> Scope:
    return scope_of(LAPTOP, team, lines, CHARGES, united or {})


def test_a_worker_holds_the_assigned_ones_and_what_the_laptop_wrote_down_until_somebody_gets_it() -> None:
    assert held(Of(CHEN, ASSIGNED)).households == {b"chen's", b"new here"}


def test_two_persons_of_one_laptop_hold_what_either_looks_after() -> None:
    assert held(Of(CHEN, ASSIGNED), Of(HE, ASSIGNED)).households == {b"chen's", b"he's", b"new here"}


def test_a_lead_holds_all_of_the_team() -> None:
    assert held(Of(LEAD, TEAM)).households == {b"chen's", b"he's", b"new here", b"new elsewhere"}


def test_a_lead_without_a_team_does_not_hold_what_is_nobodys() -> None:
    assert held(Of(LEAD, TEAM), team="").households == {b"new here"}


def test_the_office_holds_all() -> None:
    everything = held(Of(CHEN, ASSIGNED), Of(b"clerk", AREA))
    assert everything.is_all
    assert everything.holds(b"of the ledger")


def test_a_laptop_whose_people_all_left_holds_nothing() -> None:
    assert held() == Scope(is_all=False, households=frozenset())


def test_united_households_go_together() -> None:
    united = {b"of the ledger": b"chen's", b"twice": b"of the ledger", b"second team's": b"gone"}
    assert held(Of(CHEN, ASSIGNED), united=united).households == {b"chen's", b"new here", b"of the ledger", b"twice"}
    in_a_circle = {b"of the ledger": b"second team's", b"second team's": b"of the ledger"}
    assert held(Of(CHEN, ASSIGNED), united=in_a_circle).households == {b"chen's", b"new here"}


PEOPLE = st.sampled_from([CHEN, HE, LEAD])


@given(
    st.lists(st.builds(Of, PEOPLE, st.sampled_from([ASSIGNED, TEAM])), max_size=3),
    st.dictionaries(
        st.binary(min_size=1, max_size=1),
        st.builds(
            Charge, PEOPLE | st.none(), st.sampled_from([LAPTOP, OTHER]) | st.none(), st.sampled_from(["一组", "二组"])
        ),
    ),
)
def test_nobody_holds_another_teams_household_that_is_assigned_to_nobody_of_the_laptop(
    lines: list[Of], charges: dict[bytes, Charge]
) -> None:
    found = scope_of(LAPTOP, "一组", lines, charges, {})
    people = {line.person for line in lines}
    for household in found.households:
        charge = charges[household]
        assert charge.holder in people or charge.team == "一组" or charge.made_on == LAPTOP
