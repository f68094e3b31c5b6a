"""Radicals of the Unicode blocks of that name, put back to the characters they stand for.

Some producers map a glyph that a radical and a character share to the radical: ⾦额, ⽀出. pdfium
does this by itself; text from other parsers, and text copied out of such a PDF, does not.
"""

from __future__ import annotations

import unicodedata

#: those of the supplement that a Chinese text may hold; Unicode itself decomposes none of them
_SUPPLEMENT = dict(
    zip(
        "⺁⺄⺆⺌⺎⺏⺐⺗⺛⺝⺟⺠⺧⺩⺪⺬⺶⺷⺸⻁⻄⻅⻉⻋⻎⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "厂乙冂小兀尣尢心旡月母民牛王疋示羊羊羊虎西见贝车辶长门雨青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)
_KANGXI = {chr(c): unicodedata.normalize("NFKC", chr(c)) for c in range(0x2F00, 0x2FD6)}
_TABLE = str.maketrans(_KANGXI | _SUPPLEMENT)


def plain_characters(text: str) -> str:
    """A text with ordinary characters in place of radicals."""
    return text.translate(_TABLE)
