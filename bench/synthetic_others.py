"""采购, 绩效目标, 自评, counts, and the crosswalk of the two economic classifications."""

from __future__ import annotations

import csv
from decimal import Decimal

from synthetic_detail import BASIC
from synthetic_facts import DATA, GENERAL, OFFICE, STAFF, Department, names
from synthetic_forms import Code, Column, Form, Measure, Money, Name, Percent, Row, money, of_kind
from synthetic_picks import Picks

from budgetlint.model import TableKind as Kind


def procurement_form(picks: Picks, d: Department) -> Form:
    """政府采购预算表 by goods, works and services."""
    chance = picks.random("procurement")
    rows: list[Row] = []
    sums = [0, 0, 0]
    for number in range(1, chance.randint(2, 6)):
        parts = [chance.choice((0, chance.randrange(10**8))) for _ in range(3)]
        sums = [a + b for a, b in zip(sums, parts, strict=True)]
        name = chance.choice(
            ("复印纸", "台式计算机", "物业管理服务", "装修工程", "印刷服务", "保险服务")
        )
        rows.append(
            [str(number), Name(name), chance.randint(1, 300), Money(sum(parts)), *map(Money, parts)]
        )
    rows.insert(0, [None, Name("合计", 0, True), None, Money(sum(sums)), *map(Money, sums)])
    columns = [
        Column(("序号",), "ordinal"),
        Column(("采购品目",), "name"),
        Column(("数量",), "count"),
    ]
    columns.append(Column(("采购预算", "合计")))
    columns += [Column(("采购预算", x)) for x in ("货物类", "工程类", "服务类")]
    titles = ("政府采购预算表", "部门政府采购预算表", "政府采购情况表")
    return Form(
        "procurement", (Kind.PROCUREMENT,), titles, columns, rows, owner=f"{d.place}{d.name}"
    )


def target_form(picks: Picks, d: Department) -> Form:
    """项目支出绩效目标表 of one project: pairs of label and value, then indicators."""
    project = next((f for f in d.facts if f.project), None)
    amount = project.amount if project else 0
    name = project.project if project else "业务专项"
    rows: list[Row] = [
        ["项目名称", name, "项目类型", "其他运转类"],
        ["主管部门", f"{d.place}{d.name}", "项目负责人", "张三"],
        ["资金总额", Money(amount), "其中：财政拨款", Money(amount)],
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", "检查次数", "≥12次"],
        ["产出指标", "质量指标", "验收合格率", "100%"],
        ["产出指标", "时效指标", "完成时间", f"{d.year}年12月底前"],
        ["效益指标", "社会效益指标", "群众满意度", "≥95%"],
    ]
    columns = [Column((), "text") for _ in range(4)]
    titles = ("项目支出绩效目标表", f"{d.year}年项目支出绩效目标申报表")
    return Form("target", (Kind.PERFORMANCE,), titles, columns, rows, owner=f"{d.place}{d.name}")


def score_form(picks: Picks, d: Department) -> Form:
    """部门整体支出绩效自评表 with full marks and scores."""
    chance = picks.random("score")
    names_ = ("预算执行率", "目标设定", "产出数量", "产出质量", "社会效益", "满意度")
    full = (10, 20, 20, 20, 20, 10)
    rows: list[Row] = []
    got: list[Decimal] = []
    for name, mark in zip(names_, full, strict=True):
        got.append(Decimal(mark) - Decimal(chance.randint(0, 30)) / 10)
        rows.append([Name(name), str(mark), f"{got[-1]}", Percent(got[-1] * 100 / mark)])
    rows.append([Name("合计", 0, True), "100", f"{sum(got)}", Percent(sum(got, Decimal(0)))])
    columns = [Column(("指标",), "name"), Column(("分值",), "count"), Column(("得分",), "count")]
    columns.append(Column(("得分率",), "percent"))
    titles = ("部门整体支出绩效自评表", f"{d.year}年度部门整体支出绩效自评得分表")
    return Form("score", (Kind.SELF_EVALUATION,), titles, columns, rows, money=False)


def vehicle_form(picks: Picks, d: Department) -> Form:
    """A table of counts: vehicles and staff, no money in it."""
    chance = picks.random("vehicles")
    kinds = ("机要通信用车", "应急保障用车", "执法执勤用车", "其他用车")
    rows: list[Row] = []
    every = []
    for unit in d.units:
        counts = [chance.randrange(12) for _ in kinds]
        every.append(counts)
        rows.append([Name(unit), sum(counts), *counts])
    sums = [sum(column) for column in zip(*every, strict=True)]
    rows.append([Name("合计", 0, True), sum(sums), *sums])
    columns = [Column(("单位名称",), "name"), Column(("车辆数（辆）", "合计"), "count")]
    columns += [Column(("车辆数（辆）", k), "count") for k in kinds]
    return Form("vehicles", (Kind.UNKNOWN,), ("公务用车情况表",), columns, rows, money=False)


def crosswalk() -> dict[str, tuple[str, str]]:
    """The government's code and name for each 款 of an agency."""
    with (DATA / "economic_crosswalk.csv").open(encoding="utf-8") as file:
        rows = sorted(csv.DictReader(file), key=lambda r: r["applies_to"].startswith("行政"))
    return {r["department_code"]: (r["government_code"], r["government_name"]) for r in rows}


def crosswalk_form(picks: Picks, d: Department) -> Form:
    """基本支出 by 部门经济分类 and 政府经济分类 side by side in one row."""
    pairs = crosswalk()
    facts = [f for f in d.facts if f.fund == GENERAL and BASIC(f)]
    department = names("department_economic", d.year)
    measures: list[Measure] = [money(), money(of_kind(STAFF)), money(of_kind(OFFICE))]
    rows: list[Row] = []
    for code in sorted({f.economic for f in facts}):
        mine = [f for f in facts if f.economic == code]
        other, government = pairs[code]
        row: Row = [Code(code), Name(department[code]), Code(other), Name(government)]
        rows.append([*row, *(m(mine) for m in measures)])
    rows.insert(0, [None, Name("合计", 0, True), None, None, *(m(facts) for m in measures)])
    columns = [Column(("部门预算支出经济分类科目", "科目编码"), "code")]
    columns += [Column(("部门预算支出经济分类科目", "科目名称"), "name")]
    columns += [Column(("政府预算支出经济分类科目", "科目编码"), "code")]
    columns += [Column(("政府预算支出经济分类科目", "科目名称"), "name")]
    columns += [Column((x,)) for x in ("合计", STAFF, OFFICE)]
    titles = ("一般公共预算基本支出明细表（按经济分类科目）",)
    kinds = (Kind.BASIC_EXPENDITURE, Kind.ECONOMIC_SUMMARY)
    return Form("crosswalk", kinds, titles, columns, rows, owner=f"{d.place}{d.name}")
