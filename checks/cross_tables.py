"""XTB 表间勾稽: the same fact in two of the main tables."""

from __future__ import annotations

from collections.abc import Iterator

from budgetlint.facts_model import Concept, Use
from budgetlint.model import Document, Outcome, Severity, TableKind
from budgetlint.rules import rule

from .cross_match import Judgement, Matched, judge
from .cross_outcomes import MESSAGE, MESSAGE_EN
from .cross_pairs import compared, compared_with_funds, pairs

_BASIS = "《地方预决算公开操作规程》（财预〔2016〕143号）所附各表的表间关系：同一事项在各表中的数应当一致"
_FUNCTIONAL = (
    TableKind.GENERAL_EXPENDITURE,
    TableKind.APPROPRIATION_EXPENDITURE,
    TableKind.GOVERNMENT_FUND,
    TableKind.STATE_CAPITAL,
)


def _has_code(matched: Matched) -> bool:
    return bool(matched.totals) or any(m.place is not None and m.place.functional for m in matched.lines)


@rule(
    "XTB101",
    name="收支总表与收入、支出总表",
    name_en="balance table against income and expenditure tables",
    severity=Severity.ERROR,
    basis=_BASIS,
    message=MESSAGE,
    message_en=MESSAGE_EN,
)
def balance_and_lists(document: Document) -> Iterator[Outcome]:
    """收支总表的各项收入、各类支出与收入总表、支出总表一致。"""
    yield from compared(
        document,
        "XTB101",
        pairs(document, [TableKind.BALANCE], [TableKind.INCOME, TableKind.EXPENDITURE]),
        totals=False,
    )


@rule(
    "XTB102",
    name="财政拨款收支总表与各拨款支出表",
    name_en="appropriation balance against the appropriation tables",
    severity=Severity.ERROR,
    basis=_BASIS,
    message=MESSAGE,
    message_en=MESSAGE_EN,
)
def appropriation_and_lists(document: Document) -> Iterator[Outcome]:
    """财政拨款收支总表各类支出。"""
    couples = pairs(
        document, [TableKind.APPROPRIATION_BALANCE], [*_FUNCTIONAL, TableKind.BALANCE]
    )
    yield from compared(document, "XTB102", couples, totals=False)
    yield from compared_with_funds(document, "XTB102", [TableKind.APPROPRIATION_BALANCE])


@rule(
    "XTB103",
    name="支出总表与拨款支出表",
    name_en="expenditure tables by code",
    severity=Severity.ERROR,
    basis=_BASIS,
    message=MESSAGE,
    message_en=MESSAGE_EN,
)
def expenditure_by_code(document: Document) -> Iterator[Outcome]:
    """支出总表。"""
    couples = pairs(document, [TableKind.EXPENDITURE], _FUNCTIONAL)
    yield from compared(document, "XTB103", couples)
    yield from compared_with_funds(document, "XTB103", [TableKind.EXPENDITURE])


@rule(
    "XTB105",
    name="econ",
    name_en="expenditure tables by code",
    severity=Severity.ERROR,
    basis=_BASIS,
    message=MESSAGE,
    message_en=MESSAGE_EN,
)
def economic(document: Document) -> Iterator[Outcome]:
    """支出总表。"""
    econ=[TableKind.BASIC_EXPENDITURE,TableKind.ECONOMIC_SUMMARY,TableKind.PROJECT,TableKind.BALANCE,TableKind.APPROPRIATION_BALANCE,TableKind.EXPENDITURE,TableKind.GENERAL_EXPENDITURE,TableKind.APPROPRIATION_EXPENDITURE]
    couples = [c for c in pairs(document, econ, econ) if TableKind.BASIC_EXPENDITURE in (c[0].kind,c[1].kind) or TableKind.ECONOMIC_SUMMARY in (c[0].kind,c[1].kind) or TableKind.PROJECT in (c[0].kind,c[1].kind)]
    yield from compared(document, "XTB105", couples)
