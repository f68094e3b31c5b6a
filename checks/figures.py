"""DOC201: figures of a table that are no numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from budgetlint.amounts import is_blank_amount, normalise_number, parse_amount
from budgetlint.model import (
    ColumnRole,
    Document,
    Evidence,
    EvidenceRole,
    Figure,
    Outcome,
    Severity,
    Status,
    Table,
    TableKind,
)
from budgetlint.places import Unit, unit_of
from budgetlint.relations.outcomes import column_name, row_name, table_key
from budgetlint.rules import rule

_FIGURES = (ColumnRole.AMOUNT, ColumnRole.PERCENT, ColumnRole.COUNT)
#: Tables whose columns hold figures and words.
_MIXED = (TableKind.PERFORMANCE, TableKind.SELF_EVALUATION, TableKind.UNKNOWN)
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_OVERFLOW = re.compile(r"#{2,}")
_SPREADSHEET = re.compile(r"#(?:REF|VALUE|DIV/0|N/A|NAME\?|NULL|NUM)!?", re.IGNORECASE)
_NEIGHBOUR = re.compile(r"[()、。:;“”《》〈〉【】〔〕\[\]]")
_DATE = re.compile(r"(?:19|20)\d\d\.\d{1,2}(?:\.\d{1,2})?")
_BADLY_WRITTEN = re.compile(r"[-+]?[\d.,]*\d[\d.,]*%?")


@rule(
    "DOC201",
    name="金额无法识别",
    name_en="figure that is no number",
    severity=Severity.WARNING,
    basis="《会计基础工作规范》：数字书写应当正确、清楚",
    message="“{row}”的“{total}”印作“{text}”，不是可识别的数字{why}",
    message_en="“{total}” of “{row}” is printed as “{text}”, which is no number{why_en}",
)
def unreadable_figures(document: Document) -> Iterator[Outcome]:
    """金额、百分比、数量栏中的数应能识别为一个数。

    检查内容
        逐格检查金额、百分比、数量栏：小数点不止一个、千分位位置不对、
        因列宽不足显示为“####”、公式出错（#REF! 等），以及其他不成其为数字的内容。
        空格、“-”“—”“/”视为没有数，不算错误。
        一格中读出汉字或多个数的，可能是版面重叠所致，列为无法核对；
        绩效表等数字与文字混排的栏，除列宽不足、公式出错外不作判断。
    依据
        《会计基础工作规范》关于数字书写的要求。
    示例
        正确：1,234.56
        错误：1,23.45；12.3.4；####
    如何修改
        对照原始报表改正该数；显示为“####”的，调宽该列后重新导出。
    容差
        无。
    """
    laid = unit_of(document.path) is Unit.PAGE
    for table in document.tables:
        roles = {c.index: c.role for c in table.columns if c.role in _FIGURES}
        figures = [f for f in table.figures.values() if f.column in roles]
        bad = [f for f in figures if f.amount is None]
        readable = Counter(f.column for f in figures if f.amount is not None)
        if readable:
            yield _readable(table, readable.total())
        unreadable = Counter(f.column for f in bad)
        for figure in bad:
            foreign = unreadable[figure.column] > readable[figure.column]
            reason = _doubt(figure, certain=table.kind not in _MIXED and not foreign, laid=laid)
            yield _not_checked(table, figure, reason) if reason else _failure(table, figure)


def _doubt(figure: Figure, *, certain: bool, laid: bool) -> str:
    """Why a text that is no number may be a fault of reading or no figure, or ``""``.

    ``certain`` is whether its column is one of figures for sure, ``laid`` whether the table is
    laid out on a page, where cells can overlap.
    """
    text = normalise_number(figure.text)
    if _OVERFLOW.search(text) or _SPREADSHEET.search(text):
        return ""
    shown = _text(figure)
    if _CHINESE.search(text) or parse_amount(_NEIGHBOUR.sub("", text)) is not None:
        overlap = "，可能与相邻一格重叠" if laid else ""
        return f"格内除数字外还有文字：“{shown}”{overlap}"
    pieces = figure.text.split()
    if len(pieces) > 1 and all(_is_figure(piece) for piece in pieces):
        return f"一格内读出 {len(pieces)} 个数，行或列未能分开"
    if _DATE.fullmatch(text):
        return f"“{shown}”像是日期"
    return "" if certain else f"“{shown}”不是数字，该栏可能不是金额栏"


def _is_figure(text: str) -> bool:
    return parse_amount(text) is not None or is_blank_amount(text)


def _fault(figure: Figure) -> tuple[str, str]:
    """What is plainly wrong with a figure, in Chinese and English, or empty."""
    text = normalise_number(figure.text)
    if _OVERFLOW.search(text):
        return ("：列宽不足，数字没有显示出来", ": the column was too narrow to show it")
    if _SPREADSHEET.search(text):
        return ("：表格公式出错", ": a formula went wrong")
    if not _BADLY_WRITTEN.fullmatch(text):
        return ("", "")
    if text.count(".") > 1:
        return ("：小数点不止一个", ": more than one decimal point")
    if "," in text:
        return ("：千分位分隔符位置不对", ": thousands separators at the wrong places")
    return ("", "")


def _text(figure: Figure) -> str:
    return " ".join(figure.text.split())[:40]


def _readable(table: Table, count: int) -> Outcome:
    """Being a number verifies nothing of a figure, so no cells are named for the coverage."""
    return Outcome("DOC201", Status.PASS, (table_key(table),), table=table.id, places=count)


def _place(table: Table, figure: Figure) -> tuple[str, str]:
    return row_name(table.rows[figure.row]), column_name(table, figure.column)


def _not_checked(table: Table, figure: Figure, reason: str) -> Outcome:
    return Outcome(
        "DOC201",
        Status.NOT_CHECKED,
        (table_key(table), *_place(table, figure)),
        reason=reason,
        table=table.id,
        page=figure.page,
    )


def _failure(table: Table, figure: Figure) -> Outcome:
    row, column = _place(table, figure)
    why, why_en = _fault(figure)
    # no cell: the figure took part in nothing that was checked
    evidence = Evidence(
        figure.page, figure.box, figure.text, table.id, row, column, EvidenceRole.LABEL
    )
    return Outcome(
        "DOC201",
        Status.FAIL,
        (table_key(table), row, column),
        Severity.ERROR if why else Severity.WARNING,
        {"row": row, "total": column, "text": _text(figure), "why": why, "why_en": why_en},
        (evidence,),
        actual=_text(figure),
        table=table.id,
        page=figure.page,
    )
