"""Which lines of a text are rows of a table: set by tabs, by bars, or by spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence

from budgetlint.amounts import is_blank_amount, parse_amount

_LEAST_COLUMNS = 3
_LEAST_ROWS = 2
_BARS = re.compile(r"^\s*\|.*\|\s*$")
_BAR = re.compile(r"(?<!\\)\|")
_RULE_CELL = re.compile(r"^:?-+:?$")


def tab_cells(line: str) -> tuple[str, ...]:
    """The cells of a row set by tabs, or ``()``."""
    if "\t" not in line.strip(" \u3000"):
        return ()
    return tuple(cell.strip() for cell in line.split("\t"))


def pipe_cells(line: str) -> tuple[str, ...]:
    """The cells of a row of a Markdown table, or ``()``."""
    if not _BARS.match(line):
        return ()
    inner = line.strip()[1:-1]
    return tuple(cell.strip().replace("\\|", "|") for cell in _BAR.split(inner))


def is_rule_row(cells: Sequence[str]) -> bool:
    """The row of dashes under the header of a Markdown table."""
    marked = any(len(cell) > 1 for cell in cells)  # a row of single dashes says "nothing"
    return marked and all(_RULE_CELL.match(cell) for cell in cells)


def spaced_rows(lines: Sequence[str], start: int) -> list[tuple[int, tuple[str, ...]]]:
    """Rows set by spaces from a line on: a header of words, then rows of one label and figures.

    Empty lines between the rows are passed over. Only rows with as many fields as the header
    are taken, and only where there are at least two, so that prose is never a table.
    """
    header = tuple(lines[start].split()) if "\t" not in lines[start] else ()
    if len(header) < _LEAST_COLUMNS or any(map(_has_figure, header)):
        return []
    if any(len(word) > 16 or word[-1] in "，。；：、" for word in header):
        return []
    rows = [(start, header)]
    for index in range(start + 1, len(lines)):
        fields = tuple(lines[index].split())
        if not fields:
            continue
        if len(fields) != len(header) or not _is_figure_row(fields):
            break
        rows.append((index, fields))
    return rows if len(rows) > _LEAST_ROWS else []


def _is_figure_row(fields: Sequence[str]) -> bool:
    figures = [parse_amount(field) is not None for field in fields[1:]]
    blank = [is_blank_amount(field) for field in fields[1:]]
    return any(figures) and all(a or b for a, b in zip(figures, blank, strict=True))


def _has_figure(word: str) -> bool:
    return parse_amount(word) is not None
