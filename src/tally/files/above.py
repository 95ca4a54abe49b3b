"""What stands above a heading row and is no title: ballots, when somebody sorted the sheet with its headings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tally.domain.message import say
from tally.domain.problem import Problem, error
from tally.files.ballot_numbers import number_key
from tally.files.grid import Grid
from tally.files.suspicion import each


def ballots_above(
    grid: Grid, heading: int, number: int | None, columns: Sequence[int], reads: Callable[[str], bool] = bool
) -> list[Problem]:
    """Refuse rows above the headings that read like ballots (T330): a 票号 in its column, and marks, nothing but marks,
    under the candidates. Without a 票号 at least half of them have one."""

    def like_a_ballot(row: int) -> bool:
        texts = [text for column in columns if (text := grid.text(row, column).strip())]
        if not texts or not all(map(reads, texts)):
            return False
        if number is None:
            return 2 * len(texts) >= len(columns)
        return isinstance(number_key(grid.text(row, number)), int)

    return each(
        [row for row in range(heading) if like_a_ballot(row)],
        lambda row: error(
            "T330",
            grid.place(row),
            say("这一行像是选票，却在表头（第{row}行）的上面", row=grid.row_number(heading)),
            say("多半是连表头一起排了序；把表头移回选票的上面"),
        ),
    )
