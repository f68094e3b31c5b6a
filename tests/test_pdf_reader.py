"""The first reader: what is read of a file, and what is said of a file that cannot be read."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from reportlab.pdfgen.canvas import Canvas

from budgetlint.model import Document, Grid, Page, TextLine
from budgetlint.read import UnreadableFile, read_document
from budgetlint.read.glyphs import Glyph, is_garbled, line_text, lines_of, text_of
from budgetlint.read.pdf import open_pdf, read_pages

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
SPECIAL = FIXTURES / "pdf" / "special"
sys.path.insert(0, str(FIXTURES))

from typeset.special_pdf import HALVES, ROWS, TITLE, WIDTHS  # noqa: E402

SAME_TABLE = ("plain", "filled-rules", "white-rects", "nested-forms", "rotate-90", "sideways")


def pages_of(path: Path) -> list[Page]:
    pdf = open_pdf(path)
    try:
        return list(read_pages(pdf))
    finally:
        pdf.close()


def special(name: str) -> Page:
    """The one page of a special file."""
    (page,) = pages_of(SPECIAL / f"{name}.pdf")
    return page


def drawn(folder: Path, draw: Callable[[Canvas], None], size: tuple[float, float]) -> Page:
    """The page that a function draws."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=size)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    path = folder / "drawn.pdf"
    path.write_bytes(buffer.getvalue())
    (page,) = pages_of(path)
    return page


def texts(grid: Grid) -> list[list[str]]:
    """The texts of a grid without merged cells, row by row."""
    out = [[""] * grid.column_count for _ in range(grid.row_count)]
    for cell in grid.cells:
        assert (cell.row_span, cell.column_span) == (1, 1)
        out[cell.row][cell.column] = cell.text
    return out


# ---------------------------------------------------------------- one table, drawn in many ways


@pytest.mark.parametrize("name", SAME_TABLE)
def test_the_same_table_is_read_however_it_is_drawn(name: str) -> None:
    page = special(name)
    (grid,) = page.grids
    assert texts(grid) == [list(row) for row in ROWS]
    assert [line.text for line in page.lines] == [TITLE, "单位：万元"]
    assert page.problem is None
    assert (grid.page, grid.reader, grid.ruling) == (1, "pdfium", "full")


@pytest.mark.parametrize("name", SAME_TABLE)
def test_title_unit_and_table_are_in_reading_order(name: str) -> None:
    page = special(name)
    assert [type(item) for item in page.flow] == [TextLine, TextLine, Grid]
    assert [item.text for item in page.flow if isinstance(item, TextLine)] == [TITLE, "单位：万元"]


@pytest.mark.parametrize("name", [n for n in SAME_TABLE if n != "sideways"])
def test_boxes_are_on_the_page_as_displayed(name: str) -> None:
    page = special(name)
    (grid,) = page.grids
    assert 0 <= grid.box.x0 < grid.box.x1 <= page.width
    assert 0 <= grid.box.y0 < grid.box.y1 <= page.height
    scale = (grid.box.x1 - grid.box.x0) / sum(WIDTHS)
    for cell in grid.cells:
        width, height = cell.box.x1 - cell.box.x0, cell.box.y1 - cell.box.y0
        assert width == pytest.approx(WIDTHS[cell.column] * scale, abs=1)
        assert height == pytest.approx(22 * scale, abs=1)
        assert cell.box.y0 == pytest.approx(grid.box.y0 + 22 * scale * cell.row, abs=1)


def test_a_table_drawn_sideways_has_its_boxes_where_it_is_seen() -> None:
    page = special("sideways")
    (grid,) = page.grids
    assert page.height > page.width
    first = next(c for c in grid.cells if (c.row, c.column) == (0, 0))
    last = next(c for c in grid.cells if (c.row, c.column) == (5, 4))
    assert first.box.y0 > last.box.y1  # the text runs upwards
    assert first.box.x1 < last.box.x0  # and line follows line to the right
    assert first.box.y1 - first.box.y0 == pytest.approx(WIDTHS[0], abs=1)


