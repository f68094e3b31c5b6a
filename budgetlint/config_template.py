"""The commented file that ``budgetlint init`` writes."""

from __future__ import annotations

TEMPLATE = """\
# budgetlint 的配置。行首的 # 表示不起作用，去掉 # 就起作用。
# 查看当前生效的设置和来处：budgetlint config show

# 用哪些规则：编号或编号的开头。不写就是全部；budgetlint rules 列出全部规则。
# select = ["SUM", "BAL", "PCT103"]
# 在已选的之外再用：
# extend_select = ["DOC"]
# 不用哪些规则。开头越长越优先：ignore = ["SUM"] 加 extend_select = ["SUM101"] 只留 SUM101。
# ignore = ["COD106"]

# 发现哪一级或更严重的问题时退出码为 1：error、warning、info
fail_on = "error"

# 报告的语言：zh、en
lang = "zh"

# 核对覆盖率低于这个百分比时退出码为 1
# fail_under_coverage = 95

# 自己写的规则文件、配置方案（文件名都相对于本文件）
# rules = ["relations.toml"]
# profile = "profile.toml"

# 基线：其中已有的问题不影响退出码。用 budgetlint baseline write 生成
# baseline = "budgetlint-baseline.json"

# 豁免文件；不写就用本文件旁边的 budgetlint-waivers.toml（如果有）
# waivers = "budgetlint-waivers.toml"
# 有到期的或多余的豁免时退出码为 1
# strict_waivers = true

# 各规则的级别：error、warning、info；编号或编号的开头
[severity]
# SUM104 = "warning"
# DOC = "info"

# 只对一部分文件起作用的设置：pattern 是文件名的式样，相对于本文件，* 代表任意文字（含 /）
# [[file]]
# pattern = ["2023/*", "*旧*.pdf"]
# ignore = ["DOC"]
# extend_select = ["DOC101"]
# severity = { SUM = "warning" }

# 豁免也可以写在这里；reason（理由）必须写
# [[waiver]]
# fingerprint = "报告中的指纹"
# reason = "上级批复中即为此数"
# author = "张三"
# expires = 2026-12-31
"""
