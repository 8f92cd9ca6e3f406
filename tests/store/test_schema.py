"""One name, five places: the tables derive from the one table of fields, on both databases."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Table, Text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.schema import CreateIndex, CreateTable

from desktop.domain.fields import RECORDS, Kind
from desktop.store import editing, projection, sealing, search, store, undoing, waiting
from desktop.store.connection import Prepared
from desktop.store.schema import every_table, rows, scaled

MODULES = (editing, projection, sealing, store, undoing)
PREPARED = [value for module in MODULES for value in vars(module).values() if isinstance(value, Prepared)]
PREPARED += [projection._no_row(record) for record in RECORDS]
PREPARED += [query for _, query in waiting._KEYS.values()]
PREPARED += [statement for pair in waiting._ANEW.values() for statement in pair]


@pytest.mark.parametrize("record", RECORDS)
def test_columns_bear_the_fields_names(record: str) -> None:
    assert [column.name for column in rows[record].c] == ["id", *(field.name for field in RECORDS[record].fields)]


@pytest.mark.parametrize("table", every_table(), ids=lambda table: table.name)
def test_every_table_can_be_made_on_both_databases(table: object) -> None:
    for dialect in (sqlite.dialect(), postgresql.dialect()):
        assert str(CreateTable(table).compile(dialect=dialect))  # type: ignore[arg-type]
        for index in table.indexes:  # type: ignore[attr-defined]
            assert str(CreateIndex(index).compile(dialect=dialect))


@pytest.mark.parametrize("statement", PREPARED, ids=range(len(PREPARED)))
def test_every_statement_of_the_write_path_can_be_said_on_both_databases(statement: Prepared) -> None:
    for dialect in (sqlite.dialect(), postgresql.dialect()):
        assert str(statement.statement.compile(dialect=dialect))


@pytest.mark.parametrize("statement", PREPARED, ids=range(len(PREPARED)))
def test_every_statement_of_the_write_path_takes_its_values_by_their_place(statement: Prepared) -> None:
    size = 4 if "wanted" in statement.statement.compile().params else 0
    for dialect, place in ((sqlite.dialect(), "?"), (psycopg.dialect(), "%s")):
        sql, names = statement._text(dialect, size)
        assert sql.count(place) == len(names) >= size


@pytest.mark.parametrize("table", every_table(), ids=lambda table: table.name)
def test_every_text_is_ordered_by_its_bytes(table: Table) -> None:
    texts = [column for column in table.c if isinstance(column.type, Text)]
    made = str(CreateTable(table).compile(dialect=postgresql.dialect()))
    assert made.count(' TEXT COLLATE "C"') == made.count(" TEXT") == len(texts)


def test_the_index_of_words_is_the_only_thing_of_one_database() -> None:
    assert {table.name for table in every_table()} >= {"documents", "found_by"}
    assert search.LIMIT == 200


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3, allow_nan=False, allow_infinity=False))
def test_numbers_rest_exactly(number: Decimal) -> None:
    assert scaled(f"{number:f}", 3) == number.scaleb(3)


def test_more_decimals_than_declared_are_no_number_of_the_column() -> None:
    with pytest.raises(ValueError, match="decimals"):
        scaled("1.2345", 3)


def test_ids_are_byte_blobs_everywhere() -> None:
    for name, record in RECORDS.items():
        for field in record.fields:
            if field.kind is Kind.LINK:
                assert "BLOB" in str(rows[name].c[field.name].type.compile(dialect=sqlite.dialect()))
