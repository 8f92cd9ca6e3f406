from hypothesis import given
from hypothesis import strategies as st

from desktop.exchange.duplicates import Suspect, Traits, suspects, traits


def family(label: str, **known: str) -> Traits:
    return traits(label, number=label, names=["马示例"], **known)  # pyright: ignore[reportArgumentType]


def test_the_same_id_number_is_the_strongest_reason() -> None:
    new = traits("1", id_numbers=["999999195603070026"], names=["马示例"], address="示例里1号")
    known = traits("2", id_numbers=["999999195603070026"], names=["马示例"], address="示例里1号")
    assert suspects([new], [known]) == (Suspect("1", "2", "the same ID number"),)


def test_one_name_at_one_place_is_suspected_however_the_place_is_written() -> None:
    (suspect,) = suspects([family("1", address="示例里 1 号")], [family("2", address="示例里１号")])
    assert suspect == Suspect("1", "2", "the same name and address")


def test_one_name_with_one_phone_is_suspected_however_it_is_written() -> None:
    (suspect,) = suspects([family("1", phone="100-0000-6021")], [family("2", phone="100 0000 6021")])
    assert suspect.reason == "the same name and phone"


def test_one_number_given_twice_is_suspected() -> None:
    first, second = traits("R-3", number="R-3", names=["马示例"]), traits("R-3", number="Ｒ-3", names=["李示例"])
    assert suspects([first, second]) == (Suspect("R-3", "R-3", "the same household number"),)


def test_a_name_alone_a_phone_alone_and_a_place_alone_are_no_reason() -> None:
    for first, second in (
        (traits("1", names=["马示例"]), traits("2", names=["马示例"])),
        (traits("1", phone="100-0000-6021"), traits("2", phone="100-0000-6021")),
        (
            traits("1", names=["马示例"], phone="100-0000-6021", address="示例里1号"),
            traits("2", names=["李示例"], phone="100-0000-6021", address="示例里1号"),
        ),
    ):
        assert not suspects([first], [second])


def test_households_that_are_known_already_are_not_compared_with_each_other() -> None:
    known = [family("1", address="示例里1号"), family("2", address="示例里1号")]
    assert not suspects([], known)
    assert len(suspects([family("3", address="示例里1号")], known)) == 2


def test_what_very_many_share_tells_nothing() -> None:
    """An office's phone or a lane's name: the pairs would be as many as all households squared."""
    assert not suspects([family(f"{n}", phone="100-0000-0000") for n in range(1000)])


@given(st.lists(st.tuples(st.sampled_from("甲乙丙"), st.sampled_from("12"), st.sampled_from("ab")), max_size=12))
def test_every_pair_that_shares_a_key_is_listed_once(rows: list[tuple[str, str, str]]) -> None:
    everybody = [
        traits(f"{n}", names=[name], address=place, phone=phone) for n, (name, place, phone) in enumerate(rows)
    ]
    found = {(each.first, each.second) for each in suspects(everybody)}
    assert found == {
        (f"{n}", f"{m}")
        for m, (name, place, _) in enumerate(rows)
        for n, (other, there, _) in enumerate(rows[:m])
        if (name, place) == (other, there)
    }
