"""Tables written down as data become :class:`~budgetlint.model.Table` objects, without a file.

Labels, columns and panels are read by the same code as in documents. The form is described in
:mod:`budgetlint.testing`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from budgetlint.amounts import is_blank_amount, parse_amount
from budgetlint.model import (
    Box,
    Column,
    ColumnRole,
    Figure,
    GridCell,
    Row,
    RowRole,
    Table,
    TableKind,
)
from budgetlint.tables.cells import Line
from budgetlint.tables.columns import describe
from budgetlint.tables.header import column_paths
from budgetlint.tables.labels import LabelReader

_FIGURES = (ColumnRole.AMOUNT, ColumnRole.PERCENT, ColumnRole.COUNT)
_ROW_FIELDS = {"cells", "role", "level", "page", "indent"}
_TABLE_FIELDS = {
    "id",
    "kind",
    "title",
    "number",
    "unit",
    "organisation",
    "year",
    "stage",
    "notes",
    "page",
    "header",
    "roles",
    "panels",
    "rows",
}


_E = TypeVar("_E", TableKind, RowRole, ColumnRole)


class CaseError(ValueError):
    """A case file that cannot be understood; the message says where and why."""


def build_table(spec: Mapping[str, object], number: int, fiscal_year: int | None) -> Table:
    """One table of a case; ``number`` counts the tables of the document from 1."""
    refuse_unknown(spec, _TABLE_FIELDS)
    page = whole(spec.get("page", 1), "page")
    header = _header(spec, page)
    width = len(header[0].cells)
    given = [
        _Given.read(row, len(header) + n, width, page)
        for n, row in enumerate(listed(spec.get("rows", []), "rows"))
    ]
    columns = _columns(spec, header, [g.line for g in given])
    rows: list[Row] = []
    figures: dict[tuple[int, int], Figure] = {}
    for panel in sorted({c.panel for c in columns}):
        _read_panel([c for c in columns if c.panel == panel], given, rows, figures)
    year = spec.get("year")
    kind = text(spec.get("kind", "unknown"))
    return Table(
        id=text(spec.get("id", f"T{number}")),
        kind=_choice(TableKind, kind, "表类型"),
        title=text(spec.get("title", kind)),
        number=text(spec.get("number", "")),
        unit=text(spec.get("unit", "万元")),
        organisation=text(spec.get("organisation", "")),
        fiscal_year=fiscal_year if year is None else whole(year, "year"),
        columns=columns,
        rows=tuple(rows),
        figures=figures,
        pages=tuple(sorted({page, *(g.line.page for g in given)})),
        notes=tuple(text(n) for n in listed(spec.get("notes", []), "notes")),
        stage=text(spec.get("stage", "")),
    )


def text(value: object) -> str:
    """A scalar of a case file as printed; figures have to be quoted, or 42.0 and 042 change."""
    if isinstance(value, bool | float):
        raise CaseError(f"{value!r} 要加引号，写成文字")
    return "" if value is None else str(value)


def whole(value: object, name: str) -> int:
    """A whole number of a case file."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise CaseError(f"{name} 应为整数：{value!r}")
    return value


def listed(value: object, name: str) -> Sequence[object]:
    """A list of a case file."""
    if not isinstance(value, list):
        raise CaseError(f"{name} 应为列表：{value!r}")
    return value


def refuse_unknown(given: Mapping[str, object], known: set[str]) -> None:
    """Raise for keys that mean nothing: a misspelt one would go unnoticed."""
    unknown = sorted(str(key) for key in given if key not in known)
    if unknown:
        raise CaseError(f"不认识的键 {'、'.join(unknown)}，可用的有：{'、'.join(sorted(known))}")


def _choice(kinds: type[_E], value: str, what: str) -> _E:
    try:
        return kinds(value)
    except ValueError:
        known = "、".join(member.value for member in kinds)
        raise CaseError(f"不认识的{what}“{value}”，可用的有：{known}") from None


# ---------------------------------------------------------------- header and columns


