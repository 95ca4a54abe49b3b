"""Write the generated pages of the docs: `docs/commands.md` from the program's help, `docs/problems.md` from its codes.

python scripts/reference.py [--check]
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
CODE = re.compile(r"T\d{3}")
FAMILIES = {
    "T1": "选举文件 · election file",
    "T2": "候选人与姓名 · candidates and names",
    "T3": "录入表 · ballot workbooks",
    "T4": "规则与判定 · rules and decisions",
    "T5": "恒等式 · identities of a count",
    "T6": "记录与报告单 · records and papers",
    "T7": "选举以前 · before the vote",
    "T9": "机器 · the machine",
}


def main() -> None:
    """Write both pages; with `--check` tell which is not what the program says."""
    pages = {ROOT / "docs" / "commands.md": commands_page(), ROOT / "docs" / "problems.md": problems_page()}
    stale = [path for path, text in pages.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv[1:]:
        sys.exit("\n".join(f"stale: {path.relative_to(ROOT)}" for path in stale) or 0)
    for path in stale:
        path.write_text(pages[path], encoding="utf-8")


def commands_page() -> str:
    """Return the help of the program and of every command, in Chinese and in English, as `tally` says it."""
    os.environ["TYPER_USE_RICH"] = "0"  # read when typer is imported
    import typer
    from typer.main import get_command

    from tally.cli.app import make_app

    root = get_command(make_app())
    pages: dict[str, list[str]] = {}
    for language in ("zh", "en"):
        top = typer.Context(root, info_name="tally", obj=language, terminal_width=80, **root.context_settings)
        for context in _contexts(top):
            pages.setdefault(context.command_path, []).append(f"```\n{context.get_help()}\n```\n")
    head = ["# 命令 · Commands\n", "由程序自己的帮助生成：`python scripts/reference.py`。英文用 `--lang en`。\n"]
    return "\n".join([*head, *(f"## {path}\n\n" + "\n".join(texts) for path, texts in pages.items())])


def _contexts(context: Any) -> Iterator[Any]:
    """Yield a command and all below it, each in its place on the command line."""
    import typer

    yield context
    for name, command in getattr(context.command, "commands", {}).items():
        yield from _contexts(typer.Context(command, info_name=name, parent=context))


def problems_page() -> str:
    """Return every code with the sentences said under it."""
    parts = ["# 问题代码 · Problem codes\n", "由源代码生成：`python scripts/reference.py`。代码的意思不再改变。\n"]
    found = problem_codes()
    for family, title in FAMILIES.items():
        codes = {code: sentences for code, sentences in sorted(found.items()) if code.startswith(family)}
        if codes:
            rows = [f"| {code} | {'<br>'.join(sentences)} |" for code, sentences in codes.items()]
            parts.append("\n".join([f"## {title}\n", "| 代码 | 说什么 |", "|---|---|", *rows, ""]))
    return "\n".join(parts)


def problem_codes() -> dict[str, list[str]]:
    """Return what each call that names a code says first, by code, in the order of the sources."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "src").rglob("*.py")):
        for scope in _scopes(ast.parse(path.read_text(encoding="utf-8"))):
            said = _assigned(scope)
            for call in (node for node in _own_nodes(scope) if isinstance(node, ast.Call)):
                for code in (one.value for one in call.args if isinstance(one, ast.Constant) and _is_code(one.value)):
                    known = found.setdefault(str(code), [])
                    sentences = next((texts for one in call.args if (texts := _texts(one, said))), [])
                    known += [text for text in sentences if text not in known]
    return found


def _is_code(value: object) -> bool:
    return isinstance(value, str) and CODE.fullmatch(value) is not None


def _scopes(tree: ast.Module) -> Iterator[ast.AST]:
    yield tree
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a scope without those of the functions inside it."""
    waiting = list(ast.iter_child_nodes(scope))
    while waiting:
        node = waiting.pop()
        if not isinstance(node, ast.FunctionDef):
            yield node
            waiting += ast.iter_child_nodes(node)


def _assigned(scope: ast.AST) -> dict[str, list[str]]:
    """Return the sentences that names of a scope are set to."""
    said: dict[str, list[str]] = {}
    for node in _own_nodes(scope):
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            for name, value in zip(names, values, strict=False):
                if isinstance(name, ast.Name):
                    said.setdefault(name.id, []).extend(_texts(value, {}))
    return said


def _texts(node: ast.expr, said: dict[str, list[str]]) -> list[str]:
    if isinstance(node, ast.Name):
        return said.get(node.id, [])
    if isinstance(node, ast.IfExp):
        return [*_texts(node.body, said), *_texts(node.orelse, said)]
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say" and node.args:
        text = node.args[0]
        return [str(text.value).replace("|", "\\|").replace("\n", " ")] if isinstance(text, ast.Constant) else []
    return []


if __name__ == "__main__":
    main()
