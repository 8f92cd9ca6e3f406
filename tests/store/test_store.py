"""One save is one transaction with one entry; nothing written is lost, silently changed, or readable by a thief."""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
import stores
from builders import a_household, a_person, a_visit, a_wish
from msgspec import structs
from sqlalchemy import func, select

from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.domain.records import Area, Household, Look, Person, Record, Sealed, Visit
from desktop.store import drafts, folder, history, journal, opening, queries, vault
from desktop.store.schema import entries, ops
from desktop.store.store import Saved, Store
from desktop.store.writing import Batch

NewStore = Callable[[str], Store]


@pytest.fixture
def store(new_store: NewStore) -> Store:
    return new_store("area")


def _read(store: Store, record: Record) -> Record:
    found = store.get(type(record), record.id)
    assert found is not None
    return found


def _number_of_entries(store: Store) -> int:
    return queries.counts(store)["entries"]


def test_what_is_saved_is_read_back(store: Store) -> None:
    household = a_household()
    person = a_person(household=household.id)
    store.save(household, person, because="first visit")
    assert _read(store, household) == household
    read = store.get(Person, person.id)
    assert read is not None
    sealed = {field.name for field in person.record_type().fields if isinstance(getattr(read, field.name), Sealed)}
    assert sealed == {"id_kind", "id_number", "phone", "birth_date"}
    assert replace(read, **{name: getattr(person, name) for name in sealed}) == person


def test_one_save_is_one_entry_with_its_author_and_reason(store: Store) -> None:
    before = _number_of_entries(store)
    saved = store.save(a_household(), because="first visit")
    assert _number_of_entries(store) == before + 1
    assert saved.entry is not None
    body = saved.entry.read()
    assert (body.actor, body.reason, body.origin) == (store.opened.person, "first visit", store.end.origin)


def test_saving_what_stands_already_writes_nothing(store: Store) -> None:
    household = a_household()
    store.save(household)
    before = _number_of_entries(store)
    assert store.save(_read(store, household)).entry is None
    assert store.save(replace(_read(store, household), number=f" {household.number} ")).entry is None
    assert _number_of_entries(store) == before


def test_only_the_changed_group_is_written(store: Store) -> None:
    person = a_person()
    store.save(person)
    saved = store.save(replace(_read(store, person), relation="户主"))
    assert saved.entry is not None
    assert [(op.record, op.group) for op in saved.entry.read().ops] == [("person", "relation")]


def test_all_findings_are_told_and_nothing_is_written(store: Store) -> None:
    before = _number_of_entries(store)
    with pytest.raises(Refused) as refused:
        store.save(a_household(), a_person(name=None, share=101), a_wish(choice="whatever"))
    assert {finding.field for finding in refused.value.findings} >= {"name", "choice"}
    assert _number_of_entries(store) == before


def test_a_batch_that_fails_takes_the_ones_before_with_it(store: Store) -> None:
    good, bad = a_household(), a_household(number=None)
    with pytest.raises(Refused):
        store.save_all([Batch([good]), Batch([bad])])
    assert store.get(Household, good.id) is None
    assert store.save(good).entry is not None, "the journal goes on where it stood"


@pytest.mark.usefixtures("cheap_vault")
def test_each_batch_is_an_entry_with_its_own_reason_and_moment(tmp_path: Path) -> None:
    now = [datetime(2026, 11, 22, 9, tzinfo=UTC)]
    made = opening.create(tmp_path / "area", "示例片区", "陈示例", stores.PASSPHRASE, clock=lambda: now[0])

    def hourly() -> Iterator[Batch]:
        for reason in ("row 3", "row 4"):
            now[0] += timedelta(hours=1)
            yield Batch([a_household()], reason)

    with made.store as store:
        saved: list[Saved] = []
        store.save_all(hourly(), saved.append)
    told = [each.entry.read() for each in saved if each.entry]
    assert [(body.reason, history.moment(body).astimezone(UTC).hour) for body in told] == [("row 3", 10), ("row 4", 11)]


def test_many_batches_leave_what_a_rebuild_makes_of_them(store: Store) -> None:
    old = a_household(lane="示例里 3 巷")
    store.save(old)
    edit = Batch([replace(_read(store, old), lane="示例里 9 巷")])
    families = [stores.a_family(f"DY-{n:03}") for n in range(400)]
    saved: list[Saved] = []
    store.save_all([*map(Batch, families), edit, Batch([_read(store, old)])], saved.append)
    assert [each.entry is None for each in saved] == [*[False] * 401, True]
    with store.reading() as connection:
        at_once = store.projector(connection).heads([record.id for family in families for record in family])
        alone = [store.projector(connection).heads([record.id]) for family in families for record in family]
    assert at_once == {register: heads for found in alone for register, heads in found.items()}
    before = store.digest()
    store.rebuild()
    assert store.digest() == before
    assert len(queries.found(store, "DY-399")) == 1


