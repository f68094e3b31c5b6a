"""Names of 科目 as they compare: without spaces, numbering and width differences."""

from __future__ import annotations

import re
from functools import lru_cache

_WIDTH = str.maketrans("（）［］【】，：；－—–－０１２３４５６７８９", "()()(),:;----0123456789")
_SUFFIX = re.compile(r"\((?:类|款|项)\)$")
_MARKER = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|\([一二三四五六七八九十\d]+\)[、.]?|\d{1,2}(?:[、．]|\.(?!\d)))"
)
_OF_WHICH = re.compile(r"^其中[::]?")
#: Particles that documents add or leave out without meaning another 科目.
_PARTICLES = re.compile(r"[的与和及、,·/()-]")


@lru_cache(maxsize=16384)
def normalise_name(text: str) -> str:
    """A name without spaces, numbering (一、（一）1.), 其中： and the suffix （类）（款）（项）.

    Brackets and digits come out half-width; what is left is compared letter by letter.
    """
    closed = "".join(text.split()).translate(_WIDTH).lstrip("-*#△▲")
    closed = _OF_WHICH.sub("", closed)
    return _SUFFIX.sub("", _MARKER.sub("", closed))


@lru_cache(maxsize=16384)
def skeleton(text: str) -> str:
    """The normalised name without 的/与/和/及 and punctuation: equal skeletons are one name."""
    return _PARTICLES.sub("", normalise_name(text))


@lru_cache(maxsize=4096)
def class_stem(text: str) -> str:
    """The stem of a 类 name as short forms print it: 农林水 for 农林水支出, 农林水事务."""
    name = normalise_name(text)
    for tail in ("支出", "事务", "等"):
        if len(name) > len(tail) and name.endswith(tail):
            name = name[: -len(tail)]
    return name
