"""DOC106, DOC110: one organisation and one kind of document throughout."""

from __future__ import annotations

import re
from collections.abc import Iterator

from budgetlint.model import Document, Outcome, Severity, Status
from budgetlint.outline import read_outline
from budgetlint.profiles import kind_of
from budgetlint.rules import rule

from .document_common import DEPARTMENT, label, not_applicable, not_checked
from .document_headings import WHERE_EN, headings
from .document_owner import mentions, owner_of, same_owner

_FEW = 3
_MOST = 0.8


@rule(
    "DOC106",
    name="单位名称前后不一致",
    name_en="organisation inconsistent",
    severity=Severity.WARNING,
    basis="预决算公开文件的单位名称应前后一致",
    message="{where}的单位名称是“{actual}”，本文件其他各处是“{expected}”",
    message_en="{where_en} names “{actual}”; elsewhere it is “{expected}”",
)
def organisation(document: Document) -> Iterator[Outcome]:
    """单位名称前后不一致。

    检查内容
        封面、各部分标题、主要报表的“部门（单位）名称”应是同一个单位。
        简称、带“本级”“机关”或括号的名称视为相同；绩效目标表可以写下属单位。
        名称出现不足三处、没有一个占多数的名称时不作判断。
    依据
        预决算公开文件的单位名称应前后一致；常见于套用其他单位的模板。
    示例
        封面和各表为“某市司法局”，“三公”经费表的表头为“某市民政局”。
    如何修改
        改正该处的单位名称，并核对该表、该部分的内容是否属于本单位。
    容差
        无。
    """
    outline = read_outline(document)
    found = list(mentions(document, outline))
    owner = owner_of(document, outline)
    agreeing = [m for m in found if same_owner(m.name, owner)]
    if len(found) < _FEW or len(agreeing) < _MOST * len(found):
        yield not_checked("DOC106", "写明单位名称的地方太少或各不相同，无法确定")
        return
    yield Outcome("DOC106", Status.PASS, (owner,), places=len(agreeing))
    for mention in found:
        if same_owner(mention.name, owner):
            continue
        yield Outcome(
            "DOC106",
            Status.FAIL,
            (mention.where, mention.name),
            Severity.WARNING,
            {
                "where": mention.where,
                "where_en": WHERE_EN.get(mention.where, "the text"),
                "actual": mention.name,
                "expected": owner,
            },
            (mention.evidence,),
            expected=owner,
            actual=mention.name,
            table=mention.table,
            page=mention.evidence.page,
        )


_OTHER = {"预算": re.compile(r"(?:部门|单位)决算"), "决算": re.compile(r"(?:部门|单位)预算")}


@rule(
    "DOC110",
    name="预算、决算混写",
    name_en="budget and final account mixed up",
    severity=Severity.WARNING,
    basis="预决算公开文件的标题应与文件种类一致",
    message="{where}“{text}”写的是{actual}，本文件是{expected}",
    message_en="{where_en} “{text}” is that of another kind of document",
)
def stage(document: Document) -> Iterator[Outcome]:
    """预算、决算混写。

    检查内容
        部门预算的封面、目录、标题中不应出现“部门决算”“单位决算”，决算中不应出现“部门预算”。
        同时写到预算和决算的标题不算。
    依据
        预决算公开文件的标题应与文件种类一致；常见于套用另一种文件的模板。
    示例
        部门预算中有标题“二、机构设置及部门决算单位构成”。
    如何修改
        改正标题，并核对其下内容。
    容差
        无。
    """
    kind = kind_of(document)
    if kind not in DEPARTMENT:
        yield not_applicable("DOC110", "只核对部门（单位）预决算")
        return
    own = kind[-2:]
    named = list(headings(read_outline(document)))
    wrong = [(p, w) for p, w in named if _OTHER[own].search(p.text) and own not in p.text]
    yield Outcome("DOC110", Status.PASS, (kind,), places=max(1, len(named) - len(wrong)))
    for place, where in wrong:
        match = _OTHER[own].search(place.text)
        yield Outcome(
            "DOC110",
            Status.FAIL,
            (where, place.text),
            Severity.WARNING,
            {
                "where": where,
                "where_en": WHERE_EN.get(where, "the text"),
                "text": place.text,
                "actual": match.group(0) if match else "",
                "expected": kind,
            },
            (label(place),),
            expected=kind,
            actual=place.text,
            page=place.page,
        )
