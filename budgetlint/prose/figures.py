"""The figures of a sentence, and what the words in front of each say that it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from budgetlint.amounts import Amount, parse_amount
from budgetlint.prose.paragraphs import Paragraph


class Role(StrEnum):
    """What a figure states."""

    LEVEL = "数"  # an amount of something
    CHANGE = "增减额"
    RATE = "增减率"
    SHARE = "占比"
    COMPLETION = "完成率"
    COUNT = "数量"
    OTHER = "其他"  # a threshold, a rate of something else


MONEY = ("亿元", "万元", "元")
_FIGURE = re.compile(
    r"(?<![\d.,，A-Za-z])(?P<sign>[-−－])?(?P<number>\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<unit>亿元|万元|元(?!件|旦)|万(?=[。；，、）)])|[%％]|个百分点|百分点"
    r"|辆|台|套|个(?!月)|人次|人(?!民)|家|次|批|名)"
)
_UP = (
    r"增加|增长|上升|提高|增幅|增支|增收|多收|多支|上涨|上浮|上调|调增|增(?=了|至|$)"
    r"|高于|大于|多于|超过"
)
_DOWN = (
    r"减少|下降|降低|减低|减幅|降幅|压减|压缩|下调|减支|减收|少收|少支|节约|节省|节支|缩减|削减|核减"
    r"|调减|减(?=了|$)|低于|小于|少于"
)
_CHANGED = re.compile(
    rf"(?P<way>{_UP}|{_DOWN})(?!到|至)(?:(?:幅度?|率)?(?<=[幅度率])高?达到?)?"
    r"(?P<rest>[^，。；、：:（）()\d]{0,14})$"
)
_RISES = re.compile(_UP)
_SHARE = re.compile(r"占(?P<whole>[^。；，]{0,26}?)(?:的比[例重]|比例|比重|的)?(?:为|约|是)?$")
_DONE = re.compile(r"(?:完成|执行率|执行进度|预算完成率)[^，。；]{0,16}$")
_LIMIT = re.compile(
    r"(?:单价|单位价值|单台|价值|限额|标准|不超过|不低于|每人|每年|人均|至少)[^，。；]{0,6}$"
)
_ABOVE = re.compile(r"(?:[（(]含[^）)]*[）)])?(?:及?以上|以下|以内|左右|/|每|的比例|·)")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with its unit.

    ``start`` and ``end`` bound the number itself in the paragraph, ``after`` is where its unit
    ends. ``lead`` is what stands between the figure before it (or the start of the sentence)
    and this one; ``opening`` says that it is the first of its sentence. ``sign`` is 1 for more
    and -1 for less. ``whole`` names what a share is a share of.
    """

    paragraph: Paragraph
    start: int
    end: int
    after: int
    text: str
    unit: str
    amount: Amount
    role: Role
    lead: str
    sentence: int
    opening: bool
    sign: int = 0
    way: str = ""
    whole: str = ""

    @property
    def money(self) -> bool:
        """Whether it is an amount of money."""
        return self.unit in MONEY

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands: for keys and for order."""
        return self.paragraph.number, self.start

    @property
    def shown(self) -> str:
        """Number and unit as printed."""
        return self.text + self.unit


def figures_of(paragraph: Paragraph) -> Iterator[Figure]:
    """The figures of a paragraph with a unit, in order."""
    text = paragraph.text
    previous, sentence, stop = 0, 0, text.find("。")
    for match in _FIGURE.finditer(text):
        opening = previous == 0
        while 0 <= stop < match.start():
            sentence += 1
            previous = stop + 1
            opening = True
            stop = text.find("。", stop + 1)
        amount = parse_amount((match["sign"] or "") + match["number"])
        if amount is None:
            continue
        yield _figure(paragraph, match, amount, text[previous : match.start()], sentence, opening)
        previous = match.end()


def _figure(
    paragraph: Paragraph,
    match: re.Match[str],
    amount: Amount,
    lead: str,
    sentence: int,
    opening: bool,
) -> Figure:
    unit = {"％": "%", "万": "万元"}.get(match["unit"], match["unit"])
    start = match.start("sign") if match["sign"] else match.start("number")
    text = paragraph.text[start : match.end("number")]
    role, sign, way, whole = _role(lead, unit, paragraph.text, match.end())
    return Figure(
        paragraph,
        start,
        match.end("number"),
        match.end(),
        text,
        unit,
        amount,
        role,
        lead,
        sentence,
        opening,
        sign,
        way,
        whole,
    )


def _role(lead: str, unit: str, text: str, end: int) -> tuple[Role, int, str, str]:
    """What a figure is by the words around it: role, sign, direction word, whole of a share."""
    if _ABOVE.match(text, end) or _LIMIT.search(lead[-16:]):
        return Role.OTHER, 0, "", ""
    tail = lead[-40:]
    changed = _CHANGED.search(tail)
    if unit in MONEY or unit == "%":
        if changed and not _names_something(changed["rest"]):
            sign = 1 if _RISES.match(changed["way"]) else -1
            role = Role.CHANGE if unit in MONEY else Role.RATE
            return role, sign, changed["way"], ""
        if unit in MONEY:
            return Role.LEVEL, 0, "", ""
        if share := _SHARE.search(tail):
            return Role.SHARE, 0, "", share["whole"]
        return (Role.COMPLETION if _DONE.search(tail) else Role.OTHER), 0, "", ""
    if changed or "百分点" in unit:
        return Role.OTHER, 0, "", ""
    return Role.COUNT, 0, "", ""


_NOTHING = re.compile(
    r"(?:了|额|率|幅度?|金额|数额?|各?为|约|是|预算|支出|收入|部门|上年|去年|年初|决算|经费|资金|总额|安排|比例)*"
)


def _names_something(rest: str) -> bool:
    """Whether words between a direction and a figure name a subject of their own."""
    return not _NOTHING.fullmatch(rest)
