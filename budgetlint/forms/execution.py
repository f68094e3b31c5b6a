"""Blocks of funds with columns: 年初预算数 | 全年预算数 | 全年执行数 | 执行率."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from budgetlint.forms.cells import filled, is_below, owned, value_at
from budgetlint.forms.model import Execution, ExecutionRow, FormLine, Fund, Value
from budgetlint.model import GridCell
from budgetlint.tables.cells import tight

#: what a column holds, by its header; the first that matches wins
_COLUMNS = (
    ("rate", re.compile(r"(?:预算)?(?:支出)?(?:执行|实现)率")),
    ("balance_rate", re.compile(r"(?:资金)?(?:结余|结转)率")),
    ("initial", re.compile(r"年初(?:部门)?预算")),
    ("balance", re.compile(r"(?:本年度?)?结[余转](?:结余)?(?:金额|资金|数)?")),
    ("adjustment", re.compile(r"年中调整|调整金额|调[增减](?:金额|数)")),
    ("budget", re.compile(r"全年预算|调整后?预算|预算(?:数|金额)$|小计[①-⑩]")),
    (
        "executed",
        re.compile(r"(?:全年|实际)?(?:执行|支出|支付|拨付)(?:数|金额|额)|年度拨付|B[）)]?$"),
    ),
)
_MONEY = ("initial", "adjustment", "budget", "executed", "balance")
_NEEDED = frozenset({"executed", "rate"})
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_FORMULA = re.compile(rf"([{_CIRCLED}])=((?:[{_CIRCLED}][-+＋－—/÷])+[{_CIRCLED}])")
_MARK = re.compile(rf"[{_CIRCLED}]")
_TOTAL_ROW = re.compile(
    r"(?:年度|项目|预算)*(?:资金)?总额[:：]?|合计[:：]?|(?:部门)?(?:整体)?(?:支出|资金)?总额"
)
_GROUP_ROW = re.compile(r".{0,6}资金小计")
_ROW = re.compile(
    rf"(?:[{_CIRCLED}]|其中[:：])?.{{0,6}}(?:财政(?:拨款|资金|补助)|上年结转(?:资金)?|(?:其他|其它|单位|自筹|社会|政府预算)资金"
    r"|基本支出|项目支出)[:：]?"
)


def read_executions(lines: Sequence[FormLine]) -> Iterator[Execution]:
    """The blocks whose header names a budget, what was spent, and the rate."""
    position = 0
    while position < len(lines):
        headers = _headers(lines[position])
        if headers is None:
            position += 1
            continue
        rows, position = _rows(lines, position + 1, headers)
        if rows:
            names = {key: tight(cell.text) for key, cell in headers.items()}
            yield Execution(tuple(rows), names, tuple(_formulas(names)))


def _headers(item: FormLine) -> dict[str, GridCell] | None:
    found: dict[str, GridCell] = {}
    for column, text in filled(item):
        for key, pattern in _COLUMNS:
            if key not in found and len(text) <= 24 and pattern.search(text):
                found[key] = item.line.cells[column]
                break
    return found if found.keys() >= _NEEDED and len(found) > 2 else None


def _rows(
    lines: Sequence[FormLine], start: int, headers: dict[str, GridCell]
) -> tuple[list[ExecutionRow], int]:
    rows: list[ExecutionRow] = []
    position = start
    for position in range(start, len(lines)):
        item = lines[position]
        label = next((t for _, t in filled(item) if _is_label(t)), "")
        if not label:
            return rows, position
        cells: dict[str, Value] = {}
        for column, text in owned(item):
            if not text or _is_label(text):
                continue
            under = [k for k, head in headers.items() if is_below(item.line.cells[column], head)]
            if len(under) == 1:
                heading = tight(headers[under[0]].text)
                cells[under[0]] = value_at(item, column, label, heading)
        rows.append(ExecutionRow(label, cells))
    return rows, position + 1


def _is_label(text: str) -> bool:
    return any(p.fullmatch(text) for p in (_TOTAL_ROW, _GROUP_ROW, _ROW))


def _formulas(names: dict[str, str]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """``小计③=①+②`` as ("budget", "+", ("initial", "adjustment"))."""
    marks: dict[str, str] = {}
    for key, name in names.items():
        own = _MARK.search(name)
        if own:
            marks[own.group(0)] = key
    for name in names.values():
        match = _FORMULA.search(name)
        if match is None:
            continue
        terms = _MARK.findall(match.group(2))
        signs = set(re.sub(rf"[{_CIRCLED}]", "", match.group(2)).translate(_SIGNS))
        if len(signs) == 1 and match.group(1) in marks and all(t in marks for t in terms):
            yield marks[match.group(1)], signs.pop(), tuple(marks[t] for t in terms)


_SIGNS = str.maketrans({"＋": "+", "－": "-", "—": "-", "÷": "/"})


def funds_of(block: Execution) -> Iterator[Fund]:
    """The sums down every column of money: 总额 = its parts, 小计 = the numbered lines below.

    Where there are 小计, ``nested`` of the total holds the lines themselves.
    """
    for key in _MONEY:
        total: Value | None = None
        groups: list[tuple[Value, list[Value]]] = []
        parts: list[Value] = []
        closed = False
        for row in block.rows:
            value = row.cells.get(key)
            closed = closed or "其他资金" in row.label
            if value is None or value.amount is None:
                continue
            if _TOTAL_ROW.fullmatch(row.label):
                total = value
            elif _GROUP_ROW.fullmatch(row.label):
                groups.append((value, []))
            elif row.label[0] in _CIRCLED and groups:
                groups[-1][1].append(value)
            else:
                parts.append(value)
        yield from (Fund(head, tuple(below), (), True) for head, below in groups if below)
        addends = [*(head for head, _ in groups), *parts]
        if total is not None and addends:
            leaves = [v for head, below in groups for v in (below or [head])]
            nested = tuple([*leaves, *parts]) if any(below for _, below in groups) else ()
            yield Fund(total, tuple(addends), nested, closed)
