"""Continuation pages: grids of following pages joined to one table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from budgetlint.amounts import is_blank_amount, parse_amount
from budgetlint.model import Grid, GridCell, Page
from budgetlint.tables.caption import Caption, notes_over, read_caption
from budgetlint.tables.cells import Line, lines_of_grid, remap
from budgetlint.tables.header import TOTAL_WORD, repeats, split_header
from budgetlint.tables.spilled import spilled
from budgetlint.tables.torn_header import joined_header

_HEADER_WORD = re.compile(
    r"项目|项目名称|(?:功能|经济)?(?:分类)?科目(?:名称|编码|代码)|[类款项]|(?:预算|决算|执行)数|金额|合计|小计|总计"
    r"|收入|支出|基本支出|项目支出|人员经费|公用经费|序号|行次|栏次|单位(?:名称|代码|编码)|[一二三]级指标|指标值|备注"
)
_NEAR = 4.0  # anchors this close are the same column border


@dataclass
class Draft:
    """A table being put together: caption, header, body and the grids they came from."""

    caption: Caption
    header: list[Line]
    body: list[Line]
    grids: list[Grid]
    anchors: tuple[float, ...]
    inside: list[str] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.anchors) - 1


def drafts(pages: Sequence[Page]) -> list[Draft]:
    """The tables of a document in reading order, continuation pages joined."""
    done: list[Draft] = []
    for before, page in zip((None, *pages), pages, strict=False):
        if before is not None and before.grids and _is_empty(done[-1]):
            notes = notes_over(before, before.grids[-1], page)
            done[-1].caption = replace(done[-1].caption, notes=notes)
        for position, grid in enumerate(page.grids):
            draft = _draft(page, grid, before if position == 0 else None)
            if position == 0 and done and done[-1].grids[-1].page == page.number - 1:
                previous = pages[done[-1].grids[-1].page - 1]
                if previous.grids[-1] is done[-1].grids[-1] and _continue(done[-1], draft):
                    continue
            done.append(draft)
    return done


def _is_empty(table: Draft) -> bool:
    """Whether a table without notes has no figures: a note elsewhere may say why."""
    texts = (t for line in table.body for t in line.texts() if t and not is_blank_amount(t))
    return not table.caption.notes and all(parse_amount(t) is None for t in texts)


def _draft(page: Page, grid: Grid, before: Page | None) -> Draft:
    captions, header, body = split_header(lines_of_grid(grid))
    caption = read_caption(page, grid, captions, before)
    return Draft(caption, header, body, [grid], grid.anchors, captions)


def _places(wide: tuple[float, ...], narrow: tuple[float, ...]) -> list[int] | None:
    """For each border of ``narrow`` its index in ``wide``, or None when one is missing.

    The pages of one table may stand a little to the left or right of each other.
    """
    shift = wide[0] - narrow[0]
    if abs(shift) > 60:
        return None
    places: list[int] = []
    for x in narrow:
        index = min(range(len(wide)), key=lambda i: abs(wide[i] - x - shift))
        if abs(wide[index] - x - shift) > _NEAR:
            return None
        places.append(index)
    outer = places[0] == 0 and places[-1] == len(wide) - 1
    return places if outer and len(set(places)) == len(places) else None


def _fit(table: Draft, more: Draft) -> list[int] | None:
    """Where the columns of a later page stand in a table.

    A page without rules shows its columns only as far as its figures reach: there their
    number has to do.
    """
    if more.grids[0].ruling == "none" and len(more.anchors) == len(table.anchors):
        return list(range(len(table.anchors)))
    return _places(table.anchors, more.anchors)


def _continue(table: Draft, more: Draft) -> bool:
    """Join ``more`` to ``table`` if it is its continuation; says whether it was."""
    more = _with_own_header(table, more)
    if _completes_header(table, more):
        return True
    if not _belongs(table, more):
        return False
    places = _fit(table, more)
    if places is not None:
        rows = [_moved(line, places, table.width) for line in more.body]
    else:
        # the later page shows column borders that the earlier one did not need
        back = _places(more.anchors, table.anchors)
        if back is None:
            return False
        table.header = [_moved(line, back, more.width) for line in table.header]
        table.body = [_moved(line, back, more.width) for line in table.body]
        table.anchors = more.anchors
        rows = more.body
    rows = _without_repeated_total(table, rows)
    if rows and table.body and (joined := spilled(table.body[-1], rows[0])) is not None:
        table.body[-1] = joined
        rows = rows[1:]
    table.body.extend(rows)
    table.grids.extend(more.grids)
    if more.caption.notes and not table.caption.notes:
        table.caption = replace(table.caption, notes=more.caption.notes)
    return True


def _completes_header(table: Draft, more: Draft) -> bool:
    """Join the lower rows of a header, and what is below, to upper ones at the foot of a page."""
    if table.body or not table.header or not more.header or more.caption.title:
        return False
    back = _places(more.anchors, table.anchors)
    if back is None or repeats(table.header, more.header):
        return False
    upper = [_moved(line, back, more.width) for line in table.header]
    table.header = joined_header(upper, more.header)
    table.body, table.anchors = more.body, more.anchors
    table.grids.extend(more.grids)
    if more.caption.notes and not table.caption.notes:
        table.caption = replace(table.caption, notes=more.caption.notes)
    return True


def _with_own_header(table: Draft, more: Draft) -> Draft:
    """A later page with the rows below its header as body.

    The first rows of a continuation page may look like a header for want of figures.
    """
    for known in range(len(more.header), 0, -1):
        if repeats(table.header, more.header[:known]):
            # below it may stand the last words of a row that the page break has cut
            body = [*more.header[known:], *more.body]
            return Draft(more.caption, more.header[:known], body, more.grids, more.anchors)
    words = [t for line in more.header for t in line.texts() if _HEADER_WORD.fullmatch(t)]
    if not more.caption.title and len(words) < 2:
        return Draft(more.caption, [], [*more.header, *more.body], more.grids, more.anchors)
    return more


def _moved(line: Line, places: list[int], width: int) -> Line:
    spare = GridCell(line.row, -1, 1, 1, "", line.cells[0].box)
    return remap(line, places[:-1], width, spare)


def _plain(title: str) -> str:
    return re.sub(r"[（(]?续(?:表|上表)?\d*[）)]?|\s", "", title)


def _belongs(table: Draft, more: Draft) -> bool:
    fitting = _fit(table, more) or _places(more.anchors, table.anchors)
    if fitting is None:
        return False
    titled = bool(more.caption.title)
    same_title = _plain(more.caption.title) == _plain(table.caption.title)
    if titled and not same_title:
        return False
    if more.header:
        if not repeats(table.header, more.header):
            return False
        return not _starts_anew(table, more)
    return not titled


def _ended(table: Draft) -> bool:
    """Whether the last row of a table is its grand total (本年收入合计 is none)."""
    last = next((line for line in reversed(table.body) if not line.is_blank()), None)
    return last is not None and any(
        TOTAL_WORD.match(t) and "本年" not in t for t in last.texts() if t
    )


def _first_row(draft: Draft) -> tuple[str, ...]:
    line = next((line for line in draft.body if not line.is_blank()), None)
    return tuple(t for t in line.texts() if t) if line is not None else ()


def _starts_anew(table: Draft, more: Draft) -> bool:
    """A repeated title and header is a new table when it brings a total of its own."""
    first = _first_row(more)
    if not any(TOTAL_WORD.match(t) for t in first[:1]):
        return bool(more.caption.title) and _ended(table)
    own = _first_row(table)
    if first == own:
        return False
    # a page may well begin with the total of the lines before it
    return _ended(table) or any(TOTAL_WORD.match(t) for t in own[:1])


def _without_repeated_total(table: Draft, rows: list[Line]) -> list[Line]:
    """Drop a total row that the continuation page prints again under its header."""
    if not rows or not table.body:
        return rows
    first = tuple(t for t in rows[0].texts() if t)
    if len(first) > 1 and TOTAL_WORD.match(first[0]) and first == _first_row(table):
        return rows[1:]
    return rows
