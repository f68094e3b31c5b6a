"""Which funds and frames of two tables are set against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from budgetlint.facts_model import Carry, Fund
from budgetlint.model import Document, Outcome, Table, TableKind

from .cross_judge import judge, judge_totals
from .cross_match import Match, Matched, match_sheets
from .cross_outcomes import Ledger
from .cross_views import Frame, View, joined, tables_of, views_of

#: A fund and those that are a part of it, the nearest first.
_WIDER: dict[Fund, tuple[Fund, ...]] = {
    Fund.ALL: (Fund.APPROPRIATION, Fund.GENERAL, Fund.GOVERNMENT_FUND, Fund.STATE_CAPITAL),
    Fund.APPROPRIATION: (Fund.GENERAL, Fund.GOVERNMENT_FUND, Fund.STATE_CAPITAL),
}


def pairs(
    document: Document, first: Sequence[TableKind], second: Sequence[TableKind]
) -> Iterator[tuple[Table, Table]]:
    """Every pair of a table of the first kinds and one of the second, once."""
    seen: set[frozenset[str]] = set()
    for one in tables_of(document, *first):
        for two in tables_of(document, *second):
            both = frozenset((one.id, two.id))
            if one.id != two.id and both not in seen:
                seen.add(both)
                yield one, two


def compared(
    document: Document,
    rule: str,
    couples: Iterable[tuple[Table, Table]],
    *,
    totals: bool = True,
    wanted: Callable[[Matched], bool] | None = None,
) -> Iterator[Outcome]:
    """Set the tables of each pair against each other and say what comes of it.

    ``wanted`` picks among what both tables print; ``totals`` tells whether a grand total may
    be called wrong here.
    """
    known = views_of(document)
    for one, two in couples:
        ledger = Ledger(rule, document)
        found = [m for m in _matched(known[one.id], known[two.id]) if wanted is None or wanted(m)]
        pool = [m for m in found if not m.lines]
        backed: list[Match] = []
        for matched in found:
            if matched.lines:
                judgement = judge(matched, totals=totals)
                ledger.add(judgement)
                backed += [m for m in judgement.good if m.place is None]
        if pool:
            ledger.add(judge_totals(pool, backed, totals=totals))
        yield from ledger.outcomes(one, two)


def compared_with_funds(
    document: Document, rule: str, kinds: Sequence[TableKind]
) -> Iterator[Outcome]:
    """Tables of all appropriations against the tables of the three funds taken together."""
    known = views_of(document)
    parts: list[View] = []
    for kind, fund in _FUND_TABLES.items():
        own = [known[t.id][fund] for t in tables_of(document, kind) if fund in known[t.id]]
        if len(own) > 1:
            return
        parts += [v for v in own if _is_filled(v)]
    if len(parts) < 2:
        return
    for table in tables_of(document, *kinds):
        views = known[table.id]
        fund = Fund.APPROPRIATION if Fund.APPROPRIATION in views else Fund.ALL
        if fund not in views:
            continue
        whole = _taken_together(views[fund], parts)
        ledger = Ledger(rule, document)
        for matched in _matched({fund: views[fund]}, {Fund.APPROPRIATION: whole}):
            ledger.add(judge(matched, totals=False))
        yield from ledger.outcomes(table, *whole.tables)


def _taken_together(wide: View, parts: Sequence[View]) -> View:
    """The tables of the funds as one, as far as each of them measures what ``wide`` measures."""
    sheets: list[View] = [View(part.tables, part.fund, {}) for part in parts]
    for frame in wide.sheets:
        others = [_counterpart(frame, wide, part) for part in parts]
        for sheet, part, other in zip(sheets, parts, others, strict=True):
            if other is not None and None not in others:
                sheet.sheets[frame] = part.sheets[other]
    return joined(sheets, Fund.APPROPRIATION)


_FUND_TABLES = {
    TableKind.GENERAL_EXPENDITURE: Fund.GENERAL,
    TableKind.GOVERNMENT_FUND: Fund.GOVERNMENT_FUND,
    TableKind.STATE_CAPITAL: Fund.STATE_CAPITAL,
}


def _is_filled(view: View) -> bool:
    return any(
        fact.amount.value
        for sheet in view.sheets.values()
        for facts in sheet.lines.values()
        for fact in facts
    )


def _matched(first: Mapping[Fund, View], second: Mapping[Fund, View]) -> Iterator[Matched]:
    for left, right in _views(first, second):
        for frame in left.sheets:
            other = _counterpart(frame, left, right)
            if other is not None:
                matched = match_sheets(frame, left, right, other)
                if matched.lines or matched.totals:
                    yield matched


def _counterpart(frame: Frame, left: View, right: View) -> Frame | None:
    """The frame of the other table that measures the same.

    A table without a column for what was brought forward may mean the money of this year or
    all of it: then the figures have to tell.
    """
    if frame in right.sheets:
        return frame
    swap = {Carry.ALL: Carry.CURRENT, Carry.CURRENT: Carry.ALL}
    if frame.carry not in swap:
        return None
    other = frame._replace(carry=swap[frame.carry])
    return other if other in right.sheets and other not in left.sheets else None


def _views(first: Mapping[Fund, View], second: Mapping[Fund, View]) -> Iterator[tuple[View, View]]:
    """The views of two tables about the same fund; failing that, one within the other."""
    for fund, left in first.items():
        if fund in second:
            yield left, second[fund]
    for one, two, swapped in ((first, second, False), (second, first, True)):
        for fund, wide in one.items():
            if fund in two:
                continue
            for inner in _WIDER.get(fund, ()):
                if inner in two and inner not in one:
                    yield (two[inner], wide) if swapped else (wide, two[inner])
                    break
