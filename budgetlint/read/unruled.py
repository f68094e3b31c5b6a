"""Pages with figures in columns but without rules: read by the second reader's library.

What only one reader has read cannot be confirmed by the other; tables from here carry the
reader's name, and nothing found in them is more than a warning.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from budgetlint.amounts import parse_amount
from budgetlint.model import Box, Grid, GridCell, Page, TextLine
from budgetlint.tables.cells import lines_of_grid, tight
from budgetlint.tables.header import split_header

_FEWEST_FIGURES = 8
_GLUED = re.compile(r"\d\.\d{1,6}[（(]?[一-鿿]")
#: what stands left and right of a border that cuts a number or a year: 20 | 22年
_CUT = re.compile(r"\d\|[\d年]")
_MONEY = re.compile(r"[.,]\d")


def with_unruled_tables(path: Path, pages: Sequence[Page]) -> tuple[Page, ...]:
    """The pages, with tables where a page shows columns of figures but draws no rules.

    A page that looks like one and cannot be read gets a ``problem`` that says so.
    """
    doubtful = [page for page in pages if _shows_columns(page)]
    if not doubtful:
        return tuple(pages)
    # camelot takes half a second to import, and few documents need it here
    from budgetlint.read.second import SecondReader

    reader = SecondReader(path)
    try:
        read = {page.number: page for page in pages}
        for page in doubtful:
            before = read.get(page.number - 1)
            grids = reader.grids(page.number, page.width, page.height)
            read[page.number] = _joined(page, grids, continued=bool(before and before.grids))
    finally:
        reader.close()
    return tuple(read[page.number] for page in pages)


def _shows_columns(page: Page) -> bool:
    """Whether a page without a ruled table has many amounts that stand by themselves."""
    if page.grids or page.problem is not None:
        return False
    return _amounts_alone(page) >= _FEWEST_FIGURES


def _amounts_alone(page: Page) -> int:
    """How many amounts stand by themselves outside the tables of a page."""
    amounts = [line.text for line in page.lines if _MONEY.search(line.text)]
    return sum(parse_amount(text) is not None for text in amounts)


def left_out(pages: Sequence[Page]) -> tuple[str, ...]:
    """A sentence for every page with tables that also shows columns of figures outside them."""
    return tuple(
        f"第 {page.number} 页除已读出的表格外，还有 {count} 个数字像是没有框线的表格，未检查。"
        "请给表格加上框线后重新导出，或人工核对这些数字。"
        for page in pages
        if page.grids and (count := _amounts_alone(page)) >= _FEWEST_FIGURES
    )


def _joined(page: Page, grids: Sequence[Grid], *, continued: bool) -> Page:
    headed = continued or any(split_header(lines_of_grid(grid))[1] for grid in grids)
    if not headed or not all(_credible(page, grid) for grid in grids):
        return replace(
            page,
            problem=(
                f"第 {page.number} 页像是没有框线的表格，未能读出，未检查。"
                "请给表格加上框线后重新导出，或人工核对这一页。"
            ),
        )
    outside = tuple(
        line for line in page.lines if not any(_inside(line.box, grid.box) for grid in grids)
    )
    items: list[TextLine | Grid] = sorted([*outside, *grids], key=lambda item: item.box.y0)
    return replace(page, lines=outside, grids=tuple(grids), flow=tuple(items))


def _credible(page: Page, grid: Grid) -> bool:
    """Whether no column border of a table cuts a word or a number, or was overlooked.

    A table that was put together wrongly has cells like ``20 | 22年预算数`` (one phrase of the
    page) and ``21,721.62 一、本年支出`` (a figure with the label of the list beside it).
    """
    if any(_GLUED.search(tight(cell.text)) for cell in grid.cells):
        return False
    phrases = [line for line in page.lines if _inside(line.box, grid.box)]
    rows: dict[int, list[GridCell]] = {}
    for cell in grid.cells:
        if cell.text:
            rows.setdefault(cell.row, []).append(cell)
    for row in rows.values():
        row.sort(key=lambda cell: cell.column)
        for left, right in pairwise(row):
            ends = f"{tight(left.text)[-2:]}|{tight(right.text)[:2]}"
            if _CUT.search(ends) and any(
                ends.replace("|", "") in line.text and _crosses(line.box, left.box, right.box)
                for line in phrases
            ):
                return False
    return True


def _crosses(phrase: Box, left: Box, right: Box) -> bool:
    """Whether a phrase stands in two neighbouring cells at once."""
    level = left.y0 < (phrase.y0 + phrase.y1) / 2 < left.y1
    return level and phrase.x0 < left.x1 and phrase.x1 > right.x0


def _inside(box: Box, frame: Box) -> bool:
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return frame.x0 <= x <= frame.x1 and frame.y0 <= y <= frame.y1
