"""Seeded errors: change one figure of a real PDF and see whether the check finds it.

Every mutant is checked as a whole. It counts as found when a finding is there that the
original does not have and whose evidence holds the changed figure. Results are kept under the
cache and tied to the code that made them, so a run can be stopped and taken up again.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchlib import code_version, corpus_files, lint, markdown_table, run_all
from mutants import Mutation, Place, load_mutations, make_mutants, place_of, touches

from budgetlint.engine import INTERNAL
from budgetlint.model import DocumentReport, Finding, Outcome, Severity

#: What became of a mutant, best first.
VERDICTS = ("error", "warning", "elsewhere", "info", "not_checked", "missed", "crashed")
FOUND = VERDICTS[:2]


@dataclass(frozen=True)
class Job:
    """One document with its mutants."""

    path: Path
    mutants: Path
    results: Path
    count: int
    seed: int
    pages: str
    limit: int


@dataclass(frozen=True)
class Record:
    """One mutant: the change, where it is, and what the check said of it."""

    document: str
    file: str
    page: int
    old: str
    new: str
    place: Place
    verdict: str
    rules: tuple[str, ...]
    problem: str = ""


def finding_key(finding: Finding) -> tuple[object, ...]:
    """What makes two findings of original and mutant the same one."""
    places = tuple(sorted((e.table, e.row, e.column) for e in finding.evidence))
    return finding.rule, finding.severity, finding.table, places, finding.message


def outcome_key(outcome: Outcome) -> tuple[object, ...]:
    """What makes two unchecked places of original and mutant the same one."""
    return outcome.rule, outcome.table, outcome.key, outcome.reason


def judge(
    mutation: Mutation, original: DocumentReport, mutant: DocumentReport
) -> tuple[str, tuple[str, ...]]:
    """The verdict on a mutant, and the rules behind it."""
    before = Counter(finding_key(f) for f in original.findings)
    told = [f for f in mutant.findings if f.rule != INTERNAL]  # a fault is no discovery
    new = [f for f in told if _is_new(finding_key(f), before)]
    here = [f for f in new if touches(mutation, f.evidence)]
    for severity in (Severity.ERROR, Severity.WARNING):
        if rules := _rules(f.rule for f in here if f.severity is severity):
            return severity.value, rules
    if rules := _rules(f.rule for f in new if f.severity is Severity.ERROR):
        return "elsewhere", rules
    if rules := _rules(f.rule for f in here):
        return "info", rules
    open_before = Counter(outcome_key(o) for o in original.not_checked)
    unsure = [o for o in mutant.not_checked if _is_new(outcome_key(o), open_before)]
    if rules := _rules(o.rule for o in unsure if touches(mutation, o.evidence)):
        return "not_checked", rules
    return "missed", ()


def _is_new(key: tuple[object, ...], before: Counter[tuple[object, ...]]) -> bool:
    before[key] -= 1
    return before[key] < 0


def _rules(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(codes)))


def measure(job: Job) -> list[Record]:
    """Check the mutants of one document that have no result yet; all its records."""
    make_mutants(job.path, job.mutants, job.count, job.seed, job.pages)
    mutations = load_mutations(job.path, job.mutants)[: job.limit or None]
    done = {r.file: r for r in read_records(job.results)}
    original: DocumentReport | None = None
    with job.results.open("a", encoding="utf-8") as log:
        for mutation in mutations:
            if mutation.path.name in done:
                continue
            if original is None:
                original = lint(job.path)
            record = _measure_one(job, mutation, original)
            done[record.file] = record
            log.write(json.dumps(asdict(record), ensure_ascii=False) + "\n")
            log.flush()
    return [done[m.path.name] for m in mutations]


def _measure_one(job: Job, mutation: Mutation, original: DocumentReport) -> Record:
    change = (job.path.stem, mutation.path.name, mutation.page, mutation.old, mutation.new)
    try:
        mutant = lint(mutation.path)
    except Exception as error:  # counted, listed and turned into exit code 1: the run goes on
        return Record(*change, Place("outside"), "crashed", (), f"{type(error).__name__}: {error}")
    unchecked = frozenset((f.page, f.box) for f in mutant.coverage.unchecked)
    verdict, rules = judge(mutation, original, mutant)
    faults = [f.message for f in mutant.findings if f.rule == INTERNAL]
    place = place_of(mutation, mutant.document, unchecked)
    return Record(*change, place, verdict, rules, "; ".join(faults))


def read_records(path: Path) -> list[Record]:
    """The records written so far; a line cut off by a stopped run is left out."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").split("\n")
    whole = lines[:-1]  # what follows the last line break was not finished
    if lines[-1]:
        path.write_text("".join(line + "\n" for line in whole), encoding="utf-8")
    records = []
    for line in whole:
        entry = json.loads(line)
        entry["place"] = Place(**entry["place"])
        entry["rules"] = tuple(entry["rules"])
        records.append(Record(**entry))
    return records


# ---------------------------------------------------------------- report


def recall(records: Sequence[Record], found: Sequence[str] = FOUND[:1]) -> str:
    """``190/200 = 95.0 %``."""
    hits = sum(r.verdict in found for r in records)
    return f"{hits}/{len(records)} = {100 * hits / len(records):.1f} %" if records else "0/0"


