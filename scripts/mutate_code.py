"""Change one comparison, number or truth value of the rules and the count at a time; each change must fail a test.

python scripts/mutate_code.py [--sample N] [--seed N] [--quick] [--at NAME:LINE …] [--list] [PATH…]

Exit 1 when a change survives. Comparisons move by one step (> to ≥, < to ≤, == to !=, in to not in), whole numbers up
by one, True to False, `and` to `or`. Texts, and files that only say things, are left out. The changed file is put back
whatever happens.
"""

from __future__ import annotations

import argparse
import ast
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "tally"
WORDS_ONLY = {"catalogue.py", "comparison.py", "listing.py", "book_schema.py"}
QUICK = (
    "tests/unit/test_rule_numbers.py",
    "tests/unit/test_worked_examples.py",
    "tests/unit/test_checks.py",
    "tests/unit/test_rule_books.py",
    "tests/unit/test_check_words.py",
    "tests/unit/test_stages.py",
    "tests/unit/test_change.py",
    "tests/property/test_decisions.py",
    "tests/property/test_count_laws.py",
    "tests/unit/test_numbers.py",
)
TESTS = (
    *QUICK,
    "tests/property/test_rulings_and_entries.py",
    "tests/refuse/test_election_folder.py",
    "tests/cli/test_rules_and_check.py",
    "tests/cli/test_count.py",
    "tests/cli/test_rulings.py",
    "tests/cli/test_next.py",
    "tests/cli/test_explain.py",
    "tests/unit",
)
COMPARISONS: dict[type[ast.cmpop], ast.cmpop] = {
    ast.Gt: ast.GtE(),
    ast.GtE: ast.Gt(),
    ast.Lt: ast.LtE(),
    ast.LtE: ast.Lt(),
    ast.Eq: ast.NotEq(),
    ast.NotEq: ast.Eq(),
    ast.In: ast.NotIn(),
    ast.NotIn: ast.In(),
    ast.Is: ast.IsNot(),
    ast.IsNot: ast.Is(),
}


@dataclass(frozen=True)
class Change:
    """One change: where, what, and the node it is made at (counted in the order of the tree)."""

    path: Path
    line: int
    what: str
    at: int


def changes(path: Path) -> Iterator[Change]:
    """Yield every change of a file."""
    for at, node in enumerate(ast.walk(ast.parse(path.read_text(encoding="utf-8")))):
        what = ""
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            what = f"{type(node.ops[0]).__name__} → {type(COMPARISONS[type(node.ops[0])]).__name__}"
        elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
            what = f"{node.value} → {not node.value}"
        elif isinstance(node, ast.Constant) and isinstance(node.value, int):
            what = f"{node.value} → {node.value + 1}"
        elif isinstance(node, ast.BoolOp):
            what = f"{type(node.op).__name__} → {'Or' if isinstance(node.op, ast.And) else 'And'}"
        if what and isinstance(node, ast.expr):
            yield Change(path, node.lineno, what, at)


def changed(change: Change) -> str:
    """Return the text of the file with the change in it."""
    tree = ast.parse(change.path.read_text(encoding="utf-8"))
    node = list(ast.walk(tree))[change.at]
    if isinstance(node, ast.Compare):
        node.ops[0] = COMPARISONS[type(node.ops[0])]
    elif isinstance(node, ast.Constant):
        node.value = (not node.value) if isinstance(node.value, bool) else int(str(node.value)) + 1
    elif isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    return ast.unparse(tree)


def killed(change: Change, tests: tuple[str, ...]) -> bool:
    """Whether one of the tests fails with the change."""
    original = change.path.read_text(encoding="utf-8")
    change.path.write_text(changed(change), encoding="utf-8")
    try:
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-x",
            "-q",
            "-p",
            "no:cacheprovider",
            "-o",
            "addopts=",
            *tests,
            "--deselect",
            "tests/unit/test_messages.py",
            "--deselect",
            "tests/unit/test_reference.py",
        ]
        try:
            return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=600).returncode != 0
        except subprocess.TimeoutExpired:
            return True
    finally:
        change.path.write_text(original, encoding="utf-8")


def main() -> int:
    """Try every change, or a sample; say which survive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="only the tests that need no command")
    parser.add_argument("--at", nargs="+", default=[], metavar="NAME:LINE", help="only the changes there")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    paths = options.paths or [*(SOURCE / "rules").rglob("*.py"), *(SOURCE / "counting").rglob("*.py")]
    found = [one for path in sorted(paths) if path.name not in WORDS_ONLY for one in changes(path)]
    if options.at:
        found = [one for one in found if f"{one.path.name}:{one.line}" in options.at]
    if options.sample is not None and options.sample < len(found):
        found = sorted(random.Random(options.seed).sample(found, options.sample), key=lambda one: (one.path, one.line))
    survivors = 0
    for change in found:
        shown = f"{change.path.name}:{change.line}  {change.what}"
        if options.list:
            print(shown)
        elif not killed(change, QUICK if options.quick else TESTS):
            survivors += 1
            print("survived", shown, flush=True)
    if not options.list:
        print(f"{len(found) - survivors} of {len(found)} changes fail a test")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
