"""First reader: a PDF becomes pages of text lines and ruled grids, by pypdfium2 alone."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from budgetlint.model import Grid, Page, Spots, TextLine
from budgetlint.read.errors import UnreadableFile
from budgetlint.read.frames import Frame
from budgetlint.read.gaps import column_rules
from budgetlint.read.glyphs import (
    Glyph,
    is_garbled,
    line_text,
    lines_of,
    text_turn,
    unclipped_glyphs,
    upright_glyphs,
)
from budgetlint.read.grid import Lattice, lattices, merge_rules, place_glyphs
from budgetlint.read.grid_cells import grid_of
from budgetlint.read.spanning import release_bands
from budgetlint.read.strokes import Rule, StrokeReader

_PHRASE_GAP = 2.5  # a gap of this many character heights parts two phrases on one line
_FEW_GLYPHS = 12  # a page of pictures with no more glyphs than this (a page number) is a scan


def open_pdf(path: Path) -> pdfium.PdfDocument:
    """Open a PDF.

    Raises:
        UnreadableFile: empty, encrypted, damaged or no PDF; the message says what to do.
    """
    if path.stat().st_size == 0:
        raise UnreadableFile("文件是空的（0 字节）。请重新导出或重新下载后再检查。")
    with path.open("rb") as stream:
        head = stream.read(1024)
    if b"%PDF-" not in head:
        raise UnreadableFile("不是 PDF 文件（扩展名是 .pdf，内容不是）。请用原程序另存为 PDF。")
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise UnreadableFile("文件有打开密码，无法读取。请去掉密码后再检查。") from error
        raise UnreadableFile(
            f"PDF 已损坏或不完整，无法打开（{error}）。请重新导出或重新下载后再检查。"
        ) from error


def read_pages(document: pdfium.PdfDocument) -> Iterator[Page]:
    """The pages of an open PDF, one after the other; a page that fails says so."""
    for index in range(len(document)):
        try:
            page = _read_page(document, index)
            yield _read_page(document, index, clipped=True) if _overflows(page) else page
        except pdfium.PdfiumError as error:
            yield Page(
                index + 1, 0.0, 0.0, (), (), f"第 {index + 1} 页已损坏，无法读取（{error}）。"
            )


_OVERFLOW = re.compile(r"[一-鿿）)]{1,6}-?\d[\d,]*(?:\.\d+)?")


def _overflows(page: Page) -> bool:
    """Whether the end of a label seems to stand before the figure of the next cell."""
    return any(_OVERFLOW.fullmatch(cell.text) for grid in page.grids for cell in grid.cells)


def _read_page(document: pdfium.PdfDocument, index: int, *, clipped: bool = False) -> Page:
    number = index + 1
    page = document[index]
    text_page = page.get_textpage()
    try:
        # the raw handles: the helper objects cost a look-up in every one of many calls
        turn = text_turn(text_page.raw)
        left, bottom, right, top = page.get_cropbox()
        frame = Frame(left, bottom, right, top, page.get_rotation() // 90, turn)
        read = unclipped_glyphs if clipped else upright_glyphs
        glyphs = read(text_page.raw, frame)
        strokes = StrokeReader()
        strokes.read(page.raw)
    finally:
        text_page.close()
        page.close()
    width, height = frame.displayed_size
    problem = _page_problem(number, glyphs, strokes, width * height)
    if problem is not None:
        return Page(number, width, height, (), (), problem)
    upright = glyphs
    level, plumb = (merge_rules(rules) for rules in _upright_rules(strokes, frame))
    guessed = column_rules(level, plumb, upright)
    plumb.extend(guessed)
    tables = lattices(level, plumb)
    placed: list[tuple[float, float, Grid]] = []
    # the smallest first: a frame drawn around the page must not swallow the table inside
    for lattice in sorted(tables, key=_area):
        cells, upright = place_glyphs(lattice, upright)
        lattice, cells = release_bands(lattice, cells)
        placed.append(
            (
                lattice.ys[0],
                lattice.xs[0],
                _drawn(grid_of(number, lattice, cells, frame), lattice, guessed),
            )
        )
    placed.sort(key=lambda item: item[:2])
    kept = [(y, x, grid) for y, x, grid in placed if _holds_text(grid)]
    lines = list(_text_lines(upright, frame))
    flow: list[tuple[float, float, TextLine | Grid]] = [*lines, *kept]
    flow.sort(key=lambda item: item[:2])
    return Page(
        number,
        width,
        height,
        tuple(line for _, _, line in lines),
        tuple(grid for _, _, grid in kept),
        None,
        tuple(item for _, _, item in flow),
    )


def _drawn(grid: Grid, lattice: Lattice, guessed: Sequence[Rule]) -> Grid:
    """The grid, marked where its columns are not drawn but guessed from white gaps."""
    own = any(
        x == known and top < bottom_known and bottom > top_known
        for x, top, bottom in guessed
        for known, top_known, bottom_known in lattice.vertical
    )
    return replace(grid, ruling="gaps") if own else grid


def _holds_text(grid: Grid) -> bool:
    return any(cell.text for cell in grid.cells)


def _area(lattice: Lattice) -> float:
    return (lattice.xs[-1] - lattice.xs[0]) * (lattice.ys[-1] - lattice.ys[0])


def _page_problem(
    number: int, glyphs: list[Glyph], strokes: StrokeReader, area: float
) -> str | None:
    if len(glyphs) <= _FEW_GLYPHS and strokes.image_area > 0.25 * area:
        return (
            f"第 {number} 页是扫描图像，没有文字层，未检查。"
            "请用原始的 Word/Excel 文件导出 PDF，或先做文字识别（OCR）。"
        )
    if not glyphs and strokes.path_count > 200:
        return (
            f"第 {number} 页的文字是画成线条的，没有文字层，未检查。"
            "请换用“打印为 PDF”以外的方式导出，或先做文字识别（OCR）。"
        )
    if is_garbled(glyphs):
        return (
            f"第 {number} 页的文字层是乱码（字体没有正确嵌入），未检查。"
            "请重新导出并嵌入字体，或先做文字识别（OCR）。"
        )
    return None


def _upright_rules(strokes: StrokeReader, frame: Frame) -> tuple[list[Rule], list[Rule]]:
    if frame.text_turn == 0:
        left, top = frame.left, frame.top
        return (
            [(top - y, x0 - left, x1 - left) for y, x0, x1 in strokes.horizontal],
            [(x - left, top - y1, top - y0) for x, y0, y1 in strokes.vertical],
        )
    turn = frame.to_upright()
    level: list[Rule] = []
    plumb: list[Rule] = []
    sideways = frame.text_turn % 2 == 1
    for y, x0, x1 in strokes.horizontal:
        (ax, ay), (bx, by) = turn(x0, y), turn(x1, y)
        if sideways:
            plumb.append((ax, min(ay, by), max(ay, by)))
        else:
            level.append((ay, min(ax, bx), max(ax, bx)))
    for x, y0, y1 in strokes.vertical:
        (ax, ay), (bx, by) = turn(x, y0), turn(x, y1)
        if sideways:
            level.append((ay, min(ax, bx), max(ax, bx)))
        else:
            plumb.append((ax, min(ay, by), max(ay, by)))
    return level, plumb


def _text_lines(glyphs: list[Glyph], frame: Frame) -> Iterator[tuple[float, float, TextLine]]:
    if not glyphs:
        return
    for line in lines_of(glyphs):
        phrase: list[Glyph] = [line[0]]
        for glyph in line[1:]:
            if glyph[1] - phrase[-1][3] > _PHRASE_GAP * (glyph[4] - glyph[2]):
                yield _line(phrase, frame)
                phrase = []
            phrase.append(glyph)
        yield _line(phrase, frame)


def _line(phrase: list[Glyph], frame: Frame) -> tuple[float, float, TextLine]:
    _, lefts, tops, rights, bottoms = zip(*phrase, strict=True)
    left, top, right, bottom = min(lefts), min(tops), max(rights), max(bottoms)
    box = frame.displayed_box(left, top, right, bottom)
    return top, left, TextLine(line_text(phrase), box, _spots(phrase, frame))


def _spots(phrase: list[Glyph], frame: Frame) -> Spots:
    """Where each character is seen; half a line of guessing would mark the figure beside it."""
    sideways = (frame.text_turn - frame.display_turn) % 2 == 1
    ends = array("f")  # a long report has hundreds of thousands of characters
    if frame.text_turn == frame.display_turn:
        for glyph in phrase:
            if not glyph[0].isspace():
                ends.append(glyph[1])
                ends.append(glyph[3])
        return Spots(ends, sideways)
    for char, x0, y0, x1, y1 in phrase:
        if char.isspace():
            continue
        box = frame.displayed_box(x0, y0, x1, y1)
        ends.extend((box.y0, box.y1) if sideways else (box.x0, box.x1))
    return Spots(ends, sideways)
