"""Sheets drawn on pages with reportlab: wrapped text, rules in every style, page breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from synthetic_picks import Picks
from synthetic_sheet import Cell, Sheet

FONT_FILE = Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc")
FONT = "ZenHei"
MARGIN, PAD = 45.0, 3.0
A4 = (595.28, 841.89)
RULES = (
    "full", "cells", "filled", "dashed", "double", "columns", "threeline",
    "opensides", "rowsonly", "whitefills", "headeronly",
)  # fmt: skip


def text_width(text: str, size: float) -> float:
    """How wide a text is printed."""
    return float(pdfmetrics.stringWidth(text, FONT, size))


def wrap(text: str, width: float, size: float) -> list[str]:
    """Broken between any two characters, as Chinese is; numbers too when they do not fit."""
    lines = [""]
    for character in text:
        if lines[-1] and text_width(lines[-1] + character, size) > width:
            lines.append("")
        lines[-1] += character
    return lines


@dataclass
class Part:
    """The rows of a sheet that stand on one page, from top to bottom."""

    rows: list[tuple[int, list[Cell]]] = field(default_factory=list)


class Paper:
    """Pages of one size and one way of being stored."""

    def __init__(self, path: Path, style: str, landscape: bool, wide: bool = False) -> None:
        if not pdfmetrics.getRegisteredFontNames().count(FONT):
            pdfmetrics.registerFont(TTFont(FONT, str(FONT_FILE), subfontIndex=0))
        self.canvas: Any = Canvas(str(path), invariant=1)
        self.number = 0
        self.shape(style, landscape, wide)

    def shape(self, style: str, landscape: bool, wide: bool = False) -> None:
        """What the pages from here on are."""
        self.style = style
        width, height = (A4[1], A4[0]) if landscape else A4
        scale = 1.6 if wide else 1.0
        self.width, self.height = width * scale, height * scale

    def new_page(self) -> None:
        """Begin a page; its top is ``height - MARGIN``."""
        if self.number:
            self.canvas.showPage()
        self.number += 1
        canvas, width, height = self.canvas, self.width, self.height
        canvas.setPageRotation(0)
        canvas.setCropBox(None)
        if self.style in ("rotate", "sideways"):
            canvas.setPageSize((height, width))
            canvas.translate(height, 0)
            canvas.rotate(90)
            if self.style == "rotate":
                canvas.setPageRotation(90)
        elif self.style == "crop":
            canvas.setPageSize((width + 90, height + 70))
            canvas.setCropBox((40, 30, 40 + width, 30 + height))
            canvas.translate(40, 30)
        else:
            canvas.setPageSize((width, height))
        self.top = height - MARGIN

    def text(self, x: float, y: float, text: str, size: float) -> None:
        """One line of text at a place."""
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, y, text)

    def save(self) -> None:
        """Finish the file."""
        self.canvas.showPage()
        self.canvas.save()


class TableDrawer:
    """One sheet on as many pages as it takes."""

    def __init__(self, paper: Paper, picks: Picks, sheet: Sheet) -> None:
        self.paper, self.picks, self.sheet = paper, picks, sheet
        key = sheet.form.key
        self.rules = picks.pick(f"{key}/rules", RULES)
        self.align = picks.pick(f"{key}/align", ("right", "centre", "left"))
        self.repeat = picks.pick(f"{key}/repeat", ("header", "none", "total"))
        self.limit = picks.pick(f"{key}/pagerows", (0, 14, 8, 25), 0.6)
        self.torn = picks.pick(f"{key}/torn", (False, True), 0.7)
        self.narrow = picks.pick(f"{key}/narrow", (False, True), 0.6)
        self.size = picks.pick(f"{key}/fontsize", (9, 10, 8))
        self.width = paper.width - 2 * MARGIN
        self.extra: dict[int, float] = {}
        self.widths = self._fit()

    def _fit(self) -> list[float]:
        """Column widths: figures whole, names as wide as there is room."""
        size: float = self.size
        while True:
            need, wish = self._wishes(size)
            if sum(need) <= self.width or size < 5:
                break
            size -= 0.5
        self.fontsize = size
        spare = max(self.width - sum(need), 0.0)
        total = sum(wish) - sum(need)
        if self.narrow or total <= 0:
            return need
        share = min(spare / total, 1.0)
        return [n + (w - n) * share for n, w in zip(need, wish, strict=True)]

    def _wishes(self, size: float) -> tuple[list[float], list[float]]:
        need = [0.0] * self.sheet.column_count
        wish = [0.0] * self.sheet.column_count
        for cell in self.sheet.cells:
            wide = text_width(cell.text, size) + 2 * PAD + 1 + cell.indent * size
            if cell.column_span > 1:
                continue
            whole = cell.kind in ("amount", "percent", "count", "code", "ordinal")
            least = wide if whole else min(wide, (3 if cell.kind == "header" else 7) * size + 7)
            need[cell.column] = max(need[cell.column], least)
            wish[cell.column] = max(wish[cell.column], wide)
        return need, wish

    # ------------------------------------------------------------ rows and pages

    def lines(self, cell: Cell) -> list[str]:
        """The lines a cell is printed in."""
        width = sum(self.widths[cell.column : cell.column + cell.column_span])
        return wrap(cell.text, width - 2 * PAD - cell.indent * self.fontsize, self.fontsize)

    def row_height(self, cells: Sequence[Cell]) -> float:
        """The height of a row from its longest cell."""
        count = max((len(self.lines(c)) for c in cells if c.row_span == 1), default=1)
        more = max((self.extra.get(c.row, 0.0) for c in cells), default=0.0)
        return count * self.fontsize * 1.25 + 5 + more

    def _stretch(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Make the last row of a tall merged cell higher where its text needs it."""
        for cell in (c for cells in rows for c in cells if c.row_span > 1):
            last = cell.row + cell.row_span - 1
            have = sum(self.row_height(rows[r]) for r in range(cell.row, last + 1))
            lack = len(self.lines(cell)) * self.fontsize * 1.25 + 5 - have
            if lack > 0:
                self.extra[last] = self.extra.get(last, 0.0) + lack

    def draw(self) -> list[int]:
        """Draw it; the numbers of the pages it stands on."""
        rows = [[c for c in self.sheet.cells if c.row == r] for r in range(self.sheet.row_count)]
        self._stretch(rows)
        head = self.sheet.header_rows
        repeated = list(range(head))
        if self.repeat == "none":
            repeated = []
        if self.repeat == "total" and self.sheet.total_on_top:
            repeated.append(head)
        pages = [self.paper.number]
        part = Part()
        room = self.paper.top - MARGIN
        for number, cells in enumerate(rows):
            height = self.row_height(cells)
            full = self.limit and len(part.rows) >= self.limit and number < len(rows)
            full = full and self._may_break(number)
            if number > head and (height > room or full):
                rest = self._tear(part) if self.torn else None
                self._part(part)
                self.paper.new_page()
                pages.append(self.paper.number)
                part = Part([(r, rows[r]) for r in repeated])
                if rest:
                    part.rows.append((number - 1, rest))
                room = self.paper.top - MARGIN
                room -= sum(self.row_height(c) for _, c in part.rows)
            part.rows.append((number, cells))
            room -= height
        self._part(part)
        return pages

    def _may_break(self, row: int) -> bool:
        return not any(c.row < row < c.row + c.row_span for c in self.sheet.cells)

    def _tear(self, part: Part) -> list[Cell] | None:
        """The last row of a page torn: its lower lines go to the next page."""
        number, cells = part.rows[-1]
        long = [c for c in cells if len(self.lines(c)) > 1 and c.kind == "name"]
        if not long or number < self.sheet.header_rows:
            return None
        upper, lower = [], []
        for cell in cells:
            lines = self.lines(cell)
            cut = 1 if cell in long else len(lines)
            upper.append(Cell(**{**vars(cell), "text": "".join(lines[:cut])}))
            lower.append(Cell(**{**vars(cell), "text": "".join(lines[cut:]), "figure": False}))
        part.rows[-1] = (number, upper)
        return lower

    def _part(self, part: Part) -> None:
        """Draw one part below the current top."""
        tops = [self.paper.top]
        for _, cells in part.rows:
            tops.append(tops[-1] - self.row_height(cells))
        lefts = [MARGIN]
        for width in self.widths:
            lefts.append(lefts[-1] + width)
        places = {number: index for index, (number, _) in reversed(list(enumerate(part.rows)))}
        boxes = []
        for index, (_, cells) in enumerate(part.rows):
            for cell in cells:
                last = min(index + cell.row_span, len(part.rows))
                right = lefts[cell.column + cell.column_span]
                boxes.append((cell, (lefts[cell.column], tops[last], right, tops[index])))
        head = sum(1 for number in places if number < self.sheet.header_rows)
        from synthetic_rules import draw_rules

        draw_rules(self.paper.canvas, self.rules, boxes, tops, lefts, head)
        for cell, box in boxes:
            self._text(cell, box)
        self.paper.top = tops[-1]

    def _text(self, cell: Cell, box: tuple[float, float, float, float]) -> None:
        x0, y0, x1, y1 = box
        size = self.fontsize
        lines = self.lines(cell)
        leading = size * 1.25
        y = (y0 + y1) / 2 + len(lines) * leading / 2 - size * 0.95
        for line in lines:
            wide = text_width(line, size)
            x = x0 + PAD + cell.indent * size
            if cell.kind == "header" or (cell.figure and self.align == "centre"):
                x = (x0 + x1 - wide) / 2
            elif cell.kind in ("amount", "percent", "count") and self.align == "right":
                x = x1 - PAD - wide
            self.paper.text(x, y, line, size)
            y -= leading


def columns_of(cells: Sequence[Cell]) -> Iterator[int]:
    """The columns in which some cell begins."""
    yield from sorted({c.column for c in cells})
