"""Outcomes for sums: the arithmetic spelled out, every cell with its place."""

from __future__ import annotations

from collections.abc import Sequence

from budgetlint.amounts import Comparison, Verdict, show
from budgetlint.model import (
    Evidence,
    EvidenceRole,
    Outcome,
    Row,
    Severity,
    Status,
    Table,
)
from budgetlint.relations.model import Cell, Checked, Family
from budgetlint.relations.parts import Part

_MOST_TERMS = 12
#: A sum of this many terms shows its zeros too: one of them may be the wrong figure. In a longer
#: one they would bury the rest.
_ZEROS_SHOWN = 8


def evidence_of(
    table: Table, cell: Cell, role: EvidenceRole = EvidenceRole.ADDEND, sign: int = 1
) -> Evidence:
    """The evidence for one printed figure of a table."""
    figure = table.figures[cell]
    row = table.rows[cell[0]]
    return Evidence(
        figure.page,
        figure.box,
        figure.text,
        table.id,
        row_name(row),
        column_name(table, cell[1]),
        role,
        sign,
        figure.amount,
        cell,
    )


def row_name(row: Row) -> str:
    """How findings name a row: code and name, or its place when it has neither."""
    return row.label or f"第 {row.index + 1} 行"


def column_name(table: Table, column: int) -> str:
    """How findings name a column: its header path, or its number when it has none."""
    return table.columns[column].name or f"第 {column + 1} 栏"


def spell_out(comparison: Comparison, terms: Sequence[tuple[int, str]], printed: str) -> str:
    """``37.0 + 5.3 = 42.3，表中 42.2，差 -0.1，允许 ±0.15``."""
    shown = list(terms)
    parts: list[str] = []
    for position, (sign, text) in enumerate(shown[:_MOST_TERMS]):
        mark = " - " if sign < 0 else (" + " if position else "")
        parts.append(f"{mark}{text}")
    if len(shown) > _MOST_TERMS:
        parts.append(f" + …（共 {len(shown)} 项）")
    sum_text = "".join(parts).strip()
    computed = show(comparison.computed)
    if len(shown) == 1 and not sum_text.startswith("-"):
        calculation = f"应等于 {sum_text}"
    else:
        calculation = f"{sum_text} = {computed}"
    text = f"{calculation}，表中 {printed}，差 {show(comparison.difference)}"
    if comparison.verdict is Verdict.ROUNDING:
        return f"{text}，在尾差 {show(comparison.tolerance)} 以内"
    return f"{text}，允许 ±{show(comparison.tolerance)}"


def _cells(items: Sequence[Checked], table: Table) -> tuple[Cell, ...]:
    seen: dict[Cell, None] = {}
    for item in items:
        for cell in (item.sum.total, *(c for _, c in item.sum.terms)):
            if cell in table.figures:
                seen[cell] = None
    return tuple(seen)


def passed(rule: str, table: Table, family: Family, items: Sequence[Checked]) -> Outcome:
    """One outcome for all places of a family that hold exactly."""
    return Outcome(
        rule,
        Status.PASS,
        (table_key(table), family.name),
        table=table.id,
        cells=_cells(items, table),
        places=len(items),
    )


def not_checked(rule: str, table: Table, item: Checked, reason: str) -> Outcome:
    """An outcome for a sum that could not be judged."""
    row = table.rows[item.sum.total[0]]
    return Outcome(
        rule,
        Status.NOT_CHECKED,
        (table_key(table), row_name(row), column_name(table, item.sum.total[1])),
        reason=reason,
        table=table.id,
        page=row.page,
    )


