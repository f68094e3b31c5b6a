"""Tables as they were read, laid out for the report: header spans, rows, marked figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from budgetlint.model import Column, ColumnRole, Row, RowRole, Table
from budgetlint.places import Unit
from budgetlint.report.marks import SIGNS, Marks, State
from budgetlint.report.messages import Messages
from budgetlint.report.summary import is_stored
from budgetlint.report.texts import clean, one_line

_LABEL_ROLES = {ColumnRole.CODE, ColumnRole.NAME}


@dataclass(frozen=True)
class HeadCell:
    """One header cell with its spans."""

    text: str
    columns: int
    rows: int
    divides: bool


@dataclass(frozen=True)
class BodyCell:
    """One body cell; ``state`` is ``""`` for a figure that needs no mark."""

    text: str
    kind: str  # code, name, figure, blank
    state: str = ""
    sign: str = ""
    title: str = ""
    anchor: str = ""
    link: str = ""
    level: int = 0
    divides: bool = False


@dataclass(frozen=True)
class BodyRow:
    """One line of the table; ``page`` is set where a new page begins."""

    cells: tuple[BodyCell, ...]
    role: str
    page: int | None


@dataclass(frozen=True)
class TableView:
    """A table ready for the template."""

    anchor: str
    name: str
    kind: str
    unit: str
    pages: str
    head: tuple[tuple[HeadCell, ...], ...]
    rows: tuple[BodyRow, ...]
    width: int
    omitted: str
    notes: tuple[str, ...]
    failing: int
    unchecked: int
    figures: int
    stored: bool


@dataclass(frozen=True)
class _Slot:
    """One column of the laid-out table: a label column of a panel or a column of figures."""

    panel: int
    path: tuple[str, ...]
    kind: str  # code, name, extra or figure
    column: int = -1
    header: str = ""


@dataclass(frozen=True)
class _Context:
    """What laying out the body needs besides the columns."""

    table: Table
    anchor: str
    marks: Marks
    links: Mapping[str, str]
    say: Messages

    def title(self, state: State, link: str) -> str:
        """The words behind a mark: the state, and the finding it comes from."""
        word = self.say(f"state.{state.key}")
        return f"{word}{self.say('colon')}{self.links[link]}" if link in self.links else word


def table_view(
    table: Table, name: str, anchor: str, marks: Marks, links: Mapping[str, str], say: Messages
) -> TableView:
    """Lay out one table; ``links`` maps anchors of findings to their titles."""
    slots = _slots(table, say)
    states = Counter(marks.state(table.id, cell) for cell in table.figures)
    labels = sum(key[0] == table.id for key in marks.labels)
    shown = {s.column for s in slots}
    omitted = [
        one_line(c.name)
        for c in table.columns
        if c.role not in _LABEL_ROLES and c.index not in shown and c.path
    ]
    return TableView(
        anchor=anchor,
        name=name,
        kind=say.kind(table.kind.value),
        unit=table.unit,
        pages=say.extent(table),
        head=_head(slots),
        rows=tuple(_rows(_Context(table, anchor, marks, links, say), slots)),
        width=len(slots),
        omitted=say("list.comma").join(omitted),
        notes=tuple(one_line(note) for note in table.notes),
        failing=states[State.ERROR] + states[State.WARNING] + labels,
        unchecked=sum((table.id, cell) in marks.unchecked for cell in table.figures),
        figures=len(table.figures) - states[State.NEUTRAL],
        stored=is_stored(table),
    )


def _slots(table: Table, say: Messages) -> list[_Slot]:
    slots: list[_Slot] = []
    filled = {column for _, column in table.figures}
    for panel in table.panels():
        rows = table.panel_rows(panel)
        columns = sorted((c for c in table.columns if c.panel == panel), key=lambda c: c.index)
        slots.extend(_label_slots(panel, rows, columns, say))
        for column in columns:
            if column.role in _LABEL_ROLES:
                continue
            if column.role is ColumnRole.TEXT and column.index not in filled:
                continue
            slots.append(_Slot(panel, column.path, "figure", column.index))
    return slots


def _label_slots(
    panel: int, rows: Sequence[Row], columns: Sequence[Column], say: Messages
) -> Iterator[_Slot]:
    """Code and name of the rows of a panel; rows with several codes get a column for each."""
    headers = list(dict.fromkeys(header for row in rows for header, _, _ in row.codes))
    if headers:
        for header in headers:
            yield _Slot(panel, (header,), "extra", header=header)
    elif any(row.code for row in rows):
        path = next((c.path for c in columns if c.role is ColumnRole.CODE and c.path), ())
        yield _Slot(panel, path[:1] or (say("label.code"),), "code")
    label = {row.label_column for row in rows}
    named = [c for c in columns if c.role is ColumnRole.NAME and c.path]
    path = next((c.path for c in named if not label or c.index in label), ())
    yield _Slot(panel, path or (say("label.name"),), "name")


def _head(slots: Sequence[_Slot]) -> tuple[tuple[HeadCell, ...], ...]:
    """Header rows: neighbours that share a path down to a level share a cell."""
    depth = max((len(s.path) for s in slots), default=0)
    lines: list[tuple[HeadCell, ...]] = []
    for level in range(depth):
        line: list[HeadCell] = []
        start = 0
        while start < len(slots):
            slot = slots[start]
            end = start + 1
            while end < len(slots) and _same(slot, slots[end], level):
                end += 1
            if level < len(slot.path):
                last = level == len(slot.path) - 1
                rows = depth - level if last else 1
                divides = start > 0 and slots[start - 1].panel != slot.panel
                line.append(HeadCell(one_line(slot.path[level]), end - start, rows, divides))
            start = end
        lines.append(tuple(line))
    return tuple(lines)


def _same(left: _Slot, right: _Slot, level: int) -> bool:
    """Whether two columns share the header cell at a level; leaves never do."""
    prefix = left.path[: level + 1]
    return (
        left.panel == right.panel
        and right.path[: level + 1] == prefix
        and len(left.path) > level + 1
        and len(right.path) > level + 1
    )


def _rows(context: _Context, slots: Sequence[_Slot]) -> Iterator[BodyRow]:
    page = None
    filled = {row for row, _ in context.table.figures}
    for line in _lines(context.table):
        if all(r.role is RowRole.EMPTY and r.index not in filled for r in line.values()):
            continue
        here = next(iter(line.values())).page
        role = "total" if any(r.role is RowRole.TOTAL for r in line.values()) else ""
        cells = _cells(context, slots, line)
        turned = here != page and context.say.unit is Unit.PAGE
        yield BodyRow(tuple(cells), role, here if turned else None)
        page = here


def _lines(table: Table) -> list[dict[int, Row]]:
    """The printed lines: rows of panels that stand side by side share a line.

    Rows are numbered through one panel after the other, so that only their places on the page
    say which of them stand beside each other.
    """
    lines: list[dict[int, Row]] = []
    on_page: dict[int, list[dict[int, Row]]] = {}
    for row in table.rows:
        middle = (row.box.y0 + row.box.y1) / 2
        beside = (
            line
            for line in on_page.get(row.page, [])
            if row.panel not in line and any(r.box.y0 <= middle <= r.box.y1 for r in line.values())
        )
        line = next(beside, None)
        if line is None:
            line = {}
            lines.append(line)
            on_page.setdefault(row.page, []).append(line)
        line[row.panel] = row
    if len(table.panels()) > 1:
        lines.sort(key=lambda line: min((r.page, r.box.y0) for r in line.values()))
    return lines


def _cells(
    context: _Context, slots: Sequence[_Slot], line: Mapping[int, Row]
) -> Iterator[BodyCell]:
    before: int | None = None
    for slot in slots:
        divides = before is not None and slot.panel != before
        before = slot.panel
        row = line.get(slot.panel)
        if row is None:
            yield BodyCell("", "blank", divides=divides)
        elif slot.kind == "figure":
            yield _figure(context, (row.index, slot.column), divides)
        else:
            yield _label(context, row, slot, divides)


def _label(context: _Context, row: Row, slot: _Slot, divides: bool) -> BodyCell:
    if slot.kind == "extra":
        code, name = next(((c, n) for h, c, n in row.codes if h == slot.header), ("", ""))
        # The name of the row has a column of its own.
        text = code if name == row.name else f"{code} {name}".strip()
        return BodyCell(clean(text), "code", divides=divides)
    if slot.kind == "code":
        return BodyCell(clean(row.code), "code", divides=divides)
    key = (context.table.id, row.panel, row.label)
    state = context.marks.labels.get(key)
    level = row.level + (row.role is RowRole.OF_WHICH)
    if state is None:
        return BodyCell(clean(row.name), "name", level=level, divides=divides)
    link = context.marks.label_links.get(key, "")
    return BodyCell(
        text=clean(row.name),
        kind="name",
        state=state.key,
        sign=SIGNS[state],
        title=context.title(state, link),
        link=link,
        level=level,
        divides=divides,
    )


def _figure(context: _Context, cell: tuple[int, int], divides: bool) -> BodyCell:
    figure = context.table.figures.get(cell)
    if figure is None:
        return BodyCell("", "blank", divides=divides)
    state = context.marks.state(context.table.id, cell)
    if state is State.CHECKED:
        return BodyCell(clean(figure.text), "figure", divides=divides)
    link = context.marks.links.get((context.table.id, cell), "")
    # Only cells that something links to carry an anchor: thousands would bloat the file.
    pinned = state not in (State.NEUTRAL, State.UNCHECKED)
    return BodyCell(
        text=clean(figure.text),
        kind="figure",
        state=state.key,
        sign=SIGNS.get(state, ""),
        title=context.title(state, link),
        anchor=cell_anchor(context.anchor, cell) if pinned else "",
        link=link,
        divides=divides,
    )


def cell_anchor(table_anchor: str, cell: tuple[int, int]) -> str:
    """The anchor of one figure."""
    return f"{table_anchor}-{cell[0]}-{cell[1]}"
