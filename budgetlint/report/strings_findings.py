"""The words around findings: their calculation, their pictures, the review, the filter."""

from __future__ import annotations

#: key: (Chinese, English); both are ``str.format`` templates with the same fields.
FINDINGS: dict[str, tuple[str, str]] = {
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
    "actual.said": ("文中", "Stated"),
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
    "calc.total.said": ("文中写作", "Stated"),
    "calc.hint": (
        "最低、最高：印刷数字四舍五入前可能的范围。",
        "Lowest, highest: the range the printed figure may stand for before rounding.",
    ),
    "calc.equal": ("两数应相等", "The two should be equal"),
    # ---- pictures of pages
    "picture.alt": ("{place}的图片，标记：{marks}", "Picture of {place}; marked: {marks}"),
    "picture.whole": ("看整页", "Whole page"),
    "picture.gap": ("中间各行略", "lines in between left out"),
    "picture.head": ("表头，在第{page}页", "header, from page {page}"),
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
}
