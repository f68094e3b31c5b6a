"""A whole made-up disclosure: cover, prose, tables with their captions, in one PDF."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from synthetic_balance import appropriation_form, balance_form
from synthetic_detail import expenditure_form, fund_form, general_form, income_form, project_form
from synthetic_draw import MARGIN, Paper, TableDrawer, text_width
from synthetic_facts import CAPITAL, FUND, Department, make_department
from synthetic_forms import Form
from synthetic_others import (
    crosswalk_form,
    procurement_form,
    score_form,
    target_form,
    vehicle_form,
)
from synthetic_picks import Picks
from synthetic_sheet import Cell, Sheet, lay_out
from synthetic_special import basic_form, economic_form, three_public_form


@dataclass
class Printed:
    """One table as it was put on the pages."""

    sheet: Sheet
    pages: list[int]


@dataclass
class Disclosure:
    """A document: the choices it was made with, its tables, its file."""

    picks: Picks
    department: Department
    tables: list[Printed]


@dataclass(frozen=True)
class Mutation:
    """One figure that is printed with a wrong digit."""

    table: str
    place: tuple[int, int]
    old: str
    new: str


def make_forms(picks: Picks, d: Department) -> list[Form]:
    """The tables of the disclosure, in order."""
    forms = [balance_form(picks, d), income_form(picks, d), expenditure_form(picks, d)]
    forms += [appropriation_form(picks, d), general_form(picks, d), basic_form(picks, d)]
    forms += [three_public_form(picks, d), fund_form(picks, d, FUND), fund_form(picks, d, CAPITAL)]
    if not d.final:
        forms += [project_form(picks, d), procurement_form(picks, d)]
    more = {
        "economic": economic_form,
        "crosswalk": crosswalk_form,
        "target": target_form,
        "score": score_form,
        "vehicles": vehicle_form,
    }
    for name, make in more.items():
        if picks.pick(f"document/{name}", (False, True), 0.3):
            forms.append(make(picks, d))
    if len(d.units) > 1 and picks.pick("document/perunit", (False, True), 0.5):
        forms += [general_form(picks, d, unit) for unit in range(len(d.units))]
    return forms


def make_disclosure(
    seed: int,
    path: Path,
    keep: Collection[str] | None = None,
    mutate: bool = False,
    only: frozenset[str] | None = None,
    plain: Sequence[str] = (),
) -> tuple[Disclosure, Mutation | None]:
    """Write the document of a seed; ``only`` keeps some tables, ``mutate`` spoils one figure."""
    picks = Picks(seed, keep, plain)
    department = make_department(picks)
    sheets = [lay_out(picks, form) for form in make_forms(picks, department)]
    change = spoil(picks, sheets) if mutate else None
    if only is not None:
        sheets = [s for s in sheets if s.form.key in only]
    paper = Paper(path, "plain", False)
    _cover(paper, department)
    tables = [
        Printed(sheet, _table(paper, picks, department, sheet, number))
        for number, sheet in enumerate(sheets, 1)
    ]
    paper.save()
    return Disclosure(picks, department, tables), change


def spoil(picks: Picks, sheets: list[Sheet]) -> Mutation | None:
    """Change one digit of one figure (never a leading digit to zero)."""
    chance = picks.random("mutation")
    figures: list[tuple[Sheet, Cell]] = [
        (s, c) for s in sheets for c in s.figures() if any(x in "123456789" for x in c.text)
    ]
    if not figures:
        return None
    sheet, cell = chance.choice(figures)
    places = [i for i, ch in enumerate(cell.text) if ch.isdigit()]
    place = chance.choice(places)
    digits = [x for x in "0123456789" if x != cell.text[place]]
    if place == places[0]:
        digits = [x for x in digits if x != "0"]
    old = cell.text
    cell.text = old[:place] + chance.choice(digits) + old[place + 1 :]
    return Mutation(sheet.form.key, (cell.row, cell.column), old, cell.text)


def _cover(paper: Paper, d: Department) -> None:
    paper.new_page()
    stage = "年度部门决算公开" if d.final else "年部门预算公开"
    _centred(paper, paper.height - 250, f"{d.place}{d.name}", 24)
    _centred(paper, paper.height - 300, f"{d.year}{stage}", 24)
    paper.new_page()
    text = (
        f"一、部门概况。{d.place}{d.name}共有{len(d.units)}个预算单位。",
        "二、收支情况详见附表。",
    )
    for number, line in enumerate(text):
        paper.text(MARGIN, paper.top - 30 - 24 * number, line, 12)


def _centred(paper: Paper, y: float, text: str, size: float) -> None:
    paper.text((paper.width - text_width(text, size)) / 2, y, text, size)


def _table(paper: Paper, picks: Picks, d: Department, sheet: Sheet, number: int) -> list[int]:
    key = sheet.form.key
    style = picks.pick(f"{key}/paper", ("plain", "rotate", "sideways", "crop"), 0.5)
    wide = sheet.column_count > 6
    same = picks.pick(f"{key}/flow", ("newpage", "follow"), 0.6) == "follow"
    landscape = picks.pick(f"{key}/landscape", (wide, not wide), 0.7)
    if not (same and paper.style == style and paper.top > paper.height * 0.55 and number > 1):
        paper.shape(style, landscape, sheet.column_count > 12)
        paper.new_page()
    inside = _caption(paper, picks, d, sheet, number)
    _inside(sheet, inside)
    pages = TableDrawer(paper, picks, sheet).draw()
    paper.top -= 14
    if sheet.form.note:
        paper.text(MARGIN, paper.top, sheet.form.note, 9)
        paper.top -= 20
    paper.top -= 14
    return pages


def _caption(paper: Paper, picks: Picks, d: Department, sheet: Sheet, number: int) -> list[str]:
    """Draw what stands above a table; what belongs inside its grid is returned."""
    key, form = sheet.form.key, sheet.form
    unit = f"单位：{sheet.unit}" if form.money else ""
    where = picks.pick(f"{key}/unitplace", ("right", "withowner", "bracket", "inside", "bare"))
    label = f"公开{number:02}表" if d.final else f"{('预算', '表', '附表')[d.year % 3]}{number:02}"
    label += "表" if label.startswith("预算") else ""
    title_inside = picks.pick(f"{key}/title", ("above", "inside"), 0.8) == "inside"
    title = sheet.title
    if title_inside or where == "inside":
        lines = [title] if title_inside else []
        lines += [f"部门名称：{form.owner}　{unit}"] if where == "inside" and unit else []
    else:
        lines = []
    y = paper.top - 10
    if picks.pick(f"{key}/label", (True, False)):
        paper.text(MARGIN, y, label, 9)
        y -= 20
    if not title_inside:
        _centred(paper, y, title, 15)
        y -= 22
    right = paper.width - MARGIN
    owner = f"部门：{form.owner}" if form.owner else ""
    texts = {"right": unit, "withowner": unit, "bracket": f"（{unit}）", "bare": unit}
    text = texts.get(where, "") if unit else ""
    if where == "bare":
        text = text.replace("单位：", "金额单位：")
    if where == "inside" and title_inside is False:
        text = ""
    if text or (owner and where == "withowner"):
        if where in ("withowner", "bare"):
            paper.text(MARGIN, y, owner, 9)
        paper.text(right - text_width(text, 9), y, text, 9)
        y -= 8
    paper.top = y
    return lines


def _inside(sheet: Sheet, lines: list[str]) -> None:
    """Put lines of the caption into the grid, as rows over its whole width."""
    for cell in sheet.cells:
        cell.row += len(lines)
    for row, text in enumerate(lines):
        sheet.cells.append(Cell(row, 0, 1, sheet.column_count, text, "header"))
    sheet.row_count += len(lines)
    sheet.header_rows += len(lines)
