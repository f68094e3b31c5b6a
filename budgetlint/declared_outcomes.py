"""Outcomes of declared rules: the arithmetic spelled out, every cell with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from budgetlint.amounts import Comparison, Verdict, show
from budgetlint.declared_judge import Judged, Used
from budgetlint.declared_model import Declared, Kind, Relation
from budgetlint.declared_select import Place
from budgetlint.declared_words import relation_words, table_title
from budgetlint.model import Evidence, EvidenceRole, Outcome, Severity, Status, Table
from budgetlint.relations.model import Cell
from budgetlint.relations.outcomes import (
    column_name,
    evidence_of,
    row_name,
    spell_out,
    table_key,
)


class Tally:
    """What is said of one rule in one document, place by place.

    Places that hold are one outcome, and so are those where for one reason nothing applies or
    nothing can be judged.
    """

    def __init__(self, declared: Declared) -> None:
        self.declared = declared
        self._held: dict[str, int] = {}
        self._cells: dict[str, dict[Cell, None]] = {}
        self._tables: dict[str, Table] = {}
        self._idle: dict[tuple[str, str], int] = {}
        self._unclear: dict[tuple[str, str], list[Place]] = {}
        self._failed: list[Outcome] = []

    def missing(self, table: Table | None, reason: str) -> None:
        """Nothing is there for a selector."""
        key = (table.id if table is not None else "", reason)
        self._idle[key] = self._idle.get(key, 0) + 1
        if table is not None:
            self._tables[table.id] = table

    def unclear(self, place: Place, reason: str) -> None:
        """The relation applies and cannot be judged."""
        self._unclear.setdefault((place.table.id, reason), []).append(place)

    def take(self, place: Place, relation: Relation, table: Table, judged: Judged) -> None:
        """One relation as judged; ``table`` is the one of the compared figure."""
        if judged.idle:
            self.missing(place.table, f"{table_title(place.table)}中没有填列数字")
        elif judged.comparison is None:
            self.unclear(place, judged.reason)
        elif judged.result is Verdict.EXACT:
            self._held[table.id] = self._held.get(table.id, 0) + 1
            for item in (*judged.first, *judged.used):
                self._tables[item.table.id] = item.table
                self._cells.setdefault(item.table.id, {})[item.cell] = None
        else:
            self._failed.append(_failure(self.declared, relation, place, judged, judged.comparison))

    def outcomes(self) -> Iterator[Outcome]:
        """Everything that was said."""
        yield from self._failed
        for (_, reason), places in self._unclear.items():
            yield _not_checked(self.declared, places, reason)
        for table_id, cells in self._cells.items():
            # A place is counted in the table of the compared figure; for the tables of the
            # other terms only their cells are told, so that they count as checked.
            yield Outcome(
                self.declared.code,
                Status.PASS,
                (table_key(self._tables[table_id]), self.declared.name),
                table=table_id,
                cells=tuple(cells),
                places=self._held.get(table_id, 0),
            )
        for (table_id, reason), count in self._idle.items():
            table = self._tables.get(table_id)
            yield Outcome(
                self.declared.code,
                Status.NOT_APPLICABLE,
                (table_key(table) if table is not None else "", self.declared.name, reason),
                reason=reason,
                table=table_id,
                places=count,
            )


def _not_checked(declared: Declared, places: Sequence[Place], reason: str) -> Outcome:
    """One outcome for all places of a table that cannot be judged for one reason."""
    first, table = places[0], places[0].table
    key = _place_key(first)
    if key:
        title = table_title(table)
        where = _where(first).removeprefix(title) if title in reason else _where(first)
        more = f"等 {len(places)} 处" if len(places) > 1 else ""
        reason = f"{where}{more}：{reason}"
    return Outcome(
        declared.code,
        Status.NOT_CHECKED,
        (table_key(table), declared.name, *key),
        reason=reason,
        table=table.id,
        page=first.row.page if first.row is not None else _first_page(table),
        places=len(places),
    )


def _failure(
    declared: Declared, relation: Relation, place: Place, judged: Judged, comparison: Comparison
) -> Outcome:
    kind = relation.kind
    evidence = _evidence(kind, judged)
    compared = evidence[0]
    printed = " ".join(compared.text.split())
    table = judged.first[0].table
    number = _short if _converted((*judged.first, *judged.used)) else show
    expected, difference = number(comparison.computed), number(comparison.difference)
    arguments = {
        "place": _where(place),
        "table": table.title,
        "row": compared.row,
        "column": compared.column,
        "relation": relation_words(relation),
        "expected": f"≤ {expected}" if kind is Kind.AT_MOST else expected,
        "actual": printed,
        "difference": difference,
    }
    return Outcome(
        declared.code,
        Status.FAIL,
        (table_key(table), declared.name, *_keys(judged.first[:1]), *_keys(judged.used[:1])),
        _severity(declared, judged),
        arguments,
        evidence,
        expected=arguments["expected"],
        actual=printed,
        difference=difference,
        tolerance=number(comparison.tolerance),
        formula=_formula(kind, judged, comparison, difference),
        table=table.id,
        page=compared.page,
        cells=tuple(item.cell for item in (*judged.first, *judged.used) if item.table is table),
    )


def _severity(declared: Declared, judged: Judged) -> Severity:
    if judged.result is Verdict.ROUNDING:
        return Severity.INFO
    if judged.result is Verdict.SUSPICIOUS:
        return min(declared.severity, Severity.WARNING, key=lambda s: s.rank)
    return declared.severity


def _evidence(kind: Kind, judged: Judged) -> tuple[Evidence, ...]:
    """The cells, the compared ones first.

    Only a sum has a total and addends: of the other relations it cannot be told which figure
    would have to change, so their cells must not look like one.
    """
    used = judged.used
    if kind is Kind.SUM:
        used = tuple(item for item in used if item.amount.value != 0) or used
    inequality = EvidenceRole.TOTAL if kind is Kind.AT_MOST else EvidenceRole.ADDEND
    return (
        *(evidence_of(i.table, i.cell, EvidenceRole.TOTAL) for i in judged.first),
        *(evidence_of(i.table, i.cell, inequality, i.sign) for i in used),
    )


def _keys(items: Sequence[Used]) -> Iterator[str]:
    for item in items:
        yield row_name(item.table.rows[item.cell[0]])
        yield column_name(item.table, item.cell[1])


# ---------------------------------------------------------------- the arithmetic in words


def _formula(kind: Kind, judged: Judged, comparison: Comparison, difference: str) -> str:
    printed = _printed(judged.first)
    if kind is Kind.SUM:
        filled = [item for item in judged.used if item.amount.value != 0]
        return spell_out(comparison, [(i.sign, _printed([i])) for i in filled], printed)
    other = _printed(judged.used)
    if kind is Kind.AT_MOST:
        end = "，四舍五入可以解释" if comparison.verdict is Verdict.ROUNDING else ""
        return f"{printed} 应不大于 {other}，多 {difference}{end}"
    if kind is Kind.RATIO:
        part, whole = judged.used[:-1], judged.used[-1:]
        shown = f"{_printed(part) if part else '0'} ÷ {_printed(whole)}"
        return f"{shown} = {show(comparison.computed)}%，表中 {printed}，差 {difference}"
    return f"{printed} 应等于 {other or '0'}，差 {difference}"


def _printed(items: Sequence[Used]) -> str:
    """Figures as printed, with what they are after conversion."""
    texts = []
    for item in items:
        text = " ".join(item.figure.text.split())
        if _converted([item]):
            text = f"{_short(item.amount.value)}（{text}{item.table.unit}）"
        texts.append(text)
    return " + ".join(texts)


def _converted(items: Iterable[Used]) -> bool:
    """Whether a figure stands for a number other than the one printed."""
    return any(
        item.figure.amount is not None and item.figure.amount.value != item.amount.value
        for item in items
    )


def _short(value: Decimal) -> str:
    """A converted number: its last zeros say nothing of the print."""
    text = show(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


# ---------------------------------------------------------------- places


def _place_key(place: Place) -> tuple[str, ...]:
    row = (row_name(place.row),) if place.row is not None else ()
    column = (column_name(place.table, place.column.index),) if place.column is not None else ()
    return (*row, *column)


def _where(place: Place) -> str:
    """``《一般公共预算支出情况表》“201 一般公共服务支出”``."""
    quoted = "的".join(f"“{text}”" for text in _place_key(place))
    return f"{table_title(place.table)}{quoted}"


def _first_page(table: Table) -> int | None:
    return table.pages[0] if table.pages else None
