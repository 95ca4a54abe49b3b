"""The rule table and the schema in docs are those of the books; every shipped book is sound by the schema."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib import resources
from pathlib import Path

import pytest

from tally.rules.book_schema import schema_problems
from tally.rules.rulebook import rule_book_ids

SCRIPT = Path(__file__).parents[2] / "scripts" / "rule_docs.py"


def test_the_rule_table_and_the_schema_are_those_of_the_books() -> None:
    done = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("book_id", rule_book_ids())
def test_every_book_is_sound_by_the_schema(book_id: str) -> None:
    text = (resources.files("tally.rules") / "rulebooks" / f"{book_id}.toml").read_text(encoding="utf-8")
    assert not list(schema_problems(tomllib.loads(text), book_id))


@pytest.mark.parametrize("book_id", rule_book_ids())
def test_no_article_is_printed_that_was_not_read(book_id: str) -> None:
    """jiceng-2020 was read up to Art. 14 and Art. 20 (end) to 25 (beginning): nothing else carries a number."""
    text = (resources.files("tally.rules") / "rulebooks" / f"{book_id}.toml").read_text(encoding="utf-8")
    sources = list(_sources(tomllib.loads(text)))
    assert sources
    if book_id == "jiceng-2020":
        numbered = {article for article, _ in sources if article.endswith("条")}
        assert numbered == {"第三条", "第四条", "第五条", "第九条", "第十三条", "第二十二条", "第二十四条"}
    assert {article for article, grade in sources if grade in "PU" and "条" in article} == set()


def _sources(table: dict[str, object]) -> list[tuple[str, str]]:
    found = []
    for value in table.values():
        if isinstance(value, dict):
            if value.keys() == {"article", "grade"}:
                found.append((value["article"], value["grade"]))
            found += _sources(value)
    return found
