"""What a clause of a sentence speaks of, in the terms of the facts of the tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from budgetlint.classification import Entry, Kind, catalogue, normalise_name
from budgetlint.facts_columns import spending_item
from budgetlint.facts_model import Fund, Use


class About(StrEnum):
    """Which part of the accounts a subject is."""

    ITEM = "科目"  # a code of 支出功能分类 or 经济分类
    USE = "支出构成"
    FUND = "资金来源"
    TOTAL = "收支总额"
    SPENDING = "三公经费"
    PURCHASE = "政府采购"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is spoken of; ``value`` is a code, a fund, a use, an item or a word."""

    about: About
    value: str
    label: str


_FILL = (
    r"(?:支出|收入|预算|决算|执行数|资金|拨款|年初|当年|本年|全年|实际|完成|安排|数|额|金额|经费|总额|总量|共计?|计|合计|总计|小计"
    r"|为|是|约|达|各|人民币|[:：“”\"])*$"
)
#: What may stand before a part of the expenditure: 信访局临聘人员经费 is not 人员经费.
_BEFORE = r"(?:^|[年的款算中）)：:]|部门|单位|本级|日常|局|委|厅|院|本年|当年)"
_USES = (
    (re.compile(rf"{_BEFORE}基本支出{_FILL}"), Use.BASIC),
    (re.compile(rf"{_BEFORE}项目支出{_FILL}"), Use.PROJECT),
    (re.compile(rf"{_BEFORE}人员(?:经费|支出){_FILL}"), Use.PERSONNEL),
    (re.compile(rf"{_BEFORE}公用(?:经费|支出){_FILL}"), Use.OFFICE),
)
_FUNDS = (
    (re.compile(r"政府性基金"), Fund.GOVERNMENT_FUND),
    (re.compile(r"国有资本"), Fund.STATE_CAPITAL),
    (re.compile(r"一般公共预算|公共财政预算|公共预算"), Fund.GENERAL),
    (re.compile(r"财政专户"), Fund.SPECIAL_ACCOUNT),
    (re.compile(r"财政拨款|财拨"), Fund.APPROPRIATION),
    (re.compile(r"(?:事业单位)?经营(?:服务)?收入"), Fund.BUSINESS),
    (re.compile(r"附属单位"), Fund.SUBORDINATE),
    (re.compile(r"上级补助"), Fund.SUPERIOR),
    (re.compile(r"事业收入"), Fund.SERVICE),
    (re.compile(r"其[他它]收入"), Fund.OTHER),
)
_FUND_END = re.compile(rf"(?:拨款|收入|预算|资金|支出|基金|收、?支){_FILL}")
_CARRIED = re.compile(r"结转|结余|滚存|预留|返还")
_TOTAL = re.compile(
    r"(?:收入支出|收、?支(?:出)?|收入|支出)(?:总)?(?:年初)?(?:预算|决算)?(?:总额|总计|合计|总数|数)?"
    r"(?:预算|决算)?(?:各|为|是|共计?|安排|数|总计|合计|总额)*$"
)
#: Whose accounts a clause speaks of, and no part of them (委托业务费财政拨款预算).
_WHOSE = re.compile(
    r"(?:.*(?:局|委|厅|院|校|(?<!内)部|室|会|处|所|队|中心|大学|单位|部门|街道|本级|汇总|省|市|区|县)[）)]?)?"
    r"(?:度|年|本年|当年|全年|本|的|总|财政|预算|年初|[（）()“”])*"
)
_PURCHASE = (
    (re.compile(r"货物"), "货物"),
    (re.compile(r"工程"), "工程"),
    (re.compile(r"服务"), "服务"),
)
_PURCHASE_END = re.compile(rf"(?:采购|项目|预算|金额|支出|类)(?:共有|总共)?{_FILL}")
_PATH = re.compile(
    r"(?P<top>[\u4e00-\u9fff][\u4e00-\u9fff、]{1,23}?)[（(]类[）)](?:支出)?[“”\"]?(?P<mid>[\u4e00-\u9fff、]{2,30}?)[（(]款[）)]"
    r"(?:支出)?[“”\"]?(?P<low>[\u4e00-\u9fff、（）()]{2,34}?)[（(]项[）)]"
)
_CODED = re.compile(rf"[（(](?P<code>[235]\d{{2}}(?:\d{{2}}){{0,2}})[）)]{_FILL}")
_CODED_FRONT = re.compile(
    rf"(?<!\d)(?P<code>[235]\d{{2}}(?:\d{{2}}){{0,2}})[-—–](?P<name>[\u4e00-\u9fff、]+?){_FILL}"
)
_TOP_MARK = re.compile(r"[（(]类[）)]")
_BREAK = re.compile(r"[，。；;：:、,]|其中|包括")
_NUMBERING = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[）).．、])+")


def clause_of(lead: str) -> str:
    """The words that belong to a figure: those after the last mark of punctuation."""
    start = 0
    for match in _BREAK.finditer(lead):
        if match.group() != "、" or not _listed(lead, match.start()):
            start = match.end()
    return _NUMBERING.sub("", lead[start:].lstrip('（(“"'))


_BARE = re.compile(
    r"(?:20\d\d年度?|本年度?|当年|支出|收入|年初|调整|预算|决算|执行|安排|数|额|金额|资金|经费|合计|总计|为|是|共|计|[：:“”\"])*"
)


