"""The canonical kind of a table, from its title and, failing that, from its header."""

from __future__ import annotations

import re

from budgetlint.model import TableKind

#: the first pattern that the title (year, brackets and spaces dropped) matches wins
_BY_TITLE: tuple[tuple[re.Pattern[str], TableKind], ...] = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"自评|评价(?:指标|结果|报告)|评分表|得分", TableKind.SELF_EVALUATION),
        (r"绩效", TableKind.PERFORMANCE),
        (r"采购|购买服务", TableKind.PROCUREMENT),
        (r"三公|行政经费|会议费.*培训费", TableKind.THREE_PUBLIC),
        (r"机关运行", TableKind.OPERATING),
        (r"基金", TableKind.GOVERNMENT_FUND),
        (r"国有资本", TableKind.STATE_CAPITAL),
        (r"项目支出|项目预算|专项|项目.*(?:明细|一览|汇总)", TableKind.PROJECT),
        (r"(?:财政拨款|财拨).*(?:收支|收入支出)|(?:收支|收入支出).*财政拨款", TableKind.APPROPRIATION_BALANCE),
        (r"基本支出", TableKind.BASIC_EXPENDITURE),
        (r"经济分类|经济科目|按经济", TableKind.ECONOMIC_SUMMARY),
        (r"一般公共预算.*(?:收支|收入支出)", TableKind.APPROPRIATION_BALANCE),
        (r"一般公共(?:预算)?.*支出|公共财政.*支出", TableKind.GENERAL_EXPENDITURE),
        (r"财政拨款.*支出|财拨.*支出", TableKind.APPROPRIATION_EXPENDITURE),
        (r"收支|收入支出", TableKind.BALANCE),
        (r"收入", TableKind.INCOME),
        (r"支出", TableKind.EXPENDITURE),
    )
)
_BY_HEADER: tuple[tuple[re.Pattern[str], TableKind], ...] = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"三级指标|绩效目标|指标值", TableKind.PERFORMANCE),
        (r"公务接待费", TableKind.THREE_PUBLIC),
        (r"采购", TableKind.PROCUREMENT),
        (r"机关运行经费", TableKind.OPERATING),
        (r"政府性基金预算支出", TableKind.GOVERNMENT_FUND),
        (r"国有资本经营预算支出", TableKind.STATE_CAPITAL),
        (r"财政拨款收入.*财政拨款支出", TableKind.APPROPRIATION_BALANCE),
        (r"经济分类.*人员经费|人员经费.*公用经费.*经济", TableKind.BASIC_EXPENDITURE),
        (r"收入.*支出.*项目.*(?:预算数|决算数)", TableKind.BALANCE),
        (r"功能分类.*(?:事业收入|经营收入|财政拨款收入)", TableKind.INCOME),
        (r"一般公共预算(?:财政拨款)?支出.*基本支出.*项目支出", TableKind.GENERAL_EXPENDITURE),
        (r"功能分类.*基本支出.*项目支出|科目.*支出合计.*基本支出", TableKind.EXPENDITURE),
    )
)
_GOVERNMENT = re.compile(
    r"转移支付|债务|债券|税收返还|全[省市县区州]|[省市县区州]本级|[省市县区]级|社会保险基金|社保基金|平衡表|地区"
)


def _is_government(title: str) -> bool:
    return bool(_GOVERNMENT.search(title)) and not re.search(r"部门(?!“?三公)|单位", title)


def classify(title: str, header: str) -> TableKind:
    """The kind of a table; ``header`` is the text of its header rows, ``UNKNOWN`` if unsure."""
    plain = re.sub(r"[“”\"《》（）()\s]|20\d\d年度?", "", title)
    for pattern, kind in _BY_TITLE:
        if pattern.search(plain):
            if _is_government(plain) and kind not in (
                TableKind.THREE_PUBLIC,
                TableKind.PERFORMANCE,
                TableKind.SELF_EVALUATION,
            ):
                return TableKind.GOVERNMENT
            return kind
    for pattern, kind in _BY_HEADER:
        if pattern.search(header):
            return kind
    if _is_government(plain):
        return TableKind.GOVERNMENT
    return TableKind.UNKNOWN
