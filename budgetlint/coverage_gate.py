"""``--fail-under-coverage``: documents of whose figures too few were checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation

from budgetlint.model import DocumentReport


def read_percent(text: str) -> Decimal | None:
    """``97``, ``97.5`` or ``97%`` as a number from 0 to 100, or None."""
    try:
        value = Decimal(text.strip().rstrip("%％").strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() and 0 <= value <= 100 else None


def below_coverage(reports: Iterable[DocumentReport], percent: Decimal) -> Iterator[str]:
    """A sentence for each document whose coverage is lower.

    One of which nothing could be checked is below any percentage but 0: a gate must not let
    it pass unseen.
    """
    for report in reports:
        coverage = report.coverage
        if percent == 0 or (
            coverage.figures and coverage.checked * 100 >= percent * coverage.figures
        ):
            continue
        yield f"{report.document.path}：{_sentence(coverage.checked, coverage.figures, percent)}"


def _sentence(checked: int, figures: int, percent: Decimal) -> str:
    if not figures:
        return f"没有读到可核对的表内数字，达不到要求的核对覆盖率 {percent}%"
    # cut, not rounded: what is below the mark must not look as if it had reached it
    reached = (Decimal(checked * 10_000) / figures).to_integral_value("ROUND_FLOOR") / 100
    return (
        f"核对覆盖率 {reached}%，低于要求的 {percent}%"
        f"（表内数字 {figures:,} 个，核对了 {checked:,} 个）"
    )
