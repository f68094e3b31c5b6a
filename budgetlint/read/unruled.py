"""Pages with figures in columns but without rules: read by the second reader's library.

What only one reader has read cannot be confirmed by the other; tables from here carry the
reader's name, and nothing found in them is more than a warning.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from budgetlint.amounts import parse_amount
from budgetlint.model import Box, Grid, Page, TextLine

_FEWEST_FIGURES = 8
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
        read = {
            page.number: _joined(page, reader.grids(page.number, page.width, page.height))
            for page in doubtful
        }
    finally:
        reader.close()
    return tuple(read.get(page.number, page) for page in pages)


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


def _joined(page: Page, grids: Sequence[Grid]) -> Page:
    if not grids:
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


def _inside(box: Box, frame: Box) -> bool:
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return frame.x0 <= x <= frame.x1 and frame.y0 <= y <= frame.y1
