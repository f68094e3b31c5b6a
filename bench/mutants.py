"""Mutants of a PDF with one wrong figure, and where that figure is in what the tool read."""

from __future__ import annotations

import ctypes
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from benchlib import shared

from budgetlint.amounts import normalise_number
from budgetlint.model import Box, Document, Evidence, EvidenceRole, Figure, Grid, Table

#: How far the place of the change may lie from the box of its figure, in points.
NEAR = 3.0
_SCALE = 1000  # FPDF_PageToDevice answers in whole pixels: a thousandth of a point is enough


@dataclass(frozen=True)
class Mutation:
    """One changed figure: the file, and where the change stands on the displayed page."""

    path: Path
    page: int
    old: str
    new: str
    x: float
    y: float

    def near(self, box: Box) -> float:
        """The distance of the change from a box in points, 0 inside."""
        dx = max(box.x0 - self.x, 0.0, self.x - box.x1)
        dy = max(box.y0 - self.y, 0.0, self.y - box.y1)
        return float((dx * dx + dy * dy) ** 0.5)

    def is_in(self, page: int | None, box: Box, text: str) -> bool:
        """Whether a place on a page is this figure, or holds it."""
        if page != self.page:
            return False
        distance = self.near(box)
        return distance == 0 or (distance <= NEAR and self.new in normalise_number(text))


@dataclass(frozen=True)
class Place:
    """Where the tool read the figure.

    ``where`` is ``figure`` (an amount of a table), ``cell`` (inside a grid, but not read as
    an amount) or ``outside``.
    """

    where: str
    table: str = ""
    kind: str = ""
    title: str = ""
    row: str = ""
    column: str = ""
    role: str = ""
    covered: bool = False


def make_mutants(source: Path, folder: Path, count: int, seed: int, pages: str = "") -> None:
    """Seed the mutants of one file into ``folder`` unless they are there."""
    if (folder / "mutations.json").exists():
        return
    tool = shared("BUDGETLINT_SEEDER", "tools/seed_errors.py")
    if not tool.is_file():
        sys.exit(f"no seeding tool at {tool}: set BUDGETLINT_SEEDER")
    command = [sys.executable, str(tool), str(source), str(folder)]
    command += ["--count", str(count), "--seed", str(seed)]
    if pages:
        command += ["--pages", pages]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def load_mutations(source: Path, folder: Path) -> list[Mutation]:
    """The mutations of one file, their places turned to the page as displayed."""
    log = json.loads((folder / "mutations.json").read_text(encoding="utf-8"))
    found = []
    for entry in log:
        path, number = folder / entry["file"], entry["page"]
        # "at" is where the text operator starts, which in prose can be the start of the line
        point = changed_place(source, path, number) or tuple(entry["at"])
        x, y = displayed(path, number, *point)
        found.append(Mutation(path, number, entry["old"], entry["new"], x, y))
    return found


def changed_place(source: Path, mutant: Path, number: int) -> tuple[float, float] | None:
    """The middle of the first glyph that differs on a page, in PDF user space.

    None where the pages cannot be compared glyph by glyph.
    """
    before, after = _glyphs(source, number), _glyphs(mutant, number)
    if len(before) != len(after):
        return None
    pairs = zip(before, after, strict=True)
    return next(((new[1], new[2]) for old, new in pairs if old[0] != new[0]), None)


def _glyphs(path: Path, number: int) -> list[tuple[int, float, float]]:
    document = pdfium.PdfDocument(path)
    try:
        text = document[number - 1].get_textpage()
        box = [ctypes.c_double() for _ in range(4)]
        glyphs = []
        for k in range(pdfium_c.FPDFText_CountChars(text)):
            pdfium_c.FPDFText_GetCharBox(text, k, *box)
            left, right, bottom, top = (edge.value for edge in box)
            code = pdfium_c.FPDFText_GetUnicode(text, k)
            glyphs.append((code, (left + right) / 2, (bottom + top) / 2))
        return glyphs
    finally:
        document.close()


def displayed(path: Path, number: int, x: float, y: float) -> tuple[float, float]:
    """A point of PDF user space as a point from the top left of the page as displayed."""
    document = pdfium.PdfDocument(path)
    try:
        page = document[number - 1]
        width, height = page.get_size()
        left, top = ctypes.c_int(), ctypes.c_int()
        size = (round(width * _SCALE), round(height * _SCALE))
        pdfium_c.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, left, top)
        return left.value / _SCALE, top.value / _SCALE
    finally:
        document.close()


def place_of(
    mutation: Mutation, document: Document, unchecked: frozenset[tuple[int, Box]]
) -> Place:
    """Where the figure stands in the tables of the mutant as read."""
    best: tuple[float, Table, Figure] | None = None
    for table in document.tables:
        for figure in table.figures.values():
            if not mutation.is_in(figure.page, figure.box, figure.text):
                continue
            # a cell box may touch its neighbour's: the figure that prints the new text wins
            score = mutation.near(figure.box)
            score += 0 if mutation.new in normalise_number(figure.text) else 100
            if best is None or score < best[0]:
                best = score, table, figure
    if best is not None:
        return _describe(best[1], best[2], unchecked)
    return _grid_place(mutation, document)


def _describe(table: Table, figure: Figure, unchecked: frozenset[tuple[int, Box]]) -> Place:
    column = next((c for c in table.columns if c.index == figure.column), None)
    rows = [r for r in table.rows if r.index == figure.row]
    row = next((r for r in rows if column is not None and r.panel == column.panel), None)
    return Place(
        "figure",
        table.id,
        table.kind.value,
        table.title,
        row.label if row else "",
        column.name if column else "",
        f"{row.role.value if row else '?'}/{column.role.value if column else '?'}",
        (figure.page, figure.box) not in unchecked,
    )


def _grid_place(mutation: Mutation, document: Document) -> Place:
    owner: dict[tuple[int, Box], Table] = {
        (grid.page, grid.box): table for table in document.tables for grid in table.grids
    }
    for page in document.pages:
        if page.number != mutation.page:
            continue
        for grid in page.grids:
            if mutation.near(grid.box) == 0:
                table = owner.get((grid.page, grid.box))
                text = _cell_text(mutation, grid)
                if table is None:
                    return Place("cell", row=text)
                return Place("cell", table.id, table.kind.value, table.title, text)
    return Place("outside")


def _cell_text(mutation: Mutation, grid: Grid) -> str:
    inside = [cell.text for cell in grid.cells if mutation.near(cell.box) == 0]
    return inside[0].replace("\n", "")[:40] if inside else ""


def _prints(mutation: Mutation, text: str) -> bool:
    """Whether a figure prints the new text.

    The seeding tool takes the number of the next line (1、) for the last digit of a figure
    now and then; the figure itself is then shorter, but has the changed digit.
    """
    short = 0 < len(mutation.new) - len(text) <= 2 and mutation.new.startswith(text)
    return mutation.new in text or (short and not mutation.old.startswith(text))


def touches(mutation: Mutation, evidence: tuple[Evidence, ...]) -> bool:
    """Whether one of the figures of a finding is the mutated one.

    It must print the new text: the box of a label spans its whole row, and a box alone would
    count every figure of that row as found.
    """
    return any(
        e.role is not EvidenceRole.LABEL
        and _prints(mutation, normalise_number(e.text))
        and mutation.is_in(e.page, e.box, e.text)
        for e in evidence
    )
