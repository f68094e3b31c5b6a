"""Tables made at random: consistent ones give no failure, any changed figure is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from grid_samples import table
from hypothesis import given, settings
from hypothesis import strategies as st

from budgetlint.amounts import parse_amount, show
from budgetlint.engine import check
from budgetlint.model import Document, Evidence, Finding, Severity, Table
from budgetlint.rules import load_rules

HEADER = [["科目编码", "科目名称", "合计", "基本支出", "项目支出"]]
CENT = Decimal("0.01")
RULES = [r for code, r in load_rules().rules.items() if code.startswith("SUM")]
CLASSES = ["201", "204", "205", "208", "210", "221"]
ITEMS = ["01", "03", "05", "99"]

# exact amounts have more digits than are printed; nothing rounds to a printed zero
parts = st.one_of(
    st.just(Decimal(0)), st.integers(1_000_000, 10**11).map(lambda n: Decimal(n).scaleb(-6))
)
entries = st.tuples(parts, parts).filter(any)


@dataclass(frozen=True)
class Made:
    """One line of a table: code, exact 基本支出 and 项目支出."""

    code: str
    basic: Decimal
    project: Decimal

    def cells(self) -> list[str]:
        """As printed."""
        figures = (self.basic + self.project, self.basic, self.project)
        name = f"科目{self.code}" if self.code else "合计"
        return [self.code, name, *(_printed(x) for x in figures)]


def _printed(value: Decimal) -> str:
    return show(value.quantize(CENT, ROUND_HALF_UP)) if value else ""


@st.composite
def made_tables(draw: st.DrawFn) -> list[Made]:
    """A consistent tree of 类, 款 and 项 with its total, in exact figures."""
    lines: list[Made] = []
    tops: list[Made] = []
    for top in sorted(draw(st.sets(st.sampled_from(CLASSES), min_size=1, max_size=4))):
        below: list[Made] = []
        middles: list[Made] = []
        for middle in sorted(draw(st.sets(st.sampled_from(ITEMS), min_size=1, max_size=3))):
            leaves = [
                Made(top + middle + leaf, *draw(entries))
                for leaf in sorted(draw(st.sets(st.sampled_from(ITEMS), min_size=1, max_size=3)))
            ]
            middles.append(_sum(top + middle, leaves))
            below += [middles[-1], *leaves]
        tops.append(_sum(top, middles))
        lines += [tops[-1], *below]
    total = _sum("", tops)
    return [total, *lines] if draw(st.booleans()) else [*lines, total]


def _sum(code: str, lines: list[Made]) -> Made:
    zero = Decimal(0)
    return Made(code, sum((x.basic for x in lines), zero), sum((x.project for x in lines), zero))


def findings(of: Table) -> list[Finding]:
    """Errors and warnings of the rules for sums."""
    report = check(Document(path=Path("made.pdf"), sha256="", pages=(), tables=(of,)), RULES)
    return [f for f in report.findings if f.severity is not Severity.INFO]


def cells(found: list[Finding]) -> Iterator[tuple[int, int]]:
    for finding in found:
        yield from (e.cell for e in finding.evidence if e.cell is not None)


@settings(deadline=None, max_examples=150)
@given(made_tables())
def test_a_rounded_table_is_never_accused(lines: list[Made]) -> None:
    assert findings(table(HEADER, *(line.cells() for line in lines))) == []


@settings(deadline=None, max_examples=250)
@given(made_tables(), st.data())
def test_any_changed_figure_is_noticed(lines: list[Made], data: st.DataObject) -> None:
    body = [line.cells() for line in lines]
    filled = [(r, c) for r, row in enumerate(body) for c in (2, 3, 4) if row[c]]
    row, column = data.draw(st.sampled_from(filled))
    amount = parse_amount(body[row][column])
    assert amount is not None
    # no sum of these tables has more than four terms: its bound is 0.025, and each sum may be
    # off by as much before the change
    slip = data.draw(st.integers(6, 10**7)) * CENT * data.draw(st.sampled_from([1, -1]))
    if amount.value + slip == 0:
        slip += CENT
    body[row][column] = show(amount.value + slip)
    found = findings(table(HEADER, *body))
    assert (row, column) in set(cells(found))
    assert all(f.severity is Severity.ERROR for f in found)


@settings(deadline=None, max_examples=100)
@given(made_tables(), st.data())
def test_a_root_cause_explains_what_stands_below_it(lines: list[Made], data: st.DataObject) -> None:
    body = [line.cells() for line in lines]
    filled = [(r, c) for r, row in enumerate(body) for c in (2, 3, 4) if row[c]]
    row, column = data.draw(st.sampled_from(filled))
    amount = parse_amount(body[row][column])
    assert amount is not None
    body[row][column] = show(amount.value + 100)
    found = findings(table(HEADER, *body))
    roots = {f.fingerprint for f in found if f.root is None}
    assert len(roots) == 1
    assert {f.root for f in found if f.root is not None} <= roots


@settings(deadline=None, max_examples=60)
@given(made_tables())
def test_page_and_number_of_the_table_change_nothing(lines: list[Made]) -> None:
    body = [line.cells() for line in lines]
    body[0][2] = "1.23"
    first = table(HEADER, *body)
    moved = [{"cells": row, "page": 7} for row in body]
    second = replace(table(HEADER, *moved), id="T9")

    def said(of: Table) -> list[tuple[str, str, tuple[str, ...]]]:
        return sorted((f.rule, f.formula, tuple(map(_place, f.evidence))) for f in findings(of))

    assert said(first) == said(second)


def _place(evidence: Evidence) -> str:
    return f"{evidence.row} {evidence.column} {evidence.text}"
