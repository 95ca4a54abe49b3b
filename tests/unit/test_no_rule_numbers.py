"""No number of a regulation stands in the code of the rules and the count: they are in the books, with the article."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "tally"
FILES = sorted([*(SOURCE / "rules").rglob("*.py"), *(SOURCE / "counting").rglob("*.py")])
NAMES = [path.relative_to(SOURCE).as_posix() for path in FILES]

# file → numbers above one, and what they are; none is a regulation's
ALLOWED = {
    "counting/covering.py": {3000: "steps of a search"},
    "counting/engine.py": {
        2: "more pieces, or processors, than one", 5: "seconds", 12: "megabytes", 16: "pieces sent together",
        20: "a shift", 30: "seconds", 128: "tasks at least",
    },
    "counting/kernel.py": {2: "a column", 3: "a column", 4: "figures a candidate has", 17: "a shift", 256: "one byte"},
    "counting/numbers.py": {
        16: "numbers to a run", 28: "a shift", 32: "a shift", 62: "a shift", 200: "shown at most", 4096: "runs",
        5_000_000: "texts kept",
    },
    "counting/pieces.py": {1000: "problems told"},
    "counting/readings.py": {3: "the marks that a ruling may name"},
    "counting/suggestions.py": {5: "names offered"},
    "counting/strangers.py": {2: "a place in a tuple"},
    "rules/book_keys.py": {2: "a pair"},
    "rules/book_schema.py": {39: "letters shown", 40: "letters shown"},
    "rules/checks/ballot.py": {2: "characters of a name, names of a pair"},
    "rules/checks/meeting.py": {2: "the day in a date"},
    "rules/margin.py": {100: "per cent", 10_000: "hundredths of a per cent"},
    "rules/opinion.py": {40: "letters shown", 60: "letters shown"},
}  # fmt: skip
COMPARED_WITH_ONE = {
    "rules/checks/ballot.py": "a name of two characters has one given one",
    "rules/checks/result.py": "the tied have one number of votes",
    "rules/checks/programme.py": "one of the two committees is here",
    "rules/checks/team.py": "one person of that name on the roster",
}
SHARES = re.compile(r"[二三四五六七八九十百]+(名|岁|人|条)|分之|半数以上|\d+\s*(%|名|岁|人|条)|\d+\s*/\s*\d+")
SAID = {"rules/book_keys.py": "examples of how a share is written"}


def numbers(tree: ast.AST) -> Iterator[tuple[int, float]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
            yield node.lineno, node.value


def parsed(name: str) -> ast.Module:
    return ast.parse((SOURCE / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_numbers_in_the_code_are_none_of_a_regulation(name: str) -> None:
    found = {number for _, number in numbers(parsed(name)) if number not in (0, 1)}
    assert found == set(ALLOWED.get(name, {}))


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("rules/checks/")])
def test_no_check_compares_with_a_number_of_its_own(name: str) -> None:
    compared = [
        node.lineno
        for node in ast.walk(parsed(name))
        if isinstance(node, ast.Compare)
        for one in (node.left, *node.comparators)
        if isinstance(one, ast.Constant) and type(one.value) is int and one.value != 0
    ]
    assert not compared or COMPARED_WITH_ONE.get(name), compared


@pytest.mark.parametrize("name", NAMES)
def test_no_sentence_says_a_number_of_a_regulation(name: str) -> None:
    said = [
        node.args[0].value
        for node in ast.walk(parsed(name))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say" and node.args
        if isinstance(node.args[0], ast.Constant) and SHARES.search(str(node.args[0].value))
    ]
    assert not said or SAID.get(name), said
