"""The canonical kind of a table by its title, header and body."""

from __future__ import annotations

from pathlib import Path

import pytest

from budgetlint.model import TableKind as K
from budgetlint.read import read_document
from budgetlint.tables.kinds import classify

TITLES = {
    K.BALANCE: "部门收支总体情况表 收支预算总表 财务收支预算总表 部门综合预算收支总表"
    " 收入支出决算总表 2026年市级部门收支预算总表 2026年西安市财政局收支总表"
    " 部门收支总表（含上年结转）",
    K.INCOME: "部门收入总体情况表 收入预算总表 收入决算表 2025年预算单位收入预算总表",
    K.EXPENDITURE: "部门支出总体情况表 支出预算总表 本年支出总体情况表 支出决算表",
    K.APPROPRIATION_BALANCE: "财政拨款收支总体情况表 财政拨款收支预算总表 财政拨款收入支出决算总表"
    " 2026年市级部门财政拨款收支预算总表 财政拨款总体情况表",
    K.APPROPRIATION_EXPENDITURE: "财政拨款支出表（功能科目） 西南大学财政拨款支出预算表",
    K.GENERAL_EXPENDITURE: "一般公共预算支出情况表 2025年部门一般公共预算支出功能分类预算表"
    " 一般公共预算拨款支出预算表 一般公共预算财政拨款支出决算表 一般公共预算当年拨款情况表"
    " 公共财政预算支出表 一般公共预算财政拨款支出表（含上年结转支出）",
    K.BASIC_EXPENDITURE: "基本支出情况表 一般公共预算基本支出部门预算经济分类预算表 基本支出决算表"
    " 财政拨款基本支出表（经济科目） 部门基本支出预算表（人员类、运转类公用经费项目）",
    K.ECONOMIC_SUMMARY: "支出经济分类汇总表 一般公共预算支出经济分类情况表"
    " 一般公共预算支出表（按经济分类） 支出预算分类汇总表（按政府预算经济分类）",
    K.THREE_PUBLIC: "“三公”经费支出情况表 2025年部门“三公”经费和机关运行经费预算表"
    " 行政经费及“三公”经费预算表 一般公共预算“三公”经费及会议费、培训费支出预算表"
    " 2024年省级部门“三公”经费支出决算表",
    K.GOVERNMENT_FUND: "政府性基金预算支出表 政府性基金预算财政拨款收入支出决算表"
    " 部门综合预算政府性基金收支表",
    K.STATE_CAPITAL: "国有资本经营预算支出预算表 国有资本经营预算财政拨款支出决算表",
    K.PROJECT: "项目支出表 部门项目支出预算表（其他运转类、特定目标类项目） 专项业务经费支出表"
    " 一般公共预算项目支出情况表（按经济分类科目） 项目资金预算、到位及实际支出情况表",
    K.PROCUREMENT: "政府采购预算表 政府采购支出表 政府采购（资产配置、购买服务）预算表",
    K.OPERATING: "一般公共预算机关运行经费支出预算表 机关运行经费财政拨款情况统计表",
    K.PERFORMANCE: "部门整体支出绩效目标表 2026年市级部门项目支出绩效表 绩效目标申报表"
    " 节能减排及环境保护专项转移支付绩效目标表",
    K.SELF_EVALUATION: "部门整体绩效自评表 专项过程得分表 省级项目（专项）支出财政评价评分表",
    K.GOVERNMENT: "2024年全省一般公共预算收支决算总表 2021年黑龙江省政府性基金收入决算表"
    " 2021年黑龙江省财政收支决算总表 2024年政府专项债务限额和余额情况表"
    " 省对市县专项转移支付分项目分地区决算表 2024年省级基本建设支出决算表 社会保险基金预算收支表"
    " 2024年长春市本级国有资本经营收入预算表",
    K.UNKNOWN: "一般公共预算基本支出表--人员经费（工资福利支出） 财政专户管理资金预算支出表"
    " 部门政府购买服务支出表 纳入预算管理的行政事业性收费预算支出表 部门新增资产配置表"
    " 财政拨款上年结转资金支出表 政府性基金预算收入表 国有资产占有使用情况表 机构运行信息表"
    " 市对下转移支付预算表 项目验收情况表 报表目录 债务支出预算表",
}


@pytest.mark.parametrize(
    ("title", "kind"), [(t, kind) for kind, titles in TITLES.items() for t in titles.split()]
)
def test_kind_by_title(title: str, kind: K) -> None:
    assert classify(title, "") is kind


@pytest.mark.parametrize(
    ("title", "header", "kind"),
    [
        ("支出预算表", "合计“三公”经费会议费小计因公出国（境）费公务接待费", K.THREE_PUBLIC),
        ("支出预算表", "采购品目大类专项名称经济科目采购物品名称", K.PROCUREMENT),
        ("", "项目名称自评分数", K.SELF_EVALUATION),
        ("", "二级指标三级指标权重得分得分率扣分要点", K.SELF_EVALUATION),
        ("", "一级指标二级指标三级指标指标值", K.PERFORMANCE),
        # one column of many says nothing about the whole table
        ("支出总表", "科目编码支出总计基本支出项目支出其中：政府采购项目支出", K.EXPENDITURE),
        ("支出预算表", "合计工资福利支出办公费因公出国费用公务接待费", K.EXPENDITURE),
        # a special title is not overruled by a column
        ("项目支出预算表", "单位名称项目名称总计绩效目标", K.PROJECT),
        ("培训费明细表", "序号培训名称时间人数金额", K.UNKNOWN),
        ("", "序号单位名称备注", K.UNKNOWN),
    ],
)
def test_header_decides_where_the_title_does_not(title: str, header: str, kind: K) -> None:
    assert classify(title, header) is kind


def test_body_decides_for_the_torn_off_half_of_a_form() -> None:
    assert classify("", "", "质量指标指标5：监控有效90%时效指标按时完成") is K.PERFORMANCE
    assert classify("", "", "产出指标数量指标实际完成值自评得分") is K.SELF_EVALUATION
    assert classify("", "", "本表数量指标") is K.UNKNOWN
    assert classify("单位情况表", "", "产出指标数量指标") is K.UNKNOWN


def test_papers_of_a_government() -> None:
    assert classify("一般公共预算收入决算表", "", government=True) is K.GOVERNMENT
    assert classify("一般公共预算支出决算表", "", government=False) is K.GENERAL_EXPENDITURE
    assert classify("“三公”经费情况表", "", government=True) is K.THREE_PUBLIC
    assert classify("专项过程得分表", "", government=True) is K.SELF_EVALUATION
    assert classify("项目资金使用情况表", "", government=True) is K.PROJECT


def test_corpus_kinds(corpus: Path) -> None:
    path = corpus / "hangzhou-police-2026-budget.pdf"
    if not path.exists():
        pytest.skip(f"{path.name} is not in the corpus")
    assert [t.kind for t in read_document(path).tables] == [
        K.BALANCE,
        K.INCOME,
        K.EXPENDITURE,
        K.APPROPRIATION_BALANCE,
        K.GENERAL_EXPENDITURE,
        K.BASIC_EXPENDITURE,
        K.THREE_PUBLIC,
        K.GOVERNMENT_FUND,
        K.STATE_CAPITAL,
        K.PROJECT,
        K.PERFORMANCE,
    ]
