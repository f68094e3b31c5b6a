"""The annotated copy: marks stand on the cells whatever the page's rotation and crop box."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pytest
import report_samples as samples
from PIL import Image, ImageChops

from budgetlint.cli import main
from budgetlint.errors import UsageProblem
from budgetlint.model import Box, DocumentReport
from budgetlint.report import annotated_pdf_report
from budgetlint.report.formats import Files

CELL = Box(120.0, 90.0, 200.0, 112.0)
#: The badge overhangs the cell by as much to the left and above; one point of frame around.
OVER = (3.0, 5.0, 1.0, 1.0)


def blank(path: Path, rotate: int, crop: tuple[float, ...] | None) -> Path:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(500, 700))
    pdf.pages[0].obj.Rotate = rotate
    if crop is not None:
        pdf.pages[0].obj.CropBox = pikepdf.Array(list(crop))
    pdf.save(path)
    return path


def report_on(path: Path, *, page: int = 1, box: Box = CELL) -> DocumentReport:
    report = samples.faulty_report(str(path))
    root = next(f for f in report.findings if f.fingerprint == "aaaa1111")
    cell = replace(root.evidence[0], page=page, box=box)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return replace(
        report,
        document=replace(report.document, sha256=digest),
        findings=(replace(root, evidence=(cell,), page=page),),
    )


def copy_of(report: DocumentReport, lang: str = "zh") -> bytes:
    made = annotated_pdf_report.render([report], [], lang=lang, file=Path("out.pdf"))
    assert isinstance(made, bytes)
    return made


def notes_in(content: bytes, page: int = 1) -> list[Any]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [
            (str(a.Subtype), str(a.Contents), "/N" in a.AP) for a in pdf.pages[page - 1].obj.Annots
        ]


def _pdfium(content: bytes, folder: Path) -> Image.Image:
    pdf = pdfium.PdfDocument(content)
    picture: Image.Image = pdf[0].render(scale=2, may_draw_forms=True).to_pil().convert("RGB")
    pdf.close()
    return picture


def _poppler(content: bytes, folder: Path) -> Image.Image:
    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm (poppler-utils) is not installed")
    (folder / "p.pdf").write_bytes(content)
    command = ["pdftoppm", "-r", "144", "-cropbox", "-png", "-singlefile", "p.pdf", "p"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return Image.open(folder / "p.png").convert("RGB")


@pytest.mark.parametrize("draw", [_pdfium, _poppler])
@pytest.mark.parametrize("crop", [None, (40, 30, 460, 640)])
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_the_mark_encloses_the_cell(
    tmp_path: Path, rotate: int, crop: tuple[float, ...] | None, draw: Any
) -> None:
    path = blank(tmp_path / "a.pdf", rotate, crop)
    picture = draw(copy_of(report_on(path)), tmp_path)
    # the overall note stands in the corner; only what is below it is looked at
    part = picture.crop((0, 80, *picture.size))
    found = ImageChops.invert(part).point(lambda v: 255 if v > 40 else 0).getbbox()
    assert found is not None
    left, top, right, bottom = OVER
    wanted = (CELL.x0 - left, CELL.y0 - top - 40, CELL.x1 + right, CELL.y1 + bottom - 40)
    assert [v / 2 for v in found] == pytest.approx(wanted, abs=2.0)
    # the badge is upright: at the upper left corner as displayed, whatever the rotation
    corner = picture.getpixel((int(CELL.x0 * 2) - 5, int(CELL.y0 * 2) - 8))
    assert corner[0] > 150 and corner[1] < 60


def test_notes_hold_the_finding_in_chinese(tmp_path: Path) -> None:
    path = blank(tmp_path / "a.pdf", 0, None)
    found = notes_in(copy_of(report_on(path)))
    assert [kind for kind, _, _ in found] == ["/Square", "/Highlight"]
    assert all(drawn for *_, drawn in found)
    assert "37.0 + 5.3 = 42.3" in found[1][1] and "类款项逐级汇总" in found[1][1]
    assert "核对覆盖率" in found[0][1] and "图例" in found[0][1]
    english = notes_in(copy_of(report_on(path), "en"))
    assert "Legend" in english[0][1]


def test_addends_and_wrong_cells_look_different(faulty_pdf: Path, tmp_path: Path) -> None:
    target = tmp_path / "批注.pdf"
    main(["check", str(faulty_pdf), "--output", f"pdf:{target}"])
    with pikepdf.open(target) as pdf:
        kinds = [str(a.Subtype) for p in pdf.pages for a in p.obj.get("/Annots", [])]
    assert kinds.count("/Square") > 2 and kinds.count("/Highlight") > 2


def test_existing_annotations_stay_and_bytes_repeat(tmp_path: Path) -> None:
    path = blank(tmp_path / "a.pdf", 0, None)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        old = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[1, 1, 9, 9], Contents="旧"
        )
        pdf.pages[0].obj.Annots = pdf.make_indirect(pikepdf.Array([old]))
        pdf.save(path)
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages[0].obj.Annots) == 1
    report = report_on(path)
    one = copy_of(report)
    assert one == copy_of(report)
    with pikepdf.open(io.BytesIO(one)) as pdf:
        contents = [str(a.Contents) for a in pdf.pages[0].obj.Annots]
    assert contents[0] == "旧" and len(contents) == 3


def test_a_place_off_the_page_and_hostile_text_do_no_harm(tmp_path: Path) -> None:
    path = blank(tmp_path / "a.pdf", 90, None)
    far = report_on(path, page=99, box=Box(9e3, 9e3, 9e3 + 5, 9e3 + 5))
    hostile = tuple(replace(f, message=samples.HOSTILE + ")\\(\x00") for f in far.findings)
    texts = [text for _, text, _ in notes_in(copy_of(replace(far, findings=hostile)))]
    assert any("<script>" in text for text in texts)


def test_a_folder_takes_several_and_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    reports = [
        report_on(blank(tmp_path / "a.pdf", 0, None)),
        report_on(blank(tmp_path / "x" / "a.pdf", 0, None)),
        samples.clean_report(str(tmp_path / "没有.pdf")),
    ]
    made = annotated_pdf_report.render(reports, [], lang="zh", file=tmp_path / "out")
    assert isinstance(made, Files)
    assert sorted(made.parts) == ["a-批注-2.pdf", "a-批注.pdf"]
    assert len(made.problems) == 1 and "找不到原文件" in made.problems[0]
    with pytest.raises(UsageProblem, match="给一个文件夹"):
        annotated_pdf_report.render(reports, [], lang="zh", file=tmp_path / "out.pdf")


def test_the_original_is_never_replaced_and_changes_are_noticed(tmp_path: Path) -> None:
    path = blank(tmp_path / "a.pdf", 0, None)
    report = report_on(path)
    with pytest.raises(UsageProblem, match="不能覆盖原文件"):
        annotated_pdf_report.render([report], [], lang="zh", file=path)
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(UsageProblem, match="有改动"):
        copy_of(report)


def test_without_pikepdf_the_message_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = report_on(blank(tmp_path / "a.pdf", 0, None))
    monkeypatch.setitem(sys.modules, "pikepdf", None)
    with pytest.raises(UsageProblem, match=r"budgetlint\[annotate\]"):
        copy_of(report)
