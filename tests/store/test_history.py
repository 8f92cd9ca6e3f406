"""What became of a household: the outline without values, the lines with them, and the chain."""

from dataclasses import replace
from itertools import islice

import stores
from builders import a_household, a_person
from sqlalchemy import event

from desktop.domain.records import Household, Person
from desktop.store import history
from desktop.store.store import Store

HOME = a_household(number="A-1", lane="一巷")


def _told(store: Store) -> tuple[history.Told, ...]:
    outline = history.outline(store, HOME.id)
    return history.told(store, outline, outline.lines)


def _edit(store: Store, because: str = "", **changes: object) -> None:
    home = store.get(Household, HOME.id)
    assert home is not None
    store.save(replace(home, **changes), because=because)


def test_an_outline_holds_every_change_and_looks_apart(new_store: stores.NewStore) -> None:
    with new_store("area") as store:
        person = a_person(household=HOME.id)
        store.save(HOME, person)
        _edit(store, lane="二巷")
        store.reveal(store.records(Person)[0], "phone")
        outline = history.outline(store, HOME.id)
        assert [line.is_first for line in outline.lines] == [False, True, True]
        assert [line.record for line in outline.looks] == ["look"]
        assert len([*history.steps(store, HOME.id)]) == sum(len(line.ops) for line in (*outline.lines, *outline.looks))


def test_only_as_much_is_read_as_somebody_asks_for(new_store: stores.NewStore) -> None:
    with new_store("area") as store:
        store.save(HOME)
        for n in range(2 * history.PAGE):
            _edit(store, lane=f"{n} 巷")
        asked: list[str] = []
        event.listen(store.engine, "before_cursor_execute", lambda _a, _b, statement, *_: asked.append(statement))
        newest = [*islice(history.steps(store, HOME.id), 20)]
        few = len(asked)
        asked.clear()
        assert len([*history.steps(store, HOME.id)]) > len(newest)
        assert few < len(asked)


def test_two_who_edited_apart_had_a_conflict_in_whatever_order_it_came(new_store: stores.NewStore) -> None:
    with new_store("one") as one, new_store("other") as other, new_store("third") as third:
        one.save(HOME)
        stores.accept(other, one.entries_since({}), one.keys())
        _edit(one, lane="二巷")
        _edit(other, lane="三巷")
        stores.accept(one, other.entries_since({}), other.keys())
        home = one.get(Household, HOME.id)
        assert home is not None
        one.decide(replace(home, lane="三巷"), "place", because="看过门牌")
        stores.accept(third, reversed(one.entries_since({})), one.keys())
        for store in (one, third):
            found = {
                (told.steps[0].after or {}).get("lane"): (told.line.had_conflict, told.line.decides)
                for told in _told(store)
                if told.steps[0].reason != "看过门牌" and not told.line.is_first
            }
            assert found == {"二巷": (True, False), "三巷": (True, False)}
            assert [told.line.decides for told in _told(store) if told.steps[0].reason == "看过门牌"] == [True]


def test_a_replaced_value_tells_who_replaced_it_and_why(new_store: stores.NewStore) -> None:
    with new_store("area") as store:
        store.save(HOME)
        _edit(store, lane="二巷")
        _edit(store, "抄错", lane="三巷")
        newest, older, _ = _told(store)
        assert newest.later is None
        assert older.later is not None
        assert (older.later.reason, older.later.actor) == ("抄错", store.opened.person)
        store.undo(*newest.line.place)
        assert [told.was_undone for told in _told(store)] == [False, True, False, False]
        assert [told.is_correction for told in _told(store)] == [False, True, True, False]


def test_only_an_own_edit_on_which_nothing_was_written_can_be_taken_back(new_store: stores.NewStore) -> None:
    with new_store("area") as store, new_store("other") as other:
        store.save(HOME)
        _edit(store, lane="二巷")
        edit, creation = _told(store)
        assert history.is_undoable(store, edit.line.place)
        assert not history.is_undoable(store, creation.line.place), "another value stands on it"
        stores.accept(other, store.entries_since({}), store.keys())
        assert not history.is_undoable(other, edit.line.place), "somebody else wrote it"


def test_what_was_looked_through_is_not_looked_through_again(new_store: stores.NewStore) -> None:
    with new_store("area") as store:
        store.save(HOME)
        until, broken = history.looked_through(store)
        assert not broken
        _edit(store, lane="二巷")
        with store.engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER guard_update_entries")
            connection.exec_driver_sql("UPDATE entries SET body = CAST(body || x'00' AS BLOB) WHERE rev = 2")
        assert history.looked_through(store, until) == (until + 1, ())
        with store.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE entries SET prev_hash = zeroblob(32) WHERE rev = ?", (until + 1,))
        _, (found,) = history.looked_through(store, until)
        assert found.seq == store.end.seq
