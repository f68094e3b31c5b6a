"""The words of the reports in Chinese and English.

Rule messages come formatted from the rules; here are only the words of the reports
themselves. English avoids plurals that depend on a number.
"""

from __future__ import annotations

from budgetlint.report.messages_prose import PROSE_STRINGS

LANGUAGES = ("zh", "en")

#: key: (Chinese, English); both are ``str.format`` templates with the same fields.
STRINGS: dict[str, tuple[str, str]] = {
    "title": ("预决算公开核对报告", "Budget disclosure check report"),
    # ---- verdicts: headline, and one sentence that says what it does and does not mean
    "verdict.errors": ("发现 {errors} 处错误", "Errors found: {errors}"),
    "verdict.errors.more": (
        "请对照原件逐处修改，改后重新核对。",
        "Correct each against the original, then check again.",
    ),
    "verdict.errors.roots": (
        "归到根源是 {roots} 处；先改根源，连带的会随之变化，改后请重新核对。",
        "They trace back to root causes: {roots}. Correct those first, then check again.",
    ),
    "verdict.unreadable": ("文件无法读取", "The file could not be read"),
    "verdict.unreadable.more": (
        "没有做任何核对，不能说明文件有没有错误。",
        "Nothing was checked; this says nothing about errors in the file.",
    ),
    "verdict.nothing": ("没有数字得到核对", "No figure was checked"),
    "verdict.nothing.more": (
        "没有表格数字参与核对，不能说明数字是否正确。",
        "No table figure took part in a check; this says nothing about the figures.",
    ),
    "verdict.warnings": (
        "未发现错误，有 {warnings} 处需要确认",
        "No errors found; to be confirmed: {warnings}",
    ),
    "verdict.warnings.more": (
        "请对照原件逐处确认；未核对的部分见“未能读取或核对的内容”。",
        "Please confirm each against the original; what was not checked is listed too.",
    ),
    "verdict.incomplete": (
        "已核对的部分未发现错误",
        "No errors found in what was checked",
    ),
    "verdict.incomplete.more": (
        "还有内容未能读取或核对，需要人工查看，见“未能读取或核对的内容”。",
        "Some content could not be read or checked and needs a person; it is listed.",
    ),
    "verdict.clean": ("未发现错误", "No errors found"),
    "verdict.clean.more": (
        "读到的表格数字全部至少参与了一项核对；结论只涉及已做的核对。",
        "Every table figure read took part in a check; this speaks only of the checks made.",
    ),
    "verdict.aside": (
        "不含已豁免的 {waived} 处、基线中已有的 {known} 处。",
        "Not counting those set aside (waived: {waived}, in the baseline: {known}).",
    ),
    # ---- words
    "severity.error": ("错误", "Error"),
    "severity.warning": ("警告", "Warning"),
    "severity.info": ("提示", "Note"),
    "severity.head": ("{severity} {count} 处", "{severity}: {count}"),
    "parens": ("{text}（{inner}）", "{text} ({inner})"),
    "quoted": ("{name}“{text}”", "{name} “{text}”"),
    "sentences": ("{first}。{second}", "{first}. {second}"),
    "rounding": ("尾差", "Rounding"),
    "notes": ("提示", "Notes"),
    "document": ("文件", "File"),
    "organisation": ("单位", "Organisation"),
    "year": ("年度", "Fiscal year"),
    "kind": ("类型", "Kind"),
    "pages": ("页数", "Pages"),
    "tables": ("表格", "Tables"),
    "verdict": ("结论", "Verdict"),
    "unknown": ("未识别", "not recognised"),
    "year.value": ("{year}年", "{year}"),
    "pageno": ("页", "Page"),
    "page": ("第{page}页", "page {page}"),
    "page.range": ("第{first}–{last}页", "pages {first}–{last}"),
    "row": ("行", "row"),
    "column": ("列", "column"),
    "table": ("表", "Table"),
    "table.on": ("第{page}页的表", "table on page {page}"),
    "table.none": ("全文", "whole document"),
    "printed": ("表中印为", "Printed"),
    "place": ("位置", "Place"),
    "coverage": ("核对覆盖率", "Coverage"),
    "coverage.of": (
        "{checked} / {figures} 个表内数字至少参与一项核对",
        "{checked} of {figures} table figures took part in at least one check",
    ),
    "coverage.none": ("没有可核对的表内数字", "no table figures to check"),
    "not_checked": ("无法核对", "Not checked"),
    "roots.of": ("根源 {roots} 处", "root causes: {roots}"),
    "count.items": ("{count} 项", "{count}"),
    "count.figures": ("{count:,} 个数", "figures: {count:,}"),
    "unit": ("单位：{unit}", "unit: {unit}"),
    # ---- what could not be read or checked
    "gaps": ("未能读取或核对的内容", "What could not be read or checked"),
    "gaps.unchecked": (
        "{count:,} 个表内数字没有参与任何核对，请人工查看。",
        "Table figures that took part in no check: {count:,}; a person must look at them.",
    ),
    "gaps.not_checked": (
        "{count:,} 项核对缺少条件，未能完成。",
        "Checks that could not be completed: {count:,}.",
    ),
    "gaps.unparsed": (
        "{count} 个单元格应为数字，但无法识别。",
        "Cells that should hold a figure and cannot be read as one: {count}.",
    ),
    "gaps.unknown": (
        "未能识别类型的表 {count} 张：{tables}。针对表种的核对没有做。",
        "Tables of unrecognised kind: {count} ({tables}). Checks for specific kinds were not made.",
    ),
    "gaps.more": (
        "另有 {count} 种原因，见 HTML 或 JSON 报告。",
        "Further reasons: {count}; see the HTML or JSON report.",
    ),
    "list": ("查看清单", "See the list"),
    # ---- findings
    "findings": ("问题", "Findings"),
    "findings.none": ("没有发现错误或需要确认的问题。", "No errors and nothing to confirm."),
    "dependents": ("由此连带 {count} 处", "Explained by this: {count}"),
    "dependents.hint": (
        "同一个数字错了会牵动上级和其他表；改正上面这一处后重新核对即可。",
        "One wrong figure disturbs its totals and other tables; correct it and check again.",
    ),
    "basis": ("依据", "Basis"),
    "fix": ("如何修改", "How to correct"),
    "expected": ("应为", "Expected"),
    "actual": ("表中", "Printed"),
    "difference": ("差", "Difference"),
    "tolerance": ("允许", "Tolerance"),
    "compared": ("对照", "Compared with"),
    "calculation": ("计算过程", "Calculation"),
    "formula": ("算式", "Formula"),
    "fold.rounding": (
        "尾差 {count} 处（四舍五入可以解释，不需要修改）",
        "Rounding differences: {count} (explained by rounding, nothing to correct)",
    ),
    "fold.notes": ("提示 {count} 处（供参考）", "Notes: {count} (for information)"),
    "fold.rounding.text": (
        "尾差 {count} 处，四舍五入可以解释，已折叠",
        "Rounding differences: {count}, explained by rounding, folded",
    ),
    "fold.notes.text": ("提示 {count} 处，已折叠", "Notes: {count}, folded"),
    "fold.waived.text": ("已豁免 {count} 处", "Waived: {count}"),
    "fold.known.text": ("基线中已有 {count} 处", "Already in the baseline: {count}"),
    # ---- calculation table
    "calc.long": ("计算过程（共 {count} 项）", "Calculation (terms: {count})"),
    "calc.sign": ("符号", "Sign"),
    "calc.item": ("项目", "Item"),
    "calc.printed": ("印刷数字", "Printed"),
    "calc.low": ("最低", "Lowest"),
    "calc.high": ("最高", "Highest"),
    "calc.computed": ("按上列数字计算", "Computed from the above"),
    "calc.expected": ("应为", "Expected"),
    "calc.total": ("表中印为", "Printed"),
    "calc.hint": (
        "最低、最高：印刷数字四舍五入前可能的范围。",
        "Lowest, highest: the range the printed figure may stand for before rounding.",
    ),
    "calc.equal": ("两数应相等", "The two should be equal"),
    # ---- pictures of pages
    "picture.alt": ("{place}的图片，标记：{marks}", "Picture of {place}; marked: {marks}"),
    "picture.whole": ("看整页", "Whole page"),
    "picture.gap": ("中间各行略", "lines in between left out"),
    "picture.close": ("关闭", "Close"),
    "picture.gone": (
        "原文件已不在检查时的位置，报告中没有页面图片。",
        "The file is no longer where it was checked; the report has no page pictures.",
    ),
    "picture.changed": (
        "原文件在检查之后有改动，报告中没有页面图片；请重新检查。",
        "The file has changed since it was checked; the report has no page pictures.",
    ),
    "picture.failed": (
        "有的页面无法生成图片。",
        "Some pages could not be drawn.",
    ),
    "picture.omitted": (
        "问题涉及的页面较多，为控制文件大小，只有前面的问题配有页面图片。",
        "To keep the file small only the first findings have page pictures.",
    ),
    "mark.wrong": ("有问题的数字或文字", "what is wrong"),
    "mark.total": ("用来比较的数（如合计）", "the figure compared (a total)"),
    "mark.plus": ("加数", "added"),
    "mark.minus": ("减数", "subtracted"),
    "mark.other": ("参与对照或计算的数", "compared or computed with"),
    # ---- review
    "review": ("复核意见", "Review"),
    "review.confirmed": ("属实", "Confirmed"),
    "review.false": ("误报", "False alarm"),
    "review.corrected": ("已修改", "Corrected"),
    "review.remark": ("说明", "Remark"),
    "review.remark.hint": ("误报须写明理由", "A false alarm needs a reason"),
    "review.clear": ("撤销", "Undo"),
    "review.author": ("复核人", "Reviewer"),
    "review.count": ("已复核 {done} / {total}", "Reviewed {done} of {total}"),
    "review.download": ("下载复核记录", "Download the review"),
    "review.need.reason": (
        "标为误报的问题须写明理由，已转到第一处。",
        "A false alarm needs a reason; this is the first without one.",
    ),
    "review.need.author": ("请先填写复核人。", "Please fill in the reviewer."),
    "review.kept": (
        "复核意见只保存在这台电脑的浏览器里；下载后交给 budgetlint 使用。",
        "The review is kept in this browser only; download it for budgetlint.",
    ),
    "review.lost": (
        "浏览器不能保存复核意见，关闭页面前请先下载。",
        "This browser cannot keep the review; download it before you close the page.",
    ),
    # ---- filter
    "filter": ("筛选问题", "Filter findings"),
    "filter.severity": ("程度", "Severity"),
    "filter.rule": ("规则", "Rule"),
    "filter.table": ("表格", "Table"),
    "filter.page": ("页", "Page"),
    "filter.text": ("查找文字", "Search"),
    "filter.all": ("全部", "All"),
    "filter.reset": ("清除", "Clear"),
    "filter.shown": ("显示 {shown} / {total} 组", "Showing {shown} of {total}"),
    "filter.nothing": ("没有符合条件的问题。", "No finding matches."),
    # ---- tables as read
    "as_read": ("读到的表格", "Tables as read"),
    "as_read.hint": (
        "程序读到的内容，请与原件对照。空白单元格原表即为空白。",
        "What was read, to be compared with the original. Blank cells were read as blank.",
    ),
    "as_read.none": ("没有读到表格。", "No table was read."),
    "as_read.print": (
        "折叠的表不打印；需要时先展开再打印。",
        "Folded tables are not printed; open them before printing.",
    ),
    "as_read.omitted": ("未列出的文字栏：{columns}。", "Text columns not shown: {columns}."),
    "as_read.empty": ("表内没有数字。", "The table has no figures."),
    "as_read.failing": ("{count} 处不符", "failing: {count}"),
    "as_read.unchecked": ("{count:,} 个数未核对", "unchecked: {count:,}"),
    "as_read.allchecked": ("{count:,} 个数均参与核对", "all {count:,} figures checked"),
    "as_read.to": ("在表中查看", "See it in the table"),
    "label.code": ("编码", "Code"),
    "label.name": ("名称", "Name"),
    "state.checked": ("无标记：至少参与一项核对，未被指为错误", "no mark: took part in a check"),
    "state.error": ("错误", "error"),
    "state.warning": ("警告", "warning"),
    "state.involved": ("参与了不符的计算", "part of a failing calculation"),
    "state.unsure": ("无法核对", "could not be checked"),
    "state.unparsed": ("无法识别为数字", "cannot be read as a figure"),
    "state.unchecked": ("未参与任何核对", "took part in no check"),
    "state.neutral": ("浅色：行次、序号等，不核对", "faint: ordinals and the like, not checked"),
    "legend": ("图例", "Legend"),
    # ---- lists at the end
    "unchecked": ("未核对的数字", "Unchecked figures"),
    "unchecked.none": ("表内数字全部至少参与一项核对。", "Every figure took part in a check."),
    "unchecked.nofigures": ("没有读到表内数字。", "No table figure was read."),
    "unparsed": ("无法识别为数字的单元格", "Cells that cannot be read as figures"),
    "not_checked.list": ("未能完成的核对", "Checks that could not be completed"),
    "not_checked.none": ("没有。", "None."),
    "noreason": ("未说明原因", "no reason given"),
    "other": ("其他", "Other"),
    # ---- several documents
    "index": ("文件一览", "Files"),
    "failures": ("未能完成的文件", "Files that could not be processed"),
    "failure": ("未能处理", "Not processed"),
    "skip": ("跳到问题清单", "Skip to the findings"),
    "top": ("回到顶部", "Back to top"),
    "total.line": (
        "共 {files} 个文件：{bad} 个有错误，{unread} 个无法读取或处理；"
        "错误 {errors} 处，警告 {warnings} 处，尾差 {rounding} 处",
        "Files: {files}; with errors: {bad}; could not be read or processed: {unread}; "
        "errors: {errors}, warnings: {warnings}, rounding differences: {rounding}",
    ),
    "footer": (
        "本报告只说明列出的核对项；未核对的内容不代表正确。",
        "This report speaks only of the checks listed; what was not checked is not thereby right.",
    ),
    "version": ("budgetlint {version}", "budgetlint {version}"),
    "index.hint": (
        "点列名排序，点文件名看详情。",
        "Sort by a heading; a name leads to detail.",
    ),
    "index.back": ("返回文件一览", "Back to the files"),
    "list.comma": ("、", ", "),
    "colon": ("：", ": "),
    "comma": ("，", ", "),
    "semicolon": ("；", "; "),
    **PROSE_STRINGS,
}

