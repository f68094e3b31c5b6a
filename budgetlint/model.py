"""What the reader hands to the checks, and what the checks hand to the reports.

Everything here is frozen: a stage takes the objects of the stage before and makes new ones.
Places are PDF points with the origin at the top left of the page *as displayed*; they are
floats because they are geometry. Money is never a float (see :mod:`budgetlint.amounts`).
"""

from __future__ import annotations

from budgetlint.model_read import (
    Box,
    Column,
    ColumnRole,
    Document,
    Figure,
    Grid,
    GridCell,
    Page,
    Row,
    RowRole,
    Spots,
    Table,
    TableKind,
    TextLine,
)
from budgetlint.model_said import (
    Coverage,
    DocumentReport,
    Evidence,
    EvidenceRole,
    Finding,
    Outcome,
    ProseCoverage,
    Quotient,
    SaidFigure,
    Severity,
    Spot,
    Status,
    Suspect,
)

__all__ = [
    "Box",
    "Column",
    "ColumnRole",
    "Coverage",
    "Document",
    "DocumentReport",
    "Evidence",
    "EvidenceRole",
    "Figure",
    "Finding",
    "Grid",
    "GridCell",
    "Outcome",
    "Page",
    "ProseCoverage",
    "Quotient",
    "Row",
    "RowRole",
    "SaidFigure",
    "Severity",
    "Spot",
    "Spots",
    "Status",
    "Suspect",
    "Table",
    "TableKind",
    "TextLine",
]
