"""The list of candidates (候选人名单) as it will stand on the ballot: on the screen, as JSON, as a workbook or CSV."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tally.documents.fonts import coverage_problems
from tally.documents.layout import spread, table
from tally.documents.sentences import BALLOT_ORDERS
from tally.domain.election import Candidate, Contest, Election, Method
from tally.domain.message import NOTHING, Message, Translate, say
from tally.domain.problem import Problem
from tally.names.normalise import name_key
from tally.names.order import why
from tally.names.strokes import StrokeTable

if TYPE_CHECKING:
    import pandas as pd

HEADINGS = {
    "name": say("姓名"),
    "gender": say("性别"),
    "ethnic_group": say("民族"),
    "born": say("出生年月"),
    "post": say("拟任职务"),
    "position": say("单位及职务"),
    "remark": say("备注"),
    "distinction": say("区分"),
}
CSV = ".csv"


def as_json(election: Election) -> list[dict[str, Any]]:
    """Return every contest's candidates in ballot order."""
    return [
        {
            "id": contest.id,
            "office": contest.office,
            "seats": contest.seats,
            "ballot_order": election.method.ballot_order,
            "candidates": [{field: getattr(one, field) for field in HEADINGS} for one in contest.candidates],
        }
        for contest in election.contests
    ]


def reasons(election: Election, contest: Contest) -> list[Message]:
    """Return why each candidate stands where it does: its post, or what tells it from the one before."""
    method = election.method
    if method.ballot_order == "given":
        return [say("按名册")] * len(contest.candidates)
    strokes = StrokeTable.of(election.folder, election.stroke_file)
    first = contest.leaders if method.ballot_order == "leaders-first" else ()
    found: list[Message] = []
    before: Candidate | None = None
    for one in contest.candidates:
        if one.post in first:
            found.append(say("拟任{post}，在前", post=one.post))
            continue
        found.append(NOTHING if before is None else _by_strokes(before.name, one.name, strokes, method))
        before = one
    return found


def _by_strokes(before: str, name: str, strokes: StrokeTable, method: Method) -> Message:
    if name_key(before) == name_key(name):
        return say("与上一位同名，先后照名册")
    return why(before, name, strokes, single_given=method.single_given, tie=method.tie)


def unprintable(election: Election) -> list[Problem]:
    """Return a warning for each candidate whose name the fonts of the papers lack (T651)."""
    own = election.papers.get("font")
    font = Path(election.folder, own) if own else None
    names = dict.fromkeys(one.name for contest in election.contests for one in contest.candidates)
    return coverage_problems(names, "candidates.xlsx", font, fatal=False)


def on_screen(election: Election, translate: Translate) -> str:
    """Return a table a contest, with why each candidate stands where it does."""
    blocks = []
    for contest in election.contests:
        head = say(
            "【{office}】应选{seats}名，候选人{count}名，{order}",
            office=contest.office,
            seats=contest.seats,
            count=len(contest.candidates),
            order=BALLOT_ORDERS[election.method.ballot_order],
        ).render(translate)
        fields = [field for field in HEADINGS if field == "name" or any(getattr(c, field) for c in contest.candidates)]
        words = [reason.render(translate) for reason in reasons(election, contest)]
        lines = [
            _Line(number, one, reason)
            for number, (one, reason) in enumerate(zip(contest.candidates, words, strict=True), start=1)
        ]
        headings = [
            one.render(translate) for one in (say("序号"), *(HEADINGS[field] for field in fields), say("位次的由来"))
        ]
        blocks.append(f"{head}\n{table(headings, lines, ['number', *fields, 'reason'])}")
    return "\n\n".join(blocks)


class _Line:
    """A candidate's line of the table on the screen."""

    def __init__(self, number: int, candidate: Candidate, reason: str) -> None:
        self.number = number
        self.reason = reason
        for field in HEADINGS:
            setattr(self, field, getattr(candidate, field))
        self.name = spread(candidate.name)


def frame(contest: Contest) -> pd.DataFrame:
    """Return a contest's candidates as a data frame with the headings that `candidates.xlsx` has."""
    import pandas as pd

    rows = [{str(heading): getattr(one, field) for field, heading in HEADINGS.items()} for one in contest.candidates]
    content = pd.DataFrame(rows, columns=list(map(str, HEADINGS.values())), dtype=str)
    content.insert(0, "序号", range(1, len(rows) + 1))
    return content


def as_file(contests: Iterable[Contest], suffix: str) -> bytes:
    """Return the candidates as a workbook, a sheet a contest, or as one CSV file with a column for the contest."""
    import pandas as pd

    if suffix == CSV:
        parts = []
        for contest in contests:
            part = frame(contest)
            part.insert(0, "职务", contest.office)
            parts.append(part)
        texts = pd.concat(parts).map(_harmless)
        return texts.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")
    from openpyxl import load_workbook

    from tally.documents.ballot_sheets import sheet_title
    from tally.documents.printed_sheets import rule
    from tally.documents.workbooks import workbook_bytes

    written = io.BytesIO()
    with pd.ExcelWriter(written, engine="openpyxl") as writer:
        for contest in contests:
            frame(contest).to_excel(writer, sheet_name=sheet_title(contest), index=False, freeze_panes=(1, 2))
    workbook = load_workbook(io.BytesIO(written.getvalue()))
    for sheet in workbook.worksheets:
        rule(sheet, 1)
    return workbook_bytes(workbook)


def _harmless(value: object) -> object:
    """Keep spreadsheet programs from running a text of a CSV file as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@")) else value
