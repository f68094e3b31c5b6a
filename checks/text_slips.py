"""TXT 文字与表: slips that a proofreader sees without knowing the figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from budgetlint.model import Document, Outcome, Severity, Status
from budgetlint.prose.paragraphs import Paragraph
from budgetlint.prose.statements import read_prose
from budgetlint.rules import rule

from .text_common import around, nothing, passed, words

#: What a writer does throughout a document is one finding.
_WORDS, _NO_YUAN, _EMPTY = "词语重复", "单位不全，缺“元”", "数字没有填写"
_EITHER = "两个相反的字没有选定一个"
_HABITS = (_NO_YUAN, _EMPTY, _EITHER)
_PUNCTUATED = "数字中有多余的标点"
_NUMBER = r"\d[\d,，]*\.\d{1,2}"
_SLIPS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("标点重复", re.compile(r"。。|，，|；；|、、|：：|，。|。，|、。|、，|；。")),
    (
        _WORDS,
        re.compile(
            r"(?:预算){2}(?!单位|管理|编制|执行|绩效|安排)|(?:决算){2}|(?:万元){2}|万元元|[%％]{2}"
            r"|(?:增加){2}|(?:减少){2}|(?:下降){2}|(?:主要){2}|(?:占比){2}|(?:其中){2}|(?:合计){2}"
            r"|(?:主要是){2}|主要是是|(?:原因){2}|(?:原因是){2}|经费费(?=[\d为，。；、])"
        ),
    ),
    (
        _EMPTY,
        re.compile(
            r"(?:占(?:[^，。；：:、（）()\d]{0,12}(?:的|比|比重|比例|预算|支出|收入|经费|总额))?|增长|下降|增加|减少)(?:为|了)?[%％](?=[，。；])"
            r"|(?:增加|减少)(?:为|了)?(?:万元|亿元)(?=[，。；])"
            r"|(?:预算|决算|支出|收入|经费)数?为(?:万元|亿元)(?=[，。；])"
            r"|(?:共有?|保有量|购置)(?:为)?(?:辆|台)(?=[，。；])"
        ),
    ),
    (
        _EITHER,
        re.compile(
            r"(?:增加|增长|上升)[（(/](?:或)?(?:减少|下降|降低)[）)]?"
            r"|(?:减少|下降|降低)[（(/](?:或)?(?:增加|增长|上升)[）)]?"
            r"|数大小于|数(?:大于|高于)[（(/、](?:小于|低于|等于)"
        ),
    ),
    (
        "金额没有单位",
        re.compile(
            rf"(?:预算|决算|支出|收入|经费|总计|合计)(?:数|额)?(?:为|是)?{_NUMBER}(?=[，。；、])"
        ),
    ),
    (
        "增减率没有“%”",
        re.compile(rf"(?:增长|下降|降幅|增幅|减幅|占比){_NUMBER}(?=[，。；、])"),
    ),
    (_NO_YUAN, re.compile(rf"{_NUMBER}万(?=[。，；、])")),
    ("字序颠倒", re.compile(rf"{_NUMBER}(?:为|是)(?:万元|亿元|元)")),
    (
        _PUNCTUATED,
        re.compile(
            r"\d。\d+(?:\.\d+)?(?:万元|元|[%％])|\d\.\d+\.\d+(?:万元|亿元|元|[%％])|\d,\.\d|\d\.，?,\d"
        ),
    ),
    (
        "金额前多了句号",
        re.compile(rf"(?:费|支出|经费|奖金|补助|补贴|津贴)[）)]?。{_NUMBER}万?元"),
    ),
)
_WORTH = re.compile("|".join(f"(?:{p.pattern})" for _, p in _SLIPS))
_RUN_BEFORE, _RUN_AFTER = re.compile(r"[\d.,]+$"), re.compile(r"[\d.,]+")
_SENTENCE = re.compile(r"[，。；：、（）]")
_FORM = re.compile(r"指标|评分|得分|分值")


@rule(
    "TXT111",
    name="文字差错",
    name_en="slip of the pen in the text",
    severity=Severity.WARNING,
    basis="公开文件的文字应当准确",
    message="正文“{text}”：{what}",
    message_en="“{text}”: doubled, missing or misplaced characters",
)
def slips(document: Document) -> Iterator[Outcome]:
    """正文没有明显的文字差错。

    检查内容
        重复的标点（。。）和词语（预算预算）；“增加（减少）”“下降（增长）”没有选定一个；
        金额没有单位，增减率没有“%”，“1682.76万”缺“元”，“3,623.98为万元”字序颠倒；
        “占%”“比上年减少万元”没有填数字；
        数字中间有多余的标点。占位符由 DOC107 检查。
    依据
        公开文件的文字应当准确。
    示例
        正确：当年预算1682.76万元。
        错误：当年预算1682.76万。。
    如何修改
        照提示改正。
    容差
        无。
    """
    prose = read_prose(document)
    found: dict[str, list[tuple[Paragraph, int, int]]] = {}
    for paragraph in prose.paragraphs:
        for what, start, end in _found(paragraph):
            found.setdefault(what, []).append((paragraph, start, end))
    if prose.paragraphs and not found:
        yield passed("TXT111", 1)
    elif not prose.paragraphs:
        yield nothing("TXT111", prose)
    for what, places in found.items():
        together = [places] if what in _HABITS else [[place] for place in places]
        for group in together:
            yield _slip(what, group)


def _found(paragraph: Paragraph) -> Iterator[tuple[str, int, int]]:
    text = paragraph.text
    for match in _WORTH.finditer(text):
        start, end = match.span()
        if _FORM.search(text, max(0, start - 20), end + 20):
            continue
        what = next(name for name, p in _SLIPS if p.match(text, start))
        if what == _PUNCTUATED and not _in_a_sentence(text, start, end):
            continue
        # the end of one line and the beginning of the next may be two texts
        if what != _WORDS or paragraph.whole_on_line(start, end):
            yield what, start, end


def _in_a_sentence(text: str, start: int, end: int) -> bool:
    """Whether a figure stands in a sentence, not among those of a table read as text."""
    run = _RUN_BEFORE.search(text, 0, start), _RUN_AFTER.match(text, end)
    whole = text[run[0].start() if run[0] else start : run[1].end() if run[1] else end]
    beside = text[max(0, start - 25) : start] + text[end : end + 25]
    return whole.count(".") <= 2 and bool(_SENTENCE.search(beside))


def _slip(what: str, places: Sequence[tuple[Paragraph, int, int]]) -> Outcome:
    paragraph, start, end = places[0]
    more = f"（共 {len(places)} 处）" if len(places) > 1 else ""
    return Outcome(
        "TXT111",
        Status.FAIL,
        ("正文", what, around(paragraph, start, end, 8)),
        None,
        {"text": around(paragraph, start, end), "what": what + more},
        tuple(part for place in places for part in words(*place)),
        actual=paragraph.text[start:end],
        page=paragraph.page(start),
    )
