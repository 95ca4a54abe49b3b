"""Write what docs say about the rule books from the books: the table in the guide and the JSON Schema.

`python scripts/rule_docs.py` writes, `--check` only tells whether they are up to date.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tally.rules.book_schema import as_json_schema
from tally.rules.comparison import POINTS
from tally.rules.rulebook import load_rule_book

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs" / "guide" / "rules.md"
SCHEMA = ROOT / "docs" / "rulebook.schema.json"
ORDER = ("jiceng-1990", "jiceng-2020", "difang-2021", "xuanju-fa-2020", "zuzhi-fa-2022")
START, END = "<!-- rule table: scripts/rule_docs.py -->", "<!-- end of rule table -->"


def table() -> str:
    """Return the rule books side by side."""
    books = [load_rule_book(book_id) for book_id in ORDER]
    rows = ["| | " + " | ".join(ORDER) + " |", "|---" * (len(ORDER) + 1) + "|"]
    rows += [f"| {name} | " + " | ".join(str(cell(book)) for book in books) + " |" for name, cell in POINTS]
    return "\n".join(rows)


def pages() -> dict[Path, str]:
    """Return every generated page."""
    guide = GUIDE.read_text(encoding="utf-8")
    head, _, rest = guide.partition(START)
    tail = rest.partition(END)[2]
    schema = json.dumps(as_json_schema(), ensure_ascii=False, indent=2) + "\n"
    return {GUIDE: f"{head}{START}\n{table()}\n{END}{tail}", SCHEMA: schema}


def main() -> int:
    """Write the pages, or say which are stale."""
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" not in sys.argv:
        for path in stale:
            path.write_text(pages()[path], encoding="utf-8")
        return 0
    for path in stale:
        sys.stderr.write(f"stale: {path.relative_to(ROOT)}\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
