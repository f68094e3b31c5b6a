"""What the engine asks of a second reading, and how it says that two readings differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from budgetlint.model import Document, Evidence


class Agreement(Protocol):
    """What a second reading says of some cells.

    ``agreed`` is None when it read nothing there, which is not the same as disagreeing.
    """

    @property
    def agreed(self) -> bool | None: ...

    @property
    def differences(self) -> tuple[tuple[Evidence, str], ...]: ...


class Confirmer(Protocol):
    """A second, independent reading of the cells a finding rests on."""

    def confirm(self, document: Document, evidence: Sequence[Evidence]) -> Agreement: ...


def difference_reason(differences: Sequence[tuple[Evidence, str]], lang: str) -> str:
    """Why a failure is not reported: where the two readings differ."""
    if lang == "en":
        places = "; ".join(
            f"page {e.page}, {e.row} / {e.column}: first {e.text!r}, second {text!r}"
            for e, text in differences
        )
        return f"two independent readings of the file differ: {places}"
    places = "；".join(
        f"第{e.page}页“{e.row}”的“{e.column}”第一次读作“{e.text}”，第二次读作“{text}”"
        for e, text in differences
    )
    return f"两种方法读出的数字不一致，请人工核对：{places}"
