"""PRF 绩效: the grade follows from the score, and the text gives the score of the table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from budgetlint.amounts import Amount, Verdict, compare_equal, parse_amount
from budgetlint.forms import Form, Score, forms_of
from budgetlint.model import Document, Evidence, EvidenceRole, Outcome, Severity, Status
from budgetlint.rules import rule

from .performance_common import RunningText, running_text

_NUMBER = r"(\d{1,3}(?:\.\d+)?)"
_SCORE = re.compile(
    r"(?:综合|总体|自评|评价|绩效)(?:绩效)?(?:评价|自评)?(?:综合)?(?:得分|评分)(?:为|是|共计|[:：])?"
    rf"{_NUMBER}分"
)
#: the score of the whole, not that of one indicator
_WHOLE = re.compile(
    rf"(?:综合(?:绩效|评价)*|总体(?:评价)?|自评(?:综合)?|总)(?:得分|评分)(?:为|是|共计|[:：])?{_NUMBER}分"
)
_GRADE = re.compile(
    r"(?:等级|级别|级次|等次|结论|结果)(?:评定)?(?:为|是|[:：])*[“\"‘]?"
    r"(优秀|优|良好|良|中等|中|不合格|合格|较差|差)(?=[”\"’。，；,;）)]|等|$)"
)
_PART = re.compile(
    rf"([一-鿿]{{2,12}}?)(?:满分|分值|权重)(?:为)?{_NUMBER}分[，,](?:实际?得分?|得分|自评得分)(?:为)?{_NUMBER}分"
)
_DEFINED = re.compile(
    r"(?P<low>\d{2})(?:分)?(?:[（(]含[^）)]{0,6}[）)])?(?:[-—~～至到]|以上|≤)[^。；;，]{0,16}?(?P<grade>优|良|中|差)"
    r"|(?P<grade2>优|良|中|差)(?:秀|好|等)?[（(:：]?[A-Za-z]?(?:≥|≧|>=|大于等于|不低于)?(?P<low2>\d{2})(?!\d|%|％)"
)
_REACH = 240
_BOUNDS = {
    "优": (Decimal(90), Decimal(1000)),
    "良": (Decimal(80), Decimal(90)),
    "中": (Decimal(60), Decimal(80)),
    "差": (Decimal(0), Decimal(60)),
}
_FULL = {"优秀": "优", "良好": "良", "中等": "中", "较差": "差", "不合格": "差"}


@dataclass(frozen=True)
class _Graded:
    """A score and the grade given for it."""

    name: str
    score: str
    grade: str
    evidence: tuple[Evidence, ...]


@rule(
    "PRF105",
    name="等级与得分",
    name_en="grade against score",
    severity=Severity.ERROR,
    basis="《项目支出绩效评价管理办法》（财预〔2020〕10号）：90分（含）以上为优，80—90分为良，60—80分为中，60分以下为差",
    message="{name}得分 {score}，按评分标准应为“{expected}”，评定为“{grade}”",
    message_en="{name}: a score of {score} makes “{expected}”, the grade given is “{grade}”",
)
def score_grades(document: Document) -> Iterator[Outcome]:
    """评价等级与得分相符。

    检查内容
        自评表、评分表的评价等级，以及文中“综合得分……评定为……”，与得分所在的档次一致。
        文件自行规定的档次与通行标准不同的，不作判断。
    依据
        《项目支出绩效评价管理办法》（财预〔2020〕10号）第二十条：优、良、中、差四档。
    示例
        正确：综合得分 81.80 分，评价结论为“良”
        错误：综合得分 81.80 分，评价结论为“优”
    如何修改
        核对得分和等级，改正写错的一个；本地档次不同的，在文中写明。
    容差
        无。文件没有写明档次的，不符以警告列出。
    """
    text = running_text(document)
    found = [*_in_forms(document), *_in_text(text)]
    defined = _defined(document, text)
    other = any(_BOUNDS[grade][0] != low for grade, low in defined.items())
    severity = Severity.ERROR if defined else Severity.WARNING
    for item in found:
        amount = parse_amount(item.score)
        grade = _FULL.get(item.grade, item.grade)
        if amount is None or grade not in _BOUNDS or amount.value > 100:
            continue
        low, high = _BOUNDS[grade]
        if low <= amount.value < high:
            yield Outcome("PRF105", Status.PASS, (item.name, item.score))
        elif other:
            yield Outcome(
                "PRF105",
                Status.NOT_CHECKED,
                (item.name, item.score),
                reason=f"{item.name}得分 {item.score}，评定为“{item.grade}”：文件另有等级标准",
                page=item.evidence[0].page,
            )
        else:
            expected = next(g for g, (a, b) in _BOUNDS.items() if a <= amount.value < b)
            yield Outcome(
                "PRF105",
                Status.FAIL,
                (item.name, item.score),
                severity,
                {
                    "name": item.name,
                    "score": item.score,
                    "grade": item.grade,
                    "expected": expected,
                },
                item.evidence,
                expected=expected,
                actual=item.grade,
                page=item.evidence[0].page,
            )


@rule(
    "PRF106",
    name="文中得分与得分表",
    name_en="score in the text against the table",
    severity=Severity.ERROR,
    basis="同一得分在正文和得分表中应当一致",
    message="文中{name}{what} {printed} 分，得分表为 {expected}",
    message_en="{name}: the text says {printed}, the score table {expected}",
)
def text_scores(document: Document) -> Iterator[Outcome]:
    """文中写的得分与得分表一致。

    检查内容
        正文中的综合得分与得分表的总分一致；“部门决策满分10分，实得8.6分”与得分表中同名指标的分值、得分一致。
        文件有几张得分表、总分各不相同的，综合得分等于其中一张即可，否则不作判断。
    依据
        同一事实在同一文件中应当一致。
    示例
        正确：综合得分 83.69 分，得分表合计 83.69
        错误：综合得分 86.39 分，得分表合计 83.69
    如何修改
        核对评分底稿，改正写错的一处。
    容差
        小数位数不同的，按位数少的四舍五入。
    """
    forms = [form for form in forms_of(document) if form.score_total() is not None]
    text = running_text(document)
    if not forms or not text.lines:
        return
    yield from _totals_in_text(forms, text)
    lines = {line.label: line for form in forms for sheet in form.sheets for line in sheet.lines}
    for match in _PART.finditer(text.text):
        line = next((v for k, v in lines.items() if k and match[1].endswith(k)), None)
        if line is not None:
            yield from _part(line, match, text)


def _in_forms(document: Document) -> Iterator[_Graded]:
    for form in forms_of(document):
        total = form.score_total()
        if form.grade is None or total is None:
            continue
        match = re.match(r"优秀?|良好?|中等?|较?差|不?合格", form.grade.text)
        if match:
            places = (form.grade.evidence(EvidenceRole.LABEL), total.evidence(EvidenceRole.TOTAL))
            yield _Graded(f"“{form.name}”", total.text, match.group(0), places)


def _in_text(text: RunningText) -> Iterator[_Graded]:
    matches = list(_SCORE.finditer(text.text))
    for index, match in enumerate(matches):
        stop = matches[index + 1].start() if index + 1 < len(matches) else len(text.text)
        grade = _GRADE.search(text.text, match.end(), min(stop, match.end() + _REACH))
        if grade:
            yield _Graded(
                "文中",
                match[1],
                grade[1],
                (
                    text.evidence(match.start(), match.end(), "得分"),
                    text.evidence(grade.start(), grade.end(), "等级"),
                ),
            )


def _defined(document: Document, text: RunningText) -> dict[str, Decimal]:
    """The lower bounds of the grades as the document itself gives them."""
    sources = [text.text, *(f.grade.text for f in forms_of(document) if f.grade is not None)]
    found: dict[str, Decimal] = {}
    for source in sources:
        for match in _DEFINED.finditer(source):
            grade = match["grade"] or match["grade2"]
            if grade != "差":
                found.setdefault(grade, Decimal(match["low"] or match["low2"]))
    return found


def _totals_in_text(forms: list[Form], text: RunningText) -> Iterator[Outcome]:
    totals = [total for form in forms if (total := form.score_total()) is not None]
    for match in _WHOLE.finditer(text.text):
        said = parse_amount(match[1])
        if said is None:
            continue
        same = [t for t in totals if t.amount is not None and _agree(said, t.amount)]
        if same:
            yield Outcome(
                "PRF106",
                Status.PASS,
                ("综合得分", match[1]),
                table=same[0].table,
                cells=(same[0].key,),
            )
        elif len({t.text for t in totals}) > 1 or text.text.count("自评得分") > 1:
            yield Outcome(
                "PRF106",
                Status.NOT_CHECKED,
                ("综合得分", match[1]),
                reason=f"文中得分 {match[1]} 不知是哪一张得分表的总分",
                page=text.place(match.start(), match.end())[0],
            )
        else:
            place = text.evidence(match.start(), match.end(), "综合得分", EvidenceRole.TOTAL)
            yield _differs("", "综合得分", match[1], totals[0].text, place, totals[0].evidence())


def _part(line: Score, match: re.Match[str], text: RunningText) -> Iterator[Outcome]:
    for what, value, said in (("满分", line.full, match[2]), ("实得", line.score, match[3])):
        printed = parse_amount(said)
        if value is None or value.amount is None or printed is None:
            continue
        if _agree(printed, value.amount):
            yield Outcome(
                "PRF106", Status.PASS, (line.label, what), table=value.table, cells=(value.key,)
            )
        else:
            place = text.evidence(match.start(), match.end(), line.label, EvidenceRole.TOTAL)
            yield _differs(f"“{line.label}”", what, said, value.text, place, value.evidence())


def _agree(left: Amount, right: Amount) -> bool:
    """Whether two prints give one score; fewer decimals may be a rounding."""
    if left.value == right.value:
        return True
    return left.step != right.step and compare_equal(left, right).verdict is Verdict.ROUNDING


def _differs(
    name: str, what: str, said: str, expected: str, place: Evidence, other: Evidence
) -> Outcome:
    return Outcome(
        "PRF106",
        Status.FAIL,
        (name or "综合得分", what),
        Severity.ERROR,
        {"name": name, "what": what, "printed": said, "expected": expected},
        (place, other),
        expected=expected,
        actual=said,
        table=other.table,
        page=place.page,
    )


__all__ = ["score_grades", "text_scores"]
