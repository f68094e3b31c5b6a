"""Random disclosures without errors: whatever the check says of them is its own mistake.

Every document is added up exactly, each cell is rounded on its own, and the layout is drawn at
random from what public documents show. Three questions are asked: is anything accused that is
right, is everything read as it was printed, and is one wrong digit found.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchlib import markdown_table
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


def minimise(
    seed: int, trouble: Trouble, path: Path, plain: Sequence[str] = ()
) -> dict[str, str]:
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
        f
        for f in new
        if any("".join(e.text.split()) == result.mutation.new for e in f.evidence)
    ]
    for severity in (Severity.ERROR, Severity.WARNING):
        if any(f.severity is severity for f in here):
            return severity.value
    if any(f.severity is Severity.ERROR for f in new):
        return "elsewhere"
    return "info" if here else "missed"


# ---------------------------------------------------------------- command line


def main(argv: Sequence[str] | None = None) -> int:
    """Run seeds and print; 1 when a clean document was accused."""
    parser = argparse.ArgumentParser(description="random disclosures without errors")
    parser.add_argument("--seeds", default="0-49", help="for example 0-199 or 7")
    parser.add_argument("--mutate", action="store_true", help="spoil a digit, measure recall")
    parser.add_argument("--minimise", action="store_true", help="reduce each new kind of trouble")
    parser.add_argument("--what", default="", help="only troubles whose name contains this")
    parser.add_argument("--table", default="", help="only this table")
    parser.add_argument("--free", help="choices left free, all others plain: basic/shape,data/left")
    parser.add_argument("--plain", action="append", default=[], help="pattern of choices: */rules")
    parser.add_argument("--alone", action="store_true", help="print only the table of --table")
    parser.add_argument("--confirm", action="store_true", help="with the second reader (slow)")
    parser.add_argument("--keep", type=Path, help="folder to keep the PDF files in")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args(argv)
    first, _, last = options.seeds.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        return _recall(seeds, folder, options.plain) if options.mutate else _clean(seeds, folder, options)


def _clean(seeds: Sequence[int], folder: Path, options: argparse.Namespace) -> int:
    counts: Counter[tuple[str, str]] = Counter()
    seen: dict[tuple[str, str], list[int]] = {}
    accused = 0
    for seed in seeds:
        only = frozenset({options.table}) if options.alone else None
        free = options.free if options.free is None else options.free.split(",")
        result = run(seed, folder / f"synthetic-{seed}.pdf", free, False, only, options.plain, options.confirm)
        troubles = [
            t for t in result.troubles
            if options.what in t.what and options.table in ("", t.table)
        ]  # fmt: skip
        accused += any(t.what.startswith(("error", "warning")) for t in troubles)
        for trouble in troubles:
            key = (trouble.what, trouble.table)
            counts[key] += 1
            new = seed not in seen.setdefault(key, [])
            if new:
                seen[key].append(seed)
            if options.verbose:
                print(f"{seed:4} {trouble.what:18} {trouble.table:13} {trouble.detail[:230]}")
            if options.minimise and new and len(seen[key]) <= 2:
                left = minimise(seed, trouble, folder / "reduced.pdf", options.plain)
                print(f"     → seed {seed} {trouble.what} {trouble.table}: {left}", flush=True)
    rows = [(what, table, n, len(seen[what, table]), seen[what, table][:8])
            for (what, table), n in sorted(counts.items(), key=lambda i: (i[0][0], -i[1]))]  # fmt: skip
    print(markdown_table(("trouble", "table", "times", "documents", "seeds"), rows))
    print(f"\n{accused} of {len(seeds)} documents accused")
    return int(accused > 0)


def _recall(seeds: Sequence[int], folder: Path, plain: Sequence[str]) -> int:
    counts: dict[str, Counter[str]] = {}
    for seed in seeds:
        clean = run(seed, folder / f"synthetic-{seed}.pdf", plain=plain)
        result = run(seed, folder / f"synthetic-{seed}-wrong.pdf", mutate=True, plain=plain)
        if result.mutation is None:
            continue
        verdict = found(result, clean.report.findings)
        counts.setdefault(result.mutation.table, Counter())[verdict] += 1
        if verdict != "error":
            m = result.mutation
            print(f"{seed:4} {verdict:9} {m.table:13} {m.place} {m.old} → {m.new}", flush=True)
    verdicts = ("error", "warning", "elsewhere", "info", "missed")
    rows = [(k, sum(c.values()), *(c[v] for v in verdicts)) for k, c in sorted(counts.items())]
    whole = Counter(v for c in counts.values() for v in c.elements())
    rows.append(("all", sum(whole.values()), *(whole[v] for v in verdicts)))
    print(markdown_table(("table", "mutants", *verdicts), rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
