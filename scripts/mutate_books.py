"""Change every number of every rule book by one, up and down, and every truth value; each change must fail a test.

python scripts/mutate_books.py [--list]    exit 1 when a change survives
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tally.rules.opinion import shipped_opinion
from tally.rules.rulebook import load_rule_book

ROOT = Path(__file__).parents[1]
BOOKS = sorted((ROOT / "src" / "tally" / "rules" / "rulebooks").glob("*.toml"))
OPINION = ROOT / "src" / "tally" / "rules" / "opinion.toml"
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "unit")]
numbers = importlib.import_module("test_rule_numbers")
TESTS = [
    numbers.test_jiceng_2020,
    numbers.test_jiceng_1990,
    numbers.test_difang_2021,
    numbers.test_xuanju_fa_2020,
    numbers.test_zuzhi_fa_2022,
    numbers.test_the_programme,
]
VALUE = re.compile(r"(?<![\w-])(\d+)(?![\w-])|\b(true|false)\b")
LINE = re.compile(r"^\s*[\w{][^#=]*=\s*(?P<value>[^#]*)")


def mutants(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the line, what was changed, and the changed text; dates, titles and comments stay as they are."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        found = LINE.match(line)
        if found is None or re.match(r"\s*(issued|until|id|title|scope)\b", line):
            continue
        for value in VALUE.finditer(line, found.start("value"), found.end("value")):
            if line[: value.start()].count('"') % 2:
                continue
            if value[2]:
                others = ["false" if value[2] == "true" else "true"]
            else:
                others = [str(int(value[1]) + 1), *([str(int(value[1]) - 1)] if int(value[1]) else [])]
            for other in others:
                changed = line[: value.start()] + other + line[value.end() :]
                yield (
                    number + 1,
                    f"{line.strip()} → {other}",
                    "\n".join([*lines[:number], changed, *lines[number + 1 :]]),
                )


def killed() -> bool:
    """Whether a test of the numbers fails now: a change that cannot be read fails all of them."""
    load_rule_book.cache_clear()
    shipped_opinion.cache_clear()
    for test in TESTS:
        try:
            test()
        except Exception:  # whatever is raised, the change was seen
            return True
    return False


def main() -> int:
    """Try every mutant; say which survive."""
    total, survivors = 0, []
    for path in [*BOOKS, OPINION]:
        original = path.read_text(encoding="utf-8")
        try:
            for line, change, text in mutants(original):
                total += 1
                if "--list" in sys.argv:
                    print(f"{path.name}:{line}  {change}")
                    continue
                path.write_text(text, encoding="utf-8")
                if not killed():
                    survivors.append(f"{path.name}:{line}  {change}")
                    print("survived", survivors[-1], flush=True)
        finally:
            path.write_text(original, encoding="utf-8")
    print(f"{total - len(survivors)} of {total} changes to the rule books fail a test")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
