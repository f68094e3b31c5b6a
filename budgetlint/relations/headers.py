"""Sums along a row, read from the header: 合计 = 基本支出 + 项目支出, at every level."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from budgetlint.model import Column, ColumnRole, Row, RowRole, Table
from budgetlint.relations.model import Family, Prior, Sum

_TOTAL = re.compile(
    r"^(?:合计|小计|总计|共计|总额|资金总额|项目总额|金额合计|预算金额|总金额|.*合计|.*总计|.*小计|.*总额)(?:[（(].*[）)])?$"
)
_OF_WHICH = re.compile(r"^其中")
_STAGE = re.compile(
    r"^(?:20\d\d年(?:度)?)?(?:年初|调整|全年|上年|本年|当年|去年|预计)?(?:部门|财政)?"
    r"(?:预算|决算|执行|完成|批复|申报|支出)(?:调整)?(?:数|金额)(?:[（(].*[）)])?$"
    r"|^20\d\d年(?:度)?(?:预算|决算|执行)?数?$|^(?:上年|当年|本年|去年)数?$"
)
_CHANGE = re.compile(
    r"扣除|剔除|不含|增减|比上年|相比|变化|变动|增长|完成|占比|比重|差额|余额|限额|单价|数量|标准|执行数|上年(?:数|预|决|执|同)"
)
_PARTS = (
    (re.compile(r"^基本支出"), re.compile(r"^(?:人员经费|公用经费|人员支出|日常公用|公用支出)")),
    (re.compile(r"^人员(?:经费|支出)"), re.compile(r"^(?:工资福利支出|对个人和家庭的?补助)")),
    (
        re.compile(r"^(?:日常)?公用(?:经费|支出)"),
        re.compile(r"^(?:商品和服务支出|资本性支出|其他资本性支出)"),
    ),
    (re.compile(r"^财政拨款"), re.compile(r"^(?:一般公共预算|政府性基金|国有资本经营)")),
    (
        re.compile(r"^公务用车(?:购置及运行|购置和运行|购置及运维)"),
        re.compile(r"^公务用车(?:购置费?|运行)"),
    ),
)
_THREE_PUBLIC = re.compile(r"因公出国|公务用车|公务接待")
_KNOWN = re.compile(
    r"基本支出|项目支出|人员|公用|财政拨款|一般公共预算|政府性基金|国有资本|事业收入|经营收入|其他收入|专户|上级补助|附属单位"
    r"|上缴上级|结转|结余|公务接待|因公出国|公务用车|工资福利|商品和服务|对个人和家庭|资本性|其他资金|单位资金|货物|工程|服务|购置|运行"
    r"|专项|本级|本年收入|本年支出|支出功能|其他运转|特定目标|预留机动|对企业"
)


@dataclass
class Node:
    """A heading: its own column (if it is a leaf) and the headings below it."""

    name: str
    column: int | None = None
    children: list[Node] = field(default_factory=list)

    def child(self, name: str) -> Node:
        """The last child of this name, made if the last child is another one."""
        if (
            not self.children
            or self.children[-1].name != name
            or self.children[-1].column is not None
        ):
            self.children.append(Node(name))
        return self.children[-1]


def is_of_which(heading: str) -> bool:
    """Whether a heading says that what is below it is a part (其中)."""
    return bool(_OF_WHICH.match(heading))


def stage_of(path: Sequence[str]) -> tuple[str, ...]:
    """The headings of a path that name a stage or a year (预算数, 决算数, 2025年预算数)."""
    return tuple(text for text in path if _STAGE.match(text))


def header_trees(columns: Sequence[Column]) -> list[Node]:
    """One tree of headings for each stage; headings that name the stage are taken out."""
    trees: dict[tuple[str, ...], Node] = {}
    staged = [stage_of(c.path) for c in columns]
    if not any(staged):
        staged = _crossed(columns)
    several = len(set(staged)) > 1
    for column, stage in zip(columns, staged, strict=True):
        path = [t for t in column.path if not (several and t in stage)]
        if not path:
            path = [column.path[-1]] if column.path else [""]
        node = trees.setdefault(stage if several else (), Node(""))
        for text in path[:-1]:
            node = node.child(text)
        node.children.append(Node(path[-1], column.index))
    return list(trees.values())


def _crossed(columns: Sequence[Column]) -> list[tuple[str, ...]]:
    """The last headings, where every heading above is split by the same ones.

    总计 | 因公出国 | 公务接待, each in 一般公共预算 | 政府性基金: the sums run between the upper
    headings, for each fund by itself.
    """
    parents: dict[str, set[tuple[str, ...]]] = {}
    for column in columns:
        if len(column.path) > 1:
            parents.setdefault(column.path[-1], set()).add(column.path[:-1])
    groups = {column.path[:-1] for column in columns}
    crossed = len(groups) > 2 and len(parents) > 1 and all(p == groups for p in parents.values())
    total_apart = not any(_TOTAL.match(leaf) for leaf in parents)
    if crossed and total_apart:
        return [(c.path[-1],) for c in columns]
    return [() for _ in columns]


def row_families(table: Table) -> Iterator[list[Family]]:
    """For each total column of a table the readings of what it is the sum of, best first."""
    for panel in table.panels():
        columns = table.panel_columns(panel, ColumnRole.AMOUNT)
        if len(columns) < 2:
            continue
        rows = [r for r in table.panel_rows(panel) if r.role not in (RowRole.EMPTY, RowRole.NOTE)]
        for tree in header_trees(columns):
            yield from _families_below(tree, rows)


def _families_below(node: Node, rows: Sequence[Row]) -> Iterator[list[Family]]:
    for child in node.children:
        if child.column is None:
            yield from _families_below(child, rows)
    total = _total_of(node)
    if total is None:
        parent = None
        yield from _flat_parts(node, rows, parent)
        return
    rest = [c for c in node.children if c is not total]
    ways = [c for c in rest if c.name.startswith("按") and c.children]
    if len(ways) > 1:
        # 按收入性质分 | 按支出性质分: each way of dividing gives the whole
        for way in ways:
            yield [_family(total, [way], rows, Prior.STRUCTURAL)]
        return
    yield [f for f in _readings(node, total, rest, rows) if f.sums]
    yield from _flat_parts(node, rows, total)


def _total_of(node: Node) -> Node | None:
    """The child that is the total of its siblings: 合计 or 小计, first or last among them."""
    candidates = [
        c
        for c in node.children
        if c.column is not None and (_TOTAL.match(c.name) or c.name == f"{node.name}总数")
    ]
    if not candidates:
        return None
    for end in (node.children[0], node.children[-1]):
        if end in candidates:
            return end
    return candidates[0]


def _value(node: Node) -> list[int] | None:
    """The columns whose sum is the value of a heading, or None if it has none."""
    if node.column is not None:
        return [node.column]
    total = _total_of(node)
    if total is not None and total.column is not None:
        return [total.column]
    columns: list[int] = []
    for child in node.children:
        if _OF_WHICH.match(child.name) or _CHANGE.search(child.name):
            continue
        value = _value(child)
        if value is None:
            return None
        columns.extend(value)
    return columns or None


def _readings(
    node: Node, total: Node, rest: Sequence[Node], rows: Sequence[Row]
) -> Iterator[Family]:
    plain = [c for c in rest if not _OF_WHICH.match(c.name)]
    parts = [c for c in rest if _OF_WHICH.match(c.name)]
    sums = [c for c in plain if not _CHANGE.search(c.name)]
    three = [c for c in sums if _THREE_PUBLIC.match(c.name)]
    if "三公" in total.name + node.name and 1 < len(three) < len(sums):
        yield _family(total, three, rows, Prior.STANDARD)
    known = len(sums) > 1 and all(_is_known(c) for c in sums)
    prior = Prior.STANDARD if known else Prior.STRUCTURAL
    yield _family(total, sums, rows, prior)
    nested = [c for c in sums if not _is_part(c, sums)]
    if len(nested) < len(sums):
        yield _family(total, nested, rows, prior)
    if not sums and parts:
        inner = [g for p in parts for g in (p.children or [p])]
        known = all(_is_known(c) for c in inner)
        if len(inner) > 1:
            yield _family(total, inner, rows, Prior.STANDARD if known else Prior.STRUCTURAL)
    elif sums and parts and len(parts) == sum(1 for p in parts if p.column is not None):
        # “其中：基本支出”beside 项目支出: the mark stands before the first of the parts only
        yield _family(total, [*parts, *sums], rows, Prior.STRUCTURAL)
    elif len(sums) != len(plain):
        yield _family(total, plain, rows, Prior.DISCOVERED)
    position = next((i for i, c in enumerate(rest) if _TOTAL.match(c.name)), None)
    if position:
        # 合计 A B 小计 C D: only the columns up to the next total
        yield _family(total, rest[:position], rows, Prior.DISCOVERED)


def _is_known(node: Node) -> bool:
    return bool(_KNOWN.search(node.name)) or (
        bool(node.children) and all(_is_known(c) or _TOTAL.match(c.name) for c in node.children)
    )


def _is_part(node: Node, among: Sequence[Node]) -> bool:
    """Whether a heading is a part of one of its neighbours (人员经费 of 基本支出)."""
    return any(
        whole.match(other.name) and part.match(node.name) and not whole.match(node.name)
        for whole, part in _PARTS
        for other in among
        if other is not node
    )


def _flat_parts(node: Node, rows: Sequence[Row], total: Node | None) -> Iterator[list[Family]]:
    """Sums between neighbouring headings of one level: 基本支出 = 人员经费 + 公用经费."""
    for whole, part in _PARTS:
        wholes = [c for c in node.children if whole.match(c.name) and c is not total]
        pieces = [c for c in node.children if part.match(c.name) and not whole.match(c.name)]
        if len(wholes) == 1 and len(pieces) > 1 and wholes[0].column is not None:
            yield [_family(wholes[0], pieces, rows, Prior.STANDARD)]


def _family(total: Node, parts: Sequence[Node], rows: Sequence[Row], prior: Prior) -> Family:
    columns: list[int] = []
    names: list[str] = []
    for part in parts:
        value = _value(part)
        if value is None:
            return Family("", "row", prior, ())
        columns.extend(value)
        names.append(part.name)
    if total.column is None or not columns:
        return Family("", "row", prior, ())
    sums = tuple(
        Sum((row.index, total.column), tuple((1, (row.index, c)) for c in columns)) for row in rows
    )
    return Family(f"{total.name} = {' + '.join(names)}", "row", prior, sums)
