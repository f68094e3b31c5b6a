"""The numbers of tables (公开01表, 预算表12, 表3-1, 附件2, 1.10, 一), alone or glued to a title."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: one or two digits, not those of a year that follows without a space (表1|2024年…)
_DIGITS = r"(?:[0-9０-９]{1,2}?(?=20[0-4][0-9]年)|[0-9０-９]{1,2}(?![0-9０-９]))"
_DIGITS = rf"{_DIGITS}(?:[-－—][0-9０-９]{{1,2}}(?![0-9０-９]))?"
_HAN = r"[一二三四五六七八九十]{1,3}"
_TABLE = (
    r"(?:(?:部门|单位)?(?:公开|附|财决|财预|预决算|预算|决算|收支){0,2}"
    rf"(?:{_DIGITS}表|表(?:{_DIGITS}|{_HAN}(?![般级次类项])))"
    rf"|附[件表](?:{_DIGITS}|{_HAN}(?![般级次类项])))"
)
_LEADING = re.compile(rf"^[（(]?(?P<number>{_TABLE})[）)]?[:：、.．\-—]*")
_ALONE = re.compile(rf"^[（(]?{_TABLE}[）)]?[:：]?$")
_ANYWHERE = re.compile(_TABLE)
_TRAILING = re.compile(rf"[（(](?P<number>{_TABLE}|[0-9]{{1,2}})[）)]$|(?<=表)(?P<bare>{_TABLE})$")
_SECTION = re.compile(
    rf"^(?:(?P<han>{_HAN})[、.．]|[（(](?P<bracket>{_HAN}|[0-9]{{1,2}})[）)]"
    r"|(?P<digits>[0-9]{1,2})[.．、](?=20[0-4][0-9]年|[^0-9.．])"
    r"|(?P<pair>[0-9]{1,2}\.[0-9]{1,2})(?=20[0-4][0-9]年|[一-鿿])"
    rf"|第{_HAN}部分[:：]?(?=.))"
)


@dataclass(frozen=True)
class Numbered:
    """A title and its number; ``leading`` says that the number stood before the title."""

    number: str
    title: str
    leading: bool = False


def split_number(text: str) -> Numbered:
    """Take the number of a table off its closed title.

    A text that is nothing but a number keeps an empty title. ``（一级项目）`` and the like are
    no numbers.
    """
    match = _LEADING.match(text)
    if match:
        rest = _TRAILING.sub("", text[match.end() :])
        return Numbered(match["number"], rest, leading=True)
    match = _TRAILING.search(text)
    if match and match.start() > 0:
        title = _SECTION.sub("", text[: match.start()])
        return Numbered(match["number"] or match["bare"] or "", title)
    match = _SECTION.match(text)
    if match:
        number = next((value for value in match.groups() if value), "")
        return Numbered(number, text[match.end() :], leading=True)
    return Numbered("", text)


def is_number(text: str) -> bool:
    """Whether a line is the number of a table and nothing else."""
    return bool(_ALONE.match(text))


def number_in(text: str) -> str:
    """The number of a table that stands somewhere in a short line, or ``""``."""
    match = _ANYWHERE.search(text)
    return match.group(0) if match else ""
