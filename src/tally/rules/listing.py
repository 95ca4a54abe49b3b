"""A rule book line by line: each value with the article it was read in, for people who check it against the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tally.rules.book import RuleBook


@dataclass(frozen=True, slots=True)
class Line:
    """One value of a book: its path, rule, what it is, and where it was read."""

    path: str
    rule: str
    value: str
    article: str
    grade: str


def lines(book: RuleBook) -> Iterator[Line]:
    """Yield every value that has a source, in the order of the file.

    >>> from tally.rules.rulebook import load_rule_book
    >>> [line.value for line in lines(load_rule_book("jiceng-2020")) if line.path == "margin.DW"]
    ['at_least = [1, 5]']
    """
    yield from _walk(book.raw, "")


def _walk(table: Mapping[str, Any], path: str) -> Iterator[Line]:
    source = table.get("source")
    if isinstance(source, Mapping):
        values = {key: value for key, value in table.items() if key not in ("rule", "source")}
        plain = {key: value for key, value in values.items() if not _has_source(value)}
        shown = "，".join(f"{key} = {_text(value)}" for key, value in plain.items())
        yield Line(path, table.get("rule", ""), shown, source["article"], source["grade"])
    elif path.startswith("articles."):
        yield Line(path, path.removeprefix("articles."), "", table["article"], table["grade"])
    for key, value in table.items():
        if isinstance(value, Mapping) and key not in ("source", "opinion"):
            yield from _walk(value, f"{path}.{key}" if path else key)


def _has_source(value: object) -> bool:
    return isinstance(value, Mapping) and "source" in value


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "{" + "，".join(f"{key} = {_text(one)}" for key, one in value.items()) + "}"
    return str(value).replace("'", '"')
