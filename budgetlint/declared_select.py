"""Finds what selectors mean in a document: tables, rows, columns, and the cells of a term."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from budgetlint.amounts import is_blank_amount
from budgetlint.classification import normalise_name
from budgetlint.declared_model import (
    ColumnSelector,
    Relation,
    RowSelector,
    TableSelector,
    Term,
)
from budgetlint.declared_words import (
    column_words,
    listed_tables,
    row_words,
    table_title,
    table_words,
)
from budgetlint.facts_labels import cell_text
from budgetlint.model import Column, ColumnRole, Document, Row, RowRole, Table
from budgetlint.relations.model import Cell
from budgetlint.relations.outcomes import column_name, row_name

_FIGURES = (ColumnRole.AMOUNT, ColumnRole.PERCENT, ColumnRole.COUNT)
_TOTALS = ("小计", "合计", "总计")
_DROPPED = str.maketrans("（）：％", "():%", "“”\"'「」")
_STEP = re.compile(r"[›>＞]")


@dataclass(frozen=True)
class Place:
    """Where a relation is judged; row and column are None where it is not gone through."""

    table: Table
    row: Row | None = None
    column: Column | None = None


@dataclass(frozen=True)
class Operand:
    """The cells of one term; a cell may be blank."""

    term: Term
    table: Table
    cells: tuple[Cell, ...]


class MissingError(Exception):
    """Nothing is there that a selector could mean: the relation does not apply."""


class UnclearError(Exception):
    """Several things are there where one is meant: the relation cannot be judged."""


def tables(document: Document, selector: TableSelector) -> list[Table]:
    """The tables of a document that fit."""
    return [table for table in document.tables if _fits_table(table, selector)]


def _fits_table(table: Table, wanted: TableSelector) -> bool:
    title = plain(table.title)
    return (
        (not wanted.kind or table.kind in wanted.kind)
        and (not wanted.title or any(plain(part) in title for part in wanted.title))
        and (wanted.pattern is None or wanted.pattern.search(title) is not None)
        and (not wanted.number or plain(table.number) in map(plain, wanted.number))
        and (not wanted.unit or table.unit in wanted.unit)
    )


def rows(table: Table, selector: RowSelector) -> list[Row]:
    """The rows of a table that fit, empty rows and remarks left out."""
    return [row for row in table.rows if _fits_row(row, selector)]


def _fits_row(row: Row, wanted: RowSelector) -> bool:
    if row.role in (RowRole.EMPTY, RowRole.NOTE):
        return False
    name = plain(row.name)
    return (
        (not wanted.code or row.code in wanted.code)
        and (not wanted.code_prefix or row.code.startswith(wanted.code_prefix))
        and (not wanted.name or _is_named(row, wanted.name))
        and (not wanted.contains or any(plain(part) in name for part in wanted.contains))
        and (wanted.pattern is None or wanted.pattern.search(name) is not None)
        and (not wanted.role or row.role in wanted.role)
        and (not wanted.level or row.level in wanted.level)
    )


def _is_named(row: Row, names: Sequence[str]) -> bool:
    """Whether a row has one of the names, with or without 一、 and 其中： before it."""
    printed = (plain(row.name), plain(normalise_name(row.name)))
    return any(plain(name) in printed for name in names)


def columns(table: Table, selector: ColumnSelector) -> list[Column]:
    """The columns of figures that fit; without a selector those of amounts.

    A column that is blank from top to bottom does not show what it is for; it is taken where
    no other fits.
    """
    if selector == ColumnSelector():
        return [c for c in table.columns if c.role is ColumnRole.AMOUNT]
    fitting = [c for c in table.columns if _fits_column(c, selector)]
    figures = [c for c in fitting if c.role in _FIGURES]
    return figures or [c for c in fitting if c.role is ColumnRole.TEXT]


def _fits_column(column: Column, wanted: ColumnSelector) -> bool:
    path = "›".join(plain(part) for part in column.path)
    return (
        (not wanted.heading or any(_is_headed(column.path, h) for h in wanted.heading))
        and (not wanted.contains or any(plain(part) in path for part in wanted.contains))
        and (wanted.pattern is None or wanted.pattern.search(path) is not None)
    )


def _is_headed(path: Sequence[str], heading: str) -> bool:
    """Whether a header path ends in a heading.

    Below ``基本支出`` there may be a column ``小计``: that is the column of 基本支出 too.
    """
    wanted = [plain(part) for part in _STEP.split(heading)]
    printed = [plain(part) for part in path]
    shorter = printed[:-1] if len(printed) > 1 and printed[-1] in _TOTALS else printed
    return printed[-len(wanted) :] == wanted or shorter[-len(wanted) :] == wanted


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A text as it compares: without spaces and quotation marks, brackets half-width."""
    return "".join(text.split()).translate(_DROPPED)


# ---------------------------------------------------------------- terms


