"""Pictures of pages in the HTML report: the marks enclose the cells they speak of."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
import report_samples as samples
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from budgetlint.model import (
    Box,
    DocumentReport,
    Evidence,
    EvidenceRole,
    Finding,
    Grid,
    Severity,
)
from budgetlint.report import html_report, summary
from budgetlint.report.html_marks import MarkKind, marked_cells
from budgetlint.report.html_pictures import DocumentPictures, PagePicture, document_pictures
from budgetlint.report.html_windows import Frame, header_before, windows
from budgetlint.report.messages import Messages
from budgetlint.report.pictures import Album
from budgetlint.runner import Options, check_file, loaded_rules

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))

PRODUCERS = ("reportlab", "chromium", "libreoffice")
SIZE = (595.0, 842.0)
TABLE = (
    ("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
    ("", "合计", "122.9", "122.2", "0.0"),
    ("208", "社会保障和就业支出", "80.0", "80.0", "0.0"),
    ("20805", "行政事业单位养老支出", "79.5", "79.5", "0.0"),
    ("20899", "其他社会保障和就业支出", "0.5", "0.5", "0.0"),
    ("210", "卫生健康支出", "42.2", "42.2", "0.0"),
)
WIDTHS = (60.0, 150.0, 80.0, 80.0, 80.0)


def check(path: Path) -> DocumentReport:
    """The report of a file under all rules."""
    report = check_file(path, Options(tuple(loaded_rules().rules)))
    assert isinstance(report, DocumentReport)
    return report


@pytest.fixture(scope="module")
def faulty(faulty_pdf: Path) -> DocumentReport:
    return check(faulty_pdf)


def pictures(report: DocumentReport, album: Album | None = None) -> DocumentPictures:
    document, say = report.document, Messages("zh")
    names = summary.table_names(document, say)
    groups = summary.groups(report)
    return document_pictures(document, groups, "d1", names, say, album or Album())


# ---------------------------------------------------------------- tables drawn for the test


def upright(canvas: Canvas) -> None:
    """As it is read."""


def upwards(canvas: Canvas) -> None:
    """Lines of text run from the bottom of the page to its top."""
    canvas.translate(SIZE[0], 0)
    canvas.rotate(90)
    canvas.translate(0, -240)


def downwards(canvas: Canvas) -> None:
    """Lines of text run from the top of the page to its bottom."""
    canvas.translate(0, SIZE[1])
    canvas.rotate(-90)
    canvas.translate(0, -240)


def draw(path: Path, turn: Callable[[Canvas], None], rotate: int = 0) -> None:
    """A page with the table, its total wrong, turned in the drawing, by /Rotate or by both."""
    canvas = Canvas(str(path), pagesize=SIZE)
    turn(canvas)
    top, height, left = 720.0, 22.0, 60.0
    canvas.setFont("STSong-Light", 16)
    canvas.drawString(left + 100, top + 40, "2024年一般公共预算支出情况表")
    canvas.setFont("STSong-Light", 10)
    canvas.drawRightString(left + sum(WIDTHS), top + 8, "单位：万元")
    edges = [left + sum(WIDTHS[:i]) for i in range(len(WIDTHS) + 1)]
    bottom = top - height * len(TABLE)
    for x in edges:
        canvas.line(x, bottom, x, top)
    for number in range(len(TABLE) + 1):
        canvas.line(left, top - number * height, edges[-1], top - number * height)
    for number, row in enumerate(TABLE):
        for x, text, width in zip(edges, row, WIDTHS, strict=False):
            baseline = top - number * height - 15
            if "." in text:
                canvas.drawRightString(x + width - 4, baseline, text)
            else:
                canvas.drawString(x + 4, baseline, text)
    canvas.save()
    if rotate:
        with pikepdf.open(path, allow_overwriting_input=True) as pdf:
            pdf.pages[0].Rotate = rotate
            pdf.save(path)


def text_in(path: Path, number: int, box: Box) -> str:
    """What is printed inside a box, asked of the file itself: the centre of a glyph counts."""
    pdf = pdfium.PdfDocument(path)
    page = pdf[number - 1]
    turn, (width, height) = page.get_rotation(), page.get_size()
    page.set_rotation(0)
    text = page.get_textpage()
    found = []
    for index in range(text.count_chars()):
        x0, y0, x1, y1 = text.get_charbox(index)
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        # from the page as it is stored to the page as it is seen, origin top left
        seen = {0: (x, height - y), 90: (y, x), 180: (width - x, y), 270: (width - y, height - x)}
        u, v = seen[turn]
        if box.x0 <= u <= box.x1 and box.y0 <= v <= box.y1:
            found.append(text.get_text_range(index, 1))
    pdf.close()
    return "".join("".join(found).split())


def squeezed(text: str) -> str:
    return "".join(text.split())


def turned_back(picture: PagePicture, box: Box) -> Box:
    """A box of a picture in the coordinates of its page, by the transform in the file."""
    if not picture.turn:
        return box
    a, b, c, d, e, f = map(float, picture.turn.removeprefix("matrix(").rstrip(")").split())
    assert abs(a * d - b * c) == 1  # a turn, neither stretched nor mirrored
    assert a * d - b * c > 0
    xs, ys = [], []
    for u, v in ((box.x0, box.y0), (box.x1, box.y1)):
        xs.append(d * (u - e) - c * (v - f))
        ys.append(a * (v - f) - b * (u - e))
    return Box(min(xs), min(ys), max(xs), max(ys))


def assert_marks_fit(report: DocumentReport) -> int:
    """Every mark of every picture encloses the very text it speaks of; returns how many."""
    shown = pictures(report)
    assert shown.problem == ""
    count = 0
    titles = {squeezed(table.title) for table in report.document.tables}
    for group in summary.groups(report):
        figures = {squeezed(e.text) for e, _ in marked_cells(group) if e.amount is not None}
        for picture in shown.of(group.root):
            number = int(picture.sheet.rpartition("p")[2])
            for mark in picture.whole.marks:
                inside = text_in(report.document.path, number, turned_back(picture, mark.box))
                said = mark.words.partition("：")[2]
                if squeezed(said) in figures:
                    assert inside == squeezed(said), group.root.message
                elif squeezed(said) in titles:  # the whole table is meant
                    assert len(inside) > 10
                elif said:  # of a line, whose code may be read from three cells, the name
                    assert squeezed(said.split()[-1]) in inside, group.root.message
                count += 1
            in_strips = [mark for strip in picture.strips for mark in strip.marks]
            assert set(in_strips) == set(picture.whole.marks)
            for strip in picture.strips:
                assert 0 <= strip.view.x0 < strip.view.x1 <= picture.whole.view.x1
                assert 0 <= strip.view.y0 < strip.view.y1 <= picture.whole.view.y1
    return count


@pytest.mark.parametrize("producer", PRODUCERS)
def test_marks_enclose_the_cells_on_the_fixtures(root: Path, producer: str) -> None:
    report = check(root / "fixtures" / "pdf" / f"zhengzhou-2024-faulty-{producer}.pdf")
    assert assert_marks_fit(report) > 60


@pytest.mark.parametrize(
    ("turn", "rotate"),
    [(upright, 0), (upwards, 90), (downwards, 270), (upwards, 0), (downwards, 0)],
)
def test_marks_enclose_the_cells_of_a_turned_table(
    tmp_path: Path, turn: Callable[[Canvas], None], rotate: int
) -> None:
    path = tmp_path / "turned.pdf"
    draw(path, turn, rotate)
    report = check(path)
    wrong = [f for f in report.findings if f.severity is Severity.ERROR and f.evidence]
    assert any(e.text == "122.9" for f in wrong for e in f.evidence)
    assert assert_marks_fit(report) >= 2
    (picture, *_) = pictures(report).of(next(g.root for g in summary.groups(report) if g.root))
    # whichever way it lies, it is shown so that it can be read
    assert bool(picture.turn) == (rotate == 0 and turn is not upright)
    total = next(m for m in picture.whole.marks if "122.9" in m.words)
    assert total.box.x1 - total.box.x0 == pytest.approx(80, abs=1)
    assert total.box.y1 - total.box.y0 == pytest.approx(22, abs=1)


# ---------------------------------------------------------------- what is marked


def group_of(*findings: Finding) -> summary.Group:
    return summary.Group(findings[0], findings[1:])


def kinds(group: summary.Group) -> list[tuple[str, str]]:
    return [(e.text, kind.value) for e, kind in marked_cells(group)]


def test_total_addends_and_subtracted_terms_have_marks_of_their_own() -> None:
    spending = samples.expenditure_table()
    cells = (
        samples.evidence(spending, (0, 6), EvidenceRole.TOTAL),
        samples.evidence(spending, (0, 2)),
        samples.evidence(spending, (0, 3), sign=-1),
    )
    error = samples.finding("SUM105", Severity.ERROR, "差额", expected="190.6", evidence=cells)
    marks = [("190.6", "total"), ("1,291.6", "plus"), ("1,101.0", "minus")]
    assert kinds(group_of(error)) == marks


def test_the_figure_that_folding_names_is_marked_as_wrong() -> None:
    balance = samples.balance_table()
    cells = (
        samples.evidence(balance, (2, 2), EvidenceRole.TOTAL),
        samples.evidence(balance, (2, 4)),
    )
    said = (
        "收支总计不相等。若第13页“支出总计”的“支出 › 预算数”由 1,291.9 改为 1,291.6，则全部成立。"
    )
    error = samples.finding("BAL101", Severity.ERROR, said, expected="1,291.9", evidence=cells)
    assert kinds(group_of(error)) == [("1,291.6", "total"), ("1,291.9", "wrong")]
    plain = replace(error, message="收支总计不相等")
    assert kinds(group_of(plain)) == [("1,291.6", "total"), ("1,291.9", "other")]


def test_a_named_figure_that_only_a_dependent_has_is_shown_too() -> None:
    balance, spending = samples.balance_table(), samples.expenditure_table()
    said = "不符。若第15页“204 公共安全支出”的“合计”由 42.2 改为 42.3，则全部成立。"
    root = samples.finding(
        "SUM102", Severity.ERROR, said, evidence=(samples.evidence(balance, (1, 4)),)
    )
    below = samples.finding(
        "XTB301", Severity.ERROR, "不同", evidence=(samples.evidence(spending, (5, 2)),)
    )
    assert kinds(group_of(root, below))[-1] == ("42.2", MarkKind.WRONG.value)


def test_a_place_without_figures_is_what_is_wrong() -> None:
    label = Evidence(14, samples.box(4, 1), "档案馆", "T2", "档案馆", "名称", EvidenceRole.LABEL)
    error = samples.finding("COD402", Severity.WARNING, "名称不符", evidence=(label,))
    assert kinds(group_of(error)) == [("档案馆", "wrong")]


def test_figures_beside_words_that_are_wrong_are_there_to_compare() -> None:
    balance = samples.balance_table()
    words = Evidence(20, samples.box(1, 1), "大于", "", "大于", "", EvidenceRole.LABEL)
    cells = (words, samples.evidence(balance, (2, 2)))
    error = samples.finding("TXT105", Severity.ERROR, "方向不符", evidence=cells)
    assert kinds(group_of(error)) == [("大于", "wrong"), ("1,291.6", "other")]


def test_the_whole_header_is_shown_and_nothing_where_a_page_has_none() -> None:
    table = samples.expenditure_table()
    page = table.rows[0].page
    rows = [row.box for row in table.rows if row.page == page]
    top = min(box.y0 for box in rows)
    frame = Frame(0, *SIZE)
    last = max(rows, key=lambda box: box.y0)

    def first_view(grid_top: float) -> Box:
        box = Box(40, grid_top, 500, last.y1)
        with_grid = replace(table, grids=(Grid(page, box, 1, 1, (), ()),))
        return windows([last], with_grid, page, frame)[0]

    assert first_view(top - 90).y0 <= top - 90  # four lines of header
    assert first_view(top).y0 > top  # continued from the page before: only the marked line


def test_a_page_without_a_header_is_shown_below_that_of_the_page_before(tmp_path: Path) -> None:
    path = tmp_path / "continued.pdf"
    canvas = Canvas(str(path), pagesize=SIZE)
    lines = [TABLE[0], *((f"2080{n}", f"项目{n}", "9.0", "9.0", "0.0") for n in range(1, 4))]
    rest = [(f"2081{n}", f"项目{n}", "7.0", "6.0", "0.0") for n in range(1, 4)]
    canvas.setFont("STSong-Light", 16)
    canvas.drawString(160, 780, "2024年一般公共预算支出情况表")
    for rows in (lines, rest):
        canvas.setFont("STSong-Light", 10)
        for n, row in enumerate(rows):
            x = 60.0
            for text, width in zip(row, WIDTHS, strict=True):
                canvas.rect(x, 700 - 22 * n, width, 22)
                canvas.drawString(x + 4, 706 - 22 * n, text)
                x += width
        canvas.showPage()
    canvas.save()
    report = check(path)
    shown = pictures(report)
    group = next(g for g in summary.groups(report) if {e.page for e in g.root.evidence} == {2})
    (picture,) = shown.of(group.root)
    head, place = picture.strips
    assert (head.sheet, head.note, head.marks) == ("d1-p1", "表头，在第1页", ())
    assert head.view.y0 < 842 - 722 < 842 - 700 <= head.view.y1 < 842 - 689
    assert (head.view.x0, head.view.x1) == (place.view.x0, place.view.x1)
    assert (place.sheet, len(place.marks)) == ("", 3)  # the total, 6.0 and the zero
    html = html_report.render([report], [], lang="zh")
    assert html.count("data:image") == 2 and '<use href="#d1-p1"/>' in html
    # a table of other columns is no help
    table = report.document.tables[0]
    moved = tuple(
        replace(g, anchors=tuple(x + 9 * (g.page == 2) for x in g.anchors)) for g in table.grids
    )
    assert header_before(table, 2) is not None
    assert header_before(replace(table, grids=moved), 2) is None
    assert header_before(replace(table, rows=(), figures={}), 2) is None


def test_far_apart_lines_are_shown_with_what_is_between_left_out(faulty: DocumentReport) -> None:
    shown = pictures(faulty)
    strips = [p.strips for g in summary.groups(faulty) for p in shown.of(g.root)]
    assert any(len(parts) > 1 for parts in strips)
    for parts in strips:
        assert all(a.view.y1 < b.view.y0 for a, b in pairwise(parts))


def test_findings_across_tables_have_a_picture_of_each(faulty: DocumentReport) -> None:
    shown = pictures(faulty)
    across = [
        g.root
        for g in summary.groups(faulty)
        if g.severity is not Severity.INFO and len({e.page for e in g.root.evidence}) == 2
    ]
    assert across
    assert all(len({p.sheet for p in shown.of(f)}) == 2 for f in across)


# ---------------------------------------------------------------- size, time, missing files


def test_size_and_time_stay_small(faulty: DocumentReport) -> None:
    started = time.process_time()
    text = html_report.render([faulty], [], lang="zh")
    seconds = time.process_time() - started
    assert len(summary.groups(faulty)) > 20
    assert len(text.encode()) < 3_000_000
    assert seconds < 3  # 2 s on an idle machine; the measured value is about 1.3
    pages = {e.page for g in summary.groups(faulty) for e in g.root.evidence}
    sheets = re.findall(r'<image id="d1-p(\d+)"', text)
    assert len(sheets) == len(set(sheets)) and {int(n) for n in sheets} <= pages


def test_a_page_is_in_the_file_once_and_only_if_a_finding_is_on_it(tmp_path: Path) -> None:
    path = tmp_path / "one.pdf"
    draw(path, upright)
    text = html_report.render([check(path)], [], lang="zh")
    assert text.count("data:image/webp") == 1
    assert text.count('href="#d1-p1"') >= 2


def test_when_there_is_no_room_the_first_findings_keep_their_pictures(
    faulty: DocumentReport,
) -> None:
    everything = pictures(faulty)
    few = pictures(faulty, Album(document_room=120_000))
    assert few.problem == "omitted"
    assert 0 < len(few.sheets) < len(everything.sheets)
    first = next(g.root for g in summary.groups(faulty) if everything.of(g.root))
    assert few.of(first)


def test_one_album_serves_several_documents(faulty: DocumentReport) -> None:
    size = sum(len(s.image.source) for s in pictures(faulty).sheets)
    album = Album(room=size + 1000)
    assert pictures(faulty, album).problem == ""
    assert pictures(faulty, album).sheets == ()


def test_a_file_that_is_gone_or_changed_has_no_pictures_and_the_report_says_so(
    tmp_path: Path, faulty: DocumentReport
) -> None:
    gone = replace(faulty, document=replace(faulty.document, path=tmp_path / "gone.pdf"))
    text = html_report.render([gone], [], lang="zh")
    assert "data:image" not in text and "报告中没有页面图片" in text
    other = tmp_path / "other.pdf"
    draw(other, upright)
    changed = replace(faulty, document=replace(faulty.document, path=other))
    text = html_report.render([changed], [], lang="en")
    assert "data:image" not in text and "has changed since it was checked" in text


def test_a_page_that_cannot_be_drawn_costs_only_its_picture(
    tmp_path: Path, faulty: DocumentReport
) -> None:
    path = tmp_path / "damaged.pdf"
    path.write_bytes(b"%PDF-1.7 damaged")
    sha = hashlib.sha256(path.read_bytes()).hexdigest()
    document = replace(faulty.document, path=path, sha256=sha)
    text = html_report.render([replace(faulty, document=document)], [], lang="zh")
    assert "data:image" not in text and "有的页面无法生成图片" in text


def test_json_alone_imports_neither_templates_nor_an_image_library(
    root: Path, tmp_path: Path
) -> None:
    code = (
        "import sys; from pathlib import Path; from budgetlint.__main__ import main\n"
        "try:\n    main(['check', sys.argv[1], '--output', 'json:' + sys.argv[2], '--exit-zero'])\n"
        "except SystemExit:\n    pass\n"
        "assert Path(sys.argv[2]).stat().st_size > 1000\n"
        "print([m for m in ('jinja2', 'PIL', 'playwright') if m in sys.modules])"
    )
    pdf = root / "fixtures" / "pdf" / "special" / "plain.pdf"
    done = subprocess.run(
        [sys.executable, "-c", code, str(pdf), str(tmp_path / "x.json")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip().endswith("[]"), done.stdout
