"""The second reader on small PDFs drawn here, each with one difficulty of real disclosures."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from camelot.io import read_pdf
from camelot.parsers.lattice import Lattice
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from budgetlint.amounts import is_blank_amount, parse_amount
from budgetlint.model import Box, Document, Evidence, Grid, GridCell, Page
from budgetlint.read.agreement import compare_readers, unseen_figures
from budgetlint.read.camelot_tables import CamelotFile
from budgetlint.read.second import SecondReader

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))

SIZE = (400.0, 300.0)
COLUMNS = [40.0, 160.0, 260.0, 360.0]
TOP, PITCH = 40.0, 20.0
ROWS = [
    ["项目", "预算数", "决算数"],
    ["一般公共服务支出", "1,234.56", "-20.40"],
    ["住房保障支出", "２９８．００", "12.5%"],
    ["合计", "1,532.56", ""],
]
Draw = Callable[[Canvas], None]


def place(row: int, column: int) -> Box:
    """Where the drawing functions put a cell: origin top left, before any turn or crop."""
    top = TOP + PITCH * row
    return Box(COLUMNS[column], top, COLUMNS[column + 1], top + PITCH)


def draw_text(canvas: Canvas, rows: list[list[str]]) -> None:
    canvas.setFont("STSong-Light", 9)
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            box = place(r, c)
            if c == 0:
                canvas.drawString(box.x0 + 3, SIZE[1] - box.y1 + 6, text)
            else:
                canvas.drawRightString(box.x1 - 3, SIZE[1] - box.y1 + 6, text)


def draw_rules(canvas: Canvas, rows: int, levels: list[int] | None = None) -> None:
    top, bottom = SIZE[1] - TOP, SIZE[1] - TOP - PITCH * rows
    for x in COLUMNS:
        canvas.line(x, top, x, bottom)
    for row in levels if levels is not None else range(rows + 1):
        canvas.line(COLUMNS[0], top - PITCH * row, COLUMNS[-1], top - PITCH * row)


def draw_table(canvas: Canvas) -> None:
    draw_text(canvas, ROWS)
    draw_rules(canvas, len(ROWS))


def make(path: Path, *pages: Draw, turn: int = 0, crop: tuple[float, ...] | None = None) -> Path:
    canvas = Canvas(str(path), pagesize=SIZE)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    if turn or crop:  # reportlab swaps the media box of a page that it turns
        document = pdfium.PdfDocument(path.read_bytes())
        for page in document:
            page.set_rotation(turn)
            page.set_cropbox(*(crop or page.get_mediabox()))
        document.save(path)
    return path


def evidence(box: Box, text: str, page: int = 1) -> Evidence:
    amount = parse_amount("0" if is_blank_amount(text) else text)
    return Evidence(page, box, text, "T1", "行", "列", amount=amount)


def document(
    path: Path, size: tuple[float, float] = SIZE, grids: tuple[Grid, ...] = ()
) -> Document:
    return Document(path, "", (Page(1, *size, (), grids),), ())


@pytest.fixture
def table(tmp_path: Path) -> Iterator[tuple[Document, SecondReader]]:
    path = make(tmp_path / "table.pdf", draw_table)
    second = SecondReader(path)
    yield document(path), second
    second.close()


def thick_rules(canvas: Canvas) -> None:
    """Rules as filled bars of 2 points: no strokes, and too thick for camelot's vectors."""
    draw_text(canvas, ROWS)
    top, bottom = SIZE[1] - TOP, SIZE[1] - TOP - PITCH * len(ROWS)
    for x in COLUMNS:
        canvas.rect(x - 1, bottom, 2, top - bottom, stroke=0, fill=1)
    for row in range(len(ROWS) + 1):
        y = top - PITCH * row
        canvas.rect(COLUMNS[0], y - 1, COLUMNS[-1] - COLUMNS[0], 2, stroke=0, fill=1)


# ---------------------------------------------------------------- what confirm() says


