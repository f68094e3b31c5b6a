"""TXT 文字与表: 科目 named in the text that are not those of the table."""

from __future__ import annotations

from collections.abc import Iterator

from budgetlint.model import Document, EvidenceRole, Outcome, Severity, Status
from budgetlint.prose.items import Swapped, swapped_names
from budgetlint.prose.judged import Judged, State, judged_amounts
from budgetlint.prose.ledger import Cell
from budgetlint.prose.statements import read_prose
from budgetlint.rules import rule

from .text_common import key_of, nothing, passed, printed, said, shorten, where, words


@rule(
    "TXT110",
    name="文字中的科目与表不符",
    name_en="budget line named in the text is not that of the table",
    severity=Severity.WARNING,
    basis="《地方预决算公开操作规程》（财预〔2016〕143号）：说明与所附各表应当一致",
    message="正文“{label}”{actual}，{problem}",
    message_en="The text says “{label}” {actual}; the table has it elsewhere ({expected})",
)
def items(document: Document) -> Iterator[Outcome]:
    """正文中的科目就是表中该金额的科目。

    检查内容
        “…（类）…（款）…（项）”后的金额不是表中该科目的数，却是表中另一科目的数；
        “主要包括：…”列举的经济分类科目，有一个在表中没有金额，而表中有金额的另一个没有列举。
    依据
        《地方预决算公开操作规程》：说明与所附各表应当一致。
    示例
        正确：对个人和家庭的补助“主要包括：退休费、奖励金”，表中 30309 奖励金 0.31
        错误：对个人和家庭的补助“主要包括：退休费、个人农业生产补贴”，表中 30309 奖励金 0.31
    如何修改
        对照表中的科目，改正正文中的科目名称或金额。
    容差
        无。
    """
    found = judged_amounts(document)
    foreign = [j for j in found if j.state is State.FOREIGN]
    swapped = list(swapped_names(document))
    held = sum(j.state is State.AGREED and j.statement.path is not None for j in found)
    if held:
        yield passed("TXT110", held)
    elif not foreign and not swapped:
        yield nothing("TXT110", read_prose(document))
    for judged in foreign:
        yield _foreign(document, judged)
    for name in swapped:
        yield _swapped(document, name)


def _foreign(document: Document, judged: Judged) -> Outcome:
    figure = judged.statement.figure
    codes = "、".join(sorted(judged.codes))
    own = f"，该科目在表中为另一个数（{where(document, judged.cell)}）" if judged.cell else ""
    evidence = [said(judged.statement, EvidenceRole.TOTAL)]
    if judged.cell is not None:
        evidence.append(printed(document, judged.cell))
    return Outcome(
        "TXT110",
        Status.FAIL,
        key_of(judged.statement, "科目"),
        None,
        {
            "label": shorten(judged.statement.label),
            "actual": figure.shown,
            "problem": f"表中这个数是科目 {codes} 的{own}",
            "expected": codes,
        },
        tuple(evidence),
        expected=codes,
        actual=figure.shown,
        page=figure.paragraph.page(figure.start),
    )


def _swapped(document: Document, item: Swapped) -> Outcome:
    cell = Cell(item.fact.amount, item.fact.table, item.fact.cell)
    places = words(item.paragraph, item.start, item.end)
    return Outcome(
        "TXT110",
        Status.FAIL,
        ("正文", item.name, "列举"),
        None,
        {
            "label": item.name,
            "actual": "",
            "problem": f"表中这个科目没有金额；有金额而没有列举的是{where(document, cell)}",
            "expected": item.instead,
        },
        (*places, printed(document, cell)),
        expected=item.instead,
        actual=item.name,
        page=places[0].page,
    )
