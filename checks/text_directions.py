"""TXT 文字与表: the words for more, less and as much."""

from __future__ import annotations

import re
from collections.abc import Iterator

from budgetlint.model import Document, Outcome, Severity, Status
from budgetlint.prose.changes import Change, changes_of
from budgetlint.prose.directions import Direction, Reached, directions_of, reached_of
from budgetlint.prose.statements import read_prose
from budgetlint.rules import rule

from .text_common import key_of, nothing, passed, said, shorten, words

BASIS = "说明应当与数字相符"
_SIGNS = {1: ">", -1: "<", 0: "="}


@rule(
    "TXT105",
    name="增减方向与数字不符",
    name_en="direction word contradicts the figures",
    severity=Severity.ERROR,
    basis=BASIS,
    message="正文“{label}”：{formula}，文中却说“{word}”",
    message_en="“{label}”: {formula}, but the text says “{word}”",
)
def directions(document: Document) -> Iterator[Outcome]:
    """增加、减少、持平、大于、小于、等于与数字相符。

    检查内容
        “决算数大于（小于、等于）预算数”与前面的年初预算数、决算数相符；
        “完成预算的…%”与后面的“决算数大于（小于、等于）预算数”相符；
        “比上年增加（减少、持平）”与句中两年的数相符；
        同一句的增减额和增减率方向相同。
    依据
        说明应当与数字相符。
    示例
        正确：年初预算为80.81万元，支出决算为80.38万元。决算数小于预算数
        错误：年初预算为80.81万元，支出决算为80.38万元。决算数大于预算数
    如何修改
        先核对两个数，再改正“大于”“小于”“增加”“减少”“持平”等字。
    容差
        “基本持平”容许相差 5%；其余无。
    """
    found = list(directions_of(document))
    both = [c for c in changes_of(document) if c.amount is not None and c.rate is not None]
    split = [c for c in both if _split(c)]
    judged = {(d.paragraph.number, d.start) for d in found}
    reached = [
        r for r in reached_of(document) if (r.rate.figure.paragraph.number, r.start) not in judged
    ]
    held = sum(d.holds for d in found) + sum(r.holds for r in reached) + len(both) - len(split)
    if held:
        yield passed("TXT105", held)
    elif not found and not both and not reached:
        yield nothing("TXT105", read_prose(document))
    for direction in found:
        if not direction.holds:
            yield _wrong(direction)
    for one in reached:
        if not one.holds:
            yield _not_reached(one)
    for change in split:
        yield _opposite(change)


def _split(change: Change) -> bool:
    assert change.amount is not None and change.rate is not None
    nonzero = change.amount.figure.amount.value > 0 and change.rate.figure.amount.value > 0
    return nonzero and change.amount.figure.sign != change.rate.figure.sign


def _wrong(direction: Direction) -> Outcome:
    now, base = direction.now, direction.base
    gap = now.figure.amount.value - base.figure.amount.value
    sign = _SIGNS[(gap > 0) - (gap < 0)]
    paragraph = direction.paragraph
    return Outcome(
        "TXT105",
        Status.FAIL,
        key_of(now, "方向"),
        None,
        {
            "label": shorten(now.label),
            "formula": f"{now.figure.shown} {sign} {base.figure.shown}",
            "word": direction.word,
        },
        (
            *words(paragraph, direction.start, direction.end),
            said(now),
            said(base),
        ),
        actual=direction.word,
        page=paragraph.page(direction.start),
    )


def _not_reached(reached: Reached) -> Outcome:
    figure = reached.rate.figure
    sign = ">" if figure.amount.value > 100 else "<" if figure.amount.value < 100 else "="
    return Outcome(
        "TXT105",
        Status.FAIL,
        key_of(reached.rate, "完成率"),
        None,
        {
            "label": shorten(reached.rate.label + figure.shown),
            "formula": f"{figure.shown} {sign} 100%",
            "word": figure.paragraph.text[reached.start : reached.end],
        },
        (*words(figure.paragraph, reached.start, reached.end), said(reached.rate)),
        actual=reached.word,
        page=figure.paragraph.page(reached.start),
    )


def _opposite(change: Change) -> Outcome:
    assert change.amount is not None and change.rate is not None
    one, two = change.amount.figure, change.rate.figure
    subject = change.current or change.amount
    return Outcome(
        "TXT105",
        Status.FAIL,
        key_of(subject, "方向"),
        None,
        {
            "label": shorten(subject.label),
            "formula": f"{one.way}{one.shown}",
            "word": f"{two.way}{two.shown}",
        },
        (said(change.amount), said(change.rate)),
        actual=two.way,
        page=two.paragraph.page(two.start),
    )


_REASON = re.compile(r"(?:主要)?原因(?:是|为)?[：:，,]?(?P<why>[^。；，]{2,40})[。；]")
_RISE = re.compile(r"(?:经费|支出|预算|资金|收入|金额|数)(?:增加|增长|上升|提高)$")
_FALL = re.compile(r"(?:经费|支出|预算|资金|收入|金额|数)(?:减少|下降|降低|压减)$")
_REACH = 40


@rule(
    "TXT106",
    name="增减方向与原因不符",
    name_en="direction contradicts the reason given",
    severity=Severity.WARNING,
    basis=BASIS,
    message="正文“{label}”{way}，原因却是“{why}”",
    message_en="“{label}” {way}, but the reason given is “{why}”",
)
def reasons(document: Document) -> Iterator[Outcome]:
    """增减的原因与增减的方向一致。

    检查内容
        写“减少”而原因是“…经费增加”，或写“增加”而原因是“…经费减少”。
        只核对单句的、以“增加”“减少”等字结尾的原因。
    依据
        说明应当与数字相符。
    示例
        正确：比2023年预算执行数减少2.98%。主要原因是：宣传经费减少
        错误：比2023年预算执行数减少2.98%。主要原因是：宣传经费增加
    如何修改
        核对增减数，写明真实的原因。
    容差
        无。
    """
    held = 0
    bad: list[tuple[Change, re.Match[str]]] = []
    for change in changes_of(document):
        last = (change.rate or change.first).figure
        text = last.paragraph.text
        match = _REASON.search(text, last.after, last.after + _REACH + 60)
        if match is None or match.start() - last.after > 14 or not last.amount.value:
            continue
        why = match["why"]
        rise, fall = bool(_RISE.search(why)), bool(_FALL.search(why))
        if rise != fall and rise != (last.sign > 0):
            bad.append((change, match))
        else:
            held += 1
    if held:
        yield passed("TXT106", held)
    elif not bad:
        yield nothing("TXT106", read_prose(document))
    for change, match in bad:
        figure = change.first.figure
        subject = change.current or change.first
        yield Outcome(
            "TXT106",
            Status.FAIL,
            key_of(subject, "原因"),
            None,
            {
                "label": shorten(subject.label),
                "way": figure.way + figure.shown,
                "why": match["why"].strip("：:"),
            },
            (
                said(change.first),
                *words(figure.paragraph, match.start("why"), match.end("why")),
            ),
            actual=match["why"],
            page=figure.paragraph.page(figure.start),
        )
