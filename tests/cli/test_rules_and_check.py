"""`tally rules`, `tally check` and state elections through the installed command."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from building import NAMES, a_folder, a_whole_folder, a_workbook, ballot_rows
from running import Run, tally

SAMPLE = Path(__file__).parents[2] / "sample_ballots" / "congress"


def test_rules_list_show_and_diff(tmp_path: Path) -> None:
    books = tally("rules", "list", "--json").json
    assert [book["id"] for book in books] == [
        "difang-2021", "jiceng-1990", "jiceng-2020", "xuanju-fa-2020", "zuzhi-fa-2022"]  # fmt: skip
    shown = tally("rules", "show", "jiceng-2020", "--json").json
    margin = next(one for one in shown["values"] if one["path"] == "margin.DW")
    assert margin == {
        "path": "margin.DW",
        "rule": "M1",
        "value": "at_least = [1, 5]",
        "article": "第十三条",
        "grade": "S",
    }
    differences = tally("rules", "diff", "jiceng-1990", "jiceng-2020", "--json").json
    assert {one["point"] for one in differences} == {"法定人数", "停止权利"}
    assert not tally("rules", "diff", "jiceng-2020", "jiceng-2020", "--json").json
    run = tally("rules", "show", "jiceng-2099", "--json")
    assert (run.status, run.codes) == (1, {"T401"})
    local = tmp_path / "local.toml"
    local.write_text('id="x"\ntitle="办法"\nextends="jiceng-2020"\n[margin.DW]\nat_least=[1,4]\n', encoding="utf-8")
    assert tally("rules", "show", local, "--json").json["tightened"] == ["margin.DW.at_least"]


def test_check_of_the_sample() -> None:
    run = tally("check", "--election", SAMPLE, "--before", "--json")
    assert run.status == 0
    found = {one["rule"]: one for one in run.json}
    assert found["Q1"]["sentence"] == "5×148 = 740 ≥ 4×152 = 608，至少122名，符合"
    assert found["Q1"]["source"] == {"article": "第四章", "grade": "T"}
    assert found["E1"]["verdict"] == "untested"
    assert found["E1"]["needs"] == "roster.xlsx"
    assert {one["verdict"] for one in run.json} == {"holds", "untested", "told"}


def test_check_after_the_count(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town")
    assert tally("check", "--election", folder, "--after").status == 1
    assert tally("count", folder / "ballots.xlsx", "--election", folder).status == 0
    run = tally("check", "--election", folder, "--after", "--json")
    assert run.status == 0
    found = {one["rule"]: one["verdict"] for one in run.json}
    assert {rule for rule, verdict in found.items() if verdict == "holds"} >= {"V1", "V3", "W1", "W5", "W8"}
    assert not {rule for rule in found if rule.startswith(("E", "Q", "M"))}


def test_a_failing_rule_fails_the_check_unless_waived(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", names=NAMES[:3])
    assert tally("check", "--election", folder, "--json").status == 1
    waiver = '\n[[waiver]]\nrule = "M1"\ncontest = "committee"\nby = "上级党委"\ndocument = "一号"\n'
    with (folder / "election.toml").open("a", encoding="utf-8") as file:
        file.write(waiver)
    run = tally("check", "--election", folder, "--json")
    margin = next(one for one in run.json if one["rule"] == "M1")
    assert (margin["verdict"], margin["waived"]) == ("fails", True)


@pytest.mark.parametrize(("waiver", "codes"), [
    ('rule = "M99"\ncontest = "committee"\nby = "甲"\ndocument = "一"', {"T415"}),
    ('rule = "Q1"\ncontest = "committee"\nby = "甲"\ndocument = "一"', {"T408"}),
    ('rule = "M1"\ncontest = "committee"', {"T104"}),
    ('rule = "M1"\ncontest = "nobody"\nby = "甲"\ndocument = "一"', {"T409"}),
    ('rule = "M99"\ncontest = "nobody"', {"T104", "T415", "T409"}),
    ('rule = "Q1"', {"T104", "T408"}),
])  # fmt: skip
def test_waivers_that_are_none(waiver: str, codes: set[str], tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", extra=f"\n[[waiver]]\n{waiver}\n")
    assert tally("check", "--election", folder, "--json").codes == codes


def test_dates_before_the_rules(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town")
    edit(folder, ("date = 2026-11-20", "date = 2016-11-20"))
    assert tally("check", "--election", folder, "--json").codes == {"T118"}
    edit(folder, ('"jiceng-2020"', '"jiceng-1990"'))
    assert tally("verify-margin", "--election", folder).status == 0
    edit(folder, ("date = 2016-11-20", "date = 2020-07-13"))
    assert "T119" in tally("verify-margin", "--election", folder).err
    edit(folder, ("date = 2020-07-13", "date = 2020-07-12"))
    assert "T119" not in tally("verify-margin", "--election", folder).err


def edit(folder: Path, *changes: tuple[str, str]) -> None:
    path = folder / "election.toml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def test_a_local_book_is_printed_as_such(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town")
    edit(folder, ('rules = "jiceng-2020"', 'rules = "local.toml"'))
    text = 'id="x"\ntitle="样板镇选举办法"\nextends="jiceng-2020"\n[quorum.DW]\nmore_than=[4,5]\n'
    (folder / "local.toml").write_text(text, encoding="utf-8")
    run = tally("count", folder / "ballots.xlsx", "--election", folder, "--json")
    assert run.status == 0
    assert run.json["election"]["rules_title"] == "样板镇选举办法（在《中国共产党基层组织选举工作条例》上从严）"
    assert [one["path"] for one in run.json["inputs"] if one["role"] == "rules"] == ["local.toml"]
    assert "T425" in run.err
    (folder / "local.toml").write_text(text + "[margin.DW]\nat_least=[1,9]\nfoo=1\n", encoding="utf-8")
    assert tally("verify-margin", "--election", folder, "--json").codes == {"T426"}


def a_state_folder(path: Path, head: str, contest: str, names: Sequence[str], ballots: Sequence[str]) -> Path:
    folder = a_folder(path, names=names)
    text = f"""
