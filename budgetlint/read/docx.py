"""Word files (DOCX): paragraphs and tables in their order, as lines and grids of one page.

Where a page ends is not written in the file. A paragraph, and a row of a table, stands for a
line as in :mod:`budgetlint.read.text`. Numbers that Word sets by itself (automatic lists) are
not part of the text.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from budgetlint.model import Box, Grid, GridCell, Page, TextLine
from budgetlint.places import LINE
from budgetlint.read.errors import UnreadableFile
from budgetlint.read.radicals import plain_characters
from budgetlint.read.text_grid import WIDTH, row_box

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LEFT, _RIGHT = 40.0, 560.0
#: a document of this size unpacked is no disclosure
_MOST_BYTES = 200_000_000


def read_docx_pages(path: Path) -> tuple[Page, ...]:
    """The text of a DOCX file as one page.

    Raises:
        UnreadableFile: it is no DOCX file, is damaged, or holds no text.
    """
    flow = list(_flow(_body(path)))
    if not flow:
        raise UnreadableFile("Word 文件里没有文字。请确认选对了文件。")
    page = Page(
        1,
        WIDTH,
        max(item.box.y1 for item in flow) + LINE,
        tuple(item for item in flow if isinstance(item, TextLine)),
        tuple(item for item in flow if isinstance(item, Grid)),
        None,
        tuple(flow),
    )
    return (page,)


def _body(path: Path) -> ElementTree.Element:
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo("word/document.xml").file_size > _MOST_BYTES:
                raise UnreadableFile("Word 文件过大。请导出为 PDF 后再检查。")
            root = ElementTree.fromstring(archive.read("word/document.xml"))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, RuntimeError) as error:
        # RuntimeError: the archive is encrypted
        raise UnreadableFile(
            "不是有效的 Word 文件（DOCX），可能已损坏或加密。请用 Word 或 WPS 另存后再检查。"
        ) from error
    body = root.find(f"{_W}body")
    if body is None:
        raise UnreadableFile("Word 文件里没有正文。请用 Word 或 WPS 另存后再检查。")
    return body


def _flow(body: ElementTree.Element) -> Iterator[TextLine | Grid]:
    line = 0
    for block in _blocks(body):
        if block.tag == f"{_W}tbl":
            rows = list(block.iterfind(f"{_W}tr"))
            grid = _grid(rows, line)
            if grid is not None:
                yield grid
            line += len(rows)
            continue
        for text in _text(block).split("\n"):
            if text.strip():
                yield TextLine(text.strip(), row_box(line, len(text)))
            line += 1


def _blocks(parent: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """Paragraphs and tables, also those inside content controls."""
    for child in parent:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag == f"{_W}sdt":
            content = child.find(f"{_W}sdtContent")
            if content is not None:
                yield from _blocks(content)


def _text(element: ElementTree.Element) -> str:
    """The text of a paragraph; what was deleted under revision is not part of it."""
    if element.tag == f"{_W}t":
        return plain_characters(element.text or "")
    if element.tag in (f"{_W}br", f"{_W}cr"):
        return "\n"
    if element.tag == f"{_W}tab":
        return " "
    if element.tag in (f"{_W}pPr", f"{_W}rPr", _FALLBACK):
        return ""
    return "".join(_text(child) for child in element)


@dataclass
class _Cell:
    row: int
    column: int
    row_end: int
    column_end: int
    text: str


def _grid(rows: list[ElementTree.Element], line: int) -> Grid | None:
    cells: list[_Cell] = []
    above: dict[int, _Cell] = {}
    width = 0
    for row, element in enumerate(rows):
        column = _number(element, "trPr", "gridBefore", 0)
        for cell in element.iterfind(f"{_W}tc"):
            span = _number(cell, "tcPr", "gridSpan", 1)
            held = above.get(column)
            if held is not None and _continues(cell):
                held.row_end = row + 1
            else:
                above[column] = _Cell(row, column, row + 1, column + span, _cell_text(cell))
                cells.append(above[column])
            column += span
        width = max(width, column)
    if not cells:
        return None
    step = (_RIGHT - _LEFT) / width
    anchors = tuple(_LEFT + step * c for c in range(width + 1))
    made = tuple(_made(cell, anchors, line) for cell in cells)
    box = Box(_LEFT, line * LINE, _RIGHT, (line + len(rows)) * LINE)
    return Grid(1, box, len(rows), width, made, anchors, "docx")


def _made(cell: _Cell, anchors: tuple[float, ...], line: int) -> GridCell:
    return GridCell(
        cell.row,
        cell.column,
        cell.row_end - cell.row,
        cell.column_end - cell.column,
        cell.text,
        Box(
            anchors[cell.column],
            (line + cell.row) * LINE,
            anchors[cell.column_end],
            (line + cell.row_end) * LINE,
        ),
    )


def _number(element: ElementTree.Element, properties: str, name: str, default: int) -> int:
    found = element.find(f"{_W}{properties}/{_W}{name}")
    value = found.get(f"{_W}val", "") if found is not None else ""
    return int(value) if value.isdigit() else default


def _continues(cell: ElementTree.Element) -> bool:
    """Whether a cell is the lower part of one that is merged downwards."""
    merged = cell.find(f"{_W}tcPr/{_W}vMerge")
    return merged is not None and merged.get(f"{_W}val", "continue") == "continue"


def _cell_text(cell: ElementTree.Element) -> str:
    return "\n".join(_text(p) for p in cell.iter(f"{_W}p")).strip()
