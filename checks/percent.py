"""PCT 百分比: every printed percentage of a table that can be computed from the table."""

from __future__ import annotations

import weakref
from collections.abc import Iterator

from budgetlint.amounts import ZERO
from budgetlint.model import Document, Outcome, Severity
from budgetlint.relations.columns import column_tallies
from budgetlint.relations.implied import Implied, implied_outcomes, implied_sums
from budgetlint.relations.percent import Judged, RatioTally, choose
from budgetlint.relations.percent_outcomes import (
    passed_ratios,
    share_sum,
    target_outcomes,
    zero_base_failure,
)
from budgetlint.relations.percent_readings import Family, Target, percent_targets
from budgetlint.relations.repeated import repeated, repeated_outcomes
from budgetlint.rules import rule

_Chosen = list[tuple[Target, RatioTally | None]]
_last: tuple[weakref.ref[Document], _Chosen] | None = None


def _chosen(document: Document) -> _Chosen:
    """The percentages of a document with the reading chosen for each; four rules share it."""
    global _last
    kept = _last
    if kept is not None and kept[0]() is document:
        return kept[1]
    found = [
        (target, choose(table, target.readings))
        for table in document.tables
        for target in percent_targets(table)
    ]
    _last = (weakref.ref(document), found)
    return found


_MESSAGE = "{row}：“{column}”应为 {expected}，表中 {actual}（{relation}）"
_MESSAGE_EN = "{row}: “{column}” should be {expected}, printed {actual} ({relation})"


@rule(
    "PCT101",
    name="完成率与执行率",
    name_en="completion rate",
    severity=Severity.ERROR,
    basis="部门决算、总决算表式：完成预算的百分比 = 决算数 ÷ 预算数（调整预算数）",
    message=_MESSAGE,
    message_en=_MESSAGE_EN,
)
def completion(document: Document) -> Iterator[Outcome]:
    """完成预算的百分比、执行率、到位率等，等于表中两栏相除。

    检查内容
        “完成预算数的%”“为调整预算数的%”“执行率”“资金到位率”“得分率”等，逐行用表头写明的两栏相除复算。
        表头没有写明基数的，取多数行都成立的一种读法；各种读法都不成立时不作判断。
    依据
        部门决算、总决算表式；表头印有算式（如“⑤=④/③”）的，按表头的算式。
    示例
        正确：调整预算数 12,599,946，决算数 13,005,113，完成调整预算数的 103.2%
        错误：调整预算数 12,599,946，决算数 13,005,113，完成调整预算数的 102.3%
    如何修改
        用表中两个数重新计算百分比；百分比无误时查两个数是否有一个写错。
    容差
        按百分比印出的位数：85.64% 印成 86% 不算错。末位差一（如截尾未四舍五入）为警告，
        整栏截尾只提示一次。
    """
    yield from _of_family("PCT101", document, Family.COMPLETION)


@rule(
    "PCT102",
    name="增减百分比",
    name_en="rate of change",
    severity=Severity.ERROR,
    basis="增减百分比 =（本年数 − 上年数）÷ 上年数",
    message=_MESSAGE,
    message_en=_MESSAGE_EN,
)
def growth(document: Document) -> Iterator[Outcome]:
    """增减%、增长率等于（本年数 − 上年数）÷ 上年数。

    检查内容
        表中同时有上年数和本年数（或预算数与执行数）时，逐行复算增减百分比。
        表中没有上年数的（如总决算的“比上年增减%”），不适用。
    依据
        增减百分比的通行算法；中央部门预算“一般公共预算支出表”的增减额、增减%两栏。
    示例
        正确：2025年执行数 5,555.07，2026年预算数 5,826.21，增减 4.88%
        错误：2025年执行数 5,555.07，2026年预算数 5,826.21，增减 8.48%
    如何修改
        用表中两个数重新计算；注意减少时应有负号。
    容差
        按百分比印出的位数四舍五入；末位差一为警告。
    """
    yield from _of_family("PCT102", document, Family.GROWTH)


@rule(
    "PCT103",
    name="占比",
    name_en="share of the total",
    severity=Severity.ERROR,
    basis="占比 = 该项金额 ÷ 合计；各项占比之和为 100%",
    message=_MESSAGE,
    message_en=_MESSAGE_EN,
)
def shares(document: Document) -> Iterator[Outcome]:
    """占比、比重等于该项金额除以合计。

    检查内容
        占比栏（或占比行）逐项用金额除以合计复算；表中没有金额的，看各项占比之和是否为 100%。
    依据
        占比的通行算法。
    示例
        正确：基本支出 742.1，合计 2,562.0，占比 28.97%
        错误：基本支出 742.1，合计 2,562.0，占比 29.87%
    如何修改
        用该项金额和合计重新计算占比。
    容差
        按百分比印出的位数四舍五入；末位差一为警告。各项占比之和允许每项半个末位。
    """
    for target, found in _chosen(document):
        if target.family is not Family.SHARE:
            continue
        if found is None or not found.trusted:
            added = share_sum("PCT103", target)
            if added is not None:
                yield added
                continue
        yield from target_outcomes("PCT103", target, found)


