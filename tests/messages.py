"""Every sentence the program can say: `say("…")` in Python, `_("…")` in templates, the help of every command."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from commanding import every_command
from tally.cli.help import pieces

ROOT = Path(__file__).parents[1]
_IN_TEMPLATE = re.compile(r"""\b_\(\s*"((?:[^"\\]|\\.)*)\"""")


def templates() -> dict[str, str]:
    """Return every template and the file it stands in."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _speaks(node.func) and node.args:
                text = _constant(node.args[0])
                if text:
                    found[text] = path.name
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.is_file():
            found |= dict.fromkeys(_IN_TEMPLATE.findall(path.read_text(encoding="utf-8")), path.name)
    for words, command in every_command().items():
        found |= dict.fromkeys(_help(command), " ".join(words))
    return found


def _help(command: Any) -> Iterator[str]:
    """Yield the texts of a command's help; what is the same in every language, and typer's own, is not translated."""
    texts = [text for piece in pieces(command.help) for line in piece for text in line]
    texts += [one.help for one in command.params if one.help]
    yield from (text for text in texts if not text.isascii())


def _speaks(function: ast.expr) -> bool:
    name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    return name in ("say", "translate", "Message")


def _constant(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


if __name__ == "__main__":
    for text, file in templates().items():
        print(f"{file}\t{text}")