def test_every_figure_agrees(table: tuple[Document, SecondReader]) -> None:
    figures = [
        evidence(place(r, c), text)
        for r, row in enumerate(ROWS)
        for c, text in enumerate(row)
        if parse_amount(text)
    ]
    assert len(figures) == 5
    result = table[1].confirm(table[0], figures)
    assert result.agreed is True
    assert result.differences == ()
    assert {table[1].read(table[0].pages[0], f.box, f.text).source for f in figures} == {"cell"}


def test_full_width_digits_and_spaces_are_the_same_number(
    table: tuple[Document, SecondReader],
) -> None:
    same = [evidence(place(2, 1), "298.00"), evidence(place(1, 1), "1, 234.56")]
    assert table[1].confirm(table[0], same).agreed is True


@pytest.mark.parametrize("wrong", ["1,234.65", "1234.56", "-1,234.56", "1,234.5", ""])
def test_another_print_differs_and_is_shown(
    table: tuple[Document, SecondReader], wrong: str
) -> None:
    item = evidence(place(1, 1), wrong)
    right = evidence(place(3, 1), "1,532.56")
    result = table[1].confirm(table[0], [right, item])
    assert result.agreed is False
    assert result.differences == ((item, "1,234.56"),)


def test_a_figure_of_the_next_row_differs(table: tuple[Document, SecondReader]) -> None:
    assert table[1].confirm(table[0], [evidence(place(1, 1), "1,532.56")]).agreed is False


@pytest.mark.parametrize("blank", ["", "—", "-"])
def test_blank_agrees_with_blank(table: tuple[Document, SecondReader], blank: str) -> None:
    assert table[1].confirm(table[0], [evidence(place(3, 2), blank)]).agreed is True


def test_nothing_read_is_not_a_difference(table: tuple[Document, SecondReader]) -> None:
    result = table[1].confirm(table[0], [evidence(place(3, 2), "5.00")])
    assert result.agreed is None
    assert result.differences == ()


def test_labels_are_not_compared(table: tuple[Document, SecondReader]) -> None:
    label = Evidence(1, place(1, 0), "别的名称", "T1", "行", "列")
    assert table[1].confirm(table[0], [label]).agreed is True


def test_a_box_around_the_text_alone_will_do(table: tuple[Document, SecondReader]) -> None:
    cell = place(1, 1)
    tight = Box(cell.x1 - 50, cell.y0 + 4, cell.x1 - 2, cell.y1 - 3)
    assert table[1].confirm(table[0], [evidence(tight, "1,234.56")]).agreed is True


def test_a_number_cut_by_a_false_border_differs(table: tuple[Document, SecondReader]) -> None:
    cell = place(1, 1)
    middle = cell.x1 - 3 - pdfmetrics.stringWidth("4.56", "STSong-Light", 9)
    left = evidence(Box(cell.x0, cell.y0, middle, cell.y1), "1,23")
    right = evidence(Box(middle, cell.y0, cell.x1, cell.y1), "4.56")
    result = table[1].confirm(table[0], [evidence(left.box, "123"), right])
    assert [text for _, text in result.differences] == ["1,234.56", "1,234.56"]


def test_page_measured_in_other_units(table: tuple[Document, SecondReader]) -> None:
    page = Page(1, SIZE[0] * 2, SIZE[1] * 2, (), ())
    cell = place(1, 1)
    box = Box(cell.x0 * 2, cell.y0 * 2, cell.x1 * 2, cell.y1 * 2)
    assert table[1].read(page, box, "1,234.56").source == "cell"


# ---------------------------------------------------------------- frames


def turned(box: Box, turn: int, crop: tuple[float, float, float, float]) -> Box:
    """A box of the drawing on the page as displayed, worked out corner by corner."""
    left, bottom, right, top = crop
    corners = []
    for x, y in ((box.x0, SIZE[1] - box.y0), (box.x1, SIZE[1] - box.y1)):
        across, down = x - left, top - y
        width, height = right - left, top - bottom
        for _ in range(turn // 90):
            across, down, width, height = height - down, across, height, width
        corners.append((across, down))
    (ax, ay), (bx, by) = corners
    return Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [(0.0, 0.0, 400.0, 300.0), (30.0, 10.0, 390.0, 275.0)])
