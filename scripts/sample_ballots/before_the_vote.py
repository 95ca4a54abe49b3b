"""Make the workbooks of the samples beside the congress: recommend, appraise, delegates, checkin.

Run `python scripts/sample_ballots/before_the_vote.py`; the same program gives the same bytes. Names and places are made
up; the settings files beside the workbooks are written by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from tally.documents.workbooks import workbook_bytes

HERE = Path(__file__).parents[2] / "sample_ballots"
Rows = Sequence[Sequence[object]]

DEPUTIES = ("温立春", "蓝雨水", "霍清明", "岳小满", "田芒种", "莫白露")
POSITIONS = ("组织办主任", "党政办主任", "石桥村党总支书记", "财政所所长", "农业服务中心主任", "综治中心主任")
INSPECTORS = ("常夏至", "贺秋分")
# Votes by group for each person on the reference list; A came with 4, B with 20, C with 40 valid slips.
DEPUTY_VOTES = {"A": (4, 3, 3, 3, 2, 1), "B": (18, 17, 16, 15, 7, 2), "C": (36, 35, 32, 31, 14, 5)}
INSPECTOR_VOTES = {"A": (3, 1), "B": (13, 6), "C": (25, 13)}
VALID = {"A": 4, "B": 20, "C": 40}
SPOILED = {"A": 0, "B": 0, "C": 2}


def spread(votes: Sequence[int], slips: int) -> list[list[str]]:
    """Return one row of signs a slip: each person's votes on slips one after the other, round and round."""
    rows = [[""] * len(votes) for _ in range(slips)]
    at = 0
    for person, number in enumerate(votes):
        for _ in range(number):
            rows[at % slips][person] = "○"
            at += 1
    return rows


def sheet_of_slips(people: Sequence[str], votes: Sequence[int], group: str, written: Mapping[int, str]) -> Rows:
    """Return a sheet of slips with a number each; `written` are names written in, by slip."""
    slips = VALID[group]
    rows: list[list[object]] = [["票号", *people, "另推他人1", "整票无效", "备注"]]
    for at, signs in enumerate(spread(votes, slips)):
        blank = not any(signs) and at not in written
        rows.append([at + 1, *signs, written.get(at, ""), "", "空白票" if blank else ""])
    spoiled = range(slips + 1, slips + SPOILED[group] + 1)
    return [*rows, *([number, *[""] * len(people), "", "有记号", ""] for number in spoiled)]


def recommend() -> None:
    """Meeting slips in three piles by group, the reference lists, the counts of the talks."""
    folder = HERE / "recommend"
    for group in VALID:
        written = {3: "顾惊蛰"} if group == "C" else {}
        save(
            folder / f"slips-{group}.xlsx",
            {
                "镇党委副职": sheet_of_slips(DEPUTIES, DEPUTY_VOTES[group], group, {}),
                "镇纪委书记": sheet_of_slips(INSPECTORS, INSPECTOR_VOTES[group], group, written),
            },
        )
    heads = ("姓名", "性别", "出生年月", "单位及职务")
    save(
        folder / "list.xlsx",
        {
            "镇党委副职": [
                heads,
                *(
                    (name, "女" if at in (1, 5) else "男", f"198{at}.0{at + 1}", POSITIONS[at])
                    for at, name in enumerate(DEPUTIES)
                ),
            ],
            "镇纪委书记": [
                heads,
                (INSPECTORS[0], "女", "1984.05", "纪委副书记"),
                (INSPECTORS[1], "男", "1986.11", "司法所所长"),
            ],
        },
    )
    talk = ("姓名", "推荐", "不推荐", "其他意见", "弃权")
    save(
        folder / "talks.xlsx",
        {
            "镇党委副职": [
                talk,
                *zip(
                    DEPUTIES,
                    (38, 36, 31, 33, 14, 6),
                    (2, 3, 6, 5, 20, 28),
                    (1, 2, 3, 3, 4, 5),
                    (4, 4, 5, 4, 7, 6),
                    strict=True,
                ),
            ],
            "镇纪委书记": [talk, *zip(INSPECTORS, (30, 13), (6, 22), (3, 4), (6, 6), strict=True)],
        },
    )


