"""The dense matrix of a grid, and rows of a continuation page in the columns of its table."""

from __future__ import annotations

from dataclasses import replace

from grid_samples import grid, lines
from hypothesis import given
from hypothesis import strategies as st

from budgetlint.model import Box, Figure, Grid, GridCell, Row, RowRole, Table, TableKind
from budgetlint.tables.cells import label_box, lines_of_grid, remap, tight


def test_white_space_is_closed() -> None:
    assert tight(" 收 入\n合　计 ") == "收入合计"


def test_a_merged_cell_fills_its_fields_and_prints_once() -> None:
    head, sub = lines([["科目", "支出", "<"], ["^", "小计", "人员"]])
    assert head.texts() == ("科目", "支出", "")
    assert sub.texts() == ("", "小计", "人员")
    assert head.cells[2] is head.cells[1]
    assert sub.cells[0] is head.cells[0]
    assert (head.owns(1), head.owns(2), sub.owns(0)) == (True, False, False)


def test_blank_rows() -> None:
    first, second, third = lines([["合计", "^^"], ["^", ""], ["", " "]])
    assert not first.is_blank()
    assert second.is_blank()
    assert third.is_blank()


def test_fields_without_a_cell_are_empty_cells() -> None:
    box = Box(0, 0, 10, 10)
    sparse = Grid(1, box, 2, 2, (GridCell(0, 0, 1, 1, "合计", box),), (0, 5, 10))
    first, second = lines_of_grid(sparse)
    assert first.texts() == ("合计", "")
    assert second.is_blank()
    assert second.owns(1)


def test_spans_that_run_out_of_the_grid_are_cut() -> None:
    box = Box(0, 0, 10, 10)
    wide = Grid(1, box, 1, 2, (GridCell(0, 0, 5, 5, "合计", box),), (0, 5, 10))
    (line,) = lines_of_grid(wide)
    assert line.texts() == ("合计", "")


def test_rows_know_where_they_come_from() -> None:
    found = lines_of_grid(grid([["a"], ["b"]], page=7))
    assert [(line.page, line.row) for line in found] == [(7, 0), (7, 1)]


def test_a_row_of_fewer_columns_is_spread_over_those_of_the_table() -> None:
    (line,) = lines([["科目", "1.0", "2.0"]])
    spare = GridCell(0, -1, 1, 1, "", line.cells[0].box)
    moved = remap(line, [0, 2, 3], 5, spare)
    assert moved.texts() == ("科目", "", "1.0", "2.0", "")
    assert [c.column_span for c in (moved.cells[0], moved.cells[2], moved.cells[3])] == [2, 1, 2]


def test_a_merged_cell_of_the_row_stays_merged() -> None:
    (line,) = lines([["无此项支出", "<", "2.0"]])
    spare = GridCell(0, -1, 1, 1, "", line.cells[0].box)
    moved = remap(line, [0, 1, 3], 4, spare)
    assert moved.texts() == ("无此项支出", "", "", "2.0")
    assert moved.cells[0].column_span == 3


def test_columns_before_the_first_place_stay_empty() -> None:
    (line,) = lines([["1.0", "2.0"]])
    spare = GridCell(0, -1, 1, 1, "", line.cells[0].box)
    assert remap(line, [1, 2], 3, spare).texts() == ("", "1.0", "2.0")


@given(st.data())
def test_remapping_loses_no_text(data: st.DataObject) -> None:
    width = data.draw(st.integers(1, 5))
    target = data.draw(st.integers(width, 8))
    places = sorted(data.draw(st.permutations(range(target)))[:width])
    (line,) = lines([[f"文{n}" for n in range(width)]])
    moved = remap(line, places, target, GridCell(0, -1, 1, 1, "", line.cells[0].box))
    assert [t for t in moved.texts() if t] == [f"文{n}" for n in range(width)]
    assert [moved.text(p) for p in places] == [f"文{n}" for n in range(width)]


def test_a_label_is_where_its_cells_are_and_not_on_the_whole_line() -> None:
    texts = ("302", "08", "取暖费", "0", "505")
    cells = tuple(
        GridCell(3, column, 1, 1, text, Box(40.0 * column, 60, 40.0 * (column + 1), 80))
        for column, text in enumerate(texts)
    )
    merged = GridCell(2, 5, 2, 1, "30208", Box(200, 40, 240, 80))
    grid = Grid(7, Box(0, 0, 240, 100), 4, 6, (*cells, merged), ())
    row = Row(3, 7, 0, "30208", "取暖费", 3, RowRole.LEAF, Box(0, 60, 240, 80))
    zero = Figure("0", None, 7, cells[3].box, 3, 3)
    table = Table(
        "t", TableKind.UNKNOWN, "", "", "", "", None, (), (row,), {(3, 3): zero}, (7,),
        grids=(grid,),
    )  # fmt: skip
    assert label_box(table, row, row.label) == Box(0, 60, 120, 80)
    assert label_box(table, row, "没有印在这一行") == row.box
    assert label_box(table, replace(row, page=8), row.label) == row.box