def test_rotate_turns_the_page_and_not_the_table() -> None:
    page = special("rotate-90")
    (grid,) = page.grids
    assert page.width > page.height
    assert grid.box.x1 - grid.box.x0 > grid.box.y1 - grid.box.y0


def test_figures_and_labels_are_where_they_are_drawn() -> None:
    (grid,) = special("plain").grids
    assert all(c.indent == pytest.approx(4, abs=1) for c in grid.cells if c.column == 1 and c.text)
    assert all(c.indent > 40 for c in grid.cells if c.column == 2 and "." in c.text)
    assert grid.anchors == pytest.approx((60, 120, 270, 350, 430, 510), abs=1)


def test_merged_cells_stand_once_with_their_spans() -> None:
    (grid,) = special("two-halves").grids
    spans = {c.text: (c.row, c.column, c.row_span, c.column_span) for c in grid.cells if c.text}
    assert (grid.row_count, grid.column_count) == (len(HALVES), 6)
    assert spans["人员经费"] == (0, 0, 1, 3)
    assert spans["公用经费"] == (0, 3, 1, 3)
    assert spans["人员经费合计"] == (6, 0, 1, 2)
    covered = sum(c.row_span * c.column_span for c in grid.cells)
    assert covered == grid.row_count * grid.column_count


def test_a_table_without_data_rows_is_a_grid() -> None:
    (grid,) = special("zero-rows").grids
    assert texts(grid) == [list(ROWS[0])]


# ---------------------------------------------------------------- difficulties of a page