schema = 1
title = "样例选举"
unit = "示例县样板镇"
date = 2026-11-20
{head}
[method]
legend = "L1"
writein_unmarked = "approve"
ballot_order = "given"
[[contest]]
candidates = "candidates.xlsx#党委委员"
writein_boxes = 1
{contest}
"""
    (folder / "election.toml").write_text(text, encoding="utf-8")
    header = ("票号", *names, "另选他人1", "另选他人1符号", "整票无效", "备注")
    a_workbook(folder / "ballots.xlsx", {"党委委员": ballot_rows(ballots, header)})
    return folder


def counted(folder: Path) -> Run:
    return tally("count", folder / "ballots.xlsx", "--election", folder, "--json")


@pytest.mark.parametrize(("voted", "status", "codes"), [(10, 1, {"T404"}), (11, 0, set())])
def test_x55_a_direct_election(voted: int, status: int, codes: set[str], tmp_path: Path) -> None:
    """Half of 20 voters is no turnout; with 11 the need is 6, over all who took part, void ballots included."""
    ballots = ["○○×"] * 6 + ["×××"] * (voted - 6)
    folder = a_state_folder(
        tmp_path / "district",
        f'rules = "xuanju-fa-2020"\n[attendance]\nall = 20\nvoted = {voted}\nproxies = 2',
        f'id = "deputies"\noffice = "县人大代表"\nkind = "RD"\nseats = 2\nissued = {voted}',
        NAMES[:3],
        ballots,
    )
    edit(folder, ("#党委委员", "#党委委员"))
    a_workbook(folder / "ballots.xlsx", {"县人大代表": ballot_rows(ballots, ("票号", *NAMES[:3]))})
    run = counted(folder)
    assert run.status == status, run.err
    if codes:
        assert run.codes == codes
        return
    contest = run.json["contests"][0]
    assert contest["majority"] == {"base": "voted", "base_count": 11, "need": 6}
    assert contest["outcome"]["elected"] == ["乙二", "甲一"]
    assert run.json["attendance"]["quorum"]["need"] == 11
    assert tally("report", "--election", folder).status == 0
    assert tally("check", "--election", folder).status == 0


@pytest.mark.parametrize(("votes", "elected"), [(31, ["甲一"]), (30, [])])
def test_x58_a_town_head_needs_half_of_all_deputies(votes: int, elected: list[str], tmp_path: Path) -> None:
    ballots = ["○×"] * votes + ["×○"] * (45 - votes)
    folder = a_state_folder(
        tmp_path / "town",
        'rules = "zuzhi-fa-2022"\n[attendance]\nall = 60\npresent = 45',
        'id = "head"\noffice = "镇长"\nkind = "RZ"\nseats = 1\nnominated = 2\nissued = 45',
        NAMES[:2],
        ballots,
    )
    a_workbook(folder / "ballots.xlsx", {"镇长": ballot_rows(ballots, ("票号", *NAMES[:2]))})
    run = counted(folder)
    assert run.json["contests"][0]["outcome"]["elected"] == elected, run.err
    assert run.json["contests"][0]["majority"] == {"base": "all", "base_count": 60, "need": 31}
    edit(folder, ("present = 45", "present = 39"))
    assert "T404" in counted(folder).codes


@pytest.mark.parametrize(("office", "elected"), [("人大副主席", []), ("副镇长", ["外一"])])
def test_x60_a_write_in_for_a_post_filled_from_the_deputies(office: str, elected: list[str], tmp_path: Path) -> None:
    ballots = [("×", "×", "外一", "○")] * 10
    header = ("票号", *NAMES[:2], "另选他人1", "另选他人1符号")
    folder = a_state_folder(
        tmp_path / "town",
        'rules = "zuzhi-fa-2022"\n[attendance]\nall = 12\npresent = 10',
        f'id = "post"\noffice = "{office}"\nkind = "RZ"\nseats = 1\nfixed_margin = 1\nissued = 10',
        NAMES[:2],
        [],
    )
    a_workbook(folder / "ballots.xlsx", {office: ballot_rows(ballots, header)})
    people = [("姓名", "身份"), *((f"代{number}", "代表") for number in "一二三四五六七八九十百千"), ("外一", "选民")]
    a_workbook(folder / "roster.xlsx", {"名册": people})
    run = counted(folder)
    assert run.json["contests"][0]["outcome"]["elected"] == elected, run.err
    if not elected:
        assert run.json["contests"][0]["write_ins"][0]["reason"] == "不是代表"


@pytest.mark.parametrize(("by", "status"), [("联名一", 1), ("联名二", 0)])
def test_m12_a_joint_list_longer_than_the_posts(by: str, status: int, tmp_path: Path) -> None:
    folder = a_state_folder(
        tmp_path / "town",
        'rules = "zuzhi-fa-2022"\n[attendance]\nall = 12\npresent = 10',
        'id = "post"\noffice = "副镇长"\nkind = "RZ"\nseats = 1\nfixed_margin = 1',
        NAMES[:2],
        [],
    )
    rows = [("姓名", "提名人"), (NAMES[0], "联名一"), (NAMES[1], by)]
    a_workbook(folder / "candidates.xlsx", {"副镇长": rows, "党委委员": rows})
    run = tally("check", "--election", folder, "--before", "--json")
    assert run.status == status
    lists = [one for one in run.json if one["rule"] == "M12" and "联名一" in one["sentence"]]
    assert [one["verdict"] for one in lists] == ["untested", "fails" if status else "holds"]  # nobody's signature given


PEOPLE_OF_X07 = [
    *((f"党{at}", "", "", "", "") for at in range(150)),
    *((f"预{at}", "预备党员", "", "", "") for at in range(2)),
    ("察一", "", "留党察看", "", ""),
    ("置一", "", "留置", "", ""),
]


@pytest.mark.parametrize(
    ("rules", "held", "approved", "entitled", "broken"),
    [
        ("jiceng-2020", "2026-11-20", True, 150, set()),
        ("jiceng-2020", "2026-11-20", False, 156, {"E3", "Q1"}),
        ("jiceng-1990", "2016-11-20", True, 151, set()),
        ("jiceng-1990", "2016-11-20", False, 157, {"E3", "Q2"}),
    ],
)
def test_x07_exclusions_on_the_roster_need_approval(
    rules: str, held: str, approved: bool, entitled: int, broken: set[str], tmp_path: Path
) -> None:
    folder = a_folder(tmp_path / "town", present=121, entitled=entitled)
    edit(folder, ('"jiceng-2020"', f'"{rules}"'), ("date = 2026-11-20", f"date = {held}"))
    leave = "区委组织部、党员大会" if approved else ""
    sick = [(f"病{at}", "", "", "长期卧病或生活不能自理", leave) for at in range(6)]
    people = [("姓名", "身份", "处分或措施", "应到扣除", "扣除批准"), *PEOPLE_OF_X07, *sick]
    assert len(people) == 161
    a_workbook(folder / "roster.xlsx", {"名册": people})
    assert failing(folder) == broken
    edit(folder, (f"entitled = {entitled}", f"entitled = {entitled - 1}"))
    assert "T272" in tally("check", "--election", folder, "--before", "--json").codes


def failing(folder: Path) -> set[str]:
    run = tally("check", "--election", folder, "--before", "--json")
    return {one["rule"] for one in run.json if one["verdict"] == "fails" and one["rule"][0] in "EQ"}


def test_x68_a_kind_of_another_rule_book_and_mixed_electorates(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", contest='kind = "RD"')
    assert "T402" in tally("verify-margin", "--election", folder, "--json").codes
    other = (
        '\n[[contest]]\nid = "head"\noffice = "书记"\nkind = "ZW"\nseats = 1\ncandidates = "candidates.xlsx#党委委员"\n'
    )
    folder = a_folder(tmp_path / "mixed", extra=other)
    run = tally("check", "--election", folder, "--json")
    assert "T416" in run.codes


def test_the_team_sheet(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town")
    rows = [
        ("姓名", "拟任职务", "性别", "出生年月", "任现职年限", "任班子年限", "乡镇工作年限", "专职"),
        ("甲一", "党工委书记、人大工委主任", "男", "1985-05", "10", "2016-01", "12年", "是"),
        ("乙二", "办事处主任", "女", "1995.03", "3", "3", "1.5", ""),
    ]
    a_workbook(folder / "roster.xlsx", {"班子": rows})
    run = tally("check", "--election", folder, "--before", "--json")
    assert run.status == 1
    tenure = [one for one in run.json if one["rule"] == "s16" and one["verdict"] == "fails"]
    assert [one["severity"] for one in tenure] == ["error"]
    assert "甲一" in tenure[0]["sentence"]
    bad = [*rows[:1], ("丙三", "副主任", "男", "1985-13", "很久", "3", "3", "可能")]
    a_workbook(folder / "roster.xlsx", {"班子": bad})
    assert tally("check", "--election", folder, "--json").codes == {"T273", "T274", "T275"}


def test_x72_report_order_against_list_order(tmp_path: Path) -> None:
    approvals = {"李建国": 140, "王大国": 120, "田富": 130, "陈小明": 0}
    ballots = [["○" if at < votes else "×" for votes in approvals.values()] for at in range(150)]
    folder = a_folder(tmp_path / "town", names=tuple(approvals), present=150)
    a_workbook(folder / "ballots.xlsx", {"党委委员": ballot_rows(ballots, ("票号", *approvals))})
    contest = counted(folder).json["contests"][0]
    reported = [contest["candidates"][at]["name"] for at in contest["report_order"]]
    assert reported == ["李建国", "田富", "王大国", "陈小明"]
    assert contest["outcome"]["elected"] == ["王大国", "田富", "李建国"]


ALL_AT_ONCE = """
[[waiver]]
rule = "M99"
contest = "committee"
by = "上级党委"
document = "一号"

