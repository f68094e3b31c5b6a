"""A form becomes a sheet: the text of every cell as it will be printed, with its spans."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

from synthetic_forms import Code, Column, Form, Money, Name, Percent, Row, Value
from synthetic_picks import Picks

WIDE = str.maketrans("0123456789.()", "０１２３４５６７８９．（）")
PARTS = ("类", "款", "项")


@dataclass
class Cell:
    """One cell as printed; ``figure`` says that it holds a figure of the table."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    kind: str
    indent: int = 0
    figure: bool = False


@dataclass
class Sheet:
    """A table ready to be drawn, and what a reader should find in it."""

    form: Form
    title: str
    unit: str
    cells: list[Cell]
    row_count: int
    column_count: int
    header_rows: int
    codes: list[str] = field(default_factory=list)
    total_on_top: bool = False

    def figures(self) -> list[Cell]:
        """The printed figures."""
        return [c for c in self.cells if c.figure and c.text]


@dataclass(frozen=True)
class Format:
    """How numbers are printed in one table."""

    unit: str
    decimals: int
    comma: bool
    general: bool
    empty: str
    negative: str
    percent_decimals: int
    percent_sign: bool

    def money(self, value: Money) -> str:
        """An amount, rounded half up."""
        if value.cents == 0:
            return self.empty
        factor = 100 if self.unit == "元" else 10**6
        return self.number(Decimal(value.cents) / factor, self.decimals)

    def number(self, value: Decimal, decimals: int) -> str:
        """A number with its decimals, or without trailing zeros."""
        rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        text = f"{abs(rounded):,f}" if self.comma else f"{abs(rounded):f}"
        if self.general and "." in text:
            text = text.rstrip("0").rstrip(".")
        if rounded >= 0:
            return text
        return f"({text})" if self.negative == "()" else f"-{text}"

    def percent(self, value: Percent) -> str:
        """A percentage; without a base the cell says nothing."""
        if value.value is None:
            return self.empty if self.empty in ("", "-", "—") else ""
        text = replace(self, general=False, negative="-").number(value.value, self.percent_decimals)
        return text + "%" if self.percent_sign else text


def number_format(picks: Picks, key: str) -> Format:
    """The number format of one table."""
    unit = picks.pick(f"{key}/unit", ("万元", "元"), 0.6)
    decimals = 2 if unit == "元" else picks.pick(f"{key}/decimals", (2, 6, 4, 1, 0, 3))
    return Format(
        unit,
        decimals,
        picks.pick(f"{key}/comma", (True, False)),
        picks.pick(f"{key}/general", (False, True), 0.6),
        picks.pick(f"{key}/empty", ("", "0.00", "0", "—", "-")),
        picks.pick(f"{key}/negative", ("-", "()"), 0.7),
        picks.pick(f"{key}/percentdecimals", (2, 1, 0)),
        picks.pick(f"{key}/percentsign", (True, False)),
    )


def lay_out(picks: Picks, form: Form) -> Sheet:
    """Print every value, split or join codes, build the header."""
    key = form.key
    title = form.titles[picks.pick(f"{key}/titleno", range(len(form.titles)), 0.2)]
    style = number_format(picks, key)
    codes = [v.text for row in form.rows for v in row if isinstance(v, Code) and not v.organisation]
    _code_layout(picks, form)
    if form.panels == (2, 2) or (len(form.panels) == 2 and form.panels[0] == 2):
        _line_numbers(picks, form)
    depth = max((len(c.path) for c in form.columns), default=0)
    cells = _header(form.columns)
    extra = 0
    if depth and picks.pick(f"{key}/columnnumbers", (False, True)):
        cells += _column_numbers(form, depth)
        extra = 1
    first = depth + extra
    spread = picks.pick(f"{key}/spread", ("", " ", "  "))
    indent = picks.pick(f"{key}/indent", ("pad", "none", "space"))
    full = picks.pick(f"{key}/digits", ("ascii", "full"), 0.85) == "full"
    for y, row in enumerate(form.rows):
        for x, value in enumerate(row):
            text = _print(value, style, spread)
            level = value.level if isinstance(value, Name) and indent == "pad" else 0
            if isinstance(value, Name) and indent == "space":
                text = "　" * value.level + text
            kind = form.columns[x].kind
            if full and kind in ("amount", "name"):
                text = widen(text)
            figure = isinstance(value, Money | Percent) or (kind == "count" and bool(text))
            cells.append(Cell(first + y, x, 1, 1, text, kind, level, figure))
    rows = len(form.rows)
    sheet = Sheet(form, title, style.unit, cells, first + rows, len(form.columns), first, codes)
    sheet.total_on_top = (
        any(isinstance(v, Name) and v.spread for v in form.rows[0]) if rows else False
    )
    if key == "target":
        _pairs(sheet)
    return sheet


