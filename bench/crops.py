"""Pictures of the places of findings, so that a person can look at each one on its page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageDraw
from snapshots import EvidenceLine, FindingLine, one_line

DPI = 110
MARGIN = 45.0  # points around the cells, so that labels and neighbours can be seen
COLOURS = {"total": "#d00000", "addend": "#0050d0", "label": "#008040"}


def draw_crops(source: Path, findings: Sequence[FindingLine], folder: Path) -> int:
    """Draw the places of every error and warning of one document; the number of pictures.

    ``index.md`` beside the pictures says what each one shows.
    """
    wanted = [f for f in findings if f["severity"] != "info"]
    if not wanted:
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    index: list[str] = [f"# {source.name}\n"]
    count = 0
    document = pdfium.PdfDocument(source)
    try:
        for number, finding in enumerate(wanted, 1):
            index.append(f"## {number}. {one_line(finding)}\n")
            for page in sorted({e["page"] for e in finding["evidence"]}):
                places = [e for e in finding["evidence"] if e["page"] == page]
                name = f"{number:03d}-{finding['rule']}-{finding['severity']}-p{page}.png"
                crop(document[page - 1], places).save(folder / name)
                index.append(f"![{name}]({name})\n")
                count += 1
    finally:
        document.close()
    (folder / "index.md").write_text("\n".join(index), encoding="utf-8")
    return count


def crop(page: pdfium.PdfPage, places: Sequence[EvidenceLine]) -> Image.Image:
    """The strip of a page that holds the places, over the full width, with their boxes drawn."""
    scale = DPI / 72
    picture: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
    pen = ImageDraw.Draw(picture)
    for place in places:
        box = [v * scale for v in place["bbox"]]
        left, right = sorted((box[0], box[2]))
        top, bottom = sorted((box[1], box[3]))
        pen.rectangle((left, top, right, bottom), outline=COLOURS[place["role"]], width=2)
    upper = (min(p["bbox"][1] for p in places) - MARGIN) * scale
    lower = (max(p["bbox"][3] for p in places) + MARGIN) * scale
    height = picture.height
    span = (max(0, int(upper)), min(height, int(lower)))
    if span[1] - span[0] < 10:  # boxes off the page: show all of it rather than nothing
        span = (0, height)
    return picture.crop((0, span[0], picture.width, span[1]))
