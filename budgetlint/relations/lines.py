"""Columns and rows of a table seen alike: lines with a name, groups of lines, their cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from budgetlint.model import ColumnRole, RowRole, Table
from budgetlint.relations.model import Cell

_NUMBERS = (ColumnRole.AMOUNT, ColumnRole.COUNT, ColumnRole.PERCENT)
_YEAR = re.compile(r"20\d\d")
_BEFORE = re.compile(r"上年|去年|上一年|上期|前一年")
_NOW = re.compile(r"本年|当年|今年|本期|本次")
_MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class Line:
    """A column, or a row: its index, its heading from the top level down, its role."""

    index: int
    path: tuple[str, ...]
    role: ColumnRole

    @property
    def text(self) -> str:
        """The whole heading as one text."""
        return "".join(self.path)


@dataclass(frozen=True, slots=True)
class View:
    """One panel of a table along one axis.

    ``lines`` are its columns of figures (or its rows, when ``by_row``), ``crosses`` the rows
    (or columns) that cut them, ``totals`` those of the crosses that are totals.
    """

    table: Table
    lines: tuple[Line, ...]
    crosses: tuple[int, ...]
    totals: tuple[int, ...]
    by_row: bool = False

    def cell(self, line: int, cross: int) -> Cell:
        """The cell where a line and a cross meet."""
        return (line, cross) if self.by_row else (cross, line)


@dataclass(frozen=True, slots=True)
class Pair:
    """What the lines of one group may be made of: for each target its part and its whole."""

    part_name: str
    whole_name: str
    triples: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Target lines below one heading, with the heading and the rest of each one's path."""

    name: str
    head: tuple[str, ...]
    members: tuple[tuple[Line, tuple[str, ...]], ...]


def column_views(table: Table) -> Iterator[View]:
    """Each panel of a table seen by its columns of figures."""
    for panel in table.panels():
        columns = [c for c in table.columns if c.panel == panel and c.role in _NUMBERS]
        rows = [r for r in table.panel_rows(panel) if r.role is not RowRole.EMPTY]
        if columns and rows:
            yield View(
                table,
                tuple(Line(c.index, c.path, c.role) for c in columns),
                tuple(r.index for r in rows),
                tuple(r.index for r in rows if r.role is RowRole.TOTAL),
            )


def row_views(table: Table) -> Iterator[View]:
    """Each panel of a table seen by its rows, for tables with a line of percentages."""
    for panel in table.panels():
        columns = [c for c in table.columns if c.panel == panel and c.role in _NUMBERS]
        rows = [r for r in table.panel_rows(panel) if r.name]
        if columns and 1 < len(rows) <= _MOST_LINES:
            yield View(
                table,
                tuple(Line(r.index, (r.name,), ColumnRole.AMOUNT) for r in rows),
                tuple(c.index for c in columns),
                tuple(c.index for c in columns if re.search(r"[合总小共]计|总额", c.name)),
                by_row=True,
            )


def groups(view: View, is_target: Callable[[str], bool], only: Sequence[int]) -> list[Group]:
    """The target lines below one heading that says what they are (增减变化情况 › 小计, …)."""
    found: dict[tuple[str, ...], list[tuple[Line, tuple[str, ...]]]] = {}
    for line in view.lines:
        if line.index not in only:
            continue
        at = [k for k, text in enumerate(line.path) if is_target(text)]
        cut = at[-1] + 1 if at else len(line.path)
        found.setdefault(line.path[:cut], []).append((line, line.path[cut:]))
    return [Group("".join(h), h, tuple(members)) for h, members in found.items()]


def pairs(view: View, group: Group, usable: Sequence[Line]) -> Iterator[Pair]:
    """Every ordered pair of headings with the same lines below them as the group has."""
    heads: dict[tuple[str, ...], dict[tuple[str, ...], int]] = {}
    rests = {rest for _, rest in group.members}
    for line in usable:
        for rest in rests:
            size = len(line.path) - len(rest)
            if size >= 0 and line.path[size:] == rest:
                heads.setdefault(line.path[:size], {}).setdefault(rest, line.index)
    heads.pop(group.head, None)
    for part, part_lines in heads.items():
        for whole, whole_lines in heads.items():
            if part == whole:
                continue
            triples = tuple(
                (line.index, part_lines[rest], whole_lines[rest])
                for line, rest in group.members
                if rest in part_lines and rest in whole_lines
            )
            if triples:
                yield Pair("".join(part), "".join(whole), triples)


def year_order(part: str, whole: str) -> int:
    """3 when the headings say that the whole is the year before the part, −1 when after."""
    years = [_YEAR.findall(text) for text in (part, whole)]
    if years[0] and years[1] and years[0][-1] != years[1][-1]:
        return 3 if years[0][-1] > years[1][-1] else -1
    if _BEFORE.search(whole) and not _BEFORE.search(part):
        return 3
    if _BEFORE.search(part) and not _BEFORE.search(whole):
        return -1
    return 1 if _NOW.search(part) and not _NOW.search(whole) else 0


@lru_cache(maxsize=2048)
def _bigrams(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def likeness(target: str, part: str, whole: str) -> int:
    """How much of the headings of part and whole the target's heading repeats, in percent."""
    own, both = _bigrams(target), _bigrams(part) | _bigrams(whole)
    return 100 * len(own & both) // max(1, len(both))
