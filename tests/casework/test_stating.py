"""Files of JSON lines into real stores: what is written, what is refused by its line, what hostile ones can not do."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import stores
from builders import TODAY, a_house, a_household, a_person, a_visit, a_wish
from hypothesis import example, given, settings
from hypothesis import strategies as st

from desktop.casework import jsonlines, stating
from desktop.casework.stating import Misstated, Recorded
from desktop.domain.fields import RECORDS
from desktop.domain.identity import id_text, new_id
from desktop.domain.records import House, Household, Person, Sealed, UnregisteredPart, Wish
from desktop.store import history
from desktop.store.store import Store

HOUSEHOLD = {"record": "household", "number": "DY-03-0127", "address": "示例里 3 巷 17 号"}
OWNER = {"record": "person", "household": "DY-03-0127", "name": "马示例", "role": "owner", "phone": "100-0000-6021"}
WISH = {"record": "wish", "household": "DY-03-0127", "said_on": "2026-11-18", "choice": "rather_not_say"}
HOUSE_ID = "0197f000-0000-7000-8000-000000000001"


@pytest.fixture
def store(new_store: stores.NewStore) -> Store:
    return new_store("a")


def written(store: Store, *lines: object, because: str = "") -> Recorded:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    return stating.record(store, io.BytesIO(text.encode()), because=because)


def refused(store: Store, *lines: object) -> list[tuple[int, str]]:
    """Where the problems of these lines are: (line, field). Nothing of them is written."""
    before = store.digest()
    with pytest.raises(Misstated) as caught:
        written(store, *lines)
    assert store.digest() == before
    return [(problem.line, problem.finding.field) for problem in caught.value.problems]


def test_what_people_state_is_written_as_one_entry(store: Store) -> None:
    done = written(store, HOUSEHOLD, OWNER, WISH, because="登记表")
    assert done == Recorded(created=3, edited=0, unchanged=0, entries=1, warnings=())
    (household,) = store.records(Household)
    (owner,) = store.records(Person, household=household.id)
    assert (owner.name, owner.phone) == ("马示例", Sealed("100****6021"))
    assert {step.reason for step in history.steps(store, household.id)} == {"登记表"}


def test_the_same_file_twice_changes_nothing(store: Store) -> None:
    house = {"record": "house", "id": HOUSE_ID, "household": "DY-03-0127", "registered_gross": "62.40"}
    file = (HOUSEHOLD, OWNER, house, WISH)
    written(store, *file)
    before = store.digest()
    assert written(store, *file) == Recorded(created=0, edited=0, unchanged=4, entries=0, warnings=())
    assert store.digest() == before


def test_what_was_edited_since_is_not_reverted_by_the_same_file(store: Store) -> None:
    written(store, HOUSEHOLD, OWNER)
    (owner,) = store.records(Person)
    written(store, {"record": "person", "id": id_text(owner.id), "phone": "100-0000-7788"})
    assert written(store, HOUSEHOLD, OWNER).entries == 0
    assert store.records(Person)[0].phone == Sealed("100****7788")


def test_two_equal_lines_are_two_records(store: Store) -> None:
    written(store, HOUSEHOLD, WISH, WISH)
    assert len(store.records(Wish)) == 2
    assert written(store, HOUSEHOLD, WISH, WISH, WISH).created == 1


def test_an_id_edits_only_what_the_line_names(store: Store) -> None:
    person = a_person()
    store.save(a_household(), person)
    done = written(store, {"record": "person", "id": id_text(person.id), "name": "马示例乙", "sex": None})
    assert (done.created, done.edited) == (0, 1)
    (now,) = store.records(Person)
    assert (now.name, now.sex, now.role, now.phone) == ("马示例乙", None, "owner", Sealed("100****6021"))


def test_an_id_number_tells_birth_and_sex_where_no_line_does(store: Store) -> None:
    number = {"id_kind": "resident", "id_number": "999999195603070026"}
    assert written(store, HOUSEHOLD, OWNER | number, OWNER | number | {"birth_date": "1957-01-01"}).entries == 1
    people = store.records(Person)

    def births() -> list[object]:
        return [store.unsealed(person, "birth_date").get("birth_date") for person in people]

    assert births() == ["1956-03-07", "1957-01-01"]
    assert [person.sex for person in people] == ["female", "female"]
    corrected = {"record": "person", "id_number": "999999196503070031"}
    written(store, *({**corrected, "id": id_text(person.id)} for person in people))
    assert births() == ["1965-03-07", "1957-01-01"], "only what repeated the number of before follows it"
    assert [person.sex for person in store.records(Person)] == ["male", "male"]
    written(store, {"record": "person", "id": id_text(people[0].id), "birth_date": None})
    written(store, {"record": "person", "id": id_text(people[0].id)} | {"phone": "100-0000-7788"})
    assert births()[0] is None, "emptied by hand, it stays empty"


def test_an_id_that_is_new_creates_the_row(store: Store) -> None:
    written(store, HOUSEHOLD, {"record": "house", "id": HOUSE_ID, "household": "DY-03-0127", "structure": "砖混"})
    assert id_text(store.records(House)[0].id) == HOUSE_ID


def test_a_line_may_name_what_comes_later_in_the_file(store: Store) -> None:
    part = {"record": "unregistered_part", "household": "DY-03-0127", "house": HOUSE_ID, "name": "煤棚"}
    written(store, part, {"record": "house", "id": HOUSE_ID, "household": "DY-03-0127"}, HOUSEHOLD)
    (kept,) = store.records(UnregisteredPart)
    assert id_text(kept.house or b"") == HOUSE_ID
    assert kept.household == store.records(Household)[0].id


def test_numbers_may_stand_without_quotes_and_stay_exact(store: Store) -> None:
    line = '{"record":"house","household":"DY-03-0127","registered_gross":62.345,"year_built":1986}'
    written(store, HOUSEHOLD, line)
    assert str(store.records(House)[0].registered_gross) == "62.345"


def test_all_problems_of_all_lines_are_told_at_once(store: Store) -> None:
    found = refused(
        store,
        HOUSEHOLD,
        {"record": "person", "household": "DY-03-0127", "name": "马示例", "role": "chief", "share": "101"},
        {"record": "house", "household": "DY-03-0127", "registered_gross": "62,4", "year_built": "1986"},
        {"record": "wish", "household": "DY-03-0127", "said_on": "2026-11-19", "choice": "cash"},
    )
    assert found == [(2, "role"), (2, "share"), (3, "registered_gross"), (3, "year_built"), (4, "said_on")]


def test_no_problem_and_no_warning_repeats_a_value(store: Store) -> None:
    secret = {"id_number": "999999195603070027", "phone": "6021", "name": "马示例\u202e", "birth_date": "1956-13-07"}
    with pytest.raises(Misstated) as caught:
        written(store, HOUSEHOLD, OWNER | secret | {"马示例秘": 1})
    told = repr([(each.finding.field, each.finding.message, each.finding.values) for each in caught.value.problems])
    assert not [value for value in (*secret.values(), "马示例秘") if value in told + str(caught.value)]


@pytest.mark.parametrize("kind", ["calculation", "sheet", "agreement", "assignment", "decision", "staff", "area"])
def test_what_is_not_stated_is_refused_with_its_own_command(store: Store, kind: str) -> None:
    with pytest.raises(Misstated) as caught:
        written(store, {"record": kind})
    assert str(caught.value.problems[0].finding.values["command"]).startswith("ruhu ")


@pytest.mark.parametrize(
    ("line", "proposal"),
    [
        ({"record": "persn"}, "person"),
        ({"record": "人员"}, "person"),
        ({"record": "household", "number": "1", "adress": "x"}, "address"),
        ({"record": "household", "number": "1", "房屋坐落": "x"}, "address"),
    ],
)
def test_an_unknown_name_is_refused_with_what_was_meant(store: Store, line: object, proposal: str) -> None:
    with pytest.raises(Misstated) as caught:
        written(store, line)
    assert [problem.finding.values.get("proposal") for problem in caught.value.problems] == [proposal]


def test_an_unknown_household_number_is_refused(store: Store) -> None:
    assert refused(store, WISH) == [(1, "household")]


def test_a_number_of_several_households_is_refused_and_the_id_taken(store: Store) -> None:
    first, second = a_household(), a_household()
    store.save(first, second)
    assert refused(store, WISH) == [(1, "household")]
    written(store, WISH | {"household": id_text(second.id)})
    assert store.records(Wish)[0].household == second.id


def test_a_withdrawn_household_does_not_make_its_number_ambiguous(store: Store) -> None:
    first, second = a_household(), a_household()
    store.save(first, second)
    store.withdraw(store.get(Household, first.id) or first, because="重复登记")
    written(store, WISH)
    assert store.records(Wish)[0].household == second.id


def test_nothing_is_added_to_a_withdrawn_household(store: Store) -> None:
    household = a_household()
    store.save(household)
    store.withdraw(store.get(Household, household.id) or household, because="重复登记")
    assert refused(store, WISH) == [(1, "household")]


def test_what_happened_is_not_changed_by_a_line(store: Store) -> None:
    visit = a_visit()
    store.save(a_household(), visit)
    assert refused(store, {"record": "visit", "id": id_text(visit.id), "met_whom": "李示例"}) == [(1, "id")]
    assert written(store, {"record": "visit", "id": id_text(visit.id), "manner": "home"}).entries == 0


def test_nothing_is_withdrawn_by_a_line(store: Store) -> None:
    visit = a_visit()
    store.save(a_household(), visit)
    withdrawal = {"record": "visit", "id": id_text(visit.id), "withdrawn": True, "withdrawn_reason": "记错了户"}
    assert refused(store, withdrawal) == [(1, "withdrawn"), (1, "withdrawn_reason")]


def test_a_withdrawn_record_is_not_edited_by_a_line(store: Store) -> None:
    house = a_house()
    store.save(house)
    store.withdraw(store.get(House, house.id) or house, because="拆了")
    assert refused(store, {"record": "house", "id": id_text(house.id), "year_built": 1990}) == [(1, "withdrawn")]


def test_a_record_stays_with_its_household(store: Store) -> None:
    one, other = a_household(number="1"), a_household(number="2")
    house = a_house(household=one.id)
    store.save(one, other, house)
    line = {"record": "house", "id": id_text(house.id), "year_built": 1990}
    assert refused(store, {**line, "household": "2"}) == [(1, "household")]
    written(store, {**line, "household": "1"})
    assert [each.year_built for each in store.records(House, household=one.id)] == [1990]


def test_links_to_nothing_and_ids_of_another_kind_are_refused(store: Store) -> None:
    wish = a_wish()
    store.save(wish)
    found = refused(
        store,
        HOUSEHOLD,
        {"record": "unregistered_part", "household": "DY-03-0127", "house": id_text(wish.id), "name": "煤棚"},
        WISH | {"household": id_text(new_id())},
        {"record": "visit", "id": id_text(wish.id), "household": "DY-03-0127", "manner": "home"},
        {"record": "house", "id": "17", "household": "DY-03-0127"},
    )
    assert found == [(2, "house"), (3, "household"), (4, "id"), (5, "id")]


def test_one_id_on_two_lines_is_refused(store: Store) -> None:
    house = {"record": "house", "id": HOUSE_ID, "household": "DY-03-0127"}
    assert refused(store, HOUSEHOLD, house, house | {"year_built": 1990}) == [(3, "id")]


def test_a_household_number_in_use_is_said_and_written(store: Store) -> None:
    store.save(a_household())
    done = written(store, HOUSEHOLD)
    assert [(each.line, each.finding.field) for each in done.warnings] == [(1, "number")]
    assert len(store.records(Household)) == 2


def test_what_is_unusual_is_said_and_written(store: Store) -> None:
    done = written(store, HOUSEHOLD, OWNER | {"phone": "6021"})
    assert [(each.line, each.finding.field) for each in done.warnings] == [(2, "phone")]
    assert done.created == 2


def test_many_lines_are_entries_of_at_most_500_records_in_one_transaction(store: Store) -> None:
    lines = [{"record": "household", "number": f"DY-{n}"} for n in range(1100)]
    assert written(store, *lines).entries == 3
    before = store.digest()
    broken = [{"record": "household", "number": f"XN-{n}"} for n in range(1100)]
    assert refused(store, *broken, {"record": "household"}) == [(1101, "number")]
    assert store.digest() == before


def test_progress_ends_at_twice_the_file(store: Store) -> None:
    told: list[int] = []
    text = "\n".join(json.dumps(line) for line in (HOUSEHOLD, OWNER)).encode()
    stating.record(store, io.BytesIO(text), progress=told.append)
    assert sum(told) == 2 * len(text)


HOSTILE: dict[str, bytes] = {
    "not UTF-8": b'{"record":"person","name":"\xff\xfe"}',
    "no JSON": b"record=person",
    "no object": b"[1, 2]",
    "a name twice": b'{"record":"person","name":"a","name":"b"}',
    "a name twice within": b'{"record":"person","name":{"a":1,"a":2}}',
    "not a number": b'{"record":"person","share":NaN}',
    "infinity": b'{"record":"person","share":-Infinity}',
    "a huge whole number": b'{"record":"payment","amount":' + b"9" * 100_000 + b"}",
    "a huge exponent": b'{"record":"person","share":1e999999999999999999}',
    "a depth bomb": b"[" * 900_000,
    "a depth bomb of objects": b'{"a":' * 150_000,
    "a long line": b'{"record":"person","name":"' + b"x" * 100_000_000 + b'"}',
    "a long kind": b'{"record":"' + b"p" * 1_000_000 + b'"}',
    "a lone surrogate": b'{"record":"person","name":"\\ud800"}',
    "a surrogate as name": b'{"record":"person","\\ud800":1}',
    "a surrogate as number": b'{"record":"household","number":"\\ud800"}',
    "a surrogate as household": b'{"record":"person","household":"\\ud800"}',
    "a kind that is a list": b'{"record":[]}',
    "an id that is an object": b'{"record":"person","id":{}}',
    "a time beyond the calendar": b'{"record":"visit","began_at":"0001-01-01T00:00:00.000Z-12:00"}',
    "a zero byte": b'{"record":"person","name":"a\\u0000"}',
    "a byte order mark within": b'\xef\xbb\xbf{"record":"household","number":"1"}',
}


@pytest.mark.parametrize("line", HOSTILE.values(), ids=list(HOSTILE))
def test_a_hostile_line_is_refused_by_its_number(store: Store, line: bytes) -> None:
    before = store.digest()
    good = json.dumps(HOUSEHOLD).encode()
    with pytest.raises(Misstated) as caught:
        stating.record(store, io.BytesIO(good + b"\n" + line + b"\n" + good))
    assert {problem.line for problem in caught.value.problems} == {2}
    assert store.digest() == before


def test_a_byte_order_mark_at_the_beginning_and_blank_lines_are_nothing(store: Store) -> None:
    text = b"\xef\xbb\xbf" + json.dumps(HOUSEHOLD).encode() + b"\n\r\n  \n" + json.dumps(OWNER).encode()
    assert stating.record(store, io.BytesIO(text)).created == 2


def test_a_file_of_nothing_but_faults_is_not_read_to_its_end(store: Store) -> None:
    with pytest.raises(Misstated) as caught:
        stating.record(store, io.BytesIO(b"x\n" * 50_000))
    assert 10_000 <= len(caught.value.problems) < 12_000


def test_a_line_as_long_as_the_longest_record_is_read() -> None:
    visit = RECORDS["visit"]
    texts = {field.name: "示" * 10_000 for field in visit.group["words"].fields}
    line = json.dumps({"record": "visit"} | texts).encode()  # escaped: twice the bytes of UTF-8
    assert len(line) < jsonlines.LONGEST


LINES = st.sampled_from(
    [
        HOUSEHOLD,
        OWNER,
        WISH,
        OWNER | {"name": "马示例䶮"},
        {"record": "household", "number": "DY-03-0128"},
        WISH | {"household": "DY-03-0128"},
        WISH | {"words": " 想要一楼 "},
        {"record": "house", "id": HOUSE_ID, "household": "DY-03-0127", "structure": "砖混"},
    ]
)


@pytest.mark.usefixtures("cheap_vault")
def test_any_file_that_is_taken_can_be_sent_again_without_a_change(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folders = _folders(tmp_path_factory)

    @settings(max_examples=12)
    @given(st.lists(LINES, max_size=8))
    def twice(lines: list[object]) -> None:
        with stores.made(folders()) as store:
            try:
                written(store, *lines)
            except Misstated:
                return
            before = store.digest()
            assert written(store, *lines).entries == 0
            assert store.digest() == before

    twice()


@pytest.mark.usefixtures("cheap_vault")
def test_no_bytes_whatever_break_the_reading(tmp_path_factory: pytest.TempPathFactory) -> None:
    json_values = st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=5,
    )
    names = st.sampled_from(["id", "household", *(name for kind in RECORDS.values() for name in kind.field)])
    kinds = st.sampled_from([name for name, kind in RECORDS.items() if kind.stated])
    objects = st.tuples(kinds, st.dictionaries(names, json_values, max_size=6))
    lines = objects.map(lambda each: json.dumps({"record": each[0]} | each[1]).encode()) | st.binary(max_size=40)
    with stores.made(_folders(tmp_path_factory)()) as store:
        before = store.digest()

        @settings(max_examples=150)
        @example([b'{"record": "household", "number": []}'])
        @given(st.lists(lines, max_size=4))
        def hostile(held: list[bytes]) -> None:
            try:
                done = stating.record(store, io.BytesIO(b"\n".join(held)))
            except Misstated:
                assert store.digest() == before
            else:
                assert done.created or store.digest() == before

        hostile()


def _folders(factory: pytest.TempPathFactory) -> Callable[[], Path]:
    return lambda: factory.mktemp("stores") / "store"


def test_today_is_the_day_of_the_area(store: Store) -> None:
    assert store.today() == TODAY
