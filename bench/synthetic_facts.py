"""The exact figures of a made-up department, from which every table is added up.

A fact is one amount of one unit for one 项, one fund, one kind of expenditure and one 款 of the
economic classification. Amounts are whole 分, so nothing is rounded before it is printed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random

from synthetic_picks import Picks

import budgetlint

DATA = Path(budgetlint.__file__).parent / "classification" / "data"
GENERAL, FUND, CAPITAL = "一般公共预算", "政府性基金预算", "国有资本经营预算"
APPROPRIATIONS = (GENERAL, FUND, CAPITAL)
FISCAL, BUSINESS, OPERATION = "财政专户管理资金", "事业收入", "事业单位经营收入"
SUPERIOR, SUBORDINATE, OTHER = "上级补助收入", "附属单位上缴收入", "其他收入"
SOURCES = (*APPROPRIATIONS, FISCAL, BUSINESS, OPERATION, SUPERIOR, SUBORDINATE, OTHER)
STAFF, OFFICE, PROJECT = "人员经费", "公用经费", "项目支出"
UP, RUN, DOWN = "上缴上级支出", "事业单位经营支出", "对附属单位补助支出"
PLACES = ("临江市", "青石县", "云溪区", "东河省", "白桦州", "南屏新区")
OFFICES = ("水务局", "民政局", "统计局", "档案馆", "应急管理局", "体育局", "商务局", "司法局")
SUFFIXES = ("（本级）", "事务中心", "执法支队", "信息中心", "第一中学", "服务站")


@dataclass(frozen=True)
class Fact:
    """One amount in 分, this year's and last year's."""

    unit: int
    code: str
    fund: str
    kind: str
    economic: str
    amount: int
    prior: int
    project: str = ""
    carried: bool = False


@dataclass(frozen=True)
class Department:
    """A department with everything its disclosure is made of.

    ``left`` is what is carried into the next year, by fund; ``saved`` is income by fund beyond
    what is spent, and ``distributed`` the part of it that is 结余分配.
    """

    place: str
    name: str
    year: int
    final: bool
    units: tuple[str, ...]
    facts: tuple[Fact, ...]
    left: Mapping[str, int]
    used_savings: int
    distributed: int

    def income(self, fund: str) -> int:
        """This year's income from one source."""
        current = total(f for f in self.facts if f.fund == fund and not f.carried)
        if fund == OTHER:
            current += self.distributed - self.used_savings
        return current + self.left.get(fund, 0)

    def carried_in(self, fund: str) -> int:
        """What one source carried into this year."""
        return total(f for f in self.facts if f.fund == fund and f.carried)


def total(facts: Iterable[Fact]) -> int:
    """The sum of the amounts."""
    return sum(f.amount for f in facts)


def prior(facts: Iterable[Fact]) -> int:
    """The sum of last year's amounts."""
    return sum(f.prior for f in facts)


@cache
def names(kind: str, year: int) -> dict[str, str]:
    """The names of the codes of one classification in the edition of a year, the known ones."""
    with (DATA / f"{kind}.csv").open(encoding="utf-8") as file:
        return {
            row["code"]: row["name"]
            for row in csv.DictReader(file)
            if int(row["first_edition"]) <= year <= int(row["last_edition"])
            and (row["evidence"] == "seen" or int(row["documents_seen"]) > 3)
        }


def make_department(picks: Picks) -> Department:
    """The figures of the document with this seed."""
    chance = picks.random("facts")
    year = picks.pick("data/year", range(2024, 2027), 0.2)
    units = picks.pick("data/units", (1, 2, 3, 6))
    name = chance.choice(OFFICES)
    place = chance.choice(PLACES)
    final = picks.pick("data/final", (False, True), 0.2)
    facts = [f for unit in range(units) for f in _unit(picks, unit, year)]
    if not picks.pick("data/tiny", (False, True), 0.8):
        facts = [replace(f, amount=f.amount * 400, prior=f.prior * 400) for f in facts]
    if final:  # final accounts have no 财政专户
        facts = [replace(f, fund=BUSINESS) if f.fund == FISCAL else f for f in facts]
    left = _left(picks, facts)
    others = total(f for f in facts if f.fund == OTHER)
    savings = others // 3 if picks.pick("data/savings", (False, True), 0.6) else 0
    spare = (
        LEAST + chance.randrange(10**6) if picks.pick("data/distributed", (False, True), 0.7) else 0
    )
    return Department(
        place,
        name,
        year,
        final,
        tuple(f"{place}{name}{SUFFIXES[u]}" for u in range(units)),
        tuple(facts),
        left,
        savings,
        spare if others else 0,
    )


def _left(picks: Picks, facts: Sequence[Fact]) -> dict[str, int]:
    if not picks.pick("data/left", (False, True), 0.3):
        return {}
    chance = picks.random("left")
    funds = {f.fund for f in facts if f.fund in APPROPRIATIONS}
    return {fund: LEAST + chance.randrange(10**8) for fund in sorted(funds)}