def report(records: Sequence[Record]) -> str:
    """The whole result as markdown: recall, by document, by kind of table, the misses."""
    inside = [r for r in records if r.place.where == "figure"]
    parts = ["## Seeded errors\n", _summary(records, inside)]
    parts += ["\n### By document\n", _by(records, lambda r: r.document, "document")]
    parts += ["\n### By kind of table\n", _by(inside, lambda r: r.place.kind, "kind")]
    parts += ["\n### Not found at error level\n", misses(records)]
    return "\n".join(parts)


def _summary(records: Sequence[Record], inside: Sequence[Record]) -> str:
    grid = [r for r in records if r.place.where == "cell"]
    in_grid = [*inside, *grid]
    rows = []
    groups = (
        ("figures of tables", inside),
        ("anything inside a grid", in_grid),
        ("outside tables", [r for r in records if r.place.where == "outside"]),
        ("all", records),
    )
    for name, group in groups:
        with_warning = recall(group, FOUND)
        any_place = recall(group, (*FOUND, "elsewhere"))
        rows.append((name, recall(group), with_warning, any_place))
    head = ("mutated", "found, error", "error or warning", "or an error elsewhere")
    return markdown_table(head, rows)


def _by(records: Sequence[Record], key: Callable[[Record], str], name: str) -> str:
    groups: dict[str, list[Record]] = {}
    for record in records:
        groups.setdefault(key(record), []).append(record)
    head = (name, "mutants", "in tables", *VERDICTS, "recall in tables")
    rows = []
    for label, group in sorted(groups.items()):
        inside = [r for r in group if r.place.where == "figure"]
        counts = Counter(r.verdict for r in inside)
        rows.append(
            (label, len(group), len(inside), *(counts[v] for v in VERDICTS), recall(inside))
        )
    return markdown_table(head, rows)


def misses(records: Sequence[Record]) -> str:
    """Every mutated figure of a table that was not found at error level, for a person to read."""
    rows = []
    for r in sorted(records, key=lambda r: (r.document, r.page, r.file)):
        outside = r.place.where == "outside"
        if not r.problem and (r.verdict == "error" or outside):
            continue
        place = r.place
        state = {"figure": "checked" if place.covered else "unchecked"}.get(place.where, "text")
        why = " ".join((r.verdict, *r.rules, r.problem)).strip()
        table = f"{place.table} {place.kind}"
        cell = (place.row, place.column, place.role)
        rows.append((r.document, r.file, r.page, table, *cell, f"{r.old} → {r.new}", why, state))
    names = "document file page table row column role change verdict figure"
    return markdown_table(names.split(), rows)


# ---------------------------------------------------------------- command line


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="share of seeded errors that is found")
    parser.add_argument("paths", nargs="*", help="PDF files (default: the corpus)")
    parser.add_argument("--cache", type=Path, required=True, help="folder for mutants and results")
    parser.add_argument("--count", type=int, default=20, help="mutants a document")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pages", default="", help="only figures of these pages, for example 1-80")
    parser.add_argument("--limit", type=int, default=0, help="check only the first N mutants each")
    parser.add_argument("--only", action="append", default=[], help="part of a file name")
    parser.add_argument("--jobs", type=int, default=2, choices=(1, 2))
    parser.add_argument("--json", type=Path, help="write the records here as well")
    return parser.parse_args(argv)


def claim_cache(cache: Path, count: int, seed: int, pages: str) -> None:
    """Tie a cache to one way of seeding, so that mutants of two ways are never mixed."""
    cache.mkdir(parents=True, exist_ok=True)
    marker = cache / "seeding.json"
    want: dict[str, int | str] = {"count": count, "seed": seed}
    if pages:
        want["pages"] = pages
    if not marker.exists():
        marker.write_text(json.dumps(want), encoding="utf-8")
    elif (have := json.loads(marker.read_text(encoding="utf-8"))) != want:
        sys.exit(f"{cache} holds mutants made with {have}, not {want}: use another --cache")


def main(argv: Sequence[str] | None = None) -> int:
    """Run and print; 1 when a mutant could not be checked in full."""
    options = arguments(argv)
    claim_cache(options.cache, options.count, options.seed, options.pages)
    results = options.cache / "results" / code_version()
    results.mkdir(parents=True, exist_ok=True)
    files = corpus_files(options.only, options.paths)
    files.sort(key=lambda f: -f.stat().st_size)  # the long ones first: both processes stay busy
    made = (options.count, options.seed, options.pages, options.limit)
    jobs = [Job(f, options.cache / f.stem, results / f"{f.stem}.jsonl", *made) for f in files]
    records = [r for _, part in run_all(measure, jobs, options.jobs, "seeded") for r in part]
    if options.json:
        lines = [json.dumps(asdict(r), ensure_ascii=False) + "\n" for r in records]
        options.json.write_text("".join(lines), encoding="utf-8")
    print(report(records))
    return int(any(r.problem for r in records))


if __name__ == "__main__":
    sys.exit(main())
