"""The grand total of a table that lists lines below one another (收入总表, 支出总表 …)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from budgetlint.model import Column, Row, RowRole, Table
from budgetlint.relations.balance import says_whole, whole_column
from budgetlint.relations.model import Cell, amount_at
from budgetlint.relations.outline import is_subject

_OTHER_MEASURE = re.compile(
    r"结转|结余|上年|去年|执行数|增减|相比|比上年|完成|占比|三公|接待|采购|其中|专项资金"
)
_OTHER_TABLE = re.compile(r"结转|结余|三公|采购|项目|经济")
_REVENUE = re.compile(r"收入")
_SPENDING = re.compile(r"支出")


def list_total(table: Table, *, income: bool = False) -> Cell | None:
    """The cell of the total of all lines in the column of all money; None when in doubt.

    ``income`` tells which columns are meant where a table has both.
    """
    if len(table.panels()) != 1 or _OTHER_TABLE.search(table.title):
        return None
    column = _whole(table, income)
    if column is None:
        return None
    row = _total_row(table, column)
    return None if row is None else (row.index, column.index)


def _whole(table: Table, income: bool) -> Column | None:
    columns = table.panel_columns(0)
    if any("三公" in text for column in columns for text in column.path):
        return None
    foreign, own = (_SPENDING, _REVENUE) if income else (_REVENUE, _SPENDING)
    fitting = [
        c
        for c in columns
        if not any(_OTHER_MEASURE.search(text) for text in c.path)
        and (not foreign.search(c.name) or own.search(c.name))
    ]
    if len(fitting) == 1 < len(columns):
        # one among columns of other measures has to say that it is the whole
        return fitting[0] if says_whole(fitting[0]) else None
    return _newest(fitting, table) or whole_column(fitting)


def _newest(columns: Sequence[Column], table: Table) -> Column | None:
    """Where several years stand side by side, the whole of the table's own year."""
    years = {c.index: y.group() for c in columns if (y := re.search(r"20\d\d(?=年)", c.name))}
    if not years:
        return None
    latest = max(years.values())
    if table.fiscal_year is not None and str(table.fiscal_year) != latest:
        return None
    return whole_column([c for c in columns if years.get(c.index) == latest])


def _total_row(table: Table, column: Column) -> Row | None:
    filled = [r for r in table.rows if (r.index, column.index) in table.figures]
    totals = [r for r in filled if r.role is RowRole.TOTAL]
    if len(totals) > 1:
        values = {a.value for r in totals if (a := amount_at(table, (r.index, column.index)))}
        return totals[0] if len(values) == 1 else None
    if totals:
        return totals[0]
    if len(filled) == 1:
        return filled[0]
    if filled and not filled[0].code and all(is_subject(r.code) for r in filled[1:]):
        return filled[0]  # the organisation stands for the total of its lines
    return None
