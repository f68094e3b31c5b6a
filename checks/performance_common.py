"""What the PRF rules share: outcomes over values of forms, and the running text with places."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate

from budgetlint.amounts import UNITS, Amount, Comparison, Verdict, parse_amount, show
from budgetlint.facts_model import once_per_document
from budgetlint.forms import Form, Value
from budgetlint.model import (
    Box,
    Document,
    Evidence,
    EvidenceRole,
    Outcome,
    Severity,
    Status,
)
from budgetlint.outline import Place
from budgetlint.prose.statements import read_prose
from budgetlint.relations.outcomes import spell_out

#: an amount of money in prose, and the number of an item
MONEY = r"(\d[\d,，]*(?:\.\d+)?)(亿元|万元|元)"
NUMBERED = re.compile(r"[（(](\d{1,3})[）)]")


def amount_of(value: Value) -> Amount:
    """The amount of a value that is known to be a figure."""
    assert value.amount is not None
    return value.amount


def exact(amount: Amount) -> Amount:
    """A mark as it was given: 分值 and 得分 are no rounded measurements."""
    return replace(amount, ulp=Decimal(0))


def finest(amounts: Sequence[Amount]) -> list[Amount]:
    """Amounts all read as printed to the last place of the finest: 2 and 1.33 are points."""
    steps = [a.step for a in amounts if a.step] or [Decimal(1)]
    unit = min(steps)
    return [replace(a, ulp=unit if a.value else Decimal(0), step=unit) for a in amounts]


def cells_of(values: Iterable[Value]) -> dict[str, list[tuple[int, int]]]:
    """The places of values by table."""
    found: dict[str, list[tuple[int, int]]] = {}
    for value in values:
        found.setdefault(value.table, []).append(value.key)
    return found


def passed(rule: str, form: Form, what: str, values: Sequence[Value], places: int) -> list[Outcome]:
    """Outcomes for what holds; one for each table that the form lies in."""
    out: list[Outcome] = []
    for table, cells in cells_of(values).items():
        out.append(
            Outcome(
                rule,
                Status.PASS,
                (form.title, form.name, what),
                table=table,
                cells=tuple(cells),
                places=1 if out else places,
            )
        )
    return out


def not_checked(rule: str, form: Form, what: str, reason: str) -> Outcome:
    """An outcome for what could not be judged."""
    return Outcome(
        rule,
        Status.NOT_CHECKED,
        (form.title, form.name, what),
        reason=f"“{form.name}”{reason}",
        table=form.table,
        page=form.page,
    )


def severity_of(verdict: Verdict) -> Severity | None:
    """The severity of a comparison, None where it holds exactly."""
    return {
        Verdict.EXACT: None,
        Verdict.ROUNDING: Severity.INFO,
        Verdict.SUSPICIOUS: Severity.WARNING,
        Verdict.WRONG: Severity.ERROR,
    }[verdict]


def sum_failure(
    rule: str,
    form: Form,
    total: Value,
    parts: Sequence[Value],
    comparison: Comparison,
    severity: Severity,
    arguments: dict[str, str],
) -> Outcome:
    """A total that is not the sum of its parts."""
    terms = [(1, part.text) for part in parts]
    return Outcome(
        rule,
        Status.FAIL,
        (form.title, form.name, total.row, total.column),
        severity,
        arguments,
        (total.evidence(EvidenceRole.TOTAL), *(part.evidence() for part in parts)),
        expected=show(comparison.computed),
        actual=total.text,
        difference=show(comparison.difference),
        tolerance=show(comparison.tolerance),
        formula=spell_out(comparison, terms, total.text),
        table=total.table,
        page=total.page,
        cells=tuple(v.key for v in (total, *parts) if v.table == total.table),
    )


@dataclass(frozen=True)
class RunningText:
    """The text outside the tables as one string, and where each character stands.

    ``figures`` are where the figures of the prose begin in it, with their paragraph and start.
    """

    text: str
    lines: tuple[Place, ...]
    starts: tuple[int, ...]
    figures: tuple[tuple[int, tuple[int, int]], ...] = ()

    def spots(self, *spans: tuple[int, int]) -> tuple[tuple[int, int], ...]:
        """The figures with a unit that stand in some words, as outcomes name them."""
        return tuple(
            place
            for start, end in spans
            for at, place in self.figures[
                bisect_left(self.figures, (start, (0, 0))) : bisect_left(
                    self.figures, (end, (0, 0))
                )
            ]
        )

    def place(self, start: int, end: int) -> tuple[int, Box]:
        """Page and box of some characters; of their lines where they stand on several."""
        begin = self.starts[bisect_right(self.starts, start) - 1]
        first = self.lines[bisect_right(self.starts, start) - 1]
        last = self.lines[bisect_right(self.starts, max(start, end - 1)) - 1]
        if first is last:
            return first.page, first.part(start - begin, end - begin) or first.box
        box = first.box.union(last.box) if first.page == last.page else first.box
        return first.page, box

    def evidence(
        self, start: int, end: int, row: str = "", role: EvidenceRole = EvidenceRole.LABEL
    ) -> Evidence:
        """Some words of the text as evidence."""
        page, box = self.place(start, end)
        return Evidence(page, box, self.text[start:end], "", row, "", role)


@once_per_document
def running_text(document: Document) -> RunningText:
    """The body of a document without running heads, page numbers and the contents."""
    prose = read_prose(document)
    lines = tuple(line for paragraph in prose.paragraphs for line in paragraph.lines)
    starts = tuple(accumulate((len(p.text) for p in lines[:-1]), initial=0)) if lines else ()
    begins = [*accumulate((len(p.text) for p in prose.paragraphs), initial=0)]
    figures = tuple(
        (begins[number] + start, (number, start))
        for number, start in sorted(s.figure.place for s in prose.statements)
    )
    return RunningText("".join(p.text for p in lines), lines, starts, figures)


def yuan(number: str, unit: str) -> Amount | None:
    """An amount of the prose in 元."""
    amount = parse_amount(number.replace("，", ","))
    return amount.scaled(UNITS[unit]) if amount is not None else None
