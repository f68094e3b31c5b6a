"""Formulas that a header prints itself: ``小计③=①+②``, ``⑤=④/③``, ``栏次 1 2 3=1+2``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from budgetlint.model import Table

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_SYMBOL = rf"(?:[{_CIRCLED}]|\(\d{{1,2}}\)|\d{{1,2}}|[A-Z])"
_FORMULA = re.compile(
    rf"({_SYMBOL})[栏列]?=((?:{_SYMBOL}|[-+*/()%]|100)+?)(?=$|[^-+*/()%A-Z0-9{_CIRCLED}])"
)
_MARK = re.compile(
    rf"([{_CIRCLED}])$|^([{_CIRCLED}])|\((\d{{1,2}}|[A-Z])\)$|^(\d{{1,2}}|[A-Z])[栏列]?$"
)
_TOKEN = re.compile(rf"{_SYMBOL}|[-+*/()%]")
_PERCENT_TAIL = re.compile(r"\*100%?$")
_PLAIN = str.maketrans("＝＋－−–×÷／（）％＊", "=+---*//()%*")


@dataclass(frozen=True, slots=True)
class Formula:
    """What a header says a column is: a signed sum of columns, or a quotient of two.

    Of a quotient ``part`` and ``whole`` are set; ``growth`` is for (part − whole) ÷ whole.
    """

    target: int
    text: str
    terms: tuple[tuple[int, int], ...] = ()
    part: int | None = None
    whole: int | None = None
    growth: bool = False


def formulas(table: Table) -> list[Formula]:
    """Every formula printed in the header of a table that names columns of the table."""
    texts = {c.index: [t.translate(_PLAIN) for t in c.path] for c in table.columns}
    for index, text in _ordinal_cells(table):
        texts.setdefault(index, []).append(text.translate(_PLAIN))
    if not any("=" in t for parts in texts.values() for t in parts):
        return []
    symbols: dict[str, int] = {}
    given: list[tuple[int, str, str]] = []
    for index, parts in texts.items():
        for part in parts:
            formula = _FORMULA.search(part)
            mark = _MARK.search(part)
            if formula:
                symbols.setdefault(_bare(formula[1]), index)
                given.append((index, formula[0], formula[2]))
            elif mark:
                symbols.setdefault(next(g for g in mark.groups() if g), index)
    out: list[Formula] = []
    for index, text, expression in given:
        formula_found = _parse(index, text, expression, symbols)
        if formula_found is not None:
            out.append(formula_found)
    return out


def _ordinal_cells(table: Table) -> Iterator[tuple[int, str]]:
    """The cells of the line that numbers the columns, which is no part of their names."""
    if not table.grids:
        return
    rows: dict[int, list[tuple[int, str]]] = {}
    for cell in table.grids[0].cells:
        rows.setdefault(cell.row, []).append((cell.column, "".join(cell.text.split())))
    indexes = {c.index for c in table.columns}
    for cells in rows.values():
        formula_count = sum("=" in text and len(text) <= 12 for _, text in cells)
        if formula_count and all(len(text) <= 12 for _, text in cells):
            yield from ((c, t) for c, t in cells if c in indexes)
            return


def _bare(symbol: str) -> str:
    return symbol.strip("()")


def _parse(index: int, text: str, expression: str, symbols: Mapping[str, int]) -> Formula | None:
    expression = _PERCENT_TAIL.sub("", expression)
    if "/" in expression:
        return _quotient(index, text, expression, symbols)
    terms = _terms(expression, symbols)
    if not terms or any(column == index for _, column in terms):
        return None
    return Formula(index, text, terms)


def _quotient(index: int, text: str, expression: str, symbols: Mapping[str, int]) -> Formula | None:
    above, _, below = expression.partition("/")
    whole = symbols.get(_bare(below))
    if whole is None or whole == index:
        return None
    part = symbols.get(_bare(above))
    if part is not None and part != index:
        return Formula(index, text, part=part, whole=whole)
    terms = _terms(above.strip("()"), symbols)
    if len(terms) == 2 and terms[1] == (-1, whole) and terms[0][0] == 1:
        return Formula(index, text, part=terms[0][1], whole=whole, growth=True)
    return None


def _terms(expression: str, symbols: Mapping[str, int]) -> tuple[tuple[int, int], ...]:
    """The signed columns of a sum; empty when it is none or names an unknown column."""
    tokens = _TOKEN.findall(expression)
    out: list[tuple[int, int]] = []
    sign = 1
    for token in tokens:
        if token in "+-":
            sign = 1 if token == "+" else -1
            continue
        column = symbols.get(_bare(token))
        if column is None or token in "*/()%":
            return ()
        out.append((sign, column))
        sign = 1
    return tuple(out) if len(out) > 1 or (out and out[0][0] < 0) else ()


def by_target(table: Table) -> dict[int, Formula]:
    """The formulas of a table by the column they define."""
    return {f.target: f for f in formulas(table)}
