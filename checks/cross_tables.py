"""XTB 表间勾稽: the same fact in two of the main tables."""

from __future__ import annotations

from collections.abc import Iterator

from budgetlint.facts_model import Concept, Fund
from budgetlint.model import Document, Outcome, Severity, TableKind
from budgetlint.rules import rule

from .cross_judge import judge
from .cross_match import Matched, match_sheets
from .cross_outcomes import MESSAGE, MESSAGE_EN, Ledger
from .cross_pairs import compared, compared_with_funds, pairs
from .cross_views import views_of

BASIS = "《地方预决算公开操作规程》（财预〔2016〕143号）：同一事项在各表中的数应当一致"
FUNCTIONAL = (
    TableKind.APPROPRIATION_EXPENDITURE,
    TableKind.GENERAL_EXPENDITURE,
    TableKind.GOVERNMENT_FUND,
    TableKind.STATE_CAPITAL,
)
ECONOMIC = (TableKind.BASIC_EXPENDITURE, TableKind.ECONOMIC_SUMMARY, TableKind.PROJECT)


def by_function(matched: Matched) -> bool:
    """Whether both tables list 支出功能分类."""
    return any(m.place is not None and m.place.functional for m in matched.lines)


def by_economy(matched: Matched) -> bool:
    """Whether both tables list 支出经济分类."""
    return any(
        m.place is not None and (m.place.economic or m.place.government) for m in matched.lines
    )


def only_totals(matched: Matched) -> bool:
    """Whether the tables share no lines, only what they add up to."""
    return not matched.lines


@rule(
    "XTB101",
    name="收支总表与收入、支出总表",
    name_en="balance table against income and expenditure tables",
    severity=Severity.ERROR,
    basis=BASIS,
    message=MESSAGE,
    message_en=MESSAGE_EN,
    kinds=(TableKind.BALANCE, TableKind.INCOME, TableKind.EXPENDITURE),
)
def balance_and_lists(document: Document) -> Iterator[Outcome]:
    """收支总表的各项收入、各类支出与收入总表、支出总表一致。

    检查内容
        收支总表每一类支出（及其基本支出、项目支出）= 支出总表中该类的数；
        收支总表每一项收入 = 收入总表合计行中该项收入的数；
        收入总表与支出总表都按科目列示、合计相同的，每一科目的收入 = 支出。
        总计是否一致由 BAL105 检查。
    依据
        《地方预决算公开操作规程》所附各表的表间关系。
    示例
        正确：收支总表“八、社会保障和就业支出”326.72，支出总表 208 社会保障和就业支出 326.72
        错误：收支总表“八、社会保障和就业支出”326.72，支出总表 208 社会保障和就业支出 362.72
    如何修改
        对照账面，改正两张表中写错的一张；改后重新核对该表的合计。
    容差
        位数相同的必须完全相等，差末一位的为尾差不一致（提示，每两张表合并为一条）；位数或单位不同的，四舍五入后应一致。
    """
    lists = (TableKind.INCOME, TableKind.EXPENDITURE)
    yield from compared(
        document, "XTB101", pairs(document, [TableKind.BALANCE], lists), totals=False
    )
    yield from _income_and_expenditure(document)


def _income_and_expenditure(document: Document) -> Iterator[Outcome]:
    """By code, where all that comes in is spent: figures that contradict their own sums."""
    known = views_of(document)
    for one, two in pairs(document, [TableKind.INCOME], [TableKind.EXPENDITURE]):
        left, right = known[one.id].get(Fund.ALL), known[two.id].get(Fund.ALL)
        if left is None or right is None:
            continue
        ledger = Ledger("XTB101", document)
        for frame in left.sheets:
            other = frame._replace(concept=Concept.EXPENDITURE)
            if frame.concept is Concept.INCOME and not frame.carry and other in right.sheets:
                matched = match_sheets(frame, left, right, other)
                if matched.lines:
                    ledger.add(judge(matched, totals=False, strict=True))
        yield from ledger.outcomes(one, two)


