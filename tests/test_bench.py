"""The benchmark scripts, on PDFs made here: a measurement that is wrong misleads everybody."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from budgetlint.amounts import parse_amount
from budgetlint.model import (
    Box,
    Column,
    ColumnRole,
    Coverage,
    Document,
    DocumentReport,
    Evidence,
    EvidenceRole,
    Figure,
    Finding,
    Outcome,
    Page,
    Row,
    RowRole,
    Severity,
    Status,
    Table,
    TableKind,
)

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bench"))
import benchlib
import mutants
import seeded
import snapshots
import speed
from crops import COLOURS, draw_crops

WIDTH, HEIGHT = 300, 200


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    """One page, one figure at (60, 150) from the bottom left, one line of two segments."""
    path = tmp_path / "made.pdf"
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    canvas.setFont("Helvetica", 10)
    canvas.drawString(60, 150, "1,234.50")
    canvas.line(10, 20, 110, 20)
    canvas.save()
    return path


def figure_box() -> Box:
    """Where the figure of the made page is, seen from the top left."""
    return Box(58, HEIGHT - 160, 102, HEIGHT - 148)


def mutation(path: Path, new: str = "1,234.50") -> mutants.Mutation:
    return mutants.Mutation(path, 1, "1,934.50", new, 60, HEIGHT - 150)


def evidence(box: Box, text: str = "1,234.50", page: int = 1) -> Evidence:
    return Evidence(page, box, text, "T1", "201 一般公共服务支出", "合计")


def finding(
    places: tuple[Evidence, ...], severity: Severity = Severity.ERROR, message: str = "不等"
) -> Finding:
    return Finding(
        rule="SUM101",
        name="合计",
        severity=severity,
        message=message,
        page=1,
        expected="",
        actual="",
        difference="",
        tolerance="",
        formula="",
        fingerprint="f",
        root=None,
        evidence=places,
        table="T1",
        basis="",
        how_to_fix="",
    )


def report(
    path: Path, *findings: Finding, tables: tuple[Table, ...] = (), open_: tuple[Outcome, ...] = ()
) -> DocumentReport:
    document = Document(path, "0", (Page(1, WIDTH, HEIGHT, (), ()),), tables)
    return DocumentReport(document, findings, {}, open_, Coverage(1, 1, ()))


def table() -> Table:
    """A table with the made figure and, below it, one that a point near both could hit."""
    box = figure_box()
    below = Box(box.x0, box.y1, box.x1, box.y1 + 12)
    figures = {
        (0, 1): Figure("1,234.50", parse_amount("1,234.50"), 1, box, 0, 1),
        (1, 1): Figure("7.00", parse_amount("7.00"), 1, below, 1, 1),
    }
    columns = (
        Column(0, ("科目",), ColumnRole.NAME),
        Column(1, ("预算数", "合计"), ColumnRole.AMOUNT),
    )
    rows = tuple(
        Row(i, 1, 0, "", name, 0, RowRole.LEAF, box) for i, name in enumerate(("甲", "乙"))
    )
    kind = TableKind.EXPENDITURE
    return Table("T1", kind, "支出总表", "", "元", "", 2025, columns, rows, figures, (1,))


# ---------------------------------------------------------------- places


@pytest.mark.parametrize(
    ("turn", "expected"),
    [(0, (60, 50)), (90, (150, 60)), (180, (240, 150)), (270, (50, 240))],
)
def test_a_place_is_turned_as_the_page_is_displayed(
    pdf: Path, turn: int, expected: tuple[float, float]
) -> None:
    with pikepdf.open(pdf, allow_overwriting_input=True) as document:
        document.pages[0].Rotate = turn
        document.save(pdf)
    assert mutants.displayed(pdf, 1, 60, 150) == pytest.approx(expected, abs=0.01)


def test_a_place_is_counted_from_the_crop_box(pdf: Path) -> None:
    with pikepdf.open(pdf, allow_overwriting_input=True) as document:
        document.pages[0].CropBox = pikepdf.Array([40, 30, 280, 180])
        document.save(pdf)
    assert mutants.displayed(pdf, 1, 60, 150) == pytest.approx((20, 30), abs=0.01)


def test_a_figure_is_described_by_its_row_and_column(pdf: Path) -> None:
    place = mutants.place_of(mutation(pdf), report(pdf, tables=(table(),)).document, frozenset())
    assert (place.where, place.kind, place.row) == ("figure", "支出总表", "甲")
    assert (place.column, place.covered) == ("预算数 › 合计", True)


def test_the_figure_that_prints_the_new_text_wins_over_its_neighbour(pdf: Path) -> None:
    between = replace(mutation(pdf, "7.00"), y=figure_box().y1)
    place = mutants.place_of(between, report(pdf, tables=(table(),)).document, frozenset())
    assert place.row == "乙"


def test_an_unchecked_figure_and_a_place_outside_are_told_apart(pdf: Path) -> None:
    document = report(pdf, tables=(table(),)).document
    unchecked = frozenset({(1, figure_box())})
    assert not mutants.place_of(mutation(pdf), document, unchecked).covered
    far = replace(mutation(pdf), x=200.0)
    assert mutants.place_of(far, document, unchecked).where == "outside"


def written(path: Path, text: str) -> Path:
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    canvas.setFont("Helvetica", 10)
    canvas.drawString(20, 100, text)
    canvas.save()
    return path


def test_the_place_of_a_change_is_its_glyph_not_the_start_of_the_line(tmp_path: Path) -> None:
    before = written(tmp_path / "before.pdf", "total 1.50 and more 1.50")
    after = written(tmp_path / "after.pdf", "total 1.50 and more 7.50")
    place = mutants.changed_place(before, after, 1)
    assert place is not None
    start = 20 + stringWidth("total 1.50 and more ", "Helvetica", 10)
    assert start < place[0] < start + 10
    assert 100 < place[1] < 110
    assert mutants.changed_place(before, before, 1) is None
    assert mutants.changed_place(before, written(tmp_path / "x.pdf", "total"), 1) is None


# ---------------------------------------------------------------- verdicts

FAR = Box(0, 0, 5, 5)


@pytest.mark.parametrize(
    ("new", "verdict"),
    [
        ((finding((evidence(figure_box()),)),), "error"),
        ((finding((evidence(figure_box()),), Severity.WARNING),), "warning"),
        ((finding((evidence(figure_box()),), Severity.INFO),), "info"),
        ((finding((evidence(FAR),)),), "elsewhere"),
        ((finding((evidence(figure_box(), page=2),)),), "elsewhere"),
        ((finding((evidence(FAR),), Severity.WARNING),), "missed"),
        ((replace(finding((evidence(figure_box()),)), rule="internal"),), "missed"),
        ((), "missed"),
    ],
)
def test_the_verdict_on_a_mutant(pdf: Path, new: tuple[Finding, ...], verdict: str) -> None:
    assert seeded.judge(mutation(pdf), report(pdf), report(pdf, *new))[0] == verdict


@pytest.mark.parametrize(
    "place",
    [
        replace(evidence(Box(0, 40, WIDTH, 60)), role=EvidenceRole.LABEL),
        evidence(Box(0, 40, WIDTH, 60), "201 一般公共服务支出"),
    ],
)
def test_a_box_around_the_row_does_not_find_the_figure(pdf: Path, place: Evidence) -> None:
    judged = seeded.judge(mutation(pdf), report(pdf), report(pdf, finding((place,))))
    assert judged[0] == "elsewhere"


def test_a_finding_of_the_original_is_not_a_discovery(pdf: Path) -> None:
    known = finding((evidence(figure_box()),))
    judged = seeded.judge(mutation(pdf), report(pdf, known), report(pdf, known))
    assert judged[0] == "missed"
    twice = seeded.judge(mutation(pdf), report(pdf, known), report(pdf, known, known))
    assert twice == ("error", ("SUM101",))


def test_a_figure_that_the_readers_differ_on_is_not_found(pdf: Path) -> None:
    unsure = Outcome("SUM101", Status.NOT_CHECKED, evidence=(evidence(figure_box()),))
    judged = seeded.judge(mutation(pdf), report(pdf), report(pdf, open_=(unsure,)))
    assert judged == ("not_checked", ("SUM101",))


# ---------------------------------------------------------------- a whole run


def seed(pdf: Path, folder: Path, count: int) -> None:
    """Mutants as the seeding tool leaves them: files and their log."""
    folder.mkdir(parents=True)
    log = []
    for k in range(count):
        (folder / f"{k}.pdf").write_bytes(pdf.read_bytes())
        place = {"page": 1, "old": "1,934.50", "new": "1,234.50", "at": [60, 150]}
        log.append({"file": f"{k}.pdf", **place})
    (folder / "mutations.json").write_text(json.dumps(log), encoding="utf-8")


def test_a_stopped_run_goes_on_where_it_was(
    pdf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed(pdf, tmp_path / "cache" / "made", 3)
    found = finding((evidence(figure_box()),))
    checked: list[str] = []

    def lint(path: Path) -> DocumentReport:
        checked.append(path.name)
        return report(path, *([found] if path.name != "made.pdf" else []), tables=(table(),))

    monkeypatch.setattr(seeded, "lint", lint)
    folder = tmp_path / "cache" / "made"
    job = seeded.Job(pdf, folder, tmp_path / "made.jsonl", 3, 1, "", 0)
    first = seeded.measure(job)
    assert [r.verdict for r in first] == ["error"] * 3
    text = job.results.read_text(encoding="utf-8")
    job.results.write_text(text[:-20], encoding="utf-8")  # stopped within the last line
    checked.clear()
    assert seeded.measure(job) == first
    assert checked == ["made.pdf", "2.pdf"]
    assert "3/3 = 100.0 %" in seeded.report(first)


def test_a_crash_is_a_result_and_an_exit_code(
    pdf: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def lint(path: Path) -> DocumentReport:
        if path.name == "1.pdf":
            raise ValueError("broken")
        return report(path)

    monkeypatch.setattr(seeded, "lint", lint)
    cache = tmp_path / "cache"
    seed(pdf, cache / "made", 2)
    assert seeded.main([str(pdf), "--cache", str(cache), "--count", "2", "--jobs", "1"]) == 1
    assert "ValueError: broken" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="use another --cache"):
        seeded.main([str(pdf), "--cache", str(cache), "--count", "3"])


# ---------------------------------------------------------------- snapshots and pictures


def snapshot(path: Path, *findings: Finding, tables: tuple[Table, ...] = ()) -> snapshots.Snapshot:
    made = report(path, *findings, tables=tables)
    lines = [snapshots.finding_line("made", f) for f in findings]
    return snapshots.Snapshot([snapshots.document_line("made", made)], lines)


def test_a_snapshot_reads_back_and_differs_from_nothing(pdf: Path, tmp_path: Path) -> None:
    one = snapshot(pdf, finding((evidence(FAR),)), tables=(table(),))
    one.write(tmp_path / "out" / "one.jsonl")
    again = snapshots.Snapshot.load(tmp_path / "out" / "one.jsonl")
    assert [*snapshots.differences(one, again)] == []
    again.write(tmp_path / "two.jsonl")
    assert (tmp_path / "two.jsonl").read_bytes() == (tmp_path / "out" / "one.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("old", "new", "signs"),
    [
        ((), ("甲",), ["+"]),
        (("甲",), (), ["-"]),
        (("甲",), ("乙",), ["~", "now"]),
        (("甲", "乙"), ("乙",), ["-"]),
    ],
)
def test_differences_of_findings(
    pdf: Path, old: tuple[str, ...], new: tuple[str, ...], signs: list[str]
) -> None:
    places = (evidence(FAR),)
    before = snapshot(pdf, *(finding(places, message=m) for m in old))
    after = snapshot(pdf, *(finding(places, message=m) for m in new))
    lines = [*snapshots.differences(before, after)][1:]
    assert [line.split()[0] for line in lines] == signs


def test_a_new_table_id_alone_is_no_new_finding(pdf: Path) -> None:
    moved = replace(finding((replace(evidence(FAR), table="T2"),)), table="T2")
    before = snapshot(pdf, finding((evidence(FAR),)), tables=(table(),))
    after = snapshot(pdf, moved, tables=(replace(table(), id="T2"),))
    changes = [line.split()[:2] for line in snapshots.differences(before, after)][1:]
    assert changes == [["-", "table:"], ["+", "table:"]]


def test_a_crop_shows_the_box_of_the_evidence(pdf: Path, tmp_path: Path) -> None:
    from PIL import Image, ImageColor

    found = finding((evidence(figure_box()),))
    hidden = finding((evidence(FAR),), Severity.INFO)
    lines = [snapshots.finding_line("made", f) for f in (found, hidden)]
    assert draw_crops(pdf, lines, tmp_path / "crops") == 1
    (picture,) = (tmp_path / "crops").glob("*.png")
    with Image.open(picture) as image:
        colours = {colour for _, colour in image.getcolors(100_000) or []}
        assert ImageColor.getrgb(COLOURS["addend"]) in colours
        assert image.width > image.height
    assert picture.name in (tmp_path / "crops" / "index.md").read_text(encoding="utf-8")


# ---------------------------------------------------------------- speed


def test_the_floor_reads_every_character_and_segment(pdf: Path) -> None:
    assert speed.read_everything(pdf) == (1, len("1,234.50"), 2)


def test_the_ratio_is_that_of_the_sums() -> None:
    timings = [speed.Timing("a", 1, 1.0, 2.0), speed.Timing("b", 1, 3.0, 3.0)]
    assert speed.timing_table(timings).splitlines()[-1].endswith("| 1.25 |")


@pytest.mark.parametrize("jobs", [1, 2, 99])
def test_every_item_is_worked_on_once(jobs: int) -> None:
    work: Callable[[int], int] = abs
    done = dict(benchlib.run_all(work, range(-3, 0), jobs, "test"))
    assert done == {-3: 3, -2: 2, -1: 1}
