"""Change every number of every rule book by one, up and down, and every truth value; each change must fail a test.

python scripts/mutate_books.py [--list]    exit 1 when a change survives
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
BOOKS = sorted((ROOT / "src" / "tally" / "rules" / "rulebooks").glob("*.toml"))
OPINION = ROOT / "src" / "tally" / "rules" / "opinion.toml"
TESTS = ("tests/unit/test_rule_numbers.py",)
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
    """Whether the tests fail now."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *TESTS]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode != 0


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
