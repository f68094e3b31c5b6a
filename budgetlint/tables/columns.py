"""What stands in each column, and which columns belong to one of several tables side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from budgetlint.amounts import is_blank_amount, parse_amount
from budgetlint.model import Column, ColumnRole
from budgetlint.tables.cells import Line

_ORDINAL = re.compile(r"^(?:行次|序号|栏次|行号|顺序号|排序)$")
_CODE = re.compile(r"(?:编码|代码|编号)(?:[（(].*)?$|^(?:类|款|项|目)$")
_PERCENT = re.compile(
    r"[%％]|占比|比重|比例|(?:增长|增减|完成|执行|结余|实现|变动|下降|控制|得分|支付)率$|增减幅|幅度"
)
_COUNT = re.compile(
    r"数量|人数|人次|[（(](?:辆|台|个|人|套|次|批次)[）)]|辆数|台数|个数|批次|分值|得分|分数|权重|时间|日期|年限|面积|年份|编制数|规格|次数|度量|年度指标值|指标值|完成值|计量单位"
)
_REMARK = re.compile(r"^(?:备注|说明|备注说明)$")
_TEXT = re.compile(
    r"备注|说明|(?:绩效|年度|总体|预期|工作)目标|^目标|目标值|指标|内容|简介|依据|原因|理由|是否|方式|形式|联系|电话|责任"
)
_LABEL = re.compile(
    r"项目|名称|科目|分类|单位|部门|地区|市县|类别|类型|用途|来源|事项|品目|大类|目录|县别"
)
_MONEY = re.compile(
    r"合计|小计|总计|金额|预算数|决算数|执行数|支出|收入|经费|拨款|资金|结转|结余|费$|费用$|预算|决算|补助|基金|财政|总额|增减额|余额|限额|数$"
)
_TABLE_OF_MONEY = re.compile(
    r"^(?:合计|小计|总计|金额|总额)|[预决]算(?:数|批复|到位)|到位资金|执行数|基本支出|项目支出|人员经费|公用经费|资金总额|收入$|拨款$|限额|余额"
)
_NAME_OF_LABEL = re.compile(
    r"名称|科目$|^项目$|^项目（|分类科目|^科目|单位$|用途|来源|^部门$|类别|^地区$|事项"
)
_SIDES = re.compile(r"收入|支出|人员经费|公用经费|资产|负债|经济分类|功能分类")


@dataclass(frozen=True)
class Content:
    """How the body of a column looks."""

    numbers: int
    words: int
    codes: int
    percents: int
    decimals: int


def _content(body: Sequence[Line], column: int) -> Content:
    numbers = words = codes = percents = decimals = 0
    for line in body:
        text = line.text(column)
        if not text or is_blank_amount(text):
            continue
        amount = parse_amount(text)
        if amount is None:
            words += 1
        else:
            numbers += 1
            percents += amount.percent
            decimals += "." in text
            if text.isdigit() and (len(text) in (3, 5, 7) or (text[0] == "0" and len(text) == 2)):
                codes += 1
    return Content(numbers, words, codes, percents, decimals)


def _role(path: tuple[str, ...], content: Content, *, monetary: bool, in_money: bool) -> ColumnRole:
    leaf = path[-1] if path else ""
    whole = "".join(path)
    numeric = content.numbers > 0 and content.numbers >= 2 * content.words
    if _ORDINAL.match(leaf):
        return ColumnRole.ORDINAL
    if _REMARK.match(leaf):
        return ColumnRole.TEXT
    if _CODE.search(leaf):
        return ColumnRole.CODE
    if _PERCENT.search(leaf):
        return ColumnRole.PERCENT if numeric or not content.words else ColumnRole.TEXT
    if monetary and numeric and content.percents * 2 > content.numbers:
        return ColumnRole.PERCENT
    if _COUNT.search(leaf):
        return ColumnRole.COUNT if numeric else ColumnRole.TEXT
    if numeric:
        all_codes = content.codes == content.numbers and content.numbers > 1
        if all_codes and not _MONEY.search(leaf):
            return ColumnRole.CODE
        # 本地区 | 本级 under 单位：亿元
        printed = in_money and content.decimals * 2 > content.numbers
        return (
            ColumnRole.AMOUNT if monetary or printed or _MONEY.search(whole) else ColumnRole.COUNT
        )
    if content.words > 0:
        if _TEXT.search(leaf):
            return ColumnRole.TEXT
        if content.numbers > content.words and _MONEY.search(leaf):
            return ColumnRole.AMOUNT
        return ColumnRole.NAME
    if _TEXT.search(leaf):
        return ColumnRole.TEXT
    if _NAME_OF_LABEL.search(leaf):
        return ColumnRole.NAME
    if _MONEY.search(leaf) or (not leaf and _MONEY.search(whole)):
        return ColumnRole.AMOUNT
    return ColumnRole.NAME if _LABEL.search(leaf) else ColumnRole.TEXT


def describe(
    paths: Sequence[tuple[str, ...]],
    header: Sequence[Line],
    body: Sequence[Line],
    *,
    in_money: bool = False,
) -> tuple[Column, ...]:
    """The columns of a table: header path, role, and the number of its panel.

    ``in_money`` says that its caption gives a unit of money.
    """
    # a form (指标, 分值 …) has numbers that are no money; a table of money says so somewhere
    headed = any(paths)
    monetary = not headed or any(
        _TABLE_OF_MONEY.search(text) for path in paths for text in path[-1:]
    )
    contents = [_content(body, index) for index in range(len(paths))]
    roles = [
        _role(path, content, monetary=monetary, in_money=in_money)
        for path, content in zip(paths, contents, strict=True)
    ]
    if not headed:
        roles = _codes_in_front(roles, contents)
    empty = {index for index in range(len(paths)) if not any(line.text(index) for line in body)}
    roles = _settle(roles, paths, empty)
    panels = _panels(roles, paths, header)
    return tuple(
        Column(index, path, role, panel)
        for index, (path, role, panel) in enumerate(zip(paths, roles, panels, strict=True))
    )


def _codes_in_front(roles: Sequence[ColumnRole], contents: Sequence[Content]) -> list[ColumnRole]:
    """Without a header: whole numbers in front of the names, where amounts have decimals."""
    names = next((i for i, role in enumerate(roles) if role is ColumnRole.NAME), 0)
    if not any(content.decimals for content in contents[names:]):
        return list(roles)
    return [
        ColumnRole.CODE
        if index < names and role is ColumnRole.AMOUNT and not content.decimals
        else role
        for index, (role, content) in enumerate(zip(roles, contents, strict=True))
    ]


def _settle(
    roles: list[ColumnRole], paths: Sequence[tuple[str, ...]], empty: set[int]
) -> list[ColumnRole]:
    """What a column is by its neighbours.

    A text column left of every figure is a label; an empty column under the same heading as
    columns of money is one of them (项目支出 › 特定目标类).
    """
    first = next((i for i, r in enumerate(roles) if r is ColumnRole.AMOUNT), len(roles))
    out = list(roles)
    money = {p[:-1] for p, r in zip(paths, roles, strict=True) if r is ColumnRole.AMOUNT}
    for index in empty:
        path = paths[index]
        if out[index] is ColumnRole.TEXT and path[:-1] and path[:-1] in money:
            out[index] = ColumnRole.AMOUNT
    for index in range(first):
        if out[index] is ColumnRole.TEXT and not _TEXT.search("".join(paths[index][-1:])):
            out[index] = ColumnRole.NAME
    return out


def _panels(
    roles: Sequence[ColumnRole],
    paths: Sequence[tuple[str, ...]],
    header: Sequence[Line],
) -> list[int]:
    """Number the tables that stand side by side.

    A label column to the right of a figure column opens a new one, if figures follow and the
    header says so: it begins a new top-level heading (收入 | 支出), or the headings repeat
    (项目 预算数 | 项目 预算数).
    """
    panel = 0
    out: list[int] = []
    labels: set[str] = set()
    figures: set[str] = set()
    for index, role in enumerate(roles):
        leaf = paths[index][-1] if paths[index] else ""
        is_label = role in (ColumnRole.NAME, ColumnRole.CODE)
        if (
            is_label
            and figures
            and ColumnRole.AMOUNT in roles[index:]
            and _opens(index, roles, paths, header, labels, figures)
        ):
            panel += 1
            labels, figures = set(), set()
        if is_label:
            labels.add(leaf)
        elif role is ColumnRole.AMOUNT:
            figures.add(leaf)
        out.append(panel)
    return out


def _opens(
    index: int,
    roles: Sequence[ColumnRole],
    paths: Sequence[tuple[str, ...]],
    header: Sequence[Line],
    labels: set[str],
    figures: set[str],
) -> bool:
    path = paths[index]
    if path and path[-1] in labels:
        return True
    following = next(i for i in range(index, len(roles)) if roles[i] is ColumnRole.AMOUNT)
    if paths[following] and paths[following][-1] in figures:
        return True
    if not header or not path:
        return False
    top = header[0].cells[index]
    return top.column == index and top.column_span > 1 and bool(_SIDES.search(path[0]))
