"""The structure of a body of delegates (代表构成): overlapping attributes, a partition, shares compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tally.consultation.figures import rate
from tally.consultation.register import Delegate
from tally.domain.message import Message, say
from tally.domain.problem import Problem, place, warning


def share_kept(part: int, number: int, whole_part: int, whole: int) -> bool:
    """Whether `part` of `number` is not below the share that `whole_part` has of `whole` (K14), cross-multiplied.

    >>> share_kept(11, 66, 264, 1500), share_kept(12, 66, 264, 1500)
    (False, True)
    """
    return part * whole >= number * whole_part


def structure_of(people: Sequence[Delegate], data: Mapping[str, Any]) -> dict[str, Any] | None:
    """Count the structure; attributes overlap and do not sum to anything (ZS2)."""
    if not people:
        return None
    number = len(people)
    young = data.get("young")
    parts: dict[str, int] = {
        "妇女": sum(one.woman for one in people),
        "少数民族": sum(one.minority for one in people),
    }
    if young is not None:
        parts[f"{young}岁以下（含{young}岁）"] = sum(one.age is not None and one.age <= young for one in people)
    parts |= {word: sum(one.attributes[word] for one in people) for word in data.get("attributes", ())}
    categories = Counter(one.category for one in people if one.category)
    return {
        "number": number,
        "attributes": [{"name": name, "count": count, "rate": rate(count, number)} for name, count in parts.items()],
        "categories": [
            {"name": name, "count": count, "rate": rate(count, number)} for name, count in sorted(categories.items())
        ],
    }


def share_problems(structure: Mapping[str, Any] | None, data: Mapping[str, Any], file: str) -> list[Problem]:
    """Warn (K14): T777 women below their share, T778 cadres above or young delegates below the wanted share."""
    if structure is None:
        return []
    number = structure["number"]
    counts = {one["name"]: one["count"] for one in (*structure["attributes"], *structure["categories"])}
    problems = []
    members, women = data.get("members"), data.get("women")
    if members and women is not None and not share_kept(counts["妇女"], number, women, members):
        problems.append(
            warning(
                "T777",
                place(file, "women"),
                say(
                    "妇女代表{count}名，占代表{number}名的比例低于女党员（{women}/{members}）",
                    count=counts["妇女"],
                    number=number,
                    women=women,
                    members=members,
                ),
                say("核对代表构成"),
                "K14",
            )
        )
    most, cadres = data.get("cadres_at_most"), counts.get(data.get("cadres", "领导干部"), 0)
    if most is not None and 100 * cadres > most * number:
        problems.append(_structure_problem(data.get("cadres", "领导干部"), cadres, number, say("高于"), most, file))
    least, young = data.get("young_at_least"), data.get("young")
    if least is not None and young is not None:
        name = f"{young}岁以下（含{young}岁）"
        if 100 * counts[name] < least * number:
            problems.append(_structure_problem(name, counts[name], number, say("低于"), least, file))
    return problems


def _structure_problem(name: str, count: int, number: int, than: Message, percent: int, file: str) -> Problem:
    return warning(
        "T778",
        place(file, name),
        say(
            "{name}{count}名，在代表{number}名中{than}{percent}%",
            name=name,
            count=count,
            number=number,
            than=than,
            percent=percent,
        ),
        say("核对代表构成"),
        "K14",
    )