def _pairs(sheet: Sheet) -> None:
    """The same text in neighbouring rows of the first column is one merged cell."""
    start: Cell | None = None
    for cell in [c for c in sheet.cells if c.column == 0]:
        if start is not None and cell.text == start.text:
            start.row_span += 1
            sheet.cells.remove(cell)
        else:
            start = cell


def _print(value: Value, style: Format, spread: str) -> str:
    if value is None:
        return ""
    if isinstance(value, Money):
        return style.money(value)
    if isinstance(value, Percent):
        return style.percent(value)
    if isinstance(value, Name):
        return spread.join(value.text) if value.spread and spread else value.text
    return value.text if isinstance(value, Code) else str(value)


# ---------------------------------------------------------------- codes


def _code_layout(picks: Picks, form: Form) -> None:
    """Print codes in one cell, in several, in the name, partly, or not at all."""
    plain = [i for i, c in enumerate(form.columns) if c.kind == "code"]
    if not plain or any(isinstance(v, Code) and v.organisation for row in form.rows for v in row):
        return
    options: tuple[str, ...] = ("one", "cells", "part", "dash", "bracket", "plain", "spaced")
    if form.key == "crosswalk":  # has no rows of 类, which alone would print them
        options = ("one", "cells")
    elif len(plain) > 1 or "基本" in form.titles[0]:
        options = ("one", "cells", "part")
    layout = picks.pick(f"{form.key}/codes", options)
    if layout == "one":
        return
    if layout in ("cells", "part"):
        for column in reversed(plain):
            _split(form, column, layout == "part")
        return
    for column in reversed(plain):
        _join(form, column, layout)


def _split(form: Form, at: int, partly: bool) -> None:
    longest = max((len(r[at].text) for r in form.rows if isinstance(r[at], Code)), default=5)  # type: ignore[union-attr]
    count = 3 if longest > 5 else 2
    head = form.columns[at]
    form.columns[at : at + 1] = [Column((*head.path, PARTS[i]), "code") for i in range(count)]
    for row in form.rows:
        value = row[at]
        parts: Row = [None] * count
        if isinstance(value, Code):
            pieces = [value.text[:3], value.text[3:5], value.text[5:7]]
            level = sum(bool(p) for p in pieces) - 1
            for number in range(count):
                if not partly or number == level:
                    parts[number] = pieces[number] or None
        elif value is not None:
            parts[0] = value
        row[at : at + 1] = parts


def _join(form: Form, at: int, layout: str) -> None:
    patterns = {"dash": "{0}-{1}", "bracket": "[{0}]{1}", "plain": "{0}{1}", "spaced": "{0} {1}"}
    del form.columns[at]
    for row in form.rows:
        code, name = row[at], row[at + 1]
        del row[at]
        if isinstance(code, Code) and isinstance(name, Name):
            row[at] = replace(name, text=patterns[layout].format(code.text, name.text))
        elif isinstance(code, Name):
            row[at] = code


# ---------------------------------------------------------------- header


def _header(columns: list[Column]) -> list[Cell]:
    depth = max((len(c.path) for c in columns), default=0)
    cells: list[Cell] = []
    for level in range(depth):
        index = 0
        while index < len(columns):
            path = columns[index].path
            if level >= len(path):
                index += 1
                continue
            last = level == len(path) - 1
            width = 1
            while (
                not last
                and index + width < len(columns)
                and len(columns[index + width].path) > level + 1
                and columns[index + width].path[: level + 1] == path[: level + 1]
            ):
                width += 1
            height = depth - level if last else 1
            cells.append(Cell(level, index, height, width, path[level], "header"))
            index += width
    return cells


def _column_numbers(form: Form, row: int) -> list[Cell]:
    cells: list[Cell] = []
    number = 0
    for index, column in enumerate(form.columns):
        if column.kind in ("amount", "percent", "count"):
            number += 1
            cells.append(Cell(row, index, 1, 1, str(number), "header"))
        else:
            text = "栏次" if index == 0 or column.kind == "name" else ""
            cells.append(Cell(row, index, 1, 1, text, "header"))
    return cells


def _line_numbers(picks: Picks, form: Form) -> None:
    """A column 行次 in both halves of a balance, numbered through."""
    if not picks.pick(f"{form.key}/linenumbers", (False, True)):
        return
    names = [i for i, c in enumerate(form.columns) if c.kind == "name"]
    count = len(form.rows)
    for side, column in reversed(list(enumerate(names))):
        group = form.columns[column].path[:-1]
        form.columns.insert(column + 1, Column((*group, "行次"), "ordinal"))
        for number, row in enumerate(form.rows, 1 + side * count):
            row.insert(column + 1, str(number))


def widen(text: str) -> str:
    """Digits and brackets in their full-width forms."""
    return text.translate(WIDE)