@rule(
    "XTB102",
    name="财政拨款收支总表与各拨款支出表",
    name_en="appropriation balance against the appropriation tables",
    severity=Severity.ERROR,
    basis=BASIS,
    message=MESSAGE,
    message_en=MESSAGE_EN,
    kinds=(TableKind.APPROPRIATION_BALANCE,),
)
def appropriation_and_lists(document: Document) -> Iterator[Outcome]:
    """财政拨款收支总表的各类支出与各拨款支出表一致。

    检查内容
        财政拨款收支总表每一类支出 = 一般公共预算、政府性基金、国有资本经营三张支出表中该类之和；
        分资金列示的，每一项资金的每一类支出 = 该项资金支出表中的数；
        只有财政拨款一项来源的，收支总表与财政拨款收支总表的每一类也应一致。
    依据
        《地方预决算公开操作规程》所附各表的表间关系。
    示例
        正确：财政拨款收支总表“十二、城乡社区支出”66,107.38，政府性基金预算支出表 212 为 66,107.38
        错误：财政拨款收支总表“十二、城乡社区支出”66,107.38，政府性基金预算支出表 212 为 66,170.38
    如何修改
        对照账面，改正两张表中写错的一张；两表资金范围不同的，在表下注明。
    容差
        位数相同的必须完全相等，差末一位的为尾差不一致（提示，每两张表合并为一条）；由几张表相加的，按位数四舍五入后应一致。
    """
    balance = [TableKind.APPROPRIATION_BALANCE]
    couples = pairs(document, balance, [*FUNCTIONAL, TableKind.BALANCE])
    yield from compared(document, "XTB102", couples, totals=False)
    yield from compared_with_funds(document, "XTB102", balance)


@rule(
    "XTB103",
    name="支出总表与各拨款支出表",
    name_en="expenditure tables, code by code",
    severity=Severity.ERROR,
    basis=BASIS,
    message=MESSAGE,
    message_en=MESSAGE_EN,
    kinds=(
        TableKind.EXPENDITURE,
        TableKind.GENERAL_EXPENDITURE,
        TableKind.BASIC_EXPENDITURE,
    ),
)
def expenditure_by_code(document: Document) -> Iterator[Outcome]:
    """各支出表中同一科目的数一致，基本支出、项目支出分别一致。

    检查内容
        支出总表与一般公共预算支出表（或各拨款支出表之和）逐个科目比较：合计、基本支出、项目支出。
        两表资金范围不同、合计不等的栏不作比较。
        按功能分类列示的基本支出表与一般公共预算支出表的基本支出（人员经费、公用经费）逐个科目比较。
    依据
        《地方预决算公开操作规程》所附各表的表间关系。
    示例
        正确：支出总表 2010301 行政运行 基本支出 320.00，一般公共预算支出表 2010301 基本支出 320.00
        错误：支出总表 2010301 行政运行 基本支出 320.00，一般公共预算支出表 2010301 基本支出 302.00
    如何修改
        对照账面，改正两张表中写错的一张，并核对它的上级科目和合计。
    容差
        位数相同的必须完全相等，差末一位的为尾差不一致（提示，每两张表合并为一条）；位数或单位不同的，四舍五入后应一致。
    """
    listed = [TableKind.EXPENDITURE, TableKind.GENERAL_EXPENDITURE]
    couples = [
        *pairs(document, [TableKind.EXPENDITURE], FUNCTIONAL),
        *pairs(document, listed, [TableKind.BASIC_EXPENDITURE]),
    ]
    yield from compared(document, "XTB103", couples, wanted=by_function)
    yield from compared_with_funds(document, "XTB103", [TableKind.EXPENDITURE])


@rule(
    "XTB109",
    name="重复列示的表",
    name_en="tables printed twice",
    severity=Severity.ERROR,
    basis="江苏等地的公开样表：没有政府性基金和国有资本经营拨款的，财政拨款支出表与一般公共预算支出表内容相同",
    message=MESSAGE,
    message_en=MESSAGE_EN,
    kinds=(TableKind.APPROPRIATION_EXPENDITURE, TableKind.BASIC_EXPENDITURE),
)
def printed_twice(document: Document) -> Iterator[Outcome]:
    """内容相同的两张表逐格一致。

    检查内容
        财政拨款支出表与一般公共预算支出表（江苏公开05、07表），财政拨款基本支出表与一般公共预算基本支出表（公开06、08表），
        以及两张口径相同的基本支出表，逐个科目、逐栏比较。资金范围不同、合计不等的栏不作比较。
    依据
        公开样表的表间关系；同一事项在各表中的数应当一致。
    示例
        正确：公开06表 30101 基本工资 1,388.79，公开08表 30101 基本工资 1,388.79
        错误：公开06表 30101 基本工资 1,388.79，公开08表 30101 基本工资 1,338.79
    如何修改
        对照账面，改正两张表中写错的一张。
    容差
        位数相同的必须完全相等，差末一位的为尾差不一致（提示，每两张表合并为一条）。
    """
    yield from compared(
        document,
        "XTB109",
        [
            *pairs(
                document,
                [TableKind.APPROPRIATION_EXPENDITURE],
                FUNCTIONAL[1:],
            ),
            *pairs(document, [TableKind.BASIC_EXPENDITURE], [TableKind.BASIC_EXPENDITURE]),
        ],
        wanted=lambda matched: bool(matched.lines),
    )
    yield from compared_with_funds(document, "XTB109", [TableKind.APPROPRIATION_EXPENDITURE])
