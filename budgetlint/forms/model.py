"""What is read in performance forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from budgetlint.amounts import Amount
from budgetlint.model import Box, Evidence, EvidenceRole
from budgetlint.tables.cells import Line


@dataclass(frozen=True)
class FormLine:
    """One row of the grids of a form.

    ``table`` is the id of the table it belongs to and ``key`` its number there, counted
    downwards from -1, so that it never is the number of a row of that table.
    """

    line: Line
    table: str
    key: int

    @cached_property
    def owned(self) -> list[tuple[int, str]]:
        """The columns of the cells that begin in this row, with their texts."""
        return [(c, text) for c, text in enumerate(self.line.texts()) if self.line.owns(c)]


@dataclass(frozen=True, slots=True)
class Value:
    """One printed value of a form with its place; ``amount`` is None for a text.

    ``row`` and ``column`` are the words it stands beside and under.
    """

    text: str
    amount: Amount | None
    page: int
    box: Box
    table: str
    key: tuple[int, int]
    row: str = ""
    column: str = ""

    def evidence(self, role: EvidenceRole = EvidenceRole.ADDEND, sign: int = 1) -> Evidence:
        """The value as evidence; it is no cell of the columns of its table."""
        return Evidence(
            self.page,
            self.box,
            self.text,
            self.table,
            self.row,
            self.column,
            role,
            sign,
            self.amount,
        )


@dataclass(frozen=True, slots=True)
class Fund:
    """One list of funds: a total and what it is made of.

    ``closed`` says that the parts are all there (其他资金 among them). ``nested`` are parts of
    parts, which are no addends beside them.
    """

    total: Value
    parts: tuple[Value, ...]
    nested: tuple[Value, ...] = ()
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """One scored line: its full mark, its score and the rate printed for it."""

    label: str
    full: Value | None
    score: Value | None
    rate: Value | None = None
    group: str = ""

    def values(self) -> Iterator[Value]:
        """What is printed of it."""
        return (v for v in (self.full, self.score, self.rate) if v is not None)


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """A block of scored lines under one header.

    ``stated`` is the full mark that the header prints (分值（90）), ``total`` the line that adds
    up. ``complete`` says that nothing of it can be on a page that was not joined. ``columns``
    is the number of columns with full marks (二级分值, 三级分值): with several of them
    ``lines`` are those of the finest. ``brackets`` are labels that print a full mark of their
    own (决策（15分）) with the lines below them.
    """

    lines: tuple[Score, ...]
    total: Score | None = None
    stated: Value | None = None
    complete: bool = False
    columns: int = 1
    brackets: tuple[tuple[Value, tuple[Score, ...]], ...] = ()

    def groups(self) -> list[tuple[str, list[Score]]]:
        """The lines by the project they belong to."""
        found: dict[str, list[Score]] = {}
        for line in self.lines:
            found.setdefault(line.group, []).append(line)
        return list(found.items())


@dataclass(frozen=True, slots=True)
class ExecutionRow:
    """One line of a block of budget and execution, by what its columns are."""

    label: str
    cells: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Execution:
    """A block of funds with columns: 年初预算 | 全年预算 | 执行数 | 执行率 …

    ``names`` are the headers by their keys; ``formulas`` are those that a header prints, as
    (result, operator, terms) over keys.
    """

    rows: tuple[ExecutionRow, ...]
    names: dict[str, str]
    formulas: tuple[tuple[str, str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Form:
    """One form: what it is about, its lists of funds, its blocks of execution, its scores."""

    title: str
    subject: str
    page: int
    table: str
    lines: tuple[FormLine, ...]
    funds: tuple[Fund, ...] = ()
    executions: tuple[Execution, ...] = ()
    sheets: tuple[ScoreSheet, ...] = ()
    grade: Value | None = None
    periods: tuple[tuple[Value, Value], ...] = ()

    @property
    def name(self) -> str:
        """How findings call it: the project, or the title."""
        return self.subject or self.title or "绩效表"

    def score_total(self) -> Value | None:
        """The total score that is printed."""
        totals = [s.total.score for s in self.sheets if s.total and s.total.score]
        return totals[-1] if totals else None

    def values(self) -> Iterator[Value]:
        """Every figure that was understood, each once."""
        seen: set[tuple[str, tuple[int, int]]] = set()
        for value in self._values():
            place = (value.table, value.key)
            if value.amount is not None and place not in seen:
                seen.add(place)
                yield value

    def _values(self) -> Iterator[Value]:
        for fund in self.funds:
            yield from (fund.total, *fund.parts, *fund.nested)
        for block in self.executions:
            for row in block.rows:
                yield from row.cells.values()
        for sheet in self.sheets:
            for score in (*sheet.lines, *([sheet.total] if sheet.total else [])):
                yield from score.values()
