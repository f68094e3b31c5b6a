"""Where the words of the prose stand on their page: the marks of the reports lie there."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from budgetlint.model import Box, Document
from budgetlint.prose.paragraphs import Paragraph, paragraphs_of
from budgetlint.read import read_document
from budgetlint_checks.performance_common import running_text

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
_SONG, _LATIN, _SIZE = "STSong-Light", "Times-Roman", 16
_PIECES = (
    ("一般公共预算财政拨款收入决算为", _SONG),
    ("3,958.67", _LATIN),
    ("万元，比上年增长", _SONG),
    ("21.95", _LATIN),
    ("%。决算", _SONG),
)
#: The gaps in which forms are filled in: the characters of a line are not equally far apart.
_GAPS = (0.0, 14.0, 9.0, 3.0, 20.0)


def _spread(draw: Canvas, left: float, base: float) -> dict[str, tuple[float, float]]:
    """Print one line from ``left`` and tell from where to where each piece of it goes."""
    ends: dict[str, tuple[float, float]] = {}
    for (text, font), gap in zip(_PIECES, _GAPS, strict=True):
        left += gap
        width = pdfmetrics.stringWidth(text, font, _SIZE)
        draw.setFont(font, _SIZE)
        draw.drawString(left, base, text)
        ends[text] = left, left + width
        left += width
    return ends


def _document(
    path: Path, *, sideways: bool = False
) -> tuple[Document, dict[str, tuple[float, float]]]:
    draw = Canvas(str(path), pagesize=(595, 842))
    if sideways:
        draw.translate(595, 0)
        draw.rotate(90)
    ends = _spread(draw, 60, 400)
    draw.setFont(_SONG, _SIZE)
    draw.drawString(60, 372, "数大于预算数的主要原因是项目增加，具体情况说明如下文所列。")
    draw.showPage()
    draw.save()
    return read_document(path), ends


def _place(paragraph: Paragraph, text: str) -> Box:
    at = paragraph.text.index(text)
    return paragraph.box(at, at + len(text))[1]


@pytest.mark.parametrize("figure", ["3,958.67", "21.95"])
def test_a_figure_is_where_it_is_printed_whatever_the_gaps_around_it(
    tmp_path: Path, figure: str
) -> None:
    document, ends = _document(tmp_path / "正文.pdf")
    (paragraph,) = paragraphs_of(document)
    box = _place(paragraph, figure)
    assert (box.x0, box.x1) == pytest.approx(ends[figure], abs=0.6)
    assert 842 - 400 - _SIZE - 4 < box.y0 < 842 - 400 < box.y1 < 842 - 400 + 8


def test_a_figure_of_a_line_printed_sideways_is_marked_along_the_line(tmp_path: Path) -> None:
    document, ends = _document(tmp_path / "正文.pdf", sideways=True)
    (paragraph,) = paragraphs_of(document)
    box = _place(paragraph, "3,958.67")
    low, high = ends["3,958.67"]
    assert (842 - box.y1, 842 - box.y0) == pytest.approx((low, high), abs=0.6)
    assert box.x1 - box.x0 < 2 * _SIZE


def test_words_that_break_are_found_on_both_lines(tmp_path: Path) -> None:
    document, _ = _document(tmp_path / "正文.pdf")
    (paragraph,) = paragraphs_of(document)
    at = paragraph.text.index("决算数大于")
    first, second = (paragraph.box(*part)[1] for part in paragraph.parts(at, at + 5))
    assert first.x0 > 350 and second.x0 == pytest.approx(60, abs=1)
    assert second.x1 - second.x0 == pytest.approx(3 * _SIZE, abs=1)
    assert first.y1 < second.y1


def test_words_on_one_line_are_one_part(tmp_path: Path) -> None:
    document, _ = _document(tmp_path / "正文.pdf")
    (paragraph,) = paragraphs_of(document)
    assert paragraph.parts(2, 6) == [(2, 6)]


def test_words_of_performance_reports_are_found_on_their_line(tmp_path: Path) -> None:
    document, ends = _document(tmp_path / "正文.pdf")
    text = running_text(document)
    at = text.text.index("3,958.67")
    assert text.place(at, at + 8)[1].x0 == pytest.approx(ends["3,958.67"][0], abs=0.6)
    assert text.place(at, at + 8)[1].x1 == pytest.approx(ends["3,958.67"][1], abs=0.6)
    at = text.text.index("决算数大于")
    both = text.place(at, at + 5)[1]
    assert both.x0 == pytest.approx(60, abs=1) and both.y1 - both.y0 > 2 * _SIZE
