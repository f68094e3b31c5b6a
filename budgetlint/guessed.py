"""Tables whose cells are guessed: no rules between the columns, or none at all.

A table that may go on over a page that could not be read is known in part only.

White space is a guess at columns, and a label that wraps is a guess at rows. What does not add
up in such a table is more often read wrong than printed wrong. One digit changed, or two swapped,
that would put it right is what a slip of the pen looks like and a misread cell does not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from decimal import Decimal

from budgetlint.amounts import Amount, parse_amount
from budgetlint.causes import relation_of
from budgetlint.model import Evidence, Outcome, Table
from budgetlint.relations.slips import is_slip

#: What a note says of a table, in Chinese and English.
Note = tuple[str, str]

_GAPS: Note = (
    "（此表没有竖线，各栏由空白处推断，请对照原文）",
    " (columns without rules, guessed from the white between them; see the page)",
)
_ONE_READER: Note = (
    "（此表没有框线，只有一种读法，未经复核）",
    " (not confirmed: a table without rules, read by one reader only)",
)
#: Why what is found in such a table is not reported.
DOUBT: Note = (
    "此表没有完整的框线，各格由空白处推断；对不上的数不像写错一位，多半是读错，未作判断",
    "a table without full rules, its cells guessed from the white between them; the mismatch "
    "does not look like a slip of one digit",
)


#: Why a sum is not judged whose other lines may stand on such a page.
TORN: Note = (
    "本表与相邻一页上的表可能是同一张，未能拼接，缺少的行可能在另一页",
    "this table may go on on the neighbouring page; rows may be missing here",
)
CUT_OFF: Note = (
    "此表的下一页没有读出，可能还有未读到的行，未作判断",
    "the page after this table could not be read; it may hold more lines",
)
#: Figures of fewer digits, zeros at their ends aside, are one digit away from many others.
_TELLING = 4


_CODES = re.compile(r"编码|行次|序号|科目名称")
_GLUED = re.compile(r"[一-鿿）)]\d[\d,.]*$")


def note_on(evidence: tuple[Evidence, ...], tables: Mapping[str, Table]) -> Note | None:
    """What to add to a finding that rests on guessed cells, None where every cell is ruled."""
    if any(_ruling(e, tables) == "gaps" for e in evidence):
        return _GAPS
    if any(_read_once(e, tables) for e in evidence):
        return _ONE_READER
    return None


def looks_like_a_slip(outcome: Outcome, units: Mapping[str, Decimal]) -> bool:
    """Whether one digit changed, or two swapped, would make a failed check hold.

    Not where the guess plainly went wrong: a column of codes among the figures, a label that
    ends with the figure of the next cell.
    """
    if any(_CODES.search(e.column) or _GLUED.search(e.row) for e in outcome.evidence):
        return False
    relation = relation_of(0, outcome.evidence, units)
    if relation is not None:
        if _digits(relation.terms[relation.total][1]) < _TELLING:
            return False
        terms = [
            (-1 if place == relation.total else sign, amount)
            for place, (sign, amount) in relation.terms.items()
        ]
        if is_slip(terms, relation.difference, Decimal(0), exactly=True):
            return True
    if all(e.amount is None for e in outcome.evidence):
        return False  # a code, a name, a year: nothing that was calculated
    printed, expected = parse_amount(outcome.actual), parse_amount(outcome.expected)
    if printed is None or expected is None or _digits(printed) < _TELLING:
        return False
    return is_slip(((1, printed),), expected.value - printed.value, Decimal(0), exactly=True)


def needs_every_row(code: str) -> bool:
    """Whether a rule of this code judges a line by others of its table, above or below it."""
    return code in ("SUM102", "SUM103", "COD101") or code.startswith("BAL")


def is_cut_off(outcome: Outcome, tables: Mapping[str, Table], unread: Collection[int]) -> bool:
    """Whether a sum down the rows of a table may have more terms on a page nobody could read."""
    table = tables.get(outcome.table)
    if table is None or not table.pages or max(table.pages) + 1 not in unread:
        return False
    rows = {e.cell[0] for e in outcome.evidence if e.table == table.id and e.cell is not None}
    return len(rows) > 1


def _digits(amount: Amount) -> int:
    return len(str(abs(amount.value)).replace(".", "").strip("0"))


def _ruling(evidence: Evidence, tables: Mapping[str, Table]) -> str:
    """How the grid that holds a cell is ruled, ``""`` for what stands in no table."""
    table = tables.get(evidence.table)
    grids = table.grids if table is not None else ()
    return next((g.ruling for g in grids if g.page == evidence.page), "")


def _read_once(evidence: Evidence, tables: Mapping[str, Table]) -> bool:
    """Whether the page of a figure was read by the second reader alone."""
    table = tables.get(evidence.table)
    return table is not None and any(
        grid.reader == "camelot" and grid.page == evidence.page for grid in table.grids
    )
