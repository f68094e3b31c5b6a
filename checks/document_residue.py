"""DOC107: placeholders and instructions of the template that were left in."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from budgetlint.model import ColumnRole, Document, Evidence, EvidenceRole, Outcome, Severity, Status
from budgetlint.outline import Outline, read_outline
from budgetlint.rules import rule
from budgetlint.tables.cells import label_box

from .document_common import core_tables, label
from .document_headings import WHERE_EN, headings

_BLANK = (
    r"(?:[XＸ×✕＊]{2,}|(?<![一二三四五六七八九○])○{2,}|(?<![a-zA-Z])[xｘ]{2,}|\*{2,}|_{3,}|某某+)"
)
_OWNER = (
    r"(?:人民政府|省|市|区|县|镇|乡|街道|局|委员会|委(?!托)|厅|办公室|办(?![理公])|院|部门|单位|中心"
    r"|学校|大学)"
)
_PLACEHOLDER = re.compile(
    rf"{_BLANK}{_OWNER}|(?:20)?{_BLANK}年(?:度|部门|单位|预|决|\d|，)"
    rf"|{_BLANK}(?:[.．]{_BLANK})?(?:万元|亿元|元(?!件)|个百分点|[%％])|[XＸ]{{4,}}"
)
_UNWRITTEN = re.compile(
    r"[（(](?:此处|请)(?:填写|插入|说明)|[【\[（(](?:待|需|请)(?:填|补)[^】\]）)]{0,12}[】\]）)]|待填列?|待补充完善"
)
_INSTRUCTION = re.compile(
    r"[（(]如(?:有|无|没有|涉及|不涉及)[^（）()，。]{0,12}(?:删除|填写|说明)?[）)]"
    r"|为必填项|可选择填写|格式不得(?:随意)?(?:改变|修改)|请在目录中(?:添加|注明)|不强制要求公开"
    r"|[（(](?:请|注意：|说明：请|根据(?:本)?(?:部门|单位)?实际(?:情况)?)[^（）()]{0,24}(?:填写|填列|修改|删除|调整|表述)[）)]"
    r"|(?:填写|使用)后(?:请)?删除|(?:单位|部门)名称）?[（(]?此处"
)
_NOTE = re.compile(r"[（(]?(?:备?注|说明)")
_UNFILLED, _INSTRUCTED = "占位符", "填写提示"
_IN_TEXT = ((_PLACEHOLDER, _UNFILLED), (_UNWRITTEN, _UNFILLED), (_INSTRUCTION, _INSTRUCTED))
#: scoring criteria, confidential items and multiplications look the same
_LEGAL = re.compile(r"涉密|保密|得分|评分|扣|\d[×xX]\d|[×xX]\d+小时")


@dataclass(frozen=True)
class Residue:
    """One thing left in: what, in which text, where."""

    found: str
    text: str
    where: str
    evidence: Evidence
    severity: Severity
    what: str


@rule(
    "DOC107",
    name="模板残留",
    name_en="template residue",
    severity=Severity.WARNING,
    basis="公开文件中不应留有占位符和填写提示",
    message="{where}“{text}”中的“{found}”是{what}，应改为实际内容或删去",
    message_en="“{found}” in {where_en} “{text}” was left in from the template",
)
def residue(document: Document) -> Iterator[Outcome]:
    """模板残留。

    检查内容
        封面、目录、标题、表名和正文中的占位符：XX局、××年度、XX万元、某某单位、待填；
        留在文件中的填写提示：“（如有）”“为必填项”“格式不得随意改变”。
        主要报表的名称栏中的 XX局、XX单位也核对。
        绩效表中的评分标准、涉密项目的代号、乘号（5×8小时）、栏次行的 ** 不算。
    依据
        公开文件中不应留有占位符和填写提示。
    示例
        标题“第二部分 上海市普陀区XX局2024年度部门决算表”。
    如何修改
        把占位符改为实际名称或数字；删去填写提示。
    容差
        无。
    """
    outline = read_outline(document)
    found = [*_in_headings(outline), *_in_text(outline), *_in_tables(document)]
    if not found:
        if outline.body or document.tables:
            yield Outcome("DOC107", Status.PASS)
        else:
            yield Outcome("DOC107", Status.NOT_APPLICABLE, reason="没有可读的文字")
        return
    for key in dict.fromkeys(map(_same, found)):
        yield _failure([item for item in found if _same(item) == key])


def _same(item: Residue) -> str:
    """The same instruction left in at several places is one finding."""
    return item.found if item.what == _INSTRUCTED else item.text


def _in_headings(outline: Outline) -> Iterator[Residue]:
    for place, where in headings(outline):
        match = _PLACEHOLDER.search(place.text) or _UNWRITTEN.search(place.text)
        if match and not _LEGAL.search(place.text):
            yield Residue(
                match.group(0), place.text, where, label(place), Severity.ERROR, _UNFILLED
            )


def _in_text(outline: Outline) -> Iterator[Residue]:
    """What is found in the running text; a hit may go on over the end of a line."""
    known = {place.text for place, _ in headings(outline)}
    taken: set[int] = set()
    starts = list(accumulate((len(place.text) for place in outline.body), initial=0))
    text = "".join(place.text for place in outline.body)
    for pattern, what in _IN_TEXT:
        for match in pattern.finditer(text):
            index = bisect_right(starts, match.start()) - 1
            place = outline.body[index]
            if _LEGAL.search(place.text) or (what == _UNFILLED and place.text in known):
                continue
            if index in taken:
                continue  # one note with several instructions is one thing left in
            taken.add(index)
            where = "注" if _NOTE.match(place.text) else "正文"
            end = max(match.end(), starts[index + 1])
            shown = _around(text[starts[index] : end], match.group(0))
            yield Residue(match.group(0), shown, where, label(place), Severity.WARNING, what)


def _around(text: str, found: str) -> str:
    """The words around a hit, short enough for a message."""
    at = text.index(found)
    start, end = max(0, at - 16), min(len(text), at + len(found) + 12)
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


_NAMED_BLANK = re.compile(rf"{_BLANK}{_OWNER}$|^{_BLANK}{_OWNER}")


def _in_tables(document: Document) -> Iterator[Residue]:
    for table in core_tables(document):
        names = {c.panel: c.name for c in table.columns if c.role is ColumnRole.NAME}
        for row in table.rows:
            match = _NAMED_BLANK.search(row.name)
            if match is None or _LEGAL.search(row.name):
                continue
            column = names.get(row.panel, "")
            box = label_box(table, row, row.name)
            evidence = Evidence(
                row.page, box, row.name, table.id, row.label, column, EvidenceRole.LABEL
            )
            yield Residue(match.group(0), row.name, "表中", evidence, Severity.WARNING, _UNFILLED)


def _failure(items: list[Residue]) -> Outcome:
    first = items[0]
    return Outcome(
        "DOC107",
        Status.FAIL,
        (first.where, first.text),
        first.severity,
        {
            "where": first.where + (f"等 {len(items)} 处" if len(items) > 1 else ""),
            "where_en": WHERE_EN.get(first.where, "the text"),
            "text": first.text,
            "found": first.found,
            "what": first.what,
        },
        tuple(item.evidence for item in items),
        actual=first.found,
        table=first.evidence.table,
        page=first.evidence.page,
    )