#: The smallest amount: 4 万元, so that nothing is printed as zero that is not zero …
LEAST = 400 * 10**4
#: … unless the document may have tiny ones: 100 元.
TINY = 10**4


def _amount(chance: Random, least: int) -> int:
    amount = round(least * 10 ** chance.uniform(0, 3.3))
    return amount // 10**6 * 10**6 + 10**6 if chance.random() < 0.3 else amount


def _unit(picks: Picks, unit: int, year: int) -> list[Fact]:
    known = names("functional", year)
    chance = picks.random(f"unit{unit}")
    main = [c for c in known if len(c) == 5 and c[:3] in _MAIN and len(_items(known, c)) > 4]
    groups = chance.sample(main, picks.pick(f"data/groups{unit}", (1, 2, 3), 0.3))
    facts: list[Fact] = []
    for number, group in enumerate(groups):
        items = _items(known, group)
        run = f"{group}01" if number == 0 and f"{group}01" in items else items[0]
        if number == 0:
            facts += _basic(picks, unit, run, chance)
        count = picks.pick(f"data/projects{unit}", (2, 1, 4, 7), 0.3)
        for code in chance.sample(items[1:], min(count, len(items) - 1)):
            facts += _projects(unit, code, chance)
    facts += _welfare(unit, chance)
    facts += _funds(picks, unit, known, chance)
    return facts


_MAIN = ("201", "204", "205", "206", "207", "208", "211", "212", "213", "214", "220", "224")
#: 款 that belong to a fund other than 一般公共预算.
_FUND_ITEMS = {FUND: ("21208", "22960"), CAPITAL: ("22301", "22399")}


def _items(known: Mapping[str, str], group: str) -> list[str]:
    if group in ("20805", "20807", *(g for pair in _FUND_ITEMS.values() for g in pair)):
        return []
    if group[:3] == "212" and group > "21206":
        return []  # from there on 212 holds the funds
    return sorted(c for c in known if len(c) == 7 and c.startswith(group))


def _fact(
    chance: Random, unit: int, code: str, fund: str, kind: str, economic: str, **more: object
) -> Fact:
    amount = _amount(chance, TINY)
    share = chance.choice((0, 50, 90, 100, 105, 130, 1100))
    return Fact(unit, code, fund, kind, economic, amount, amount * share // 100, **more)  # type: ignore[arg-type]


def _basic(picks: Picks, unit: int, code: str, chance: Random) -> list[Fact]:
    staff = ["30101", "30102", "30103", "30112", "30199", "30302", "30309", "30399"]
    office = ["30201", "30202", "30207", "30211", "30213", "30215", "30216", "30217"]
    office += ["30212", "30228", "30229", "30231", "30239", "30299", "31002"]
    chosen = chance.sample(staff, chance.randint(3, len(staff)))
    facts = [_fact(chance, unit, code, GENERAL, STAFF, e) for e in sorted(chosen)]
    chosen = chance.sample(office, chance.randint(4, len(office)))
    facts += [_fact(chance, unit, code, GENERAL, OFFICE, e) for e in sorted(chosen)]
    if picks.pick(f"data/ownbasic{unit}", (False, True), 0.6):
        facts.append(_fact(chance, unit, code, BUSINESS, OFFICE, "30299"))
    return facts


def _projects(unit: int, code: str, chance: Random) -> list[Fact]:
    subject = chance.choice(
        ("信息系统运行维护", "业务专项", "监督检查", "公共服务能力提升", "设备购置")
    )
    project = f"{chance.choice(('', '2025年', '全区'))}{subject}{chance.choice('一二三四')}期"
    fund = chance.choice((GENERAL, GENERAL, GENERAL, OTHER, BUSINESS, FISCAL))
    economic = chance.choice(("30227", "30299", "31003", "30213", "30226", "31007"))
    carried = chance.random() < 0.25
    fact = _fact(chance, unit, code, fund, PROJECT, economic, project=project, carried=carried)
    return [fact]


def _welfare(unit: int, chance: Random) -> list[Fact]:
    pairs = (
        ("2080505", "30108"),
        ("2080506", "30109"),
        ("2101101", "30110"),
        ("2101103", "30111"),
        ("2210201", "30113"),
    )
    chosen = sorted(chance.sample(pairs, chance.randint(2, len(pairs))))
    return [_fact(chance, unit, code, GENERAL, STAFF, economic) for code, economic in chosen]


def _funds(picks: Picks, unit: int, known: Mapping[str, str], chance: Random) -> list[Fact]:
    facts: list[Fact] = []
    for fund, groups in _FUND_ITEMS.items():
        codes = [c for c in known if len(c) == 7 and c[:5] in groups]
        if not codes or not picks.pick(f"data/{fund}{unit}", (False, True), 0.55):
            continue
        for code in sorted(chance.sample(codes, min(len(codes), chance.randint(1, 3)))):
            project = f"{known[code]}项目"
            more = {"project": project, "carried": chance.random() < 0.3}
            facts.append(_fact(chance, unit, code, fund, PROJECT, "39999", **more))
    return facts
