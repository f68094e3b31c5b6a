"""Lists of funds in forms: 年度资金总额 and, below it, what it is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from budgetlint.forms.cells import filled, is_below, value_at, value_right
from budgetlint.forms.model import FormLine, Fund, Value
from budgetlint.tables.cells import tight

_UNIT = re.compile(r"[（(](?:亿元|万元|元)[）)]|[:：]$")
_TOTAL = re.compile(
    r"(?:年度|实施期|中期|当年|本年度?|项目|专项|预算|全年)*(?:资金)(?:申请|预算|安排)?总额"
    r"|(?:项目|年度)?资金合计|(?:部门)?预算(?:支出)?总额|年度金额|当年预算"
)
_FISCAL = r"(?:中央|省级?|市级?|区级?|县级?|地方|本级)?财政(?:拨款|资金|补助)(?:收入|预算)?"
_PART = re.compile(
    rf"(?:其中[:：])?(?:当年|本年)?(?:{_FISCAL}|一般公共预算(?:拨款|资金)?|政府性基金(?:预算)?(?:拨款|资金)?"
    r"|国有资本经营预算(?:拨款|资金)?|政府预算资金|财政专户(?:管理)?资金|单位资金|自筹资金|社会资金)"
    r"|(?:其中[:：])?上年结转(?:资金|结余)?|(?:其中[:：])?(?:其他|其它)资金|(?:其中[:：])?(?:中央|省级?|市级?|区级?|县级?)补助(?:资金)?"
)
#: parts that stand right of their total: 当年预算 | 88,197.35 | 市级支出 | 60,192.30
_BESIDE = re.compile(r"(?:市级|区级|县级|省级|本级)支出|补助(?:区县|市县|县区)|对下转移支付")
_REST = re.compile(r"(?:其中[:：])?(?:(?:其他|其它|单位|自筹)资金)")
_OF_WHICH = re.compile(r"其中[:：]?")


@dataclass
class _Open:
    item: FormLine
    column: int
    total: Value
    parts: list[Value] = field(default_factory=list)
    nested: list[Value] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def close(self) -> Fund | None:
        if not self.parts or self.total.amount is None:
            return None
        closed = any(_REST.fullmatch(name) for name in self.names)
        return Fund(self.total, tuple(self.parts), tuple(self.nested), closed)


def plain_label(text: str) -> str:
    """A label without its unit and colon."""
    return _UNIT.sub("", text)


def read_funds(lines: Sequence[FormLine]) -> Iterator[Fund]:
    """The lists of funds, each with at least one part below its total in the same column."""
    yield from read_structure(lines)
    yield from read_matrix(lines)
    opened: list[_Open] = []
    for item in lines:
        taken: list[_Open] = []
        for column, text in filled(item):
            place = value_right(item, column)
            if place is None:
                continue
            label = plain_label(text)
            value = value_at(item, place, label)
            if _TOTAL.fullmatch(label) and value.amount is not None:
                fresh = _Open(item, column, value)
                opened.append(fresh)
                taken.append(fresh)
            elif _PART.fullmatch(label):
                owner = next((o for o in reversed(opened) if _has(o, item, column)), None)
                if owner is not None:
                    taken.append(owner)
                    _add(owner, label, value)
            elif _BESIDE.fullmatch(label) and opened:
                taken.append(opened[-1])
                _add(opened[-1], label, value)
        for old in [o for o in opened if o not in taken and not _covers(item, o)]:
            opened.remove(old)
            fund = old.close()
            if fund is not None:
                yield fund
    for old in opened:
        fund = old.close()
        if fund is not None:
            yield fund


def _has(owner: _Open, item: FormLine, column: int) -> bool:
    """Whether a part stands below its total, or right of it in the same line."""
    if owner.item is item:
        return True
    return is_below(item.line.cells[column], owner.item.line.cells[owner.column])


def _covers(item: FormLine, owner: _Open) -> bool:
    """Whether a cell of the list reaches into this line (a part merged over two lines)."""
    return any(
        _PART.fullmatch(plain_label(cell.text.strip())) and cell.row < item.line.row
        for cell in item.line.cells
        if is_below(cell, owner.item.line.cells[owner.column])
    )


def _add(owner: _Open, label: str, value: Value) -> None:
    second = bool(_OF_WHICH.match(label)) and bool(owner.parts)
    owner.names.append(label)
    if value.amount is not None:
        (owner.nested if second else owner.parts).append(value)


_STRUCTURE = re.compile(r"[123]、资金(来源|结构)[:：]?")
_ITEM = re.compile(r"[（(][1-9][）)](.+)")


def read_structure(lines: Sequence[FormLine]) -> Iterator[Fund]:
    """``部门预算总额 | 1、资金来源：（1）… | 2、资金结构：（1）基本支出（2）项目支出``."""
    total: Value | None = None
    parts: list[Value] = []
    for item in lines:
        texts = filled(item)
        label = next((t for _, t in texts if _STRUCTURE.match(t) or _ITEM.match(t)), "")
        head = next(((c, t) for c, t in texts if _TOTAL.fullmatch(plain_label(t))), None)
        starts = bool(_STRUCTURE.match(label))
        if (starts or not label) and total is not None and parts:
            yield Fund(total, tuple(parts), (), True)
            parts = []
        if head is not None:
            total = _last_value(item, plain_label(head[1]))
        elif label and total is not None:
            value = _last_value(item, label)
            if value is not None:
                parts.append(value)
        elif not label:
            total = None
    if total is not None and parts:
        yield Fund(total, tuple(parts), (), True)


def _last_value(item: FormLine, label: str) -> Value | None:
    values = [value_at(item, c, label, f"第{c + 1}列") for c, _ in filled(item)]
    return next((v for v in reversed(values) if v.amount is not None), None)


_LEAVES = ("基本支出", "项目支出")


def read_matrix(lines: Sequence[FormLine]) -> Iterator[Fund]:
    """A total and groups of 合计, 基本支出 and 项目支出 side by side, over one line of figures."""
    for above, below, figures in zip(lines, lines[1:], lines[2:], strict=False):
        heads = filled(above)
        totals = [c for c, t in heads if _TOTAL.fullmatch(plain_label(t))]
        if len(totals) != 1 or sum(t in _LEAVES for _, t in filled(below)) < 2:
            continue
        names = {c: t for c, t in filled(below) if t == "合计" or t in _LEAVES}
        values: dict[int, Value] = {}
        for column, _ in filled(figures):
            above_it = tight(above.line.cells[column].text)
            name = names.get(column, "")
            values[column] = value_at(figures, column, plain_label(above_it), name or above_it)
        total = values.get(totals[0])
        sums = [v for c, v in values.items() if names.get(c) == "合计" and v.amount is not None]
        if total is not None and total.amount is not None and sums:
            yield Fund(total, tuple(sums), (), True)
        for head in sums:
            parts = [v for v in values.values() if v.row == head.row and v.column in _LEAVES]
            figured = tuple(v for v in parts if v.amount is not None)
            if figured:
                yield Fund(head, figured, (), True)
