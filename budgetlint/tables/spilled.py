"""A row that a page break cuts: its last text lines stand alone on top of the next page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace

from budgetlint.amounts import is_blank_amount, parse_amount
from budgetlint.classification import Kind, catalogue, normalise_name
from budgetlint.tables.cells import Line
from budgetlint.tables.header import TOTAL_WORD, begins_line
from budgetlint.tables.labels import is_named

_FIGURE_HEAD = re.compile(r"-?[\d,]+(?:\.\d*)?%?")
_NUMBERED = re.compile(r"[(（]?[一二三四五六七八九十\d]+[)）、.．]")
_CODED_LABEL = re.compile(r"[\[(]?(\d{3}|\d{5}|\d{7})[\])]?[-—–]*(\D.*)")


def spilled(last: Line, first: Line) -> Line | None:
    """The last row of a page with what of it stands on top of the next page, or None.

    A row that the page break cuts leaves its last text lines (the end of a name, the last
    digits of an amount) in a row that has nothing of its own.
    """
    tails = [(c, t) for c, t in enumerate(first.texts()) if t]
    heads = [c for c, t in enumerate(last.texts()) if t]
    if not tails or len(tails) >= len(heads) or any(c not in heads for c, _ in tails):
        return None
    if any(TOTAL_WORD.match(t) for t in last.texts() if t):
        return None
    if any(is_blank_amount(t) or begins_line(t) for _, t in tails):
        return None
    cells = list(last.cells)
    figures = 0
    for column, tail in tails:
        cell = last.cells[column]
        head = "".join(cell.text.split())
        if _completes_code(last, dict(tails), column, head):
            figures += 1
        elif _FIGURE_HEAD.fullmatch(head):
            if not (tail.isdigit() and "." in head and parse_amount(head + tail) is not None):
                return None
            figures += 1
        elif parse_amount(tail) is not None:
            return None
        cells[column] = replace(cell, text=f"{cell.text}\n{first.cells[column].text}")
    if not figures and not _cut_label(last, tails):
        return None
    return Line(tuple(cells), last.page, last.row)


def _completes_code(last: Line, tails: Mapping[int, str], column: int, head: str) -> bool:
    """Whether digits are the end of a code: with them it bears the name beside it."""
    tail = tails[column]
    if not re.fullmatch(r"\d{3}(?:\d\d)?", head) or not re.fullmatch(r"\d\d(?:\d\d)?", tail):
        return False
    beside = next(((c, t) for c, t in enumerate(last.texts()) if c > column and t), None)
    if beside is None:
        return False
    name = beside[1] + tails.get(beside[0], "")
    return is_named(head + tail, name) and not is_named(head, name)


def _cut_label(last: Line, tails: list[tuple[int, str]]) -> bool:
    """Whether texts without a figure are the ends of the labels above, not a line of its own.

    They are where the labels above were wrapped already or end inside a bracket, or where
    several neighbouring labels go on together.
    """
    heads = {c: last.cells[c].text for c, _ in tails}
    wrapped = all("\n" in text for text in heads.values())
    open_bracket = any(
        text.count("(") + text.count("（") > text.count(")") + text.count("）")
        for text in heads.values()
    )
    columns = [c for c, _ in tails]
    side_by_side = len(columns) > 1 and not any(
        parse_amount(last.text(c)) is not None for c in range(columns[0], columns[-1])
    )
    return wrapped or open_bracket or side_by_side or _completes_name(last, tails)


def _completes_name(last: Line, tails: list[tuple[int, str]]) -> bool:
    """Whether a label with its tail is the name of the code of its row in the catalogue.

    A single character is no line of its own either way.
    """
    if len(tails) == 1 and len(tails[0][1]) == 1 and tails[0][1] > "一":
        return True
    texts = last.texts()

    def completes(column: int, tail: str) -> bool:
        codes = [t for t in texts[:column] if re.fullmatch(r"\d{3}|\d{5}|\d{7}", t)]
        label = unicodedata.normalize("NFKC", "".join(last.cells[column].text.split()) + tail)
        coded = _CODED_LABEL.fullmatch(label)
        code, name = coded.groups() if coded else (codes[-1] if codes else "", label)
        return is_named(code, name) if code else _is_class(label)

    return all(completes(column, tail) for column, tail in tails)


def _is_class(label: str) -> bool:
    """Whether a numbered label is the whole name of a 类 (八、社会保障和就业支出)."""
    numbered = _NUMBERED.match(label)
    wanted = normalise_name(label[numbered.end() :]) if numbered else ""
    book = catalogue(Kind.FUNCTIONAL)
    return any(normalise_name(e.name) == wanted for e in book.classes) if wanted else False
