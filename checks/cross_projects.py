"""XTB 表间勾稽: projects and their targets."""

from __future__ import annotations

from collections.abc import Iterator

from budgetlint.model import Document, Outcome, Severity, TableKind
from budgetlint.rules import rule

from .cross_outcomes import MESSAGE, MESSAGE_EN
from .cross_pairs import compared, pairs
from .cross_tables import BASIS, FUNCTIONAL


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


__all__ = ["projects"]
