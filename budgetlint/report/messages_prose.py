"""The words of the reports for the figures of the running text."""

from __future__ import annotations

#: key: (Chinese, English), as in :mod:`budgetlint.report.messages`.
PROSE_STRINGS: dict[str, tuple[str, str]] = {
    "prose": ("正文中的数字", "Figures of the text"),
    "prose.coverage": ("正文核对覆盖率", "Coverage of the text"),
    "prose.of": (
        "{checked} / {figures} 个正文中的金额、百分比和数量至少参与一项核对",
        "{checked} of {figures} amounts, percentages and counts of the text took part in a check",
    ),
    "prose.none": ("正文中没有带单位的数字", "the text has no figures with a unit"),
    "prose.gap": (
        "{count:,} 个正文中的数字无法核对，请人工查看。",
        "Figures of the text that could not be checked: {count:,}; a person must look at them.",
    ),
    "prose.more": (
        "另有 {count:,} 个，见 HTML、JSON 或 XLSX 报告。",
        "Further ones: {count:,}; see the HTML, JSON or XLSX report.",
    ),
    "prose.unchecked": ("无法核对的正文数字", "Figures of the text that could not be checked"),
    "prose.all": (
        "正文中的数字全部至少参与一项核对。",
        "Every figure of the text took part in a check.",
    ),
    "prose.printed": ("文中印为", "Printed"),
    "prose.sentence": ("所在文字", "Sentence"),
    "prose.unchecked.one": ("正文数字无法核对", "Figure of the text, not checked"),
    "forms": ("绩效表中的数字", "Figures of performance forms"),
    "suspect": ("最可能写错", "Most likely wrong"),
    "suspect.be": ("{text} 应为 {corrected}", "{text} should be {corrected}"),
}
