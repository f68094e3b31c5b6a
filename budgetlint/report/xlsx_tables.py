"""The sheet of tables as read: one block below the other, failing figures marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from budgetlint.model import ColumnRole, DocumentReport, Row, Table
from budgetlint.report import summary
from budgetlint.report.marks import SIGNS, Marks, State, mark_document
from budgetlint.report.texts import show_path
from budgetlint.report.words import Words
from budgetlint.report.xlsx_book import Book

_TONES = {State.ERROR: "error", State.WARNING: "warning", State.UNSURE: "warning"}
_FIRST, _WIDTH, _COLUMNS = 34, 16, 40
_SHOWN = (State.ERROR, State.WARNING, State.UNSURE, State.UNPARSED, State.UNCHECKED)


def put_tables(book: Book, reports: Sequence[DocumentReport], say: Words) -> None:
    """All tables of all documents on one sheet."""
    sheet = book.plain(say("sheet.tables"), [_FIRST, *[_WIDTH] * _COLUMNS])
    legend = say("comma").join(f"{SIGNS[state]} {say(f'state.{state.key}')}" for state in _SHOWN)
    text = f"{say('legend')}{say('colon')}{legend}"
    sheet.append([book.cell(sheet, text, "note")])
    sheet.freeze_panes = "B2"
    for report in reports:
        marks = mark_document(report, {})
        say = say.within(report.document.path)
        names = summary.table_names(report.document, say)
        for table in report.document.tables:
            _Block(book, sheet, say, marks, table).put(names[table.id], report)


class _Block:
    """One table: its title, its header levels, its rows."""

    def __init__(self, book: Book, sheet: Any, say: Words, marks: Marks, table: Table) -> None:
        self.book, self.sheet, self.say = book, sheet, say
        self.marks, self.table = marks, table

    def put(self, name: str, report: DocumentReport) -> None:
        say, table = self.say, self.table
        unit = say("unit", unit=table.unit or say("unknown"))
        facts = [show_path(report.document.path), say.extent(table), unit]
        self.sheet.append([])
        self._line([name], "title")
        self._line([" · ".join(filter(None, facts))], "note")
        if not table.rows:
            words = "stored.tables" if summary.is_stored(table) else "as_read.empty"
            self._line([say(words)], "note")
            return
        for level in range(max((len(c.path) for c in table.columns), default=0)):
            heads = [c.path[level] if level < len(c.path) else None for c in table.columns]
            self._line(heads, "head")
        # Tables that stand side by side stay so.
        panels = [table.panel_rows(panel) for panel in table.panels()]
        for number in range(max(map(len, panels), default=0)):
            rows = {rows[number].panel: rows[number] for rows in panels if number < len(rows)}
            self.sheet.append(
                [
                    self._cell(rows[c.panel], c.index, c.role) if c.panel in rows else None
                    for c in table.columns
                ]
            )

    def _line(self, values: Sequence[object], tone: str) -> None:
        self.sheet.append([self.book.cell(self.sheet, value, tone) for value in values])

    def _cell(self, row: Row, column: int, role: ColumnRole) -> Any:
        figure = self.table.figures.get((row.index, column))
        if figure is None:
            return self.book.cell(self.sheet, self._label(row, column, role))
        state = self.marks.state(self.table.id, (row.index, column))
        tone = _TONES.get(state, "unchecked" if state in _SHOWN else "")
        cell = self.book.cell(self.sheet, figure.amount or figure.text, tone)
        if state in _SHOWN:
            # a mark beside the figure that leaves it a figure
            sign = SIGNS[state]
            text = isinstance(cell.value, str)
            cell.number_format = f'@" {sign}"' if text else f'{cell.number_format}" {sign}"'
        return cell

    def _label(self, row: Row, column: int, role: ColumnRole) -> str:
        if column == row.label_column:
            return row.name
        codes = [
            c.index
            for c in self.table.columns
            if c.panel == row.panel and c.role is ColumnRole.CODE
        ]
        return row.code if role is ColumnRole.CODE and codes[:1] == [column] else ""
