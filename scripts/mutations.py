"""Changes of one operator, number or truth value of a module, and how a change is put into functions already loaded."""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
JOINED: dict[type[ast.boolop], type[ast.boolop]] = {ast.And: ast.Or, ast.Or: ast.And}
RECKONED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
}


@dataclass(frozen=True)
class Change:
    """One change: the file, the line, what becomes what, and the node it is made at (counted as `ast.walk` goes)."""

    path: Path
    line: int
    what: str
    node: int
    operator: int
    loaded: bool
    """Whether the node stands in the body of a function, so that the function can be changed where it is loaded."""

    def __str__(self) -> str:
        return f"{self.path.name}:{self.line}  {self.what}"


def changes(path: Path) -> Iterator[Change]:
    """Yield every change of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside, texts = _inside_functions(tree), _inside_texts(tree)
    for at, node in enumerate(ast.walk(tree)):
        if isinstance(node, ast.expr | ast.stmt) and id(node) not in texts:
            for number, what in _ways(node):
                yield Change(path, node.lineno, what, at, number, id(node) in inside)


def changed(change: Change) -> CodeType:
    """Return the compiled module with the change in it."""
    tree = ast.parse(change.path.read_text(encoding="utf-8"))
    node = list(ast.walk(tree))[change.node]
    if isinstance(node, ast.Compare):
        node.ops[change.operator] = COMPARED[type(node.ops[change.operator])]()
    elif isinstance(node, ast.BoolOp):
        node.op = JOINED[type(node.op)]()
    elif isinstance(node, ast.BinOp | ast.AugAssign):
        node.op = RECKONED[type(node.op)]()
    elif isinstance(node, ast.UnaryOp):
        node.op = ast.Not()
        node.operand = ast.copy_location(ast.UnaryOp(ast.Not(), node.operand), node)
    elif isinstance(node, ast.Constant):
        node.value = (not node.value) if isinstance(node.value, bool) else int(str(node.value)) + 1
    return compile(ast.fix_missing_locations(tree), str(change.path), "exec")


def put_in(change: Change) -> int:
    """Give every loaded function of the file its changed code; return how many functions became others."""
    before = compile(change.path.read_text(encoding="utf-8"), str(change.path), "exec")
    after = {_key(old): new for old, new in _pairs(before, changed(change)) if old != new}
    done = 0
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename == str(change.path):
            new = after.get(_key(one.__code__))
            if new is not None:
                one.__code__ = new
                done += 1
        elif hasattr(type(one), "cache_clear") and hasattr(one, "__wrapped__"):
            one.cache_clear()
    return done


def _ways(node: ast.AST) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Compare):
        for number, operator in enumerate(node.ops):
            yield number, f"{type(operator).__name__} → {COMPARED[type(operator)].__name__}"
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield 0, f"{node.value} → {not node.value}"
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield 0, f"{node.value} → {node.value + 1}"
    elif isinstance(node, ast.BoolOp):
        yield 0, f"{type(node.op).__name__} → {JOINED[type(node.op)].__name__}"
    elif isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in RECKONED:
        yield 0, f"{type(node.op).__name__} → {RECKONED[type(node.op)].__name__}"
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield 0, "not … → …"


def _inside_functions(tree: ast.Module) -> set[int]:
    """Return the nodes in bodies of functions: neither defaults nor decorators, which the module itself runs."""
    found: set[int] = set()
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            found.update(id(node) for statement in function.body for node in ast.walk(statement))
        elif isinstance(function, ast.Lambda):
            found.update(map(id, ast.walk(function.body)))
    return found


def _inside_texts(tree: ast.Module) -> set[int]:
    """Return the nodes of what is only said or asserted: texts, messages, annotations, and zip's `strict`."""
    found: set[int] = set()
    for node in ast.walk(tree):
        parts: list[ast.AST | None] = []
        if isinstance(node, ast.keyword) and node.arg == "strict":
            parts = [node.value]
        elif isinstance(node, ast.JoinedStr):
            parts = [node]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
            parts = [*node.args, *(keyword.value for keyword in node.keywords)]
        elif isinstance(node, ast.FunctionDef):
            parts = [
                node.returns,
                *(argument.annotation for argument in ast.walk(node.args) if isinstance(argument, ast.arg)),
            ]
        elif isinstance(node, ast.AnnAssign):
            parts = [node.annotation]
        found.update(id(inner) for part in parts if part is not None for inner in ast.walk(part))
    return found


def _pairs(before: CodeType, after: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    yield before, after
    inner = [[one for one in code.co_consts if isinstance(one, CodeType)] for code in (before, after)]
    for old, new in zip(*inner, strict=True):
        yield from _pairs(old, new)


def _key(code: CodeType) -> tuple[object, ...]:
    return code.co_qualname, code.co_firstlineno, tuple(code.co_positions())
