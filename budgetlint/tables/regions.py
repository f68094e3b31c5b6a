"""The province, city or county whose government a document is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from budgetlint.model import Page

_LEVEL = r"(?:特别行政区|自治区|自治州|自治县|新区|省|市|州|盟|县|区|旗)"
_REGION = re.compile(
    rf"^(?:关于)?(?:20[0-4]\d年度?)?(?P<name>(?:(?!全|本|各|对|省|市|县|区)[一-鿿]{{2,8}}?{_LEVEL}){{1,3}})"
    r"(?=20[0-4]\d年|本级|级|财政|一般公共|政府|国有资本|社会保险|总[预决]算|人民政府|地方|[预决]算)"
)
_PROVINCES = re.compile(
    r"(?:河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州"
    r"|云南|陕西|甘肃|青海|台湾)省|(?:北京|天津|上海|重庆)市|内蒙古自治区|广西壮族自治区|西藏自治区"
    r"|宁夏回族自治区|新疆维吾尔自治区"
)
_CLEAR_MAJORITY = 0.8


def region_of(titles: Iterable[str], pages: Sequence[Page]) -> str:
    """The region named at the head of cover and titles.

    Where titles only say 全省 or 省级, the province that nearly every mention in the document
    means; else ``""``.
    """
    titles = list(titles)
    named = Counter(match["name"] for title in titles if (match := _REGION.match(title)))
    if named:
        return named.most_common(1)[0][0]
    if not any(re.search(r"全省|省(?:本)?级|全区|自治区", title) for title in titles):
        return ""
    return _province(pages)


def _province(pages: Sequence[Page]) -> str:
    mentions: Counter[str] = Counter()
    for page in pages:
        for line in page.lines:
            mentions.update(_PROVINCES.findall(line.text))
        for grid in page.grids:
            for cell in grid.cells:
                mentions.update(_PROVINCES.findall(cell.text))
    if not mentions:
        return ""
    name, count = mentions.most_common(1)[0]
    return name if count >= 3 and count >= _CLEAR_MAJORITY * mentions.total() else ""
