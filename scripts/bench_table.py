"""Turn the figures of `make bench` into docs/benchmarks.md: medians, and ratios against the peer of each group."""

from __future__ import annotations

import json
import platform
import sys
from itertools import groupby
from pathlib import Path
from typing import Any

HEAD = """# Benchmarks

`make bench` runs them side by side on one machine and writes this page. The ratio compares with the row marked (peer)
of the same group in the same run; nothing is timed in the tests.

{machine}
"""


def main(source: Path, target: Path) -> None:
    """Read pytest-benchmark's JSON, write the page."""
    data = json.loads(source.read_text(encoding="utf-8"))
    info = data["machine_info"]
    machine = f"Python {platform.python_version()}, {info['system']}, {info['cpu'].get('count', '?')} cores."
    parts = [HEAD.format(machine=machine)]
    for group, rows in groupby(sorted(data["benchmarks"], key=lambda one: one["group"]), key=lambda one: one["group"]):
        parts.append(_table(group, list(rows)))
    target.write_text("\n".join(parts), encoding="utf-8")


def _table(group: str, rows: list[dict[str, Any]]) -> str:
    peer = next((one for one in rows if "peer" in one["name"]), None)
    extra = sorted({key for one in rows for key in one["extra_info"]})
    lines = [
        f"## {group}",
        "",
        "| | median | ratio |" + "".join(f" {key} |" for key in extra),
        "|---|---:|---:|" + "---:|" * len(extra),
    ]
    for one in sorted(rows, key=lambda row: row["stats"]["median"]):
        median = one["stats"]["median"]
        ratio = f"{median / peer['stats']['median']:.2f}" if peer else "–"
        values = "".join(f" {one['extra_info'].get(key, '–')} |" for key in extra)
        lines.append(f"| {_name(one)} | {_time(median)} | {ratio} |{values}")
    return "\n".join([*lines, ""])


def _name(one: dict[str, Any]) -> str:
    if one["params"] and str(one["param"]) not in one["group"]:
        return str(one["param"])
    name = one["name"].partition("[")[0].removeprefix("test_").replace("_", " ")
    return f"{name.removesuffix(' peer')} (peer)" if name.endswith(" peer") else str(name)


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
