"""Grids become typed tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from budgetlint.amounts import is_blank_amount, parse_amount
from budgetlint.model import (
    Box,
    Column,
    ColumnRole,
    Figure,
    Page,
    Row,
    RowRole,
    Table,
    TableKind,
)
from budgetlint.read.wrapped import is_wrapped, joins
from budgetlint.tables.cells import Line, tight
from budgetlint.tables.columns import describe
from budgetlint.tables.header import column_paths
from budgetlint.tables.kinds import classify
from budgetlint.tables.labels import Label, LabelReader
from budgetlint.tables.stitch import Draft, drafts

_FIGURE_ROLES = (ColumnRole.AMOUNT, ColumnRole.PERCENT)
_FORMS = (TableKind.PERFORMANCE, TableKind.SELF_EVALUATION)
_HAS_DIGIT = re.compile(r"[0-9０-９#]")
_HEADER_UNIT = re.compile(r"[（(:：](亿元|万元|元)[）)]?")
_STAGE = (("决算", "决算"), ("预算", "预算"))


def build_tables(pages: Sequence[Page], *, government: bool = False) -> tuple[Table, ...]:
    """Every table of a document, typed, in reading order.

    ``government`` says that the document is one of a whole government, not of a department.
    """
    out: list[Table] = []
    for draft in drafts(pages):
        out.append(_table(f"T{len(out) + 1}", draft, government))
    return tuple(out)


def _table(identity: str, draft: Draft, government: bool) -> Table:
    paths = column_paths(draft.header, draft.width)
    caption = draft.caption
    columns = describe(paths, draft.header, draft.body, in_money=bool(caption.unit))
    header_text = "".join(text for path in paths for text in path)
    body_text = "" if caption.title else "".join(t for x in draft.body for t in x.texts())
    kind = classify(caption.title, header_text, body_text, government=government)
    if kind in _FORMS:
        columns = _form_columns(columns)
    rows: list[Row] = []
    figures: dict[tuple[int, int], Figure] = {}
    reader: LabelReader | None = None
    for panel in sorted({c.panel for c in columns}):
        own = [c for c in columns if c.panel == panel]
        if any(c.role in _FIGURE_ROLES for c in own):
            reader = LabelReader(own, reader)
            _read_panel(own, reader, draft.body, rows, figures, is_form=kind in _FORMS)
    unit = caption.unit or _unit_in_header(paths)
    return Table(
        identity,
        kind,
        caption.title,
        caption.number,
        unit,
        caption.organisation,
        caption.fiscal_year,
        columns,
        tuple(rows),
        figures,
        tuple(sorted({g.page for g in draft.grids})),
        draft.grids[0].reader,
        next((g.ruling for g in draft.grids if g.ruling != "full"), "full"),
        caption.notes,
        tuple(draft.grids),
        next((stage for word, stage in _STAGE if word in caption.title), ""),
        government,
    )


def _form_columns(columns: Sequence[Column]) -> tuple[Column, ...]:
    """In a form (绩效目标表) only columns whose header names money hold amounts."""
    money = re.compile(r"金额|资金|总额|合计|小计|拨款|预算|支出|收入|万元")
    return tuple(
        Column(c.index, c.path, ColumnRole.TEXT, c.panel)
        if c.role in _FIGURE_ROLES and not (c.path and money.search("".join(c.path)))
        else c
        for c in columns
    )


def _unit_in_header(paths: Sequence[tuple[str, ...]]) -> str:
    units = {
        match.group(1) for path in paths for text in path if (match := _HEADER_UNIT.search(text))
    }
    return units.pop() if len(units) == 1 else ""


def _decimals(columns: Sequence[Column], body: Sequence[Line]) -> int:
    """How many decimals most figures of a table are printed with, those in one line."""
    texts = (line.cells[c.index].text.split() for line in body for c in columns)
    counts = Counter(
        len(t[0].partition(".")[2])
        for t in texts
        if len(t) == 1 and "." in t[0] and re.search(r"[1-9]", t[0]) and parse_amount(t[0])
    )
    return counts.most_common(1)[0][0] if counts else 0


def _rejoined(found: list[Figure], columns: Sequence[Column], body: Sequence[Line]) -> list[Figure]:
    """The figures of a row whose numbers are all wrapped in two lines (32197321 / 2.00).

    One such cell may as well hold the figures of two rows; several of them do not, when they
    have the decimals of the table.
    """
    doubtful = [f for f in found if f.amount is None and not f.uncertain]
    pieces = [f.text.split() for f in doubtful]
    if len(doubtful) < 2 or any(len(p) != 2 for p in pieces):
        return found
    if not all(is_wrapped(*p) for p in pieces):
        joined = {joins(*p) for p in pieces}
        usual = _decimals(columns, body)
        if len(joined) > 1 or not (joined <= {usual} if usual else len(pieces) > 2):
            return found
    return [
        replace(f, amount=parse_amount("".join(f.text.split()))) if f in doubtful else f
        for f in found
    ]


def _all_in_doubt(found: list[Figure], line: Line, usual: Callable[[], int]) -> list[Figure]:
    """The figures of a row, all of them in doubt where one cell holds those of two rows.

    ``usual`` are the decimals of the table: 523.4 above 0 is no 523.40 where others have one.
    Nor is a row one that holds a whole list of codes.
    """
    stacked = any(_is_stacked(f.text) or _is_odd(f.text, usual) for f in found) or any(
        _is_list_of_codes(cell.text)
        for c, cell in enumerate(line.cells)
        if "\n" in cell.text and line.owns(c)
    )
    return [replace(f, amount=None, uncertain=True) for f in found] if stacked else found


def _is_odd(text: str, usual: Callable[[], int]) -> bool:
    """Whether two complete figures make one of other decimals than the table has."""
    pieces = text.split()
    if len(pieces) < 2 or any(parse_amount(p) is None for p in pieces):
        return False
    decimals = len("".join(pieces).partition(".")[2])
    return "." in pieces[0] and usual() not in (0, decimals)


def _is_list_of_codes(text: str) -> bool:
    """Whether a cell holds the codes of several rows; a wrapped code has two lines."""
    pieces = text.split()
    return len(pieces) > 2 and all(p.isdigit() and 2 <= len(p) <= 7 for p in pieces)


def _is_stacked(text: str) -> bool:
    """Whether the lines of a cell are a figure each, not one figure that was too long.

    Two dashes or a dash above a figure are two figures as well, never a sign and its number.
    """
    pieces = text.split()
    if len(pieces) < 2:
        return False
    amounts = [parse_amount(piece) for piece in pieces]
    if any(
        a is None and not is_blank_amount(p) for a, p in zip(amounts, pieces, strict=True)
    ) or any(piece.startswith(".") for piece in pieces):
        return False
    return len({a.step for a in amounts if a is not None}) <= 1


def _read_panel(
    columns: Sequence[Column],
    reader: LabelReader,
    body: Sequence[Line],
    rows: list[Row],
    figures: dict[tuple[int, int], Figure],
    *,
    is_form: bool,
) -> None:
    money = [c for c in columns if c.role in _FIGURE_ROLES]
    width = len(body[0].cells) if body else 0
    last: tuple[str, tuple[str, ...]] | None = None
    page = body[0].page if body else 0
    usual = cache(lambda: _decimals(money, body))  # seldom asked for, and long in counting
    for line in body:
        label = reader.read(line)
        index = len(rows)
        role = label.role
        found = _rejoined(list(_figures(line, money, index)), money, body)
        found = _all_in_doubt(found, line, usual)
        if label.spanned and not found:
            label = Label()
        print_of = (label.name, tuple(f.text for f in found))
        if is_form and line.page != page and print_of == last:
            found = []  # a project whose indicators go on over the page is printed again
        page = line.page
        if found or label.name:
            last = print_of
        for figure in found:
            figures[(index, figure.column)] = figure
        if not found and (line.is_blank() or not (label.name or label.code)):
            role = RowRole.EMPTY
        elif not found and _is_note(line, width):
            role = RowRole.NOTE
        rows.append(
            Row(
                index,
                line.page,
                columns[0].panel,
                label.code,
                label.name,
                label.level,
                role,
                _row_box(line, columns),
                label.indent,
                label.marker,
                label.codes,
                label.column,
                label.end,
            )
        )


def _row_box(line: Line, columns: Sequence[Column]) -> Box:
    box = line.cells[columns[0].index].box
    for column in columns[1:]:
        box = box.union(line.cells[column.index].box)
    return box


def _is_note(line: Line, width: int) -> bool:
    return any(
        cell.column_span > 0.6 * width and len(tight(cell.text)) > 6
        for column, cell in enumerate(line.cells)
        if line.owns(column)
    )


def _figures(line: Line, money: Sequence[Column], row: int) -> Iterator[Figure]:
    for column in money:
        if not line.owns(column.index):
            continue
        cell = line.cells[column.index]
        if not cell.text or is_blank_amount(cell.text):
            continue
        amount = parse_amount(cell.text)
        if amount is None and not _HAS_DIGIT.search(cell.text):
            continue  # a word (无, 保密) where a figure could stand is no unreadable figure
        if amount is None and column.role is not ColumnRole.AMOUNT:
            continue
        known = None if cell.uncertain else amount
        yield Figure(cell.text, known, line.page, cell.box, row, column.index, cell.uncertain)
