"""The circle (参加范围): who ought to take part, who came, how many slips went out and came back (K1, K2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tally.domain.message import say
from tally.domain.problem import Problem, error, place, warning
from tally.files.schema import Field, Reader

CIRCLE: Mapping[str, Field] = {
    **{key: Field("count", required=True) for key in ("entitled", "present", "issued", "collected")},
    "valid": Field("count"),
    "invalid": Field("count"),
    "categories": Field("tables"),
}
CATEGORY: Mapping[str, Field] = {"name": Field("text", required=True), "heads": Field("count", required=True)}
BASES = ("entitled", "present", "collected", "valid")


@dataclass(frozen=True, slots=True)
class Circle:
    """应参加, 实到, 发出, 收回; `valid` and `invalid` slips where they were given and not counted here.

    `categories` are the kinds of people in the circle with their heads, never with names.
    """

    entitled: int
    present: int
    issued: int
    collected: int
    valid: int | None = None
    invalid: int | None = None
    categories: tuple[tuple[str, int], ...] = ()

    def as_json(self, valid: int | None, invalid: int | None) -> dict[str, int | None]:
        """Return the six figures as records write them."""
        return {
            "entitled": self.entitled,
            "present": self.present,
            "issued": self.issued,
            "collected": self.collected,
            "valid": valid,
            "invalid": invalid,
        }

    def base(self, name: str, valid: int) -> int:
        """Return the number behind a base of rates; `valid` is that of the post or subject."""
        return valid if name == "valid" else int(getattr(self, name))


def read_circle(data: Mapping[str, Any], reader: Reader, path: str = "circle") -> Circle | None:
    """Read the circle; None when a figure is missing. The heads of `categories` must sum to `entitled` (T716)."""
    values = reader.read(data, CIRCLE, path)
    read = [
        reader.read(item, CATEGORY, f"{path}.categories[{number}]")
        for number, item in enumerate(values.pop("categories", ()), start=1)
    ]
    categories = tuple((one["name"], one["heads"]) for one in read if len(one) == len(CATEGORY))
    heads = sum(number for _, number in categories)
    if heads and "entitled" in values and heads != values["entitled"]:
        reader.add(
            "T716",
            f"{path}.categories",
            say("各类人员合计{heads}名，应参加{entitled}名", heads=heads, entitled=values["entitled"]),
            say("核对各类人员的人数和应参加人数"),
            "TJ7",
        )
    if not {"entitled", "present", "issued", "collected"} <= values.keys():
        return None
    return Circle(**values, categories=categories)


def circle_problems(circle: Circle, file: str, path: str = "circle") -> list[Problem]:
    """Test the figures against each other.

    Problems: T710 collected is not valid and invalid together, T711 more slips came back than went out, T712 another
    number went out than people came (warning), T713 more came than ought to.
    """
    where = place(file, path)
    problems = []
    if circle.valid is not None and circle.invalid is not None and circle.valid + circle.invalid != circle.collected:
        problems.append(
            error(
                "T710",
                where,
                say(
                    "收回{collected}张，有效{valid}张加无效{invalid}张与之不等",
                    collected=circle.collected,
                    valid=circle.valid,
                    invalid=circle.invalid,
                ),
                say("核对收回、有效和无效的张数"),
                "K1",
            )
        )
    if circle.collected > circle.issued:
        problems.append(
            error(
                "T711",
                where,
                say(
                    "收回{collected}张，多于发出{issued}张，这一轮无效",
                    collected=circle.collected,
                    issued=circle.issued,
                ),
                say("核对张数；确实多于发出的，重新组织"),
                "K1",
            )
        )
    if circle.issued != circle.present:
        problems.append(
            warning(
                "T712",
                where,
                say("发出{issued}张，实到{present}名，两数不等", issued=circle.issued, present=circle.present),
                say("核对发出张数和实到人数"),
                "K1",
            )
        )
    if circle.present > circle.entitled:
        problems.append(
            error(
                "T713",
                where,
                say("实到{present}名，多于应参加{entitled}名", present=circle.present, entitled=circle.entitled),
                say("核对应参加和实到人数"),
                "K1",
            )
        )
    return problems


def counted_problems(circle: Circle, valid: int, invalid: int, file: str, path: str = "circle") -> list[Problem]:
    """Refuse (T710) valid or invalid slips that were written down and are not those counted."""
    counted = {"valid": valid, "invalid": invalid}
    written = {"valid": circle.valid, "invalid": circle.invalid}
    return [
        error(
            "T710",
            place(file, f"{path}.{key}"),
            say("这里写的是{written}张，逐票录入得出{counted}张", written=written[key], counted=number),
            say("核对录入，或删去这一行"),
            "K1",
        )
        for key, number in counted.items()
        if written[key] not in (None, number)
    ]


def collected_problem(circle: Circle, entered: int, file: str) -> list[Problem]:
    """Refuse (T715) another number of slips entered than came back."""
    if entered == circle.collected:
        return []
    found = say("录入{entered}张，收回{collected}张", entered=entered, collected=circle.collected)
    remedy = say("核对是否漏录、重录，或改正 collected")
    return [error("T715", place(file, "circle.collected"), found, remedy, "K1")]


def two_thirds(present: int, entitled: int) -> bool:
    """Whether at least two thirds of the circle came (K2).

    >>> two_thirds(48, 72), two_thirds(47, 72)
    (True, False)
    """
    return 3 * present >= 2 * entitled


def attendance_problem(circle: Circle, file: str, path: str = "circle") -> list[Problem]:
    """Warn (T714) when fewer than two thirds of the circle came; no text says the round is void."""
    if two_thirds(circle.present, circle.entitled):
        return []
    return [
        warning(
            "T714",
            place(file, path),
            say(
                "实到{present}名，不足应参加{entitled}名的三分之二（3×{present} < 2×{entitled}），结果不宜采用",
                present=circle.present,
                entitled=circle.entitled,
            ),
            say("是否重新组织，由主持单位决定"),
            "K2",
        )
    ]
