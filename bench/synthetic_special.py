"""Tables of special shapes: 基本支出 side by side, 三公, 采购, 绩效, counts, crosswalk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest

from synthetic_detail import BASIC, Plan, code_form
from synthetic_facts import (
    GENERAL,
    OFFICE,
    PROJECT,
    STAFF,
    Department,
    Fact,
    names,
    prior,
    total,
)
from synthetic_forms import (
    Code,
    Column,
    Form,
    Money,
    Name,
    Row,
    Value,
    code_rows,
    money,
    of_kind,
    share,
)
from synthetic_picks import Picks

from budgetlint.model import TableKind as Kind


def basic_form(picks: Picks, d: Department) -> Form:
    """一般公共预算基本支出表: one list, or 人员经费 beside 公用经费 in two or three parts."""
    facts = [f for f in d.facts if f.fund == GENERAL and BASIC(f)]
    titles: tuple[str, ...] = (
        "一般公共预算基本支出情况表",
        "一般公共预算基本支出部门预算经济分类预算表",
        "一般公共预算基本支出表",
    )
    if d.final:
        titles = ("一般公共预算财政拨款基本支出决算表",)
    shape = picks.pick("basic/shape", ("list", "panels2", "panels3"))
    kinds = (Kind.BASIC_EXPENDITURE,)
    if shape == "list":
        plan: Plan = [(("合计",), money(), "amount")]
        plan += [((k,), money(of_kind(k)), "amount") for k in (STAFF, OFFICE)]
        if picks.pick("basic/group", (False, True)):
            plan = [((f"{d.year}年基本支出", *path), m, k) for path, m, k in plan]
        return code_form(picks, d, "basic", kinds, titles, plan, facts, "department_economic")
    form = _panels(picks, d, facts, 2 if shape == "panels2" else 3)
    form.kinds, form.titles, form.owner = kinds, titles, f"{d.place}{d.name}"
    return form


def _panels(picks: Picks, d: Department, facts: Sequence[Fact], count: int) -> Form:
    noun = "决算数" if d.final else "预算数"
    everything = picks.pick("basic/everycode", (False, True))
    staff = _economic_rows(d, [f for f in facts if f.kind == STAFF], ("301", "303"), everything)
    office = _economic_rows(d, [f for f in facts if f.kind == OFFICE], ("302", "310"), everything)
    parts = [staff, office]
    if count == 3:
        half = (len(office) + 1) // 2
        parts = [staff, office[:half], office[half:]]
    blank: Row = [None, None, None]
    rows: list[Row] = []
    for line in zip_longest(*parts, fillvalue=blank):
        rows.append([value for part in line for value in part])
    sums = [total(f for f in facts if f.kind == k) for k in (STAFF, OFFICE)]
    last: Row = [Name("人员经费合计", 0, True), None, Money(sums[0])]
    last += blank * (count - 2)
    last += [Name("公用经费合计", 0, True), None, Money(sums[1])]
    rows.append(last)
    columns: list[Column] = []
    for number in range(count):
        group = (
            (STAFF if number == 0 else OFFICE,)
            if picks.pick("basic/grouphead", (True, False))
            else ()
        )
        columns.append(Column((*group, "科目编码"), "code"))
        columns.append(Column((*group, "科目名称"), "name"))
        columns.append(Column((*group, noun)))
    return Form("basic", (), (), columns, rows, panels=(3,) * count)


def _economic_rows(
    d: Department, facts: Sequence[Fact], classes: Sequence[str], everything: bool
) -> list[Row]:
    rows = code_rows(facts, [money()], d.year, "department_economic")
    if not everything:
        return rows
    have = {row[0].text: row for row in rows if isinstance(row[0], Code)}
    known = names("department_economic", d.year)
    return [
        have.get(code, [Code(code), Name(name, (len(code) - 3) // 2), Money(0)])
        for code, name in sorted(known.items())
        if code[:3] in classes
    ]


def economic_form(picks: Picks, d: Department) -> Form:
    """支出经济分类汇总表: every expenditure by 款."""
    facts = [f for f in d.facts if not f.economic.startswith("399")]
    plan: Plan = [(("合计",), money(), "amount")]
    plan += [
        (("基本支出",), money(BASIC), "amount"),
        ((PROJECT,), money(of_kind(PROJECT)), "amount"),
    ]
    facts = [f for f in facts if f.fund == GENERAL]
    titles = ("一般公共预算支出经济分类情况表", "支出经济分类汇总表")
    kinds = (Kind.ECONOMIC_SUMMARY,)
    return code_form(picks, d, "economic", kinds, titles, plan, facts, "department_economic")


def three_public_form(picks: Picks, d: Department) -> Form:
    """“三公”经费表, lying or standing, with last year or without."""
    facts = [f for f in d.facts if f.fund == GENERAL]

    def of(code: str) -> list[Fact]:
        return [f for f in facts if f.economic == code]

    abroad, guests, running = of("30212"), of("30217"), of("30231")
    every = [*abroad, *guests, *running]
    items = [
        (("合计",), every),
        (("因公出国（境）费用",), abroad),
        (("公务用车购置及运行费", "小计"), running),
        (("公务用车购置及运行费", "公务用车购置费"), []),
        (("公务用车购置及运行费", "公务用车运行费"), running),
        (("公务接待费",), guests),
    ]
    title = "“三公”经费支出情况表" if not d.final else "财政拨款“三公”经费支出决算表"
    titles = (title, f"一般公共预算“三公”经费{'决' if d.final else '预'}算表")
    shape = picks.pick("public/shape", ("lying", "standing", "lying2"))
    years = picks.pick("public/years", (1, 2)) if shape == "lying" else 2
    make = _lying if shape != "standing" else _standing
    form = make(picks, d, items, years, titles)
    form.owner = f"{d.place}{d.name}"
    return form


Items = Sequence[tuple[tuple[str, ...], list[Fact]]]


def _lying(picks: Picks, d: Department, items: Items, years: int, titles: tuple[str, ...]) -> Form:
    columns: list[Column] = []
    row: Row = []
    measures: list[tuple[str, Callable[[Sequence[Fact]], int]]] = [("", total)]
    if years == 2:
        words = ("预算数", "决算数") if d.final else (f"{d.year - 1}年预算数", f"{d.year}年预算数")
        measures = [(words[0], prior), (words[1], total)]
    for word, measure in measures:
        for path, facts in items:
            columns.append(Column((word, *path) if word else path))
            row.append(Money(measure(facts)))
    if picks.pick("public/owner", (False, True)):
        columns.insert(0, Column(("单位名称",), "name"))
        row.insert(0, Name(f"{d.place}{d.name}"))
    return Form("public", (Kind.THREE_PUBLIC,), titles, columns, [row])


def _standing(
    picks: Picks, d: Department, items: Items, years: int, titles: tuple[str, ...]
) -> Form:
    words = (f"{d.year - 1}年预算数", f"{d.year}年预算数", "增减额", "增减%")
    labels = (
        "合计",
        "1.因公出国（境）费用",
        "2.公务用车购置及运行费",
        "其中：公务用车购置费",
        "公务用车运行费",
        "3.公务接待费",
    )
    if picks.pick("public/labels", ("1.", "一、")) == "一、":
        labels = (
            "合计",
            "一、因公出国（境）费",
            "二、公务用车购置及运行维护费",
            "（一）公务用车购置",
            "（二）公务用车运行维护费",
            "三、公务接待费",
        )
    rows: list[Row] = []
    for label, (_, facts) in zip(labels, items, strict=True):
        now, then = total(facts), prior(facts)
        values: list[Value] = [Money(then), Money(now), Money(now - then), share(now - then, then)]
        rows.append([Name(label, 0 if label[0] in "合123一二三" else 1, label == "合计"), *values])
    columns = [
        Column(("项目",), "name"),
        *(Column((w,), "percent" if "%" in w else "amount") for w in words),
    ]
    if years == 1:
        columns = columns[:3]
    return Form("public", (Kind.THREE_PUBLIC,), titles, columns, rows)
