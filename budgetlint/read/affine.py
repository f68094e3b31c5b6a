"""Maps between frames that differ by a shift, a turn by quarters and a flip."""

from __future__ import annotations

from budgetlint.model import Box

#: x' = a·x + c·y + e, y' = b·x + d·y + f, as in PDF.
Affine = tuple[float, float, float, float, float, float]


def then(first: Affine, second: Affine) -> Affine:
    """The map that does the first and then the second."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def inverse(matrix: Affine) -> Affine:
    """The way back."""
    a, b, c, d, e, f = matrix
    size = a * d - b * c
    return (
        d / size,
        -b / size,
        -c / size,
        a / size,
        (c * f - d * e) / size,
        (b * e - a * f) / size,
    )


def transformed(matrix: Affine, box: Box) -> Box:
    """The box around a box that was moved and turned by quarters."""
    a, b, c, d, e, f = matrix
    xs = (a * box.x0 + c * box.y0 + e, a * box.x1 + c * box.y1 + e)
    ys = (b * box.x0 + d * box.y0 + f, b * box.x1 + d * box.y1 + f)
    return Box(min(xs), min(ys), max(xs), max(ys))
