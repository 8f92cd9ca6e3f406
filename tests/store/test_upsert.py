from sqlalchemy import Column, Integer, MetaData, Table, create_engine, select
from sqlalchemy.dialects import postgresql, sqlite

from desktop.store.schema import found_by
from desktop.store.upsert import upsert

COUNTED = Table("counted", MetaData(), Column("what", Integer, primary_key=True), Column("times", Integer))


def test_both_databases_are_told_the_same() -> None:
    behind_the_values = {
        str(upsert(found_by, "current").compile(dialect=dialect)).partition(" ON ")[2].replace('"', "")
        for dialect in (sqlite.dialect(), postgresql.dialect())
    }
    assert behind_the_values == {"CONFLICT (key, household, row, grp) DO UPDATE SET current = excluded.current"}


def test_the_row_of_the_key_is_written_over_or_left_as_it_is() -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        COUNTED.create(connection)
        for times in (1, 2):
            connection.execute(upsert(COUNTED, "times").values(what=1, times=times))
            connection.execute(upsert(COUNTED).values(what=2, times=times))
        assert [tuple(row) for row in connection.execute(select(COUNTED))] == [(1, 2), (2, 1)]
    engine.dispose()
