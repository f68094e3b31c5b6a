"""Whose document it is: every place that names the organisation. Declares no rule."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from budgetlint.model import Document, Evidence
from budgetlint.outline import Outline, Place, is_heading_text, split_number
from budgetlint.tables.cells import tight

from .document_common import CORE, label, place_of

_ORGAN = (
    r"(?:局|委员会|委|办公室|办|检察院|法院|研究院|医院|院|厅|部|署|中心|大学|学院|学校|中学|小学"
    r"|街道办事处|街道|人民政府|协会|联合会|总工会|馆|站|所|支队|总队|大队|处|公司|社|会)"
)
_NAME = re.compile(rf"[一-鿿]{{2,36}}?{_ORGAN}(?:[（(][^（）()]{{1,8}}[）)])?")
_COVER_NAME = re.compile(
    r"^(?:[一-鿿]{0,4}(?:部门|单位)(?:名称)?[:：])?"
    rf"(?P<name>[一-鿿]{{2,36}}{_ORGAN})(?:[（(][^（）()]{{1,8}}[）)])?$"
)
_IN_TITLE = re.compile(
    rf"^(?:关于)?(?:20\d\d年度?)?(?P<name>[一-鿿]{{2,36}}?{_ORGAN})(?:[（(][^（）()]{{1,8}}[）)])?"
    r"(?:20\d\d年度?)?(?:部门|单位|综合|概况|基本情况|主要职能|机构设置|预算|决算|$)"
)
_SUFFIX = re.compile(r"[（(][^（）()]*[）)]$|^\d+[-—]?|本级$|机关$|[-—－·]|\[[^\]]*\]|【[^】]*】")
_COVER_LINES = 8
_NO_OWNER = re.compile(
    r"^(?:预算主管部门|本|我|该|各|预算|决算|部门|单位|主要|内设|下属)|说明|概况|目录|公开"
)


@dataclass(frozen=True)
class Mention:
    """One place that says whose document it is; ``where`` is ``封面``, ``标题``, ``表头``."""

    name: str
    where: str
    evidence: Evidence
    table: str = ""


def bare_name(name: str) -> str:
    """A name without codes, 本级 and what stands in brackets at its end."""
    before, name = "", tight(name)
    while before != name:
        before, name = name, _SUFFIX.sub("", name)
    return name


def mentions(document: Document, outline: Outline) -> Iterator[Mention]:
    """Every place on the cover, in part headings and above tables that names the owner."""
    first = [p for p in outline.body if p.page == 1][:_COVER_LINES]
    for place in first:
        match = _IN_TITLE.match(place.text) or _COVER_NAME.match(place.text)
        if match and _plausible(match.group("name")) and is_heading_text(match.group("name")):
            yield Mention(bare_name(match.group("name")), "封面", label(place))
    for place in _titles(outline):
        match = _IN_TITLE.match(split_number(place.text)[1])
        if match and _plausible(match.group("name")):
            yield Mention(bare_name(match.group("name")), "标题", label(place))
    for table in document.tables:
        name = bare_name(table.organisation)
        spot = place_of(table)
        if spot and table.kind in CORE and _NAME.fullmatch(name):
            yield Mention(name, "表头", spot, table.id)


def _titles(outline: Outline) -> Iterator[Place]:
    """The headings of the main parts."""
    for place in outline.headings:
        if split_number(place.text)[0].startswith("第"):
            yield place


def _plausible(name: str) -> bool:
    return not _NO_OWNER.search(name) and len(name) >= 4


def same_owner(left: str, right: str) -> bool:
    """Whether two names can be one organisation: equal, one within the other, abbreviated."""
    short, long = sorted((left, right), key=len)
    letters = iter(long)
    return all(letter in letters for letter in short)


def owner_of(document: Document, outline: Outline) -> str:
    """The name most places give (the longest form of it), or ``""``."""
    names = Counter[str]()
    for mention in mentions(document, outline):
        names[mention.name] += 2 if mention.where == "封面" else 1
    if not names:
        return ""
    return max(names, key=lambda name: (names[name], len(name)))