def test_a_frame_around_the_page_does_not_swallow_the_table(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(10, 10, 380, 280)
        canvas.grid([50, 150, 250], [100, 120, 140])
        for n, text in enumerate(("Name", "Sum", "A", "1.5")):
            canvas.drawString(55 + 100 * (n % 2), 126 - 20 * (n // 2), text)
        canvas.drawString(60, 200, "Title")

    page = drawn(tmp_path, draw, (400, 300))
    assert [texts(g) for g in page.grids] == [[["Name", "Sum"], ["A", "1.5"]]]
    assert [line.text for line in page.lines] == ["Title"]


def test_an_empty_grid_of_rules_is_no_table(tmp_path: Path) -> None:
    page = drawn(tmp_path, lambda c: c.grid([50, 150, 250], [100, 120, 140]), (400, 300))
    assert (page.grids, page.lines, page.problem) == ((), (), None)


def test_two_tables_are_in_order_and_keep_their_text_apart(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for bottom, word in ((60, "low"), (200, "high")):
            canvas.grid([50, 150, 250], [bottom, bottom + 20, bottom + 40])
            canvas.drawString(55, bottom + 26, word)
            canvas.drawString(155, bottom + 6, "2.5")

    page = drawn(tmp_path, draw, (400, 300))
    assert [texts(g) for g in page.grids] == [
        [["high", ""], ["", "2.5"]],
        [["low", ""], ["", "2.5"]],
    ]


def test_a_wide_gap_parts_two_phrases_of_a_line(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(20, 250, "Department: X")
        canvas.drawString(300, 250, "Unit: Y")

    page = drawn(tmp_path, draw, (400, 300))
    assert [line.text for line in page.lines] == ["Department:X", "Unit:Y"]


def test_a_crop_box_moves_the_origin(tmp_path: Path) -> None:
    import pikepdf

    path = tmp_path / "cropped.pdf"
    with pikepdf.open(SPECIAL / "plain.pdf") as pdf:
        pdf.pages[0].CropBox = [50, 500, 550, 800]
        pdf.save(path)
    (page,) = pages_of(path)
    (grid,) = page.grids
    assert (page.width, page.height) == pytest.approx((500, 300))
    assert (grid.box.x0, grid.box.y0) == pytest.approx((10, 80), abs=1)
    assert texts(grid) == [list(row) for row in ROWS]


def test_the_clipped_end_of_a_label_stays_in_its_cell(tmp_path: Path) -> None:
    """Excel cuts a long label at the border of its cell, where the next cell's figure begins."""
    font = register()

    def draw(canvas: Canvas) -> None:
        canvas.grid([50, 130, 250], [100, 120, 140])
        canvas.setFont(font, 10)
        canvas.drawString(55, 126, "项目")
        canvas.drawString(135, 126, "预算数")
        canvas.saveState()
        path = canvas.beginPath()
        path.rect(50, 100, 80, 20)
        canvas.clipPath(path, stroke=0, fill=0)
        canvas.drawString(54, 106, "机关事业单位养老金")
        canvas.restoreState()
        canvas.drawString(150, 106, "79.5")

    (grid,) = drawn(tmp_path, draw, (400, 300)).grids
    assert texts(grid) == [["项目", "预算数"], ["机关事业单位养老金", "79.5"]]


def register() -> str:
    """A Chinese font of the PDF standard, which needs no file."""
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.pdfmetrics import registerFont

    registerFont(UnicodeCIDFont("STSong-Light"))
    return "STSong-Light"


# ---------------------------------------------------------------- pages that cannot be read


def test_a_scanned_page_says_so_and_what_to_do() -> None:
    page = special("scan")
    assert page.grids == () and page.lines == ()
    assert page.problem is not None
    assert page.problem.startswith("第 1 页是扫描图像")
    assert "OCR" in page.problem


def test_text_drawn_as_lines_is_no_empty_page(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for n in range(300):
            canvas.line(20 + n, 20, 22 + n, 31)

    page = drawn(tmp_path, draw, (400, 300))
    assert page.problem is not None
    assert "画成线条" in page.problem


def test_an_empty_page_is_no_problem(tmp_path: Path) -> None:
    page = drawn(tmp_path, lambda c: None, (400, 300))
    assert (page.number, page.problem, page.flow) == (1, None, ())


def test_a_page_that_fails_is_reported_and_the_others_are_read(
    monkeypatch: pytest.MonkeyPatch, clean_pdf: Path
) -> None:
    pdf = open_pdf(clean_pdf)
    get_page = type(pdf).get_page

    def broken(self: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
        if index == 1:
            raise pdfium.PdfiumError("Failed to load page.")
        return get_page(self, index)

    monkeypatch.setattr(type(pdf), "get_page", broken)
    monkeypatch.setattr(type(pdf), "__getitem__", broken)
    pages = list(read_pages(pdf))
    assert len(pages) == len(pdf)
    assert pages[1].problem is not None
    assert "第 2 页已损坏" in pages[1].problem
    assert [p.number for p in pages if p.problem] == [2]
    pdf.close()


# ---------------------------------------------------------------- files that cannot be read


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("encrypted", "密码"),
        ("damaged", "损坏"),
        ("empty", "空的"),
        ("not-a-pdf", "不是 PDF"),
    ],
)
def test_an_unreadable_file_says_why(name: str, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words) as caught:
        read_document(SPECIAL / f"{name}.pdf")
    assert str(caught.value).endswith(("。",))
    assert "请" in str(caught.value)


def test_a_missing_file_and_one_of_another_kind(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="找不到"):
        read_document(tmp_path / "没有.pdf")
    other = tmp_path / "预算.docm"
    other.write_bytes(b"x")
    with pytest.raises(UnreadableFile, match="不支持"):
        read_document(other)


def test_a_pdf_with_something_before_its_header_opens(tmp_path: Path) -> None:
    path = tmp_path / "mail.pdf"
    path.write_bytes(b"\xef\xbb\xbf\n" + (SPECIAL / "plain.pdf").read_bytes())
    assert len(pages_of(path)) == 1


# ---------------------------------------------------------------- documents


def test_a_document_knows_its_file(tmp_path: Path) -> None:
    path = tmp_path / "预算 公开.PDF"
    shutil.copy(SPECIAL / "plain.pdf", path)
    document = read_document(path)
    assert document.path == path
    assert len(document.sha256) == 64
    assert document.readable and document.problems == ()
    (table,) = document.tables
    assert table.title == TITLE
    assert (table.unit, table.fiscal_year) == ("万元", 2024)


def test_a_scan_is_a_document_that_is_not_readable() -> None:
    document = read_document(SPECIAL / "scan.pdf")
    assert not document.readable
    assert len(document.problems) == 1
    assert document.tables == ()


PRODUCERS = ("reportlab", "libreoffice", "chromium")


def read_fixture(variant: str, producer: str) -> Document:
    return read_document(FIXTURES / "pdf" / f"zhengzhou-2024-{variant}-{producer}.pdf")


def content(document: Document) -> list[tuple[object, ...]]:
    """What every producer prints alike: the tables with the figures of their rows."""
    out: list[tuple[object, ...]] = []
    for table in document.tables:
        rows = []
        for row in table.rows:
            figures = [f.text for (r, _), f in sorted(table.figures.items()) if r == row.index]
            if figures:
                rows.append((row.code, row.name, tuple(figures)))
        out.append((table.kind, table.title, table.unit, tuple(rows)))
    return out


@pytest.mark.parametrize("producer", PRODUCERS[1:])
def test_the_same_tables_are_read_of_every_producer(producer: str) -> None:
    assert content(read_fixture("clean", producer)) == content(read_fixture("clean", "reportlab"))


@pytest.mark.parametrize("producer", PRODUCERS)
def test_every_figure_of_the_clean_documents_is_read_as_one(producer: str) -> None:
    document = read_fixture("clean", producer)
    figures = [f for t in document.tables for f in t.figures.values()]
    assert len(figures) == 422
    assert [f.text for f in figures if f.amount is None or f.uncertain] == []
    pages = {p.number: p for p in document.pages}
    for figure in figures:
        page = pages[figure.page]
        assert 0 <= figure.box.x0 < figure.box.x1 <= page.width
        assert 0 <= figure.box.y0 < figure.box.y1 <= page.height


# ---------------------------------------------------------------- glyphs


def glyphs(
    text: str, x0: float = 0.0, y0: float = 0.0, gaps: dict[int, float] | None = None
) -> list[Glyph]:
    """A line of text; ``gaps`` are points of space before a glyph."""
    out: list[Glyph] = []
    for n, char in enumerate(text):
        x0 += (gaps or {}).get(n, 0.0)
        width = 10.0 if ord(char) > 0xFF else 5.0
        out.append((char, x0, y0, x0 + width, y0 + 10))
        x0 += width
    return out


def test_letters_set_wide_are_one_word() -> None:
    assert line_text(glyphs("收入合计", gaps={1: 12, 2: 12, 3: 12})) == "收入合计"


def test_a_wide_gap_between_digits_keeps_two_numbers_apart() -> None:
    assert line_text(glyphs("12.304.50", gaps={5: 9})) == "12.30 4.50"
    assert line_text(glyphs("12.30", gaps={2: 1.5})) == "12.30"


def test_lines_are_found_in_any_order_of_drawing() -> None:
    mixed = [*glyphs("第二行", y0=14), *glyphs("第一行", y0=0)]
    assert text_of(mixed[::-1]) == "第一行\n第二行"
    assert [line_text(line) for line in lines_of(mixed)] == ["第一行", "第二行"]


def test_a_raised_or_smaller_glyph_stays_in_its_line() -> None:
    line = [*glyphs("合计"), ("1", 20.0, 3.0, 23.0, 9.0)]
    assert text_of(line) == "合计1"


def test_a_text_layer_of_private_codes_is_garbled() -> None:
    assert is_garbled(glyphs("\ue012\ue345\uf001" * 30))
    assert is_garbled(glyphs("�" * 60))


def test_a_text_layer_without_any_word_of_the_language_is_garbled() -> None:
    assert is_garbled(glyphs("ጀጁጂጃጄጅጆጇ" * 10))
    assert is_garbled(glyphs("XkQwZrTbVnMp" * 30))
    assert is_garbled(glyphs("亖亜亝亴亷亸亹亼亽亾仈仌" * 5))


def test_readable_text_is_not_garbled() -> None:
    assert not is_garbled(glyphs("2024年部门预算公开说明，收入支出情况" * 5))
    # the foot of a list: names of a few lines, none of the usual words of a disclosure
    assert not is_garbled(
        glyphs("大气固体废弃物与化学品土壤自然生态保护生物及物种资源保护草原" * 2)
    )
    assert not is_garbled(glyphs("1,234.56 78.90 " * 40))
    assert not is_garbled(glyphs("乱码"))
