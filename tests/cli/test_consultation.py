"""recommend, appraise, hands, delegates, credentials, checkin: run as users run them, on their samples."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from consulting import KINDS, SAMPLES, changed, reckon
from goldens import normalised
from running import tally
from tally.documents.consulted import as_files
from tally.records.consulted import consult, verify_consulted

GOLDEN = Path(__file__).parents[1] / "golden" / "before_the_vote"
NOT_ON_PAPERS = re.compile("当选|落选|胜出|选票|得票当选|不合格|通过")


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


@pytest.mark.parametrize(("written", "codes"), [(151, {"T783"}), (152, set()), (153, {"T783"})])
def test_k15_n_is_compared_with_the_election_file(written: int, codes: set[str], samples: Path) -> None:
    election = changed(samples / "congress" / "election.toml", ("entitled = 152", f"entitled = {written}"))
    before = election.read_bytes()
    run = reckon("credentials", samples / "credentials")
    assert run.codes == codes
    said = [one for one in run.json["problems"] if one["code"] in ("T780", "T783")]
    assert [one["code"] for one in said] == (["T783"] if codes else ["T780"])
    assert not codes or "[attendance] entitled = 152" in said[0]["remedy"]
    assert election.read_bytes() == before


def test_n_to_write_is_said_where_no_election_file_is_named(samples: Path) -> None:
    changed(samples / "credentials" / "credentials.toml", ("election =", "# election ="))
    run = tally("credentials", samples / "credentials", "--format", "txt")
    assert run.status == 0
    assert "[attendance] entitled = 152" in run.out + run.err


@pytest.mark.parametrize(("count", "codes"), [(60, set()), (61, set()), (62, {"T769"})])
def test_k15_a_part_and_its_whole(count: int, codes: set[str], samples: Path) -> None:
    changed(samples / "credentials" / "credentials.toml", ("count = 19", f"count = {count}"))
    assert reckon("credentials", samples / "credentials").codes == codes


@pytest.mark.parametrize(("allotted", "codes"), [(152, {"T782"}), (153, set()), (154, set())])
def test_k15_elected_and_allotted(allotted: int, codes: set[str], samples: Path) -> None:
    changed(samples / "credentials" / "credentials.toml", ("allotted = 154", f"allotted = {allotted}"))
    assert reckon("credentials", samples / "credentials").codes == codes


def test_k16_every_delegation_adds_up(samples: Path) -> None:
    for sitting in reckon("checkin", samples / "checkin").json["sittings"]:
        for one in (*sitting["delegations"], sitting["total"]):
            assert one["entitled"] == one["present"] + one["leave"] + one["absent"]
            assert one["leave"] == one["sick"] + one["business"]


def test_k16_a_delegate_whose_attendance_nobody_noted(samples: Path) -> None:
    path = samples / "checkin" / "attendance.xlsx"
    workbook = load_workbook(path)
    workbook["签到"]["E2"] = None
    workbook.save(path)
    assert reckon("checkin", samples / "checkin").codes == {"T785"}


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


def test_a_show_of_hands_feeds_the_chairs_script(samples: Path) -> None:
    out = samples / "congress" / "out"
    tally("hands", samples / "hands", "--out", out, "--format", "txt", "--quiet")
    tally("count", samples / "congress" / "ballots.xlsx", "--quiet")
    script = tally("report", "--election", samples / "congress", "--only", "D17", "--format", "txt").out
    assert "同意147名，不同意0名，弃权1名。按应到人数的过半数，通过。" in script
    assert "同意148名，不同意0名，弃权0名。一致通过。" in script
    changed(samples / "hands" / "hands.toml", ("第五次代表大会", "第六次代表大会"))
    tally("hands", samples / "hands", "--out", out, "--format", "txt", "--quiet")
    other = tally("report", "--election", samples / "congress", "--only", "D17", "--format", "txt").out
    assert "147" not in other


DELIBERATION = """
title = "大会"
when = 2026-11-20
entitled = {entitled}
present = 78
[[deliberation]]
subject = "委员候选人建议名单"
[[deliberation.delegation]]
name = "第一代表团"
present = 40
for_list = {first}
other = [{{name = "温立春", backers = 2}}]
[[deliberation.delegation]]
name = "{second}"
present = 38
for_list = 38
other = [{{name = "温 立春", backers = {backers}}}, {{name = "蓝雨水", backers = 4}}]
"""


def deliberated(folder: Path, first: int = 39, second: str = "第二代表团", backers: int = 3, entitled: int = 80) -> Any:
    text = DELIBERATION.format(first=first, second=second, backers=backers, entitled=entitled)
    (folder / "hands.toml").write_text(text, encoding="utf-8")
    return reckon("hands", folder)


def test_hs4_deliberation_by_delegation(tmp_path: Path) -> None:
    record = deliberated(tmp_path).json
    one = record["deliberations"][0]
    assert (one["present"], one["for_list"], record["motions"]) == (78, 77, [])
    assert one["others"] == [{"name": "温立春", "backers": 5}, {"name": "蓝雨水", "backers": 4}]
    assert tally("hands", tmp_path, "--format", "txt").status == 0
    paper = (tmp_path / "out" / "hands.txt").read_text(encoding="utf-8")
    assert "只报数字" in paper
    assert [word for word in ("通过", "达到", "过半数") if word in paper] == []
    assert tally("verify", tmp_path / "out" / "hands.json").status == 0


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"first": 40}, set()),
        ({"first": 41}, {"T763"}),
        ({"backers": 38}, set()),
        ({"backers": 39}, {"T763"}),
        ({"entitled": 78}, set()),
        ({"entitled": 77}, {"T764"}),
        ({"second": "第一代表团"}, {"T765"}),
    ],
)
def test_hs4_figures_beyond_those_present(changes: dict[str, Any], codes: set[str], tmp_path: Path) -> None:
    assert deliberated(tmp_path, **changes).codes == codes
