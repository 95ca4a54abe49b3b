"""Which layout a sheet is in: the one the election file names, else the first that finds its own marks in the sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tally.domain.election import Contest
from tally.files.grid import Grid
from tally.files.layouts.exceptions import exceptions
from tally.files.layouts.layout import Layout, Part, Setting
from tally.files.layouts.long import long
from tally.files.layouts.matrix import matrix
from tally.files.layouts.names import names
from tally.files.layouts.profiled import profiled
from tally.files.layouts.side_by_side import side_by_side
from tally.files.layouts.stacked import all_transposed, stacked
from tally.files.layouts.tally_sheet import tally_sheet
from tally.files.layouts.three_columns import three_columns

# In the order in which they are tried: what has marks of its own comes before what any table looks like.
LAYOUTS: Mapping[str, Layout] = {
    "profile": profiled,
    "tally-sheet": tally_sheet,
    "stacked": stacked,
    "long": long,
    "side-by-side": side_by_side,
    "three-columns": three_columns,
    "exceptions": exceptions,
    "names": names,
    "matrix": matrix,
    "transposed": all_transposed,
}


def parts_of(grid: Grid, contests: Sequence[Contest], setting: Setting) -> list[Part]:
    """Return each contest's part of a sheet, none when no layout knows it; raises `Problems` of a profile."""
    if not grid.rows or not grid.columns:
        return []
    if setting.profile:
        return profiled(grid, contests, setting)
    tried = (setting.layout,) if setting.layout else tuple(LAYOUTS)
    for layout in tried:
        if parts := LAYOUTS[layout](grid, contests, setting):
            return parts
    return []
