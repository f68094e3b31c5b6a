"""The words of the reports for programs, Excel and PDF readers, in Chinese and English."""

from __future__ import annotations

from budgetlint.model import Finding
from budgetlint.report.messages import Messages

#: key: (Chinese, English); both are ``str.format`` templates with the same fields.
STRINGS: dict[str, tuple[str, str]] = {
    "aside.waived": ("已豁免：{reason}", "waived: {reason}"),
    "aside.known": ("基线中已有", "in the baseline"),
    "also": ("另有 {count} 处由此连带", "explained by this: {count} more"),
    "addend": ("参与计算：{text}", "part of the calculation: {text}"),
    "compared": ("对照处：{text}", "compared with: {text}"),
    "label": ("有关文字：{text}", "text concerned: {text}"),
    "formula": ("算式：{text}", "Calculation: {text}"),
    "expected": ("应为 {text}", "expected {text}"),
    "fix": ("如何修改：{text}", "How to correct: {text}"),
    "basis": ("依据：{text}", "Basis: {text}"),
    "severity.internal": ("内部错误", "Internal error"),
    "unreadable.rule": ("文件读取", "Reading the file"),
    "unreadable.page": ("页面读取", "Reading the pages"),
    "rest": (
        "其余核对（未单独列出的规则，没有不符）",
        "All other checks (nothing found by rules not listed)",
    ),
    "holds": ("成立", "holds"),
    "holds.places": ("成立 {count} 处", "places where it holds: {count}"),
    "nothing.checked": ("没有表内数字得到核对", "no table figure was checked"),
    "coverage.line": (
        "核对覆盖率 {percent}（{words}），无法完成的核对 {count} 项",
        "Coverage {percent} ({words}); checks that could not be completed: {count}",
    ),
    # ---- workbook
    "sheet.findings": ("问题", "Findings"),
    "sheet.unchecked": ("未核对", "Not checked"),
    "sheet.tables": ("表格", "Tables"),
    "sheet.files": ("文件", "Files"),
    "head.number": ("序号", "No."),
    "head.file": ("文件", "File"),
    "head.severity": ("程度", "Severity"),
    "head.rule": ("规则", "Rule"),
    "head.name": ("规则名称", "Rule name"),
    "head.message": ("问题", "Message"),
    "head.page": ("页", "Page"),
    "head.table": ("表", "Table"),
    "head.row": ("行", "Row"),
    "head.column": ("列", "Column"),
    "head.printed": ("表中印为", "Printed"),
    "head.expected": ("应为", "Expected"),
    "head.difference": ("差", "Difference"),
    "head.tolerance": ("允许", "Tolerance"),
    "head.formula": ("算式", "Calculation"),
    "head.basis": ("依据", "Basis"),
    "head.fix": ("如何修改", "How to correct"),
    "head.fingerprint": ("指纹", "Fingerprint"),
    "head.root": ("根源", "Root cause"),
    "head.aside": ("处理", "Set aside"),
    "head.what": ("情况", "What"),
    "head.text": ("印刷文字", "Printed text"),
    "head.reason": ("原因", "Reason"),
    "head.organisation": ("单位", "Organisation"),
    "head.year": ("年度", "Year"),
    "head.kind": ("类型", "Kind"),
    "head.verdict": ("结论", "Verdict"),
    "head.errors": ("错误", "Errors"),
    "head.warnings": ("警告", "Warnings"),
    "head.coverage": ("核对覆盖率", "Coverage"),
    "head.pages": ("页数", "Pages"),
    "what.problem": ("未能读取", "Could not be read"),
    "what.unparsed": ("无法识别为数字", "No figure"),
    "what.unchecked": ("未参与任何核对", "Took part in no check"),
    "what.not_checked": ("核对未能完成", "Check not completed"),
    # ---- annotated PDF
    "mark.wrong": ("不符", "Does not agree"),
    "mark.label": ("有关文字", "Text concerned"),
    "mark.addend": ("参与计算", "Part of the calculation"),
    "mark.legend": (
        "图例：红底实框为不符之处，蓝色虚框为参与计算的数字，黄底为有关文字；"
        "角上的号码是问题的序号，号码后的 - 表示它在算式中是减项。",
        "Legend: red and solid, what does not agree; blue and dashed, figures of the "
        "calculation; yellow, text concerned. The number at the corner is that of the "
        "finding, - after it says that the figure is subtracted.",
    ),
    "pdf.suffix": ("批注", "annotated"),
    "pdf.missing": (
        '生成带批注的 PDF 需要 pikepdf，请先运行：pip install "budgetlint[annotate]"',
        'The annotated PDF needs pikepdf; please run: pip install "budgetlint[annotate]"',
    ),
    "pdf.gone": (
        "找不到原文件 {file}，无法加批注。请在检查时所在的文件夹中运行，或把文件放回原处。",
        "The file {file} is not there and cannot be annotated.",
    ),
    "pdf.changed": (
        "{file} 在检查之后有改动，批注会标错位置。请重新检查。",
        "{file} has changed since it was checked; please check it again.",
    ),
    "pdf.other": ("{file} 不是 PDF，不能加批注。", "{file} is no PDF and cannot be annotated."),
    "pdf.damaged": ("{file} 无法加批注：{error}", "{file} cannot be annotated: {error}"),
    "pdf.same": (
        "带批注的副本不能覆盖原文件 {file}，请换一个文件名。",
        "The annotated copy must not replace {file}; please choose another name.",
    ),
    "pdf.folder": (
        "有 {count} 个文件要加批注，请给一个文件夹，例如 --output pdf:批注",
        "{count} files are to be annotated; please name a folder, such as --output pdf:notes",
    ),
    "pdf.none": ("没有可以加批注的文件。", "There is no file to annotate."),
}


class Words(Messages):
    """The strings above and, for what is not among them, those of the other reports."""

    def __call__(self, key: str, **fields: object) -> str:
        if key in STRINGS:
            return STRINGS[key][self._index].format(**fields)
        return super().__call__(key, **fields)

    def aside(self, finding: Finding) -> str:
        """Why a finding does not count, or ``""`` for one that does."""
        if finding.waived:
            return self("aside.waived", reason=finding.waived)
        return self("aside.known") if finding.known else ""
