"""XTB 表间勾稽: 基本支出 and 经济分类, 三公经费 and 机关运行经费."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from budgetlint.facts_columns import (
    ABROAD,
    CAR_PURCHASE,
    CAR_RUNNING,
    MEETINGS,
    OPERATING,
    RECEPTION,
    TRAINING,
)
from budgetlint.facts_model import Concept, Fund, Use
from budgetlint.model import Document, Outcome, Severity, Table, TableKind
from budgetlint.rules import rule

from .cross_judge import OTHER_MEASURE, Judgement, judge
from .cross_match import Match, Matched, State, compare, match_sheets, one_digit_apart
from .cross_outcomes import MESSAGE, MESSAGE_EN, Ledger
from .cross_pairs import compared, pairs
from .cross_tables import BASIS, ECONOMIC, FUNCTIONAL, by_economy, only_totals
from .cross_views import Frame, Place, View, tables_of, views_of

#: Which 部门经济分类 a part of the 三公经费 (and what is printed beside it) is paid from.
_CODES = {
    ABROAD: "30212",
    RECEPTION: "30217",
    CAR_RUNNING: "30231",
    CAR_PURCHASE: "31013",
    MEETINGS: "30215",
    TRAINING: "30216",
}


@rule(
    "XTB104",
    name="基本支出与经济分类表合计",
    name_en="basic expenditure against its economic table",
    severity=Severity.ERROR,
    basis=BASIS,
    message=MESSAGE,
    message_en=MESSAGE_EN,
    kinds=(TableKind.BASIC_EXPENDITURE, TableKind.ECONOMIC_SUMMARY),
)
def basic_totals(document: Document) -> Iterator[Outcome]:
    """按功能分类列示的表的基本支出与按经济分类列示的表的合计一致。

    检查内容
        一般公共预算支出表（支出总表、财政拨款支出表）合计行的基本支出、人员经费、公用经费、项目支出
        = 基本支出表（经济分类汇总表）合计行中相应的数。
        这些数中有两个以上一致、只有一个不一致的，才认定为错误；否则视为口径不同。
    依据
        《地方预决算公开操作规程》所附各表的表间关系：同一笔支出按功能和按经济分类各列一次，合计相等。
    示例
        正确：一般公共预算支出表 基本支出 742.10、公用经费 54.00，基本支出表合计行相同
        错误：一般公共预算支出表 基本支出 742.10，基本支出表合计 724.10，人员经费、公用经费两表相同
    如何修改
        核对两表的人员经费、公用经费和合计，改正写错的一个数。
    容差
        位数相同的必须完全相等，差末一位的为尾差不一致（提示，每两张表合并为一条）；位数或单位不同的，四舍五入后应一致。
    """
    functional = [TableKind.EXPENDITURE, *FUNCTIONAL[:2], TableKind.BALANCE]
    detailed = (TableKind.BASIC_EXPENDITURE, TableKind.ECONOMIC_SUMMARY)
    couples = [
        *pairs(document, functional, detailed),
        *pairs(document, detailed, detailed),
    ]
    yield from compared(document, "XTB104", couples, wanted=only_totals)


@rule(
    "XTB105",
    name="经济分类表之间",
    name_en="economic tables among one another",
    severity=Severity.ERROR,
    basis=BASIS,
    message=MESSAGE,
    message_en=MESSAGE_EN,
    kinds=ECONOMIC,
)
def economic_tables(document: Document) -> Iterator[Outcome]:
    """各经济分类表中同一科目的数一致。

    检查内容
        支出经济分类汇总表、基本支出表、按经济分类列示的项目支出表与收支总表中的经济分类栏，
        按部门经济分类（301、30101……）和政府经济分类（501、50101……）的同一科目、
        同一栏（人员经费、公用经费、项目支出）逐个比较；收支总表只列大类的，与明细之和比较。
    依据
        《地方预决算公开操作规程》所附各表的表间关系；部门预算支出经济分类与政府预算支出经济分类。
    示例
        正确：经济分类汇总表 30201 办公费 公用经费 5.00，基本支出表 30201 办公费 公用经费 5.00
        错误：经济分类汇总表 30201 办公费 公用经费 5.00，基本支出表 30201 办公费 公用经费 50.00
    如何修改
        对照账面，改正两张表中写错的一张，并核对它的大类和合计。
    容差
        位数相同的必须完全相等，差末一位的为尾差不一致（提示，每两张表合并为一条）；由几行相加的，按位数四舍五入后应一致。
    """
    kinds = [
        *ECONOMIC,
        TableKind.BALANCE,
        TableKind.APPROPRIATION_BALANCE,
        TableKind.EXPENDITURE,
    ]
    couples = [
        (one, two)
        for one, two in pairs(document, ECONOMIC, kinds)
        if not one.kind is two.kind is TableKind.BASIC_EXPENDITURE
    ]
    yield from compared(document, "XTB105", couples, wanted=by_economy)


# ---------------------------------------------------------------- 三公经费


@rule(
    "XTB106",
    name="三公经费与经济分类",
    name_en="official spending items against economic codes",
    severity=Severity.ERROR,
    basis="政府收支分类科目：30217 公务接待费、30212 因公出国（境）费用、30231 公务用车运行维护费",
    message=MESSAGE,
    message_en=MESSAGE_EN,
    kinds=(TableKind.THREE_PUBLIC,),
)
def spending_items(document: Document) -> Iterator[Outcome]:
    """“三公”经费表的各项与经济分类表中相应科目一致。

    检查内容
        包含全部支出（基本支出和项目支出）的经济分类表中，30212、30217、30231、31013
        （以及会议费 30215、培训费 30216）= “三公”经费表中相应各项。
        各项多数一致、只有一项不一致的，才认定为错误。
        只列基本支出的表，其数不应大于“三公”经费表中的数（提示）；小于的不作判断，差额可在项目支出中。
    依据
        政府收支分类科目；“三公”经费的统计口径。
    示例
        正确：经济分类汇总表 30217 公务接待费 9.46，“三公”经费表 公务接待费 9.46
        错误：经济分类汇总表 30217 公务接待费 9.46，“三公”经费表 公务接待费 9.64，其他各项一致
    如何修改
        核对“三公”经费表与经济分类表，改正写错的一个数；有用其他科目列支的，在说明中写明。
    容差
        位数相同的必须完全相等，差末一位的为尾差不一致（提示）；位数或单位不同的，四舍五入后应一致。
    """
    known = views_of(document)
    economic = list(tables_of(document, *ECONOMIC[:2]))
    for table in tables_of(document, TableKind.THREE_PUBLIC, TableKind.EXPENDITURE):
        for other in economic:
            yield from _items(document, table, other, known[table.id], known[other.id])


def _items(
    document: Document,
    table: Table,
    other: Table,
    first: Mapping[Fund, View],
    second: Mapping[Fund, View],
) -> Iterator[Outcome]:
    ledger = Ledger("XTB106", document)
    for fund in first:
        left = first[fund]
        right = second.get(fund) or second.get(Fund.GENERAL)
        if right is None or (right.fund is not fund and fund is not Fund.APPROPRIATION):
            continue
        for frame in left.sheets:
            if frame.concept is Concept.THREE_PUBLIC:
                _compare_items(ledger, frame, left, right)
    yield from ledger.outcomes(table, other)


def _compare_items(ledger: Ledger, frame: Frame, left: View, right: View) -> None:
    """The items of one year against the codes; what covers basic expenditure only is a part."""
    spent = frame._replace(concept=Concept.EXPENDITURE, use=Use.ALL)
    other = spent if spent in right.sheets else spent._replace(use=Use.BASIC)
    if other not in right.sheets:
        return
    found = list(_item_matches(frame, other, left, right))
    held = [m for m in found if m.state is not State.DIFFER and not m.trivial]
    wrong = [m for m in found if m.state is State.DIFFER]
    ledger.good += [m for m in found if m.state is State.AGREE]
    if other.use is Use.ALL:
        ledger.wrong += wrong if len(held) >= 3 and len(wrong) == 1 else []
    elif held:
        ledger.exceeding += [m for m in wrong if m.comparison.difference < 0]
    if wrong and not held:
        ledger.reasons.append(OTHER_MEASURE)


def _item_matches(frame: Frame, other: Frame, left: View, right: View) -> Iterator[Match]:
    for item, code in _CODES.items():
        one = left.sheets[frame].find(Place(item=item))
        two = right.sheets[other].find(Place(economic=code))
        if len(one) == 1 and two:
            yield compare(frame, Place(item=item), one[0], two)


# ---------------------------------------------------------------- 机关运行经费


@rule(
    "XTB107",
    name="机关运行经费与公用经费",
    name_en="operating costs against office costs",
    severity=Severity.ERROR,
    basis="《中华人民共和国政府采购法实施条例》等对机关运行经费的定义：为保障行政单位运行用于购买货物和服务的公用经费",
    message=MESSAGE,
    message_en=MESSAGE_EN,
    kinds=(TableKind.OPERATING, TableKind.THREE_PUBLIC),
)
def operating_costs(document: Document) -> Iterator[Outcome]:
    """机关运行经费与公用经费一致（限于本地按公用经费统计机关运行经费的）。

    检查内容
        机关运行经费表的各经济科目（302xx、310xx）= 基本支出表公用经费中的同一科目；
        “机关运行经费预算数” = 基本支出表的公用经费合计。
        机关运行经费只统计行政单位和参公单位，并可能含项目支出，因此只有多数科目一致时，才把不一致的认定为错误。
    依据
        机关运行经费的定义和各地公开样表。
    示例
        正确：机关运行经费表 30201 办公费 55.70，基本支出表 30201 办公费 55.70
        错误：机关运行经费表 30201 办公费 55.70，基本支出表 30201 办公费 57.50，其余科目一致
    如何修改
        核对两表，改正写错的一个数；统计范围不同的，在说明中写明。
    容差
        位数相同的必须完全相等，差末一位的为尾差不一致（提示）；位数或单位不同的，四舍五入后应一致。
    """
    known = views_of(document)
    basic = list(tables_of(document, TableKind.BASIC_EXPENDITURE))
    for table in tables_of(document, TableKind.OPERATING, TableKind.THREE_PUBLIC):
        for other in basic:
            ledger = Ledger("XTB107", document)
            right = known[other.id].get(Fund.GENERAL)
            if right is not None:
                for left in known[table.id].values():
                    _compare_operating(ledger, left, right)
            yield from ledger.outcomes(table, other)


def _compare_operating(ledger: Ledger, left: View, right: View) -> None:
    for frame, sheet in left.sheets.items():
        spent = frame._replace(concept=Concept.EXPENDITURE)
        office, basic = spent._replace(use=Use.OFFICE), spent._replace(use=Use.BASIC)
        if frame.concept is Concept.OPERATING:
            other = office if office in right.sheets else basic
            if other in right.sheets:
                ledger.add(_of_operating(match_sheets(frame, left, right, other)))
        elif frame.concept is Concept.THREE_PUBLIC and office in right.sheets:
            one = sheet.find(Place(item=OPERATING))
            for whole in right.sheets[office].totals.values():
                if len(one) == 1 and one[0].amount.value:
                    match = compare(frame, None, one[0], whole)
                    if match.state is State.DIFFER and one_digit_apart(match):
                        ledger.suspect.append(match)
                    elif match.state is State.DIFFER:
                        ledger.reasons.append(OTHER_MEASURE)
                    else:
                        ledger.good.append(match)


def _of_operating(matched: Matched) -> Judgement:
    """As usual, but a basic table as a whole is no total of operating costs."""
    matched.totals = [t for t in matched.totals if t.state is not State.DIFFER]
    return judge(matched, totals=False)


__all__ = ["basic_totals", "economic_tables", "operating_costs", "spending_items"]
