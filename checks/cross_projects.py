"""XTB 表间勾稽: projects and their targets."""

from __future__ import annotations

from collections.abc import Iterator

from budgetlint.facts_government import is_governments
from budgetlint.model import Document, Outcome, Severity, TableKind
from budgetlint.rules import rule

from .cross_outcomes import MESSAGE, MESSAGE_EN
from .cross_pairs import compared, pairs
from .cross_tables import BASIS, FUNCTIONAL
from .cross_views import views_of


@rule(
    "XTB108",
    name="项目支出表",
    name_en="project tables",
    severity=Severity.ERROR,
    basis=BASIS,
    message=MESSAGE,
    message_en=MESSAGE_EN,
    kinds=(TableKind.PROJECT, TableKind.PERFORMANCE),
)
def projects(document: Document) -> Iterator[Outcome]:
    """项目支出表的合计等于支出表的项目支出，每个项目与绩效目标表一致。

    检查内容
        项目支出表合计行各项资金 = 支出总表、一般公共预算支出表等合计行的项目支出；
        项目支出表与绩效目标表中名称相同的项目，金额相同；
        整体支出绩效目标表中的资金总额、基本支出、项目支出 = 支出总表的数。
        项目支出表可能含上年结转，因此只有多数一致时，才把不一致的认定为错误。
    依据
        《地方预决算公开操作规程》所附各表的表间关系；项目绩效目标随项目预算一并批复。
    示例
        正确：项目支出表“驻京经费”312.00，绩效目标表“驻京经费”312.00
        错误：项目支出表“驻京经费”312.00，绩效目标表“驻京经费”321.00，其余项目一致
    如何修改
        核对该项目的批复数，改正两张表中写错的一张。
    容差
        位数相同的必须完全相等，差末一位的为尾差不一致（提示，每两张表合并为一条）；位数或单位不同的，四舍五入后应一致。
    """
    listed = (TableKind.PROJECT, TableKind.PERFORMANCE)
    spent = (TableKind.EXPENDITURE, *FUNCTIONAL, TableKind.BALANCE)
    couples = [
        *pairs(document, [TableKind.PROJECT], [TableKind.PERFORMANCE]),
        *pairs(document, listed, spent),
    ]
    yield from compared(document, "XTB108", couples)


@rule(
    "XTB110",
    name="政府预决算各表之间",
    name_en="tables of a government among one another",
    severity=Severity.ERROR,
    basis="《预算法》及政府预决算公开样表：同一项资金、同一级次、同一科目在各表中的数应当一致",
    message=MESSAGE,
    message_en=MESSAGE_EN,
)
def government_tables(document: Document) -> Iterator[Outcome]:
    """政府预决算各表中，同一资金、同一级次的同一科目一致。

    检查内容
        收支决算总表、收入决算表、支出决算表、支出功能分类决算表中，一般公共预算（政府性基金、国有资本经营预算）的
        收入合计、支出合计和各类、款、项，按预算数、调整预算数、决算数分别比较；全省（市）与本级分别比较。
    依据
        政府预决算公开样表的表间关系。
    示例
        正确：支出决算表“一、一般公共服务支出”760,254，支出决算明细表“一般公共服务支出”760,254
        错误：支出决算表“一、一般公共服务支出”760,254，支出决算明细表“一般公共服务支出”706,254
    如何修改
        核对决算报表，改正两张表中写错的一张。
    容差
        位数相同的必须完全相等，差末一位的为尾差不一致（提示，每两张表合并为一条）。
    """
    tables = [t for t in document.tables if is_governments(t) and t.id in views_of(document)]
    couples = [(one, two) for i, one in enumerate(tables) for two in tables[i + 1 :]]
    yield from compared(document, "XTB110", couples)


__all__ = ["government_tables", "projects"]