def _header(spec: Mapping[str, object], page: int) -> list[Line]:
    """Header rows with their merged cells: ``<`` goes on from the left, "" from above."""
    matrix = [
        [text(cell).strip() for cell in listed(line, "header 的每一行")]
        for line in listed(spec.get("header", []), "header")
    ]
    if not matrix or not matrix[0] or any(len(line) != len(matrix[0]) for line in matrix):
        raise CaseError("header 至少有一行，各行的格数相同")
    lines: list[Line] = []
    for row, texts in enumerate(matrix):
        cells: list[GridCell] = []
        for column, word in enumerate(texts):
            if word == "<" and cells:
                cells.append(cells[-1])
            elif not word and row:
                cells.append(lines[-1].cells[column])
            else:
                span = 1
                while column + span < len(texts) and texts[column + span] == "<":
                    span += 1
                box = _box(row, column)
                cells.append(GridCell(row, column, 1, span, word, box))
        lines.append(Line(tuple(cells), page, row))
    return lines


def _columns(
    spec: Mapping[str, object], header: Sequence[Line], body: Sequence[Line]
) -> tuple[Column, ...]:
    columns = list(describe(column_paths(header, len(header[0].cells)), header, body))
    for name in ("roles", "panels"):
        if name in spec and len(listed(spec[name], name)) != len(columns):
            raise CaseError(f"{name} 的项数应与表头的列数（{len(columns)}）相同")
    if "roles" in spec:
        roles = [_choice(ColumnRole, text(r), "列角色") for r in listed(spec["roles"], "roles")]
        columns = [replace(c, role=r) for c, r in zip(columns, roles, strict=True)]
    if "panels" in spec:
        panels = [whole(p, "panels") for p in listed(spec["panels"], "panels")]
        columns = [replace(c, panel=p) for c, p in zip(columns, panels, strict=True)]
    return tuple(columns)


# ---------------------------------------------------------------- rows


@dataclass(frozen=True)
class _Given:
    """One line of a case table with what is said of it beyond its cells."""

    line: Line
    role: str
    level: int | None

    @classmethod
    def read(cls, given: object, row: int, width: int, page: int) -> _Given:
        extra: Mapping[str, object] = {}
        if isinstance(given, dict):
            refuse_unknown(given, _ROW_FIELDS)
            extra, given = given, given.get("cells")
        words = [text(cell) for cell in listed(given, "rows 的每一行")]
        if len(words) > width:
            raise CaseError(f"行 {words} 有 {len(words)} 格，表头只有 {width} 列")
        words += [""] * (width - len(words))
        indent = float(whole(extra.get("indent", 0), "indent"))
        cells = tuple(
            GridCell(row, column, 1, 1, word, _box(row, column), indent)
            for column, word in enumerate(words)
        )
        level = extra.get("level")
        return cls(
            Line(cells, whole(extra.get("page", page), "page"), row),
            text(extra.get("role")),
            None if level is None else whole(level, "level"),
        )


def _read_panel(
    columns: Sequence[Column],
    given: Sequence[_Given],
    rows: list[Row],
    figures: dict[tuple[int, int], Figure],
) -> None:
    reader = LabelReader(columns)
    for item in given:
        line, index = item.line, len(rows)
        label = reader.read(line)
        found = list(_figures(line, columns, index))
        figures.update({(index, figure.column): figure for figure in found})
        role = label.role
        if item.role:
            role = _choice(RowRole, item.role, "行角色")
        elif not found and not label.name and not label.code:
            role = RowRole.EMPTY
        rows.append(
            Row(
                index=index,
                page=line.page,
                panel=columns[0].panel,
                code=label.code,
                name=label.name,
                level=label.level if item.level is None else item.level,
                role=role,
                box=line.cells[columns[0].index].box.union(line.cells[columns[-1].index].box),
                indent=label.indent,
                marker=label.marker,
                codes=label.codes,
                label_column=label.column,
            )
        )


def _figures(line: Line, columns: Sequence[Column], row: int) -> Iterator[Figure]:
    for column in columns:
        cell = line.cells[column.index]
        if column.role in _FIGURES and not is_blank_amount(cell.text):
            amount = parse_amount(cell.text)
            yield Figure(cell.text, amount, line.page, cell.box, row, column.index)


def _box(row: int, column: int) -> Box:
    """A made-up place: every cell has one of its own."""
    return Box(40.0 + 60 * column, 80.0 + 20 * row, 100.0 + 60 * column, 100.0 + 20 * row)
