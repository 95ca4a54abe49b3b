"""Count the ballots of a Party congress: the same walk in Python that `tally` makes on the command line.

>>> import tally
>>> election = tally.load("sample_ballots/congress")
>>> [(margin.seats, margin.candidates, margin.holds) for margin in tally.verify_margin(election)]
[(7, 9, True), (5, 6, True)]
>>> record = tally.count(election, ["sample_ballots/congress/ballots.xlsx"])
>>> record["contests"][0]["outcome"]["status"]
'complete'
>>> name, text = tally.report(record, only=["D12"], formats=["txt"])[0]
>>> name
'D12.txt'

Names are loaded when they are used: `import tally` alone reads no data library.
"""

from __future__ import annotations

TYPE_CHECKING = False  # that of `typing` takes longer to load than all else until an interrupt is heard
if TYPE_CHECKING:
    from typing import Any

    from tally.api import count, decide, load, report, sort_names, verify_margin, write
    from tally.domain.problem import Problem, Problems

__all__ = [
    "Problem",
    "Problems",
    "count",
    "decide",
    "load",
    "report",
    "sort_names",
    "verify_margin",
    "write",
]


def __getattr__(name: str) -> Any:
    if name in ("Problem", "Problems"):
        from tally.domain import problem

        return getattr(problem, name)
    if name in __all__:
        from tally import api

        return getattr(api, name)
    raise AttributeError(f"module 'tally' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
