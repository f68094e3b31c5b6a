"""The canonical kind of a table, from its title and, failing that, from its header and body."""

from __future__ import annotations

import re

from budgetlint.model import TableKind

_Patterns = tuple[tuple[re.Pattern[str], TableKind], ...]


def _compiled(*pairs: tuple[str, TableKind]) -> _Patterns:
    return tuple((re.compile(pattern), kind) for pattern, kind in pairs)


#: forms, which keep their kind in the papers of a government too
_FORMS = _compiled(
    (
        r"自评|绩效评价|评价(?:指标|结果|报告|得分|体系)|评分表|得分|打分",
        TableKind.SELF_EVALUATION,
    ),
    (r"绩效|目标(?:申报|填报|批复)表", TableKind.PERFORMANCE),
    (r"三公|因公出国.*公务", TableKind.THREE_PUBLIC),
)
#: tables of one part or of another matter: none of the kinds, whatever they call 收入 or 支出
_OTHER = re.compile(
    r"工资福利|商品和服务|对个人和家庭|资本性支出"
    r"|^(?!.*公用).*人员(?:经费|支出)|^(?!.*人员).*公用(?:经费|支出)"
    r"|非税|征收|收费|专户|债权|债务|购买服务|车辆|编制(?:数|人数)|实有人|机构运[行转]"
    r"|资产(?:占|使用|情况|配置|购置|负债|信息|存量)"
    r"|(?<!含)(?<!含上年)结转.{0,6}支出|(?:结转|结余)(?:资金)?(?:情况|明细)?表"
    r"|项目.{0,6}(?:完成|验收|进度|实施)|上缴|补助下级|附属单位|上级(?:转移支付)?补助|对下转移支付"
    r"|(?:基金|国有资本经营)(?:预算|财政拨款)*收入(?!.{0,2}支出)|目录$|单位(?:构成|名单)"
)
#: the first pattern that the title (year, brackets and spaces dropped) matches wins
_BY_TITLE = _compiled(
    (r"采购", TableKind.PROCUREMENT),
    (r"机关运[行转]", TableKind.OPERATING),
    (r"基金", TableKind.GOVERNMENT_FUND),
    (r"国有资本", TableKind.STATE_CAPITAL),
    (r"基本支出.{0,3}项目支出", TableKind.EXPENDITURE),
    (
        r"项目(?:支出|预算|资金|经费|安排|.{0,8}(?:明细|一览|汇总|清单))|资金.{0,6}项目|专项",
        TableKind.PROJECT,
    ),
    (r"一般公共.*收入支出决算(?!总)", TableKind.GENERAL_EXPENDITURE),
    (
        r"(?:财政拨款|财拨).*(?:收支|收入支出|收入与支出|收入和支出|总体情况)"
        r"|(?:收支|收入支出).*(?:财政拨款|财拨)",
        TableKind.APPROPRIATION_BALANCE,
    ),
    (r"基本支出", TableKind.BASIC_EXPENDITURE),
    (
        r"一般公共.*(?:收支|收入支出)|公共财政.*(?:收支|收入支出)",
        TableKind.APPROPRIATION_BALANCE,
    ),
    (r"经济(?:分类|科目|用途)|按经济", TableKind.ECONOMIC_SUMMARY),
    (
        r"一般公共.*(?:支出|拨款)|公共(?:财政)?预算.*支出|公共财政.*支出",
        TableKind.GENERAL_EXPENDITURE,
    ),
    (r"(?:财政拨款|财拨).*支出|支出.*(?:财政拨款|财拨)", TableKind.APPROPRIATION_EXPENDITURE),
    (r"收支|收入支出|收入与支出|收入和支出|收、支", TableKind.BALANCE),
    (r"收入", TableKind.INCOME),
    (r"支出", TableKind.EXPENDITURE),
)
#: titles of these kinds may be cut off or general (支出预算表): a header that says more wins
_GENERAL = (TableKind.BALANCE, TableKind.INCOME, TableKind.EXPENDITURE)
_STRONG_HEADER = _compiled(
    (
        r"得分率|扣分|自评(?:得)?分|评分标准|实际完成(?:值|情况)|全年(?:实际|完成)值|评价得分",
        TableKind.SELF_EVALUATION,
    ),
    (r"三级指标|绩效(?:目标|指标)|指标值", TableKind.PERFORMANCE),
    (r"公务接待费?.*(?:公务用车|因公出国)|因公出国.*公务接待", TableKind.THREE_PUBLIC),
    (r"采购(?:项目|目录|品目|方式|类别|内容|数量|物品)", TableKind.PROCUREMENT),
    (r"机关运行经费", TableKind.OPERATING),
)
#: a header that splits all expenditure names 公务接待费 or 政府采购 as one of many
_EXPENDITURE_LIST = re.compile(r"工资福利|基本工资|办公费|津贴补贴|基本支出.*项目支出")
_BY_COLUMNS = (TableKind.THREE_PUBLIC, TableKind.PROCUREMENT, TableKind.OPERATING)
_BY_HEADER = _compiled(
    (r"政府性基金预算支出", TableKind.GOVERNMENT_FUND),
    (r"国有资本经营预算支出", TableKind.STATE_CAPITAL),
    (r"财政拨款收入.*财政拨款支出", TableKind.APPROPRIATION_BALANCE),
    (r"经济分类.*人员经费|人员经费.*公用经费.*经济", TableKind.BASIC_EXPENDITURE),
    (r"收入.*支出.*项目.*(?:预算数|决算数)", TableKind.BALANCE),
    (r"功能分类.*(?:事业收入|经营收入|财政拨款收入)", TableKind.INCOME),
    (r"一般公共预算(?:财政拨款)?支出.*基本支出.*项目支出", TableKind.GENERAL_EXPENDITURE),
    (r"功能分类.*基本支出.*项目支出|科目.*支出合计.*基本支出", TableKind.EXPENDITURE),
)
#: what indicator sheets without title and header are made of
_INDICATOR = re.compile(
    r"产出指标|效益指标|数量指标|质量指标|时效指标|成本指标|社会效益|可持续影响|满意度指标|年度总体目标|指标[0-9]+[:：]"
)
_PLACE = r"(?:省|市|县|区|州|旗|级)"
_GOVERNMENT = re.compile(
    r"(?<!对下)转移支付|税收返还|地方政府|政府(?:一般|专项)?债|债券"
    r"|债务(?:限额|余额|还本|收入|转贷|举借)|全[省市县区州旗]|[省市县区州旗]本级|社会保险基金|社保基金|平衡表"
    r"|分地区|分(?:市县|区县|县区|县市)|政府[预决]算(?!.{0,6}(?:经济|分类))"
    rf"|{_PLACE}(?:一般公共|公共财政|政府性基金|国有资本经营|税收|总[预决]算|基本建设|[预决]算草案)"
    rf"|{_PLACE}财政(?:收支|收入|支出|总|平衡|[预决]算)|^地区|财政总[预决]算|财政(?:收支|平衡)[预决]?算?总?表"
)
_OF_DEPARTMENT = re.compile(r"部门(?!“?三公)|单位")
#: kinds that are tables of the government itself in the papers of a government
_WHOLE = frozenset(
    {
        TableKind.BALANCE,
        TableKind.INCOME,
        TableKind.EXPENDITURE,
        TableKind.APPROPRIATION_BALANCE,
        TableKind.APPROPRIATION_EXPENDITURE,
        TableKind.GENERAL_EXPENDITURE,
        TableKind.BASIC_EXPENDITURE,
        TableKind.ECONOMIC_SUMMARY,
        TableKind.GOVERNMENT_FUND,
        TableKind.STATE_CAPITAL,
    }
)