def appraise() -> None:
    """Appraisal slips, one row each: the team and three members, with remarks."""
    subjects = ("镇领导班子", "温立春", "蓝雨水", "霍清明")
    grades = ("优秀", "称职", "基本称职", "不称职")
    team = ("好", "较好", "一般", "差")
    tallies = ((41, 17, 4, 1), (50, 11, 2, 0), (40, 20, 3, 1), (30, 25, 7, 2))
    columns = []
    for subject, tally in zip(subjects, tallies, strict=True):
        words = team if subject == "镇领导班子" else grades
        answers = [word for word, number in zip(words, tally, strict=True) for _ in range(number)]
        columns.append(answers + ["不了解"] * (64 - len(answers)))
    remarks = {5: "多下村，少开会", 21: "建议加强年轻干部培养", 40: "镇里修路的进度要公开"}
    rows: list[list[object]] = [["票号", *subjects, "整票无效", "意见"]]
    # 37 and 64 have no common factor: the columns are walked through in steps so that grades do not stand in blocks.
    for at in range(64):
        answers = [column[(37 * at + 11 * number) % 64] for number, column in enumerate(columns)]
        rows.append([at + 1, *answers, "", remarks.get(at, "")])
    rows += [[65, "", "", "", "", "有记号", ""], [66, "", "", "", "", "无法辨认", ""]]
    save(HERE / "appraise" / "slips.xlsx", {"测评票": rows})


def delegates() -> None:
    """Electing units and the register of those elected."""
    units = [("石桥村党总支", 420, 71, 18, 22), ("清溪村党总支", 360, 66, 16, 20), ("镇机关党支部", 280, 58, 14, 17)]
    units += [("中心学校党支部", 240, 45, 10, 12), ("卫生院党支部", 200, 24, 8, 10)]
    heads = ("选举单位", "党员数", "女党员数", "应选名额", "候选人数")
    surnames, first, second = "温蓝霍岳田莫常贺顾孟", "山水林石云风", "松竹梅桃杏柏枫桐荷菊兰"
    people: list[tuple[object, ...]] = [
        ("姓名", "选举单位", "性别", "民族", "出生年月", "类别", "得票", "带名额", "先进模范")
    ]
    number = 0
    for unit, members, _, seats, _ in units:
        for seat in range(seats):
            name = surnames[number % 10] + first[number // 11 % 6] + second[number % 11]
            kind = "领导干部" if number % 10 < 5 else "生产和工作一线"
            people.append(
                (
                    name,
                    unit,
                    "女" if number % 5 == 0 else "男",
                    "回族" if number % 22 == 0 else "汉族",
                    f"{1970 + number * 7 % 27}.0{number % 9 + 1}",
                    kind,
                    members * 9 // 10 - seat,
                    "是" if seat == 0 and number % 3 == 0 else "否",
                    "是" if number % 11 == 0 else "否",
                )
            )
            number += 1
    save(HERE / "delegates" / "delegates.xlsx", {"单位": [heads, *units], "代表": people})


def checkin() -> None:
    """Who came to the opening and to the vote: 152 entitled in four delegations, and observers."""
    surnames, given = "温蓝霍岳田莫常贺顾孟", "春夏秋冬山水云石松竹梅兰菊荷桐柏"
    rows: list[tuple[object, ...]] = [("代表团", "姓名", "类别", "开幕", "选举前")]
    number = 0
    for delegation, size in (("第一代表团", 40), ("第二代表团", 38), ("第三代表团", 38), ("机关代表团", 36)):
        for at in range(size):
            name = surnames[number % 10] + given[number // 10] + given[number % 16]
            opening = "病假" if number == 7 else "事假" if number == 88 else "到"
            vote = {7: "病假", 60: "事假", 88: "病假", 120: "缺席"}.get(number, "迟到" if number == 33 else "到")
            rows.append((delegation, name, "出席", opening, vote))
            number += 1
            if at == 0:
                rows.append((delegation, f"{surnames[number % 10]}列{given[number % 16]}", "列席", "到", "到"))
    save(HERE / "checkin" / "attendance.xlsx", {"签到": rows})


def save(path: Path, sheets: Mapping[str, Rows]) -> None:
    """Write a workbook with bold headings."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
        sheet.freeze_panes = "A2"
        for cell in sheet[1]:
            cell.font, cell.alignment = Font(bold=True), Alignment(horizontal="center")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(workbook_bytes(workbook))


if __name__ == "__main__":
    for make in (recommend, appraise, delegates, checkin):
        make()
