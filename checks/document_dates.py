"""Years in the running text that can only be those of another year. Declares no rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from budgetlint.outline import Outline, Place, is_heading

_ASSETS = re.compile(r"(?:截至|截止)(20[0-4]\d)年12月31日")
_ASSET_WORDS = re.compile(r"共有车辆|实有车辆|国有资产|固定资产|资产总额|车辆\d")
_OPENING = re.compile(r"(20[0-4]\d)年度?")
_YEARS = re.compile(r"20[0-4]\d(?=年)")
_AMOUNT = re.compile(r"\d[\d,]*(?:\.\d+)?[万亿]?元")
#: sentences that speak of another year on purpose
_HISTORY = re.compile(r"执行|结转|结余|追加|调整|曾|已|当年|截至|印发|批复|根据|按照|划转|机构改革")
_SENTENCE_LINES = 6


@dataclass(frozen=True)
class YearInText:
    """A year named in a sentence, and the words that show it."""

    year: int
    text: str
    place: Place


def asset_dates(outline: Outline) -> Iterator[YearInText]:
    """The days at which cars and assets were counted (截至2024年12月31日)."""
    for index, place in enumerate(outline.body):
        match = _ASSETS.search(place.text)
        if match is None:
            continue
        after = "".join(p.text for p in outline.body[index : index + 3])
        if _ASSET_WORDS.search(after):
            yield YearInText(int(match.group(1)), match.group(0), place)


def stale_sentences(outline: Outline, year: int, stage: str) -> Iterator[YearInText]:
    """Sentences that give a figure of the document's own stage for the year before.

    ``stage`` is 预算 or 决算. Such a sentence opens with the year before, names no other year,
    and the sentence after it does not go on to the document's own year.
    """
    before = f"{year - 1}年"
    for index, place in enumerate(outline.body):
        if not place.text.startswith(before) or not _opens(outline, index):
            continue
        text = "".join(p.text for p in outline.body[index : index + _SENTENCE_LINES])
        sentence, _, following = text.partition("。")
        years = {int(y) for y in _YEARS.findall(sentence)}
        goes_on = str(year) in following.partition("。")[0]
        if years != {year - 1} or goes_on or _HISTORY.search(sentence):
            continue
        match = _OPENING.match(sentence)
        amount = _AMOUNT.search(sentence)
        if match and amount and stage in sentence[: amount.start()]:
            yield YearInText(year - 1, sentence[: amount.end()], place)


def _opens(outline: Outline, index: int) -> bool:
    """Whether a line begins a paragraph: what stands above it is over."""
    if index == 0:
        return True
    above = outline.body[index - 1].text
    return above.endswith(("。", "；", "：", ":")) or is_heading(above)
