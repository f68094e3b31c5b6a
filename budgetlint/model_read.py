"""What the reader hands to the checks: pages as read, tables as understood.

See :mod:`budgetlint.model`, which has all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from budgetlint.amounts import Amount


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points, origin top left of the page as displayed."""

    x0: float
    y0: float
    x1: float
    y1: float

    def union(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(
            min(self.x0, other.x0),
            min(self.y0, other.y0),
            max(self.x1, other.x1),
            max(self.y1, other.y1),
        )

    def as_list(self) -> list[float]:
        """``[x0, y0, x1, y1]`` rounded to a tenth of a point, for JSON."""
        return [round(v, 1) for v in (self.x0, self.y0, self.x1, self.y1)]


# ---------------------------------------------------------------- pages as read


@dataclass(frozen=True, slots=True)
class Spots:
    """Where the characters of a line begin and end on the displayed page, without white space.

    ``ends`` holds begin and end of one character after the other, in points along the line:
    from left to right, or down or up the page where the line is printed ``sideways``.
    """

    ends: Sequence[float]
    sideways: bool = False

    def cut(self, line: Box, start: int, end: int) -> Box:
        """The part of the box of the line in which some of its characters stand."""
        ends = self.ends[2 * start : 2 * end]
        low, high = min(ends), max(ends)
        if self.sideways:
            return Box(line.x0, low, line.x1, high)
        return Box(low, line.y0, high, line.y1)


@dataclass(frozen=True, slots=True)
class TextLine:
    """One printed line outside the ruled tables, spaces closed, left to right.

    ``spots`` is None where the reader does not know the places of the characters.
    """

    text: str
    box: Box
    spots: Spots | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell of a ruled grid; a merged cell stands once, at its top left, with its spans.

    ``text`` has its lines joined by ``\\n``; spaces between glyphs of one word are closed.
    ``indent`` is the distance of the first glyph from the left edge of the cell, in points.
    ``uncertain`` says that the row the text belongs to is in doubt (no row rules).
    """

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    box: Box
    indent: float = 0.0
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """One table as drawn: cells, not yet meaning.

    ``reader`` is ``pdfium``, ``camelot`` …; ``ruling`` is ``full`` (every cell ruled),
    ``columns`` (column lines only, rows taken from the text lines), ``gaps`` (no column lines
    either, columns taken from the white between the figures) or ``none``.
    ``anchors`` are the x positions of the column borders in reading direction.
    """

    page: int
    box: Box
    row_count: int
    column_count: int
    cells: tuple[GridCell, ...]
    anchors: tuple[float, ...]
    reader: str = "pdfium"
    ruling: str = "full"


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its lines of text outside the grids, its grids from top to bottom.

    ``flow`` holds lines and grids together in reading order (which, on a page whose text is
    drawn sideways, is not the order of their boxes). ``problem`` says in one Chinese sentence
    why the page could not be read (no text layer, garbled text layer); it is None for a page
    that was read.
    """

    number: int
    width: float
    height: float
    lines: tuple[TextLine, ...]
    grids: tuple[Grid, ...]
    problem: str | None = None
    flow: tuple[TextLine | Grid, ...] = ()


# ---------------------------------------------------------------- tables as understood


class TableKind(StrEnum):
    """Canonical kinds of disclosure tables; the value is the Chinese name users read."""

    BALANCE = "收支总表"
    INCOME = "收入总表"
    EXPENDITURE = "支出总表"
    APPROPRIATION_BALANCE = "财政拨款收支总表"
    APPROPRIATION_EXPENDITURE = "财政拨款支出表"
    GENERAL_EXPENDITURE = "一般公共预算支出表"
    BASIC_EXPENDITURE = "一般公共预算基本支出表"
    ECONOMIC_SUMMARY = "支出经济分类汇总表"
    THREE_PUBLIC = "“三公”经费表"
    GOVERNMENT_FUND = "政府性基金预算支出表"
    STATE_CAPITAL = "国有资本经营预算支出表"
    PROJECT = "项目支出表"
    PROCUREMENT = "政府采购预算表"
    OPERATING = "机关运行经费表"
    PERFORMANCE = "绩效目标表"
    SELF_EVALUATION = "绩效自评表"
    GOVERNMENT = "政府预决算表"
    UNKNOWN = "unknown"


class ColumnRole(StrEnum):
    """What stands in a column."""

    CODE = "code"  # 科目编码 (one cell, or 类/款/项 apart)
    NAME = "name"  # 科目名称, 项目, 单位名称
    AMOUNT = "amount"  # money
    PERCENT = "percent"  # 占比, 增减%, 完成%
    COUNT = "count"  # 数量, 人数 — figures that are no money
    ORDINAL = "ordinal"  # 行次, 序号
    TEXT = "text"  # 备注, 绩效目标 …


class RowRole(StrEnum):
    """What a row is in the sums of its table."""

    LEAF = "leaf"  # an ordinary line; may have lines below it by its code
    SUBTOTAL = "subtotal"  # 小计
    TOTAL = "total"  # 合计, 总计, 本年收入合计
    OF_WHICH = "of_which"  # 其中: a part, never an addend
    ORGANISATION = "organisation"  # 114 郑州市政务服务办公室
    EMPTY = "empty"  # no label and no figure
    NOTE = "note"  # a remark inside the grid


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed figure of a table with its place.

    ``amount`` is None when the cell should hold an amount and cannot be parsed; the text as
    printed is always kept. ``uncertain`` says that its row is in doubt; it has no amount then.
    ``row_name`` and ``column_name`` are the words beside and above a figure of a form: it stands
    in no row of its table, and its ``row`` is negative.
    """

    text: str
    amount: Amount | None
    page: int
    box: Box
    row: int
    column: int
    uncertain: bool = False
    row_name: str = ""
    column_name: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header path from the top level down, and what stands in it.

    ``panel`` numbers the tables that stand side by side in one grid (收入 | 支出).
    ``percent_of`` is reserved for columns whose header names the columns they relate.
    """

    index: int
    path: tuple[str, ...]
    role: ColumnRole
    panel: int = 0

    @property
    def name(self) -> str:
        """The header path joined by `` › ``, as findings print it."""
        return " › ".join(self.path)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of one panel of a table.

    ``code`` is the joined code (``2010301``) or ``""``; ``level`` is 1 for 类, 2 for 款,
    3 for 项 where a code or a numbering (一、（一）1.) says so, else 0. ``indent`` is the
    distance in points of the name from the left edge of its cell.
    ``codes`` holds every code of the row when it has more than one
    (部门经济分类 and 政府经济分类), as (header, code, name). ``label_column`` and
    ``label_end`` are the first and the last of the label columns that are filled.
    """

    index: int
    page: int
    panel: int
    code: str
    name: str
    level: int
    role: RowRole
    box: Box
    indent: float = 0.0
    marker: str = ""
    codes: tuple[tuple[str, str, str], ...] = ()
    label_column: int = 0
    label_end: int = 0

    @property
    def label(self) -> str:
        """Code and name as findings print them."""
        return f"{self.code} {self.name}".strip()


@dataclass(frozen=True)
class Table:
    """A typed table: one canonical kind, its own unit, columns with header paths, rows.

    ``figures`` maps (row index, column index) to the printed figure; a blank cell has no
    entry. ``unit`` is ``元``, ``万元``, ``亿元`` or ``""`` where none is printed.
    ``grids`` are the grids it was joined from, in page order. ``government`` says that it
    is a table of a whole government, not of a department.
    """

    id: str
    kind: TableKind
    title: str
    number: str
    unit: str
    organisation: str
    fiscal_year: int | None
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    figures: Mapping[tuple[int, int], Figure]
    pages: tuple[int, ...]
    reader: str = "pdfium"
    ruling: str = "full"
    notes: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()
    stage: str = ""
    government: bool = False

    def panel_rows(self, panel: int) -> list[Row]:
        """The rows of one panel, top to bottom."""
        return [r for r in self.rows if r.panel == panel]

    def panel_columns(self, panel: int, role: ColumnRole = ColumnRole.AMOUNT) -> list[Column]:
        """The columns of one panel with a role, left to right."""
        return [c for c in self.columns if c.panel == panel and c.role is role]

    def panels(self) -> list[int]:
        """The numbers of the panels."""
        return sorted({c.panel for c in self.columns})

    def unparsed(self) -> Iterator[Figure]:
        """Figures that should be amounts and could not be parsed."""
        return (f for f in self.figures.values() if f.amount is None)


@dataclass(frozen=True)
class Document:
    """One file as read: pages, tables and what is known about it.

    ``kind`` is ``部门预算``, ``部门决算`` … or ``""``. ``problems`` are Chinese sentences about
    what could not be read, each naming its page; ``readable`` is False when nothing was.
    """

    path: Path
    sha256: str
    pages: tuple[Page, ...]
    tables: tuple[Table, ...]
    kind: str = ""
    organisation: str = ""
    fiscal_year: int | None = None
    problems: tuple[str, ...] = ()
    readable: bool = True
