"""A signature stands for exactly what was there when it was made."""

from dataclasses import replace

import pytest
import stores
from builders import a_household, a_visit, at

from desktop.casework import signing
from desktop.casework.signing import Meaning, State, content_digest, sign, standings
from desktop.domain.errors import Refused
from desktop.domain.identity import new_id
from desktop.domain.records import Explanation, Household, Promise, Signature, Visit
from desktop.store.store import Store

STROKES = "1 2960x1200\n100,200,512,0 3,-2,8,8"
HOME = a_household()


@pytest.fixture
def store(new_store: stores.NewStore) -> Store:
    opened = new_store("area")
    opened.save(HOME)
    return opened


def a_said_visit(**changes: object) -> Visit:
    return replace(
        a_visit(household=HOME.id, manner="home"), **{"demands": "煤棚那块 89 年就盖了，得给我说法。"} | changes
    )


def a_promise(visit: Visit, what: str = "调 1989 年航拍图") -> Promise:
    return Promise(household=visit.household, visit=visit.id, due_on=at(9).date(), promised_by="何示例", promise=what)


def an_explanation() -> Explanation:
    return Explanation(household=HOME.id, pack="p", clause="方案第五条", explained_on=at(9).date(), answers="都能改。")


def states(store: Store, row: Visit | Explanation) -> list[State]:
    return [each.state for each in standings(store, row)]


def test_of_who_did_not_want_to_sign_it_is_never_said_that_an_earlier_version_was_signed(store: Store) -> None:
    visit = replace(a_said_visit(), signature="does_not_want")
    store.save(visit, sign(visit, "does_not_want", at(10)))
    store.save(replace(visit, id=new_id(), seen=None, corrects=visit.id, signature=None, correction_reason="记错了"))
    corrected = max(store.records(Visit), key=lambda each: each.id)
    (standing,) = standings(store, corrected)
    assert (standing.state, standing.said) == (State.EARLIER, "said of an earlier version")


def test_a_visit_is_signed_as_it_stands(store: Store) -> None:
    visit = a_said_visit()
    promise = a_promise(visit)
    signed = sign(visit, "signed", at(10), beside=[promise], signer="马示例", strokes=STROKES)
    store.save(visit, promise, signed)
    (kept,) = store.records(Signature)
    assert (kept.visit, kept.strokes, kept.signer, kept.manner) == (visit.id, STROKES, "马示例", "signed")
    assert states(store, store.records(Visit)[0]) == [State.CURRENT]


def test_the_digest_knows_every_word_and_no_id() -> None:
    visit = a_said_visit()
    assert content_digest(visit) == content_digest(replace(visit, id=new_id()))
    for name, other in (("demands", "没有"), ("present", 9), ("met_whom", "别人"), ("topics", ("选房",))):
        assert content_digest(replace(visit, **{name: other})) != content_digest(visit), name
    assert content_digest(visit, [a_promise(visit)]) != content_digest(visit)
    two = [a_promise(visit), a_promise(visit, "约看样板房")]
    assert content_digest(visit, two) == content_digest(visit, reversed(two))


def test_what_is_only_known_afterwards_is_not_signed() -> None:
    visit = a_said_visit()
    after = replace(visit, signature="signed", ended_at=at(11), copy_handed=True)
    assert content_digest(after) == content_digest(visit)


def test_a_correction_makes_it_a_signature_of_an_earlier_version(store: Store) -> None:
    visit = a_said_visit()
    store.save(visit, sign(visit, "signed", at(10), strokes=STROKES))
    correction = replace(
        visit, id=new_id(), seen=None, corrects=visit.id, demands="煤棚 91 年盖的。", correction_reason="年份记错了。"
    )
    store.save(correction)
    assert states(store, visit) == [State.EARLIER]
    assert states(store, correction) == [State.EARLIER], "the corrected record is not signed by it"
    store.save(sign(correction, "signed", at(12), strokes=STROKES))
    assert states(store, correction) == [State.CURRENT, State.EARLIER]


def test_a_correction_that_was_withdrawn_changes_nothing(store: Store) -> None:
    visit = a_said_visit()
    store.save(visit, sign(visit, "signed", at(10), strokes=STROKES))
    correction = replace(visit, id=new_id(), seen=None, corrects=visit.id, demands="别的", correction_reason="错了")
    store.save(correction)
    store.withdraw(store.records(Visit)[1], because="记到别人家了")
    assert states(store, visit) == [State.CURRENT]


def test_a_promise_added_afterwards_was_not_signed(store: Store) -> None:
    visit = a_said_visit()
    store.save(visit, sign(visit, "signed", at(10), strokes=STROKES))
    store.save(a_promise(visit))
    assert states(store, visit) == [State.EARLIER]


def test_not_wanting_to_sign_is_an_outcome_like_the_others(store: Store) -> None:
    visit = a_said_visit()
    store.save(visit, sign(visit, "does_not_want", at(10)))
    (standing,) = standings(store, visit)
    assert (standing.signature.manner, standing.state) == ("does_not_want", State.CURRENT)
    assert standing.signature.strokes is None
    assert content_digest(visit) == standing.signature.content_digest, "the record is the same, signed or not"


def test_strokes_of_somebody_who_then_does_not_want_to_sign_are_not_kept() -> None:
    assert sign(a_said_visit(), "does_not_want", at(10), strokes=STROKES).strokes is None


def test_an_explanation_is_received_and_a_visit_is_as_it_was_said(store: Store) -> None:
    explanation = an_explanation()
    assert (signing.meaning(explanation), signing.meaning(a_said_visit())) == (Meaning.RECEIVED, Meaning.AS_SAID)
    store.save(explanation, sign(explanation, "thumb_print", at(10)))
    assert states(store, explanation) == [State.CURRENT]
    assert standings(store, a_said_visit()) == ()


def test_what_signs_nothing_is_refused() -> None:
    visit = a_said_visit()
    with pytest.raises(Refused):
        sign(visit, "proxy", at(10), strokes=STROKES)
    with pytest.raises(ValueError, match="strokes"):
        sign(visit, "signed", at(10), strokes="马示例")


def test_of_a_household_only(store: Store) -> None:
    other = Household(number="DY-03-0128")
    visit = a_said_visit()
    store.save(other, visit, sign(visit, "signed", at(10), strokes=STROKES))
    assert standings(store, replace(visit, household=other.id)) == ()