#: Canonical table kinds in English; the Chinese name is the value of the kind itself.
KINDS_EN = {
    "收支总表": "Revenue and expenditure",
    "收入总表": "Revenue",
    "支出总表": "Expenditure",
    "财政拨款收支总表": "Fiscal appropriations",
    "财政拨款支出表": "Expenditure from appropriations",
    "一般公共预算支出表": "General public budget expenditure",
    "一般公共预算基本支出表": "Basic expenditure, general public budget",
    "支出经济分类汇总表": "Expenditure by economic class",
    "“三公”经费表": "Travel abroad, vehicles and receptions",
    "政府性基金预算支出表": "Government fund expenditure",
    "国有资本经营预算支出表": "State capital expenditure",
    "项目支出表": "Projects",
    "政府采购预算表": "Government procurement",
    "机关运行经费表": "Operating costs",
    "绩效目标表": "Performance targets",
    "绩效自评表": "Performance self-evaluation",
    "政府预决算表": "Government accounts",
}

#: Kinds of documents in English.
DOCUMENT_KINDS_EN = {
    "部门预算": "department budget",
    "单位预算": "unit budget",
    "部门决算": "department final account",
    "单位决算": "unit final account",
    "政府预算": "government budget",
    "政府决算": "government final account",
}


class Messages:
    """The strings of one language; called with a key and the fields of its template.

    Raises:
        ValueError: the language is not one of :data:`LANGUAGES`.
    """

    def __init__(self, lang: str) -> None:
        if lang not in LANGUAGES:
            raise ValueError(f"不支持的语言 {lang!r}，可用：{'、'.join(LANGUAGES)}")
        self.lang = lang
        self._index = LANGUAGES.index(lang)

    def __call__(self, key: str, **fields: object) -> str:
        return STRINGS[key][self._index].format(**fields)

    def kind(self, value: str) -> str:
        """The name of a table kind."""
        if value == "unknown":
            return self("unknown")
        return KINDS_EN.get(value, value) if self.lang == "en" else value

    def document_kind(self, value: str) -> str:
        """The name of a kind of document."""
        return DOCUMENT_KINDS_EN.get(value, value) if self.lang == "en" else value

    def pages(self, pages: tuple[int, ...]) -> str:
        """``第14页`` or ``第14–15页``; empty without pages."""
        if not pages:
            return ""
        first, last = min(pages), max(pages)
        if first == last:
            return self("page", page=first)
        return self("page.range", first=first, last=last)
