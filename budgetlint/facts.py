"""The tables of a document as facts: what each printed figure means, and its interval.

Two facts with one key in different tables are the same fact printed twice and must agree. A
figure whose meaning is not certain makes no fact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from budgetlint.amounts import UNITS
from budgetlint.facts_columns import ColumnMeaning
from budgetlint.facts_model import Concept, Fact, FactKey, Fund, Use, once_per_document
from budgetlint.facts_panels import Panel, panels
from budgetlint.facts_rows import RowMeaning
from budgetlint.model import Document, Figure, Table

if TYPE_CHECKING:
    import pandas

__all__ = ["Concept", "Fact", "FactKey", "Fund", "Use", "facts_frame", "facts_of"]


@once_per_document
def facts_of(document: Document) -> tuple[Fact, ...]:
    """Every figure of the document's typed tables whose meaning is certain."""
    return tuple(fact for table in document.tables for fact in _table_facts(document, table))


def facts_frame(document: Document) -> pandas.DataFrame:
    """The facts as a table: one line a fact, one column a part of its key and its place."""
    import pandas

    columns = [
        *FactKey._fields,
        "value",
        "low",
        "high",
        "owner",
        "table",
        "kind",
        "row",
        "column",
        "page",
        "text",
    ]
    lines = [
        (
            *fact.key,
            fact.amount.value,
            fact.amount.low,
            fact.amount.high,
            fact.owner,
            fact.table,
            fact.kind.value,
            *fact.cell,
            fact.page,
            fact.text,
        )
        for fact in facts_of(document)
    ]
    return pandas.DataFrame(lines, columns=columns)


def _table_facts(document: Document, table: Table) -> list[Fact]:
    factor = UNITS.get(table.unit)
    if factor is None or not table.figures:
        return []
    year = document.fiscal_year or table.fiscal_year or 0
    stage = "决算" if table.stage == "决算" or "决算" in document.kind else "预算"
    owner = document.organisation or table.organisation
    found: list[tuple[FactKey, Figure]] = []
    for panel in panels(table, year):
        found += _panel_facts(table, panel, year, stage)
    out: list[Fact] = []
    seen: Counter[FactKey] = Counter()
    repeated = {key for key, count in Counter(key for key, _ in found).items() if count > 1}
    for key, figure in found:
        assert figure.amount is not None
        if key in repeated:
            seen[key] += 1
            if key.total and seen[key] > 1:
                continue  # a total printed at the top and at the bottom
            if not key.total:
                key = key._replace(part=seen[key])
        amount = figure.amount if factor == 1 else figure.amount.scaled(factor)
        cell = (figure.row, figure.column)
        out.append(Fact(key, amount, owner, table.id, table.kind, cell, figure.page, figure.text))
    return out


def _panel_facts(
    table: Table, panel: Panel, year: int, stage: str
) -> Iterator[tuple[FactKey, Figure]]:
    for (row, column), figure in table.figures.items():
        above, beside = panel.columns.get(column), panel.rows.get(row)
        if above is None or beside is None or figure.amount is None or figure.amount.percent:
            continue
        key = _key(panel, above, beside, column)
        if key is None:
            continue
        own = panel.years.get(row) or above.year or (year - 1 if above.last_year else year)
        yield key._replace(year=own, stage=above.stage or stage), figure


def _key(panel: Panel, above: ColumnMeaning, beside: RowMeaning, column: int) -> FactKey | None:
    """What a row and a column say together; None where they contradict each other."""
    for one, other in ((above.fund, beside.fund), (above.use, beside.use)):
        if one and other and one != other:
            return None
    if above.carry and beside.carry and above.carry != beside.carry:
        return None
    fund = above.fund or beside.fund or panel.fund
    if panel.fund and fund is Fund.APPROPRIATION:
        fund = panel.fund  # 财政拨款 in a table of one fund is that fund
    return FactKey(
        Concept.INCOME if column in panel.incomes else panel.concept,
        beside.functional,
        beside.economic,
        beside.government,
        fund,
        above.use or beside.use or panel.use,
        beside.item or panel.items.get(column, ""),
        above.carry or beside.carry,
        beside.total,
        beside.organisation,
        panel.level,
    )
