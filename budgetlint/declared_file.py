"""A TOML or YAML file as plain data: keys, texts, lists. What it means is read elsewhere."""

from __future__ import annotations

import tomllib
from collections.abc import Hashable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from budgetlint.errors import UsageProblem

if TYPE_CHECKING:
    import yaml

SUFFIXES = (".toml", ".yml", ".yaml")


def read_data(path: Path) -> object:
    """The content of a file of rules.

    Raises:
        UsageProblem: there is no such file, or it is neither correct TOML nor YAML.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise UsageProblem(f"规则文件 {path} 的扩展名应为 {'、'.join(SUFFIXES)} 之一")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise UsageProblem(f"找不到规则文件 {path}") from error
    except UnicodeDecodeError as error:
        raise UsageProblem(f"规则文件 {path} 不是 UTF-8 编码，请另存为 UTF-8 后再试") from error
    except OSError as error:
        raise UsageProblem(f"规则文件 {path} 无法读取：{error.strerror or error}") from error
    return _toml(text, path) if path.suffix.lower() == ".toml" else _yaml(text, path)


def _toml(text: str, path: Path) -> object:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageProblem(f"规则文件 {path} 不是正确的 TOML：{error}") from error


def _yaml(text: str, path: Path) -> object:
    import yaml  # only those who write YAML pay for it

    # BaseLoader makes every scalar a text: in YAML 030217 would be a number to base eight.
    class Loader(yaml.BaseLoader):
        def construct_mapping(
            self, node: yaml.MappingNode, deep: bool = False
        ) -> dict[Hashable, Any]:
            _refuse_repeated(node)
            return super().construct_mapping(node, deep)

    try:
        return yaml.load(text, Loader)
    except yaml.YAMLError as error:
        problem = getattr(error, "problem", None) or "格式不对"
        raise UsageProblem(
            f"规则文件 {path} 不是正确的 YAML：{_place(error)}{problem}。"
            "请检查缩进、冒号后的空格，以及含有 : # { } [ ] 的文字是否加了引号"
        ) from error


def _refuse_repeated(node: yaml.MappingNode) -> None:
    """YAML would silently keep the last of two equal keys."""
    from yaml.constructor import ConstructorError

    seen: set[object] = set()
    for key, _ in node.value:
        if key.value in seen:
            raise ConstructorError(None, None, f"键“{key.value}”写了两次", key.start_mark)
        seen.add(key.value)


def _place(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"第 {mark.line + 1} 行第 {mark.column + 1} 个字：" if mark is not None else ""
