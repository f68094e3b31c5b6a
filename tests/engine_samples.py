"""Tables, rules and readers made up for the tests of the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from budgetlint.amounts import Verdict, compare_sum, parse_amount
from budgetlint.model import (
    Box,
    Column,
    ColumnRole,
    Document,
    Evidence,
    EvidenceRole,
    Figure,
    Outcome,
    Row,
    RowRole,
    Severity,
    Status,
    Table,
    TableKind,
)
from budgetlint.rules import Rule, rule

Check = Callable[[Document], Iterator[Outcome]]


def make_table(cells: Sequence[Sequence[str]], *, id: str = "T1", page: int = 1) -> Table:
    """A table of amounts: each inner sequence is a name and its printed figures."""
    width = len(cells[0]) - 1
    columns = [Column(0, ("名称",), ColumnRole.NAME)]
    columns += [Column(i + 1, (f"列{i + 1}",), ColumnRole.AMOUNT) for i in range(width)]
    figures: dict[tuple[int, int], Figure] = {}
    rows: list[Row] = []
    for r, line in enumerate(cells):
        y = 100.0 + 20 * r
        rows.append(Row(r, page, 0, "", line[0], 0, RowRole.LEAF, Box(0, y, 500, y + 20)))
        for c, text in enumerate(line[1:], start=1):
            if text:
                box = Box(100.0 * c, y, 100.0 * c + 90, y + 20)
                figures[r, c] = Figure(text, parse_amount(text), page, box, r, c)
    return Table(
        id, TableKind.EXPENDITURE, "支出总表", "公开03表", "万元", "某局", 2024,
        tuple(columns), tuple(rows), figures, (page,),
    )  # fmt: skip


def make_document(*tables: Table, path: str = "某局.pdf") -> Document:
    return Document(Path(path), "0" * 64, (), tables, "部门预算", "某局", 2024)


def make_rule(code: str, run: Check, *, severity: Severity = Severity.ERROR) -> Rule:
    declare = rule(
        code, name="测试", name_en="test", severity=severity, basis="会计恒等式",
        message="{total} 不等于 {computed}", message_en="{total} is not {computed}",
    )  # fmt: skip
    return declare(run)


def cell(table: Table, place: tuple[int, int], role: EvidenceRole, sign: int = 1) -> Evidence:
    figure = table.figures[place]
    return Evidence(
        figure.page, figure.box, figure.text, table.id, table.rows[place[0]].label,
        table.columns[place[1]].name, role, sign, figure.amount, place,
    )  # fmt: skip


def sum_outcome(table: Table, total: tuple[int, int], parts: Sequence[tuple[int, int]]) -> Outcome:
    """One sum of a table, judged by the interval arithmetic itself."""
    evidence = (
        cell(table, total, EvidenceRole.TOTAL),
        *(cell(table, part, EvidenceRole.ADDEND) for part in parts),
    )
    amounts = [e.amount for e in evidence if e.amount is not None]
    result = compare_sum(amounts[0], [(1, a) for a in amounts[1:]])
    holds = result.verdict is Verdict.EXACT
    return Outcome(
        "SUM901",
        Status.PASS if holds else Status.FAIL,
        key=(table.rows[total[0]].label, table.columns[total[1]].name),
        severity=Severity.INFO if result.verdict is Verdict.ROUNDING else None,
        arguments={"total": str(result.printed), "computed": str(result.computed)},
        evidence=evidence,
        table=table.id,
    )


def grid_sums(table: Table) -> list[Outcome]:
    """First column = the others, first row = the others."""
    rows, columns = range(len(table.rows)), range(1, len(table.columns))
    across = [sum_outcome(table, (r, 1), [(r, c) for c in columns if c > 1]) for r in rows]
    down = [sum_outcome(table, (0, c), [(r, c) for r in rows if r > 0]) for c in columns]
    return across + down


def sums_rule(severity: Severity = Severity.ERROR) -> Rule:
    def run(document: Document) -> Iterator[Outcome]:
        for table in document.tables:
            yield from grid_sums(table)

    return make_rule("SUM901", run, severity=severity)


CLEAN = (("合计", "60.00", "30.00", "30.00"), ("甲", "35.00", "20.00", "15.00"),
         ("乙", "25.00", "10.00", "15.00"))  # fmt: skip
#: 甲's 20.00 became 29.00: its row and its column break, nothing else.
ONE_WRONG = (CLEAN[0], ("甲", "35.00", "29.00", "15.00"), CLEAN[2])


@dataclass
class FakeReader:
    """A second reader with one answer."""

    agreed: bool | None
    readings: dict[str, str]
    asked: int = 0

    @dataclass(frozen=True)
    class Answer:
        agreed: bool | None
        differences: tuple[tuple[Evidence, str], ...]

    def confirm(self, document: Document, evidence: Sequence[Evidence]) -> Answer:
        self.asked += 1
        differing = [(e, self.readings[e.text]) for e in evidence if e.text in self.readings]
        return self.Answer(self.agreed, tuple(differing))
