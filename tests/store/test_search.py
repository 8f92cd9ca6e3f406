"""Every record ever entered is found (R04): by characters, pinyin, numbers and tails; at most 200, best first."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import stores
from builders import a_house, a_household, a_person

from desktop.domain.records import Household, Person, Record
from desktop.store import queries, search
from desktop.store.store import Store
from desktop.store.writing import Batch

NewStore = Callable[[str], Store]


@pytest.fixture
def store(new_store: NewStore) -> Store:
    return new_store("area")


def _family(store: Store, number: str, name: str, **of_person: str | None) -> Household:
    household = a_household(number=number, lane=None, address=f"样板里 {number} 号")
    store.save(
        household,
        a_person(household=household.id, name=name, **of_person),
        a_house(household=household.id, certificate_number=f"证 {number}"),
    )
    return household


def _numbers(store: Store, wanted: str, *, everything: bool = False) -> list[str | None]:
    return [found.household.number for found in queries.found(store, wanted, everything=everything)]


def _read(store: Store, kind: type[Record], **equal: object) -> Record:
    (found,) = store.records(kind, **equal)
    return found


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("示例兰", "示例"),
        ("示例兰", "例兰"),
        ("示例兰", "shililan"),
        ("示例兰", "SLL"),
        ("示例兰", "sll"),
        ("单示例", "shanshili"),
        ("单示例", "ssl"),
        ("单示例", "danshi"),
        ("解示例", "xieshili"),
        ("曾示例", "zsl"),
        ("尉迟示例", "yuchi"),
        ("阿依·示例", "阿依示例"),
        ("阿依·示例", "ayi"),
        ("𬱖示例", "𬱖"),
        ("万䶮示", "䶮"),
        ("㛃示例", "㛃示"),
        ("示𬱖", "s"),
        ("示𬱖", "shi"),
        ("王芳芳", "wang fang"),
        ("王芳芳", "Wang Fangfang"),
        ("王芳芳", "w ff"),
    ],
)
def test_a_name_is_found_in_every_way_it_is_typed(store: Store, name: str, wanted: str) -> None:
    _family(store, "A-1", name)
    _family(store, "B-2", "别家人")
    assert _numbers(store, wanted) == ["A-1"]


@pytest.mark.parametrize("wanted", ["DY-03-0127", "dy030127", "0127", "ＤＹ－０３", "样板里 DY"])
def test_a_number_or_address_is_found_by_any_part(store: Store, wanted: str) -> None:
    _family(store, "DY-03-0127", "示例兰")
    _family(store, "QX-99-8866", "别家人")
    assert _numbers(store, wanted) == ["DY-03-0127"]


def test_an_id_or_phone_is_found_by_its_tail_and_whole(store: Store) -> None:
    _family(store, "A-1", "示例兰", id_number="999999195603070026", phone="100-0000-6021")
    _family(store, "B-2", "别家人", id_kind=None, id_number=None, phone="100-0000-7777")
    for wanted in ("0026", "999999195603070026", "6021", "100-0000-6021", "10000006021"):
        assert _numbers(store, wanted) == ["A-1"], wanted


@pytest.mark.parametrize("digits", [4, 5, 6, 8, 11, 17, 18])
def test_an_id_or_phone_is_found_by_any_number_of_its_last_digits(store: Store, digits: int) -> None:
    _family(store, "A-1", "示例兰", id_number="999999195603070026", phone=None)
    _family(store, "B-2", "别家人", id_number=None, phone="100-0007-0026")
    _family(store, "C-3", "另一家", id_number=None, phone="100-0307-0026")
    fitting = {4: ["A-1", "B-2", "C-3"], 5: ["A-1", "B-2", "C-3"], 6: ["A-1", "B-2", "C-3"], 8: ["A-1", "C-3"]}
    assert sorted(map(str, _numbers(store, "999999195603070026"[-digits:]))) == fitting.get(digits, ["A-1"])


@pytest.mark.parametrize("kept", ["100-0000-6021", "+86 100-0000-6021", "8610000006021", "0086 100 0000 6021"])
@pytest.mark.parametrize("wanted", ["100-0000-6021", "+86100-0000-6021", "8610000006021", "0000-6021", "６０２１"])
def test_a_phone_is_found_with_and_without_the_countrys_code(store: Store, kept: str, wanted: str) -> None:
    _family(store, "A-1", "示例兰", phone=kept)
    assert _numbers(store, wanted) == ["A-1"]


def test_a_former_phone_with_the_same_tail_is_found_only_when_everything_is_asked(store: Store) -> None:
    household = _family(store, "A-1", "示例兰", phone="100-1111-6021")
    store.save(replace(_read(store, Person, household=household.id), phone="100-2222-6021"))
    assert (_numbers(store, "11116021"), _numbers(store, "22226021")) == ([], ["A-1"])
    assert _numbers(store, "11116021", everything=True) == ["A-1"]


def test_a_passport_is_found_with_its_letter(store: Store) -> None:
    _family(store, "A-1", "示例兰", id_kind="other", id_number="E12345678", birth_date=None)
    assert _numbers(store, "e12345678") == _numbers(store, "345678") == ["A-1"]


def test_a_number_found_by_its_tail_and_a_name_must_belong_together(store: Store) -> None:
    _family(store, "A-1", "示例兰", phone="100-0000-6021")
    _family(store, "B-2", "示例梅", phone="100-7777-6021")
    assert _numbers(store, "6021 示例梅") == ["B-2"]
    assert _numbers(store, "77776021 示例梅") == ["B-2"]
    assert _numbers(store, "77776021 示例兰") == []


def test_tails_rest_as_keyed_hashes(store: Store) -> None:
    _family(store, "A-1", "示例兰", phone="100-0000-6021")
    with store.reading() as connection:
        keys = connection.exec_driver_sql("SELECT key FROM found_by").scalars().all()
    assert not any("6021" in key for key in keys)


def test_the_exact_number_comes_first_then_the_exact_name(store: Store) -> None:
    _family(store, "12", "甲示例")
    _family(store, "1", "乙示例")
    _family(store, "3", "示例")
    _family(store, "112", "丙示例")
    assert _numbers(store, "1")[0] == "1"
    assert _numbers(store, "示例")[0] == "3"


def test_all_words_must_match(store: Store) -> None:
    _family(store, "A-1", "示例兰")
    _family(store, "A-2", "示例梅")
    assert _numbers(store, "示例兰 A-1") == ["A-1"]
    assert _numbers(store, "示例兰 A-2") == []


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """1,500 households in one street, three names in turn; only the last has another one."""
    room = tmp_path_factory.mktemp("street")
    with stores.cheaply(room / "home"), stores.made(room / "area") as store:
        homes = [a_household(number=f"DY-{n}", lane=None, address=f"和平路{n}号") for n in range(1500)]
        names = ["共示例", "同示例", "单示例"] * 500
        names[1299] = "共样本"
        numbers = {"id_number": None, "id_kind": None, "phone": None}
        people = [a_person(household=home.id, name=name, **numbers) for home, name in zip(homes, names, strict=True)]
        store.save(*homes, *people)
        yield store


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("共样本 和平路1299号", ["DY-1299"]),
        ("和平路1299号 共样本", ["DY-1299"]),
        ("共样本 和平路", ["DY-1299"]),
        ("gongyangben 和平路", ["DY-1299"]),
        ("共 和平路1300", []),
        ("同 和平路1300", ["DY-1300"]),
        ("tsl 和平路1300", ["DY-1300"]),
        ("同示例 和平路1300 DY", ["DY-1300"]),
        ("共样本 和平路1298号", []),
    ],
)
def test_a_name_and_an_address_find_the_household_that_has_both(street: Store, wanted: str, found: list[str]) -> None:
    assert _numbers(street, wanted) == found


@pytest.mark.parametrize("wanted", ["示例 和平路", "tsl 和平路", "同 和平路 DY", "gong 和平路"])
def test_words_that_hundreds_have_find_200_that_have_them_all(street: Store, wanted: str) -> None:
    hits = queries.found(street, wanted)
    assert len(hits) == search.LIMIT
    first = {"示": {"共示例", "同示例", "单示例"}, "g": {"共示例", "共样本"}}.get(wanted[0], {"同示例"})
    assert {name for hit in hits for name in hit.household.owners} <= first


def test_a_former_name_is_found_only_when_everything_is_asked(store: Store) -> None:
    household = _family(store, "A-1", "旧名字")
    person = _read(store, Person, household=household.id)
    store.save(replace(person, name="新名字"))
    assert _numbers(store, "旧名") == []
    (found,) = queries.found(store, "旧名", everything=True)
    assert (found.household.number, found.is_current) == ("A-1", False)
    assert _numbers(store, "新名") == ["A-1"]


def test_a_withdrawn_household_is_found_only_when_everything_is_asked(store: Store) -> None:
    household = _family(store, "A-1", "示例兰")
    store.withdraw(_read(store, Household, id=household.id), because="entered twice")
    assert _numbers(store, "示例兰") == []
    assert _numbers(store, "示例兰", everything=True) == ["A-1"]


def test_a_withdrawn_person_no_longer_finds_the_household(store: Store) -> None:
    household = _family(store, "A-1", "示例兰")
    person = _read(store, Person, household=household.id)
    store.withdraw(person, because="moved away")
    assert _numbers(store, "sll") == []
    store.revive(_read(store, Person, household=household.id), because="came back")
    assert _numbers(store, "sll") == ["A-1"]


@pytest.mark.parametrize("wanted", ["", "   ", "·", '"', "' OR 1=1 --", "NEAR(", "*", "甲" * 5000])
def test_nothing_typed_breaks_the_search(store: Store, wanted: str) -> None:
    _family(store, "A-1", "示例兰")
    assert _numbers(store, wanted) == []


def test_a_word_that_all_have_gives_at_most_200(store: Store) -> None:
    families = [
        (household := a_household(number=f"{n}"), a_person(household=household.id, name=f"共{n}")) for n in range(230)
    ]
    store.save_all(map(Batch, families))
    assert len(queries.found(store, "共")) == search.LIMIT


def test_a_rebuilt_index_finds_the_same(store: Store) -> None:
    household = _family(store, "A-1", "示例兰")
    store.save(replace(_read(store, Person, household=household.id), name="新名字"))
    wanted = ("新名", "旧名", "sll", "xmz", "A-1")
    before = [_numbers(store, word, everything=True) for word in wanted]
    store.rebuild()
    assert [_numbers(store, word, everything=True) for word in wanted] == before
