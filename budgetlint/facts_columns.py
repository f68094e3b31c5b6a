"""What the header path of a column says: whose money, for what, of which year and stage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

from budgetlint.facts_model import Carry, Fund, Use

_V = TypeVar("_V")

_WIDTH = str.maketrans("（）：％", "():%")
#: A column about something else: a change, a share, a part that other tables do not print.
_OTHER = re.compile(
    r"增减|增长|比上年|比20|占|%|扣除|预留|中小|小微|采购|率$|完成|比例|人数|专项资金|科研|分配"
)
_WHICH = re.compile(r"^(?:其中|含)[::]?")
_YEAR = re.compile(r"(20\d\d)年度?")
_LAST_YEAR = re.compile(r"^上年(?:度)?(?!.*(?:结转|结余|余额))")
_THIS_YEAR = re.compile(r"本年(?:收入|财政拨款)$")
_STAGES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"预算调整数|调整后?预算数?"), "调整预算"),
    (re.compile(r"决算数?"), "决算"),
    (re.compile(r"执行数"), "执行"),
    (re.compile(r"年初预算数?|预算数"), "预算"),
)
_CARRIES: tuple[tuple[re.Pattern[str], Carry], ...] = (
    (
        re.compile(
            r"结转下年(?:资金|支出)?"
            r"|(?:年末|年终)(?:财政拨款)?(?:结转|结余)[和、]?(?:结转|结余)?"
        ),
        Carry.ONWARD,
    ),
    (
        re.compile(r"(?:上年|年初)?(?:财政拨款)?(?:结转|结余)[和、]?(?:结转|结余)?(?:资金)?"),
        Carry.BROUGHT,
    ),
    (re.compile(r"编制预算|当年预算"), Carry.CURRENT),
)
_RESERVE = ((re.compile(r"使用非财政拨款结余|用事业基金弥补收支差额"), Fund.RESERVE),)
_FUNDS: tuple[tuple[re.Pattern[str], Fund], ...] = (
    (re.compile(r"一般公共(?:服务)?预算(?:财政)?|公共财政预算|公共预算"), Fund.GENERAL),
    (re.compile(r"政府性基金(?:预算)?(?:财政)?"), Fund.GOVERNMENT_FUND),
    (re.compile(r"国有资本经?营?(?:预算)?(?:财政)?"), Fund.STATE_CAPITAL),
    (re.compile(r"财政专户(?:管理)?(?:资金|事业|拨款)*"), Fund.SPECIAL_ACCOUNT),
    (re.compile(r"(?:本级)?财政拨款"), Fund.APPROPRIATION),
    (re.compile(r"事业单位经营(?:服务)?收入|经营收入"), Fund.BUSINESS),
    (re.compile(r"附属单位(?:上缴|缴款)"), Fund.SUBORDINATE),
    (re.compile(r"上级补助"), Fund.SUPERIOR),
    (re.compile(r"事业收入"), Fund.SERVICE),
    (re.compile(r"其[他它]收入"), Fund.OTHER),
    (re.compile(r"单位资金|其他资金"), Fund.OWN),
)
_USES: tuple[tuple[re.Pattern[str], Use], ...] = (
    (re.compile(r"(?:事业单位)?经营支出"), Use.BUSINESS),
    (re.compile(r"上缴上级"), Use.UPWARD),
    (re.compile(r"对附属单位补助"), Use.SUBORDINATE),
    (re.compile(r"人员(?:经费|类|支出)"), Use.PERSONNEL),
    (re.compile(r"(?:日常)?公用(?:经费|支出)"), Use.OFFICE),
    (re.compile(r"基本支出"), Use.BASIC),
    (re.compile(r"项目支出|专项业务经费"), Use.PROJECT),
)
_FILLER = re.compile(
    r"(?:本年度?|当年|部门|单位|年度|预算|决算|数|收入|支出|拨款|资金|财政|合计|小计|总计|金额|总额|总数"
    r"|收支|情况|安排|预决算|年度预算申请|按收入性质分|按支出性质分|功能分类|支出用途|项目|栏次|的|及|和|\(.*?\)|[::、/])*"
)


class ColumnMeaning(NamedTuple):
    """What a column measures; ``year`` is 0 for the year of the document."""

    fund: Fund = Fund.ALL
    use: Use = Use.ALL
    carry: Carry = Carry.ALL
    year: int = 0
    last_year: bool = False
    stage: str = ""


def plain(text: str) -> str:
    """A heading without spaces, brackets and colons half-width."""
    return "".join(text.split()).translate(_WIDTH).replace("预(决)算", "预算")


@lru_cache(maxsize=4096)
def column_meaning(path: tuple[str, ...]) -> ColumnMeaning | None:
    """What a header path says; None when any of its words is not understood."""
    meaning = ColumnMeaning()
    for text in path:
        word = plain(text)
        which = _WHICH.match(word)
        found = _part(word[which.end() :] if which else word)
        if found is None or (which and not found.use and len(word) > which.end()):
            return None  # 其中：经费拨款 is a part of the column before it
        meaning = _merged(meaning, found)
    return meaning


@lru_cache(maxsize=4096)
def _part(word: str) -> ColumnMeaning | None:
    if _OTHER.search(word):
        return None
    year = 0
    if match := _YEAR.search(word):
        year = int(match.group(1))
        word = word[: match.start()] + word[match.end() :]
    last = bool(_LAST_YEAR.match(word))
    word = _LAST_YEAR.sub("", word)
    use, word = _take(word, _USES)
    reserve, word = _take(word, _RESERVE)
    carry, word = _take(word, _CARRIES)
    fund, word = _take(word, _FUNDS)
    fund = reserve or fund
    stage, word = _take(word, _STAGES)
    if not _FILLER.fullmatch(word):
        return None
    return ColumnMeaning(
        fund or Fund.ALL, use or Use.ALL, carry or Carry.ALL, year, last, stage or ""
    )


def _take(word: str, patterns: Sequence[tuple[re.Pattern[str], _V]]) -> tuple[_V | None, str]:
    """The first of ``patterns`` that occurs, and the word without it."""
    for pattern, value in patterns:
        if match := pattern.search(word):
            return value, word[: match.start()] + "、" + word[match.end() :]
    return None, word


def _merged(above: ColumnMeaning, below: ColumnMeaning) -> ColumnMeaning:
    """A heading under another one: what the lower says is more exact."""
    return ColumnMeaning(
        below.fund or above.fund,
        below.use or above.use,
        below.carry or above.carry,
        below.year or above.year,
        below.last_year or above.last_year,
        below.stage or above.stage,
    )


def settle_current(
    meanings: Iterable[ColumnMeaning | None], paths: Iterable[Sequence[str]]
) -> list[ColumnMeaning | None]:
    """本年收入 beside 上年结转 is the money of this year; alone it is all there is."""
    known = list(meanings)
    if not any(m is not None and m.carry is Carry.BROUGHT for m in known):
        return known
    out: list[ColumnMeaning | None] = []
    for meaning, path in zip(known, paths, strict=True):
        if meaning is not None and not meaning.carry and path and _THIS_YEAR.match(plain(path[0])):
            meaning = meaning._replace(carry=Carry.CURRENT)
        out.append(meaning)
    return out


# ---------------------------------------------------------------- 三公经费

THREE_PUBLIC_TOTAL = "三公经费"
ABROAD = "因公出国（境）费"
CARS = "公务用车购置及运行费"
CAR_PURCHASE = "公务用车购置费"
CAR_RUNNING = "公务用车运行费"
RECEPTION = "公务接待费"
MEETINGS = "会议费"
TRAINING = "培训费"
OPERATING = "机关运行经费"

_PAID = r"(?:费用|经费|支出|费)*"
_ITEMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"因公出国(?:\(境\))?{_PAID}"), ABROAD),
    (re.compile(rf"公务用车购置(?:及|和|与)运行(?:维护)?{_PAID}"), CARS),
    (re.compile(rf"公务用车购置{_PAID}|^购置费$"), CAR_PURCHASE),
    (re.compile(rf"公务用车运行(?:维护)?{_PAID}|^运行费$"), CAR_RUNNING),
    (re.compile(rf"公务接待{_PAID}"), RECEPTION),
    (re.compile(r"会议费"), MEETINGS),
    (re.compile(r"培训费"), TRAINING),
    (re.compile(r"机关运行经费"), OPERATING),
    (re.compile(r"[“\"]?三公[”\"]?经费"), THREE_PUBLIC_TOTAL),
)


def spending_item(word: str) -> tuple[str, str]:
    """Which part of the 三公 (会议费, 培训费, 机关运行) a word names, and what is left of it."""
    found, rest = _take(plain(word), _ITEMS)
    return found or "", rest


def item_column(path: tuple[str, ...]) -> tuple[str, ColumnMeaning] | None:
    """The item of a column of a 三公 table and what else its headings say."""
    item, rest = "", []
    for text in path:
        named, left = spending_item(_WHICH.sub("", plain(text)))
        item = named or item
        rest.append(left)
    meaning = column_meaning(tuple(rest))
    return None if meaning is None else (item, meaning)
