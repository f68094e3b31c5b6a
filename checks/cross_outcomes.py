"""What a comparison of two tables says: agreement, 尾差 folded into one, each contradiction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from budgetlint.amounts import UNITS, Comparison, show
from budgetlint.facts import Fact
from budgetlint.model import (
    Document,
    Evidence,
    EvidenceRole,
    Outcome,
    Severity,
    Status,
    Table,
)
from budgetlint.relations.outcomes import column_name, evidence_of, row_name, spell_out, table_key

from .cross_judge import Judgement
from .cross_match import Match

MESSAGE = "《{table}》“{row}”的“{column}”与《{other}》的“{line}”{verdict}"
MESSAGE_EN = "“{row}” / “{column}” of {table} differs from “{line}” of {other}{verdict_en}"
_MOST_NEAR = 8
_DIFFERS = ("不一致", "")
_NEAR = ("尾差不一致", " by one unit in the last place")
_LESS = ("不一致，小于其中的基本支出", " and is less than its basic expenditure")
_SLIP = ("只差一位数字，疑为笔误", " by one digit, probably a slip")


@dataclass
class Ledger:
    """What is known of a pair of tables after all their frames have been judged."""

    rule: str
    document: Document
    good: list[Match] = field(default_factory=list)
    near: list[Match] = field(default_factory=list)
    wrong: list[Match] = field(default_factory=list)
    suspect: list[Match] = field(default_factory=list)
    exceeding: list[Match] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def add(self, judged: Judgement) -> None:
        """Take in what is said of one frame."""
        self.good += judged.good
        self.near += judged.near
        self.wrong += judged.wrong
        self.suspect += judged.suspect
        if judged.reason:
            self.reasons.append(judged.reason)

    def outcomes(self, *tables: Table) -> Iterator[Outcome]:
        """Agreement table by table, all 尾差 in one, each contradiction by itself."""
        key = tuple(table_key(table) for table in tables)
        if self.good:
            for table in tables:
                cells = {f.cell: None for m in self.good for f in m.facts if f.table == table.id}
                yield Outcome(
                    self.rule,
                    Status.PASS,
                    key,
                    table=table.id,
                    cells=tuple(cells),
                    places=len(self.good) if table is tables[0] else 0,
                )
        if self.near:
            yield self._folded(key)
        for match in self.wrong:
            yield self._failure(match, key, Severity.ERROR, _DIFFERS)
        for match in self.suspect:
            yield self._failure(match, key, Severity.WARNING, _SLIP)
        for match in self.exceeding:
            yield self._failure(match, key, Severity.WARNING, _LESS)
        said = self.good or self.near or self.wrong or self.suspect or self.exceeding
        if not said and self.reasons:
            yield Outcome(
                self.rule,
                Status.NOT_APPLICABLE,
                key,
                reason=self.reasons[0],
                table=tables[-1].id,
            )

    def _table(self, fact: Fact) -> Table:
        return next(t for t in self.document.tables if t.id == fact.table)

    def _failure(
        self,
        match: Match,
        key: tuple[str, ...],
        severity: Severity,
        verdict: tuple[str, str],
    ) -> Outcome:
        table = self._table(match.whole)
        total, *addends = self._evidence(match)
        comparison = in_unit(match.comparison, table)
        actual = " ".join(total.text.split())
        return Outcome(
            self.rule,
            Status.FAIL,
            (*key, total.row, total.column),
            severity,
            self._arguments(match, addends, verdict),
            (total, *addends),
            expected=show(comparison.computed),
            actual=actual,
            difference=show(comparison.difference),
            tolerance=show(comparison.tolerance),
            formula=spell_out(comparison, self._terms(table, addends), actual),
            table=table.id,
            page=total.page,
            cells=(match.whole.cell,),
        )

    def _evidence(self, match: Match) -> list[Evidence]:
        """The single figure first, then those of the other table."""
        whole = evidence_of(self._table(match.whole), match.whole.cell, EvidenceRole.TOTAL)
        parts = (evidence_of(self._table(f), f.cell) for f in _filled(match.parts))
        return [whole, *parts]

    def _terms(self, table: Table, addends: Sequence[Evidence]) -> list[tuple[int, str]]:
        units = {t.id: t.unit if t.unit != table.unit else "" for t in self.document.tables}
        return [(1, " ".join(e.text.split()) + units[e.table]) for e in addends]

    def _arguments(
        self, match: Match, addends: Sequence[Evidence], verdict: tuple[str, str]
    ) -> dict[str, str]:
        table, cell = self._table(match.whole), match.whole.cell
        others = dict.fromkeys(self._table(f).title for f in match.parts)
        lines = list(dict.fromkeys(e.row for e in addends))
        line = "、".join(lines[:3]) + ("等" if len(lines) > 3 else "")
        if not self._table(match.parts[0]).rows[match.parts[0].cell[0]].label:
            line = addends[0].column
        return {
            "table": table.title,
            "row": row_name(table.rows[cell[0]]),
            "column": column_name(table, cell[1]),
            "other": "》《".join(others),
            "line": line,
            "verdict": verdict[0],
            "verdict_en": verdict[1],
        }

    def _folded(self, key: tuple[str, ...]) -> Outcome:
        """One warning for all figures of two tables that are one unit apart."""
        match = self.near[0]
        table = self._table(match.whole)
        total, *addends = self._evidence(match)
        # the others are shown, but are no part of the sum that is spelled out
        more = [
            replace(item, role=EvidenceRole.LABEL)
            for m in self.near[1 : _MOST_NEAR + 1]
            for item in self._evidence(m)
        ]
        comparison = in_unit(match.comparison, table)
        arguments = self._arguments(match, addends, _NEAR)
        if len(self.near) > 1:
            arguments["verdict"] += f"（两表之间共 {len(self.near)} 处）"
            arguments["verdict_en"] += f" ({len(self.near)} places)"
        actual = " ".join(total.text.split())
        return Outcome(
            self.rule,
            Status.FAIL,
            (*key, "尾差"),
            Severity.WARNING,
            arguments,
            (total, *addends, *more),
            expected=show(comparison.computed),
            actual=actual,
            difference=show(comparison.difference),
            tolerance=show(comparison.tolerance),
            formula=spell_out(comparison, self._terms(table, addends), actual),
            table=table.id,
            page=total.page,
            cells=tuple(f.cell for m in self.near for f in m.facts if f.table == table.id),
        )


def in_unit(comparison: Comparison, table: Table) -> Comparison:
    """A comparison of amounts in 元 in the unit its table prints."""
    factor = UNITS[table.unit]
    if factor == 1:
        return comparison
    return Comparison(
        comparison.verdict,
        _shown(comparison.printed / factor),
        _shown(comparison.computed / factor),
        _shown(comparison.difference / factor),
        _shown(comparison.tolerance / factor),
    )


def _shown(value: Decimal) -> Decimal:
    """Without an exponent, so that it prints as people write it."""
    return Decimal(f"{value:f}")


def _filled(parts: Iterable[Fact]) -> list[Fact]:
    every = list(parts)
    return [f for f in every if f.amount.value != 0] or every
