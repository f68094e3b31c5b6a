"""The label of a row: code, name, level, and what part it plays in the sums."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from budgetlint.classification import catalogue, kind_of, normalise_name
from budgetlint.model import Column, ColumnRole, RowRole
from budgetlint.tables.cells import Line
from budgetlint.tables.header import TOTAL_WORD

_JOINED = re.compile(r"^[\[【]?(?P<code>\d{3,})[\]】]?[-—－_－:：.]*(?P<name>[^\d\s.,，%].*)$")
_MARKERS: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"^[一二三四五六七八九十]+[、.．]"), 1),
    (re.compile(r"^[（(][一二三四五六七八九十]+[）)]"), 2),
    (re.compile(r"^\d{1,2}[、.．](?!\d)"), 3),
    (re.compile(r"^[（(]\d{1,2}[）)]"), 4),
    (re.compile(r"^[①-⑳]"), 5),
)
_OF_WHICH = re.compile(r"^(?:[（(]?\d{0,2}[）)]?[、.]?)?其中[:：]?")
_SUBTOTAL = re.compile(r"^小计[:：]?$|小计$")
_CURRENT_SUBTOTAL = re.compile(r"^(?:本年|当年)(?:收入|支出)(?:小计|合计)")
_NO_LABEL = frozenset({"类", "款", "项", "目", "栏次", "行次"})
_ORGANISATION_NAME = re.compile(
    r"(?:局|委|办|办公室|委员会|中心|院|校|学|所|站|队|支队|总队|部|厅|处|馆|社|会|镇|街道|政府|法院|检察院|本级|机关)(?:（[^）]*）|\([^)]*\))?$"
)
_PROJECT_HEAD = re.compile(r"项目名称$|^项目$")
_ORGANISATION_HEAD = re.compile(r"单位|部门")


@dataclass(frozen=True)
class CodeGroup:
    """The columns that print one code together (类 | 款 | 项), and the name beside it."""

    columns: tuple[int, ...]
    header: str
    organisation: bool


@dataclass(frozen=True)
class Label:
    """What the label columns of one panel say in one row.

    ``spanned`` says that the row has no label of its own, only one that spans it from above.
    """

    code: str = ""
    name: str = ""
    level: int = 0
    role: RowRole = RowRole.LEAF
    marker: str = ""
    indent: float = 0.0
    column: int = 0
    codes: tuple[tuple[str, str, str], ...] = ()
    end: int = 0
    spanned: bool = False


def code_groups(columns: Sequence[Column]) -> list[CodeGroup]:
    """Neighbouring code columns that belong to one code, left to right."""
    groups: list[list[Column]] = []
    for column in columns:
        if column.role is not ColumnRole.CODE:
            continue
        last = groups[-1] if groups else []
        if last and last[-1].index == column.index - 1 and _one_code(last, column):
            last.append(column)
        else:
            groups.append([column])
    return [
        CodeGroup(
            tuple(c.index for c in group),
            "".join(group[0].path[:-1] or group[0].path),
            bool(_ORGANISATION_HEAD.search(group[0].path[-1] if group[0].path else "")),
        )
        for group in groups
    ]


def _one_code(group: Sequence[Column], column: Column) -> bool:
    leaf = column.path[-1] if column.path else ""
    first = group[-1].path[-1] if group[-1].path else ""
    if leaf in ("类", "款", "项", "目"):
        # a second 类 begins the next code
        return leaf != "类" and first in ("类", "款", "项")
    return column.path == group[-1].path


class LabelReader:
    """Reads the labels of one panel from top to bottom.

    A 款 row may print only ``05`` and a 项 row only ``01``; what is missing is taken from the
    row above, so the reader keeps the last code of each group.
    """

    def __init__(self, columns: Sequence[Column], before: LabelReader | None = None) -> None:
        figures = [c.index for c in columns if c.role in (ColumnRole.AMOUNT, ColumnRole.PERCENT)]
        first = min(figures, default=len(columns) + 10_000)
        self._names = [c.index for c in columns if c.role is ColumnRole.NAME and c.index < first]
        if not self._names:
            self._names = [c.index for c in columns if c.role is ColumnRole.NAME]
        self._groups = code_groups([c for c in columns if c.index < first])
        self._last: list[list[str]] = [[] for _ in self._groups]
        if before is not None and len(before._groups) == len(self._groups):
            # the list goes on in the columns beside it: so do its codes
            self._last = [list(code) for code in before._last]
        self._owned = False
        self._heads = {c.index: c.path[-1] if c.path else "" for c in columns}

    def read(self, line: Line) -> Label:
        """The label of one row."""
        codes: list[tuple[str, str, str]] = []
        main = ""
        self._owned = False
        stray = ""
        for position, group in enumerate(self._groups):
            parts = [self._code_text(line, c) for c in group.columns]
            if parts and parts[0] and not parts[0][0].isdigit():
                stray = stray or parts[0]  # 合计 set in the code column
                continue
            code, printed = self._join(position, parts)
            if len(group.columns) == 1 and not group.organisation:
                code = self._completed(position, code, self._name_after(line, group, position))
            code, tail = _apart(code)
            if printed:
                name = tail or self._name_after(line, group, position)
                codes.append((group.header, printed if not tail else code, name))
            if code and not main and not group.organisation:
                main, stray = code, stray or tail
            elif code and group.organisation and not main and len(self._groups) == 1:
                main, stray = code, stray or tail
                self._owned = True
        texts = [(c, line.text(c)) for c in self._names if line.text(c) not in _NO_LABEL]
        filled = [(c, t) for c, t in texts if t]
        spanned = not filled and not main
        filled = filled or self._spanned(line)
        if stray and not any(t == stray for _, t in filled):
            filled.insert(0, (self._groups[0].columns[0] if self._groups else 0, stray))
        return replace(self._label(line, main, codes, filled), spanned=spanned)

    def _spanned(self, line: Line) -> list[tuple[int, str]]:
        """The label of a row that has none of its own: one that spans it from above."""
        for column in reversed(self._names):
            cell = line.cells[column]
            if cell.row < line.row < cell.row + cell.row_span and cell.text:
                return [(column, "".join(cell.text.split()))]
        return []

    def _code_text(self, line: Line, column: int) -> str:
        text = line.text(column).translate(_DIGITS)
        return "" if text in _NO_LABEL else text

    def _name_after(self, line: Line, group: CodeGroup, position: int) -> str:
        end = self._groups[position + 1].columns[0] if position + 1 < len(self._groups) else 10_000
        for column in self._names:
            if group.columns[-1] < column < end:
                return line.text(column)
        return ""

    def _join(self, position: int, parts: Sequence[str]) -> tuple[str, str]:
        """The code of a group padded and completed from the row above, and as printed."""
        printed = " ".join(p for p in parts if p)
        if len(parts) == 1:
            return (parts[0], printed)
        if not printed:
            return ("", "")
        last = self._last[position]
        full: list[str] = []
        for index, part in enumerate(parts):
            later = any(parts[index + 1 :])
            if part:
                full.append(part if index == 0 or len(part) > 1 else "0" + part)
            elif later and index < len(last):
                full.append(last[index])
            else:
                break
        if parts[0] and len(parts[0]) > 3:
            full = [parts[0]]  # the whole code stands in the first of the cells
        self._last[position] = full
        return ("".join(full), printed)

    def _completed(self, position: int, code: str, name: str) -> str:
        """A code whose column prints only its own two digits (208 / 05 / 2080505) in full."""
        last = "".join(self._last[position])
        if re.fullmatch(r"\d{3}|\d{5}|\d{7}", code):
            self._last[position] = [code]
        if not re.fullmatch(r"\d{2}", code) or len(last) < 3:
            return code
        possible = [last[:3] + code] + ([last[:5] + code] if len(last) > 3 else [])
        named = [full for full in possible if is_named(full, name)]
        full = (named or possible)[0]
        self._last[position] = [full]
        return full

    def _telling(self, filled: list[tuple[int, str]]) -> tuple[int, str]:
        """The label that names the line: the project, not its type or who runs it."""
        if not filled:
            return (0, "")
        projects = [
            (column, text)
            for column, text in filled
            if _PROJECT_HEAD.search(self._heads.get(column, ""))
            and not (_SUBTOTAL.search(text) or TOTAL_WORD.match(text))
        ]
        return projects[0] if projects else filled[0]

    def _label(
        self,
        line: Line,
        code: str,
        codes: list[tuple[str, str, str]],
        filled: list[tuple[int, str]],
    ) -> Label:
        column, name = self._telling(filled)
        if not code and name:
            split_code, tail = _apart(name)
            if tail:
                # 2110101-行政运行 | 50201-办公经费 | 30201-办公费: one code a column
                parted = [(self._heads.get(c, ""), *_apart(text)) for c, text in filled]
                codes = [*((head, c, rest) for head, c, rest in parted if rest), *codes]
                code, name = split_code, tail
            elif len(filled) == 1 and is_listed(alone := name.translate(_DIGITS)):
                code, name = alone, ""  # the page ends between the code and its name
        following = filled[1][1] if len(filled) > 1 else ""
        owned = bool(re.fullmatch(r"\d{3,9}", name)) and bool(_ORGANISATION_NAME.search(following))
        if owned and not code:
            code, name = name, following  # 114 | 郑州市政务服务办公室
        indent = line.cells[column].indent if filled else 0.0
        marker, level = _marker(name)
        if code:
            level = {3: 1, 5: 2, 7: 3}.get(len(code), level)
        role = _role(name, code)
        if (self._owned or owned) and role is RowRole.LEAF:
            role = RowRole.ORGANISATION
        if role is RowRole.LEAF and any(_SUBTOTAL.search(text) for _, text in filled[1:]):
            role = RowRole.SUBTOTAL
        first, end = (filled[0][0], filled[-1][0]) if filled else (0, 0)
        return Label(code, name, level, role, marker, indent, first, tuple(codes), end)


def is_listed(code: str) -> bool:
    """Whether a text is a 款 or 项 code that some edition of the catalogue holds."""
    kind = kind_of(code) if re.fullmatch(r"[1-5]\d{4}(?:\d\d)?", code) else None
    return kind is not None and bool(list(catalogue(kind).official(code)))


def is_named(code: str, name: str) -> bool:
    """Whether a name is the one of a code in some edition of the catalogue."""
    kind = kind_of(code)
    if kind is None:
        return False
    wanted = normalise_name(name)
    return any(normalise_name(e.name) == wanted for e in catalogue(kind).official(code))


_QUANTITY = re.compile(r"^\d{1,4}(?:年|[—\-～~](?=\d)|个|万|元|米|千)")
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


def _apart(text: str) -> tuple[str, str]:
    """``20103-政府办公厅`` as code and name; a text that is no code as itself and ``""``."""
    text = text.translate(_DIGITS)
    match = _JOINED.match(text)
    if match is None or _QUANTITY.match(text):
        return (text if text.isdigit() else "", "")
    return (match.group("code"), match.group("name"))


def _marker(name: str) -> tuple[str, int]:
    which = _OF_WHICH.match(name)
    if which is not None and which.end() < len(name):
        name = name[which.end() :]
    for pattern, level in _MARKERS:
        match = pattern.match(name)
        if match:
            return (match.group(0), level)
    return ("", 0)


def _role(name: str, code: str) -> RowRole:
    if _OF_WHICH.match(name):
        # “其中：（1）…”, “（2）…”: a numbered list of all parts, not a single part
        rest = name[_OF_WHICH.match(name).end() :]  # type: ignore[union-attr]
        return RowRole.LEAF if _marker(rest)[0] else RowRole.OF_WHICH
    if TOTAL_WORD.match(name) or _CURRENT_SUBTOTAL.match(name):
        return RowRole.TOTAL
    if _SUBTOTAL.search(name):
        return RowRole.SUBTOTAL
    if code and not re.fullmatch(r"[1-5]\d\d(?:\d\d){0,3}", code):
        return RowRole.ORGANISATION
    return RowRole.LEAF
