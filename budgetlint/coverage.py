"""Which figures took part in a check: those of tables and forms, and those of the running text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from budgetlint.causes import Cell
from budgetlint.forms import Form, form_figures, forms_of, table_cells
from budgetlint.model import Coverage, Document, Figure, ProseCoverage, SaidFigure
from budgetlint.prose.figures import Figure as Said
from budgetlint.prose.figures import Role
from budgetlint.prose.statements import Statement, read_prose

#: A figure of the running text: the number of its paragraph, where it begins there.
Place = tuple[int, int]
_REACH = 60
_REASONS = {
    Role.LEVEL: "所说的事项不能确定，或文件中没有可比的数",
    Role.CHANGE: "与哪一个数比较不能确定",
    Role.RATE: "与哪一个数比较不能确定",
    Role.SHARE: "是哪一个数的占比不能确定",
    Role.COMPLETION: "是哪两个数相比不能确定",
    Role.COUNT: "文件中没有可比的明细",
    Role.OTHER: "限额、标准或其他比率，没有可比的数",
}
_OTHER_YEAR = "不是本年度的数，文件中没有可比的数"
_OTHER_SCOPE = "口径与各表不同（扣除、不含、累计等），没有可比的数"


def table_coverage(
    document: Document, checked: Collection[Cell], forms: Iterable[Form] | None = None
) -> Coverage:
    """The figures of tables, and those of forms that stand in no row and column of a table."""
    forms = forms_of(document) if forms is None else tuple(forms)
    apart = form_figures(document, forms)
    same = table_cells(document, forms)
    checked = {*checked, *(same[cell] for cell in checked if cell in same)}
    total = 0
    unchecked: list[Figure] = []
    for table in document.tables:
        figures = [*table.figures.items()]
        figures += [((f.row, f.column), f) for f in apart.get(table.id, ())]
        total += len(figures)
        unchecked.extend(
            figure
            for place, figure in figures
            if figure.amount is None or (table.id, place) not in checked
        )
    return Coverage(total, total - len(unchecked), tuple(unchecked))


def prose_coverage(
    document: Document, used: Mapping[Place, Collection[str]], unsure: Mapping[Place, str]
) -> ProseCoverage:
    """Every figure of the running text with the rules that used it, or why none could.

    ``unsure`` are the reasons that rules gave for figures they could not check.
    """
    said: list[SaidFigure] = []
    for statement in read_prose(document).statements:
        figure = statement.figure
        page, box = figure.paragraph.box(figure.start, figure.after)
        rules = tuple(sorted(used.get(figure.place, ())))
        reason = "" if rules else unsure.get(figure.place) or _reason(statement, document)
        said.append(SaidFigure(figure.shown, page, box, _sentence(figure), rules, reason))
    return ProseCoverage(tuple(said))


def _reason(statement: Statement, document: Document) -> str:
    if statement.apart:
        return _OTHER_SCOPE
    if statement.base or statement.year not in (None, document.fiscal_year):
        return _OTHER_YEAR
    return _REASONS[statement.role]


def _sentence(figure: Said) -> str:
    """The sentence of a figure, cut where it is long; the words in front of it say most."""
    text = figure.paragraph.text
    start = text.rfind("。", 0, figure.start) + 1
    stop = text.find("。", figure.after)
    stop = len(text) if stop < 0 else stop + 1
    left, right = max(start, figure.start - _REACH), min(stop, figure.after + _REACH // 3)
    return ("…" if left > start else "") + text[left:right] + ("…" if right < stop else "")
