"""Names of 科目 in the prose against the lines of the tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from budgetlint.classification import Kind, catalogue, normalise_name
from budgetlint.facts import facts_of
from budgetlint.facts_model import Fact
from budgetlint.model import Document, TableKind
from budgetlint.prose.paragraphs import Paragraph
from budgetlint.prose.statements import read_prose

_LIST = re.compile(r"主要(?:包括|用于|是)[:：]?(?P<names>[^。；;]{6,})")
_OFFICE = re.compile(r"人员(?:经费|支出)|公用(?:经费|支出)|基本支出")
_LEAST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Swapped:
    """A name in an enumeration whose 科目 has no amount, and the one that has but is not named."""

    paragraph: Paragraph
    start: int
    end: int
    name: str
    fact: Fact
    instead: str


def swapped_names(document: Document) -> Iterator[Swapped]:
    """One 经济分类科目 named without an amount in the table, beside one not named that has one.

    Only where the other names of the list are those of the table: a list copied from a form
    names whatever there is.
    """
    filled = _filled(document)
    if len(filled) < _LEAST_NAMED:
        return
    for paragraph in read_prose(document).paragraphs:
        if not _OFFICE.search(paragraph.text):
            continue
        for match in _LIST.finditer(paragraph.text):
            yield from _swapped(paragraph, match, filled)


def _filled(document: Document) -> Mapping[str, Fact]:
    """The 款 of 经济分类 with an amount in the tables of basic expenditure."""
    return {
        fact.key.economic: fact
        for fact in facts_of(document)
        if fact.kind is TableKind.BASIC_EXPENDITURE
        and len(fact.key.economic) == 5
        and fact.amount.value
    }


def _swapped(
    paragraph: Paragraph, match: re.Match[str], filled: Mapping[str, Fact]
) -> Iterator[Swapped]:
    known = catalogue(Kind.DEPARTMENT_ECONOMIC)
    named: dict[str, tuple[int, int, str]] = {}
    at = match.start("names")
    for word in match["names"].split("、"):
        codes = {e.code for e in known.by_name.get(normalise_name(word), ()) if len(e.code) == 5}
        if len(codes) == 1:
            named[codes.pop()] = (at, at + len(word), word)
        at += len(word) + 1
    by_class: dict[str, set[str]] = defaultdict(set)
    for code in named:
        by_class[code[:3]].add(code)
    held = sum(code in filled for code in named)
    for top, codes in by_class.items():
        strange = sorted(code for code in codes if code not in filled)
        left = sorted(c for c in filled if c[:3] == top and c not in named)
        if len(strange) == 1 and len(left) == 1 and held >= _LEAST_NAMED:
            start, end, word = named[strange[0]]
            entries = known.by_code.get(left[0], ())
            name = entries[0].name if entries else left[0]
            yield Swapped(paragraph, start, end, word, filled[left[0]], name)
