"""The season's table: a line for each election folder and a sum, on the screen, as a workbook and as Parquet."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from tally.documents.layout import grid, headed
from tally.documents.printed_sheets import rule
from tally.documents.workbooks import fit, workbook_bytes
from tally.domain.message import Message, Translate, say
from tally.records.make_up import MakeUp
from tally.records.season import Line, Season

HEADINGS: Mapping[str, Message] = {
    "unit": say("单位"),
    "folder": say("选举目录"),
    "seats": say("应选"),
    "elected": say("当选"),
    "status": say("状态"),
    "women": say("女性"),
    "young": say("35岁及以下"),
    "minority": say("少数民族"),
    "unknown": say("情况不详"),
    "problems": say("问题"),
    "check_code": say("核验码"),
}
STATUS: Mapping[str, Message] = {
    "complete": say("完成"),
    "revote": say("再次投票"),
    "further_vote": say("另行选举"),
    "void": say("重新选举"),
    "refused": say("未计票"),
}
NUMBERS = frozenset({"seats", "elected", "women", "young", "minority", "unknown"})
PROBLEM_HEADINGS = (say("选举目录"), say("代码"), say("位置"), say("问题"), say("处理"))

Row = dict[str, int | str]


def season_table(season: Season, translate: Translate) -> str:
    """Return the table for the screen, and what the sum means."""
    rows = [_row(one, translate) for one in season.lines] + [_sum(season, translate)]
    headings = [one.render(translate) for one in HEADINGS.values()]
    text = grid(headings, [[str(row[key]) for key in HEADINGS] for row in rows], [key in NUMBERS for key in HEADINGS])
    return f"{text}\n\n{say('女性、35岁及以下、少数民族按当选人次计；年龄算到选举当月。').render(translate)}"


def season_workbook(season: Season, translate: Translate) -> bytes:
    """Return the table as a workbook, with all problems on a second sheet."""
    from openpyxl import Workbook

    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = say("换届选举汇总").render(translate)
    sheet.append([headed(one.render(translate)) for one in HEADINGS.values()])
    for row in [*(_row(one, translate) for one in season.lines), _sum(season, translate)]:
        sheet.append([row[key] for key in HEADINGS])
    sheet.freeze_panes = "A2"
    problems = workbook.create_sheet(say("问题").render(translate))
    problems.append([headed(one.render(translate)) for one in PROBLEM_HEADINGS])
    for line in season.lines:
        for one in line.problems:
            texts = (line.folder, one.code, one.place, one.found.render(translate), one.remedy.render(translate))
            problems.append(list(map(fit, texts)))
    rule(sheet, 1)
    rule(problems, 1)
    return workbook_bytes(workbook)


def season_parquet(season: Season) -> bytes:
    """Return the table as Parquet: the keys as column names, statuses as in records, without the sum."""
    import pyarrow
    import pyarrow.parquet

    columns = {
        key: pyarrow.array(
            [_plain(one)[key] for one in season.lines], pyarrow.int64() if key in NUMBERS else pyarrow.string()
        )
        for key in HEADINGS
    }
    columns["sealed"] = pyarrow.array([one.sealed for one in season.lines], pyarrow.bool_())
    written = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), written)
    return written.getvalue()


def season_rows(season: Season) -> list[Row]:
    """Return the lines as plain values, statuses as in records."""
    return [_plain(one) for one in season.lines]


def _plain(line: Line) -> Row:
    return {
        "unit": fit(line.unit),
        "folder": fit(line.folder),
        "seats": line.seats,
        "elected": line.elected,
        "status": line.status,
        **_figures(line.make_up),
        "problems": _codes(line),
        "check_code": line.check_code,
        "sealed": line.sealed,
    }


def _row(line: Line, translate: Translate) -> Row:
    status = STATUS[line.status]
    if line.preliminary:
        status = say("预选：{status}", status=status)
    if line.rehearsal:
        status = say("演练：{status}", status=status)
    if line.sealed:
        status = say("已封存：{status}", status=status)
    return {**_plain(line), "status": status.render(translate)}


def _sum(season: Season, translate: Translate) -> Row:
    refused = sum(one.refused for one in season.lines)
    people = sum(one.needs_people for one in season.lines)
    words = say(
        "{folders}个，未计票{refused}个，待处理{people}个", folders=len(season.lines), refused=refused, people=people
    )
    return {
        "unit": say("合计").render(translate),
        "folder": "",
        "seats": sum(one.seats for one in season.lines),
        "elected": sum(one.elected for one in season.lines),
        "status": words.render(translate),
        **_figures(season.make_up),
        "problems": "",
        "check_code": "",
    }


def _figures(figures: MakeUp) -> Row:
    return {
        "women": figures.women,
        "young": figures.young,
        "minority": figures.minority,
        "unknown": figures.unknown,
    }


def _codes(line: Line) -> str:
    codes: Sequence[str] = sorted({one.code for one in line.problems})
    return " ".join(codes)
