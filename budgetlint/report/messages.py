"""The words of the reports in Chinese and English.

Rule messages come formatted from the rules; here are only the words of the reports
themselves. English avoids plurals that depend on a number.
"""

from __future__ import annotations

from copy import copy
from pathlib import Path
from typing import Self

from budgetlint.model import Box, Table
from budgetlint.places import Unit, line_of, unit_of
from budgetlint.report.messages_prose import PROSE_STRINGS
from budgetlint.report.strings_document import DOCUMENT
from budgetlint.report.strings_findings import FINDINGS

LANGUAGES = ("zh", "en")

#: key: (Chinese, English).
STRINGS = {**DOCUMENT, **FINDINGS, **PROSE_STRINGS}

#: Canonical table kinds in English; the Chinese name is the value of the kind itself.
KINDS_EN = {
    "收支总表": "Revenue and expenditure",
    "收入总表": "Revenue",
    "支出总表": "Expenditure",
    "财政拨款收支总表": "Fiscal appropriations",
    "财政拨款支出表": "Expenditure from appropriations",
    "一般公共预算支出表": "General public budget expenditure",
    "一般公共预算基本支出表": "Basic expenditure, general public budget",
    "支出经济分类汇总表": "Expenditure by economic class",
    "“三公”经费表": "Travel abroad, vehicles and receptions",
    "政府性基金预算支出表": "Government fund expenditure",
    "国有资本经营预算支出表": "State capital expenditure",
    "项目支出表": "Projects",
    "政府采购预算表": "Government procurement",
    "机关运行经费表": "Operating costs",
    "绩效目标表": "Performance targets",
    "绩效自评表": "Performance self-evaluation",
    "政府预决算表": "Government accounts",
}

#: Kinds of documents in English.
DOCUMENT_KINDS_EN = {
    "部门预算": "department budget",
    "单位预算": "unit budget",
    "部门决算": "department final account",
    "单位决算": "unit final account",
    "政府预算": "government budget",
    "政府决算": "government final account",
}


class Messages:
    """The strings of one language; called with a key and the fields of its template.

    Raises:
        ValueError: the language is not one of :data:`LANGUAGES`.
    """

    def __init__(self, lang: str) -> None:
        if lang not in LANGUAGES:
            raise ValueError(f"不支持的语言 {lang!r}，可用：{'、'.join(LANGUAGES)}")
        self.lang = lang
        self.unit = Unit.PAGE
        self._index = LANGUAGES.index(lang)

    def __call__(self, key: str, **fields: object) -> str:
        return STRINGS[key][self._index].format(**fields)

    def kind(self, value: str) -> str:
        """The name of a table kind."""
        if value == "unknown":
            return self("unknown")
        return KINDS_EN.get(value, value) if self.lang == "en" else value

    def document_kind(self, value: str) -> str:
        """The name of a kind of document."""
        return DOCUMENT_KINDS_EN.get(value, value) if self.lang == "en" else value

    def within(self, path: Path) -> Self:
        """These words for one document, whose places are pages, lines or paragraphs."""
        words = copy(self)
        words.unit = unit_of(path)
        return words

    def spot(self, page: int | None, box: Box | None = None) -> str:
        """``第14页``, or ``第5行`` in a document that has lines; empty where it is not known."""
        if page is None:
            return ""
        if self.unit is Unit.PAGE:
            return self("page", page=page)
        if box is None:
            return ""
        line = self(self.unit.value, number=line_of(box))
        return line if page == 1 else f"{self('page', page=page)} {line}"

    def extent(self, table: Table) -> str:
        """The pages of a table, or the line where it begins."""
        if self.unit is Unit.PAGE:
            return self.pages(table.pages)
        boxes = [*(g.box for g in table.grids[:1]), *(r.box for r in table.rows[:1])]
        return self.spot(min(table.pages, default=1), boxes[0]) if boxes else ""

    def pages(self, pages: tuple[int, ...]) -> str:
        """``第14页`` or ``第14–15页``; empty without pages."""
        if not pages:
            return ""
        first, last = min(pages), max(pages)
        if first == last:
            return self("page", page=first)
        return self("page.range", first=first, last=last)
