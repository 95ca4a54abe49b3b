"""Every figure of a record in one tidy table: a figure a line, for CSV and Parquet."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("contest", "part", "name", "figure", "value")


def figures(record: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str, int]]:
    """Yield (contest, part, name, figure, value) for every whole number and yes or no in a record.

    >>> list(figures({"attendance": {"present": 148, "quorum": {"holds": True}}}))
    [('', 'attendance', '', 'present', 148), ('', 'attendance', '', 'quorum.holds', 1)]
    """
    yield from _numbers(record.get("attendance", {}), "", "attendance", "", "")
    for contest in record.get("contests", ()):
        for part, value in contest.items():
            if isinstance(value, list):
                for one in value:
                    if isinstance(one, Mapping):
                        yield from _numbers(one, contest["id"], part, str(one.get("name", "")), "")
            elif isinstance(value, Mapping):
                yield from _numbers(value, contest["id"], part, "", "")
            elif isinstance(value, int):
                yield contest["id"], "contest", "", part, int(value)


def frame(record: Mapping[str, Any]) -> pd.DataFrame:
    """Return the table as pandas holds it."""
    import pandas as pd

    table = pd.DataFrame(list(figures(record)), columns=list(COLUMNS))
    return table.astype({"value": "int64"} | dict.fromkeys(COLUMNS[:4], "string"))


def as_csv(record: Mapping[str, Any]) -> bytes:
    """Return the table as CSV; the byte order mark lets spreadsheets show Chinese."""
    return frame(record).to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


def as_parquet(record: Mapping[str, Any]) -> bytes:
    """Return the table as Parquet."""
    target = io.BytesIO()
    frame(record).to_parquet(target, index=False)
    return target.getvalue()


def _numbers(
    value: Mapping[str, Any], contest: str, part: str, name: str, above: str
) -> Iterator[tuple[str, str, str, str, int]]:
    for key, one in value.items():
        path = f"{above}.{key}" if above else key
        if isinstance(one, int):
            yield contest, part, name, path, int(one)
        elif isinstance(one, Mapping):
            yield from _numbers(one, contest, part, name, path)
        elif isinstance(one, list):
            for item in one:
                if isinstance(item, Mapping):
                    yield from _numbers(item, contest, part, name, f"{path}.{item.get('name', '')}")
