"""DOC101, DOC111: the tables and sections that this kind of disclosure must have."""

from __future__ import annotations

from collections.abc import Iterator

from budgetlint.model import Document, Outcome, Severity, Status, Table
from budgetlint.outline import Outline, read_outline
from budgetlint.profiles import Profile, RequiredTable, profile_for
from budgetlint.rules import rule

from .document_common import (
    core_tables,
    has_prose,
    kinds_of,
    not_applicable,
    not_checked,
    pages_text,
    plain_title,
    unreadable_pages,
)

_NO_PROFILE = "这类文件没有规定必须公开的内容"
_PROSE_PAGES = 8


@rule(
    "DOC101",
    name="缺少必须公开的表",
    name_en="required table missing",
    severity=Severity.WARNING,
    basis="《地方预决算公开操作规程》（财预〔2016〕143号）；部门决算公开标准表样",
    message="文件中没有“{expected}”，{profile}应当公开这张表（没有数据也要公开空表并说明）",
    message_en="there is no table “{expected}”, which a {profile} has to publish, empty if need be",
)
def required_tables(document: Document) -> Iterator[Outcome]:
    """缺少必须公开的表。

    检查内容
        按文件的种类（部门预算、部门决算……）和年度，核对规定公开的表是否都在。
        表名各地不同，按表的内容归类后比较；没有数据的表也应以空表公开。
        只有文字没有表的文件、只有表而文字另行公布的文件、有无法读取页面的文件不作判断。
    依据
        《地方预决算公开操作规程》（财预〔2016〕143号）；部门决算公开标准表样（公开01—09表）。
        各地另有规定的，用配置方案增减。
    示例
        部门决算中没有“支出决算表”。
    如何修改
        补上缺少的表；没有数据的，公开空表并注明原因。
        本地规定不要求公开的，在配置方案中用 remove 去掉。
    容差
        无。
    """
    profile = profile_for(document)
    if not profile.tables:
        yield not_applicable("DOC101", _NO_PROFILE)
        return
    tables = core_tables(document)
    outline = read_outline(document)
    doubt = _doubt(document, outline, tables)
    for required in profile.tables:
        if not required.applies_to(document.fiscal_year):
            continue
        if _is_there(document, required):
            yield Outcome("DOC101", Status.PASS, (required.name,))
        elif doubt:
            yield not_checked("DOC101", f"没有找到“{required.name}”，{doubt}", required.name)
        elif _printed(required, outline):
            reason = f"“{required.name}”的标题在文件中，但没有读出表格"
            yield not_checked("DOC101", reason, required.name)
        else:
            yield _missing("DOC101", required.name, required.severity, profile)


def _missing(code: str, name: str, severity: Severity, profile: Profile) -> Outcome:
    return Outcome(
        code,
        Status.FAIL,
        (name,),
        severity,
        {"expected": name, "profile": profile.name},
        expected=name,
        actual="没有",
        page=1,
    )


def _doubt(document: Document, outline: Outline, tables: list[Table]) -> str:
    """Why a table that was not found may still be there or elsewhere, or ``""``."""
    if pages := unreadable_pages(document):
        return f"但{pages_text(pages[:_PROSE_PAGES])}未能读取"
    if not tables:
        return "本文件只有文字，表可能在另一份文件中公布"
    if not has_prose(outline.body):
        return "本文件只有部分报表，可能另有文件"
    first = tables[0].pages[0]
    for table in document.tables:
        if not table.title and not kinds_of(table) and table.figures and table.pages[0] >= first:
            return f"但第{table.pages[0]}页有一张表没有标题，无法归类"
    return ""


def _is_there(document: Document, required: RequiredTable) -> bool:
    return any(
        not kinds_of(table).isdisjoint(required.kinds)
        or any(p.search(table.title) for p in required.titles)
        for table in document.tables
    )


def _printed(required: RequiredTable, outline: Outline) -> bool:
    """Whether the title stands in the body: the table may be a picture there."""
    wanted = plain_title(required.name)
    return any(plain_title(place.text) == wanted for place in outline.body)


@rule(
    "DOC111",
    name="缺少必须公开的说明",
    name_en="required section missing",
    severity=Severity.WARNING,
    basis="《地方预决算公开操作规程》（财预〔2016〕143号）",
    message="情况说明中没有“{expected}”，{profile}应当包括这一部分",
    message_en="the text has no section “{expected}”, which a {profile} has to have",
)
def required_sections(document: Document) -> Iterator[Outcome]:
    """缺少必须公开的说明。

    检查内容
        按文件的种类和年度，核对文字部分是否写到规定的内容：职责、机构、“三公”经费、
        机关运行经费、政府采购、国有资产占用、绩效、名词解释。正文中任何一处提到即可。
        只有表没有文字的文件、有无法读取页面的文件不作判断。
    依据
        《地方预决算公开操作规程》（财预〔2016〕143号）关于情况说明的要求。
    示例
        部门预算的文字中没有提到国有资产占有使用情况。
    如何修改
        在情况说明中补写该部分；没有该事项的，写明没有。
    容差
        无。
    """
    profile = profile_for(document)
    if not profile.sections:
        yield not_applicable("DOC111", _NO_PROFILE)
        return
    outline = read_outline(document)
    pages = unreadable_pages(document)
    text = "\n".join(place.text for place in outline.body)
    for section in profile.sections:
        if not section.applies_to(document.fiscal_year):
            continue
        if any(word.search(text) for word in section.words):
            yield Outcome("DOC111", Status.PASS, (section.name,))
        elif pages:
            reason = f"没有找到“{section.name}”，但{pages_text(pages[:_PROSE_PAGES])}未能读取"
            yield not_checked("DOC111", reason, section.name)
        elif not has_prose(outline.body) or not core_tables(document):
            reason = f"没有找到“{section.name}”，可能在另一份文件中公布"
            yield not_checked("DOC111", reason, section.name)
        else:
            yield _missing("DOC111", section.name, section.severity, profile)
