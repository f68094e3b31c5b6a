"""DOC103, DOC104: empty tables and the notes that say so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from budgetlint.model import Document, Figure, Outcome, RowRole, Severity, Status, Table
from budgetlint.model import TableKind as Kind
from budgetlint.outline import Entry, Outline, Place, read_outline
from budgetlint.rules import rule
from budgetlint.tables.cells import tight

from .document_common import (
    core_tables,
    evidence_for,
    figure_evidence,
    has_prose,
    label,
    lines_near,
    not_checked,
    plain_title,
    title_of,
)
from .document_contents import is_table_entry, match_tables
from .document_owner import owner_of

_BASIS = "《地方预决算公开操作规程》（财预〔2016〕143号）：没有数据的表格应当列出空表并说明"
_SUBJECT = r"(?:收支|支出|收入|预算|决算|拨款|安排|经费|资金|项目|采购|基金|业务|结转)"
_EXPLAINS = re.compile(
    rf"空表|[本此该]表为空|无数据|无发生额|无内容|无数字|不涉及|无此项|没有发生|未发生|(?:无|没有|未).{{0,32}}{_SUBJECT}"
    rf"|{_SUBJECT}.{{0,12}}(?:为零|为0(?:\.0+)?(?!\d|\.\d))"
)
_GENERAL = re.compile(r"空表.{0,12}(?:表示|说明|均为|为本|系).{0,12}(?:无|没有|未)")
_WHOLE = re.compile(
    r"(?:本表|此表|该表|上表)(?:为|是|系)?(?:一张)?空表|(?:本表|此表|该表)(?:本年|当年)?"
    r"(?:无|没有|未有)(?:任何|相关)?(?:数据|数字|发生额|内容)"
    r"|^[（(]?(?:备?注|说明)?[:：]?(?:空表|无数据|无内容)[）)。]?$"
)
_CONDITION = re.compile(r"如|若|凡|表示|空表应|的表格")
_FIGURE = re.compile(r"-?[\d,]+\.\d+%?")
_WORDS = {
    Kind.GOVERNMENT_FUND: "政府性基金",
    Kind.STATE_CAPITAL: "国有资本",
    Kind.THREE_PUBLIC: "三公",
    Kind.PROCUREMENT: "采购",
    Kind.PROJECT: "项目支出|专项",
    Kind.OPERATING: "机关运行",
}


def _nonzero(table: Table) -> list[Figure]:
    return [f for f in table.figures.values() if f.amount is None or f.amount.value != 0]


def _is_empty(table: Table) -> bool:
    """Whether no figure at all is printed, not even a zero."""
    return not table.figures


def _unread_figures(table: Table) -> bool:
    """Whether a grid shows figures that did not become figures of the table."""
    return any(_FIGURE.fullmatch(tight(c.text)) for g in table.grids for c in g.cells)


def _notes(table: Table, outline: Outline) -> Iterator[str]:
    """Every sentence that stands at a table: below it, on its pages, or inside its grid."""
    yield from table.notes
    yield from (place.text for place in lines_near(outline.body, table))
    yield from (row.name for row in table.rows if row.role in (RowRole.NOTE, RowRole.LEAF))
    for grid in table.grids:
        yield from (tight(cell.text) for cell in grid.cells if len(cell.text) > 3)


def _explained(table: Table, outline: Outline) -> bool:
    titles = {plain_title(title_of(table)), plain_title(table.kind.value)}
    return any(
        _EXPLAINS.search(text) and plain_title(text) not in titles
        for text in _notes(table, outline)
    )


def _listed_empty(document: Document, outline: Outline) -> dict[str, Entry]:
    """The tables that a table of contents calls empty, by their id."""
    entries = [e for e in outline.entries if is_table_entry(e) and e.empty is not None]
    if not entries:
        return {}
    found = match_tables(document, outline, entries, owner_of(document, outline))
    return {t.id: entries[i] for i, t in found.tables.items() if entries[i].empty}


@rule(
    "DOC103",
    name="空表没有说明",
    name_en="empty table without a note",
    severity=Severity.WARNING,
    basis=_BASIS,
    message="“{title}”没有数据，{what}",
    message_en="“{title}” has no figures {what_en}",
)
def empty_tables(document: Document) -> Iterator[Outcome]:
    """空表没有说明。

    检查内容
        没有任何数字的表，表下（或表内、目录、总注）应有一句话说明没有数据的原因。
        只在正文写明没有该项收支的，列为提示；其他空表都有注而此表没有的，为警告。
        印有 0 的表不算空表；表格可能没有读全、文字另行公布的，不作判断。
    依据
        《地方预决算公开操作规程》：没有数据的表格应当列出空表并说明。
    示例
        “三公”经费支出决算表为空，表下没有注，而其他空表都注明“故本表无数据”。
    如何修改
        确无数据的，在表下加注，例如“注：本部门无政府性基金预算支出，故本表无数据”；
        漏填的，补填数据。
    容差
        无。
    """
    outline = read_outline(document)
    tables = core_tables(document)
    empty = [t for t in tables if _is_empty(t)]
    if not empty:
        yield Outcome("DOC103", Status.NOT_APPLICABLE, reason="没有空表")
        return
    listed = _listed_empty(document, outline)
    general = any(_GENERAL.search(place.text) for place in outline.body)
    noted = {t.id for t in empty if t.id in listed or _explained(t, outline)}
    for table in empty:
        key = (table.kind.value, plain_title(title_of(table)))
        if general or table.id in noted:
            yield Outcome("DOC103", Status.PASS, key, table=table.id)
        elif _unread_figures(table):
            yield not_checked("DOC103", f"“{title_of(table)}”的数字没有读出，不能断定是空表", *key)
        else:
            yield _unexplained(table, outline, key, others=bool(noted))


def _unexplained(table: Table, outline: Outline, key: tuple[str, ...], *, others: bool) -> Outcome:
    if not has_prose(outline.body):
        reason = f"“{title_of(table)}”是空表，没有注；说明可能在另行公布的文字中"
        return not_checked("DOC103", reason, *key)
    told = _told_in_prose(table, outline.body)
    what, what_en = "表下没有说明，正文也没有提到", "and no note says why"
    if told:
        what, what_en = "表下没有说明（正文有说明）", "and no note (the text says why)"
    if others:
        what += "，而本文件的其他空表都有说明" if not told else "，而其他空表都有注"
        what_en += ", while the other empty tables have one"
    return Outcome(
        "DOC103",
        Status.FAIL,
        key,
        Severity.INFO if told and not others else Severity.WARNING,
        {"title": title_of(table), "what": what, "what_en": what_en},
        evidence_for(table),
        expected="注明没有数据的原因",
        actual="没有说明",
        table=table.id,
        page=table.pages[0],
    )


def _told_in_prose(table: Table, body: tuple[Place, ...]) -> bool:
    word = _WORDS.get(table.kind)
    if word is None:
        return False
    text = "".join(place.text for place in body)
    return bool(
        re.search(rf"(?:无|没有|未)[^。；]{{0,16}}(?:{word})", text)
        or re.search(
            rf"(?:{word})[^。；]{{0,30}}(?:无|没有|未(?:安排|使用|发生)|0(?:\.0+)?[万亿]?元)", text
        )
    )


@rule(
    "DOC104",
    name="有数据的表注为空表",
    name_en="filled table called empty",
    severity=Severity.ERROR,
    basis=_BASIS,
    message="“{title}”{where}“{note}”，但表中有数据（如 {figure}）",
    message_en="“{title}” has figures (such as {figure}), but {where_en}: “{note}”",
)
def filled_tables(document: Document) -> Iterator[Outcome]:
    """有数据的表注为空表。

    检查内容
        表下注明“本表为空表”“本表无数据”，或目录“是否空表”栏填“是”的，表中不应有数据。
        “如本表无数据，则……”之类有条件的说明不算；表中全为 0 的不算有数据。
    依据
        《地方预决算公开操作规程》：没有数据的表格应当列出空表并说明。
    示例
        “三公”经费和机关运行经费预算表填有金额，表下却注“故本表为空表”。
    如何修改
        删去套用的注；如注属实，删去表中的数据。
    容差
        无。
    """
    outline = read_outline(document)
    listed = _listed_empty(document, outline)
    any_note = False
    for table in document.tables:
        notes = [n for n in table.notes if _WHOLE.search(n) and not _CONDITION.search(n)]
        entry = listed.get(table.id)
        if not notes and entry is None:
            continue
        any_note = True
        filled = [f for f in _nonzero(table) if f.amount is not None]
        key = (table.kind.value, plain_title(title_of(table)))
        if not filled:
            yield Outcome("DOC104", Status.PASS, key, table=table.id)
        elif notes:
            yield _contradicted(table, filled[0], _note_place(notes[0], table, outline), key)
        elif entry is not None:
            yield _contradicted(table, filled[0], entry.place, key, entry)
    if not any_note:
        yield Outcome("DOC104", Status.NOT_APPLICABLE, reason="没有注明为空表的表")


def _note_place(note: str, table: Table, outline: Outline) -> Place:
    for place in lines_near(outline.body, table):
        if place.text == note:
            return place
    box = table.grids[0].box if table.grids else table.rows[0].box
    return Place(table.pages[-1], box, note)


def _contradicted(
    table: Table, figure: Figure, note: Place, key: tuple[str, ...], entry: Entry | None = None
) -> Outcome:
    text = f"是（{entry.reason}）" if entry is not None and entry.reason else note.text
    return Outcome(
        "DOC104",
        Status.FAIL,
        key,
        Severity.ERROR,
        {
            "title": title_of(table),
            "note": text,
            "figure": " ".join(figure.text.split()),
            "where": "在目录中“是否空表”填" if entry is not None else "下注",
            "where_en": "the contents call it empty" if entry is not None else "the note says",
        },
        (label(note), figure_evidence(table, figure)),
        expected="没有数据",
        actual=f"有 {len(_nonzero(table))} 个数",
        table=table.id,
        page=figure.page if entry is not None else note.page,
    )
