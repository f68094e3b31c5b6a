"""The frames of a page: user space, upright, displayed, and the ways between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetlint.model import Box
from budgetlint.read.affine import Affine, inverse, then, transformed
from budgetlint.read.frames import Frame

turns = st.integers(0, 3)
places = st.floats(0, 500, allow_nan=False)
corners = st.floats(-50, 50, allow_nan=False)
# left, bottom, width, height
boxes = st.tuples(corners, corners, st.floats(100, 900), st.floats(100, 900))


def frame(box: tuple[float, float, float, float], display: int, text: int) -> Frame:
    left, bottom, width, height = box
    return Frame(left, bottom, left + width, bottom + height, display, text)


def corner(at: Frame, turn: int, x: float, y: float) -> tuple[float, float]:
    """A point of user space in the page turned clockwise, by the definition of /Rotate."""
    width, height = at.right - at.left, at.top - at.bottom
    px, py = x - at.left, at.top - y
    for _ in range(turn):
        px, py = height - py, px
        width, height = height, width
    return px, py


@given(boxes, turns, turns, places, places)
def test_upright_is_the_page_turned(
    box: tuple[float, float, float, float], display: int, text: int, x: float, y: float
) -> None:
    at = frame(box, display, text)
    assert at.to_upright()(x, y) == pytest.approx(corner(at, text, x, y), abs=1e-6)


@given(boxes, turns, turns, places, places, places, places)
def test_a_box_comes_to_where_the_page_shows_it(
    box: tuple[float, float, float, float],
    display: int,
    text: int,
    x0: float,
    y0: float,
    x1: float,
    y1: float,
) -> None:
    at = frame(box, display, text)
    turn = at.to_upright()
    (ax, ay), (bx, by) = turn(x0, y0), turn(x1, y1)
    found = at.displayed_box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
    (cx, cy), (dx, dy) = corner(at, display, x0, y0), corner(at, display, x1, y1)
    wanted = (min(cx, dx), min(cy, dy), max(cx, dx), max(cy, dy))
    assert (found.x0, found.y0, found.x1, found.y1) == pytest.approx(wanted, abs=1e-6)


@given(boxes, turns, turns)
def test_the_whole_page_fills_the_displayed_page(
    box: tuple[float, float, float, float], display: int, text: int
) -> None:
    at = frame(box, display, text)
    turn = at.to_upright()
    (ax, ay), (bx, by) = turn(at.left, at.bottom), turn(at.right, at.top)
    found = at.displayed_box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
    width, height = at.displayed_size
    assert (found.x0, found.y0) == pytest.approx((0, 0), abs=1e-6)
    assert (found.x1, found.y1) == pytest.approx((width, height), abs=1e-6)


@pytest.mark.parametrize(
    ("turn", "size"), [(0, (595, 842)), (1, (842, 595)), (2, (595, 842)), (3, (842, 595))]
)
def test_the_displayed_size_follows_rotate_not_the_text(turn: int, size: tuple[int, int]) -> None:
    assert Frame(0, 0, 595, 842, turn, 0).displayed_size == size


def test_boxes_of_the_same_turn_are_given_as_they_are() -> None:
    at = Frame(0, 0, 595, 842, 1, 1)
    assert at.displayed_box(1, 2, 3, 4) == Box(1, 2, 3, 4)


# ---------------------------------------------------------------- affine maps

steps = st.floats(-100, 100, allow_nan=False)
quarters = st.sampled_from(
    [(1, 0, 0, 1), (0, 1, -1, 0), (-1, 0, 0, -1), (0, -1, 1, 0), (1, 0, 0, -1)]
)
maps = st.builds(
    lambda q, scale, e, f: (*tuple(v * scale for v in q), e, f),
    quarters,
    st.floats(0.1, 10),
    steps,
    steps,
)


def moved(matrix: Affine, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


@given(maps, maps, places, places)
def test_then_does_one_after_the_other(first: Affine, second: Affine, x: float, y: float) -> None:
    wanted = moved(second, *moved(first, x, y))
    assert moved(then(first, second), x, y) == pytest.approx(wanted, rel=1e-6, abs=1e-6)


@given(maps, places, places)
def test_inverse_is_the_way_back(matrix: Affine, x: float, y: float) -> None:
    assert moved(inverse(matrix), *moved(matrix, x, y)) == pytest.approx((x, y), abs=1e-3)


@given(maps, places, places, places, places)
def test_a_moved_box_holds_the_moved_corners(
    matrix: Affine, x0: float, y0: float, x1: float, y1: float
) -> None:
    box = Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    found = transformed(matrix, box)
    xs, ys = zip(moved(matrix, x0, y0), moved(matrix, x1, y1), strict=True)
    wanted = (min(xs), min(ys), max(xs), max(ys))
    assert (found.x0, found.y0, found.x1, found.y1) == pytest.approx(wanted, abs=1e-6)
