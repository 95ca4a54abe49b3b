"""Ballot sheets broken at random: each is refused, or counted as a person would count it; never a third thing.

`python tests/trust/broken_inputs.py 2000` breaks so many and prints how many came to a wrong figure silently.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import tally
from building import a_folder, a_workbook
from refuse.layouts import NAMES, matrix
from refuse.test_corpus import RECIPES, SHEET, SIGNS, Rows, by_hand, mutated
from tally.domain.problem import Problems

KINDS = ("cell", "cell", "swap rows", "swap columns", "copy row", "drop row", "title")
CELLS = (*SIGNS, "甲", "1", "5", "?", "合计", "同上", "是", "√", "2026-11-20")


def some_mutations(chance: random.Random) -> list[tuple[str, int, int, str]]:
    """Return one to six slips of a typist."""
    made = []
    for _ in range(chance.randint(1, 6)):
        kind = chance.choice(KINDS)
        text = chance.choice(("样板镇", "党委委员选票")) if kind == "title" else chance.choice(CELLS)
        made.append((kind, chance.randint(1, 6), chance.randint(1, 6), text))
    return made


def outcome(folder: Path, rows: Rows) -> str:
    """Return `refused`, `as by hand`, `said to be doubtful` (a sign nobody reads is never an approval) or `silent`."""
    a_workbook(folder / "ballots.xlsx", {SHEET: rows})
    try:
        record = tally.count(tally.load(folder), [folder / "ballots.xlsx"])
    except Problems:
        return "refused"
    kept = record["contests"][0]["candidates"]
    if any(one["unclear"] for one in kept):
        return "said to be doubtful"
    try:
        expected = by_hand(rows)
    except (KeyError, StopIteration, ValueError):
        return "silent"  # nobody could count this by hand, the program did
    found = {one["name"]: [one["approve"], one["oppose"], one["abstain"]] for one in kept}
    return "as by hand" if found == expected else "silent"


def main(number: int) -> int:
    """Break that many sheets at random and all recipes; print what came of them."""
    found: Counter[str] = Counter()
    chance, silent = random.Random(1), []
    with tempfile.TemporaryDirectory() as name:
        folder = a_folder(Path(name) / "town", names=NAMES, present=20)
        recipes = Counter(outcome(folder, make()) for make, _, _ in RECIPES.values())
        for at in range(number):
            rows = mutated(matrix(), some_mutations(chance))
            result = outcome(folder, rows)
            found[result] += 1
            silent += [at] if result == "silent" else []
    print(f"{len(RECIPES)} recipes: {dict(recipes)}")
    print(f"{number} sheets broken at random: {dict(found)}; silent: {silent[:10]}")
    return int(bool(silent) or recipes["refused"] != len(RECIPES))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000))
