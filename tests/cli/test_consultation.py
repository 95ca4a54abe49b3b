"""recommend, appraise, hands, delegates, credentials, checkin, plan: run as users run them, on their samples."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from goldens import normalised
from running import tally
from tally.consultation.recommend_figures import second_round
from tally.documents.consulted import as_files
from tally.domain.problem import Problems, Severity
from tally.records.consulted import consult, verify_consulted

SAMPLES = Path(__file__).parents[2] / "sample_ballots"
GOLDEN = Path(__file__).parents[1] / "golden" / "papers"
KINDS = ("recommend", "appraise", "hands", "delegates", "credentials", "checkin", "plan")
ERROR = "error"
NOT_ON_PAPERS = re.compile("当选|落选|胜出|选票|得票当选|不合格|通过")


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    for kind in (*KINDS, "congress"):
        shutil.copytree(SAMPLES / kind, tmp_path / kind, ignore=shutil.ignore_patterns("out"))
    return tmp_path


@dataclass(frozen=True)
class Reckoned:
    """What one of the functions behind the commands came to, without the cost of a new process."""

    json: dict[str, Any]
    codes: set[str]

    @property
    def status(self) -> int:
        return 1 if self.codes else 0


def reckon(kind: str, folder: Path) -> Reckoned:
    try:
        record, remarks = consult(kind, folder / f"{kind}.toml")
    except Problems as refused:
        found = [one.as_json() for one in refused.problems]
        return Reckoned({"problems": found}, {one["code"] or "" for one in found if one["severity"] == ERROR})
    return Reckoned(record, {one.code for one in remarks if one.severity is Severity.ERROR})


def changed(path: Path, *changes: tuple[str, str]) -> Path:
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_a_sample_runs_and_verifies(kind: str, samples: Path) -> None:
    run = tally(kind, samples / kind, "--format", "html")
    assert run.status == 0, run.err
    assert verify_consulted(samples / kind / "out" / f"{kind}.json") == []


def test_json_is_the_record_byte_for_byte(samples: Path) -> None:
    run = tally("hands", samples / "hands", "--json", "--format", "txt")
    record = samples / "hands" / "out" / "hands.json"
    assert run.out.encode() == record.read_bytes()
    assert tally("verify", record).status == 0


@pytest.mark.parametrize("kind", ["recommend", "appraise"])
def test_papers_say_what_they_are_for(kind: str, samples: Path) -> None:
    run = tally(kind, samples / kind, "--format", "html,md,txt")
    assert "供研究参考" in run.out
    for paper in (samples / kind / "out").glob("*.*"):
        if paper.suffix in (".html", ".md", ".txt"):
            text = paper.read_text(encoding="utf-8")
            assert "供研究参考" in text
            body = re.sub("(?s)<style>.*?</style>", "", text)
            assert NOT_ON_PAPERS.findall(body) == []


@pytest.mark.parametrize("kind", KINDS)
def test_golden_papers(kind: str) -> None:
    record, _ = consult(kind, SAMPLES / kind / f"{kind}.toml")
    files = as_files(record, ("txt", "html"), str)
    kept = GOLDEN / kind
    assert {name for name, _ in files} == {path.name for path in kept.iterdir()}
    for name, content in files:
        assert normalised(content.decode("utf-8")) == (kept / name).read_bytes().decode("utf-8"), name


def test_recommend_json(samples: Path) -> None:
    record = reckon("recommend", samples / "recommend").json
    assert record["circle"] == {
        "entitled": 72, "present": 66, "issued": 66, "collected": 66, "valid": 64, "invalid": 2, "blank": 0,
    }  # fmt: skip
    post = record["posts"][0]
    assert {key: post[key] for key in ("id", "seats", "limit", "valid", "empty", "base", "base_count")} == {
        "id": "deputy", "seats": 4, "limit": 4, "valid": 64, "empty": 12, "base": "valid", "base_count": 64,
    }  # fmt: skip
    assert [(one["votes"], one["rate"], one["rank"]) for one in post["people"]] == [
        (58, 9062, 1), (55, 8593, 2), (51, 7968, 3), (49, 7656, 4), (23, 3593, 5), (8, 1250, 6),
    ]  # fmt: skip
    assert post["people"][0]["groups"] == {"A": None, "B": None, "C": 36, "A+B": 22}
    assert any(one["shown_as"] == "A+B" for one in record["hidden"])
    talk = record["talks"][0]["people"][0]
    assert {key: talk[key] for key in ("name", "recommend", "rate", "rank")} == {
        "name": "温立春", "recommend": 38, "rate": 8444, "rank": 1,
    }  # fmt: skip


def test_nothing_of_a_slip_but_sums_leaves_recommend(samples: Path) -> None:
    record = reckon("recommend", samples / "recommend").json
    assert "票号" not in json.dumps(record, ensure_ascii=False)
    assert all(one["sha256"] is None for one in record["inputs"] if one["role"] == "slips")


def test_appraise_json(samples: Path) -> None:
    record = reckon("appraise", samples / "appraise").json
    assert (record["base"], record["base_count"]) == ("present", 66)
    team = record["subjects"][0]
    assert (team["grades"], team["abstain"]) == ({"好": 41, "较好": 17, "一般": 4, "差": 1}, 3)
    assert team["rates"]["好+较好"] == 8787
    member = record["subjects"][3]
    assert member["score"]["hundredths"] == 100 * (3000 + 2000 + 420) // 64
    assert [line["reached"] for line in member["lines"]] == [False, False]
    assert sorted(record["remarks"]) == sorted(["多下村，少开会", "建议加强年轻干部培养", "镇里修路的进度要公开"])


def test_hands_json_of_one_motion(tmp_path: Path) -> None:
    text = 'title = "会"\nwhen = 2026-11-20\nentitled = 152\npresent = 148\n[[motion]]\nsubject = "办法"\n'
    (tmp_path / "hands.toml").write_text(text + "yes = 76\nno = 40\nabstain = 32\n", encoding="utf-8")
    run = tally("hands", tmp_path, "--json", "--format", "txt")
    expected = {
        "yes": 76, "no": 40, "abstain": 32, "present": 148, "entitled": 152, "more_than_half_of_entitled": False,
        "half_or_more_of_entitled": True, "more_than_half_of_present": True, "unanimous": False, "adopted": None,
    }  # fmt: skip
    assert {key: run.json[key] for key in expected} == expected
    paper = (tmp_path / "out" / "hands.txt").read_text(encoding="utf-8")
    assert "一致通过" not in paper
    assert "没有写明按哪一种算法通过" in paper


def test_unanimous_stands_only_where_true(samples: Path) -> None:
    tally("hands", samples / "hands", "--format", "txt")
    paper = (samples / "hands" / "out" / "hands.txt").read_text(encoding="utf-8")
    assert paper.count("一致通过") == 1
    assert "选举办法（草案）" in paper


def test_k12_hands_that_do_not_add_up(samples: Path) -> None:
    changed(samples / "hands" / "hands.toml", ("yes = 36", "yes = 35"))
    run = tally("hands", samples / "hands", "--json")
    assert (run.status, run.codes >= {"T763"}, (samples / "hands" / "out").exists()) == (1, True, False)


def test_y16_a_unit_below_its_margin_is_an_error_and_the_table_is_written(samples: Path) -> None:
    path = samples / "delegates" / "delegates.xlsx"
    workbook = load_workbook(path)
    workbook["单位"]["E6"] = 9
    workbook.save(path)
    run = tally("delegates", samples / "delegates", "--json", "--format", "html")
    assert run.status == 1
    assert [one["holds"] for one in run.json["units"]] == [True, True, True, True, False]
    assert [one["code"] for one in run.json["problems"] if one["severity"] == "error"] == ["T772"]


def test_y17_women_below_their_share(samples: Path) -> None:
    record = reckon("delegates", samples / "delegates").json
    assert record["structure"]["number"] == 66
    women = next(one for one in record["structure"]["attributes"] if one["name"] == "妇女")
    assert women["count"] == 14
    changed(samples / "delegates" / "delegates.toml", ("women    = 264", "women    = 350"))
    path = samples / "delegates" / "delegates.xlsx"
    workbook = load_workbook(path)
    workbook["单位"]["C2"] = 157
    workbook.save(path)
    assert "T777" in {one["code"] for one in reckon("delegates", samples / "delegates").json["problems"]}


CITY = """
title = "市第七次代表大会"
unit = "市"
date = 2026-11-19
allotted = 344
elected = 344
entitled = {entitled}
shares_over = "elected"
rules = "jiceng-2020"
[[ended]]
reason = "调离"
count = 1
[[partition]]
name = "构成"
part = [
  {{name = "甲", count = 201}}, {{name = "乙", count = {second}}},
  {{name = "丙", count = 62}}, {{name = "丁", count = 7}},
]
[[attribute]]
name = "模范"
count = 45
[[attribute]]
name = "工人"
count = 11
{of}
[[attribute]]
name = "农民"
count = 44
{of}
"""


def credentials(folder: Path, entitled: int = 343, second: int = 74, of: str = "") -> Any:
    (folder / "credentials.toml").write_text(CITY.format(entitled=entitled, second=second, of=of), encoding="utf-8")
    return reckon("credentials", folder)


def test_y18_credentials(tmp_path: Path) -> None:
    record = credentials(tmp_path).json
    tally("credentials", tmp_path, "--format", "txt")
    assert [one["share"] for one in record["partitions"][0]["parts"]] == ["58.4", "21.5", "18", "2"]
    assert record["quorum"]["need"] == 275
    paper = (tmp_path / "out" / "credentials.txt").read_text(encoding="utf-8")
    assert "343" in paper
    assert "按选出的代表344名计算" in paper


@pytest.mark.parametrize(
    ("entitled", "second", "codes"),
    [(342, 74, {"T767"}), (344, 74, {"T767"}), (343, 73, {"T768"}), (343, 75, {"T768"})],
)
def test_k15_credentials_that_do_not_add_up(entitled: int, second: int, codes: set[str], tmp_path: Path) -> None:
    run = credentials(tmp_path, entitled, second)
    assert run.codes == codes


def test_zs3_parts_greater_than_their_whole_are_asked_about(tmp_path: Path) -> None:
    run = credentials(tmp_path, of='of = "模范"')
    assert run.codes == {"T769"}
    assert "55" in run.json["problems"][0]["found"]


def test_n_is_compared_with_the_election_file(samples: Path) -> None:
    changed(samples / "congress" / "election.toml", ("entitled = 152", "entitled = 151"))
    assert "T783" in reckon("credentials", samples / "credentials").codes


def test_k16_checkin_by_delegation(samples: Path) -> None:
    record = reckon("checkin", samples / "checkin").json
    totals = [sitting["total"] for sitting in record["sittings"]]
    assert [(one["entitled"], one["present"], one["leave"], one["absent"]) for one in totals] == [
        (152, 150, 2, 0),
        (152, 148, 3, 1),
    ]
    for sitting in record["sittings"]:
        assert sum(one["present"] for one in sitting["delegations"]) == sitting["total"]["present"]
    assert record["others"] == {"列席": 4, "特邀": 0}


def test_qd4_no_name_leaves_the_attendance_sheet(samples: Path) -> None:
    tally("checkin", samples / "checkin", "--format", "txt,html")
    sheet = load_workbook(samples / "checkin" / "attendance.xlsx")["签到"]
    names = {row[1].value for row in sheet.iter_rows(min_row=2)}
    for paper in (samples / "checkin" / "out").iterdir():
        text = paper.read_text(encoding="utf-8")
        assert [name for name in names if name in text] == []


@pytest.mark.parametrize(("written", "expected"), [(151, {"T787"}), (152, None), (153, {"T787"})])
def test_k16_entitled(written: int, expected: set[str] | None, samples: Path) -> None:
    changed(samples / "checkin" / "checkin.toml", ("entitled = 152", f"entitled = {written}"))
    run = reckon("checkin", samples / "checkin")
    assert (run.codes if run.status else None) == expected


# --- plan ---------------------------------------------------------------------------------------------------------

PLAN = 'title = "换届"\nunit = "镇"\ntoday = {today}\nkind = "town"\norder = "talk-first"\n{calendar}\n'


def plan(folder: Path, steps: dict[str, str], today: str = "2021-11-01", calendar: str = "") -> Any:
    text = PLAN.format(today=today, calendar=calendar)
    text += "".join(f'[[step]]\nid = "{step}"\n{lines}\n' for step, lines in steps.items())
    (folder / "plan.toml").write_text(text, encoding="utf-8")
    return reckon("plan", folder)


def test_y19_limits_by_law(tmp_path: Path) -> None:
    run = plan(tmp_path, {"election_day": "date = 2021-12-28", "voters_list": "date = 2021-12-08"})
    due = {one["id"]: one["due"] for one in run.json["steps"]}
    assert run.status == 0
    assert due["voters_list"] == "2021-12-08"
    assert due["proposed_names"] == "2021-12-13"
    assert due["court"] == "2021-12-23"
    assert due["formal_names"] == "2021-12-21"
    assert due["objections"] == "2021-12-13"
    assert due["objection_decision"] == "2021-12-16"
    assert due["first_session"] == "2022-02-28"
    rules = {one["id"]: one["rule"] for one in run.json["steps"]}
    assert rules["voters_list"] == "选举法28"


@pytest.mark.parametrize(
    ("step", "in_time", "late", "article"),
    [
        ("voters_list", "2021-12-08", "2021-12-09", "选举法28"),
        ("proposed_names", "2021-12-13", "2021-12-14", "选举法32"),
        ("formal_names", "2021-12-21", "2021-12-22", "选举法32"),
        ("first_session", "2022-02-28", "2022-03-01", "组织法20"),
    ],
)
def test_k17_in_time_and_a_day_late(step: str, in_time: str, late: str, article: str, tmp_path: Path) -> None:
    assert plan(tmp_path, {"election_day": "date = 2021-12-28", step: f"date = {in_time}"}).status == 0
    run = plan(tmp_path, {"election_day": "date = 2021-12-28", step: f"date = {late}"})
    errors = [one for one in run.json["problems"] if one["severity"] == "error"]
    assert (run.status, [one["code"] for one in errors], [one["rule"] for one in errors]) == (1, ["T790"], [article])


MARCH = {
    "talks": "date = 2016-03-10T09:30:00",
    "meeting": "date = 2016-03-10T14:00:00",
    "examination": "date = 2016-03-14\nuntil = 2016-03-18",
    "appointment_notice": "date = 2016-03-21\nuntil = 2016-03-28",
    "life_meeting": "date = 2016-03-25\nby = 2016-03-31",
}


def test_y20_march_2016(tmp_path: Path) -> None:
    calendar = "[calendar]\nyears = [2016]"
    run = plan(tmp_path, MARCH, "2016-03-20", calendar)
    assert (run.status, run.json["problems"]) == (0, [])
    pledge = {**MARCH, "pledge": "date = 2016-04-01\nby = 2016-03-31"}
    late = plan(tmp_path, pledge, "2016-03-20", calendar).json
    assert [(one["code"], "晚了1天" in one["found"]) for one in late["problems"]] == [("T707", True)]
    assert next(one["state"] for one in late["steps"] if one["id"] == "pledge") == "late"


@pytest.mark.parametrize(("until", "codes"), [("2021-05-11", ["T791"]), ("2021-05-12", []), ("2021-05-13", [])])
def test_k18_fifth_working_day(until: str, codes: list[str], tmp_path: Path) -> None:
    calendar = "[calendar]\nyears = [2021]\nholidays = [2021-05-03, 2021-05-04, 2021-05-05]\nworked = [2021-05-08]"
    run = plan(tmp_path, {"appointment_notice": f"date = 2021-05-06\nuntil = {until}"}, "2021-05-01", calendar)
    assert [one["code"] for one in run.json["problems"]] == codes


def test_y20_working_days_are_not_guessed(tmp_path: Path) -> None:
    run = plan(tmp_path, {"appointment_notice": "date = 2021-05-06\nuntil = 2021-05-13"}, "2021-05-01")
    assert (run.status, [one["code"] for one in run.json["problems"]]) == (1, ["T792"])
    assert run.json["steps"][0]["due"] is None


@pytest.mark.parametrize(
    ("request_day", "codes"), [("2026-05-14", []), ("2026-05-15", ["T793"]), ("2026-05-16", ["T793"])]
)
def test_k19_request_before_the_meeting(request_day: str, codes: list[str], tmp_path: Path) -> None:
    steps = {"request_congress": f"date = {request_day}", "congress": "date = 2026-05-15"}
    run = plan(tmp_path, steps, "2026-05-01")
    assert [one["code"] for one in run.json["problems"]] == codes
    assert run.status == 0


def test_k19_the_meeting_before_the_talks(tmp_path: Path) -> None:
    steps = {"talks": "date = 2016-03-10T14:00:00", "meeting": "date = 2016-03-10T09:30:00"}
    assert [one["code"] for one in plan(tmp_path, steps).json["problems"]] == ["T793"]
    steps = {"talks": "date = 2016-03-10", "meeting": "date = 2016-03-10"}
    assert [one["code"] for one in plan(tmp_path, steps).json["problems"]] == ["T794"]


@pytest.mark.parametrize(("used", "codes"), [("2017-03-09", []), ("2017-03-10", []), ("2017-03-11", ["T795"])])
def test_k20_used_within_a_year(used: str, codes: list[str], tmp_path: Path) -> None:
    run = plan(tmp_path, {"nomination": f"date = {used}\nrecommended = 2016-03-10"})
    assert [one["code"] for one in run.json["problems"]] == codes


def test_the_calendar_is_icalendar(samples: Path) -> None:
    icalendar = pytest.importorskip("icalendar")
    tally("plan", samples / "plan")
    content = (samples / "plan" / "out" / "plan.ics").read_bytes()
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    events = list(icalendar.Calendar.from_ical(content).walk("VEVENT"))
    names = {str(one["SUMMARY"]) for one in events}
    assert {"会议推荐", "公布正式代表候选人名单（最迟）"} <= names
    assert len({str(one["UID"]) for one in events}) == len(events)


# --- refusals -----------------------------------------------------------------------------------------------------


def refused(kind: str, folder: Path) -> set[str]:
    return reckon(kind, folder).codes


@pytest.mark.parametrize("kind", ["recommend", "appraise"])
def test_a_missing_base(kind: str, samples: Path) -> None:
    path = samples / kind / f"{kind}.toml"
    path.write_text(re.sub("(?m)^base .*$", "", path.read_text(encoding="utf-8")), encoding="utf-8")
    assert refused(kind, samples / kind) == {"T104"}


@pytest.mark.parametrize(
    ("weights", "code"), [((50, 30, 19), "T720"), ((50, 30, 21), "T720"), ((50, 50, None), "T721")]
)
def test_weights(weights: tuple[int | None, ...], code: str, samples: Path) -> None:
    path = samples / "recommend" / "recommend.toml"
    changes = [
        (f'slips = ["slips-{group}.xlsx"]', f'slips = ["slips-{group}.xlsx"]\nweight = {weight}')
        for group, weight in zip("ABC", weights, strict=True)
        if weight is not None
    ]
    changed(path, *changes)
    assert refused("recommend", samples / "recommend") == {code}


def test_a_post_that_is_not_there(samples: Path) -> None:
    path = samples / "recommend" / "slips-B.xlsx"
    workbook = load_workbook(path)
    workbook.create_sheet("镇人大主席").append(["票号", "温立春"])
    workbook.save(path)
    assert refused("recommend", samples / "recommend") == {"T740"}


def test_a_group_bigger_than_its_heads(samples: Path) -> None:
    changed(samples / "recommend" / "recommend.toml", ("heads = 20", "heads = 19"))
    assert refused("recommend", samples / "recommend") == {"T722"}


@pytest.mark.parametrize(
    ("written", "shown"), [("08-20", "08-20"), ("2026-02-29", "2026-02-29"), ("2026-13-01", "2026-13-01")]
)
def test_dates_that_are_none(written: str, shown: str, samples: Path) -> None:
    path = samples / "plan" / "plan.toml"
    changed(path, ("today  = 2026-09-28", f"today  = {written}"), ("date = 2026-11-23", "date = 11-23"))
    run = reckon("plan", samples / "plan")
    assert run.codes == {"T702"}
    assert [one["place"] for one in run.json["problems"]] == ["plan.toml › 第5行", "plan.toml › 第105行"]
    assert shown in run.json["problems"][0]["found"]


@pytest.mark.parametrize(("seats", "codes"), [(5, set()), (6, {"T730"}), (7, {"T730"})])
def test_tj4_the_list_is_longer_than_the_posts(seats: int, codes: set[str], samples: Path) -> None:
    changed(samples / "recommend" / "recommend.toml", ("seats  = 4", f"seats  = {seats}"))
    assert refused("recommend", samples / "recommend") == codes


def test_everything_at_once(samples: Path) -> None:
    path = samples / "recommend" / "recommend.toml"
    changed(
        path,
        ('base   = "valid"', 'bases   = "valid"'),
        ("entitled  = 72", "entitled  = 60"),
        ("seats  = 4", "seats  = 0"),
        ("heads = 42", "heads = 63"),
        ("collected = 66", "collected = 67"),
    )
    run = tally("recommend", samples / "recommend", "--json")
    assert not (samples / "recommend" / "out").exists()
    assert run.codes >= {"T103", "T104", "T107", "T713", "T716", "T711", "T722"}


def test_another_number_of_slips_than_collected(samples: Path) -> None:
    changed(samples / "recommend" / "recommend.toml", ("collected = 66", "collected = 65"))
    assert refused("recommend", samples / "recommend") == {"T715"}


def test_slips_of_several_posts_need_numbers(samples: Path) -> None:
    path = samples / "recommend" / "slips-B.xlsx"
    workbook = load_workbook(path)
    for sheet in workbook.worksheets:
        sheet.delete_cols(1)
    workbook.save(path)
    assert "T732" in refused("recommend", samples / "recommend")


def test_a_slip_that_one_post_lacks(samples: Path) -> None:
    path = samples / "recommend" / "slips-B.xlsx"
    workbook = load_workbook(path)
    workbook["镇党委副职"].delete_rows(5)
    workbook.save(path)
    assert "T733" in refused("recommend", samples / "recommend")


def test_signed_slips_may_not_be_entered(samples: Path) -> None:
    changed(samples / "recommend" / "recommend.toml", ('marks      = "tick"', 'marks = "tick"\nsigned = true'))
    assert refused("recommend", samples / "recommend") == {"T739"}


def test_an_unknown_grade_names_its_cell(samples: Path) -> None:
    path = samples / "appraise" / "slips.xlsx"
    workbook = load_workbook(path)
    workbook["测评票"]["C4"] = "尚可"
    workbook.save(path)
    run = reckon("appraise", samples / "appraise")
    assert [(one["code"], one["place"]) for one in run.json["problems"]] == [("T754", "slips.xlsx › 测评票 › C4")]


def test_two_grades_in_a_cell_are_an_abstention(samples: Path) -> None:
    path = samples / "appraise" / "slips.xlsx"
    workbook = load_workbook(path)
    before = workbook["测评票"]["B4"].value
    workbook["测评票"]["B4"] = "好、较好"
    workbook.save(path)
    record = reckon("appraise", samples / "appraise").json
    assert (record["doubled"], record["subjects"][0]["abstain"], record["circle"]["valid"]) == (1, 4, 64)
    assert record["subjects"][0]["grades"][before] in (40, 16, 3, 0)


def test_counts_by_hand_y01(tmp_path: Path) -> None:
    votes = [("甲", 58), ("乙", 55), ("丙", 51), ("丁", 49), ("戊", 23), ("己", 8)]
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "副职"
    for row in [("姓名", "票数"), *votes]:
        sheet.append(row)
    workbook.save(tmp_path / "counts.xlsx")
    text = (
        'title = "推荐"\nunit = "镇"\nwhen = 2026-08-20\norder = "meeting-first"\nbase = "valid"\n'
        "[circle]\nentitled = 72\npresent = 66\nissued = 66\ncollected = 66\nvalid = 64\ninvalid = 2\n"
        '[form]\nform = "free"\nmarks = "tick"\ncounts = "counts.xlsx"\nsigned = true\n'
        '[[post]]\nid = "d"\noffice = "副职"\nseats = 4\nvalid = 64\nempty = {empty}\n'
    )
    (tmp_path / "recommend.toml").write_text(text.format(empty=12), encoding="utf-8")
    record = reckon("recommend", tmp_path).json
    assert [one["rate"] for one in record["posts"][0]["people"]] == [9062, 8593, 7968, 7656, 3593, 1250]
    (tmp_path / "recommend.toml").write_text(text.format(empty=11), encoding="utf-8")
    assert reckon("recommend", tmp_path).codes == {"T734"}


@pytest.mark.parametrize(("top", "may", "exact"), [(19, True, False), (20, False, False)])
def test_y10_thirty_per_cent_and_below(top: int, may: bool, exact: bool) -> None:
    assert second_round(top, 30, 64) == {"below": 30, "top": top, "may": may, "exact": exact}
    assert second_round(18, 30, 60) == {"below": 30, "top": 18, "may": True, "exact": True}
    assert second_round(18, None, 60) is None


def test_a_record_changed_by_hand_is_refused(samples: Path) -> None:
    tally("recommend", samples / "recommend", "--format", "txt", "--quiet")
    record = changed(samples / "recommend" / "out" / "recommend.json", ('"votes": 58', '"votes": 59'))
    assert tally("verify", record).status == 1


def test_a_changed_input_is_found_by_verify(samples: Path) -> None:
    tally("hands", samples / "hands", "--format", "txt")
    changed(samples / "hands" / "hands.toml", ("yes = 36", "yes = 37"), ("abstain = 1", "abstain = 0"))
    run = tally("verify", samples / "hands" / "out" / "hands.json")
    assert run.status == 1
    assert "T798" in run.err


def test_no_command_reads_both(samples: Path) -> None:
    """Recommendation and election lie apart: neither settings file may name a file of the other."""
    for kind in ("recommend", "appraise"):
        assert "election" not in (samples / kind / f"{kind}.toml").read_text(encoding="utf-8")
        assert "--election" not in tally(kind, "--help").out


def test_where_there_is_nothing(tmp_path: Path) -> None:
    run = tally("plan", tmp_path, "--json")
    assert (run.status, run.codes) == (1, {"T700"})
