"""`tally count --all ROOT`: every election folder of a season, each by itself."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tally.cli.door import Door
from tally.cli.progress import bar
from tally.cli.result import NEEDS_PEOPLE
from tally.domain.message import say
from tally.domain.problem import Problem, Problems

if TYPE_CHECKING:
    from tally.counting.engine import Engine

TABLE = "season"


def is_name(second: str) -> bool:
    """Whether a second entry is named as it must be for a season: a name inside each election folder."""
    return bool(second.strip()) and second not in (".", "..") and not set(second) & set("/\\#*?")


def count_all(speaker: Door, root: Path, second: str | None, resume: bool, out: Path, engine: Engine) -> None:
    """Count all, show and write the table; exit with 1 when a folder was refused, 3 when people must act.

    With `second` every folder's ballots must agree with the second entry of that name in the folder.
    """
    from tally.counting.count_files import Progress
    from tally.documents.season import season_parquet, season_table, season_workbook
    from tally.records.atomic import write_together
    from tally.records.season import count_season

    try:
        with bar(speaker) as line:
            season = count_season(
                root, second, resume, engine, lambda done, all_, ballots: line(Progress(done, all_, ballots))
            )
    except KeyboardInterrupt:
        sys.stderr.write(speaker.text(say("已中断。计完的选举目录已有记录，加 --resume 接着计。")) + "\n")
        raise typer.Exit(130) from None
    if speaker.as_json:
        import json

        from tally.documents.season import season_rows

        speaker.show(json.dumps(season_rows(season), ensure_ascii=False, indent=2))
    elif not speaker.quiet:
        speaker.show(season_table(season, speaker.translate))
    unwritten: list[Problem] = []
    tables: dict[Path, bytes | None] = {
        out / f"{TABLE}.xlsx": season_workbook(season, speaker.translate),
        out / f"{TABLE}.parquet": season_parquet(season),
    }
    try:
        write_together(tables)
        for path in tables:
            speaker.note(say("已写入 {path}", path=path))
    except Problems as refused:  # the folders have their records all the same
        unwritten += refused.problems
    skipped = sum(one.unchanged for one in season.lines)
    if skipped:
        speaker.note(say("{count}个选举目录没有变化，沿用已有的记录", count=skipped))
    sealed = sum(one.sealed for one in season.lines)
    if sealed:
        speaker.note(say("{count}个选举目录已封存，用封存的记录，没有重计", count=sealed))
    for one in season.lines:
        if one.problems:
            speaker.note(say("〔{folder}〕", folder=one.folder))
            speaker.tell(one.problems)
    speaker.tell(unwritten)
    if unwritten or any(one.refused for one in season.lines):
        raise typer.Exit(1)
    if any(one.needs_people for one in season.lines):
        raise typer.Exit(NEEDS_PEOPLE)
