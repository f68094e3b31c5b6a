"""Performance forms (绩效目标表, 自评表, 评分表): labels with values, and sheets of scores.

They are no tables with a header and rows of amounts: a value stands right of its label, and one
grid holds several blocks. Forms are read from the grids of a table.
"""

from __future__ import annotations

from budgetlint.forms.figures import form_figures, table_cells
from budgetlint.forms.model import Form, Fund, Score, ScoreSheet, Value
from budgetlint.forms.read import forms_of

__all__ = [
    "Form",
    "Fund",
    "Score",
    "ScoreSheet",
    "Value",
    "form_figures",
    "forms_of",
    "table_cells",
]
