"""What a file of declared relations says, read and checked: plain data, no document yet.

A relation is judged in every table, row and column that ``tables``, ``rows`` and ``columns``
of its rule select; its terms say which cells take part there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from budgetlint.model import RowRole, Severity, TableKind


@dataclass(frozen=True)
class TableSelector:
    """Tables by kind, title (a part of it, or a pattern), number and unit; all must fit."""

    kind: tuple[TableKind, ...] = ()
    title: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None
    number: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowSelector:
    """Rows by code (whole or its beginning), name (whole, a part, a pattern), role and level.

    All that is given must fit; of several values of one key any.
    """

    code: tuple[str, ...] = ()
    code_prefix: tuple[str, ...] = ()
    name: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None
    role: tuple[RowRole, ...] = ()
    level: tuple[int, ...] = ()


@dataclass(frozen=True)
class ColumnSelector:
    """Columns by heading (``基本支出 › 小计``: the lowest ones), a part of the path, a pattern."""

    heading: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None


@dataclass(frozen=True)
class Term:
    """One operand: the cell (with ``several``: the cells) that its selectors find.

    What a term leaves out it has from the place where the relation is judged. An ``optional``
    one that is not there is left out of the sum.
    """

    table: TableSelector | None = None
    row: RowSelector | None = None
    column: ColumnSelector | None = None
    several: bool = False
    optional: bool = False


class Kind(StrEnum):
    """The relations there are; the value is the key in the file."""

    SUM = "sum"
    EQUAL = "equal"
    AT_MOST = "at_most"
    RATIO = "ratio"


@dataclass(frozen=True)
class Relation:
    """A relation over terms.

    ``first`` is the printed figure that is compared: the total, the part that may not exceed
    the whole, the percentage. ``others`` are the addends with their signs, the further prints
    of an equality, the whole, or part and whole of a ratio.
    """

    kind: Kind
    first: Term
    others: tuple[tuple[int, Term], ...]

    def terms(self) -> Iterator[Term]:
        """Every term, the compared one first."""
        yield self.first
        for _, term in self.others:
            yield term


@dataclass(frozen=True)
class Declared:
    """One rule of a file.

    ``rows`` and ``columns`` are None where the relation is judged once a table, not row by row
    or column by column; ``tables`` is None where every term names its own table.
    """

    code: str
    name: str
    severity: Severity
    basis: str
    relation: Relation
    source: str
    tables: TableSelector | None = None
    rows: RowSelector | None = None
    columns: ColumnSelector | None = None
    message: str = ""
    fix: str = ""
