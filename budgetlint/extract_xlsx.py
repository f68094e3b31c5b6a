"""Tables as read, for people: a workbook with one sheet a table."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from budgetlint.model import Column, ColumnRole, Document, Figure, Row, Table

if TYPE_CHECKING:
    from openpyxl.styles import Font
    from openpyxl.worksheet.worksheet import Worksheet

_SHEET_FORBIDDEN = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_INDEX_HEAD = ("表", "类型", "标题", "表号", "单位", "页", "行数", "列数", "读取方式")
#: (page, column) → top, bottom and text of the cells there
_Texts = dict[tuple[int, int], list[tuple[float, float, str]]]


def to_xlsx(document: Document, path: Path) -> None:
    """A workbook: a list of the tables, then one sheet a table as its columns and rows."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    index = book.worksheets[0]
    index.title = "目录"
    for column, text in enumerate(_INDEX_HEAD, start=1):
        _put(index, 1, column, text, font=Font(bold=True))
    for line, table in enumerate(document.tables, start=2):
        height = max((len(table.panel_rows(panel)) for panel in table.panels()), default=0)
        facts = [
            table.id, table.kind.value, table.title, table.number, table.unit,
            "、".join(map(str, table.pages)), height, len(table.columns), table.reader,
        ]  # fmt: skip
        for column, value in enumerate(facts, start=1):
            _put(index, line, column, value)
        name = table.title or table.kind.value
        sheet = book.create_sheet(_SHEET_FORBIDDEN.sub(" ", f"{table.id} {name}")[:31])
        _fill(sheet, table)
    book.save(path)


def _fill(sheet: Worksheet, table: Table) -> None:
    """The header paths, one level a line, then the rows; side-by-side panels stay so."""
    from openpyxl.styles import Font

    _put(sheet, 1, 1, table.title or table.kind.value, font=Font(bold=True, size=14))
    unit = f"单位：{table.unit}" if table.unit else "单位：未标明"
    _put(sheet, 2, 1, f"{unit}　第{'、'.join(map(str, table.pages))}页")
    depth = max((len(column.path) for column in table.columns), default=1)
    for column in table.columns:
        for level, text in enumerate(column.path):
            _put(sheet, 3 + level, column.index + 1, text, font=Font(bold=True))
    first = 3 + max(depth, 1)
    # Panels stand side by side: the first row of each is on the first line.
    lines = {
        row.index: first + n
        for panel in table.panels()
        for n, row in enumerate(table.panel_rows(panel))
    }
    texts = _texts(table)
    for row in table.rows:
        line = lines[row.index]
        for column in table.columns:
            if column.panel != row.panel:
                continue
            figure = table.figures.get((row.index, column.index))
            if figure is not None:
                _put_figure(sheet, line, column.index + 1, figure)
            else:
                _put(sheet, line, column.index + 1, _label(table, row, column, texts))
    sheet.freeze_panes = f"A{first}"


def _label(table: Table, row: Row, column: Column, texts: _Texts) -> str:
    """What stands in a cell that holds no figure."""
    if column.index == row.label_column:
        return row.name
    if column.role is ColumnRole.CODE and row.code:
        first = next(
            c.index for c in table.columns if c.panel == row.panel and c.role is ColumnRole.CODE
        )
        return row.code if column.index == first else ""
    middle = (row.box.y0 + row.box.y1) / 2
    for top, bottom, text in texts.get((row.page, column.index), ()):
        if top <= middle < bottom:
            return text
    return ""


def _texts(table: Table) -> _Texts:
    """(page, column) → top, bottom and text of the cells, for columns that are no figures.

    Only of grids with as many columns as the table: elsewhere a place names another column.
    """
    found: _Texts = {}
    wanted = {c.index for c in table.columns if c.role in (ColumnRole.TEXT, ColumnRole.ORDINAL)}
    for grid in table.grids:
        if grid.column_count == len(table.columns):
            for cell in grid.cells:
                if cell.column in wanted and cell.text:
                    place = (cell.box.y0, cell.box.y1, cell.text)
                    found.setdefault((grid.page, cell.column), []).append(place)
    return found


def _put_figure(sheet: Worksheet, line: int, column: int, figure: Figure) -> None:
    amount = figure.amount
    if amount is None:
        _put(sheet, line, column, figure.text)
        return
    cell = sheet.cell(line, column)
    decimals = len(figure.text.strip(" %％）)").partition(".")[2])
    shape = "#,##0" + ("." + "0" * decimals if decimals else "")
    if amount.percent:
        cell.value = amount.value / Decimal(100)
        shape = shape.replace("#,##", "") + "%"
    else:
        cell.value = amount.value
    cell.number_format = shape


def _put(
    sheet: Worksheet, line: int, column: int, value: str | int, *, font: Font | None = None
) -> None:
    """Text stays text, whatever it begins with: no cell of a PDF becomes a formula."""
    if value == "":
        return
    cell = sheet.cell(line, column)
    cell.value = _CONTROL.sub("\ufffd", value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
    if font is not None:
        cell.font = font
