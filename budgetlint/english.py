"""Formulas and reasons in English, for ``--lang en``.

Rules say in Chinese how something was calculated and why something could not be; what they
quote (names of rows, columns, tables) stays as printed. A phrase that is not listed here stays
in Chinese, which is better than none.
"""

from __future__ import annotations

import re
from dataclasses import replace

from budgetlint.model import DocumentReport

_PHRASES: tuple[tuple[str, str], ...] = (
    # ---- formulas
    (r"应等于 ", "should be "),
    (r"，表中 ", ", printed "),
    (r"，差 ", ", difference "),
    (r"，允许 ±", ", tolerance ±"),
    (r"，在尾差 (\S+) 以内", r", within rounding (\1)"),
    (r"，在尾差以内", ", within rounding"),
    (r"（共 (\d+) 项）", r" (\1 terms)"),
    (r"；但各数都印到分，不应有尾差", "; but all figures are printed to the cent"),
    (
        r"；差额正好等于“([^”]*)”，像是少了这一[行栏]",
        r"; the difference is exactly “\1”, which seems to be left out",
    ),
    (
        r"；差额正好等于“([^”]*)”，像是多算了一次这一[行栏]",
        r"; the difference is exactly “\1”, which seems to be counted twice",
    ),
    (r"由 (\S+) 和 (\S+) 推算上年为 ", r"from \1 and \2 last year was "),
    (r"；(\d+) 行逐行推算相加为 ", r"; the \1 lines add up to "),
    (r" 在本表为 ", " has here "),
    (r"，在第 ?(\d+) ?页为 ", r", on page \1 "),
    (r"其中数 (\S+) 大于整体 (\S+?)，多 ", r"the part \1 exceeds the whole \2 by "),
    (r"同一数的增减额写成了 ", "the same difference is given as "),
    (r"小于 0，增加的数大于本年数", "is below 0: the increase exceeds the amount"),
    (r"，其中\s*(\S.*?) 为 0", r", where \1 is 0"),
    (r"各项之和", "the sum of the items"),
    (r"，?文中为 ", ", the text says "),
    # ---- why something could not be checked
    (r"^正文“(.*)”：", r"text “\1”: "),
    (
        r"所说的是哪一个数不能确定，或表中没有这个数",
        "it is not certain which figure is meant, or no table has it",
    ),
    (
        r"所说的事项不能确定，或文件中没有可比的数",
        "it is not certain what is meant, or nothing in the file compares with it",
    ),
    (r"与哪一个数比较不能确定", "it is not certain what it is compared with"),
    (r"是哪一个数的占比不能确定", "it is not certain what it is a share of"),
    (r"是哪两个数相比不能确定", "it is not certain which two figures are compared"),
    (r"文件中没有可比的明细", "the file has no details to compare"),
    (r"不是本年度的数，文件中没有可比的数", "of another year; nothing in the file compares"),
    (
        r"限额、标准或其他比率，没有可比的数",
        "a limit, a standard or another rate; nothing compares",
    ),
    (
        r"口径与各表不同（扣除、不含、累计等），没有可比的数",
        "of another scope than the tables; nothing compares",
    ),
    (
        r"版式的含义不确定：按现有读法多数行都不成立，未作判断",
        "the layout is unclear: most rows fail under every reading",
    ),
    (
        r"：?表头没有写明是哪两栏之[差比]，现有各种读法在多数行都不成立，未作判断",
        ": the header does not say which two columns are meant, and every reading fails",
    ),
    (
        r"上级大于所列下级之和，可能有未公开（涉密）的下级科目，未作判断",
        "more than its lines: some may be secret",
    ),
    (r"“其中”所属的整体不能确定，未作判断", "it is not certain what the part is a part of"),
    (r"“([^”]*)”属于哪一行分不清，未作判断", r"it is unclear which row “\1” belongs to"),
    (r"“([^”]*)”不是可识别的数字", r"“\1” is no number"),
    (r"合计栏为空", "the total is blank"),
    (r"合计处为空，各项有数字", "the total is blank, its items are not"),
    (r"没有列出分项", "no items are listed"),
    (r"^(.*)栏?为空，无法核对$", r"\1 is blank"),
    (r"(\d+) (?:处|个数)：", r"\1 figures: "),
    (r"有的行没有印出百分比，推算不出上年数", "some lines print no percentage"),
    (
        r"推算的上年数多处对不上，上年数可能按新口径调整过，未作判断",
        "last year's figures may have been restated",
    ),
    (r"作为基数的一[格栏]为空，无法计算百分比", "the base is blank"),
    (r"作为分子的一格为空，未作判断", "the numerator is blank"),
    (r"基数取整后为 0，无法计算百分比", "the base is rounded to 0"),
    (r"基数太小，取整后可能为 0，无法计算百分比", "the base is too small, it may be 0"),
    (r"基数为 ?[0零]，无法计算百分比", "the base is 0"),
    (r"基数为负数，百分比没有通行的算法", "the base is negative"),
    (
        r"(\S+) 是地方自设的明细科目，目录中没有它的名称",
        r"\1 is a local code, the catalogue has no name for it",
    ),
    (r"编码旁边印的多数不是科目名称，没有核对名称", "most names beside the codes are others"),
    (r"(\S+) 一行的文字与别的行分不清", r"the row of \1 cannot be told from others"),
    (r"(\S+) 的格内连着印有几个科目的名称", r"the cell of \1 holds several names"),
    (r"内置目录未收录以 00 结尾的编码 (\S+)", r"the catalogue does not list \1"),
    (
        r"科目目录自 ?(\d+) ?年版起，(\d+) ?年的科目不在其中",
        r"the catalogue begins with \1, it has no codes of \2",
    ),
    (r"对照表中没有 ", "the crosswalk does not have "),
    (
        r"没有找到“(.*)”，可能在另一份文件中公布",
        r"“\1” was not found; it may be in another file",
    ),
    (
        r"没有找到“(.*)”，本文件只有文字，表可能在另一份文件中公布",
        r"“\1” was not found; this file has text only, the tables may be in another",
    ),
    (
        r"本文件只有文字，目录所列的表可能在另一份文件中公布",
        "this file has text only; the tables listed may be in another",
    ),
    (
        r"写明单位名称的地方太少或各不相同，无法确定",
        "the organisation is named too seldom, or differently",
    ),
    (r"封面、标题和表名都没有写明年度", "cover, headings and tables name no year"),
    (
        r"“([^”]*)”是空表，没有注；说明可能在另行公布的文字中",
        r"“\1” is empty without a note; the text may be in another file",
    ),
    (
        r"“([^”]*)”的标题在文件中，但没有读出表格",
        r"the title of “\1” is there, but no table was read",
    ),
    (
        r"格内除数字外还有文字：“([^”]*)”，可能与相邻一格重叠",
        r"the cell holds words as well: “\1”; its neighbour may overlap",
    ),
    (
        r"一格内读出 (\d+) 个数，行或列未能分开",
        r"\1 figures in one cell: rows or columns not parted",
    ),
    (
        r"两边的栏目对不上，无法确定哪一栏与哪一栏相比",
        "the columns of both sides do not match",
    ),
    (r"，未作判断", ", not judged"),
    (r"，无法核对", ", cannot be checked"),
)
_COMPILED = tuple((re.compile(pattern), new) for pattern, new in _PHRASES)


def in_english(text: str) -> str:
    """A formula or reason with its Chinese phrases in English; quoted names stay."""
    for pattern, new in _COMPILED:
        text = pattern.sub(new, text)
    return text


def report_in_english(report: DocumentReport) -> DocumentReport:
    """A report with every formula and reason in English."""
    said = tuple(replace(s, reason=in_english(s.reason)) for s in report.prose.said)
    return replace(
        report,
        findings=tuple(replace(f, formula=in_english(f.formula)) for f in report.findings),
        not_checked=tuple(replace(o, reason=in_english(o.reason)) for o in report.not_checked),
        prose=replace(report.prose, said=said),
    )