def test_batches_about_one_row_are_written_as_by_two_people(store: Store) -> None:
    household = a_household()
    store.save(household)
    page = _read(store, household)
    store.save_all([Batch([replace(page, number="2")]), Batch([replace(page, number="3")])])
    assert [(conflict.row, conflict.group) for conflict in queries.conflicts_open(store)] == [(household.id, "number")]
    with pytest.raises(ValueError, match="edit the record that was read"):
        store.save_all(map(Batch, [[new := a_household()], [new]]))


def test_a_record_of_what_happened_never_changes(store: Store) -> None:
    visit = a_visit()
    store.save(visit)
    with pytest.raises(Refused):
        store.save(replace(_read(store, visit), recorder="somebody else"))


def test_a_role_writes_only_its_own_parts(store: Store) -> None:
    household = a_household()
    store.save(household)
    folder = store.folder
    vault.add(folder, store.opened, "核对示例", Role.CHECKER, stores.PASSPHRASE)
    store.close()
    with opening.open_store(folder, vault.unlock(folder, stores.PASSPHRASE, "核对示例")) as checkers:
        with pytest.raises(Refused):
            checkers.save(replace(_read(checkers, household), number="2"))
        assert _read(checkers, household) == household


def test_a_withdrawn_record_stays_readable_and_comes_back(store: Store) -> None:
    household = a_household()
    store.save(household)
    store.withdraw(_read(store, household), because="entered twice")
    gone = store.get(Household, household.id)
    assert gone is not None
    assert (gone.withdrawn, gone.withdrawn_reason, gone.number) == (True, "entered twice", household.number)
    with pytest.raises(Refused):
        store.save(replace(gone, number="2"))
    with pytest.raises(Refused):
        store.save(a_person(household=household.id))
    store.revive(gone, because="it was not")
    assert _read(store, household) == household


@pytest.mark.parametrize("because", ["", "  "])
def test_withdrawing_needs_a_reason(store: Store, because: str) -> None:
    household = a_household()
    store.save(household)
    with pytest.raises(Refused):
        store.withdraw(_read(store, household), because=because)


def test_undo_brings_the_former_value_back_as_a_new_entry(store: Store) -> None:
    person = a_person()
    store.save(person)
    edited = store.save(replace(_read(store, person), name="别的名字", phone="100-9999-0000"))
    assert edited.entry is not None
    undone = store.undo(edited.entry.origin, edited.entry.seq)
    assert undone.entry is not None
    assert undone.entry.read().reason == "undo"
    read = store.get(Person, person.id)
    assert read is not None
    assert (read.name, store.reveal(read, "phone")) == (person.name, person.phone)


def test_undo_of_a_creation_is_withdrawal(store: Store) -> None:
    household = a_household()
    made = store.save(household)
    assert made.entry is not None
    store.undo(made.entry.origin, made.entry.seq)
    gone = store.get(Household, household.id)
    assert gone is not None
    assert gone.withdrawn


def test_undo_is_refused_when_something_was_written_on_top(store: Store) -> None:
    household = a_household()
    made = store.save(household)
    store.save(replace(_read(store, household), number="2"))
    assert made.entry is not None
    with pytest.raises(Refused):
        store.undo(made.entry.origin, made.entry.seq)


def withdraws_the_record(store: Store, _home: Household, person: Person) -> None:
    store.withdraw(_read(store, person), because="moved away")


def withdraws_the_household(store: Store, home: Household, _person: Person) -> None:
    store.withdraw(_read(store, home), because="counted twice")


@pytest.mark.parametrize("withdraws", [withdraws_the_record, withdraws_the_household])
def test_where_something_was_withdrawn_nothing_is_taken_back(
    store: Store, withdraws: Callable[[Store, Household, Person], None]
) -> None:
    home = a_household()
    person = a_person(household=home.id)
    store.save(home, person)
    store.save(replace(_read(store, person), relation="户主"))
    edit = store.end.seq
    withdraws(store, home, person)
    before = store.digest()
    with pytest.raises(Refused):
        store.undo(store.end.origin, edit)
    assert store.digest() == before
    assert not queries.conflicts_open(store)


def test_a_record_stays_with_its_household(store: Store) -> None:
    home, other = a_household(number="1"), a_household(number="2")
    person = a_person(household=home.id)
    store.save(home, other, person)
    with pytest.raises(Refused, match="stays with its household"):
        store.save(replace(_read(store, person), household=other.id))
    assert store.records(Person, household=home.id) == (_read(store, person),)


