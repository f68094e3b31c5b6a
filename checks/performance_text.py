"""PRF 绩效: dates in order, and a list that contradicts what is said of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from budgetlint.amounts import Amount
from budgetlint.forms import forms_of
from budgetlint.model import Document, EvidenceRole, Outcome, Severity, Status
from budgetlint.rules import rule

from .performance_common import MONEY, NUMBERED, RunningText, running_text, yuan

_DATE = r"(20\d\d)年(\d{1,2})月(\d{1,2})[日号]"
_STEPS = {"开工": 1, "动工": 1, "竣工": 2, "完工": 2, "验收": 3}
_EVENT = re.compile(
    rf"(?P<a>开工|动工|竣工|完工|验收)(?:日期|时间)(?:为|是|[:：]|于)?{_DATE}"
    rf"|{_DATE}(?:正式|通过|组织|完成|进行)?(?P<b>开工|动工|竣工|完工|验收)"
)
_POINTED_OUT = re.compile(r"不符合?(?:常理|逻辑)|矛盾|倒置|早于|晚于|不合理")
_ITEM = re.compile(
    rf"(?:批复|预算|安排)(?:预算)?(?:资金|金额)?(?:为|是)?{MONEY}[，,](?:项目)?(?:实际)?(?:执行|支出|支付)(?:资金|金额)?(?:为|是)?{MONEY}"
)
_CLAIM = re.compile(
    r"(?:已完[结成工]|各|所有|全部)(?:的)?项目[^。；;，,]{0,8}?执行率(?:均|都)?(?:为|达到?)?100(?:\.0+)?[%％]"
)
_QUOTED = re.compile(r"“([^”]{2,20})”")
_MOST_SHOWN = 8


@dataclass(frozen=True)
class _Event:
    name: str
    day: date
    start: int
    end: int


@dataclass(frozen=True)
class _Item:
    """One project of a list: what it was given and what it spent, in 元."""

    name: str
    given: Amount
    spent: Amount
    texts: tuple[str, str]
    start: int
    end: int


@rule(
    "PRF301",
    name="日期先后",
    name_en="dates out of order",
    severity=Severity.ERROR,
    basis="开工、竣工、验收依次进行；开始日期不晚于完成日期",
    message="{first}（{first_date}）应不晚于{second}（{second_date}）{note}",
    message_en="{first} ({first_date}) should not be later than {second} ({second_date})",
)
def date_order(document: Document) -> Iterator[Outcome]:
    """日期的先后合乎顺序。

    检查内容
        同一句中写明的开工、竣工、验收日期依次不倒置；绩效表的计划开始日期不晚于计划完成日期。
    依据
        事情的先后。
    示例
        错误：开工日期为2021年1月20日，竣工日期为2021年1月22日，验收日期为2021年1月19日
    如何修改
        核对档案，改正写错的日期；文中本来就是在指出这个问题的，不用改。
    容差
        同一天不算倒置。文中已经指出日期矛盾的，以警告列出。
    """
    for form in forms_of(document):
        for begin, end in form.periods:
            days = [_plain_date(v.text) for v in (begin, end)]
            if days[0] is None or days[1] is None:
                continue
            if days[0] <= days[1]:
                yield Outcome("PRF301", Status.PASS, (form.name, begin.row), table=form.table)
                continue
            yield Outcome(
                "PRF301",
                Status.FAIL,
                (form.name, begin.row),
                Severity.ERROR,
                _dates_said(begin.row, begin.text, end.row, end.text, ""),
                (begin.evidence(EvidenceRole.LABEL), end.evidence(EvidenceRole.LABEL)),
                table=form.table,
                page=begin.page,
            )
    yield from _dates_in_text(running_text(document))


@rule(
    "PRF302",
    name="清单与结论矛盾",
    name_en="a list contradicts what is said of it",
    severity=Severity.ERROR,
    basis="结论应与所列各项一致",
    message="“{claim}”与所列项目不符：{count} 个项目的支出少于预算，如{items}",
    message_en="“{claim}” is contradicted by {count} of the projects listed: {items}",
)
def contradicted_lists(document: Document) -> Iterator[Outcome]:
    """关于各项目的结论与所列项目一致。

    检查内容
        文中说（已完结的、各、全部）项目预算执行率 100%，而逐项列出的项目中有支出少于批复资金的。
        同一句中用引号点名未完成的项目不算。
    依据
        结论应与所列各项一致。
    示例
        错误：已完结的项目预算执行率100%；所列项目中有批复资金110万元、执行资金109.87万元的
    如何修改
        按所列项目改写结论，或改正写错的金额。
    容差
        无。
    """
    text = running_text(document)
    items = list(_items(text))
    if len(items) < 2:
        return
    for claim in _CLAIM.finditer(text.text):
        begin = text.text.rfind("。", 0, claim.start()) + 1
        stop = text.text.find("。", claim.end())
        named = _QUOTED.findall(text.text[begin : stop if stop >= 0 else len(text.text)])
        short = [
            item
            for item in items
            if item.spent.value < item.given.value and not any(n in item.name for n in named)
        ]
        if not short:
            spots = text.spots(claim.span(), *((i.start, i.end) for i in items))
            yield Outcome("PRF302", Status.PASS, (claim.group(0),), places=len(items), spots=spots)
            continue
        shown = "、".join(
            f"“{item.name}”{item.texts[0]}只支出 {item.texts[1]}" for item in short[:2]
        )
        yield Outcome(
            "PRF302",
            Status.FAIL,
            (claim.group(0),),
            Severity.ERROR,
            {"claim": claim.group(0), "count": str(len(short)), "items": shown},
            (
                text.evidence(claim.start(), claim.end(), "结论"),
                *(text.evidence(i.start, i.end, i.name) for i in short[:_MOST_SHOWN]),
            ),
            actual=claim.group(0),
            page=text.place(claim.start(), claim.end())[0],
            spots=text.spots(claim.span(), *((i.start, i.end) for i in short)),
        )


def _plain_date(text: str) -> date | None:
    match = re.fullmatch(r"(20\d\d)[-年./](\d{1,2})[-月./](\d{1,2})日?", text)
    return _date(match.groups()) if match else None


def _date(parts: Sequence[str]) -> date | None:
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return None


def _dates_said(
    first: str, first_date: str, second: str, second_date: str, note: str
) -> dict[str, str]:
    return {
        "first": first,
        "first_date": first_date,
        "second": second,
        "second_date": second_date,
        "note": note,
    }


def _dates_in_text(text: RunningText) -> Iterator[Outcome]:
    begin = 0
    for sentence in re.split(r"(?<=[。；;])", text.text):
        events = list(_events(sentence, begin))
        begin += len(sentence)
        names = [e.name for e in events]
        if len(events) < 2 or len(set(names)) < len(names):
            continue
        ordered = sorted(events, key=lambda e: _STEPS[e.name])
        wrong = [
            (a, b)
            for n, a in enumerate(ordered)
            for b in ordered[n + 1 :]
            if _STEPS[a.name] < _STEPS[b.name] and a.day > b.day
        ]
        if not wrong:
            yield Outcome("PRF301", Status.PASS, tuple(names))
            continue
        known = bool(_POINTED_OUT.search(sentence))
        first, second = wrong[-1]
        yield Outcome(
            "PRF301",
            Status.FAIL,
            (first.name, second.name, str(first.day)),
            Severity.WARNING if known else Severity.ERROR,
            _dates_said(
                first.name,
                str(first.day),
                second.name,
                str(second.day),
                "（文中已指出）" if known else "",
            ),
            tuple(text.evidence(e.start, e.end, e.name) for e in events),
            actual=str(second.day),
            page=text.place(events[0].start, events[-1].end)[0],
        )


def _events(sentence: str, begin: int) -> Iterator[_Event]:
    for match in _EVENT.finditer(sentence):
        parts = [g for g in match.groups() if g and g.isdigit()]
        day = _date(parts)
        if day is not None:
            name = match["a"] or match["b"]
            yield _Event(name, day, begin + match.start(), begin + match.end())


def _items(text: RunningText) -> Iterator[_Item]:
    """The projects of numbered lists with what they were given and what they spent."""
    marks = list(NUMBERED.finditer(text.text))
    for match in _ITEM.finditer(text.text):
        mark = next((m for m in reversed(marks) if m.end() <= match.start()), None)
        given, spent = yuan(match[1], match[2]), yuan(match[3], match[4])
        if mark is None or given is None or spent is None:
            continue
        name = re.split(r"[，,。：:]", text.text[mark.end() : match.start()], maxsplit=1)[0]
        texts = (match[1] + match[2], match[3] + match[4])
        yield _Item(name, given, spent, texts, match.start(), match.end())


__all__ = ["contradicted_lists", "date_order"]
