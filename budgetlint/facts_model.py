"""What a fact is: the meaning of one printed figure, its interval and its place."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import NamedTuple, TypeVar

from budgetlint.amounts import Amount
from budgetlint.model import Document, TableKind

_T = TypeVar("_T")


class Concept(StrEnum):
    """What is measured; the value is the word of the field."""

    INCOME = "收入"
    EXPENDITURE = "支出"
    THREE_PUBLIC = "三公经费"
    OPERATING = "机关运行经费"


class Fund(StrEnum):
    """Whose money it is; ``ALL`` is all the money the table is about."""

    ALL = ""
    APPROPRIATION = "财政拨款"
    GENERAL = "一般公共预算"
    GOVERNMENT_FUND = "政府性基金预算"
    STATE_CAPITAL = "国有资本经营预算"
    SPECIAL_ACCOUNT = "财政专户管理资金"
    OWN = "单位资金"
    SERVICE = "事业收入"
    BUSINESS = "事业单位经营收入"
    SUPERIOR = "上级补助收入"
    SUBORDINATE = "附属单位上缴收入"
    OTHER = "其他收入"
    RESERVE = "使用非财政拨款结余"


class Use(StrEnum):
    """Which part of the expenditure; ``ALL`` is all of it."""

    ALL = ""
    BASIC = "基本支出"
    PERSONNEL = "人员经费"
    OFFICE = "公用经费"
    PROJECT = "项目支出"
    BUSINESS = "事业单位经营支出"
    UPWARD = "上缴上级支出"
    SUBORDINATE = "对附属单位补助支出"


class Carry(StrEnum):
    """Money of this year or of the year before; ``ALL`` where the table does not tell apart."""

    ALL = ""
    CURRENT = "本年"
    BROUGHT = "上年结转"
    ONWARD = "结转下年"


class FactKey(NamedTuple):
    """What a figure means. An empty part stands for the whole: no code is all codes.

    ``functional``, ``economic`` and ``government`` are codes of 支出功能分类, 部门经济分类 and
    政府经济分类. ``item`` names a line that no code stands for: a project, a part of the 三公
    经费. ``total`` says of a grand total which one is printed (``本年合计``, ``总计``).
    ``organisation`` is empty for the organisation of the document itself; ``level`` says of a
    government whether it means the whole area (``全辖``) or its own accounts (``本级``).
    ``part`` numbers
    the lines of one table that print one key several times, because what tells them apart is
    not printed; it is 0 for a figure that is the whole fact.
    """

    concept: Concept
    functional: str = ""
    economic: str = ""
    government: str = ""
    fund: Fund = Fund.ALL
    use: Use = Use.ALL
    item: str = ""
    carry: Carry = Carry.ALL
    total: str = ""
    organisation: str = ""
    level: str = ""
    year: int = 0
    stage: str = ""
    part: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    """One printed figure whose meaning is certain; ``amount`` is in 元.

    ``owner`` is the organisation whose document it is.
    """

    key: FactKey
    amount: Amount
    owner: str
    table: str
    kind: TableKind
    cell: tuple[int, int]
    page: int
    text: str


def once_per_document(function: Callable[[Document], _T]) -> Callable[[Document], _T]:
    """Remember what ``function`` says of a document for as long as the document lives.

    A document cannot be hashed (it holds mappings), so it is known by its identity.
    """
    known: dict[int, tuple[weakref.ref[Document], _T]] = {}

    @wraps(function)
    def remembered(document: Document) -> _T:
        place = id(document)
        entry = known.get(place)
        if entry is not None and entry[0]() is document:
            return entry[1]
        result = function(document)

        def forget(_: object) -> None:
            known.pop(place, None)

        known[place] = (weakref.ref(document, forget), result)
        return result

    return remembered
