"""Which drawn lines and rectangles are rules of a table."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pypdfium2 as pdfium
import pytest
from reportlab.pdfgen.canvas import Canvas

from budgetlint.read.strokes import Rule, StrokeReader

SIZE = (400.0, 300.0)


def rules_of(draw: Callable[[Canvas], None]) -> StrokeReader:
    """The rules of a page that is drawn by a function."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=SIZE)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    document = pdfium.PdfDocument(buffer.getvalue())
    page = document[0]
    reader = StrokeReader()
    reader.read(page.raw)
    page.close()
    document.close()
    return reader


def rounded(rules: list[Rule]) -> list[Rule]:
    return sorted((round(a, 1), round(b, 1), round(c, 1)) for a, b, c in rules)


def test_strokes_are_rules_in_user_space() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.line(20, 250, 180, 250)
        canvas.line(180, 40, 20, 40)
        canvas.line(20, 250, 20, 40)

    found = rules_of(draw)
    assert rounded(found.horizontal) == [(40, 20, 180), (250, 20, 180)]
    assert rounded(found.vertical) == [(20, 40, 250)]
    assert found.path_count == 3


def test_a_slanted_line_is_no_rule_and_a_nearly_level_one_is() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.line(20, 100, 180, 130)
        canvas.line(20, 200, 180, 200.5)

    found = rules_of(draw)
    assert rounded(found.horizontal) == [(200.2, 20, 180)]
    assert found.vertical == []


def test_a_stroked_rectangle_gives_its_four_sides() -> None:
    found = rules_of(lambda c: c.rect(20, 40, 100, 60, stroke=1, fill=0))
    assert rounded(found.horizontal) == [(40, 20, 120), (100, 20, 120)]
    assert rounded(found.vertical) == [(20, 40, 100), (120, 40, 100)]


def test_thin_filled_rectangles_are_rules_at_their_middle() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(20, 99.5, 160, 1, stroke=0, fill=1)
        canvas.rect(49, 20, 2, 200, stroke=0, fill=1)

    found = rules_of(draw)
    assert rounded(found.horizontal) == [(100, 20, 180)]
    assert rounded(found.vertical) == [(50, 20, 220)]


def test_a_filled_area_is_no_rule() -> None:
    found = rules_of(lambda c: c.rect(20, 20, 100, 12, stroke=0, fill=1))
    assert (found.horizontal, found.vertical, found.path_count) == ([], [], 1)


def test_a_dot_may_belong_to_either_direction() -> None:
    found = rules_of(lambda c: c.rect(20, 20, 1, 1, stroke=0, fill=1))
    assert rounded(found.horizontal) == [(20.5, 20, 21)]
    assert rounded(found.vertical) == [(20.5, 20, 21)]


@pytest.mark.parametrize("colour", ["white", "nearly white", "transparent"])
def test_what_cannot_be_seen_is_no_rule(colour: str) -> None:
    def draw(canvas: Canvas) -> None:
        if colour == "transparent":
            canvas.setFillAlpha(0)
            canvas.setStrokeAlpha(0)
        else:
            level = 1.0 if colour == "white" else 0.99
            canvas.setFillGray(level)
            canvas.setStrokeGray(level)
        canvas.line(20, 100, 180, 100)
        canvas.rect(20, 50, 160, 1, stroke=0, fill=1)

    found = rules_of(draw)
    assert (found.horizontal, found.vertical) == ([], [])
    assert found.path_count == 2


def test_grey_and_coloured_rules_are_seen() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setStrokeGray(0.8)
        canvas.line(20, 100, 180, 100)
        canvas.setStrokeColorRGB(1, 1, 0)
        canvas.line(20, 120, 180, 120)

    assert len(rules_of(draw).horizontal) == 2


def test_a_path_that_is_neither_filled_nor_stroked_is_no_rule() -> None:
    found = rules_of(lambda c: c.rect(20, 20, 160, 1, stroke=0, fill=0))
    assert (found.horizontal, found.path_count) == ([], 0)


def test_rules_in_turned_and_scaled_space_stand_where_they_are_seen() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(100, 0)
        canvas.rotate(90)
        canvas.scale(2, 1)
        canvas.line(10, 30, 60, 30)

    found = rules_of(draw)
    assert rounded(found.vertical) == [(70, 20, 120)]
    assert found.horizontal == []


def test_rules_in_nested_forms_are_moved_and_scaled_with_them() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("inner", 0, 0, *SIZE)
        canvas.line(20, 100, 180, 100)
        canvas.endForm()
        canvas.beginForm("outer", 0, 0, *SIZE)
        canvas.saveState()
        canvas.translate(10, 20)
        canvas.scale(0.5, 0.5)
        canvas.doForm("inner")
        canvas.restoreState()
        canvas.endForm()
        canvas.translate(100, 0)
        canvas.doForm("outer")

    assert rounded(rules_of(draw).horizontal) == [(70, 120, 200)]


def test_one_path_of_several_lines() -> None:
    def draw(canvas: Canvas) -> None:
        path = canvas.beginPath()
        for y in (50, 100, 150):
            path.moveTo(20, y)
            path.lineTo(180, y)
        canvas.drawPath(path)

    assert rounded(rules_of(draw).horizontal) == [(50, 20, 180), (100, 20, 180), (150, 20, 180)]


def test_images_are_measured() -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    picture = ImageReader(Image.new("1", (8, 8), 1))
    found = rules_of(lambda c: c.drawImage(picture, 10, 10, 200, 100))
    assert found.image_area == pytest.approx(20_000)
