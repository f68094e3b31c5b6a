"""The words about a document: its verdict, what was read of it, what was not checked."""

from __future__ import annotations

#: key: (Chinese, English); both are ``str.format`` templates with the same fields.
DOCUMENT: dict[str, tuple[str, str]] = {
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
    "line": ("第{number}行", "line {number}"),
    "paragraph": ("第{number}段", "paragraph {number}"),
    "lineno": ("行号", "Line"),
    "paragraphno": ("段号", "Paragraph"),
    "page.range": ("第{first}–{last}页", "pages {first}–{last}"),
    "row": ("行", "row"),
    "said": ("文字", "text"),
    "column": ("列", "column"),
    "table": ("表", "Table"),
    "table.on": ("{place}的表", "table on {place}"),
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
    "stored.tables": (
        "这份报告由保存的结果重新生成，其中没有表格的内容。需要时请重新检查原文件。",
        "Made from a stored result, which does not hold the contents of tables. "
        "Check the file again to see them.",
    ),
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
    "index.seconds": ("用时（秒）", "Seconds"),
    "index.back": ("返回文件一览", "Back to the files"),
    "list.comma": ("、", ", "),
    "colon": ("：", ": "),
    "comma": ("，", ", "),
    "semicolon": ("；", "; "),
}
