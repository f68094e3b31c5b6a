"""收支总表 and 财政拨款收支总表: income beside expenditure in one grid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest

from synthetic_facts import (
    APPROPRIATIONS,
    FISCAL,
    GENERAL,
    SOURCES,
    Department,
    Fact,
    names,
    total,
)
from synthetic_forms import Column, Form, Money, Name, Row, Value, codes_of
from synthetic_picks import Picks

from budgetlint.model import TableKind as Kind

DIGITS = "零一二三四五六七八九十"
Lines = list[tuple[Name, tuple[Value, ...]]]


def chinese(number: int) -> str:
    """A number up to 39 in Chinese digits."""
    if number <= 10:
        return DIGITS[number]
    tens, ones = divmod(number, 10)
    return (DIGITS[tens] if tens > 1 else "") + "十" + (DIGITS[ones] if ones else "")


def numbered(style: str, level: int, number: int, text: str) -> Name:
    """A line with its number in the style of the table."""
    marks = {
        "一、": ("一、", "（一）", "1."),
        "1.": ("1.", "（1）", "①"),
        "（一）": ("（一）", "1.", "（1）"),
    }
    mark = marks[style][min(level, 2)]
    if "一" in mark:
        mark = mark.replace("一", chinese(number))
    elif mark == "①":
        mark = chr(ord("①") + number - 1)
    else:
        mark = mark.replace("1", str(number))
    return Name(mark + text, level)


def _classes(picks: Picks, key: str, d: Department, facts: Sequence[Fact]) -> list[str]:
    """The 类 listed: those that have figures, or all of them up to the last."""
    used = [c for c in codes_of(facts, "functional") if len(c) == 3]
    if picks.pick(f"{key}/classes", ("used", "all")) == "used":
        return used
    every = [c for c in names("functional", d.year) if len(c) == 3 and c < "230"]
    return sorted(every)


def _expenditure(
    picks: Picks,
    key: str,
    d: Department,
    facts: Sequence[Fact],
    level: int,
    measure: Callable[[Sequence[Fact]], tuple[Value, ...]],
    style: str,
) -> Lines:
    known = names("functional", d.year)
    lines: Lines = []
    for number, code in enumerate(_classes(picks, key, d, facts), 1):
        mine = [f for f in facts if f.code.startswith(code)]
        name = numbered(style, level, number, known[code])
        lines.append((name, measure(mine)))
    return lines


def balance_form(picks: Picks, d: Department) -> Form:
    """收支总表."""
    style = picks.pick("balance/marks", ("一、", "1.", "（一）"))
    noun = (
        "决算数" if d.final else picks.pick("balance/noun", ("预算数", "金额", f"{d.year}年预算数"))
    )
    left = _income_lines(picks, d, style)
    right = _expenditure(picks, "balance", d, d.facts, 0, _one, style)
    _fold_in(picks, d, right)
    spent = total(d.facts)
    incoming = sum(d.income(s) for s in SOURCES)
    carried = sum(d.carried_in(s) for s in SOURCES)
    foot_left: Lines = [(Name("本年收入合计", 0, True), (Money(incoming),))]
    start, end = ("年初结转和结余", "年末结转和结余") if d.final else _carry_names(picks)
    if d.used_savings or picks.pick("balance/savingsrow", (True, False)):
        used = "使用非财政拨款结余" + ("（含专用结余）" if d.final and d.year >= 2024 else "")
        foot_left.append((Name(used), (Money(d.used_savings),)))
    foot_left.append((Name(start), (Money(carried),)))
    if picks.pick("balance/carryparts", (False, True)):
        own = sum(d.carried_in(s) for s in APPROPRIATIONS)
        foot_left.append(
            (Name("其中：财政拨款结转" if d.final else "1.财政拨款结转", 1), (Money(own),))
        )
        if not d.final:
            foot_left.append((Name("2.非财政拨款结转", 1), (Money(carried - own),)))
    foot_right: Lines = [(Name("本年支出合计", 0, True), (Money(spent),))]
    if d.final or d.distributed:
        foot_right.append((Name("结余分配"), (Money(d.distributed),)))
    foot_right.append((Name(end), (Money(sum(d.left.values())),)))
    grand = incoming + carried + d.used_savings
    names_ = (
        ("总计", "总计")
        if d.final
        else picks.pick(
            "balance/grand", ("收入总计|支出总计", "总计|总计", "收入合计|支出合计")
        ).split("|")
    )
    if names_[0] == "收入合计":
        names_ = ("收入总计", "支出总计")
    last: Lines = [(Name(n, 0, True), (Money(grand),)) for n in names_]
    form = _two_sides(picks, "balance", left, right, foot_left, foot_right, last, (noun,))
    form.kinds = (Kind.BALANCE,)
    form.titles = (
        ("收入支出决算总表",)
        if d.final
        else (
            "部门收支总体情况表",
            "收支预算总表",
            "财务收支预算总表",
            "部门综合预算收支总表",
            "部门收支总表",
        )
    )
    form.owner = f"{d.place}{d.name}"
    return form


def _carry_names(picks: Picks) -> tuple[str, str]:
    options = ("上年结转|结转下年", "上年结转结余|年终结转结余", "上年结余、结转|结转下年")
    start, end = picks.pick("balance/carry", options).split("|")
    return start, end


def _one(facts: Sequence[Fact]) -> tuple[Value, ...]:
    return (Money(total(facts)),)


def _fold_in(picks: Picks, d: Department, lines: Lines) -> None:
    """Empty lines of classes keep their place (nothing is left out)."""
    if picks.pick("balance/dropempty", (False, True)):
        lines[:] = [line for line in lines if line[1] != (Money(0),)]


def _income_lines(picks: Picks, d: Department, style: str) -> Lines:
    nested = picks.pick("balance/nested", ("no", "appropriation", "of_which"))
    sources = [s for s in SOURCES if not (d.final and s == FISCAL)]
    suffix = "财政拨款收入" if d.final else "拨款收入"
    lines: Lines = []
    if nested == "appropriation":
        whole = sum(d.income(s) for s in APPROPRIATIONS)
        lines.append((numbered(style, 0, 1, "财政拨款收入"), (Money(whole),)))
        for number, source in enumerate(APPROPRIATIONS, 1):
            inner = numbered(style, 1, number, source + suffix)
            lines.append((inner, (Money(d.income(source)),)))
        sources = sources[3:]
    for source in sources:
        name = source + suffix if source in APPROPRIATIONS else source
        count = 1 + sum(1 for line in lines if line[0].level == 0)
        lines.append((numbered(style, 0, count, name), (Money(d.income(source)),)))
        if nested == "of_which" and source == GENERAL:
            part = d.income(source) // 3
            lines.append((Name("其中：专项资金列入部门预算的项目", 1), (Money(part),)))
    return lines


def _two_sides(
    picks: Picks,
    key: str,
    left: Lines,
    right: Lines,
    foot_left: Lines,
    foot_right: Lines,
    last: Lines,
    nouns: tuple[str, ...],
) -> Form:
    """Both sides padded to one height, the sums at the foot side by side."""
    wide = len(right[0][1]) if right else 1
    rows: list[Row] = []
    for part in ((left, right), (foot_left, foot_right)):
        for one, other in zip_longest(*part):
            rows.append([*_half(one, 1), *_half(other, wide)])
    if picks.pick(f"{key}/gap", (False, True)):
        rows.append([None] * (3 + wide))
    rows.append([*_half(last[0], 1), *_half(last[1], wide)])
    item = picks.pick(f"{key}/item", ("项目", "项 目"))
    columns = [Column(("收入", item), "name"), Column(("收入", nouns[0]))]
    columns.append(Column(("支出", item), "name"))
    columns += [Column(("支出", noun)) for noun in (nouns[1:] or nouns)]
    return Form(key, (), (), columns, rows, panels=(2, 1 + wide))


def _half(line: tuple[Name, tuple[Value, ...]] | None, width: int) -> Row:
    return [line[0], *line[1]] if line else [None] * (1 + width)


def appropriation_form(picks: Picks, d: Department) -> Form:
    """财政拨款收支总表, one column or one per fund on the right."""
    key = "appropriation"
    facts = [f for f in d.facts if f.fund in APPROPRIATIONS]
    wide = picks.pick(f"{key}/funds", ("columns", "one"))
    noun = "决算数" if d.final else picks.pick(f"{key}/noun", ("预算数", "金额"))
    nested = picks.pick(f"{key}/nested", (True, False))

    def measure(mine: Sequence[Fact]) -> tuple[Value, ...]:
        whole = Money(total(mine))
        if wide == "one":
            return (whole,)
        return (whole, *(Money(total(f for f in mine if f.fund == x)) for x in APPROPRIATIONS))

    level = 1 if nested else 0
    left = _fund_lines("一、", level, [(x, d.income(x)) for x in APPROPRIATIONS])
    incoming = sum(d.income(x) for x in APPROPRIATIONS)
    carry = [(x, d.carried_in(x)) for x in APPROPRIATIONS]
    carry_total = sum(v for _, v in carry)
    right = _expenditure(picks, key, d, facts, level, measure, "一、")
    kept = (Money(sum(d.left.values())),)
    left_over: tuple[Value, ...] = kept
    if wide == "columns":
        left_over = (*kept, *(Money(d.left.get(x, 0)) for x in APPROPRIATIONS))
    start, end = (
        ("年初财政拨款结转和结余", "年末财政拨款结转和结余")
        if d.final
        else ("上年结转", "结转下年")
    )
    if nested:
        left.insert(0, (Name("一、本年收入"), (Money(incoming),)))
        right.insert(0, (Name("一、本年支出"), measure(facts)))
        foot_left: Lines = [(Name(f"二、{start}"), (Money(carry_total),))]
        foot_right: Lines = [(Name(f"二、{end}"), left_over)]
    else:
        foot_left = [(Name("本年收入合计", 0, True), (Money(incoming),))]
        foot_left.append((Name(start), (Money(carry_total),)))
        foot_right = [(Name("本年支出合计", 0, True), measure(facts)), (Name(end), left_over)]
    foot_left += _fund_lines("一、", 1 if nested else 0, carry)
    totals = tuple(_plus(a, b) for a, b in zip(measure(facts), left_over, strict=True))
    words = ("总计", "总计") if d.final else ("收入总计", "支出总计")
    last: Lines = [
        (Name(words[0], 0, True), (Money(incoming + carry_total),)),
        (Name(words[1], 0, True), totals),
    ]
    nouns = (noun,) if wide == "one" else (noun, "合计", *(_short(d, x) for x in APPROPRIATIONS))
    form = _two_sides(picks, key, left, right, foot_left, foot_right, last, nouns)
    form.kinds = (Kind.APPROPRIATION_BALANCE,)
    form.owner = f"{d.place}{d.name}"
    form.titles = (
        ("财政拨款收入支出决算总表",)
        if d.final
        else (
            "财政拨款收支总体情况表",
            "财政拨款收支预算总表",
            "部门综合预算财政拨款收支总表",
            "财政拨款收支总表",
        )
    )
    return form


def _plus(one: Value, other: Value) -> Money:
    assert isinstance(one, Money) and isinstance(other, Money)
    return Money(one.cents + other.cents)


def _short(d: Department, fund: str) -> str:
    return f"{fund}财政拨款" if d.final else fund


def _fund_lines(style: str, level: int, amounts: Sequence[tuple[str, int]]) -> Lines:
    return [
        (numbered(style, level, number, f"{fund}{'财政' if fund else ''}拨款"), (Money(cents),))
        for number, (fund, cents) in enumerate(amounts, 1)
    ]
