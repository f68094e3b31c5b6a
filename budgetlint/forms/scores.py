"""Sheets of scores: 指标 | 分值 | 得分 | 得分率, with the lines below them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from budgetlint.forms.cells import bracketed, filled, is_below, owned, value_at
from budgetlint.forms.model import FormLine, Score, ScoreSheet, Value
from budgetlint.model import GridCell
from budgetlint.tables.cells import tight
from budgetlint.tables.header import is_ordinal_line

_FULL = re.compile(
    r"(?:指标|设定)?(?:分值|权重|满分|标准分|分数)(?:权重)?(?:[（(](?:\d+(?:\.\d+)?)?分?[%％]?[）)])?[%％]?"
)
_SCORE = re.compile(r"(?:自评|评价|实际|指标|绩效|综合)?(?:得分|评分)|自评分数?")
_RATE = re.compile(r"得分率(?:[（(]?[%％][）)]?)?")
_INDICATOR = re.compile(
    r"(?:[一二三四]级)?(?:评价)?指标(?:名称|内容)?(?:及分值)?|效?指?[一二三]级指标及分值|评价内容|考核内容"
)
_PROJECT = re.compile(r"(?:一级|二级)?项目名称|单位（项目）名称|项目")
_TOTAL = re.compile(
    r".{0,8}(?:合计|总计)(?:得分|分值?)?[:：]?|总(?:得)?分(?:值)?(?:[、/和].{0,10})?[:：]?|(?:综合|自评|评价)总?得分[:：]?"
)
_SUBTOTAL = re.compile(r".{0,12}小计[:：]?")
_OF_WHICH = re.compile(r"其中[:：]?|[①-⑩]|.*小计$|(?:上年)?结转|(?:其他|其它)资金")
_FUNDS = re.compile(r"预算|执行|拨付|支出")
_CONTINUED = re.compile(r"[（(]?续(?:上页|表)?[）)]?")


@dataclass
class _Header:
    """The header cells of one block; ``funds`` says that it is the one of funds.

    There the line of the total is the one that is scored.
    """

    texts: tuple[str, ...]
    full: list[GridCell]
    score: GridCell | None
    rate: GridCell | None
    labels: list[GridCell]
    project: GridCell | None
    stated: Value | None
    funds: bool


@dataclass
class _Sheet:
    header: _Header
    lines: list[list[Score]]
    totals: list[Score] | None = None
    stated: Value | None = None
    open_labels: dict[int, Value | None] = field(default_factory=dict)
    brackets: list[tuple[Value, list[Score]]] = field(default_factory=list)
    project: str = ""


def read_sheets(lines: Sequence[FormLine], *, ended: bool) -> list[ScoreSheet]:
    """The score sheets of a form; one with two columns of full marks gives a sheet for each."""
    sheets: list[_Sheet] = []
    for item in lines:
        header = _header(item)
        if header is not None:
            if sheets and _goes_on(sheets[-1], header):
                sheets[-1].header = header
                sheets[-1].stated = sheets[-1].stated or header.stated
                while len(sheets[-1].lines) < max(1, len(header.full)):
                    sheets[-1].lines.insert(0, [])
            else:
                width = max(1, len(header.full))
                sheets.append(_Sheet(header, [[] for _ in range(width)], None, header.stated))
        elif sheets and sheets[-1].totals is None:
            _read_line(sheets[-1], item)
    found: list[ScoreSheet] = []
    for index, sheet in enumerate(sheets):
        complete = ended or sheet.totals is not None or index + 1 < len(sheets)
        found += _finished(sheet, complete)
    return found


def _header(item: FormLine) -> _Header | None:
    texts = filled(item)
    cells = item.line.cells
    full = [c for c, t in texts if _FULL.fullmatch(t)]
    score = next((c for c, t in texts if _SCORE.fullmatch(t)), None)
    words = [c for c, t in texts if _INDICATOR.fullmatch(t)]
    if not full or not (words or score is not None):
        return None
    if len(texts) > 1 and not any(c < full[0] for c, _ in texts):
        return None
    rate = next((c for c, t in texts if _RATE.fullmatch(t)), None)
    project = next((c for c, t in texts if _PROJECT.fullmatch(t)), None)
    mark = next((value_at(item, c) for c in full if bracketed(item.line.text(c))), None)
    return _Header(
        tuple(t for _, t in texts),
        [cells[c] for c in full],
        cells[score] if score is not None else None,
        cells[rate] if rate is not None else None,
        [cells[c] for c in words if c < full[-1]],
        cells[project] if project is not None else None,
        mark,
        not words and any(_FUNDS.search(t) for _, t in texts),
    )


def _goes_on(sheet: _Sheet, header: _Header) -> bool:
    """A header that is printed again, or the indicators after the block of funds."""
    if sheet.totals is not None:
        return False
    return header.texts == sheet.header.texts or sheet.header.funds


def _read_line(sheet: _Sheet, item: FormLine) -> None:
    header = sheet.header
    texts = filled(item)
    if not texts or is_ordinal_line(item.line.texts()):
        return
    first = texts[0][1]
    if not header.funds:
        _open_labels(sheet, item)
    if _TOTAL.fullmatch(first) and not header.funds:
        sheet.totals = _total(header, item, first)
        if not any(s.full or s.score for s in sheet.totals):
            sheet.totals = None
        return
    if any(_SUBTOTAL.fullmatch(t) for _, t in texts[:2]):
        return
    if header.project is not None:
        name = _under(item, header.project)
        sheet.project = (name.text if name else "") or sheet.project
    label = _label(item, header)
    if header.funds and _OF_WHICH.match(label):
        return
    _add_scores(sheet, item, label)


def _add_scores(sheet: _Sheet, item: FormLine, label: str) -> None:
    header = sheet.header
    offset = len(sheet.lines) - len(header.full)
    for index, cell in enumerate(header.full):
        last = index == len(header.full) - 1
        full = _figure(item, cell, label)
        score = _figure(item, header.score, label) if last else None
        rate = _figure(item, header.rate, label) if last else None
        if full is None and score is None:
            continue
        entry = Score(label, full, score, rate, sheet.project)
        sheet.lines[offset + index].append(entry)
        if last:
            for mark, below in sheet.brackets:
                if mark in sheet.open_labels.values():
                    below.append(entry)


def _open_labels(sheet: _Sheet, item: FormLine) -> None:
    """Labels with a full mark of their own hold until another one stands in their column."""
    for number, head in enumerate(sheet.header.labels):
        cell = _under(item, head)
        if cell is None or not cell.text or _CONTINUED.fullmatch(cell.text):
            continue
        if bracketed(cell.text) is None or cell.text[0] in "（(":  # its words are a page before
            sheet.open_labels[number] = None
        else:
            sheet.open_labels[number] = cell
            sheet.brackets.append((cell, []))


def _under(item: FormLine, header: GridCell) -> Value | None:
    """The cell of a line that stands under a header."""
    for column, _ in owned(item):
        if is_below(item.line.cells[column], header):
            return value_at(item, column, "", tight(header.text))
    return None


def _figure(item: FormLine, header: GridCell | None, label: str) -> Value | None:
    if header is None:
        return None
    for column, text in filled(item):
        cell = item.line.cells[column]
        if not is_below(cell, header) or _width(cell) > 2.5 * _width(header):
            continue
        value = value_at(item, column, label, tight(header.text))
        if value.amount is not None and text:
            return value
    return None


def _width(cell: GridCell) -> float:
    return cell.box.x1 - cell.box.x0


def _label(item: FormLine, header: _Header) -> str:
    """The finest label of a line: the last text left of its figures."""
    left = [
        tight(item.line.cells[c].text)
        for c in range(len(item.line.cells))
        if item.line.cells[c].box.x1 <= header.full[-1].box.x0 + 2.0
    ]
    words = [t for t in left if t and not t[0].isdigit()]
    return words[-1] if words else ""


def _total(header: _Header, item: FormLine, label: str) -> list[Score]:
    """The printed totals, one for each column of full marks; a wide cell is that of the score."""
    values = [value_at(item, c, label) for c, _ in filled(item)]
    figures = [v for v in values if v.amount is not None]
    score: Value | None = None
    fulls: list[Value | None] = [None] * len(header.full)
    for value in figures:
        cell = item.line.cells[value.key[1]]
        at_score = header.score is not None and is_below(cell, header.score)
        under = [i for i, head in enumerate(header.full) if is_below(cell, head)]
        if at_score:
            score = value
        elif len(under) == 1:
            fulls[under[0]] = value
    rate = _figure(item, header.rate, label)
    last = len(fulls) - 1
    return [
        Score(label, full, score if i == last else None, rate if i == last else None)
        for i, full in enumerate(fulls)
    ]


def _finished(sheet: _Sheet, complete: bool) -> Iterator[ScoreSheet]:
    count = len(sheet.lines)
    totals: list[Score | None] = list(sheet.totals) if sheet.totals else []
    totals = [*[None] * (count - len(totals)), *totals]
    for index, lines in enumerate(sheet.lines):
        last = index == count - 1
        if not lines:
            continue
        brackets = tuple((mark, tuple(below)) for mark, below in sheet.brackets if below)
        yield ScoreSheet(
            tuple(lines),
            totals[index],
            sheet.stated,
            complete,
            count,
            brackets if last else (),
        )
