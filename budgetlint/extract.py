"""Tables as read, for other programs: JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator

from budgetlint.model import Column, Document, Figure, Grid, Page, Row, Table

SCHEMA = "budgetlint-extract/1"
CSV_HEAD = (
    "表", "类型", "标题", "单位", "页", "行号", "行类型", "编码", "名称",
    "列号", "列类型", "列名", "原文", "数值", "x0", "y0", "x1", "y1",
)  # fmt: skip


def to_json(document: Document) -> str:
    """Everything that was read: pages with their lines and grids, tables with their figures."""
    data = {
        "schema": SCHEMA,
        "path": str(document.path),
        "sha256": document.sha256,
        "kind": document.kind,
        "organisation": document.organisation,
        "fiscal_year": document.fiscal_year,
        "readable": document.readable,
        "problems": list(document.problems),
        "tables": [_table(table) for table in document.tables],
        "pages": [_page(page) for page in document.pages],
    }
    text = json.dumps(data, ensure_ascii=False, indent=1)
    # A damaged font map can yield lone surrogates, which no file can hold.
    return text.encode("utf-8", "replace").decode("utf-8") + "\n"


def to_csv(document: Document) -> str:
    """One line for each figure, and one for each row that has none."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_HEAD)
    for table in document.tables:
        for line in _csv_lines(table):
            writer.writerow([_safe(cell) for cell in line])
    return out.getvalue()


# ---------------------------------------------------------------- JSON


def _table(table: Table) -> dict[str, object]:
    return {
        "id": table.id,
        "kind": table.kind.value,
        "title": table.title,
        "number": table.number,
        "unit": table.unit,
        "organisation": table.organisation,
        "fiscal_year": table.fiscal_year,
        "stage": table.stage,
        "pages": list(table.pages),
        "reader": table.reader,
        "ruling": table.ruling,
        "notes": list(table.notes),
        "columns": [_column(column) for column in table.columns],
        "rows": [_row(table, row) for row in table.rows],
    }


def _column(column: Column) -> dict[str, object]:
    return {
        "index": column.index,
        "path": list(column.path),
        "role": column.role.value,
        "panel": column.panel,
    }


def _row(table: Table, row: Row) -> dict[str, object]:
    return {
        "index": row.index,
        "page": row.page,
        "panel": row.panel,
        "code": row.code,
        "name": row.name,
        "level": row.level,
        "role": row.role.value,
        "bbox": row.box.as_list(),
        "codes": [list(code) for code in row.codes],
        "figures": [_figure(figure) for _, figure in _figures(table, row)],
    }


def _figure(figure: Figure) -> dict[str, object]:
    amount = figure.amount
    return {
        "column": figure.column,
        "text": figure.text,
        "value": None if amount is None else f"{amount.value:f}",
        "percent": amount is not None and amount.percent,
        "page": figure.page,
        "bbox": figure.box.as_list(),
    }


def _page(page: Page) -> dict[str, object]:
    return {
        "number": page.number,
        "width": round(page.width, 1),
        "height": round(page.height, 1),
        "problem": page.problem,
        "lines": [{"text": line.text, "bbox": line.box.as_list()} for line in page.lines],
        "grids": [_grid(grid) for grid in page.grids],
    }


def _grid(grid: Grid) -> dict[str, object]:
    return {
        "bbox": grid.box.as_list(),
        "rows": grid.row_count,
        "columns": grid.column_count,
        "reader": grid.reader,
        "ruling": grid.ruling,
        "cells": [
            {
                "row": cell.row,
                "column": cell.column,
                "row_span": cell.row_span,
                "column_span": cell.column_span,
                "text": cell.text,
                "bbox": cell.box.as_list(),
            }
            for cell in grid.cells
        ],
    }


# ---------------------------------------------------------------- CSV


def _figures(table: Table, row: Row) -> Iterator[tuple[Column, Figure]]:
    """The figures of one row of one panel, left to right."""
    for column in table.columns:
        if column.panel == row.panel:
            figure = table.figures.get((row.index, column.index))
            if figure is not None:
                yield column, figure


def _csv_lines(table: Table) -> Iterator[list[str]]:
    for row in table.rows:
        head = [
            table.id, table.kind.value, table.title, table.unit, str(row.page), str(row.index),
            row.role.value, row.code, row.name,
        ]  # fmt: skip
        found = False
        for column, figure in _figures(table, row):
            found = True
            value = "" if figure.amount is None else f"{figure.amount.value:f}"
            place = [f"{v:.1f}" for v in figure.box.as_list()]
            yield [
                *head, str(column.index), column.role.value, column.name, figure.text, value,
                *place,
            ]  # fmt: skip
        if not found:
            yield [*head, *[""] * (len(CSV_HEAD) - len(head))]


def _safe(text: str) -> str:
    """A cell that a spreadsheet does not take for a formula; numbers stay as they are."""
    if text[:1] in ("=", "@", "\t", "\r") or (text[:1] in "+-" and re.search(r"[A-Za-z(|]", text)):
        return "'" + text
    return text
