"""The tables whose rows are codes, units or projects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from synthetic_facts import (
    APPROPRIATIONS,
    BUSINESS,
    CAPITAL,
    DOWN,
    FISCAL,
    FUND,
    GENERAL,
    OFFICE,
    OTHER,
    PROJECT,
    RUN,
    SOURCES,
    STAFF,
    UP,
    Department,
    Fact,
)
from synthetic_forms import (
    Code,
    Column,
    Form,
    Measure,
    Name,
    Row,
    add_total,
    carried,
    change,
    code_rows,
    current,
    growth,
    last_year,
    money,
    of_fund,
    of_kind,
)
from synthetic_picks import Picks

from budgetlint.model import TableKind as Kind

Keep = Callable[[Fact], bool]
Plan = list[tuple[tuple[str, ...], Measure, str]]
ALL_APPROPRIATIONS = of_fund(*APPROPRIATIONS)
BASIC = of_kind(STAFF, OFFICE)


def spending_plan(picks: Picks, key: str, year: int, keep: Keep, final: bool) -> Plan:
    """The columns of a table of expenditure, in one of the usual shapes."""
    shape = picks.pick(f"{key}/columns", ("plain", "split", "flat", "prior", "percent"))
    whole = "本年支出合计" if final and key == "expenditure" else "合计"
    if shape == "plain":
        plan: Plan = [((whole,), money(keep), "amount")]
        plan += [(("基本支出",), money(keep, BASIC), "amount")]
        plan += [((PROJECT,), money(keep, of_kind(PROJECT)), "amount")]
        return plan
    people = [(("基本支出", STAFF), money(keep, of_kind(STAFF)), "amount")]
    people += [(("基本支出", OFFICE), money(keep, of_kind(OFFICE)), "amount")]
    plan = [((whole,), money(keep), "amount")]
    plan += [(("基本支出", "小计"), money(keep, BASIC), "amount"), *people]
    plan += [((PROJECT,), money(keep, of_kind(PROJECT)), "amount")]
    if shape == "flat":
        return [((path[0] if path[-1] == "小计" else path[-1],), m, k) for path, m, k in plan]
    if shape == "split":
        return plan
    noun = "决算数" if final else "预算数"
    this, last = f"{year}年{noun}", f"{year - 1}年{noun}"
    plan = [((last,), last_year(keep), "amount")]
    plan += [((this, "小计"), money(keep), "amount")]
    plan += [((this, "基本支出"), money(keep, BASIC), "amount")]
    plan += [((this, PROJECT), money(keep, of_kind(PROJECT)), "amount")]
    plan += [((f"{this}比{last}", "增减额"), change(keep), "amount")]
    if shape == "percent":
        plan += [((f"{this}比{last}", "增减%"), growth(keep), "percent")]
    return plan


def code_form(
    picks: Picks,
    d: Department,
    key: str,
    kinds: tuple[Kind, ...],
    titles: tuple[str, ...],
    plan: Plan,
    facts: Sequence[Fact],
    classification: str = "functional",
) -> Form:
    """A table with a row per code and a total."""
    head = "功能分类" if classification == "functional" else "部门预算支出经济分类"
    named = picks.pick(f"{key}/codehead", ("科目", f"{head}科目", "项目"))
    first = [Column((named, "科目编码"), "code"), Column((named, "科目名称"), "name")]
    if picks.pick(f"{key}/codelevels", (2, 1)) == 1:
        first = [Column((c.path[-1],), c.kind) for c in first]
    columns = [*first, *(Column(path, kind) for path, _, kind in plan)]
    measures = [m for _, m, _ in plan]
    rows = code_rows(facts, measures, d.year, classification)
    if len(rows) > 1:
        place = picks.pick(f"{key}/total", ("top", "bottom", "none"))
        label = picks.pick(f"{key}/totalcell", (1, 0))
        if place != "none":
            add_total(rows, facts, measures, place, label)
    return Form(key, kinds, titles, columns, rows, owner=f"{d.place}{d.name}")


def income_form(picks: Picks, d: Department) -> Form:
    """收入总表: by unit or by code, sources across."""
    titles = ("部门收入总体情况表", "收入预算总表", "部门综合预算收入总表", "收入总表")
    plan: Plan = [(("本年收入合计" if d.final else "合计",), money(), "amount")]
    grouped = picks.pick("income/groups", ("carry", "none", "subtotal", "of_which"))
    grouped = "none" if d.final and grouped == "carry" else grouped
    sources = [s for s in SOURCES if not (d.final and s == FISCAL)]
    paths: dict[str, tuple[str, ...]] = {s: (_income_name(s),) for s in sources}
    if grouped == "carry":
        paths = {s: ("本年收入", *path) for s, path in paths.items()}
        plan.append((("本年收入", "小计"), money(current, lambda f: f.fund != SAVINGS), "amount"))
    if grouped == "subtotal":
        plan.append((("财政拨款", "小计"), money(current, ALL_APPROPRIATIONS), "amount"))
        paths |= {s: ("财政拨款", s) for s in APPROPRIATIONS}
    for source in sources:
        plan.append((paths[source], money(current, of_fund(source)), "amount"))
        if source == BUSINESS and grouped == "of_which":
            plan[-1] = (("事业收入", "金额"), plan[-1][1], "amount")
            plan.append((("事业收入", "其中：教育收费"), money(of_fund("无")), "amount"))
    if not d.final:  # a final account's 收入决算表 shows this year's income only
        if d.used_savings:
            plan.append((("使用非财政拨款结余",), money(of_fund(SAVINGS)), "amount"))
        plan.append((("上年结转",), money(carried), "amount"))
    facts = income_facts(d)
    d = replace(d, facts=tuple(facts))
    if picks.pick("income/rows", ("codes", "units")) == "codes":
        return code_form(picks, d, "income", (Kind.INCOME,), _titled(d, titles), plan, facts)
    return unit_form(picks, d, "income", (Kind.INCOME,), _titled(d, titles), plan)


SAVINGS = "使用非财政拨款结余"


def income_facts(d: Department) -> list[Fact]:
    """The facts with what is received but not spent, so that they add up to the income."""
    facts = [f for f in d.facts if not (d.final and f.carried)]
    for fund in SOURCES:
        extra = d.left.get(fund, 0) + (d.distributed if fund == OTHER else 0)
        mine = [f for f in d.facts if f.fund == fund]
        if extra:
            facts.append(replace(mine[0], amount=extra, carried=False))
        if fund == OTHER and d.used_savings:
            facts.append(replace(mine[0], amount=-d.used_savings, carried=False))
            if not d.final:
                facts.append(replace(mine[0], amount=d.used_savings, carried=False, fund=SAVINGS))
    return facts


def _income_name(source: str) -> str:
    return f"{source}拨款收入" if source in APPROPRIATIONS else source


def _titled(d: Department, titles: tuple[str, ...]) -> tuple[str, ...]:
    if d.final:
        return tuple(sorted({t.replace("预算", "决算") for t in titles}, key=titles[0].__eq__))
    return (*titles, *(f"{d.year}年{t}" for t in titles))


def unit_form(
    picks: Picks,
    d: Department,
    key: str,
    kinds: tuple[Kind, ...],
    titles: tuple[str, ...],
    plan: Plan,
) -> Form:
    """A row per unit, under one for the department where there are several."""
    head = [Column(("单位编码",), "code"), Column(("单位名称",), "name")]
    measures = [m for _, m, _ in plan]
    rows: list[Row] = []
    for number, unit in enumerate(d.units):
        mine = [f for f in d.facts if f.unit == number]
        code = Code(f"114{number + 1:03}", True)
        rows.append([code, Name(unit, 1), *(m(mine) for m in measures)])
    if picks.pick(f"{key}/department", (True, False)):
        rows.insert(
            0, [Code("114", True), Name(f"{d.place}{d.name}"), *(m(d.facts) for m in measures)]
        )
    place = picks.pick(f"{key}/total", ("top", "bottom"))
    add_total(rows, d.facts, measures, place, picks.pick(f"{key}/totalcell", (1, 0)))
    columns = [*head, *(Column(path, kind) for path, _, kind in plan)]
    return Form(key, kinds, titles, columns, rows, owner=f"{d.place}{d.name}")


def expenditure_form(picks: Picks, d: Department) -> Form:
    """支出总表."""
    titles = ("部门支出总体情况表", "支出预算总表", "部门综合预算支出总表", "本年支出总体情况表")
    plan = spending_plan(picks, "expenditure", d.year, lambda _: True, d.final)
    if picks.pick("expenditure/more", (False, True)):
        plan += [((name,), money(of_kind(name)), "amount") for name in (UP, RUN, DOWN)]
    kinds = (Kind.EXPENDITURE,)
    return code_form(picks, d, "expenditure", kinds, _titled(d, titles), plan, d.facts)


def general_form(picks: Picks, d: Department, unit: int | None = None) -> Form:
    """一般公共预算支出表, of the department or of one unit."""
    titles: tuple[str, ...] = (
        "一般公共预算支出情况表",
        "一般公共预算支出功能分类预算表",
        "一般公共预算拨款支出预算表",
        "一般公共预算支出预算表（按功能科目）",
    )
    if d.final:
        titles = ("一般公共预算财政拨款支出决算表",)
    key = "general" if unit is None else f"general{unit}"
    plan = spending_plan(picks, key, d.year, of_fund(GENERAL), d.final)
    facts = [f for f in d.facts if f.fund == GENERAL and unit in (None, f.unit)]
    form = code_form(picks, d, key, (Kind.GENERAL_EXPENDITURE,), titles, plan, facts)
    form.owner = form.owner if unit is None else d.units[unit]
    return form


def fund_form(picks: Picks, d: Department, fund: str) -> Form:
    """政府性基金 or 国有资本经营预算支出表, often empty and then with a note."""
    kind = Kind.GOVERNMENT_FUND if fund == FUND else Kind.STATE_CAPITAL
    stage = "支出决算表" if d.final else picks.pick(f"{fund}/title", ("支出预算表", "支出情况表"))
    key = "fund" if fund == FUND else "capital"
    facts = [f for f in d.facts if f.fund == fund]
    plan = spending_plan(picks, key, d.year, of_fund(fund), False)
    plan = [p for p in plan if STAFF not in p[0] and OFFICE not in p[0]] if not facts else plan
    form = code_form(picks, d, key, (kind,), (f"{fund}{stage}",), plan, facts)
    if not facts:
        form.rows = [[None] * len(form.columns) for _ in range(picks.pick(f"{key}/blank", (1, 5)))]
        form.note = f"注：本部门{d.year}年没有使用{fund}安排的支出，本表为空表。"
    return form


def project_form(picks: Picks, d: Department) -> Form:
    """Projects, one a row, by source of funds."""
    facts = [f for f in d.facts if f.kind == PROJECT]
    measures: list[Measure] = [money()]
    columns = [Column(("序号",), "ordinal"), Column(("单位名称",), "name")]
    columns += [Column(("项目名称",), "name"), Column(("合计",), "amount")]
    groups: tuple[tuple[tuple[str, ...], Keep], ...] = (
        (("本年财政拨款", GENERAL), lambda f: current(f) and f.fund == GENERAL),
        (("本年财政拨款", FUND), lambda f: current(f) and f.fund == FUND),
        (("本年财政拨款", CAPITAL), lambda f: current(f) and f.fund == CAPITAL),
        (("财政拨款结转结余",), lambda f: carried(f) and f.fund in APPROPRIATIONS),
        (("其他资金",), lambda f: f.fund not in APPROPRIATIONS),
    )
    for path, keep in groups:
        columns.append(Column(path))
        measures.append(money(keep))
    if picks.pick("project/remark", (False, True)):
        columns.append(Column(("备注",), "text"))
    rows: list[Row] = []
    for number, fact in enumerate(facts, 1):
        row: Row = [str(number), Name(d.units[fact.unit]), Name(fact.project or "其他项目")]
        rows.append([*row, *(m([fact]) for m in measures)])
    sums: Row = [None, Name("合计", 0, True), None, *(m(facts) for m in measures)]
    rows.insert(0 if picks.pick("project/total", ("bottom", "top")) == "top" else len(rows), sums)
    for row in rows:
        row += [None] * (len(columns) - len(row))
    titles = ("项目支出表", "部门预算项目支出明细表", "项目支出预算表", "项目支出情况表")
    return Form("project", (Kind.PROJECT,), titles, columns, rows, owner=f"{d.place}{d.name}")
