from collections.abc import Iterator

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from desktop.ui.table_model import Column, TableModel


@pytest.fixture
def model(qapp: QApplication) -> TableModel:
    return TableModel([Column("n", str), Column("twice", lambda n: str(2 * n))], qapp)


def test_the_model_keeps_the_rules_of_qt(model: TableModel, qapp: QApplication) -> None:
    model.fill(iter([[1, 2], [3]]))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, qapp)
    model.fetchMore(QModelIndex())
    assert model.rowCount() == 3
    assert model.index(2, 1).data() == "6"
    assert model.headerData(1, Qt.Orientation.Horizontal) == "twice"


def test_a_page_is_taken_when_it_is_needed(model: TableModel) -> None:
    taken: list[int] = []

    def pages() -> Iterator[list[int]]:
        for start in range(0, 100_000, 200):
            taken.append(start)
            yield [*range(start, start + 200)]

    model.fill(pages())
    assert taken == [0]
    model.fetchMore(QModelIndex())
    assert taken == [0, 200]
    assert model.rowCount() == 400
    assert model.canFetchMore(QModelIndex())
