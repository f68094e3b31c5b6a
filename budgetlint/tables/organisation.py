"""Names of organisations: what looks like one, and how it is cleaned."""

from __future__ import annotations

import re

#: what the names of public bodies end with
_END = (
    r"(?:局|厅|委员会|委|办公室|办|部|院|校|大学|学院|中学|小学|幼儿园|中心|站|所|队|会|政府|街道"
    r"|办事处|镇|乡|公司|馆|集团|社|台|处|署|宫|园|场|库|室|组|团|基地|口岸|管委会|支行|联|协)"
)
_PART = r"(?:[（(](?:本级|机关|本部|局机关|部门|单位|全系统|含下属单位)[）)]|本级|机关)"
_NAME = re.compile(rf"^[一-鿿·、“”（）()0-9]{{2,38}}{_END}{_PART}?$")
#: words of a budget's own headings, which no body is called after
_NOT_A_NAME = re.compile(
    r"^(?:本|我|该|各|全[省市县区州]|上述|下设|下属|第|附|年|部门|单位|收入|支出|收支|目录|一、|（)"
    r"|情况|说明|概况|职责|一般公共|政府性基金|国有资本|收支|制度$|工作$|实施$|加强|负责|以及"
)
_CODE = re.compile(r"^(?:[\[【(（]?\d{3,}[\]】)）]?|\d{3,})[-_－—\s]*")
_SUMMARY = re.compile(r"[（(](?:汇总|合并|部门汇总|公开|盖章|公章|签章|盖章处)[）)]")


def clean_name(text: str) -> str:
    """A name as printed without its code, brackets of form (盖章, 汇总) and loose characters."""
    name = _CODE.sub("", "".join(text.split()))
    name = _SUMMARY.sub("", name)
    return re.sub(r"^[^一-鿿A-Za-z“]+|[^一-鿿A-Za-z0-9）)”]+$", "", name)


def is_organisation(name: str) -> bool:
    """Whether a text reads like the name of one public body."""
    return bool(_NAME.match(name)) and not _NOT_A_NAME.search(name)