def test_what_the_store_itself_wrote_is_not_taken_back(store: Store) -> None:
    person = a_person()
    store.save(person)
    store.reveal(_read(store, person), "phone")
    before = store.digest()
    written = {entry.seq: entry.read() for entry in store.entries_since({})}
    assert [body.ops[0].record for body in written.values()] == ["staff", "area", "person", "look"]
    for seq in (1, 2, 4):
        with pytest.raises(Refused, match="the store's own record"):
            store.undo(store.end.origin, seq)
    assert store.digest() == before


def test_an_edit_of_the_area_is_taken_back(store: Store) -> None:
    (area,) = store.records(Area)
    edited = store.save(replace(area, project="示例项目"))
    assert edited.entry is not None
    store.undo(edited.entry.origin, edited.entry.seq)
    assert store.records(Area) == (area,)


def test_the_card_bears_the_areas_name(store: Store) -> None:
    (area,) = store.records(Area)
    saved = store.save(replace(area, name="示例新区"))
    assert folder.card(store.folder).area == "示例新区"
    assert saved.entry is not None
    store.undo(saved.entry.origin, saved.entry.seq)
    assert folder.card(store.folder).area == area.name


def test_nobody_takes_back_what_their_role_no_longer_writes(store: Store) -> None:
    household = a_household()
    made = store.save(household)
    assert made.entry is not None
    store.opened = structs.replace(store.opened, role=Role.CHECKER)
    with pytest.raises(Refused, match="doesn't write"):
        store.undo(made.entry.origin, made.entry.seq)


def test_sensitive_values_rest_masked_and_sealed(store: Store) -> None:
    person = a_person(phone="100-0000-6021", bank_account="999900001111")
    saved = store.save(person, because="typed")
    read = store.get(Person, person.id)
    assert read is not None
    assert read.phone == Sealed("100****6021")
    assert isinstance(read.bank_account, Sealed)
    assert saved.entry is not None
    for secret in (str(person.name), "100-0000-6021", "0000-6021", "999900001111"):
        assert secret.encode() not in saved.entry.body
    with store.reading() as connection:
        kept = [bytes(row.value) for row in connection.execute(select(ops).where(ops.c.row == person.id))]
    assert not any(b"999900001111" in value or str(person.name).encode() in value for value in kept)


def test_a_masked_value_saved_back_is_unchanged(store: Store) -> None:
    person = a_person(bank_name="示例银行", bank_account="999900001111", account_holder="示例")
    store.save(person)
    store.save(replace(_read(store, person), bank_name="另一家示例银行"))
    read = _read(store, person)
    assert store.reveal(read, "bank_account") == "999900001111"
    assert store.reveal(read, "bank_name") == "另一家示例银行"


def test_looking_at_a_sensitive_value_is_journaled(store: Store) -> None:
    person = a_person(phone="100-0000-6021")
    store.save(person)
    assert store.reveal(_read(store, person), "phone", because="to call") == "100-0000-6021"
    (look,) = store.records(Look)
    assert (look.row, look.field, look.household) == (person.id, "phone", person.household)


def test_a_representation_of_a_record_tells_no_value() -> None:
    person = a_person()
    shown = f"{person!r} {[person]} {(person,)}"
    assert str(person.name) not in shown
    assert str(person.id_number) not in shown


def test_finishing_ends_the_draft_in_the_same_transaction(store: Store) -> None:
    visit = a_visit()
    draft = drafts.keep_draft(store, "visit", {"situation": "typing …"}, household=visit.household)
    assert drafts.keep_draft(store, "visit", {"situation": "typing … more"}, draft=draft) == draft
    assert [kept.fields for kept in drafts.drafts_of(store)] == [{"situation": "typing … more"}]
    with pytest.raises(Refused):
        store.save(replace(visit, began_at=None), ends_draft=draft)
    assert drafts.drafts_of(store)
    store.save(visit, ends_draft=draft)
    assert not drafts.drafts_of(store)
    assert store.get(Visit, visit.id) is not None


def test_drafts_are_no_part_of_the_digest_and_anybodys_can_be_found(store: Store) -> None:
    before = store.digest()
    drafts.keep_draft(store, "visit", {"situation": "typing …"})
    assert store.digest() == before
    assert drafts.drafts_of(store, store.opened.person)
    assert not drafts.drafts_of(store, b"nobody")


def test_rebuilding_changes_nothing(store: Store) -> None:
    for record in stores.one_of_each(lambda record, field: f"{record} {field}"):
        store.save(record)
    before = store.digest()
    store.rebuild()
    assert store.digest() == before


