"""Where a finding or a cell is, in words: page or line, table, row, column."""

from __future__ import annotations

from collections.abc import Iterable

from budgetlint.model import Evidence, Finding
from budgetlint.report import summary
from budgetlint.report.messages import Messages


def place_words(finding: Finding, names: dict[str, str], say: Messages, *, with_table: bool) -> str:
    """Where a finding is: page or line, table, row, column, as far as each is known."""
    cell = summary.target(finding)
    table = summary.place_table(finding)
    return _place(
        summary.spot(finding, say),
        names.get(table, table) if with_table else "",
        _row(cell, say) if cell else "",
        cell.column if cell else "",
        say,
    )


def evidence_words(evidence: Evidence, names: dict[str, str], say: Messages) -> str:
    """Where a cell is: page or line, table, row, column."""
    table = names.get(evidence.table, evidence.table)
    spot = say.spot(evidence.page, evidence.box)
    return _place(spot, table, _row(evidence, say), evidence.column, say)


def _row(cell: Evidence, say: Messages) -> str:
    """The row of a cell; words of the prose stand in no row."""
    name = say("row" if cell.table else "said")
    return say("quoted", name=name, text=cell.row) if cell.row else ""


def _place(spot: str, table: str, row: str, column: str, say: Messages) -> str:
    parts: Iterable[str] = (
        spot,
        table,
        row,
        say("quoted", name=say("column"), text=column) if column else "",
    )
    return " ".join(part for part in parts if part) or say("table.none")