def test_turned_and_cropped_pages(
    tmp_path: Path, turn: int, crop: tuple[float, float, float, float]
) -> None:
    path = make(tmp_path / "turned.pdf", draw_table, turn=turn, crop=crop)
    width, height = crop[2] - crop[0], crop[3] - crop[1]
    size = (height, width) if turn % 180 else (width, height)
    second = SecondReader(path)
    page = document(path, size).pages[0]
    assert second.read(page, turned(place(1, 1), turn, crop), "1,234.56").source == "cell"
    assert second.read(page, turned(place(2, 1), turn, crop), "1,234.56").agreed is False
    (grid,) = second.grids(1, *size)
    cell = next(c for c in grid.cells if c.text == "1,234.56")
    assert cell.box.as_list() == pytest.approx(turned(place(1, 1), turn, crop).as_list(), abs=1)


@pytest.mark.parametrize("draw", [draw_table, thick_rules])
def test_text_drawn_sideways_without_rotate(tmp_path: Path, draw: Draw) -> None:
    canvas = Canvas(str(tmp_path / "sideways.pdf"), pagesize=(SIZE[1], SIZE[0]))
    canvas.translate(0, SIZE[0])
    canvas.rotate(-90)
    draw(canvas)
    canvas.save()
    second = SecondReader(tmp_path / "sideways.pdf")
    page = Page(1, SIZE[1], SIZE[0], (), ())
    cell = place(1, 1)
    # turned a quarter clockwise: what was left is now on top
    box = Box(SIZE[1] - cell.y1, cell.x0, SIZE[1] - cell.y0, cell.x1)
    for _ in range(2):  # camelot turns its page: a second look must find it as the first did
        second._pages.clear()
        assert second.read(page, box, "1,234.56").source == "cell"
    (grid,) = second.grids(1, page.width, page.height)
    assert (grid.row_count, grid.column_count) == (4, 3)
    assert grid.anchors == pytest.approx(COLUMNS, abs=0.5)
    found = next(c for c in grid.cells if c.text == "1,234.56")
    assert (found.row, found.column) == (1, 1)
    assert found.box.as_list() == pytest.approx(box.as_list(), abs=1)


# ---------------------------------------------------------------- rules of other kinds


@pytest.mark.parametrize("crop", [None, (30.0, 150.0, 390.0, 275.0)])
def test_rules_only_a_picture_shows(tmp_path: Path, crop: tuple[float, ...] | None) -> None:
    path = make(tmp_path / "thick.pdf", thick_rules, crop=crop)
    assert not read_pdf(str(path), flavor="lattice", engine="vector", split_text=True)
    left, top = (crop[0], SIZE[1] - crop[3]) if crop else (0.0, 0.0)
    cell = place(1, 1)
    box = Box(cell.x0 - left, cell.y0 - top, cell.x1 - left, cell.y1 - top)
    size = (crop[2] - crop[0], crop[3] - crop[1]) if crop else SIZE
    assert SecondReader(path).read(Page(1, *size, (), ()), box, "1,234.56").source == "cell"