@rule(
    "PCT104",
    name="基数为零的百分比",
    name_en="percentage of a zero base",
    severity=Severity.WARNING,
    basis="除数不能为零：上年数（预算数）为 0 时没有增长率（完成率）",
    message="{row}：“{base}”为 0，“{column}”却印出 {actual}",
    message_en="{row}: “{base}” is 0, yet “{column}” prints {actual}",
)
def zero_base(document: Document) -> Iterator[Outcome]:
    """基数为零时不应印出百分比。

    检查内容
        预算数或上年数印为 0，而同一行的完成率、增长率印出 100% 之类的数。基数空白的不在此列。
    依据
        除数不能为零；这种情形应印“—”或留空。
    示例
        正确：上年数 0.00，本年数 5.00，增减% 印“—”
        错误：上年数 0.00，本年数 5.00，增减% 印 100.00%
    如何修改
        把百分比改为“—”或留空；基数其实不为零时补上基数。
    容差
        无。基数、当年数和百分比都印为 0 的不算错。
    """
    for target, found in _chosen(document):
        if found is None or not found.trusted:
            continue
        blank: list[Judged] = []
        for item in found.judged:
            if not item.zero_base:
                continue
            figure = target.table.figures[item.ratio.printed]
            if figure.amount is not None and figure.amount.value == ZERO:
                blank.append(item)
            else:
                yield zero_base_failure("PCT104", target, found, item)
        if blank:
            yield passed_ratios("PCT104", target.table, found.reading, blank)


@rule(
    "PCT105",
    name="比上年百分比之间",
    name_en="percentages of last year",
    severity=Severity.WARNING,
    basis="本年数之间成立的合计关系，上年数之间同样成立",
    message="“{row}”的“{column}”与所属各行的不一致：推算的上年数 {actual}，各行推算之和 {expected}",
    message_en="{column} of “{row}” disagrees with its lines: implied {actual}, sum {expected}",
)
def implied_last_year(document: Document) -> Iterator[Outcome]:
    """表中没有上年数时，比上年的百分比之间应当一致。

    检查内容
        由本年数和“为上年决算数的%”（或“比上年增减%”）推算各行的上年数；本年数各行之和等于合计的，
        推算的上年数各行之和也应等于合计的上年数。有的行没有印出百分比的，只在一致时算通过。
    依据
        上年数同样是各行相加得合计。
    示例
        正确：合计 43,363 增 -12.0%，其下 4,931 增 35.2%、3,010 降 16.5%、35,422 降 15.7%
        错误：合计 43,363 增 -21.0%，其余同上
    如何修改
        用上年决算重新计算各行的百分比；常见的是整列错了一行，或拖动填充时把数字改成了递增序列。
        上年数按新口径调整过的，应加说明。
    容差
        本年数和百分比都按印出的位数取区间，两边的区间有交集即通过。
    """
    found: list[Implied] = []
    for table in document.tables:
        targets = [t for t, f in _chosen(document) if t.table is table and _lacks_base(t, f)]
        tallies = list(column_tallies(table)) if targets else []
        for target in targets:
            found.extend(implied_sums(target, tallies))
    held = sum(item.holds for item in found)
    failed = sum(item.contradicts for item in found)
    yield from implied_outcomes("PCT105", found, trusted=held >= 3 and failed * 4 <= held)


@rule(
    "PCT106",
    name="同一数的比上年百分比",
    name_en="one figure, two percentages",
    severity=Severity.WARNING,
    basis="同一项目的同一个数，与上年相比的百分比只有一个",
    message="{row}：“{column}”为 {actual}，{where}“{other}”中同一数为 {expected}",
    message_en="{row}: “{column}” is {actual}; for the same figure page {page} has {expected}",
)
def repeated_percentages(document: Document) -> Iterator[Outcome]:
    """同一项目同一个数在几张表中出现时，比上年的百分比应当相同。

    检查内容
        表中没有上年数的“为上年决算数的%”“比上年增减%”，按项目名称和本年数在各表之间对照。
        不足四位的数可能碰巧相同，不对照；全省（全市）与本级之间，上年的口径可能不同，不一致时不作判断。
    依据
        同一事实在各表中应当一致。
    示例
        正确：两张表中“专项债务收入”都是 40,048,026，为上年的 137.1%
        错误：“专项债务收入”40,048,026，一张表为 145.8%，另一张表为 137.1%
    如何修改
        用上年决算重新计算，改正错的一处；常见的是一栏百分比整体错了一行。
    容差
        无。本年数相同而上年数不同（如上年的口径不同）的，应加说明。
    """
    targets = [target for target, found in _chosen(document) if _lacks_base(target, found)]
    yield from repeated_outcomes("PCT106", list(repeated(targets)), document.path)


def _lacks_base(target: Target, found: RatioTally | None) -> bool:
    return bool(target.missing) and (found is None or not found.trusted)


def _of_family(code: str, document: Document, family: Family) -> Iterator[Outcome]:
    for target, found in _chosen(document):
        if target.family is family:
            yield from target_outcomes(code, target, found)


__all__ = [
    "completion",
    "growth",
    "implied_last_year",
    "repeated_percentages",
    "shares",
    "zero_base",
]
