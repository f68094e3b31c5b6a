"""What the percentages of a table may be percentages of, read from its headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from budgetlint.model import ColumnRole, Table
from budgetlint.relations.formulas import Formula, by_target
from budgetlint.relations.lines import (
    Group,
    Line,
    Pair,
    View,
    column_views,
    groups,
    likeness,
    pairs,
    row_views,
    year_order,
)
from budgetlint.relations.model import Prior
from budgetlint.relations.percent import Form, Ratio, Reading

_CHANGE = re.compile(r"增减|增长|增幅|降幅|变动|变化|下降|增加|减少|同比|±|\+-|＋－|\+/-|调整率")
_CHANGE_OR_RATIO = re.compile(r"比.{0,8}(?:上年|去年|20\d\d年)")
_REST = re.compile(r"(?:结余|节约|结转|剩余|未执行).{0,4}[率%％]")
_SHARE = re.compile(r"占比|占.{0,12}[%％比]|比重|比例|构成|份额|所占")
_RATE = re.compile(
    r"(?:执行|完成|到位|使用|实现|支付|支出|拨付|发放|控制|得分|配套|达成|实施)率|进度|完成.{0,10}[%％]|为.{1,12}[%％]"
)
_ANY = re.compile(r"[%％]|百分比|率$|率[（(]")
_SIGN = re.compile(r"[%％]|百分")
_UNRATED = re.compile(r"权重|分值|指标|税率|利率|汇率|标准|目标|满意|限额|单价")
_NAMED_BASE = re.compile(r"(?:为|完成|占|较|达)(.{2,10}?)的?[%％]|占(.{2,8}?)(?:比|的)")
_NAMED_PART = re.compile(r"^(.{2,8}?)(?:为|占)")
_BASES = re.compile(r"预算|批复|到位|计划|应|目标|总额|安排|下达|分值|满分|权重|标准分")
_PARTS = re.compile(r"决算|执行|支出|完成|实际|使用|发生|拨付|到位|得分|评分|支付")
_SCORE = re.compile(r"得分|评分|自评分")
_ROW_NAME = re.compile(r"^.{0,14}(?:率|幅度?|占比|比重|比例|[%％])(?:[（(][%％][）)])?$")
_NUMERIC = (ColumnRole.AMOUNT, ColumnRole.COUNT)


class Family(StrEnum):
    """Which rule a percentage belongs to."""

    COMPLETION = "completion"
    GROWTH = "growth"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Target:
    """Percentages below one heading with everything they may mean, best headings first."""

    table: Table
    view: View
    name: str
    family: Family
    lines: tuple[int, ...]
    readings: tuple[Reading, ...]
    missing: str = ""


def percent_targets(table: Table) -> Iterator[Target]:
    """Every group of percentages of a table, by columns and by rows."""
    defined = by_target(table)
    for view in column_views(table):
        yield from _targets(view, _percent_columns(view), defined)
    for view in row_views(table):
        rows = _percent_rows(view)
        if rows:
            yield from _targets(view, rows, {})


def _percent_columns(view: View) -> list[int]:
    found = []
    for line in view.lines:
        if _UNRATED.search(line.path[-1] if line.path else ""):
            continue
        named = any(is_percentage(text) for text in line.path)
        if line.role is ColumnRole.PERCENT or named or _mostly_marked(view, line.index):
            found.append(line.index)
    return found


def _percent_rows(view: View) -> list[int]:
    """Rows of percentages in columns of amounts (增长率, 占比 below 上年 and 本年)."""
    if any(view.table.columns[c].role is ColumnRole.PERCENT for c in view.crosses):
        return []
    return [
        line.index
        for line in view.lines
        if _ROW_NAME.search(line.text)
        and is_percentage(line.text)
        and any(view.cell(line.index, c) in view.table.figures for c in view.crosses)
    ]


def _mostly_marked(view: View, line: int) -> bool:
    """Whether most figures of a line are printed with a %."""
    figures = [view.table.figures.get(view.cell(line, c)) for c in view.crosses]
    amounts = [f.amount for f in figures if f is not None and f.amount is not None]
    return bool(amounts) and sum(a.percent for a in amounts) * 2 > len(amounts)


def is_percentage(text: str) -> bool:
    """Whether a heading names a percentage."""
    return bool(_ANY.search(text) or _SHARE.search(text)) and not _UNRATED.search(text)


def _targets(view: View, marked: Sequence[int], defined: dict[int, Formula]) -> Iterator[Target]:
    usable = [n for n in view.lines if n.role in _NUMERIC and n.index not in marked]
    for group in groups(view, is_percentage, marked):
        lines = tuple(line.index for line, _ in group.members)
        formula = defined.get(lines[0])
        if formula is not None and formula.part is not None and formula.whole is not None:
            reading = _from_formula(view, formula)
            family = Family.GROWTH if formula.growth else Family.COMPLETION
            yield Target(view.table, view, group.name, family, lines, (reading,))
            continue
        family, forms = _meaning(group)
        readings = tuple(_readings(view, group, usable, family, forms))
        missing = _missing(group, usable, family)
        yield Target(view.table, view, group.name, family, lines, readings, missing)


def _from_formula(view: View, formula: Formula) -> Reading:
    assert formula.part is not None and formula.whole is not None
    triple = (formula.target, formula.part, formula.whole)
    form = Form.GROWTH if formula.growth else Form.RATIO
    items = _items(view, (triple,))
    return Reading(formula.text, form, Prior.STANDARD, items, weight=Decimal(1000))


def _meaning(group: Group) -> tuple[Family, tuple[Form, ...]]:
    """Which family a heading belongs to and which forms its percentages may have."""
    text = group.head[-1] if group.head else ""
    whole = group.name
    if _REST.search(text):
        return Family.COMPLETION, (Form.RATIO, Form.REST)
    if _RATE.search(text) and not _CHANGE.search(text):
        return Family.COMPLETION, (Form.RATIO,)
    if _CHANGE.search(text) or (_CHANGE.search(whole) and not _SHARE.search(text)):
        return Family.GROWTH, (Form.GROWTH,)
    if _CHANGE_OR_RATIO.search(whole):
        return Family.GROWTH, (Form.GROWTH, Form.RATIO)
    if _SHARE.search(whole):
        return Family.SHARE, (Form.RATIO,)
    return Family.COMPLETION, (Form.RATIO,)


def _missing(group: Group, usable: Sequence[Line], family: Family) -> str:
    """Why the base cannot be in the table, as far as the headings say."""
    if re.search(r"上年|去年|同比|同期", group.name) and not any(
        year_order(a.text, b.text) == 3 for a in usable for b in usable if a is not b
    ):
        return "表中没有上年数，无法复算"
    return "" if usable else "表中没有可作基数的金额"


def _readings(
    view: View, group: Group, usable: Sequence[Line], family: Family, forms: Sequence[Form]
) -> Iterator[Reading]:
    found: list[Reading] = []
    if view.by_row:
        first = min(line.index for line, _ in group.members)
        usable = [n for n in usable if first - 4 <= n.index < first]
    for pair in pairs(view, group, usable):
        for form in forms:
            weight = _weight(group, pair, family)
            if weight < 0:
                continue
            name = _name(group.name, pair, form)
            items = _items(view, pair.triples)
            found.append(Reading(name, form, Prior.DISCOVERED, items, weight=Decimal(weight)))
    found = _standard(found)
    if family is Family.SHARE:
        found.extend(_shares(view, group, usable))
    yield from found
    if not _mostly_marked(view, group.members[0][0].index) and not _SIGN.search(group.name):
        # 0.86 for 86 %: a fraction under a heading without a percent sign
        yield from (
            replace(r, name=f"{r.name}（小数）", scale=Decimal(1), prior=Prior.DISCOVERED)
            for r in found
        )


def _standard(found: list[Reading]) -> list[Reading]:
    """The one reading whose part and whole the headings name is sure; two such are not."""
    named = [r for r in found if r.weight >= 200]
    best = max((r.weight // 100 for r in named), default=Decimal(0))
    sure = [r for r in named if r.weight // 100 == best]
    if len(sure) != 1:
        return [replace(r, prior=Prior.STRUCTURAL) if r in named else r for r in found]
    return [replace(r, prior=Prior.STANDARD) if r is sure[0] else r for r in found]


def _weight(group: Group, pair: Pair, family: Family) -> int:
    """How well the headings of a pair fit: hundreds for the terms of the field, the rest
    for words in common; negative where the headings say it is the other way round."""
    part, whole = pair.part_name, pair.whole_name
    like = likeness(group.name, part, whole)
    order = year_order(part, whole)
    if family is Family.GROWTH:
        return -1 if order < 0 else 100 * order + like
    named = _NAMED_BASE.search(group.name)
    base_name = (named[1] or named[2]) if named else ""
    score = 0
    if base_name and _same_words(base_name, whole):
        score += 2
    elif _BASES.search(whole):
        score += 1
    if _PARTS.search(part):
        score += 1
    if _PARTS.search(part) and _PARTS.search(whole) and not _BASES.search(whole):
        score = 0
    if order < 0:
        return -1
    if "到位率" in group.name:
        score += 2 * ("到位" in part) - 3 * ("到位" in whole)
    if _SCORE.search(part) and "得分率" not in group.name:
        return -1
    stated = _NAMED_PART.search(group.name)
    score += bool(stated and _same_words(stated[1], part))
    return -1 if score < 0 else 100 * score + like


def _same_words(name: str, text: str) -> bool:
    """Whether a heading is the one another heading names (调整预算, 预算调整数)."""
    left, right = set(name) - set("数的"), set(text) - set("数的")
    return left <= right and len(right - left) <= 1


def _name(target: str, pair: Pair, form: Form) -> str:
    part, whole = pair.part_name or "本栏", pair.whole_name or "本栏"
    if form is Form.GROWTH:
        return f"{target} = （{part} − {whole}）÷ {whole}"
    if form is Form.REST:
        return f"{target} = （{whole} − {part}）÷ {whole}"
    return f"{target} = {part} ÷ {whole}"


def _items(view: View, triples: Sequence[tuple[int, int, int]]) -> tuple[Ratio, ...]:
    return tuple(
        Ratio(view.cell(target, cross), view.cell(part, cross), view.cell(whole, cross))
        for target, part, whole in triples
        for cross in view.crosses
        if view.cell(target, cross) in view.table.figures
    )


def _shares(view: View, group: Group, usable: Sequence[Line]) -> Iterator[Reading]:
    """Shares of a total that stands in the same column, above or below."""
    for target, _ in group.members:
        for position, line in enumerate(reversed(usable)):
            near = line.index < target.index
            weight = Decimal(50 + 50 * near - min(position, 40))
            for totals in _total_lists(view, target.index):
                items = tuple(
                    Ratio(
                        view.cell(target.index, cross),
                        view.cell(line.index, cross),
                        view.cell(line.index, total),
                    )
                    for cross, total in totals.items()
                    if view.cell(target.index, cross) in view.table.figures
                )
                standard = near and len(usable) == 1 and len(view.totals) == 1
                prior = Prior.STANDARD if standard else Prior.STRUCTURAL
                name = f"{group.name} = {line.text} ÷ 合计"
                yield Reading(name, Form.RATIO, prior, items, weight=weight)


def _total_lists(view: View, target: int) -> Iterator[dict[int, int]]:
    """For every row the total its share may be of: one for all, the next or the last one."""
    totals = list(view.totals) or _hundreds(view, target)
    for total in totals:
        yield dict.fromkeys(view.crosses, total)
    if len(totals) > 1:
        below = {c: next((t for t in totals if t >= c), -1) for c in view.crosses}
        above = {c: next((t for t in reversed(totals) if t <= c), -1) for c in view.crosses}
        yield {c: t for c, t in below.items() if t >= 0}
        yield {c: t for c, t in above.items() if t >= 0}


def _hundreds(view: View, target: int) -> list[int]:
    """Rows whose printed share is 100 %: one of them is the whole."""
    found = []
    for cross in view.crosses:
        figure = view.table.figures.get(view.cell(target, cross))
        if figure is not None and figure.amount is not None and figure.amount.value == 100:
            found.append(cross)
    return found[:3]
