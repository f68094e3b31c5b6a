"""What a check says of a made-up document, set against how the document was made."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from synthetic_document import Disclosure, Mutation, Printed, make_disclosure

from budgetlint.engine import check
from budgetlint.model import DocumentReport, Finding, Severity, Table
from budgetlint.read import read_document
from budgetlint.read.second import SecondReader
from budgetlint.runner import loaded_rules

#: Cells that say nothing may be read as figures or as blanks.
BLANKS = ("-", "—", "")


@dataclass(frozen=True)
class Trouble:
    """One thing that is wrong with what was read or said: what, in which table, the detail."""

    what: str
    table: str
    detail: str


@dataclass
class Result:
    """One document checked."""

    disclosure: Disclosure
    report: DocumentReport
    mutation: Mutation | None
    troubles: list[Trouble] = field(default_factory=list)


def run(
    seed: int,
    path: Path,
    keep: Collection[str] | None = None,
    mutate: bool = False,
    only: frozenset[str] | None = None,
    plain: Sequence[str] = (),
    confirm: bool = False,
) -> Result:
    """Write and check the document of one seed; ``confirm`` asks the second reader, too."""
    disclosure, mutation = make_disclosure(seed, path, keep, mutate, only, plain)
    document, rules = read_document(path), loaded_rules().rules.values()
    second = SecondReader(path) if confirm else None
    try:
        report = check(document, rules, second)
    finally:
        if second is not None:
            second.close()
    result = Result(disclosure, report, mutation)
    result.troubles = [*accusations(result), *misreadings(result)]
    return result


def assign(result: Result) -> dict[str, list[Table]]:
    """The tables read, by the key of the printed table on their pages they have most of."""
    mine: dict[str, list[Table]] = {p.sheet.form.key: [] for p in result.disclosure.tables}
    for table in result.report.document.tables:
        near = [p for p in result.disclosure.tables if set(p.pages) & set(table.pages)]
        if near:
            mine[max(near, key=partial(_likeness, table)).sheet.form.key].append(table)
    return mine


def _likeness(table: Table, printed: Printed) -> tuple[int, int]:
    want = Counter(c.text for c in printed.sheet.cells if c.text)
    have = Counter("".join(f.text.split()) for f in table.figures.values())
    have.update(r.name for r in table.rows)
    return (int(table.title.endswith(printed.sheet.title)), (want & have).total())


def printed_of(result: Result, page: int | None, table: Table | None) -> str:
    """The key of the printed table a finding is about."""
    if table is not None:
        for key, tables in assign(result).items():
            if any(t.id == table.id for t in tables):
                return key
    near = [p for p in result.disclosure.tables if page in p.pages]
    return near[0].sheet.form.key if near else "?"


def accusations(result: Result) -> list[Trouble]:
    """Every error and warning."""
    tables = {t.id: t for t in result.report.document.tables}
    return [
        Trouble(
            f"{f.severity.value} {f.rule}",
            printed_of(result, f.page, tables.get(f.table)),
            f"p{f.page} {f.message}",
        )
        for f in result.report.findings
        if f.severity is not Severity.INFO
    ]


def misreadings(result: Result) -> list[Trouble]:
    """Tables not found, with the wrong kind or unit, with other figures than were printed."""
    troubles: list[Trouble] = []
    tables = assign(result)
    for printed in result.disclosure.tables:
        troubles += _compare(printed, tables[printed.sheet.form.key], result)
    for figure in (f for t in result.report.document.tables for f in t.unparsed()):
        table = printed_of(result, figure.page, None)
        troubles.append(Trouble("unparsed", table, f"p{figure.page} {figure.text!r}"))
    return troubles


def _compare(printed: Printed, tables: Sequence[Table], result: Result) -> list[Trouble]:
    key, form = printed.sheet.form.key, printed.sheet.form
    where = f"p{printed.pages[0]}-{printed.pages[-1]}"
    if not tables:
        return [Trouble("not found", key, where)]
    out: list[Trouble] = []
    if len(tables) > 1:
        out.append(Trouble("split", key, f"{where} {len(tables)} tables"))
    first = tables[0]
    if first.kind not in form.kinds:
        out.append(Trouble("kind", key, f"{where} {first.kind.value}, title {first.title!r}"))
    if form.money and first.unit != printed.sheet.unit:
        out.append(Trouble("unit", key, f"{where} {first.unit!r} not {printed.sheet.unit!r}"))
    want = Counter(c.text for c in printed.sheet.figures() if c.kind != "count")
    have = Counter("".join(f.text.split()) for t in tables for f in t.figures.values())
    for text in BLANKS:
        want.pop(text, None)
        have.pop(text, None)
    if missing := want - have:
        out.append(Trouble("figures missing", key, f"{where} {_few(missing)}"))
    want.update(c.text for c in printed.sheet.figures() if c.kind == "count")
    extra = have - want
    if extra and key not in ("target", "score"):
        out.append(Trouble("figures extra", key, f"{where} {_few(extra)}"))
    out += _codes(printed, tables, where)
    ids = {t.id for t in tables}
    unchecked = [f for f in result.report.coverage.unchecked if _in(f, tables)]
    figures = sum(len(t.figures) for t in tables)
    if ids and figures and len(unchecked) > 0.1 * figures:
        share = f"{len(unchecked)}/{figures} e.g. {[f.text for f in unchecked[:4]]}"
        out.append(Trouble("unchecked", key, f"{where} {share}"))
    return out


def _in(figure: object, tables: Sequence[Table]) -> bool:
    return any(figure is f for t in tables for f in t.figures.values())


def _codes(printed: Printed, tables: Sequence[Table], where: str) -> list[Trouble]:
    want = Counter(printed.sheet.codes)
    have: Counter[str] = Counter()
    for table in tables:
        for row in table.rows:
            parts = [c for _, c, _ in row.codes] if len(row.codes) > 1 else [row.code]
            have.update("".join(p.split()) for p in parts if p)
    if want and (missing := want - have):
        return [Trouble("codes", printed.sheet.form.key, f"{where} missing {_few(missing)}")]
    return []


def _few(counts: Counter[str]) -> str:
    texts = [f"{t}×{n}" if n > 1 else t for t, n in counts.most_common(6)]
    return f"{sum(counts.values())}: {' '.join(texts)}"


# ---------------------------------------------------------------- minimising


def minimise(seed: int, trouble: Trouble, path: Path, plain: Sequence[str] = ()) -> dict[str, str]:
    """The choices without which the trouble does not occur; all others are the plain ones."""

    def occurs(keep: Collection[str], only: frozenset[str] | None) -> bool:
        try:
            result = run(seed, path, keep, only=only, plain=plain)
        except Exception as error:  # the generator or the tool: no reduction then
            print(f"  (reduction stopped: {error!r})", file=sys.stderr)
            return False
        return any((t.what, t.table) == (trouble.what, trouble.table) for t in result.troubles)

    every = run(seed, path, plain=plain).disclosure.picks.unusual()
    only: frozenset[str] | None = frozenset({trouble.table})
    only = only if occurs(set(every), only) else None
    keep = set(every)
    chunk = len(keep) // 2
    while chunk:
        names = sorted(keep)
        for start in range(0, len(names), chunk):
            smaller = keep - set(names[start : start + chunk])
            if len(smaller) < len(keep) and occurs(smaller, only):
                keep = smaller
        chunk //= 2
    left = run(seed, path, keep, only=only, plain=plain).disclosure.picks.unusual()
    return left if only else {**left, "(with other tables)": ""}


def found(result: Result, clean: Sequence[Finding]) -> str:
    """How the mutation was reported: error, warning, info or missed."""
    before = {(f.rule, f.message) for f in clean}
    new = [f for f in result.report.findings if (f.rule, f.message) not in before]
    assert result.mutation is not None
    here = [
        f for f in new if any("".join(e.text.split()) == result.mutation.new for e in f.evidence)
    ]
    for severity in (Severity.ERROR, Severity.WARNING):
        if any(f.severity is severity for f in here):
            return severity.value
    if any(f.severity is Severity.ERROR for f in new):
        return "elsewhere"
    return "info" if here else "missed"
