"""The ruling lines of a table, in the styles public documents show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from synthetic_sheet import Cell

Box = tuple[float, float, float, float]
Segment = tuple[float, float, float, float]


def draw_rules(
    canvas: Any,
    style: str,
    boxes: Sequence[tuple[Cell, Box]],
    tops: Sequence[float],
    lefts: Sequence[float],
    head: int,
) -> None:
    """Rule one part of a table; ``head`` is the number of header rows in it."""
    canvas.saveState()
    if style == "whitefills":
        for cell, (x0, y0, x1, y1) in boxes:
            canvas.setFillGray(0.85 if cell.kind == "header" else 1)
            canvas.rect(x0, y0, x1 - x0, y1 - y0, stroke=0, fill=1)
            canvas.setFillGray(1)
            canvas.rect(x0 + 1, (y0 + y1) / 2, x1 - x0 - 2, 0.6, stroke=0, fill=1)
        canvas.setFillGray(0)
    if style == "cells":
        canvas.setLineWidth(0.5)
        for _, (x0, y0, x1, y1) in boxes:
            canvas.rect(x0, y0, x1 - x0, y1 - y0, stroke=1, fill=0)
    elif style == "threeline":
        levels = {tops[0], tops[-1], tops[min(head, len(tops) - 1)]}
        _stroke(canvas, [(lefts[0], y, lefts[-1], y) for y in levels], 1.0)
    elif style == "rowsonly":
        _stroke(canvas, [s for s in _segments(boxes) if s[1] == s[3]], 0.5)
    else:
        _ruled(canvas, style, boxes, tops, lefts, head)
    canvas.restoreState()


def _ruled(
    canvas: Any,
    style: str,
    boxes: Sequence[tuple[Cell, Box]],
    tops: Sequence[float],
    lefts: Sequence[float],
    head: int,
) -> None:
    segments = _segments(boxes)
    split = tops[min(head, len(tops) - 1)]
    if style == "columns":  # rows of the body are not ruled
        segments = {s for s in segments if s[1] != s[3] or s[1] >= split or s[1] == tops[-1]}
    if style == "headeronly":  # a ruled header, below it nothing but the last line
        segments = {s for s in segments if min(s[1], s[3]) >= split or s[1] == s[3] == tops[-1]}
    if style == "opensides":
        segments = {s for s in segments if not (s[0] == s[2] and s[0] in (lefts[0], lefts[-1]))}
    if style == "filled":
        for x0, y0, x1, y1 in segments:
            canvas.rect(x0, y0, max(x1 - x0, 0.5), max(y1 - y0, 0.5), stroke=0, fill=1)
        return
    if style == "dashed":
        canvas.setDash(2, 1.5)
    _stroke(canvas, sorted(segments), 0.5)
    if style == "double":
        x0, x1, y0, y1 = lefts[0] - 2, lefts[-1] + 2, tops[-1] - 2, tops[0] + 2
        canvas.rect(x0, y0, x1 - x0, y1 - y0, stroke=1, fill=0)


def _stroke(canvas: Any, segments: Sequence[Segment], width: float) -> None:
    canvas.setLineWidth(width)
    for x0, y0, x1, y1 in segments:
        canvas.line(x0, y0, x1, y1)


def _segments(boxes: Sequence[tuple[Cell, Box]]) -> set[Segment]:
    """The four sides of every cell, each once."""
    found: set[Segment] = set()
    for _, (x0, y0, x1, y1) in boxes:
        found |= {(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)}
    return found
