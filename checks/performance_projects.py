"""PRF 绩效: the number and the amount of projects that the text claims."""

from __future__ import annotations

import re
from collections.abc import Iterator

from budgetlint.amounts import Verdict, compare_sum, show
from budgetlint.model import Document, Outcome, Severity, Status
from budgetlint.rules import rule

from .performance_common import MONEY, NUMBERED, RunningText, running_text, yuan

_COUNT = re.compile(r"共(?:有|计)?(\d{1,3})个项目[^。；（(]{0,6}(?:如下|分别)[:：为是]*")
_HAN = {c: n for n, c in enumerate("一二三四五六七八九十", 1)}
_LISTED = re.compile(
    r"(?P<n>[一二三四五六七八九十]|\d{1,2})个项目[^。；]{0,4}分别(?:是|为|[:：])(?P<list>[^。]+)。"
)
_STATED = re.compile(
    rf"项目(?P<n>\d{{1,2}})个[，,][^。]{{0,12}}?(?:财政拨款|预算(?:资金|总额)?|资金)(?:共计|为)?{MONEY}"
)
_HEADING = re.compile(r"项目(\d{1,2})[:：]")
_OWN = re.compile(rf"该项目(?:全年|实际)?支出{MONEY}")


@rule(
    "PRF303",
    name="项目个数与金额",
    name_en="number and amount of the projects",
    severity=Severity.ERROR,
    basis="所说的项目个数、总金额与所列项目一致",
    message="文中{what} {printed}，所列项目{listed}",
    message_en="the text says {printed} ({what}), the projects listed give {listed}",
)
def claimed_projects(document: Document) -> Iterator[Outcome]:
    """所说的项目个数、总金额与所列项目一致。

    检查内容
        “共23个项目，如下：（1）……”与编号列出的个数；“五个项目，分别是……”与列出的个数；
        “项目3个，当年财政拨款343.54万元”与各项目“该项目支出……万元”的个数和合计。
    依据
        所说的总数与所列各项一致。
    示例
        正确：共23个项目，列出（1）至（23）
        错误：共23个项目，列出（1）至（22）
    如何修改
        补上漏列的项目，或改正个数、金额。
    容差
        金额按印出的位数，允许各数半个末位之和。
    """
    text = running_text(document)
    for match in _COUNT.finditer(text.text):
        listed = _numbered_after(text.text, match.end())
        if listed >= 2:
            yield _counted(text, match, int(match[1]), listed)
    for match in _LISTED.finditer(text.text):
        entries = [e for e in re.split(r"[；;]", match["list"]) if re.search(MONEY, e)]
        said = _HAN.get(match["n"]) or int(match["n"])
        if len(entries) >= 2:
            yield _counted(text, match, said, len(entries))
    yield from _stated(text)


def _numbered_after(text: str, start: int) -> int:
    """How many items are numbered （1）（2）… in order after a place."""
    count = 0
    for match in NUMBERED.finditer(text, start):
        if int(match[1]) == count + 1:
            count += 1
        elif int(match[1]) == 1:
            break
    return count


def _counted(text: RunningText, match: re.Match[str], said: int, listed: int) -> Outcome:
    words = match.group(0)[:24]
    if said == listed:
        return Outcome("PRF303", Status.PASS, ("个数", words), spots=_count_spot(text, match))
    return Outcome(
        "PRF303",
        Status.FAIL,
        ("个数", words),
        Severity.ERROR,
        {"what": "项目个数", "printed": f"{said} 个", "listed": f"为 {listed} 个"},
        (text.evidence(match.start(), match.start() + len(words), "项目个数"),),
        expected=str(listed),
        actual=str(said),
        page=text.place(match.start(), match.end())[0],
        spots=_count_spot(text, match),
    )


def _count_spot(text: RunningText, match: re.Match[str]) -> tuple[tuple[int, int], ...]:
    """The figure that gives the number of projects, where it is printed with its 个."""
    return text.spots(match.span())[:1] if match[1].isdigit() else ()


def _stated(text: RunningText) -> Iterator[Outcome]:
    """``项目3个，当年财政拨款343.54万元`` against 项目1：… 该项目支出…万元."""
    headings = [m for m in _HEADING.finditer(text.text)]
    numbers = [int(m[1]) for m in headings]
    if len(numbers) < 2 or numbers != list(range(1, len(numbers) + 1)):
        return
    for match in _STATED.finditer(text.text, 0, headings[0].start()):
        yield _counted(text, match, int(match["n"]), len(numbers))
        own = list(_OWN.finditer(text.text, headings[0].start()))
        whole = yuan(match[2], match[3])
        parts = [yuan(m[1], m[2]) for m in own]
        if whole is None or len(own) != len(numbers) or None in parts:
            continue
        spots = text.spots(match.span(2), *(m.span() for m in own))
        amounts = [part for part in parts if part is not None]
        comparison = compare_sum(whole, [(1, a) for a in amounts])
        if comparison.verdict in (Verdict.EXACT, Verdict.ROUNDING):
            yield Outcome("PRF303", Status.PASS, ("金额", match.group(0)), spots=spots)
            continue
        shown = " + ".join(m[1] + m[2] for m in own)
        yield Outcome(
            "PRF303",
            Status.FAIL,
            ("金额", match.group(0)),
            Severity.ERROR,
            {"what": "总金额", "printed": match[2] + match[3], "listed": f"合计不符（{shown}）"},
            (
                text.evidence(match.start(), match.end(), "总金额"),
                *(text.evidence(m.start(), m.end(), f"项目{n}") for n, m in enumerate(own, 1)),
            ),
            expected=f"{show(comparison.computed)} 元",
            actual=match[2] + match[3],
            difference=f"{show(comparison.difference)} 元",
            tolerance=f"{show(comparison.tolerance)} 元",
            page=text.place(match.start(), match.end())[0],
            spots=spots,
        )


__all__ = ["claimed_projects"]
