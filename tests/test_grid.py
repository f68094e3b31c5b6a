"""From rules to lattices of cells, and glyphs into the cells."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetlint.read.glyphs import Glyph
from budgetlint.read.grid import SHORTEST, Lattice, lattices, merge_rules, place_glyphs
from budgetlint.read.strokes import Rule


def ruled(
    xs: list[float], ys: list[float], without: frozenset[tuple[str, int, int]] = frozenset()
) -> tuple[list[Rule], list[Rule]]:
    """Every field ruled by itself, except for the sides named in ``without``.

    ("h", row, column) is the side above a field, ("v", row, column) the one left of it.
    """
    level = [
        (y, a, b)
        for i, y in enumerate(ys)
        for j, (a, b) in enumerate(itertools.pairwise(xs))
        if ("h", i, j) not in without
    ]
    plumb = [
        (x, a, b)
        for j, x in enumerate(xs)
        for i, (a, b) in enumerate(itertools.pairwise(ys))
        if ("v", i, j) not in without
    ]
    return level, plumb


def cells_of(lattice: Lattice) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """For the first field of each cell all its fields."""
    out: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for field, owner in enumerate(lattice.owner):
        key = divmod(owner, lattice.column_count)
        out.setdefault(key, []).append(divmod(field, lattice.column_count))
    return out


def glyph(x: float, y: float, char: str = "1") -> Glyph:
    return (char, x - 2, y - 5, x + 2, y + 5)


# ---------------------------------------------------------------- joining the pieces of rules


def test_pieces_of_a_rule_are_joined_and_gaps_are_kept() -> None:
    pieces = [(10.0, 0.0, 40.0), (10.4, 39.0, 80.0), (10.0, 81.5, 100.0), (10.0, 140.0, 180.0)]
    assert merge_rules(pieces) == [(10.0, 0.0, 100.0), (10.0, 140.0, 180.0)]


def test_dots_make_a_rule_and_a_dash_alone_does_not() -> None:
    dots = [(10.0, float(x), float(x) + 0.5) for x in range(0, 60, 2)]
    assert merge_rules(dots) == [(10.0, 0.0, 58.5)]
    assert merge_rules([(10.0, 0.0, SHORTEST - 0.1)]) == []


def test_rules_further_apart_stay_two() -> None:
    assert len(merge_rules([(10.0, 0.0, 50.0), (12.0, 0.0, 50.0)])) == 2


# ---------------------------------------------------------------- lattices


def test_a_plain_lattice() -> None:
    (found,) = lattices(*ruled([0, 50, 120], [0, 20, 40, 60]))
    assert (found.xs, found.ys) == ([0, 50, 120], [0, 20, 40, 60])
    assert (found.row_count, found.column_count) == (3, 2)
    assert all(fields == [cell] for cell, fields in cells_of(found).items())


def test_missing_sides_merge_fields() -> None:
    without = frozenset({("v", 0, 1), ("h", 2, 0)})
    (found,) = lattices(*ruled([0, 50, 120], [0, 20, 40, 60], without))
    cells = cells_of(found)
    assert cells[0, 0] == [(0, 0), (0, 1)]
    assert cells[1, 0] == [(1, 0), (2, 0)]
    assert len(cells) == 4


def test_two_tables_on_a_page_are_two_lattices_from_top_to_bottom() -> None:
    lower = ruled([0, 50, 120], [200, 220, 240])
    upper = ruled([10, 70, 120], [0, 20, 40])
    found = lattices(lower[0] + upper[0], lower[1] + upper[1])
    assert [lattice.ys[0] for lattice in found] == [0, 200]


def test_a_table_open_at_the_sides_has_its_outer_columns() -> None:
    level = [(y, 0.0, 150.0) for y in (0.0, 20.0, 40.0)]
    plumb = [(50.0, 0.0, 40.0), (100.0, 0.0, 40.0)]
    (found,) = lattices(level, plumb)
    assert found.xs == [0, 50, 100, 150]


def test_rules_that_stop_a_little_short_still_touch() -> None:
    level, plumb = ruled([0, 50, 120], [0, 20, 40])
    short = [(y, a + 1.5 if a == 0 else a, b) for y, a, b in level]
    (found,) = lattices(short, plumb)
    assert (found.row_count, found.column_count) == (2, 2)


def test_a_double_rule_is_one_border() -> None:
    level, plumb = ruled([0, 50, 120], [0, 20, 40])
    (found,) = lattices([*level, (22.0, 0.0, 120.0)], plumb)
    assert found.ys == [0, 20, 40]


@pytest.mark.parametrize(
    ("level", "plumb"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param([(10.0, 0.0, 500.0)], [], id="a line below the page header"),
        pytest.param([(10.0, 0.0, 500.0), (700.0, 0.0, 500.0)], [], id="header and footer"),
        pytest.param(
            [(0.0, 0.0, 90.0), (50.0, 0.0, 90.0)],
            [(0.0, 0.0, 50.0), (90.0, 0.0, 50.0)],
            id="a single box",
        ),
    ],
)
def test_what_is_no_table(level: list[Rule], plumb: list[Rule]) -> None:
    assert lattices(level, plumb) == []


grid_sizes = st.tuples(st.integers(2, 6), st.integers(2, 6))


@given(grid_sizes, st.data())
def test_every_field_belongs_to_exactly_one_cell(
    size: tuple[int, int], data: st.DataObject
) -> None:
    rows, columns = size
    xs = [40.0 * n for n in range(columns + 1)]
    ys = [15.0 * n for n in range(rows + 1)]
    inner = [("v", i, j) for i in range(rows) for j in range(1, columns)]
    inner += [("h", i, j) for i in range(1, rows) for j in range(columns)]
    level, plumb = ruled(xs, ys, data.draw(st.frozensets(st.sampled_from(inner), max_size=3)))
    for found in lattices(level, plumb):
        cells = cells_of(found)
        fields = sorted(field for owned in cells.values() for field in owned)
        assert fields == [divmod(n, found.column_count) for n in range(len(found.owner))]
        assert all(min(owned) == first for first, owned in cells.items())


# ---------------------------------------------------------------- glyphs


def test_glyphs_go_to_the_cell_their_middle_is_in() -> None:
    without = frozenset({("v", 0, 1)})
    (found,) = lattices(*ruled([0, 50, 120], [0, 20, 40], without))
    inside = [glyph(10, 10, "a"), glyph(100, 10, "b"), glyph(49, 30, "c"), glyph(51, 30, "d")]
    outside = [glyph(60, -20, "x"), glyph(60, 60, "y"), glyph(130, 10, "z")]
    cells, rest = place_glyphs(found, [*inside, *outside])
    texts = {divmod(f, 2): "".join(g[0] for g in cell) for f, cell in cells.items()}
    assert texts == {(0, 0): "ab", (1, 0): "c", (1, 1): "d"}
    assert [g[0] for g in rest] == ["x", "y", "z"]


def test_a_glyph_on_the_outer_rule_belongs_to_the_table() -> None:
    (found,) = lattices(*ruled([0, 50, 120], [0, 20, 40]))
    cells, rest = place_glyphs(found, [glyph(-0.5, 10), glyph(120.5, 39)])
    assert rest == []
    assert sorted(cells) == [0, 3]


@given(st.lists(st.tuples(st.floats(-30, 150), st.floats(-30, 70)), max_size=40))
def test_no_glyph_is_lost_and_order_does_not_matter(places: list[tuple[float, float]]) -> None:
    (found,) = lattices(*ruled([0, 50, 120], [0, 20, 40], frozenset({("h", 1, 1)})))
    glyphs = [glyph(x, y, chr(65 + n)) for n, (x, y) in enumerate(places)]
    cells, rest = place_glyphs(found, glyphs)
    assert sorted([*(g for cell in cells.values() for g in cell), *rest]) == sorted(glyphs)
    again, _ = place_glyphs(found, glyphs[::-1])
    assert {k: sorted(v) for k, v in again.items()} == {k: sorted(v) for k, v in cells.items()}
    assert set(cells) <= set(found.owner)