def _first(patterns: _Patterns, text: str) -> TableKind | None:
    return next((kind for pattern, kind in patterns if pattern.search(text)), None)


def is_government_title(title: str) -> bool:
    """Whether a title is that of a table of a whole government, not of a department."""
    return bool(_GOVERNMENT.search(title)) and not _OF_DEPARTMENT.search(title)


def classify(title: str, header: str, body: str = "", *, government: bool = False) -> TableKind:
    """The kind of a table, ``UNKNOWN`` if unsure.

    ``header`` is the text of its header rows, ``body`` that of the rest (only looked at where
    neither title nor header says anything); ``government`` says that the document is one of a
    whole government.
    """
    plain = re.sub(r"[“”\"《》（）()\s]|20\d\d年度?", "", title)
    form = _first(_FORMS, plain)
    if form is not None:
        return form
    whole = is_government_title(plain)
    if whole or ("采购" not in plain and _OTHER.search(plain)):
        return TableKind.GOVERNMENT if whole else TableKind.UNKNOWN
    kind = _first(_BY_TITLE, plain)
    if kind is None or (kind in _GENERAL and "总" not in plain):
        strong = _by_strong_header(header)
        kind = strong or kind or _first(_BY_HEADER, header)
    if kind is None:
        return _by_body(body) if not title else TableKind.UNKNOWN
    return TableKind.GOVERNMENT if government and kind in _WHOLE else kind


def _by_strong_header(header: str) -> TableKind | None:
    kind = _first(_STRONG_HEADER, header)
    return None if kind in _BY_COLUMNS and _EXPENDITURE_LIST.search(header) else kind


def _by_body(body: str) -> TableKind:
    if len(set(_INDICATOR.findall(body))) < 2:
        return TableKind.UNKNOWN
    graded = re.search(r"得分率|扣分|自评|实际完成", body)
    return TableKind.SELF_EVALUATION if graded else TableKind.PERFORMANCE
