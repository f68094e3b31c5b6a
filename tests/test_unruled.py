"""Tables without rules: what is read of them has to be credible; where their columns are."""

from __future__ import annotations

import pytest
from grid_samples import Matrix, grid

from budgetlint.model import Box, Page, TextLine
from budgetlint.read.gaps import column_rules
from budgetlint.read.glyphs import Glyph
from budgetlint.read.radicals import plain_characters
from budgetlint.read.unruled import _joined

SOUND: Matrix = [["项目", "2022年预算数"], ["一、教育支出", "20.05"], ["二、其他支出", "3.20"]]


def as_read(matrix: Matrix, *phrases: TextLine, continued: bool = False) -> Page:
    """A page whose lines of text the second reader has put together to a table."""
    printed = Page(1, 600.0, 800.0, phrases, (), None, phrases)
    return _joined(printed, [grid(matrix)], continued=continued)


def test_a_table_that_was_put_together_well_is_kept() -> None:
    assert as_read(SOUND).problem is None


def test_a_figure_glued_to_the_label_beside_it_is_no_reading() -> None:
    glued = [*SOUND[:2], ["二、其他支出", "21,721.62 一、本年支出"]]
    found = as_read(glued)
    assert found.grids == ()
    assert found.problem is not None


def test_a_border_that_cuts_a_year_is_none() -> None:
    cut = [["项目", "20", "22年预算数"], ["一、教育支出", "20.05", "1.00"]]
    phrase = TextLine("2022年预算数", Box(110.0, 85.0, 170.0, 95.0))
    assert as_read(cut, phrase, continued=True).problem is not None
    below = TextLine("2022年预算数", Box(110.0, 105.0, 170.0, 115.0))
    assert as_read(cut, below, continued=True).problem is None, "another line of the page"


@pytest.mark.parametrize("continued", [True, False])
def test_a_table_without_header_may_only_continue_another(continued: bool) -> None:
    found = as_read(SOUND[1:], continued=continued)
    assert bool(found.grids) is continued


# ---------------------------------------------------------------- columns by their gaps


def word(text: str, *, y: float, left: float = 0.0, right: float = 0.0) -> list[Glyph]:
    """A word of glyphs nine points wide (figures half of that), set left or right."""
    widths = [4.5 if c.isascii() else 9.0 for c in text]
    x = left or right - sum(widths)
    out: list[Glyph] = []
    for char, width in zip(text, widths, strict=True):
        out.append((char, x, y, x + width, y + 9.0))
        x += width
    return out


def test_a_label_close_behind_figures_set_flush_right_is_a_column_of_its_own() -> None:
    rules = [(0.0, 40.0, 560.0), (30.0, 40.0, 560.0), (90.0, 40.0, 560.0)]
    rows = [("一、本年收入", "21,721.62", "一、本年支出", "21,741.68")]
    rows += [
        ("二、上年结转", "20.06", "（一）教育支出", "741.68"),
        ("收入总计", "1.30", "合计", "9.00"),
    ]
    glyphs = [
        glyph
        for number, (a, b, c, d) in enumerate(rows)
        for glyph in (
            *word(a, y=35.0 + 15 * number, left=42.0),
            *word(b, y=35.0 + 15 * number, right=296.0),
            *word(c, y=35.0 + 15 * number, left=300.0),
            *word(d, y=35.0 + 15 * number, right=556.0),
        )
    ]
    found = sorted({x for x, _, _ in column_rules(rules, [], glyphs)})
    assert len(found) == 5
    assert 296 < found[2] < 300


def test_radicals_are_read_as_the_characters_they_stand_for() -> None:
    assert plain_characters("⾦额：⽀出 ⻔⻓⺠") == "金额：支出 门长民"
    assert plain_characters("一般公共预算（1）") == "一般公共预算（1）"
