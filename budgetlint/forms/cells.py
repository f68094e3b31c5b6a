"""Cells of forms: what a text is a label of, and which value belongs to it."""

from __future__ import annotations

import re

from budgetlint.amounts import Amount, is_blank_amount, parse_amount
from budgetlint.forms.model import FormLine, Value
from budgetlint.model import GridCell
from budgetlint.tables.cells import tight

_POINTS = re.compile(r"(\d)(?:分|亿元|万元|元)$")
_BRACKET = re.compile(r"[（(](\d{1,3}(?:\.\d+)?)分?[）)]$")
#: share of the narrower of two cells that has to lie below the other
_BELOW = 0.5


def amount_of(text: str) -> Amount | None:
    """A figure, with 分 or its unit behind it or not; None for a text and for an empty cell."""
    closed = tight(text)
    if is_blank_amount(closed):
        return None
    return parse_amount(_POINTS.sub(r"\1", closed))


def value_at(item: FormLine, column: int, row: str = "", heading: str = "") -> Value:
    """The cell that begins at a place of a form."""
    cell = item.line.cells[column]
    return Value(
        tight(cell.text),
        None if cell.uncertain else amount_of(cell.text),
        item.line.page,
        cell.box,
        item.table,
        (item.key, column),
        row,
        heading,
    )


def bracketed(text: str) -> Amount | None:
    """The full mark in brackets at the end of a label: 决策（15分）, 分值（90）."""
    match = _BRACKET.search(text)
    return parse_amount(match.group(1)) if match else None


def is_below(cell: GridCell, header: GridCell) -> bool:
    """Whether a cell stands under a header, by their places on the page."""
    shared = min(cell.box.x1, header.box.x1) - max(cell.box.x0, header.box.x0)
    narrow = min(cell.box.x1 - cell.box.x0, header.box.x1 - header.box.x0)
    return shared > _BELOW * narrow


def owned(item: FormLine) -> list[tuple[int, str]]:
    """The cells that begin in a row, with their texts; empty ones among them."""
    return item.owned


def filled(item: FormLine) -> list[tuple[int, str]]:
    """The cells with a text that begin in a row."""
    return [(c, t) for c, t in owned(item) if t]


def value_right(item: FormLine, column: int) -> int | None:
    """The column of the next cell to the right of a label, empty or not."""
    return next((c for c, _ in owned(item) if c > column), None)
