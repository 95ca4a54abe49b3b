"""What `tally inspect` shows: on the screen, and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tally.domain.message import Message, Translate, say
from tally.files.inspection import FileSeen, PartSeen, SheetSeen

LAYOUTS: Mapping[str, Message] = {
    "matrix": say("逐票一行、候选人一列"),
    "transposed": say("候选人一行、逐票一列"),
    "three-columns": say("每名候选人下面三栏"),
    "side-by-side": say("几种选票并排"),
    "stacked": say("几种选票上下排"),
    "names": say("写名"),
    "exceptions": say("只录不同的票"),
    "tally-sheet": say("计票单（只有合计数）"),
    "long": say("逐格一行"),
    "columns": say("系统导出：0/1 列"),
    "ranked": say("系统导出：排序的选择"),
    "sections": say("系统导出：分节的文本"),
    "orders": say("系统导出：一行一种排序及其张数"),
    "figures": say("核查用的数，不是选票"),
}
SHOWN_SIGNS, SHOWN_CONTESTS = 12, 3
ELECTION = "election.toml"


def on_screen(files: Sequence[FileSeen], drafted: Mapping[str, str], translate: Translate) -> str:
    """Return everything seen, file by file and sheet by sheet, and at the end the draft's files, if they are few."""
    lines: list[str] = []
    for file in files:
        lines.append(file.shown)
        for sheet in file.sheets:
            lines += [f"  {line.render(translate)}" for line in _sheet(sheet)]
            for part in sheet.parts:
                lines += [f"      {line.render(translate)}" for line in _part(part)]
    return "\n".join([*lines, *_drafted(drafted, translate)])


def _drafted(files: Mapping[str, str], translate: Translate) -> list[str]:
    if not files:
        return []
    lists = tuple(name for name in files if name != ELECTION)
    lines = [say("要计这些票，先要有选举文件和候选人名单；加 --draft 文件夹，把下面的草稿写在那里").render(translate)]
    if len(lists) > SHOWN_CONTESTS:
        return [*lines, say("有{count}项选举，草稿太长，这里不显示", count=len(lists)).render(translate)]
    for name, text in files.items():
        lines += ["", f"── {name} ──", *text.rstrip().splitlines()]
    return lines


def _sheet(sheet: SheetSeen) -> list[Message]:
    state = [say("隐藏的工作表")] if not sheet.visible else []
    state += [say("隐藏的行列{count}处", count=sheet.hidden)] if sheet.hidden else []
    state += [say("公式{count}格", count=sheet.formulas)] if sheet.formulas else []
    lines = [
        say("工作表“{sheet}”：{rows}行、{columns}列", sheet=sheet.name, rows=sheet.rows, columns=sheet.columns),
        *state,
    ]
    if not sheet.parts:
        lines.append(say("没有认出选票"))
    return lines


def _part(part: PartSeen) -> list[Message]:
    layout = LAYOUTS.get(part.layout, Message("{layout}", {"layout": part.layout}))
    lines = [say("{office}：{layout}（{id}）", office=part.office, layout=layout, id=part.profile or part.layout)]
    if part.guessed:
        lines.append(say("候选人取自表头，没有按选举目录核对"))
    if part.columns:
        lines.append(say("各列：{columns}", columns=tuple(f"{name} {where}" for name, where in part.columns)))
    if part.ballots is None:
        lines.append(say("选票：没有读成，见下面的问题"))
        return lines
    lines.append(say("选票：{ballots}张", ballots=part.ballots))
    if part.seats:
        lines.append(say("文件写着可选{seats}名", seats=part.seats))
    if part.ordered:
        lines.append(say("是排序投票：计票时要写明只计第一选择还是凡写到的都计"))
    if part.signs:
        shown = tuple(
            say("{sign} {times}次", sign=sign or say("（空）"), times=times)
            for sign, times in list(part.signs.items())[:SHOWN_SIGNS]
        )
        lines.append(say("符号：{signs}", signs=shown))
    return lines


def as_json(files: Sequence[FileSeen], drafted: Mapping[str, str], translate: Translate) -> dict[str, Any]:
    """Return everything seen, and the draft of an election folder for it."""
    return {
        "draft": dict(drafted),
        "files": [
            {
                "path": file.shown,
                "sha256": file.sha256,
                "sheets": [_sheet_json(sheet, translate) for sheet in file.sheets],
                "problems": [one.as_json(translate) for one in file.problems],
            }
            for file in files
        ],
    }


def _sheet_json(sheet: SheetSeen, translate: Translate) -> dict[str, Any]:
    return {
        "sheet": sheet.name,
        "rows": sheet.rows,
        "columns": sheet.columns,
        "visible": sheet.visible,
        "formulas": sheet.formulas,
        "hidden": sheet.hidden,
        "contests": [
            {
                "office": part.office,
                "layout": part.layout,
                "profile": part.profile,
                "guessed": part.guessed,
                "columns": [{"heading": name, "cell": where} for name, where in part.columns],
                "ballots": part.ballots,
                "candidates": list(part.candidates),
                "seats": part.seats,
                "ordered": part.ordered,
                "signs": dict(part.signs),
                "problems": [one.as_json(translate) for one in part.problems],
            }
            for part in sheet.parts
        ],
        "problems": [one.as_json(translate) for one in sheet.problems],
    }