def test_column_rules_without_row_rules(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        draw_text(canvas, ROWS)
        draw_rules(canvas, len(ROWS), [0, 1, len(ROWS)])

    path = make(tmp_path / "columns.pdf", draw)
    second, page = SecondReader(path), document(path).pages[0]
    reading = second.read(page, place(1, 1), "1,234.56")
    assert (reading.agreed, reading.source) == (True, "glyphs")
    assert second.read(page, place(2, 1), "298.00").agreed is True
    below = second.read(page, place(2, 1), "1,234.56")
    assert (below.agreed, below.text) == (False, "２９８．００")


def test_one_figure_in_a_tall_cell_belongs_to_its_own_line(tmp_path: Path) -> None:
    rows = [["项目", "预算数", "决算数"], ["甲", "7.00", "1.00"], ["乙", "", "2.00"]]

    def draw(canvas: Canvas) -> None:
        draw_text(canvas, rows)
        draw_rules(canvas, len(rows), [0, 1, len(rows)])

    path = make(tmp_path / "tall.pdf", draw)
    second, page = SecondReader(path), document(path).pages[0]
    assert second.read(page, place(1, 1), "7.00").agreed is True
    assert second.read(page, place(2, 1), "7.00").agreed is None


def test_figures_that_nearly_touch_are_two(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        draw_rules(canvas, 3, [0, 3])
        canvas.setFont("STSong-Light", 9)
        for row in range(3):
            canvas.drawRightString(COLUMNS[2] - 1, SIZE[1] - place(row, 1).y1 + 6, f"1{row}")
            canvas.drawString(COLUMNS[2] + 1, SIZE[1] - place(row, 2).y1 + 6, f"2{row}")

    path = make(tmp_path / "narrow.pdf", draw)
    second, page = SecondReader(path), document(path).pages[0]
    assert second.read(page, place(1, 1), "11").source == "glyphs"
    assert second.read(page, place(1, 2), "21").agreed is True


def test_text_printed_twice_to_look_bold(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        draw_table(canvas)
        canvas.translate(0.3, 0)
        draw_text(canvas, ROWS)

    path = make(tmp_path / "bold.pdf", draw)
    page = document(path).pages[0]
    assert SecondReader(path).read(page, place(1, 1), "1,234.56").agreed is True


def test_a_number_broken_over_two_lines(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        draw_rules(canvas, 2)
        canvas.setFont("STSong-Light", 7)
        canvas.drawString(205, SIZE[1] - TOP - PITCH - 8, "371,514,655.")
        canvas.drawString(205, SIZE[1] - TOP - PITCH - 17, "00")
        canvas.drawString(50, SIZE[1] - TOP - PITCH - 12, "合计")

    path = make(tmp_path / "broken.pdf", draw)
    page = document(path).pages[0]
    assert SecondReader(path).read(page, place(1, 1), "371,514,655.\n00").agreed is True
    assert SecondReader(path).read(page, place(1, 1), "371,514,655").agreed is False


# ---------------------------------------------------------------- grids()


def sparse(canvas: Canvas) -> None:
    draw_rules(canvas, 10)
    draw_text(canvas, [["合计", "", ""]])


def test_nearly_empty_grids_stay(tmp_path: Path) -> None:
    path = make(tmp_path / "sparse.pdf", sparse)
    plain = read_pdf(str(path), flavor="lattice", engine="vector", split_text=True)
    assert len(plain) == 0, "camelot keeps sparse grids by itself now: the override can go"
    (grid,) = SecondReader(path).grids(1, *SIZE)
    assert (grid.row_count, grid.column_count) == (10, 3)


def test_what_is_used_of_camelot_is_still_there() -> None:
    assert version("camelot-py").split(".")[0] == "2"
    assert list(inspect.signature(Lattice._reject_table).parameters) == ["self", "table"]


def test_merged_cells_stand_once(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        top = SIZE[1] - TOP
        draw_text(canvas, [["", "", ""], ["项目", "基本支出", "项目支出"], ["甲", "1.00", "2.00"]])
        for x, start in zip(COLUMNS, [0, 0, 1, 0], strict=True):
            canvas.line(x, top - PITCH * start, x, top - PITCH * 3)
        for row, left in [(0, 0), (1, 1), (2, 0), (3, 0)]:
            canvas.line(COLUMNS[left], top - PITCH * row, COLUMNS[-1], top - PITCH * row)
        canvas.drawString(240, top - 14, "本年支出")

    (grid,) = SecondReader(make(tmp_path / "merged.pdf", draw)).grids(1, *SIZE)
    spans = {c.text: (c.row, c.column, c.row_span, c.column_span) for c in grid.cells}
    assert spans["本年支出"] == (0, 1, 1, 2)
    assert spans["项目"] == (0, 0, 2, 1)
    assert spans["基本支出"] == (1, 1, 1, 1)
    assert grid.reader == "camelot"
    assert grid.ruling == "full"


def test_tables_without_rules_but_no_prose(tmp_path: Path) -> None:
    rows = [["项目", "预算数", "决算数"]] + [[f"第{n}项", f"{n}.50", f"{n}.75"] for n in range(9)]

    def prose(canvas: Canvas) -> None:
        canvas.setFont("STSong-Light", 9)
        for n in range(12):
            canvas.drawString(
                40, 250 - 14 * n, "本年收入合计三百万元，比上年增加，主要原因是人员增加。"
            )

    path = make(tmp_path / "unruled.pdf", lambda canvas: draw_text(canvas, rows), prose)
    second = SecondReader(path)
    (grid,) = second.grids(1, *SIZE)
    assert grid.ruling == "none"
    cell = next(c for c in grid.cells if c.text == "3.75")
    middle = (cell.box.y0 + cell.box.y1) / 2
    assert place(4, 2).y0 < middle < place(4, 2).y1
    assert second.grids(2, *SIZE) == ()


# ---------------------------------------------------------------- what cannot be read


def test_damaged_file_is_a_reason_not_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "坏文件.pdf"
    path.write_bytes(b"%PDF-1.7\nnothing follows")
    second = SecondReader(path)
    result = second.confirm(document(path), [evidence(place(1, 1), "1.00")])
    assert result.agreed is None
    assert second.grids(1, *SIZE) == ()
    assert len(second.reasons) == 1
    assert "坏文件.pdf" in second.reasons[0]


def test_a_page_camelot_fails_on(
    table: tuple[Document, SecondReader], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: CamelotFile, number: int) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(CamelotFile, "read", fail)
    assert table[1].confirm(table[0], [evidence(place(1, 1), "1.00")]).agreed is None
    assert table[1].grids(1, *SIZE) == ()
    assert table[1].reasons == ["第 1 页：第二种读法读不出这一页（division by zero）"]


def test_a_page_without_text(tmp_path: Path) -> None:
    path = make(tmp_path / "empty.pdf", lambda canvas: draw_rules(canvas, 3))
    second = SecondReader(path)
    assert second.confirm(document(path), [evidence(place(1, 1), "1.00")]).agreed is None
    assert second.reasons == ["第 1 页：第二种读法没有读到文字，可能是扫描页"]


def test_a_page_the_document_does_not_have(table: tuple[Document, SecondReader]) -> None:
    assert table[1].confirm(table[0], [evidence(place(1, 1), "1.00", page=9)]).agreed is None


def test_camelot_is_imported_only_when_used() -> None:
    code = (
        "import sys, budgetlint.read.second, budgetlint.read.agreement;"
        "budgetlint.read.second.SecondReader('x.pdf');"
        "print([m for m in ('camelot', 'pandas', 'cv2', 'playa') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


# ---------------------------------------------------------------- whole documents


def test_compare_readers_counts_cells(table: tuple[Document, SecondReader]) -> None:
    texts = {
        (1, 1): "1,234.56",
        (1, 2): "-20.41",
        (2, 1): "298.00",
        (3, 1): "1,532.56",
        (3, 2): "9",
    }
    cells = tuple(GridCell(r, c, 1, 1, text, place(r, c)) for (r, c), text in texts.items())
    grid = Grid(1, Box(40, 40, 360, 120), 4, 3, cells, tuple(COLUMNS))
    first = document(table[0].path, grids=(grid,))
    (counts,) = compare_readers(first, table[1])
    assert (counts.cells, counts.agreed, counts.by_cell) == (5, 3, 3)
    assert [(d.cell.text, d.second) for d in counts.differences] == [("-20.41", "-20.40")]
    assert [d.cell.text for d in counts.unread] == ["9"]
    assert sorted(d.second for d in unseen_figures(first, table[1])) == ["-20.40", "12.5%"]
