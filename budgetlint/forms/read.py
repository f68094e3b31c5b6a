"""The forms of a document: which grids they are, and what belongs to one form."""

from __future__ import annotations

import re
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from budgetlint.forms.cells import filled, value_at, value_right
from budgetlint.forms.execution import funds_of, read_executions
from budgetlint.forms.funds import read_funds
from budgetlint.forms.model import Form, FormLine, Value
from budgetlint.forms.scores import read_sheets
from budgetlint.model import Document, Grid, Page, Table, TableKind
from budgetlint.tables.cells import lines_of_grid, tight

_KINDS = (TableKind.PERFORMANCE, TableKind.SELF_EVALUATION)
_EVIDENT = re.compile(
    r"(?:[一二三]级)?指标(?:分值|得分)?|分值|得分|自评得分|评分|年度总体目标|自评总分|评价等级"
)
_SUBJECT = re.compile(
    r"(?:专项|项目|转移支付)?[（(]?(?:项目|专项|转移支付)?[）)]?名称[:：]?"
    r"|(?:部门|单位)[（(]?(?:单位|部门)?[）)]?名称[:：]?"
)
_HEADING = re.compile(r".*(?:名称|编码|总额|指标|目标|内容)|.*金额.*|自评分数?|预算数.*|资金.*")
_GRADE = re.compile(r"(?:自评|评价|绩效|综合)*(?:结果)?等[级次][:：]?|评价级[别次][:：]?")
_BEGIN = re.compile(r"(?:计划|项目)?(?:开始|起始)(?:日期|时间)[:：]?")
_END = re.compile(r"(?:计划|项目)?(?:完成|结束|终止)(?:日期|时间)[:：]?")


@dataclass
class _Draft:
    title: str
    table: str
    grids: list[Grid] = field(default_factory=list)
    lines: list[FormLine] = field(default_factory=list)


_last: tuple[weakref.ref[Document], tuple[Form, ...]] | None = None


def forms_of(document: Document) -> tuple[Form, ...]:
    """The performance forms of a document in reading order; several rules ask for them."""
    global _last
    kept = _last
    if kept is not None and kept[0]() is document:
        return kept[1]
    pages = {page.number: page for page in document.pages}
    found = tuple(_form(draft, pages) for draft in _drafts(document, pages))
    _last = (weakref.ref(document), found)
    return found


def _drafts(document: Document, pages: dict[int, Page]) -> list[_Draft]:
    drafts: list[_Draft] = []
    for table in document.tables:
        if not table.grids or not _is_form(table):
            continue
        lines = _lines(table.grids, table.id)
        if drafts and _goes_on(drafts[-1], table, lines, pages):
            drafts[-1].grids.extend(table.grids)
            drafts[-1].lines.extend(lines)
        else:
            drafts.append(_Draft(table.title, table.id, list(table.grids), lines))
    known = {id(grid) for table in document.tables for grid in table.grids}
    for page in document.pages:
        loose = [grid for grid in page.grids if id(grid) not in known]
        for grid in loose if not document.tables else ():
            lines = _lines([grid], "")
            if _evident(lines):
                drafts.append(_Draft(_title_above(page, grid), "", [grid], lines))
    return drafts


def _lines(grids: Sequence[Grid], table: str) -> list[FormLine]:
    lines = [line for grid in grids for line in lines_of_grid(grid)]
    return [FormLine(line, table, -1 - index) for index, line in enumerate(lines)]


def _is_form(table: Table) -> bool:
    if table.kind in _KINDS:
        return True
    return table.kind is TableKind.UNKNOWN and _evident(_lines(table.grids, table.id))


def _evident(lines: Sequence[FormLine]) -> bool:
    words = {text for item in lines for _, text in filled(item) if _EVIDENT.fullmatch(text)}
    return len(words) > 1


def _goes_on(
    draft: _Draft, table: Table, lines: Sequence[FormLine], pages: dict[int, Page]
) -> bool:
    """Whether an untitled table on top of the next page is the rest of a form."""
    last, first = draft.grids[-1], table.grids[0]
    if table.title or first.page != last.page + 1 or _starts_form(lines):
        return False
    before, after = pages.get(last.page), pages.get(first.page)
    if before is None or after is None:
        return False
    return before.grids[-1:] == (last,) and after.grids[:1] == (first,)


def _starts_form(lines: Sequence[FormLine]) -> bool:
    return any(_SUBJECT.fullmatch(texts[0][1]) for item in lines[:3] if (texts := filled(item)))


def _title_above(page: Page, grid: Grid) -> str:
    above = [line for line in page.lines if line.box.y1 <= grid.box.y0]
    return tight(above[-1].text) if above else ""


def _form(draft: _Draft, pages: dict[int, Page]) -> Form:
    lines = draft.lines
    ended = _ended(draft, pages)
    blocks = tuple(read_executions(lines))
    taken = {v.key[0] for block in blocks for row in block.rows for v in row.cells.values()}
    others = [item for item in lines if item.key not in taken]
    return Form(
        draft.title,
        _beside(lines, _SUBJECT),
        draft.grids[0].page,
        draft.table,
        tuple(lines),
        (*read_funds(others), *(fund for block in blocks for fund in funds_of(block))),
        blocks,
        tuple(read_sheets(lines, ended=ended)),
        _grade(lines),
        tuple(_periods(lines)),
    )


def _ended(draft: _Draft, pages: dict[int, Page]) -> bool:
    """Whether the form ends on its page: text or another grid follows, or much room is left."""
    last = draft.grids[-1]
    page = pages.get(last.page)
    if page is None:
        return True
    if page.grids and page.grids[-1] is not last:
        return True
    return last.box.y1 < 0.8 * page.height or page.number == max(pages)


def _beside(lines: Sequence[FormLine], label: re.Pattern[str]) -> str:
    for item in lines[:6]:
        for column, text in filled(item)[:1]:
            place = value_right(item, column)
            if place is None or not label.fullmatch(text):
                continue
            beside = item.line.text(place)
            if beside and not _HEADING.fullmatch(beside):
                return beside
    return ""


def _grade(lines: Sequence[FormLine]) -> Value | None:
    for item in lines:
        texts = filled(item)
        if len(texts) >= 2 and _GRADE.fullmatch(texts[0][1]) and len(texts[1][1]) <= 14:
            return value_at(item, texts[1][0], texts[0][1])
    return None


def _periods(lines: Sequence[FormLine]) -> Iterator[tuple[Value, Value]]:
    begin: Value | None = None
    for item in lines:
        for column, text in filled(item):
            place = value_right(item, column)
            if place is None:
                continue
            if _BEGIN.fullmatch(text):
                begin = value_at(item, place, text)
            elif _END.fullmatch(text) and begin is not None:
                yield begin, value_at(item, place, text)
                begin = None
