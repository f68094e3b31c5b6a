"""The figures of one table as facts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from budgetlint.amounts import UNITS
from budgetlint.classification import Kind, normalise_name
from budgetlint.facts_columns import (
    MEETINGS,
    THREE_PUBLIC_TOTAL,
    TRAINING,
    ColumnMeaning,
    column_meaning,
    item_column,
    plain,
    settle_current,
    spending_item,
)
from budgetlint.facts_labels import names_of
from budgetlint.facts_model import Concept, Fact, FactKey, Fund, Use
from budgetlint.facts_rows import (
    NameReader,
    RowMeaning,
    codes_of,
    is_unit,
    sources,
    total_of,
)
from budgetlint.model import Column, ColumnRole, Document, Row, RowRole, Table, TableKind