def operand(document: Document, term: Term, place: Place) -> Operand:
    """The cells a term means at a place.

    Raises:
        MissingError: its table, row or column is not there.
        UnclearError: several are.
    """
    table = place.table if term.table is None else _only_table(document, term.table)
    found_rows = _rows(term, place, table)
    found_columns = _columns(term, place, table)
    cells = [
        (row.index, column.index)
        for row in found_rows
        for column in found_columns
        if row.panel == column.panel
    ]
    if not cells:
        raise MissingError(f"{table_title(table)}中，所选的行和栏不在表的同一半")
    for row in found_rows:
        for column in found_columns:
            _refuse_text(table, row, column)
    if term.several:
        return Operand(term, table, tuple(cells))
    printed = [cell for cell in cells if cell in table.figures]
    if len(printed) > 1:
        raise UnclearError(_several(table, printed))
    return Operand(term, table, tuple(printed or cells[:1]))


def _refuse_text(table: Table, row: Row, column: Column) -> None:
    """Text where a figure should be is no blank."""
    if column.role is not ColumnRole.TEXT or row.panel != column.panel:
        return
    text = cell_text(table, row, column.index)
    if not is_blank_amount(text):
        raise UnclearError(f"{table_title(table)}的“{column.name}”一栏不是数字：“{text[:20]}”")


def as_found(relation: Relation, first: Operand, others: Sequence[tuple[int, Operand]]) -> Relation:
    """A relation over what was found: the headings there are, without terms that are not there."""
    found = tuple((sign, _named(operand)) for sign, operand in others)
    return replace(relation, first=_named(first), others=found)


def _named(operand: Operand) -> Term:
    """A term with the one of several headings that its table has."""
    wanted = operand.term.column
    if wanted is None or len(wanted.heading) < 2 or operand.term.several:
        return operand.term
    column = operand.table.columns[operand.cells[0][1]]
    fitting = [h for h in wanted.heading if _is_headed(column.path, h)]
    return replace(operand.term, column=ColumnSelector(heading=tuple(fitting[:1])))


def _only_table(document: Document, selector: TableSelector) -> Table:
    found = tables(document, selector)
    if not found:
        raise MissingError(f"没有找到表：{table_words(selector)}")
    if len(found) > 1:
        raise UnclearError(
            f"{table_words(selector)}有 {len(found)} 张，不知道用哪一张：{listed_tables(found)}"
        )
    return found[0]


def _rows(term: Term, place: Place, table: Table) -> list[Row]:
    if term.row is not None:
        found = rows(table, term.row)
        if not found:
            raise MissingError(f"{table_title(table)}中没有找到行：{row_words(term.row)}")
        return found
    if place.row is None:
        return rows(table, RowSelector())
    return [place.row] if table is place.table else _same_row(table, place.row)


def _same_row(table: Table, row: Row) -> list[Row]:
    """The rows of another table with the same code, or without codes the same name."""
    if row.code:
        found = rows(table, RowSelector(code=(row.code,)))
    else:
        found = [r for r in rows(table, RowSelector(name=(normalise_name(row.name),)))]
    if not found:
        raise MissingError(f"{table_title(table)}中没有相同的行")
    return found


def _columns(term: Term, place: Place, table: Table) -> list[Column]:
    if term.column is not None:
        found = columns(table, term.column)
        if not found:
            raise MissingError(f"{table_title(table)}中没有找到栏：{column_words(term.column)}")
        return found
    if place.column is None:
        found = columns(table, ColumnSelector())
        if not found:
            raise MissingError(f"{table_title(table)}中没有金额栏")
        return found
    if table is place.table:
        return [place.column]
    found = columns(table, ColumnSelector(heading=(" › ".join(_tail(place.column)),)))
    if not found:
        raise MissingError(f"{table_title(table)}中没有相同的栏“{place.column.name}”")
    return found


def _tail(column: Column) -> Sequence[str]:
    """The lowest heading that says something: that of 基本支出 › 小计 is 基本支出."""
    path = column.path
    if len(path) > 1 and plain(path[-1]) in _TOTALS:
        return path[-2:-1]
    return path[-1:]


def _several(table: Table, cells: Sequence[Cell]) -> str:
    """Which figures there are where one is meant.

    Where the columns alone are in doubt the row is not named: the next row has the same doubt.
    """
    in_one_row = len({row for row, _ in cells}) == 1
    in_one_column = len({column for _, column in cells}) == 1
    shown = [
        _joined(
            "" if in_one_row else row_name(table.rows[row]),
            "" if in_one_column else column_name(table, column),
        )
        for row, column in cells[:4]
    ]
    what = "栏" if in_one_row else "行" if in_one_column else "个数"
    more = "等" if len(cells) > 4 else ""
    return (
        f"{table_title(table)}中有 {len(cells)} {what}符合，不知道用哪一{what}："
        f"{'、'.join(shown)}{more}"
    )


def _joined(row: str, column: str) -> str:
    return "的".join(f"“{text}”" for text in (row, column) if text)