_STAGE = re.compile(
    r"(?:20\d\d年|当年)*(?:年初|调整)?(?:预算(?:数|安排|执行数)|预算为|(?:支出)?决算数?)(?:支出)?(?:为|是|[：:“”\"])*"
)


def is_stage(clause: str) -> bool:
    """Whether a clause is a stage and nothing else (2024年预算安排), so that it has no subject."""
    return bool(_STAGE.fullmatch(clause))


def is_bare(clause: str) -> bool:
    """Whether a clause names only the stage (支出决算为): what it is about was said before."""
    return bool(_BARE.fullmatch(clause)) and not re.search("合计|总计", clause)


def _listed(lead: str, at: int) -> bool:
    """Whether a 、 stands inside a name (收、支总计)."""
    return lead[max(0, at - 1) : at + 2] in ("收、支",)


@lru_cache(maxsize=4096)
def subject_of(clause: str, year: int) -> Subject | None:
    """What a clause speaks of, by the words at its end; None when that is not certain."""
    if len(clause) > 60 or not clause:
        return None
    coded = _CODED.search(clause) or _CODED_FRONT.search(clause)
    if coded:
        return Subject(About.ITEM, coded["code"], clause)
    item, rest = spending_item(clause)
    if item and len(rest) <= 28:
        return Subject(About.SPENDING, item, clause)
    if "采购" in clause or clause.endswith("类项目"):
        return _purchase(clause)
    if named := _class(clause, year):
        return named
    for pattern, use in _USES:
        if pattern.search(clause):
            return Subject(About.USE, use, clause)
    if _CARRIED.search(clause):
        return None
    if _FUND_END.search(clause):
        for pattern, fund in _FUNDS:
            if match := pattern.search(clause):
                whose = _WHOSE.fullmatch(clause[: match.start()])
                return Subject(About.FUND, fund, clause) if whose else None
    total = _TOTAL.search(clause)
    if total and _WHOSE.fullmatch(clause[: total.start()]):
        return Subject(About.TOTAL, "支出" if "收" not in clause else "收", clause)
    return None


_KIND_ONLY = re.compile(
    r"(?:其中|拟|计划|安排|采购|购买|购置|用于)*(?:货物|工程|服务)(?:类|项目|采购|支出|预算|金额|资金|安排|为|是|共)*"
)


def purchase_of(clause: str) -> Subject | None:
    """The kind of purchase that a clause names by one word, where purchases are spoken of."""
    if not _KIND_ONLY.fullmatch(clause):
        return None
    kind = next(kind for pattern, kind in _PURCHASE if pattern.search(clause))
    return Subject(About.PURCHASE, kind, clause)


def _purchase(clause: str) -> Subject | None:
    if not _PURCHASE_END.search(clause) or "预留" in clause or "购买" in clause:
        return None
    for pattern, kind in _PURCHASE:
        if pattern.search(clause):
            return Subject(About.PURCHASE, kind, clause)
    return Subject(About.PURCHASE, "合计", clause)


def _class(clause: str, year: int) -> Subject | None:
    match = _class_pattern().search(clause)
    if match is None:
        return None
    stem = match["stem"]
    marked = bool(_TOP_MARK.search(clause[match.start() :]))
    if not marked and ("支出" not in clause[match.end("stem") :] or stem == "国有资本经营预算"):
        return None
    entries = _stems()[stem]
    unique = {e.code for e in entries if e.valid_in(year)} or {e.code for e in entries}
    if len(unique) != 1:
        return None
    return Subject(About.ITEM, unique.pop(), clause)


@lru_cache(maxsize=1)
def _stems() -> dict[str, list[Entry]]:
    """The names of 类 of both classifications without 支出, with their entries."""
    found: dict[str, list[Entry]] = {}
    for kind in (Kind.FUNCTIONAL, Kind.DEPARTMENT_ECONOMIC):
        for entry in catalogue(kind).classes:
            stem = entry.name.removesuffix("支出")
            if len(stem) < 2 or stem in ("其他", "转移性"):
                continue
            for spelling in {stem, stem.replace("的", "")}:
                found.setdefault(spelling, []).append(entry)
    return found


@lru_cache(maxsize=1)
def _class_pattern() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _stems()), key=len, reverse=True))
    return re.compile(rf"(?<!其他)(?P<stem>{names})(?:支出)?(?:[（(]类[）)])?{_FILL}")


@dataclass(frozen=True, slots=True)
class Path:
    """A printed path 类 款 项 with the codes it may stand for, and where it ends."""

    codes: frozenset[str]
    text: str
    start: int
    end: int


def paths_of(text: str, year: int) -> list[Path]:
    """The paths ``…（类）…（款）…（项）`` of a paragraph, in order."""
    if "项）" not in text and "项)" not in text:
        return []
    return [
        Path(
            codes_of_path(m["top"], m["mid"], m["low"], year),
            m.group(),
            m.start(),
            m.end(),
        )
        for m in _PATH.finditer(text)
    ]


@lru_cache(maxsize=4096)
def codes_of_path(top: str, middle: str, low: str, year: int) -> frozenset[str]:
    """The codes of 项 whose names and whose parents' names are those of a path."""
    tops = _codes(top, 3) | _codes(top + "支出", 3)
    middles = _codes(middle, 5)
    return frozenset(c for c in _codes(low, 7) if c[:5] in middles and (c[:3] in tops or not tops))


def _codes(name: str, length: int) -> set[str]:
    entries = catalogue(Kind.FUNCTIONAL).by_name.get(normalise_name(name), ())
    return {e.code for e in entries if len(e.code) == length}
