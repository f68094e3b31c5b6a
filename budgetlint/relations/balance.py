"""The two sides of a balance table: its totals, its funds, what was carried over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from budgetlint.amounts import compare_equal, compare_sum
from budgetlint.model import Column, Row, RowRole, Table
from budgetlint.relations.model import Cell, Checked, Sum, amount_at


class Side(StrEnum):
    """Where money comes from, and where it goes; the value is the word of the field."""

    INCOME = "收入"
    EXPENDITURE = "支出"


_SPACE = re.compile(r"\s+")
_MARK = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]|\d+[、.．])+"
)
_GRAND = re.compile(r"总计|合计")
_NOT_GRAND = re.compile(r"本年|当年|经费|其中|结转|结余")
_CURRENT = re.compile(r"^(?:本年|当年)(?:财政拨款)?(?:收入|支出)(?:合计|小计|总计)?$")
_BROUGHT_IN = re.compile(r"(?:上年|年初|以前年度).*(?:结转|结余|余额)")
_CARRIED_ON = re.compile(r"(?:结转|结余).*下年|(?:年终|年末).*(?:结转|结余)|滚存结余")
_RESERVE = re.compile(r"结转|结余|余额|弥补收支差额")
_WHOLE = re.compile(r"^(?:.*(?:合计|总计)|小计|共计)(?:[（(].*[）)])?$")
_THIS_YEAR = re.compile(r"^本年预算数?$")  # beside 编制预算 and 上年结转, which it is made of
_FUNDS = {
    "一般公共预算": re.compile(r"一般公共预算|公共财政预算"),
    "政府性基金预算": re.compile(r"政府性基金"),
    "国有资本经营预算": re.compile(r"国有资本经?营?"),
}
_APPROPRIATION = re.compile(r"^(?:本级|预算)?财政拨款(?:收入)?$")


@dataclass(frozen=True)
class GrandTotal:
    """The line 收入总计 or 支出总计 of one panel.

    ``columns`` are the columns its figures stand in; they may belong to a line without a
    label in the panel beside it.
    """

    side: Side
    row: Row
    figures: Row
    columns: tuple[Column, ...]

    def cell(self, column: Column) -> Cell:
        """Where its figure of a column stands."""
        return (self.figures.index, column.index)


def plain(name: str) -> str:
    """A row name without numbering, spaces and colons."""
    return _MARK.sub("", _SPACE.sub("", name)).strip("：:")


def grand_totals(table: Table) -> list[GrandTotal]:
    """The last 总计 (failing that, 合计) of every side in every panel, left to right."""
    found: list[GrandTotal] = []
    for panel in table.panels():
        by_side: dict[Side, Row] = {}
        columns = tuple(table.panel_columns(panel))
        for row in table.panel_rows(panel):
            side = _side(row, columns)
            if side is not None and not ("总计" in _word(by_side, side) and "总计" not in row.name):
                by_side[side] = row
        if len(by_side) > 1 and any(
            plain(row.name) != f"{side.value}总计" for side, row in by_side.items()
        ):
            continue  # 全省收入合计 and 全省支出合计 one below the other need not be equal
        for side, row in by_side.items():
            found.append(_with_figures(table, side, row, columns))
    return found


def _word(rows: dict[Side, Row], side: Side) -> str:
    return rows[side].name if side in rows else ""


def _side(row: Row, columns: Sequence[Column]) -> Side | None:
    name = plain(row.name)
    if row.role is not RowRole.TOTAL or not _GRAND.search(name) or _NOT_GRAND.search(name):
        return None
    told = [s for s in Side if s.value in name]
    if told:
        own = f"{told[0].value}总计" in name or name.startswith((told[0].value, "财政拨款"))
        return told[0] if len(told) == 1 and own else None
    heads = {s for c in columns for s in Side if any(s.value in text for text in c.path[:1])}
    return heads.pop() if len(heads) == 1 and name in ("总计", "合计") else None


def _with_figures(table: Table, side: Side, row: Row, columns: tuple[Column, ...]) -> GrandTotal:
    """The total with the line that has its figures.

    Where 支出总计 spans several panels its figures stand behind the label, in the columns of
    the panel to the right, in a line that has no label of its own.
    """
    if any((row.index, c.index) in table.figures for c in columns):
        return GrandTotal(side, row, row, columns)
    middle = (row.box.y0 + row.box.y1) / 2
    for other in table.rows:
        beside = other.page == row.page and other.box.y0 < middle < other.box.y1
        if beside and other.panel > row.panel and not other.name and not other.code:
            right = tuple(table.panel_columns(other.panel))
            if any((other.index, c.index) in table.figures for c in right):
                return GrandTotal(side, row, other, right)
    return GrandTotal(side, row, row, columns)


def pair_columns(
    income: Sequence[Column], expenditure: Sequence[Column]
) -> list[tuple[Column, Column]] | None:
    """The columns that stand for the same stage on both sides; None when that is not clear."""
    if len(income) == 1 and len(expenditure) == 1:
        return [(income[0], expenditure[0])]
    pairs = [
        (left, right)
        for left in income
        for right in expenditure
        if left.path[-1:] == right.path[-1:]
    ]
    lefts, rights = {a.index for a, _ in pairs}, {b.index for _, b in pairs}
    if pairs and len(lefts) == len(rights) == len(pairs) == len(income):
        return pairs
    whole = [whole_column(side) for side in (income, expenditure)]
    if whole[0] is not None and whole[1] is not None:
        return [(whole[0], whole[1])]
    return None


def whole_column(columns: Sequence[Column]) -> Column | None:
    """The column 合计 (总计, 小计) of the highest level; an only column is the whole."""
    if len(columns) == 1:
        return columns[0]
    for pattern in (_WHOLE, _THIS_YEAR):
        named = [c for c in columns if c.path and pattern.match(c.path[-1])]
        depth = min((len(c.path) for c in named), default=0)
        highest = [c for c in named if len(c.path) == depth]
        if highest:
            return highest[0] if len(highest) == 1 else None
    return None


def says_whole(column: Column) -> bool:
    """Whether a heading says that the column holds all the money."""
    return bool(column.path and _WHOLE.match(column.path[-1]))


def left_over(table: Table, total: GrandTotal) -> list[Row]:
    """The lines 年终结余 below a total: some balance tables put them behind 支出总计."""
    return [
        row
        for row in table.panel_rows(total.row.panel)
        if row.index > total.row.index
        and row.role is RowRole.LEAF
        and _CARRIED_ON.search(plain(row.name))
    ]


def equation(table: Table, whole: Cell, parts: Sequence[Cell]) -> Checked | None:
    """``whole = Σ parts``; a single part is the same amount printed twice and must be equal."""
    item = Sum(whole, tuple((1, cell) for cell in parts))
    printed = [cell for cell in (whole, *parts) if cell in table.figures]
    if not printed:
        return None
    if len(printed) <= len(parts):
        missing = "收入总计" if whole not in printed else "支出总计"
        return Checked(item, None, (), f"{missing}为空")
    amounts = [amount_at(table, cell) for cell in printed]
    known = [amount for amount in amounts if amount is not None]
    if len(known) < len(printed):
        text = next(table.figures[c].text for c in printed if amount_at(table, c) is None)
        return Checked(item, None, (), f"“{text}”不是可识别的数字")
    if len(parts) == 1:
        comparison = compare_equal(known[0], known[1])
    else:
        comparison = compare_sum(known[0], [(1, amount) for amount in known[1:]])
    return Checked(item, comparison, item.terms)


def current_rows(table: Table, side: Side) -> Iterator[Row]:
    """The lines 本年收入(合计) or 本年支出(合计)."""
    for row in table.rows:
        name = plain(row.name)
        if side.value in name and _CURRENT.match(name):
            yield row


def reserve_cells(table: Table) -> list[Cell]:
    """The printed figures of 结转, 结余 and what else makes 本年 differ from 总计."""
    rows = [r.index for r in table.rows if _RESERVE.search(r.name)]
    return [cell for cell in table.figures if cell[0] in rows and amount_at(table, cell)]


# ---------------------------------------------------------------- funds


def fund_of(text: str) -> str:
    """Which of the three funds a heading or a line is about; ``""`` for none or several."""
    found = [name for name, pattern in _FUNDS.items() if pattern.search(text)]
    return found[0] if len(found) == 1 else ""


@dataclass
class Funding:
    """The income of a balance table by fund.

    ``current`` and ``brought`` map a fund to its cell. ``problem`` says in Chinese why the
    income cannot be divided, or is ``""``.
    """

    current: dict[str, Cell] = field(default_factory=dict)
    brought: dict[str, Cell] = field(default_factory=dict)
    problem: str = ""

    def cells(self, fund: str) -> list[Cell]:
        """The cells that add up to what a fund has to spend."""
        return [part[fund] for part in (self.current, self.brought) if fund in part]


def funding(table: Table, total: GrandTotal, column: int) -> Funding:
    """The income above a 收入总计 by fund, from the names of the lines."""
    out = Funding()
    brought: Cell | None = None
    for row in table.panel_rows(total.row.panel):
        if row.index >= total.row.index or row.role is not RowRole.LEAF:
            continue
        name, cell = plain(row.name), (row.index, column)
        fund = fund_of(name)
        if _BROUGHT_IN.search(name) and not fund:
            brought = cell
        elif fund:
            carried = brought is not None or _BROUGHT_IN.search(name)
            part = out.brought if carried else out.current
            if fund in part and _filled(table, cell):
                out.problem = f"“{fund}”在收入中列了不止一行"
            part.setdefault(fund, cell)
        elif _filled(table, cell) and not (_CURRENT.match(name) or _APPROPRIATION.match(name)):
            out.problem = f"收入中的“{row.name}”不分资金性质"
    if (
        brought is not None
        and _filled(table, brought)
        and not any(_filled(table, cell) for cell in out.brought.values())
    ):
        out.problem = "上年结转没有按资金性质分列"
    return out


def _filled(table: Table, cell: Cell) -> bool:
    figure = table.figures.get(cell)
    return figure is not None and (figure.amount is None or figure.amount.value != 0)