def _left_out(table: Table, comparison: Comparison, terms: Sequence[tuple[int, Cell]]) -> str:
    """A note where a sum is off by exactly one of its terms: that line may not belong there."""
    if comparison.verdict is Verdict.ROUNDING or len(terms) < 3:
        return ""
    named = [
        (sign, cell)
        for sign, cell in terms
        if (amount := table.figures[cell].amount) is not None
        and abs(amount.value) == abs(comparison.difference)
        and len(str(amount.value).replace(".", "").strip("-0")) >= 3
    ]
    if len(named) != 1:
        return ""
    sign, cell = named[0]
    amount = table.figures[cell].amount
    assert amount is not None
    counted = "少了" if comparison.difference == -sign * amount.value else "多算了一次"
    across = cell[0] == terms[0][1][0] == terms[1][1][0]
    line = column_name(table, cell[1]) if across else row_name(table.rows[cell[0]])
    return f"；差额正好等于“{line}”，像是{counted}这一{'栏' if across else '行'}"


def failure(rule: str, table: Table, family: Family, item: Checked, severity: Severity) -> Outcome:
    """An outcome for a sum that does not hold, or holds only within rounding (``INFO``)."""
    assert item.comparison is not None
    comparison = item.comparison
    used = [
        (sign, cell)
        for sign, cell in item.sum.terms
        if cell in table.figures and table.figures[cell].amount is not None
    ]
    filled = [(s, c) for s, c in used if not _is_zero(table, c)] or used
    evidence = (
        evidence_of(table, item.sum.total, EvidenceRole.TOTAL),
        *(
            evidence_of(table, cell, EvidenceRole.ADDEND, sign)
            for sign, cell in (used if len(used) <= _ZEROS_SHOWN else filled)
        ),
    )
    total = evidence[0]
    terms = [(sign, " ".join(table.figures[cell].text.split())) for sign, cell in filled]
    formula = spell_out(comparison, terms, " ".join(total.text.split()))
    formula += _left_out(table, comparison, filled)
    if comparison.verdict is Verdict.ROUNDING and severity is not Severity.INFO:
        formula += "；但各数都印到分，不应有尾差"
    return Outcome(
        rule,
        Status.FAIL,
        (table_key(table), family.name, total.row, total.column),
        severity,
        {"row": total.row, "total": total.column, "relation": family.name},
        evidence,
        expected=show(comparison.computed),
        actual=" ".join(total.text.split()),
        difference=show(comparison.difference),
        tolerance=show(comparison.tolerance),
        formula=formula,
        table=table.id,
        page=total.page,
        cells=_cells([item], table),
    )


def part_exceeds(rule: str, table: Table, item: Part) -> Outcome:
    """An outcome for a part (其中) that is printed larger than its whole."""
    # no addend of a sum: the part may be anything up to its whole
    part = evidence_of(table, item.part, EvidenceRole.TOTAL)
    whole = evidence_of(table, item.whole, EvidenceRole.TOTAL)
    same_row = item.part[0] == item.whole[0]
    names = (part.column, whole.column) if same_row else (part.row, whole.row)
    place = part.row if same_row else part.column
    assert part.amount is not None and whole.amount is not None
    difference = part.amount.value - whole.amount.value
    texts = [" ".join(e.text.split()) for e in (part, whole)]
    return Outcome(
        rule,
        Status.FAIL,
        (table_key(table), place, *names),
        Severity.ERROR,
        {"part": f"{place}：{names[0]} {texts[0]}", "whole": f"{names[1]} {texts[1]}"},
        (whole, part),
        expected=f"≤ {texts[1]}",
        actual=texts[0],
        difference=show(difference),
        tolerance=show(part.amount.ulp / 2 + whole.amount.ulp / 2),
        formula=f"其中数 {texts[0]} 大于整体 {texts[1]}，多 {show(difference)}",
        table=table.id,
        page=part.page,
        cells=(item.part, item.whole),
    )


def _is_zero(table: Table, cell: Cell) -> bool:
    amount = table.figures[cell].amount
    return amount is not None and amount.value == 0


def table_key(table: Table) -> str:
    """What names a table in a fingerprint: its kind and title, never its place."""
    return f"{table.kind.value}:{table.title}"
