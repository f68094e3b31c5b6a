"""Outcomes for percentages: the division spelled out, every cell with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from budgetlint.amounts import Amount, Verdict, compare_sum, show
from budgetlint.model import EvidenceRole, Outcome, Quotient, RowRole, Severity, Status, Table
from budgetlint.relations.model import Cell
from budgetlint.relations.outcomes import evidence_of, row_name, table_key
from budgetlint.relations.percent import Form, Judged, RatioTally, Reading, printed_percent
from budgetlint.relations.percent_readings import Target

_TENTH = Amount(Decimal("0.1"), Decimal("0.1"))
_UNSURE = "表头没有写明是哪两栏之比，现有各种读法在多数行都不成立，未作判断"


def target_outcomes(rule: str, target: Target, found: RatioTally | None) -> Iterator[Outcome]:
    """What is to be said of the percentages below one heading."""
    if found is None or not found.trusted:
        if target.view.by_row:
            return  # a line that only looks like one of percentages
        status = Status.NOT_APPLICABLE if target.missing else Status.NOT_CHECKED
        count = _printed(target)
        if count:
            yield _folded(rule, status, target, target.missing or _UNSURE, count)
        return
    table, reading = target.table, found.reading
    good: list[Judged] = []
    cut: list[Judged] = []
    reasons: dict[str, int] = {}
    for item in found.judged:
        if item.comparison is None:
            if not item.zero_base:
                reasons[item.reason] = reasons.get(item.reason, 0) + 1
        elif item.comparison.verdict is Verdict.EXACT:
            good.append(item)
        elif item.is_cut and found.cuts_off:
            cut.append(item)
        else:
            yield ratio_failure(rule, table, reading, item, _SEVERITY[item.comparison.verdict])
    for reason, count in reasons.items():
        yield _folded(rule, Status.NOT_CHECKED, target, reason, count)
    if cut:
        first = ratio_failure(rule, table, reading, cut[0], Severity.INFO)
        cells = cells_of(table, cut)
        yield replace(first, formula=f"整栏截尾未作四舍五入：{first.formula}", cells=cells)
    if good:
        yield passed_ratios(rule, table, reading, good)


_SEVERITY = {
    Verdict.ROUNDING: Severity.INFO,
    Verdict.SUSPICIOUS: Severity.WARNING,
    Verdict.WRONG: Severity.ERROR,
}


def _printed(target: Target) -> int:
    view = target.view
    cells = (view.cell(line, cross) for line in target.lines for cross in view.crosses)
    return sum(cell in target.table.figures for cell in cells)


def _folded(rule: str, status: Status, target: Target, reason: str, count: int) -> Outcome:
    return Outcome(
        rule,
        status,
        (table_key(target.table), target.name, reason),
        reason=f"“{target.name}”{count} 个数：{reason}",
        table=target.table.id,
        page=target.table.pages[0] if target.table.pages else None,
        places=count,
    )


def cells_of(table: Table, items: Sequence[Judged]) -> tuple[Cell, ...]:
    """The printed cells that took part, each once."""
    seen: dict[Cell, None] = {}
    for item in items:
        for cell in (item.ratio.printed, item.ratio.part, item.ratio.whole):
            if cell in table.figures:
                seen[cell] = None
    return tuple(seen)


def passed_ratios(rule: str, table: Table, reading: Reading, items: Sequence[Judged]) -> Outcome:
    """One outcome for all percentages of a reading that hold exactly."""
    return Outcome(
        rule,
        Status.PASS,
        (table_key(table), reading.name),
        table=table.id,
        cells=cells_of(table, items),
        places=len(items),
    )


def ratio_failure(
    rule: str, table: Table, reading: Reading, item: Judged, severity: Severity
) -> Outcome:
    """An outcome for a percentage that does not hold, or only within rounding (``INFO``)."""
    comparison = item.comparison
    assert comparison is not None
    printed = evidence_of(table, item.ratio.printed, EvidenceRole.TOTAL)
    sources = [
        evidence_of(table, cell)
        for cell in dict.fromkeys((item.ratio.part, item.ratio.whole))
        if cell in table.figures
    ]
    sign = "%" if reading.scale == 100 else ""
    row, column = row_name(table.rows[item.ratio.printed[0]]), printed.column
    return Outcome(
        rule,
        Status.FAIL,
        (table_key(table), reading.name, row, column),
        severity,
        {
            "row": row,
            "column": column,
            "expected": f"{show(comparison.computed)}{sign}",
            "actual": " ".join(printed.text.split()),
            "relation": reading.name,
        },
        (printed, *sources),
        expected=f"{show(comparison.computed)}{sign}",
        actual=" ".join(printed.text.split()),
        difference=show(comparison.difference),
        tolerance=show(comparison.tolerance.normalize() + 0),
        formula=_spell_out(table, reading, item, printed.text),
        table=table.id,
        page=printed.page,
        cells=cells_of(table, [item]),
        quotient=_quotient(reading, len(sources)),
    )


def _quotient(reading: Reading, sources: int) -> Quotient:
    """Part and whole among the evidence, where the percentage is simply their quotient."""
    if reading.scale != 100 or sources != 2 or reading.form is Form.REST:
        return (), ()
    part: tuple[tuple[int, int], ...] = ((1, 1),)
    return (part if reading.form is Form.RATIO else ((1, 1), (2, -1))), ((2, 1),)


def _spell_out(table: Table, reading: Reading, item: Judged, printed: str) -> str:
    """``3,071,139 ÷ 3,093,943 = 99.263%，表中 99.3，差 0.0``."""
    comparison = item.comparison
    assert comparison is not None
    part = _text(table, item.ratio.part)
    whole = _text(table, item.ratio.whole)
    if reading.form is Form.GROWTH:
        division = f"（{part} - {whole}）÷ {whole}"
    elif reading.form is Form.REST:
        division = f"（{whole} - {part}）÷ {whole}"
    else:
        division = f"{part} ÷ {whole}"
    step = (printed_percent(table.figures[item.ratio.printed]) or _TENTH).ulp / 100
    sign = "%" if reading.scale == 100 else ""
    shown = show(item.exact.quantize(step))
    text = f"{division} = {shown}{sign}，表中 {' '.join(printed.split())}"
    text += f"，差 {show(comparison.difference)}"
    if comparison.verdict is Verdict.ROUNDING:
        return f"{text}，在尾差以内"
    if item.is_cut:
        return f"{text}，多出的位数被截去而没有四舍五入"
    return text


def _text(table: Table, cell: Cell) -> str:
    figure = table.figures.get(cell)
    return " ".join(figure.text.split()) if figure is not None else "0"


def zero_base_failure(rule: str, target: Target, found: RatioTally, item: Judged) -> Outcome:
    """An outcome for a percentage of a base that is printed as zero."""
    table = target.table
    printed = evidence_of(table, item.ratio.printed, EvidenceRole.TOTAL)
    whole = evidence_of(table, item.ratio.whole)
    parts = [evidence_of(table, item.ratio.part)] if item.ratio.part in table.figures else []
    row, column = row_name(table.rows[item.ratio.printed[0]]), printed.column
    actual = " ".join(printed.text.split())
    return Outcome(
        rule,
        Status.FAIL,
        (table_key(table), found.reading.name, row, column),
        Severity.WARNING,
        {"row": row, "column": column, "base": whole.column, "actual": actual},
        (printed, *parts, whole),
        expected="—",
        actual=actual,
        formula=f"{found.reading.name}，其中 {whole.column} 为 {' '.join(whole.text.split())}",
        table=table.id,
        page=printed.page,
        cells=cells_of(table, [item]),
    )


def share_sum(rule: str, target: Target) -> Outcome | None:
    """Shares whose base is not in the table: whether they add up to 100 %.

    Only that they do is said; a list that leaves out small items does not have to.
    """
    view, table = target.view, target.table
    if view.by_row or len(target.lines) != 1:
        return None
    line = target.lines[0]
    rows = [r for r in (table.rows[c] for c in view.crosses) if (r.index, line) in table.figures]
    parts = [r for r in rows if r.role not in (RowRole.TOTAL, RowRole.OF_WHICH, RowRole.NOTE)]
    terms: list[tuple[int, Amount]] = []
    for row in parts:
        amount = printed_percent(table.figures[(row.index, line)])
        if amount is None:
            return None
        terms.append((1, amount))
    if len(terms) < 2:
        return None
    if compare_sum(Amount(Decimal(100), Decimal(0)), terms).verdict is Verdict.WRONG:
        return None
    cells = tuple((r.index, line) for r in rows if r in parts or _is_hundred(table, r.index, line))
    key = (table_key(table), f"{target.name}之和 = 100%")
    return Outcome(rule, Status.PASS, key, table=table.id, cells=cells)


def _is_hundred(table: Table, row: int, line: int) -> bool:
    amount = table.figures[(row, line)].amount
    return amount is not None and amount.value == 100