@pytest.mark.usefixtures("cheap_vault")
def test_the_clock_orders_nothing(tmp_path: Path) -> None:
    now = [datetime(2026, 11, 22, tzinfo=UTC)]
    made = opening.create(tmp_path / "area", "示例片区", "陈示例", stores.PASSPHRASE, clock=lambda: now[0])
    with made.store as store:
        household = a_household()
        store.save(household)
        now[0] -= timedelta(days=3650)
        store.save(replace(_read(store, household), number="2"))
        assert _read(store, household) == replace(household, number="2")
        with store.reading() as connection:
            stamps = [entry.read().stamp for _, entry in journal.entry_rows(connection)]
        assert stamps == sorted(stamps)


def test_an_altered_entry_is_not_taken_in(new_store: NewStore) -> None:
    one, other = new_store("one"), new_store("other")
    one.save(a_household())
    *_, last = one.entries_since({})
    before = other.digest()
    for bad in (
        structs.replace(last, body=last.body[:-1] + b"\x00"),
        structs.replace(last, seq=9),
        structs.replace(last, hash=bytes(32)),
    ):
        with pytest.raises(Refused):
            stores.accept(other, [bad], one.keys())
    assert other.digest() == before


def test_the_same_entry_again_changes_nothing(new_store: NewStore) -> None:
    one, other = new_store("one"), new_store("other")
    one.save(a_household())
    arrived = one.entries_since({})
    assert stores.accept(other, arrived, one.keys()) == len(arrived)
    before = other.digest()
    assert stores.accept(other, arrived, one.keys()) == 0
    assert other.digest() == before


def test_a_fork_is_refused_whole(new_store: NewStore) -> None:
    one, other = new_store("one"), new_store("other")
    one.save(a_household(number="1"))
    first = one.entries_since({})
    stores.accept(other, first, one.keys())
    *_, last = first
    body = last.read()
    forged = journal.sealed_entry(msgspec.structs.replace(body, reason="something else"), last.prev_hash)
    with pytest.raises(Refused):
        stores.accept(other, [forged], {})


def test_without_the_households_key_its_words_stay_sealed(new_store: NewStore) -> None:
    one, other = new_store("one"), new_store("other")
    household = a_household()
    person = a_person(household=household.id)
    one.save(household, person)
    stores.accept(other, one.entries_since({}), keys={})
    read = other.get(Person, person.id)
    assert read is not None
    assert (read.role, read.name, read.phone) == (person.role, None, None)


def test_what_a_newer_program_wrote_is_kept(new_store: NewStore) -> None:
    store = new_store("area")
    op = journal.WrittenOp("satellite", b"r" * 16, "orbit", b"h" * 16, {"height": 1}, {})
    household = journal.WrittenOp("household", b"h" * 16, "aura", b"h" * 16, {"colour": "blue"}, {})
    body = journal.Body(b"newer---", 1, 1 << 57, 0, 480, b"p" * 16, "", 99, [op, household])
    stores.accept(store, [journal.sealed_entry(body, journal.NO_HASH)], {})
    with store.reading() as connection:
        kept = connection.execute(select(ops.c.record, ops.c.grp).where(ops.c.stamp == 1 << 57)).all()
        assert connection.execute(select(entries).where(entries.c.origin == b"newer---")).all()
    assert sorted(map(tuple, kept)) == [("household", "aura"), ("satellite", "orbit")]
    before = store.digest()
    store.rebuild()
    assert store.digest() == before


def test_a_save_leaves_what_a_newer_program_wrote_beside_it(store: Store) -> None:
    home = a_household(lane="示例里 3 巷", note=None)
    store.save(home)
    newer = {"lane": "示例里 9 巷", "tower": "B"}
    op = journal.WrittenOp("household", home.id, "place", home.id, newer, {store.end.origin: store.end.seq})
    body = journal.Body(b"newer---", 1, 1 << 57, 0, 480, b"p" * 16, "", 99, [op])
    stores.accept(store, [journal.sealed_entry(body, journal.NO_HASH)], {})
    of_note = store.save(replace(_read(store, home), note="新"))
    assert of_note.entry
    assert [op.group for op in of_note.entry.read().ops] == ["note"]
    of_place = store.save(replace(_read(store, home), lane="示例里 10 巷"))
    assert of_place.entry
    assert of_place.entry.read().ops[0].value == {"lane": "示例里 10 巷", "tower": "B"}


def test_entries_share_their_pages(store: Store) -> None:
    def size_and_content() -> tuple[int, int]:
        with store.reading() as connection:
            told = (
                int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()) for name in ("page_count", "page_size")
            )
            return math.prod(told), connection.execute(select(func.sum(func.length(entries.c.body)))).scalar_one()

    size, content = size_and_content()
    store.save_all(Batch([Look(row=bytes(16), field="phone")], "示" * 400) for _ in range(200))
    larger, more = size_and_content()
    assert larger - size < 2 * (more - content)
