"""Every sentence the program can say, gathered from its source: `say("…")` in Python, `_("…")` in templates."""

from __future__ import annotations

import ast
import re
from pathlib import Path

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
    return found


def _speaks(function: ast.expr) -> bool:
    name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    return name in ("say", "translate", "Message")


def _constant(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


if __name__ == "__main__":
    for text, file in templates().items():
        print(f"{file}\t{text}")
