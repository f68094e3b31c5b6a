"""Reports made by hand: every kind of outcome, place and hostile text a renderer must show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from budgetlint.amounts import parse_amount
from budgetlint.failures import FileFailure
from budgetlint.model import (
    Box,
    Column,
    ColumnRole,
    Coverage,
    Document,
    DocumentReport,
    Evidence,
    EvidenceRole,
    Figure,
    Finding,
    Outcome,
    Page,
    Row,
    RowRole,
    Severity,
    Status,
    Table,
    TableKind,
)

HOSTILE = "<script>alert('表')</script>\"><img src=x onerror=alert(1)>\x1b[31m\u202e"
_AMOUNT, _NAME = ColumnRole.AMOUNT, ColumnRole.NAME


def box(row: int, column: int) -> Box:
    """A place that differs for every row and column."""
    return Box(40.0 + 70 * column, 100.0 + 18 * row, 105.0 + 70 * column, 116.0 + 18 * row)


def table(
    ident: str,
    kind: TableKind,
    title: str,
    columns: tuple[tuple[tuple[str, ...], ColumnRole, int], ...],
    lines: tuple[tuple[str, str, RowRole, tuple[str, ...]], ...],
    *,
    page: int,
    breaks: tuple[int, ...] = (),
    panel: int = 0,
    number: str = "",
    unit: str = "万元",
    notes: tuple[str, ...] = (),
) -> Table:
    """A table of one panel; each line is code, name, role and the texts of its figures.

    ``breaks`` are the rows with which a new page begins.
    """
    heads = tuple(Column(i, path, role, p) for i, (path, role, p) in enumerate(columns))
    holders = [c.index for c in heads if c.role not in (_NAME, ColumnRole.CODE)]
    label = next(c.index for c in heads if c.role is _NAME)
    rows: list[Row] = []
    figures: dict[tuple[int, int], Figure] = {}
    for index, (code, name, role, texts) in enumerate(lines):
        here = page + sum(index >= b for b in breaks)
        level = {3: 1, 5: 2, 7: 3}.get(len(code), 0)
        rows.append(
            Row(index, here, panel, code, name, level, role, box(index, label), label_column=label)
        )
        for column, text in zip(holders, texts, strict=True):
            if text:
                figures[index, column] = Figure(
                    text, parse_amount(text), here, box(index, column), index, column
                )
    pages = tuple(range(page, page + len(breaks) + 1))
    return Table(
        ident,
        kind,
        title,
        number,
        unit,
        "清源市档案馆",
        2025,
        heads,
        tuple(rows),
        figures,
        pages,
        notes=notes,
    )


def expenditure_table() -> Table:
    """支出总表 over two pages with a header of two levels; 204 is printed as 42.2."""
    return table(
        "T2",
        TableKind.EXPENDITURE,
        "部门支出总体情况表",
        (
            (("科目编码",), ColumnRole.CODE, 0),
            (("科目名称",), _NAME, 0),
            (("合计",), _AMOUNT, 0),
            (("基本支出", "小计"), _AMOUNT, 0),
            (("基本支出", "人员经费"), _AMOUNT, 0),
            (("基本支出", "公用经费"), _AMOUNT, 0),
            (("项目支出",), _AMOUNT, 0),
            (("项目支出占比",), ColumnRole.PERCENT, 0),
        ),
        (
            ("", "合计", RowRole.TOTAL, ("1,291.6", "1,101.0", "980.5", "120.5", "190.6", "14.8%")),
            ("201", "一般公共服务支出", RowRole.LEAF, ("1,121.4", "973.0", "", "", "148.4", "")),
            ("20126", "档案事务", RowRole.LEAF, ("1,121.4", "973.0", "", "", "148.4", "13.2%")),
            ("2012601", "行政运行", RowRole.LEAF, ("973.0", "973.0", "865.2", "107.8", "", "")),
            ("2012604", "档案馆", RowRole.LEAF, ("148.4", "", "", "", "148.4", "")),
            ("204", "公共安全支出", RowRole.LEAF, ("42.2", "", "", "", "42.2", "")),
            ("20402", "公安", RowRole.LEAF, ("37.0", "", "", "", "37.0", "")),
            ("20406", "司法", RowRole.LEAF, ("5.3", "", "", "", "5.3", "")),
            (
                "208",
                "社会保障和就业支出",
                RowRole.LEAF,
                ("128.0", "128.0", "115.3", "12.7", "", ""),
            ),
        ),
        page=14,
        breaks=(5,),
        number="预算03表",
    )


def balance_table(total: str = "1,291.9") -> Table:
    """收支总表: revenue at the left, expenditure at the right of one grid."""
    left = table(
        "T1",
        TableKind.BALANCE,
        "部门收支总体情况表",
        (
            (("收入", "项目"), _NAME, 0),
            (("收入", "行次"), ColumnRole.ORDINAL, 0),
            (("收入", "预算数"), _AMOUNT, 0),
        ),
        (
            ("", "一、一般公共预算拨款收入", RowRole.LEAF, ("1", "1,291.6")),
            ("", "二、政府性基金预算拨款收入", RowRole.LEAF, ("2", "")),
            ("", "收入总计", RowRole.TOTAL, ("3", "1,291.6")),
        ),
        page=13,
        number="预算01表",
    )
    right_rows = tuple(
        Row(i, 13, 1, "", name, 0, role, box(i, 3), label_column=3)
        for i, (name, role) in enumerate(
            (
                ("一、一般公共服务支出", RowRole.LEAF),
                ("二、公共安全支出", RowRole.LEAF),
                ("支出总计", RowRole.TOTAL),
            )
        )
    )
    right_columns = (
        Column(3, ("支出", "项目"), _NAME, 1),
        Column(4, ("支出", "预算数"), _AMOUNT, 1),
    )
    more = {
        (i, 4): Figure(text, parse_amount(text), 13, box(i, 4), i, 4)
        for i, text in enumerate(("1,121.4", "42.3", total))
    }
    return replace(
        left,
        columns=left.columns + right_columns,
        rows=left.rows + right_rows,
        figures={**left.figures, **more},
    )


def hostile_table() -> Table:
    """A table of unknown kind whose texts try to be markup, and a cell that is no number."""
    return table(
        "T3",
        TableKind.UNKNOWN,
        f"附表{HOSTILE}",
        ((("名称",), _NAME, 0), ((f"金额{HOSTILE}",), _AMOUNT, 0), (("备注",), ColumnRole.TEXT, 0)),
        (
            ("", HOSTILE, RowRole.LEAF, ("12.3.4", "")),
            ("", "其中：设备", RowRole.OF_WHICH, ("7.7", "")),
        ),
        page=16,
        unit="",
    )


def empty_table() -> Table:
    """A legal empty table with its note."""
    return table(
        "T4",
        TableKind.GOVERNMENT_FUND,
        "政府性基金预算支出情况表",
        ((("科目名称",), _NAME, 0), (("合计",), _AMOUNT, 0)),
        (),
        page=17,
        notes=("本部门没有政府性基金预算支出，本表为空表。",),
    )


def evidence(
    source: Table,
    cell: tuple[int, int],
    role: EvidenceRole = EvidenceRole.ADDEND,
    *,
    sign: int = 1,
) -> Evidence:
    """The evidence for one figure of a table."""
    figure = source.figures[cell]
    column = next(c for c in source.columns if c.index == cell[1])
    row = next(r for r in source.rows if r.index == cell[0] and r.panel == column.panel)
    return Evidence(
        figure.page,
        figure.box,
        figure.text,
        source.id,
        row.label,
        column.name,
        role,
        sign,
        figure.amount,
        cell,
    )


def finding(rule: str, severity: Severity, message: str, **fields: object) -> Finding:
    """A finding whose other fields are empty unless given."""
    values: dict[str, object] = {
        "name": "规则名称",
        "page": None,
        "expected": "",
        "actual": "",
        "difference": "",
        "tolerance": "",
        "formula": "",
        "fingerprint": f"fp-{rule}",
        "root": None,
        "evidence": (),
        "table": "",
        "basis": "",
        "how_to_fix": "",
    }
    values.update(fields)
    return Finding(rule=rule, severity=severity, message=message, **values)  # type: ignore[arg-type]


def root_and_dependents(spending: Table, balance: Table) -> tuple[Finding, ...]:
    """204 is printed as 42.2 instead of 42.3, which two other rules notice too."""
    total = EvidenceRole.TOTAL
    root = finding(
        "SUM102",
        Severity.ERROR,
        "“204 公共安全支出”的“项目支出”与所属款级之和不等",
        name="类款项逐级汇总",
        page=15,
        expected="42.3",
        actual="42.2",
        difference="-0.1",
        tolerance="0.15",
        formula="37.0 + 5.3 = 42.3，表中 42.2，差 -0.1，允许 ±0.15",
        fingerprint="aaaa1111",
        table="T2",
        basis="类级科目金额等于所属各款之和（政府收支分类科目）。",
        how_to_fix="核对 204 的金额与 20402、20406，改正其中印错的一个。",
        evidence=(
            evidence(spending, (5, 6), total),
            evidence(spending, (6, 6)),
            evidence(spending, (7, 6)),
        ),
    )
    column = finding(
        "SUM101",
        Severity.ERROR,
        "“合计”行的“项目支出”与各类之和不等",
        name="合计等于各行之和",
        page=14,
        expected="190.5",
        actual="190.6",
        difference="0.1",
        tolerance="0",
        formula="148.4 + 42.2 = 190.6",
        fingerprint="bbbb2222",
        root="aaaa1111",
        table="T2",
        evidence=(evidence(spending, (0, 6), total), evidence(spending, (5, 6))),
    )
    across = finding(
        "XTB301",
        Severity.ERROR,
        "“公共安全支出”在两张表中不同：42.2 与 42.3",
        name="收支总表与支出总表一致",
        page=15,
        expected="42.3",
        actual="42.2",
        difference="-0.1",
        tolerance="0",
        fingerprint="cccc3333",
        root="aaaa1111",
        table="T2",
        evidence=(evidence(spending, (5, 2), total), evidence(balance, (1, 4))),
    )
    return root, column, across


def other_findings(spending: Table, balance: Table, foreign: Table) -> tuple[Finding, ...]:
    """A cross-table error, a ratio, a label, hostile text, rounding and a note."""
    total = EvidenceRole.TOTAL
    label = Evidence(
        14, box(4, 1), "档案馆", "T2", "2012604 档案馆", "科目名称", EvidenceRole.LABEL
    )
    return (
        finding(
            "XTB302",
            Severity.ERROR,
            "支出总计在两张表中不同：1,291.6 与 1,291.9",
            name="总计一致",
            page=13,
            expected="1,291.6",
            actual="1,291.9",
            difference="0.3",
            tolerance="0",
            fingerprint="dddd4444",
            table="T1",
            how_to_fix="以原始预算批复为准，两表改为同一个数。",
            basis="同一事项在各表中的数字应当一致。",
            evidence=(evidence(balance, (2, 4), total), evidence(spending, (0, 2))),
        ),
        finding(
            "PCT201",
            Severity.WARNING,
            "“合计”的项目支出占比应为 14.76%，印作 14.8%",
            name="占比",
            page=14,
            expected="14.76%",
            actual="14.8%",
            difference="0.04",
            tolerance="0.01",
            fingerprint="eeee5555",
            table="T2",
            evidence=(
                evidence(spending, (0, 7), total),
                evidence(spending, (0, 6)),
                evidence(spending, (0, 2)),
            ),
        ),
        finding(
            "COD402",
            Severity.WARNING,
            "2012604 的名称与科目不符",
            name="科目名称",
            page=14,
            expected="档案馆",
            actual="档案馆支出",
            fingerprint="ffff6666",
            table="T2",
            evidence=(label,),
        ),
        finding(
            "DOC701",
            Severity.WARNING,
            f"出现异常文字 {HOSTILE}",
            name=f"文字{HOSTILE}",
            page=16,
            fingerprint=f"gg\"'>{HOSTILE}",
            table="T3",
            evidence=(evidence(foreign, (0, 1), total),),
        ),
        finding(
            "SUM103",
            Severity.INFO,
            "尾差 0.1",
            name="各栏之和",
            difference="0.1",
            tolerance="±0.20",
            expected="1,121.5",
            actual="1,121.4",
            fingerprint="hhhh7777",
            table="T2",
            evidence=(evidence(spending, (1, 2), total),),
        ),
        finding("COD403", Severity.INFO, "科目库中没有该名称的公开来源", fingerprint="iiii8888"),
    )


def not_checked(spending: Table) -> tuple[Outcome, ...]:
    """Three outcomes that could not be checked, two of them for one reason."""
    differ = "两个读取器读到的数字不同：128.0 与 123.0"
    return (
        Outcome(
            "SUM101",
            Status.NOT_CHECKED,
            evidence=(evidence(spending, (8, 2)),),
            reason=differ,
            table="T2",
            page=15,
        ),
        Outcome("PCT202", Status.NOT_CHECKED, reason="基数为 0，占比无法计算", table="T2", page=15),
        Outcome("PCT203", Status.NOT_CHECKED, reason="基数为 0，占比无法计算", table="T2", page=14),
    )


def faulty_report(path: str = "公开/2025年清源市档案馆部门预算公开.pdf") -> DocumentReport:
    """A document with everything that can go wrong."""
    spending, balance, foreign = expenditure_table(), balance_table(), hostile_table()
    pages = tuple(
        Page(n, 595, 842, (), (), "没有可用的文字层，可能是扫描件，请人工查看" if n == 9 else None)
        for n in range(1, 19)
    )
    document = Document(
        Path(path),
        "0" * 64,
        pages,
        (balance, spending, foreign, empty_table()),
        "部门预算",
        "清源市档案馆",
        2025,
        ("第9页：没有可用的文字层，可能是扫描件，请人工查看",),
    )
    unchecked = (spending.figures[8, 5], foreign.figures[0, 1], foreign.figures[1, 1])
    counted = sum(len(t.figures) for t in document.tables) - 3  # 行次 is no amount
    findings = (
        *other_findings(spending, balance, foreign),
        *root_and_dependents(spending, balance),
    )
    return DocumentReport(
        document,
        findings,
        {"pass": 88, "fail": 9, "not_applicable": 12, "not_checked": 3},
        not_checked(spending),
        Coverage(counted, counted - len(unchecked), unchecked),
        seconds=0.4,
    )


def clean_report(path: str = "公开/2025年清源市图书馆单位预算公开.pdf") -> DocumentReport:
    """A document in which every figure was checked and nothing found."""
    balance = balance_table("1,291.6")
    document = Document(
        Path(path), "1" * 64, (Page(1, 595, 842, (), ()),), (balance,), "单位预算", "", None
    )
    return DocumentReport(document, (), {"pass": 9}, (), Coverage(5, 5, ()))


def unreadable_report(path: str = "公开/扫描件.pdf") -> DocumentReport:
    """A document of pictures only."""
    document = Document(
        Path(path), "2" * 64, (), (), problems=("全部 12 页都没有文字层。",), readable=False
    )
    return DocumentReport(document, (), {}, (), Coverage(0, 0, ()))


def crashed_report(path: str = "公开/插件出错.pdf") -> DocumentReport:
    """A document without errors on which one rule crashed."""
    fault = finding(
        "internal",
        Severity.ERROR,
        "规则 SUM101 运行时出错：ValueError",
        name="内部错误 SUM101",
        how_to_fix="请把这条信息反馈给规则的维护者。",
    )
    return replace(clean_report(path), findings=(fault,))


def failure() -> FileFailure:
    """A file that could not be opened."""
    return FileFailure(
        Path("公开/加密.pdf"), "文件已加密，请用没有密码的文件重新检查。", "unreadable"
    )
