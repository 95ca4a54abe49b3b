"""What each type of value in a rule book takes and what it refuses (T426–T428)."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tally.domain.election import Kind
from tally.domain.message import say
from tally.rules.book_keys import SECTIONS, TOP, TYPES
from tally.rules.book_schema import as_json_schema, schema_problems, wrong_type
from tally.rules.rulebook import load_rule_book, rule_book_ids

SOURCE = {"article": "第一条", "grade": "S"}
BASES = ("present", "entitled", "voted", "all")
VALUES: dict[str, tuple[list[Any], list[Any]]] = {
    "text": (["甲"], ["", " ", 5, ["甲"]]),
    "texts": ([[], ["甲", "乙"]], ["甲乙", ["甲", " "], ["甲", 5]]),
    "count": ([0, 1], [-1, True, "1", 1.0]),
    "flag": ([True, False], [1, 0, "true"]),
    "date": ([date(2026, 11, 20)], [datetime(2026, 11, 20), "2026-11-20", 2026]),
    "kinds": ([["DW"], ["DW", "RD"], [*Kind]], [[], ["DW", "XX"], "DW", [5]]),
    "share": ([[1, 5], [5, 5]], [[6, 5], [0, 5], [1], [1, 2, 3], (1, 5), [1, True], [-1, 5]]),
    "range": ([[0, 0], [1, 3]], [[3, 1], [1], [1, 2, 3], [-1, 3], "13"]),
    "source": ([SOURCE, {**SOURCE, "grade": "U"}],
               [{**SOURCE, "grade": "X"}, {**SOURCE, "article": " "}, {**SOURCE, "article": 5}, {"grade": "S"},
                {**SOURCE, "more": 1}, "第一条（S）"]),
    "base": ([*BASES, "collected"], ["most", "", None]),
    "bases": ([[], list(BASES)], [["collected"], ["present", "most"], "present"]),
    "order": (["strokes", "approved", "votes"], ["given"]),
    "electorate": (["members", "voters", "deputies"], ["all"]),
    "level": (["info", "warning", "error"], ["fatal"]),
    "following": (["revote", "further_vote"], ["lot"]),
    "winner": (["most"], ["lot"]),
}  # fmt: skip


@pytest.mark.parametrize("name", TYPES)
def test_what_a_type_of_value_takes_and_refuses(name: str) -> None:
    good, bad = VALUES[name]
    assert [value for value in good if not TYPES[name].fits(value)] == []
    assert [value for value in bad if TYPES[name].fits(value)] == []


@pytest.mark.parametrize("book_id", rule_book_ids())
def test_t427_whatever_a_book_must_have_is_missed_by_name(book_id: str) -> None:
    whole = load_rule_book(book_id).raw
    assert not list(schema_problems(whole, "x.toml"))
    wanted = [key for key, one in {**TOP, **SECTIONS}.items() if one.required]
    assert len(wanted) > 10
    for key in wanted:
        found = list(schema_problems({name: value for name, value in whole.items() if name != key}, "x.toml"))
        assert [(one.code, one.place) for one in found] == [("T427", f"x.toml › {key}")]


@pytest.mark.parametrize(("value", "shown"), [(True, "true"), ("True", "True"), (5, "5")])
def test_t428_says_a_truth_value_as_toml_has_it(value: object, shown: str) -> None:
    assert shown in str(wrong_type("x.toml", "party", value, say("文字（写在引号里）")).found)


def test_the_published_schema_is_what_a_book_is_held_to() -> None:
    published = Path(__file__).parents[2] / "docs" / "rulebook.schema.json"
    assert as_json_schema() == json.loads(published.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("length", "shown"), [(40, "字" * 40), (41, "字" * 39 + "…")])
def test_t428_shows_the_beginning_of_a_long_value(length: int, shown: str) -> None:
    found = wrong_type("x.toml", "title", "字" * length, say("整数")).found
    assert str(found) == f"这里写的是 {shown}"
