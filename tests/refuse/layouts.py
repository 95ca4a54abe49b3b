"""The same four ballots typed in every layout."""

from __future__ import annotations

NAMES = ("甲一", "乙二", "丙三", "丁四")
BALLOTS = ("○○○×", "○○×_", "×○__", "○×○○")  # of three seats; nobody is over-voted
FIGURES = {"甲一": (3, 1, 0), "乙二": (3, 1, 0), "丙三": (2, 1, 1), "丁四": (1, 1, 2)}

Rows = list[list[object]]


def cells(ballot: str) -> list[str]:
    return ["" if sign == "_" else sign for sign in ballot]


def matrix() -> Rows:
    return [["票号", *NAMES], *([number, *cells(ballot)] for number, ballot in enumerate(BALLOTS, 1))]


def transposed() -> Rows:
    return [list(column) for column in zip(*matrix(), strict=True)]


def three_columns() -> Rows:
    above: list[object] = ["票号"]
    answers: list[object] = [""]
    for name in NAMES:
        above += [name, "", ""]
        answers += ["赞成", "不赞成", "弃权"]
    rows: Rows = [above, answers]
    for number, ballot in enumerate(BALLOTS, 1):
        row: list[object] = [number]
        for sign in ballot:
            row += ["√" if sign == one else "" for one in "○×_"]
        rows.append(row)
    return rows


def long() -> Rows:
    rows: Rows = [["票号", "候选人", "符号"]]
    for number, ballot in enumerate(BALLOTS, 1):
        rows += [[number, name, sign] for name, sign in zip(NAMES, ballot, strict=True) if sign != "_"]
    return rows


def names() -> Rows:
    rows: Rows = [["票号", "赞成的候选人", "不赞成的候选人"]]
    for number, ballot in enumerate(BALLOTS, 1):
        listed = ["、".join(name for name, sign in zip(NAMES, ballot, strict=True) if sign == one) for one in "○×"]
        rows.append([number, *listed])
    return rows


def tally_sheet(drawn: int = 4) -> Rows:
    rows: Rows = [
        ["党委委员计票单", "", "", "", ""],
        ["组别", "第一组", "", "", ""],
        ["领回选票", drawn, "有效", 4, "无效 0"],
        ["候选人姓名", "赞成", "不赞成", "弃权", "部分无效"],
    ]
    return rows + [[name, *FIGURES[name], 0] for name in NAMES]


def teams_side_by_side() -> Rows:
    """The same four ballots counted by two teams, and their sums."""
    teams = (BALLOTS[:1], BALLOTS[1:], BALLOTS)
    rows: Rows = [["姓名"], [""]]
    for team in ("第一组", "第二组", "合计"):
        rows[0] += [team, "", ""]
        rows[1] += ["赞成", "不赞成", "弃权"]
    for at, name in enumerate(NAMES):
        signs = [[ballot[at] for ballot in team] for team in teams]
        rows.append([name, *(one.count(sign) for one in signs for sign in "○×_")])
    for label, numbers in (("领回选票", (1, 3, 4)), ("有效票", (1, 3, 4)), ("无效票", (0, 0, 0))):
        rows.append([label, *(cell for number in numbers for cell in (number, "", ""))])
    return rows


LAYOUTS = {
    "matrix": matrix,
    "transposed": transposed,
    "three-columns": three_columns,
    "long": long,
    "names": names,
    "tally-sheet": tally_sheet,
}