[[waiver]]
rule = "M1"
contest = "committee"

[unit_facts.dates]
talks = 2026-02-30
meeting = 2026-13-01
"""


def test_all_faults_of_a_folder_are_named_at_once_with_their_path(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", extra=ALL_AT_ONCE)
    edit(folder, ('"jiceng-2020"', '"local.toml"'), ('legend = "L1"', 'legend = "L1"\nmajority_base = "voted"'))
    text = (
        'id="x"\ntitle=5\nextends="jiceng-2020"\nissued=2026-02-30\n[margin.DW]\natleast=[1,4]\n'
        '[quorum.DW]\nat_least="4/5"\n[majority.DW]\nmore_than=[1,3]\n'
    )
    (folder / "local.toml").write_text(text, encoding="utf-8")
    for command in (("check",), ("verify-margin",), ("count", folder / "ballots.xlsx")):
        run = tally(*command, "--election", folder, "--json")
        assert run.status == 1
        named = [(one["code"], one["place"]) for one in run.json["problems"]]
        line = {value: number for number, value in enumerate(
            (folder / "election.toml").read_text(encoding="utf-8").splitlines(), start=1)}  # fmt: skip
        assert sorted(named) == sorted([
            ("T426", "local.toml › margin.DW.atleast"),
            ("T428", "local.toml › quorum.DW.at_least"),
            ("T415", "election.toml › waiver[1].rule"),
            ("T104", "election.toml › waiver[2].by"),
            ("T104", "election.toml › waiver[2].document"),
            ("T410", "election.toml › method.majority_base"),
            ("T120", f"election.toml › unit_facts.dates.talks › 第{line['talks = 2026-02-30']}行"),
            ("T120", f"election.toml › unit_facts.dates.meeting › 第{line['meeting = 2026-13-01']}行"),
            ("T120", "local.toml › issued › 第4行"),
            ("T428", "local.toml › title"),
            ("T429", "local.toml › majority.DW.more_than"),
        ])  # fmt: skip
    assert not (folder / "out").exists()


def test_a_date_that_is_none_says_nothing_else_of_the_day(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", extra="[unit_facts.dates]\nlast_election = 2021-11-18\n")
    edit(folder, ("2026-11-20", "2026-11-31"))
    problems = tally("check", "--election", folder, "--json").json["problems"]
    assert [(one["code"], one["place"]) for one in problems] == [("T120", "election.toml › date › 第5行")]


def test_without_a_rule_book_the_rest_is_still_read(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", extra=ALL_AT_ONCE.replace("2026-02-30", '"x"').replace("2026-13-01", "1"))
    edit(folder, ('"jiceng-2020"', '"jiceng-2099"'))
    assert tally("check", "--election", folder, "--json").codes == {"T401", "T415", "T104", "T105"}
