"""BAL105: the totals of the balance tables in the tables that list the same money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from budgetlint.amounts import (
    Amount,
    Comparison,
    Verdict,
    compare_equal,
    compare_sum,
    show,
    unit_factor,
)
from budgetlint.model import (
    Document,
    EvidenceRole,
    Outcome,
    Row,
    RowRole,
    Severity,
    Status,
    Table,
    TableKind,
)
from budgetlint.relations.balance import Side, grand_totals, reserve_cells
from budgetlint.relations.claims import Claim, claimed_for_fund, claimed_totals
from budgetlint.relations.list_total import list_total
from budgetlint.relations.model import Cell, amount_at
from budgetlint.relations.outcomes import column_name, evidence_of, row_name, spell_out, table_key
from budgetlint.rules import rule

_RULE = "BAL105"
_FUND_TABLES = {
    TableKind.GENERAL_EXPENDITURE: "一般公共预算",
    TableKind.GOVERNMENT_FUND: "政府性基金预算",
    TableKind.STATE_CAPITAL: "国有资本经营预算",
}


@dataclass
class _Family:
    """The tables of one organisation: a balance table and what follows it."""

    balances: list[Table] = field(default_factory=list)
    appropriations: list[Table] = field(default_factory=list)
    lists: dict[TableKind, list[Table]] = field(default_factory=dict)


@rule(
    _RULE,
    name="总表之间一致",
    name_en="totals agree between tables",
    severity=Severity.ERROR,
    basis="部门预决算公开样表的表间勾稽：收支总表与收入总表、支出总表，财政拨款收支总表与各拨款支出表",
    message="《{table}》的“{row}”与《{other}》的“{line}”{verdict}",
    message_en="“{row}” of {table} differs from “{line}” of {other}{verdict_en}",
)
def totals_agree(document: Document) -> Iterator[Outcome]:
    """收支总表的总计与收入总表、支出总表一致；财政拨款收支总表与各拨款支出表一致。

    检查内容
        收支总表的收入总计（或本年收入合计）= 收入总表合计；
        收支总表的支出总计（或本年支出合计）= 支出总表合计；
        财政拨款收支总表中每一项资金的收入或支出 = 该项资金支出表的合计。
        单位不同的先换算。两表的差额恰为某项结转结余的，视为口径不同，不作判断。
    依据
        《地方预决算公开操作规程》所附各表的表间关系。
    示例
        正确：收支总表收入总计 105,556.81，收入总表合计 105,556.81
        错误：收支总表收入总计 105,556.81，收入总表合计 105,565.81
    如何修改
        以账面为准改正两张表中写错的一张；两表口径不同（是否含上年结转）的，应在说明中写明。
    容差
        位数相同的必须完全相等，差末一位的为尾差不一致（提示）；位数或单位不同的，四舍五入后应一致。
    """
    for family in _families(document.tables):
        if len(family.balances) == 1:
            balance = family.balances[0]
            for kind, side in (
                (TableKind.INCOME, Side.INCOME),
                (TableKind.EXPENDITURE, Side.EXPENDITURE),
            ):
                wanted = claimed_totals(balance, [side])
                yield from _compare(balance, wanted, family.lists.get(kind, []), side)
        if len(family.appropriations) == 1:
            table = family.appropriations[0]
            lists = family.lists.get(TableKind.APPROPRIATION_EXPENDITURE, [])
            yield from _compare(table, claimed_totals(table, list(Side)), lists, Side.EXPENDITURE)
            for kind, fund in _FUND_TABLES.items():
                wanted = claimed_for_fund(table, fund)
                yield from _compare(table, wanted, family.lists.get(kind, []), Side.EXPENDITURE)


def _families(tables: Sequence[Table]) -> Iterator[_Family]:
    """Tables in the order of the document; a second 收支总表 begins another organisation."""
    family = _Family()
    for table in tables:
        if table.kind in (TableKind.BALANCE, TableKind.APPROPRIATION_BALANCE):
            if not grand_totals(table):
                continue
            if table.kind is TableKind.BALANCE:
                if family.balances:
                    yield family
                    family = _Family()
                family.balances.append(table)
            else:
                family.appropriations.append(table)
        elif table.figures:
            family.lists.setdefault(table.kind, []).append(table)
    yield family


def _compare(
    balance: Table, wanted: Sequence[Claim], lists: Sequence[Table], side: Side
) -> Iterator[Outcome]:
    """The total of a listing against what the balance table says, whichever of it agrees."""
    places = [(t, c) for t in lists if (c := list_total(t, income=side is Side.INCOME))]
    if not wanted or not places:
        return
    if len(places) > 1 or sum(1 for t in lists if t.figures) > 1:
        for table, _ in places:
            yield _undecided(table, balance, "同类的表不止一张，无法确定与哪一张核对")
        return
    table, cell = places[0]
    factor = Decimal(1) if table.unit == balance.unit else unit_factor(balance.unit, table.unit)
    printed = amount_at(table, cell)
    if printed is None or factor is None:
        reason = "合计不是可识别的数字" if printed is None else "表上没有注明单位，无法换算"
        yield _undecided(table, balance, reason)
        return
    yield from _judge(_Pair(table, cell, printed, balance, factor), wanted)


@dataclass(frozen=True)
class _Pair:
    """A total of a listing, and the balance table it belongs to with the factor of its unit."""

    table: Table
    cell: Cell
    printed: Amount
    balance: Table
    factor: Decimal

    def compare(self, candidate: Claim) -> Comparison | None:
        """How the total stands to a candidate, in the unit of the listing."""
        amounts = [amount_at(self.balance, cell) for cell in candidate.cells]
        known = [a.scaled(self.factor) for a in amounts if a is not None]
        if len(known) < len(amounts):
            return None
        if len(known) == 1:
            return compare_equal(self.printed, known[0])
        return compare_sum(self.printed, [(1, amount) for amount in known])


def _judge(pair: _Pair, wanted: Sequence[Claim]) -> Iterator[Outcome]:
    judged = [(c, comparison) for c in wanted if (comparison := pair.compare(c)) is not None]
    if not judged:
        yield _undecided(pair.table, pair.balance, "收支总表的总计不是可识别的数字")
        return
    agreeing = (Verdict.EXACT, Verdict.ROUNDING)
    for candidate, comparison in judged:
        if comparison.verdict in agreeing:
            yield _outcome(pair, candidate, comparison, None)
            return
    reserves = {
        abs(a.value) * pair.factor
        for c in reserve_cells(pair.balance)
        if (a := amount_at(pair.balance, c)) and a.value
    }
    if any(abs(comparison.difference) in reserves for _, comparison in judged):
        yield Outcome(
            _RULE,
            Status.NOT_APPLICABLE,
            (table_key(pair.table), table_key(pair.balance)),
            reason="两表相差的正是结转结余，口径不同",
            table=pair.table.id,
        )
        return
    if any(f.uncertain for t in (pair.table, pair.balance) for f in t.figures.values()):
        # the line meant may be the one whose figure could not be told from its neighbour's
        yield _undecided(pair.table, pair.balance, "表中有的行与数字对不清，无法确定总计")
        return
    candidate, comparison = min(judged, key=lambda j: (abs(j[1].difference), len(j[0].cells)))
    near = abs(comparison.difference) <= max(pair.printed.ulp, _coarsest(pair, candidate))
    yield _outcome(pair, candidate, comparison, Severity.WARNING if near else Severity.ERROR)


def _coarsest(pair: _Pair, candidate: Claim) -> Decimal:
    amounts = (amount_at(pair.balance, cell) for cell in candidate.cells)
    return max((a.ulp * pair.factor for a in amounts if a is not None), default=Decimal(0))


def _outcome(
    pair: _Pair, candidate: Claim, comparison: Comparison, severity: Severity | None
) -> Outcome:
    """Agreement (no severity) or a finding; the figures of both tables are the evidence."""
    table, balance, row = pair.table, pair.balance, pair.table.rows[pair.cell[0]]
    total = evidence_of(table, pair.cell, EvidenceRole.TOTAL)
    addends = [evidence_of(balance, cell, EvidenceRole.ADDEND) for cell in candidate.cells]
    if len(addends) == 1 and not balance.rows[candidate.cells[0][0]].label:
        addends = [replace(addends[0], row=candidate.name)]
    unit = balance.unit if balance.unit != table.unit else ""
    terms = [(1, " ".join(e.text.split()) + unit) for e in addends]
    near = severity is Severity.WARNING
    return Outcome(
        _RULE,
        Status.PASS if severity is None else Status.FAIL,
        (table_key(table), table_key(balance), candidate.name),
        severity,
        {
            "table": table.title,
            "row": _line(row, column_name(table, pair.cell[1])),
            "other": balance.title,
            "line": candidate.name,
            "verdict": "尾差不一致" if near else "不一致",
            "verdict_en": " by one unit in the last place" if near else "",
        },
        (total, *addends),
        expected=show(comparison.computed),
        actual=" ".join(total.text.split()),
        difference=show(comparison.difference),
        tolerance=show(comparison.tolerance),
        formula=spell_out(comparison, terms, " ".join(total.text.split())),
        table=table.id,
        page=total.page,
        cells=(pair.cell,),
    )


def _line(row: Row, column: str) -> str:
    return row_name(row) if row.role is RowRole.TOTAL else column


def _undecided(table: Table, balance: Table, reason: str) -> Outcome:
    return Outcome(
        _RULE,
        Status.NOT_CHECKED,
        (table_key(table), table_key(balance)),
        reason=reason,
        table=table.id,
        page=table.pages[0] if table.pages else None,
    )
