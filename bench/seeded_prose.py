"""Seeded errors in the text: change a digit of an amount or percentage of the prose.

The change is made in what was read, not in the file, so that every figure of the prose can be
tried, not only those that a tool can rewrite in a PDF. It counts as found when a finding is there
that the original does not have and that names the changed figure.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchlib import corpus_files, markdown_table

from budgetlint.engine import INTERNAL, check
from budgetlint.failures import FileFailure
from budgetlint.model import Document, DocumentReport, Page, SaidFigure, Severity, TextLine
from budgetlint.prose.figures import MONEY, Figure
from budgetlint.prose.statements import read_prose
from budgetlint.runner import loaded_rules, read

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "info"}


@dataclass(frozen=True)
class Trial:
    """One changed figure: what stood there, what stands there now, and what was said of it."""

    document: str
    said: SaidFigure
    new: str
    verdict: str
    rules: tuple[str, ...]


def figures_of(document: Document) -> list[Figure]:
    """The amounts and percentages of the prose that stand on one printed line."""
    found = [s.figure for s in read_prose(document).statements]
    return [
        figure
        for figure in found
        if figure.unit in (*MONEY, "%") and figure.paragraph.whole_on_line(figure.start, figure.end)
    ]


def with_digit_changed(text: str, chance: random.Random) -> str:
    """The figure with one digit changed; a number keeps its length."""
    places = [i for i, char in enumerate(text) if char.isdigit()]
    at = chance.choice(places)
    lowest = "1" if at == places[0] and len(places) > 1 else "0"
    others = [d for d in "0123456789" if d != text[at] and d >= lowest]
    return text[:at] + chance.choice(others) + text[at + 1 :]


def mutated(document: Document, figure: Figure, new: str) -> Document | None:
    """The document with another figure printed in its place; None where the line is unclear."""
    paragraph = figure.paragraph
    index = next(
        i for i in reversed(range(len(paragraph.starts))) if paragraph.starts[i] <= figure.start
    )
    place, at = paragraph.lines[index], figure.start - paragraph.starts[index]
    page = next(p for p in document.pages if p.number == place.page)
    line = next((x for x in page.lines if x.box == place.box and x.text == place.text), None)
    if line is None:
        return None
    other = replace(line, text=line.text[:at] + new + line.text[at + len(figure.text) :])
    pages = tuple(_swapped(p, line, other) if p is page else p for p in document.pages)
    return replace(document, pages=pages)


def _swapped(page: Page, line: TextLine, other: TextLine) -> Page:
    lines = tuple(other if x is line else x for x in page.lines)
    return replace(page, lines=lines, flow=tuple(other if x is line else x for x in page.flow))


def verdict_of(
    figure: Figure, before: DocumentReport, after: DocumentReport
) -> tuple[str, tuple[str, ...]]:
    """The worst that is newly said of a changed figure, and by which rules."""
    known = Counter((f.rule, f.message) for f in before.findings)
    here: dict[Severity, set[str]] = {}
    elsewhere = False
    for finding in after.findings:
        if finding.rule == INTERNAL or known[finding.rule, finding.message]:
            known[finding.rule, finding.message] -= 1
            continue
        spots = {e.spot.place for e in finding.evidence if e.spot is not None}
        page, box = figure.paragraph.box(figure.start, figure.end)
        touched = any(
            e.page == page and e.box.y0 <= box.y1 and e.box.y1 >= box.y0
            for e in finding.evidence
            if not e.table
        )
        if figure.place in spots or touched:
            here.setdefault(finding.severity, set()).add(finding.rule)
        elsewhere = elsewhere or finding.severity is Severity.ERROR
    for severity, name in _LEVELS.items():
        if severity in here:
            return name, tuple(sorted(here[severity]))
    return ("elsewhere" if elsewhere else "missed"), ()


def trials(path: Path, count: int, seed: int) -> Iterator[Trial]:
    """Change up to ``count`` figures of a document, one at a time."""
    document = read(path)
    if isinstance(document, FileFailure):
        return
    rules = [rule for code, rule in loaded_rules().rules.items() if code[:3] in ("TXT", "PRF")]
    before = check(document, rules)
    told = {
        s.figure.place: said
        for s, said in zip(read_prose(document).statements, before.prose.said, strict=True)
    }
    chance = random.Random(f"{seed} {path.stem}")
    figures = figures_of(document)
    for figure in sorted(chance.sample(figures, min(count, len(figures))), key=lambda f: f.place):
        new = with_digit_changed(figure.text, chance)
        changed = mutated(document, figure, new)
        if changed is not None:
            verdict = verdict_of(figure, before, check(changed, rules))
            yield Trial(path.stem, told[figure.place], new, *verdict)


def report(found: Sequence[Trial]) -> str:
    """Recall by document, then every figure that was not found."""
    names = sorted({t.document for t in found})
    rows = [_row(name, [t for t in found if t.document == name]) for name in names]
    rows.append(_row("all", found))
    head = ("document", "mutants", "error", "warning", "elsewhere", "found", "of those checked")
    missed = [
        (t.document, t.said.page, t.said.text, t.new, t.verdict, *_why(t))
        for t in found
        if t.verdict not in ("error", "warning")
    ]
    names_of = ("document", "page", "figure", "new", "verdict", "why", "sentence")
    parts = ("## Seeded errors in the text\n", markdown_table(head, rows), "\n### Not found\n")
    return "\n".join((*parts, markdown_table(names_of, missed)))


def _row(name: str, found: Sequence[Trial]) -> tuple[object, ...]:
    counts = Counter(t.verdict for t in found)
    checked = [t for t in found if t.said.rules]
    hits = counts["error"] + counts["warning"]
    there = sum(t.verdict in ("error", "warning") for t in checked)
    return (
        name, len(found), counts["error"], counts["warning"], counts["elsewhere"],
        _share(hits, len(found)), _share(there, len(checked)),
    )  # fmt: skip


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} = {100 * part / whole:.0f} %" if whole else "—"


def _why(trial: Trial) -> tuple[str, str]:
    said = trial.said
    return said.reason or f"checked: {' '.join(said.rules)}", said.sentence


def main(argv: Sequence[str] | None = None) -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description="share of errors in the text that is found")
    parser.add_argument("paths", nargs="*", help="files (default: the corpus)")
    parser.add_argument("--only", action="append", default=[], help="part of a file name")
    parser.add_argument("--count", type=int, default=30, help="mutants a document")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    found: list[Trial] = []
    for path in corpus_files(options.only, options.paths):
        found += trials(path, options.count, options.seed)
        print(path.stem, file=sys.stderr)
    print(report(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
