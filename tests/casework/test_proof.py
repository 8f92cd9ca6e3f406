"""A fact names its evidence in one list, and a piece of evidence knows by it what it proves."""

from dataclasses import replace
from typing import Any

import builders
import stores
from stores import NewStore

from desktop.casework import proof
from desktop.domain.four_clear import Case
from desktop.domain.records import Evidence, House, Household
from desktop.exchange import cell


def a_piece(n: int, **stated: Any) -> Evidence:
    return Evidence.of({"kind": "photo", "digest": f"{n:064x}", "media_type": "image/jpeg"} | stated)


def a_case(**house: Any) -> Case:
    home = builders.a_household()
    return Case.of(home, [builders.a_house(household=home.id, **house), builders.a_fixture(household=home.id)])


def test_a_piece_proves_the_facts_whose_lists_name_it() -> None:
    case = a_case(certificate_evidence=("产权证首页", "土地证"), measured_area_evidence=("产权证首页",))
    page, plan = a_piece(1, caption="产权证首页"), a_piece(2, caption="量测图")
    proved = proof.proved(case, [page, plan])
    assert [fact.field.name for fact in proved[page.id]] == ["certificate_evidence", "measured_area_evidence"]
    assert proved[plan.id] == ()
    house = case.houses[0].id
    assert proof.proofs(case, [page, plan]) == {
        (house, "certificate_evidence"): (page.id,),
        (house, "measured_area_evidence"): (page.id,),
    }


def test_it_is_linked_and_unlinked_and_what_else_is_named_stays() -> None:
    fact = next(iter(proof.facts(a_case(certificate_evidence=("土地证",)))))
    once = proof.Fact(proof.linked(fact, "门牌", is_linked=True), fact.field)
    assert once.names == ("土地证", "门牌")
    assert proof.linked(once, "门牌", is_linked=True) == once.record, "twice is once"
    assert proof.linked(once, "门牌", is_linked=False) == fact.record


def test_pieces_that_are_called_the_same_have_names_of_their_own() -> None:
    first, second = a_piece(0xABCDEF << 232, caption="门牌"), a_piece(0x123456 << 232, caption="门牌")
    names = proof.names([first, second])
    assert names == {first.id: "门牌", second.id: "门牌 12345600"}
    case = a_case(certificate_evidence=("门牌 12345600",))
    assert proof.proved(case, [first, second])[first.id] == ()
    assert proof.proved(case, [first, second])[second.id]


def test_what_a_piece_proves_stays_where_another_of_its_name_is_withdrawn() -> None:
    first, second = a_piece(0xABCDEF << 232, caption="门牌"), a_piece(0x123456 << 232, caption="门牌")
    gone = replace(first, withdrawn=True)
    case = a_case(certificate_evidence=("门牌 12345600",), measured_area_evidence=("门牌",))
    proved = proof.proved(case, [gone, second])
    assert {row: [each.field.name for each in facts] for row, facts in proved.items()} == {
        second.id: ["certificate_evidence"]
    }


def test_a_name_can_be_typed_into_a_list_and_is_still_one() -> None:
    piece = a_piece(1, caption="东墙、南墙,两面;\n 远看" + "长" * 90)
    (name,) = proof.names([piece]).values()
    case = a_case()
    fact = next(iter(proof.facts(case)))
    assert cell.read(fact.field, f"{name}、土地证", today=builders.TODAY).value == (name, "土地证")


def test_without_words_the_file_or_the_fingerprint_names_it() -> None:
    named, bare = a_piece(1, file_name="IMG_1.jpg"), a_piece(0xFEDC << 240)
    assert [*proof.names([named, bare]).values()] == ["IMG_1.jpg", "fedc0000"]


def test_a_fact_tells_what_is_known_of_it() -> None:
    case = a_case(measured_area=None)
    stated = {fact.field.name: [each.name for each in fact.stated] for fact in proof.facts(case)}
    assert stated["registered_area_evidence"] == ["registered_gross"]
    assert stated["measured_area_evidence"] == []
    assert "item_evidence" in stated, "a fixture's"


def test_a_link_is_saved_like_any_change_of_its_fact(new_store: NewStore) -> None:
    home, _, house, _ = stores.a_family("DY-01")
    with new_store("area") as store:
        store.save(home, house)
        kept = store.get(House, house.id)
        assert kept is not None
        (of,) = store.records(Household)
        fact = next(iter(proof.facts(Case.of(of, [kept]))))
        store.save(proof.linked(fact, "门牌", is_linked=True))
        after = store.get(House, house.id)
    assert after is not None
    assert after.certificate_evidence == ("门牌",)
    assert replace(after, certificate_evidence=(), seen=kept.seen) == kept
