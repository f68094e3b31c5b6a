"""Writing a workbook: text stays text, figures are figures, the same input the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from math import ceil
from typing import Any

from budgetlint.amounts import Amount
from budgetlint.report.texts import clean
from budgetlint.report.wrapping import display_width

Line = Callable[[Sequence[object], str], None]
_FORBIDDEN = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: What a spreadsheet would take for a formula when a cell is typed or pasted again.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_LONGEST = 32_000  # Excel holds 32,767 characters in a cell
_LINE, _LINES = 15, 10  # height of a line in points, most lines of a row
_EPOCH = datetime(2000, 1, 1)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(<)")
_FILLS = {
    "head": "FFD9E1F2",
    "error": "FFF8CBAD",
    "warning": "FFFFF2CC",
    "unchecked": "FFE7E6E6",
    "title": "",
    "note": "",
}


class Book:
    """A workbook of sheets that are written line by line."""

    def __init__(self) -> None:
        from openpyxl import Workbook
        from openpyxl.styles import Alignment, Font, PatternFill

        self.book = Workbook(write_only=True)
        self.book.properties.creator = "budgetlint"
        self.book.properties.created = _EPOCH
        self.fills = {
            tone: PatternFill("solid", fgColor=color) for tone, color in _FILLS.items() if color
        }
        self.fonts = {
            "head": Font(bold=True),
            "error": Font(bold=True),
            "title": Font(bold=True, size=14),
            "note": Font(color="FF595959"),
        }
        self.wrapped = Alignment(vertical="top", wrap_text=True)

    def sheet(self, title: str, heads: Sequence[tuple[str, int]]) -> Sheet:
        """A sheet with a heading that stays in sight and can be filtered."""
        raw = self.plain(title, [width for _, width in heads])
        raw.freeze_panes = "A2"
        sheet = Sheet(self, raw, [width for _, width in heads])
        raw.append([self.cell(raw, text, "head", wrap=True) for text, _ in heads])
        return sheet

    def plain(self, title: str, widths: Sequence[int]) -> Any:
        """A sheet without a heading (the stubs know little of sheets that are only written)."""
        from openpyxl.utils import get_column_letter

        raw: Any = self.book.create_sheet(_FORBIDDEN.sub(" ", title)[:31])
        for number, width in enumerate(widths, start=1):
            raw.column_dimensions[get_column_letter(number)].width = width
        raw.page_setup.orientation = "landscape"
        raw.page_setup.paperSize = 8  # A3: many columns
        raw.page_setup.fitToHeight = 0
        raw.sheet_properties.pageSetUpPr.fitToPage = True
        return raw

    def cell(self, raw: Any, value: object, tone: str = "", *, wrap: bool = False) -> Any:
        """One cell; None stays empty."""
        from openpyxl.cell import WriteOnlyCell

        cell = WriteOnlyCell(raw)
        if isinstance(value, Amount):
            cell.value, cell.number_format = _figure(value)
        elif isinstance(value, str):
            cell.value = _NOT_XML.sub("\ufffd", clean(value))[:_LONGEST] or None
            if cell.value is not None:
                cell.data_type = "s"
                cell.quotePrefix = cell.value.startswith(_FORMULA)
        else:
            cell.value = value  # type: ignore[assignment]
        if tone in self.fills:
            cell.fill = self.fills[tone]
        if tone in self.fonts:
            cell.font = self.fonts[tone]
        if wrap:
            cell.alignment = self.wrapped
        return cell

    def content(self) -> bytes:
        """The file, without the time at which it was written."""
        written = io.BytesIO()
        self.book.save(written)
        result = io.BytesIO()
        with zipfile.ZipFile(written) as old, zipfile.ZipFile(result, "w") as new:
            for name in old.namelist():
                content = old.read(name)
                if name == "docProps/core.xml":
                    content = _MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z\g<2>", content)
                info = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                new.writestr(info, content)
        return result.getvalue()


class Sheet:
    """A sheet of lines below a heading."""

    def __init__(self, book: Book, raw: Any, widths: Sequence[int]) -> None:
        self.book = book
        self.raw = raw
        self.widths = widths
        self.count = 0
        self._filter()

    def line(self, values: Sequence[object], tone: str) -> None:
        """One line; the tone colours its first cells, where severity and rule stand."""
        self.count += 1
        cells = [
            self.book.cell(self.raw, value, tone if index < 4 else "", wrap=True)
            for index, value in enumerate(values)
        ]
        # Not every program measures wrapped text itself when it opens a file.
        lines = [
            ceil(display_width(value) / width)
            for value, width in zip(values, self.widths, strict=False)
            if isinstance(value, str)
        ]
        height = _LINE * min(max(lines, default=1), _LINES)
        self.raw.row_dimensions[self.count + 1].height = max(height, _LINE)
        self.raw.append(cells)
        self._filter()

    def _filter(self) -> None:
        from openpyxl.utils import get_column_letter

        last = get_column_letter(len(self.widths))
        self.raw.auto_filter.ref = f"A1:{last}{self.count + 1}"


def _figure(amount: Amount) -> tuple[Decimal, str]:
    """The value and a format that shows it with the decimals it was printed with."""
    exponent = amount.value.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    shape = "#,##0" + ("." + "0" * decimals if decimals else "")
    if amount.percent:
        return amount.value / 100, shape.replace("#,##", "") + "%"
    return amount.value, shape
