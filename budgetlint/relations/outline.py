"""Which rows of a panel stand below which: by code, by numbering, by indentation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from budgetlint.model import Row, RowRole

_SUBJECT = re.compile(r"[1-5]\d\d(?:\d\d){0,2}")
_INDENT_STEP = 5.0  # points; less is the same level


@dataclass
class Branch:
    """A row with the rows directly below it; ``row`` is None for the root of the outline."""

    row: Row | None
    children: list[Branch] = field(default_factory=list)

    def parents(self) -> list[Branch]:
        """Every row of the outline that has rows below it, top to bottom."""
        found: list[Branch] = []
        stack = [self]
        while stack:
            branch = stack.pop()
            if branch.children:
                if branch.row is not None:
                    found.append(branch)
                stack.extend(reversed(branch.children))
        return found


def is_subject(code: str) -> bool:
    """Whether a code has the shape of a 科目 code (3, 5 or 7 digits, 1xx–5xx)."""
    return bool(_SUBJECT.fullmatch(code))


def _with_barriers(rows: Sequence[Row]) -> list[Row]:
    """The addable rows and the totals; nothing below a total belongs to a row above it."""
    skipped = (RowRole.OF_WHICH, RowRole.EMPTY, RowRole.NOTE)
    return [r for r in rows if r.role not in skipped and (r.name or r.code)]


def addable(rows: Sequence[Row]) -> list[Row]:
    """The rows that can be terms of a sum."""
    skipped = (RowRole.TOTAL, RowRole.OF_WHICH, RowRole.EMPTY, RowRole.NOTE)
    return [r for r in rows if r.role not in skipped and (r.name or r.code)]


def is_coded(rows: Sequence[Row]) -> bool:
    """Whether most rows are lines of 科目: they carry a code, and it names them.

    A list of purchases that repeats one code for line after line is ordered by something else.
    """
    own = [r for r in addable(rows) if r.role is RowRole.LEAF]
    coded = [r for r in own if is_subject(r.code)]
    names: dict[str, set[str]] = {}
    for row in coded:
        names.setdefault(row.code, set()).add(row.name)
    repeated = sum(len(texts) - 1 for texts in names.values())
    return bool(own) and len(coded) * 10 >= len(own) * 7 and repeated * 4 <= len(coded)


def by_code(rows: Sequence[Row]) -> Branch:
    """The outline that the codes give: 201 → 20103 → 2010301, organisations above them."""
    root = Branch(None)
    stack: list[Branch] = [root]
    for row in addable(rows):
        if not row.code:
            continue
        branch = Branch(row)
        while len(stack) > 1 and not _is_above(stack[-1].row, row):
            stack.pop()
        stack[-1].children.append(branch)
        stack.append(branch)
    return root


def _is_above(upper: Row | None, lower: Row) -> bool:
    if upper is None:
        return True
    if upper.role is RowRole.ORGANISATION:
        if lower.role is RowRole.ORGANISATION:
            return len(lower.code) > len(upper.code) and lower.code.startswith(upper.code)
        return True
    if lower.role is RowRole.ORGANISATION:
        return False
    return len(lower.code) > len(upper.code) and lower.code.startswith(upper.code)


def by_depth(rows: Sequence[Row], depths: Sequence[float]) -> Branch:
    """The outline that given depths give; a deeper row belongs to the nearest one above."""
    root = Branch(None)
    stack: list[tuple[float, Branch]] = [(float("-inf"), root)]
    for row, depth in zip(rows, depths, strict=True):
        if row.role is RowRole.TOTAL:
            del stack[1:]
            continue
        branch = Branch(row)
        while stack[-1][0] >= depth:
            stack.pop()
        stack[-1][1].children.append(branch)
        stack.append((depth, branch))
    return root


_ORDINALS = "一二三四五六七八九十"


def ordinal(marker: str) -> tuple[str, int]:
    """The style of a numbering and its number: （十二） is (（, 12)."""
    text = re.sub(r"[、.．（）()其中：:]", "", marker)
    style = "（" if marker[-1] in "）)" else "、"
    if text.isdigit():
        return style + "1", int(text)
    tens, _, ones = text.partition("十")
    if "十" in text:
        number = (_ORDINALS.find(tens) + 1 if tens else 1) * 10 + _ORDINALS.find(ones or "零") + 1
        return style + "一", number
    return style + "一", _ORDINALS.find(text) + 1


def marker_depths(rows: Sequence[Row], *, beside: bool = False) -> list[float | None]:
    """The depth of each numbered row, from how the numberings continue and begin anew.

    一、本年支出 / 一、一般公共服务支出 / 二、… / 二、结转下年: a list that begins anew at 一 is
    below the row before it, and a number that continues an outer list closes the inner one.
    With ``beside`` a row that begins anew stands beside the last of its style instead where
    rows of another kind stand between them (一、本年收入 / 一般公共预算 / … / 一、上年结转).
    Unnumbered rows get None; a total closes every list.
    """
    open_lists: list[tuple[str, int]] = []
    out: list[float | None] = []
    last = ""
    for row in rows:
        if row.role is RowRole.TOTAL:
            open_lists.clear()
        if not row.marker or row.role is RowRole.TOTAL:
            out.append(None)
            last = "-"
            continue
        style, number = ordinal(row.marker)
        same = [i for i, (s, _) in enumerate(open_lists) if s == style]
        exact = [i for i in same if open_lists[i][1] + 1 == number]
        later = [i for i in same if open_lists[i][1] < number]
        between = last and last != style
        last = style
        if number == 1 and same and between and beside:
            del open_lists[same[-1] :]
            open_lists.append((style, number))
        elif number == 1 and not exact:
            open_lists.append((style, number))
        elif exact or later:
            index = (exact or later)[-1]
            del open_lists[index:]
            open_lists.append((style, number))
        else:
            open_lists.append((style, number))
        out.append(float(len(open_lists)))
    return out


def by_marker(rows: Sequence[Row], *, beside: bool = False, inner: bool = False) -> Branch:
    """The outline of 一、（一）1. (1); an unnumbered row belongs below if it is indented.

    ``beside`` as in :func:`marker_depths`. With ``inner`` that holds below an unnumbered row
    as well (上级补助收入 / 　返还性收入 / 　一般性转移支付收入).
    """
    own = _with_barriers(rows)
    depths: list[float] = []
    last: tuple[Row, float] | None = None
    plain: Row | None = None
    for row, depth in zip(own, marker_depths(own, beside=beside), strict=True):
        if row.role is RowRole.TOTAL:
            last = plain = None
            depths.append(0.0)
        elif depth is not None:
            depths.append(depth)
            last, plain = (row, depth), None
        elif last is not None and row.indent > last[0].indent + _INDENT_STEP:
            depths.append(last[1] + 0.5)
        elif inner and plain is not None and row.indent > plain.indent + _INDENT_STEP:
            depths.append(0.75)
        else:
            depths.append(0.5)
            plain = row
    return by_depth(own, depths)


def nested_markers(rows: Sequence[Row]) -> Branch:
    """As :func:`by_marker`, but every unnumbered row belongs to the numbered row above it."""
    own = _with_barriers(rows)
    depths: list[float] = []
    level = 0.0
    for row, depth in zip(own, marker_depths(own), strict=True):
        if row.role is RowRole.TOTAL:
            level = 0.0
            depths.append(level)
        elif depth is not None:
            level = depth
            depths.append(level)
        else:
            depths.append(level + 0.5)
    return by_depth(own, depths)


def by_indent(rows: Sequence[Row]) -> Branch | None:
    """The outline that numbering and indentation give; None when all stand at one edge."""
    own = _with_barriers(rows)
    edges = _edges([r.indent for r in own if not r.marker and r.role is not RowRole.TOTAL])
    if len(edges) < 2 and not any(r.marker for r in own):
        return None
    edges = edges or [0.0]
    depths = [
        float(r.level)
        if r.marker
        else 10.0 + max((i for i, edge in enumerate(edges) if r.indent >= edge - 0.1), default=0)
        for r in own
    ]
    return by_depth(own, depths)


def _edges(indents: Sequence[float]) -> list[float]:
    """The left edges that the indents cluster at, ascending."""
    edges: list[float] = []
    last = None
    for value in sorted(indents):
        if last is None or value - last > _INDENT_STEP:
            edges.append(value)
        last = value
    return edges


def by_subtotal(rows: Sequence[Row]) -> Branch | None:
    """The outline of 小计 rows: each stands above its parts, or below them."""
    own = _with_barriers(rows)
    marks = [i for i, r in enumerate(own) if r.role is RowRole.SUBTOTAL]
    parts = [r for r in own if r.role is not RowRole.TOTAL]
    if not marks or len(marks) == len(parts):
        return None
    first = next(i for i, r in enumerate(own) if r.role is not RowRole.TOTAL)
    if marks[0] == first:
        return by_depth(own, [1.0 if r.role is RowRole.SUBTOTAL else 2.0 for r in own])
    root = Branch(None)
    waiting: list[Branch] = []
    for row in own:
        if row.role is RowRole.SUBTOTAL:
            root.children.append(Branch(row, waiting))
            waiting = []
        elif row.role is not RowRole.TOTAL:
            waiting.append(Branch(row))
    root.children.extend(waiting)
    return root


def by_label_column(rows: Sequence[Row]) -> Branch | None:
    """The outline of labels that stand in columns of their own, the wider term further left.

    A row that fills several label columns stands where the last of them stands.
    """
    own = _with_barriers(rows)
    if len({r.label_end for r in own if r.role is not RowRole.TOTAL}) < 2:
        return None
    return by_depth(own, [float(r.label_end) for r in own])


def by_organisation(rows: Sequence[Row]) -> Branch | None:
    """The outline of lists in which the lines of each organisation follow its name.

    Where every line has a code of its own, shorter ones stand above longer ones
    (210 the department, 210001 its unit; 300001 a unit, 530100… its project).
    """
    own = _with_barriers(rows)
    owners = [r for r in own if r.role is RowRole.ORGANISATION]
    if not owners:
        return None
    if len(owners) == len([r for r in own if r.role is not RowRole.TOTAL]):
        lengths = [float(len(r.code)) for r in own]
        several = len({len(r.code) for r in owners}) > 1
        return by_depth(own, lengths) if several else None
    deepest = max(len(r.code) for r in owners) + 1
    return by_depth(
        own,
        [float(len(r.code)) if r.role is RowRole.ORGANISATION else float(deepest) for r in own],
    )
