"""roster.xlsx whole: the roster on its first sheet, the proposed team on 班子, the people's deputies on 人大代表."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tally.domain.election import Attendance, InputFile
from tally.domain.message import say
from tally.domain.people import TeamMember
from tally.domain.problem import Problem, Problems, error, place
from tally.files.roster import Roster, read_roster
from tally.files.schema import Reader
from tally.files.team import DEPUTIES_SHEET, TEAM_SHEET, read_names, read_team
from tally.files.workbook import open_workbook
from tally.rules.book import RuleBook

ROSTER = "roster.xlsx"


@dataclass(frozen=True, slots=True)
class RosterFile:
    """What the workbook holds; None for a sheet that is not there."""

    roster: Roster | None = None
    team: tuple[TeamMember, ...] | None = None
    deputies: tuple[str, ...] | None = None


def read_roster_file(
    folder: Path, book: RuleBook, kinds: Sequence[str], reference: date, inputs: list[InputFile], reader: Reader
) -> RosterFile:
    """Read the workbook where the folder has one; problems go to the reader."""
    path = folder / ROSTER
    if not path.exists():
        return RosterFile()
    try:
        workbook = open_workbook(path, ROSTER)
        names = workbook.sheet_names
        rosters = [name for name in names if name not in (TEAM_SHEET, DEPUTIES_SHEET)]
        roster = read_roster(workbook.table(rosters[0]), book, reference, kinds) if rosters else None
        team = read_team(workbook.table(TEAM_SHEET), reference) if TEAM_SHEET in names else None
        deputies = read_names(workbook.table(DEPUTIES_SHEET)) if DEPUTIES_SHEET in names else None
    except Problems as problems:
        reader.problems += problems.problems
        return RosterFile()
    for sheet in (roster, team):
        reader.problems += sheet.problems if sheet is not None else ()
    reader.problems += deputies[1] if deputies is not None else ()
    inputs.append(InputFile("roster", ROSTER, workbook.sha256))
    return RosterFile(roster, team.members if team else None, deputies[0] if deputies else None)


def roster_problems(roster: Roster | None, attendance: Attendance) -> list[Problem]:
    """Say when the roster comes to another number of electors than the election file (T272)."""
    if roster is None or roster.electors.entitled == attendance.entitled:
        return []
    return [
        error(
            "T272",
            place("election.toml", "attendance.entitled"),
            say(
                "应到写的是{given}名，名册上有选举权的是{counted}名",
                given=attendance.entitled,
                counted=roster.electors.entitled,
            ),
            say("核对名册（身份、处分或措施、应到扣除及其批准）和应到人数"),
            "E1",
        )
    ]
