"""Credentials, delegates, check-in and hands: every figure and every row that is refused, with its place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import load_workbook

from building import a_workbook
from consulting import ERROR, Reckoned, changed, reckon

Change = tuple[str, str]


def places(run: Reckoned) -> dict[str, str]:
    """Return where each code stands first."""
    found = [(one["code"], one["place"]) for one in run.json["problems"] if one["severity"] == ERROR]
    return dict(reversed(found))


def cell(path: Path, sheet: str, at: str, value: object) -> None:
    workbook = load_workbook(path)
    workbook[sheet][at] = value
    workbook.save(path)


REGISTER = [
    ("姓名", "选举单位", "性别", "民族", "出生年月", "类别", "终止原因"),
    ("温立春", "甲村", "女", "汉族", "1980.03", "领导干部", ""),
    ("蓝雨水", "甲村", "男", "回族", "1990.01", "领导干部", ""),
    ("霍清明", "乙村", "男", "汉族", "1975.11", "一线", ""),
    ("白小满", "乙村", "女", "汉族", "1985.06", "一线", "调出"),
]
SMALL = """schema = 1
title = "样例"
unit = "样例镇"
date = 2026-11-19
rules = "jiceng-2020"
allotted = 4
elected = 4
entitled = 3
shares_over = "{over}"
delegates = "register.xlsx#代表"
[[ended]]
reason = "调出"
count = 1
"""


def a_register(folder: Path, over: str = "entitled", rows: Sequence[Sequence[object]] = REGISTER) -> Path:
    a_workbook(folder / "register.xlsx", {"代表": rows})
    (folder / "credentials.toml").write_text(SMALL.format(over=over), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("over", "parts", "women"),
    [
        ("entitled", [("领导干部", 2), ("一线", 1)], (1, "33.3")),
        ("elected", [("一线", 2), ("领导干部", 2)], (2, "50")),
    ],
)
def test_zs2_the_structure_from_the_register(over: str, parts: object, women: object, tmp_path: Path) -> None:
    record = reckon("credentials", a_register(tmp_path, over)).json
    assert [(one["name"], one["count"]) for one in record["partitions"][0]["parts"]] == parts
    shares = {one["name"]: (one["count"], one["share"]) for one in record["attributes"]}
    assert shares["妇女"] == women
    assert shares["少数民族"][0] == 1
    assert record["quorum"]["need"] == 3  # four fifths of 3, rounded up
    assert [one["name"] for one in record["delegates"]]


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("elected = 4", "elected = 5", "elected"),
        ("entitled = 3", "entitled = 4", "entitled"),
        ("count = 1", "count = 0", "ended"),
    ],
)
def test_k15_the_register_contradicts_the_figures(old: str, new: str, place: str, tmp_path: Path) -> None:
    changed(a_register(tmp_path) / "credentials.toml", (old, new))
    run = reckon("credentials", tmp_path)
    found = [one["place"] for one in run.json["problems"] if one["code"] == "T784"]
    assert found == [f"credentials.toml › {place}"]


def test_a_category_that_somebody_lacks_makes_no_structure(tmp_path: Path) -> None:
    rows = [*REGISTER[:1], (*REGISTER[1][:5], "", ""), *REGISTER[2:]]
    assert reckon("credentials", a_register(tmp_path, rows=rows)).json["partitions"] == []


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ([("elected  = 153", "elected  = 155")], "T782", "elected"),
        ([('name  = "妇女代表"\ncount = 40', 'name  = "妇女代表"\ncount = 154')], "T769", "attribute[1]"),
        ([('of    = "生产和工作一线代表"', 'of    = "无此项"')], "T781", "attribute[4].of"),
        ([('of    = "生产和工作一线代表"', 'of    = "先进模范人物"')], "T781", "attribute[4].of"),
        ([("count = 19", "count = 62")], "T769", "attribute[4]"),
        ([("count = 88}", "count = 87}")], "T768", "partition[1]"),
        ([('rules    = "jiceng-2020"', 'rules    = "jiceng-2030"')], "T401", "rules"),
        ([('election = "../congress', 'election = "../nowhere')], "T783", "election"),
        ([("allotted = 154\n", "")], "T104", "allotted"),
        ([("entitled = 152\n", "")], "T104", "entitled"),
        ([('{name = "领导干部", count = 88}', '{name = "领导干部"}')], "T104", "partition[1].part[1].count"),
        ([('name  = "妇女代表"\ncount = 40', 'name  = "妇女代表"')], "T104", "attribute[1].count"),
        ([('shares_over = "elected"', 'shares_over = "elected"\ndelegates = "no.xlsx"')], "T300", ""),
    ],
)
def test_k15_credentials_refused(changes: list[Change], code: str, place: str, samples: Path) -> None:
    changed(samples / "credentials" / "credentials.toml", *changes)
    found = places(reckon("credentials", samples / "credentials"))
    assert found[code] == (f"credentials.toml › {place}" if place else "no.xlsx"), found


def test_an_election_file_that_is_none(samples: Path) -> None:
    (samples / "congress" / "election.toml").write_text("attendance = 3\n", encoding="utf-8")
    assert places(reckon("credentials", samples / "credentials")) == {"T783": "credentials.toml › entitled"}
    (samples / "congress" / "election.toml").write_bytes(b"\xff\xfe=")
    assert places(reckon("credentials", samples / "credentials")) == {"T783": "credentials.toml › election"}


@pytest.mark.parametrize(
    ("at", "value", "code", "where"),
    [
        ("D3", "十六", "T737", "单位 › D3"),
        ("E3", None, "T737", "单位 › E3"),
        ("A3", "石桥村党总支", "T775", "单位 › 3行"),
        ("A3", "　", "T775", "单位 › 3行"),
        ("C3", 361, "T776", "单位 › 3行"),
        ("D3", 17, "T773", "allotted"),
        ("B3", 361, "T776", "members"),
        ("C3", 67, "T776", "women"),
    ],
)
def test_k13_units_refused(at: str, value: object, code: str, where: str, samples: Path) -> None:
    cell(samples / "delegates" / "delegates.xlsx", "单位", at, value)
    found = places(reckon("delegates", samples / "delegates"))
    assert found[code].endswith(where), found


def test_a_sum_below_the_units_is_none_of_them(samples: Path) -> None:
    path = samples / "delegates" / "delegates.xlsx"
    before = reckon("delegates", samples / "delegates").json
    workbook = load_workbook(path)
    workbook["单位"].append(["合 计", 1500, 264, 66, 80])
    workbook.save(path)
    after = reckon("delegates", samples / "delegates").json
    assert after["units"] == before["units"]
    assert after["total"] == before["total"]


def test_units_without_the_numbers_of_members(samples: Path) -> None:
    path = samples / "delegates" / "delegates.xlsx"
    workbook = load_workbook(path)
    workbook["单位"].delete_cols(2, 2)
    workbook.save(path)
    units = reckon("delegates", samples / "delegates").json["units"]
    assert [(one["seats"], one["candidates"], one.get("members")) for one in units][:2] == [
        (18, 22, None),
        (16, 20, None),
    ]


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ([('stage    = "formal"', 'stage    = "nomination"')], "T104", "delegates.toml › nomination_percent"),
        ([("reference_date = 2026-10-30", "")], "T104", "delegates.toml › reference_date"),
        ([('units     = "delegates.xlsx#单位"', 'units     = "delegates.xlsx#没有"')], "T266", "delegates.xlsx"),
        ([('delegates = "delegates.xlsx#代表"', 'delegates = "no.xlsx"')], "T300", ""),
        ([('units     = "delegates.xlsx#单位"', "")], "T104", ""),
        ([('cadres         = "领导干部"', 'deputies = "no.xlsx"\ncadres = "领导干部"')], "T300", ""),
    ],
)
def test_delegates_refused(changes: list[Change], code: str, place: str, samples: Path) -> None:
    changed(samples / "delegates" / "delegates.toml", *changes)
    found = places(reckon("delegates", samples / "delegates"))
    assert code in found, found
    assert not place or found[code] == place


def test_an_age_that_nobody_gave(samples: Path) -> None:
    cell(samples / "delegates" / "delegates.xlsx", "代表", "E3", None)
    assert places(reckon("delegates", samples / "delegates"))["T771"].endswith("代表 › 蓝山竹")


@pytest.mark.parametrize(
    ("at", "value", "code", "where"),
    [
        ("B2", None, "T260", "签到 › 2行"),
        ("A2", None, "T260", "签到 › 2行"),
        ("B4", "温春春", "T261", "签到 › B4"),
        ("C2", "旁听", "T786", "签到 › C2"),
        ("D2", "也许", "T785", "签到 › D2"),
        ("C3", "出席", "T787", "entitled"),
    ],
)
def test_k16_rows_refused(at: str, value: object, code: str, where: str, samples: Path) -> None:
    cell(samples / "checkin" / "attendance.xlsx", "签到", at, value)
    found = places(reckon("checkin", samples / "checkin"))
    assert found[code].endswith(where), found


def test_a_sum_below_the_names_is_nobody(samples: Path) -> None:
    before = reckon("checkin", samples / "checkin").json
    path = samples / "checkin" / "attendance.xlsx"
    workbook = load_workbook(path)
    workbook["签到"].append(["", "合计", "", 152, 150])
    workbook.save(path)
    after = reckon("checkin", samples / "checkin").json
    assert after["sittings"] == before["sittings"]


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ([('rules    = "jiceng-2020"', 'rules    = "jiceng"')], "T401", "checkin.toml › rules"),
        ([('rules    = "jiceng-2020"\n', "")], "T104", "checkin.toml › rules"),
        ([('name   = "开幕"\n', "")], "T104", "checkin.toml › sitting[1].name"),
        ([('sheet    = "attendance.xlsx#签到"', 'sheet    = "attendance.xlsx#别的"')], "T266", "attendance.xlsx"),
        ([('column = "选举前"', 'column = "闭幕"')], "T253", "attendance.xlsx › 签到 › 1行"),
    ],
)
def test_check_in_refused(changes: list[Change], code: str, place: str, samples: Path) -> None:
    changed(samples / "checkin" / "checkin.toml", *changes)
    found = places(reckon("checkin", samples / "checkin"))
    assert found[code] == place, found


def test_qd3_late_ones_need_a_rule(samples: Path) -> None:
    cell(samples / "checkin" / "attendance.xlsx", "签到", "D2", "迟到")
    assert reckon("checkin", samples / "checkin").codes == set()
    changed(samples / "checkin" / "checkin.toml", ('late   = "present"\n', ""))
    assert places(reckon("checkin", samples / "checkin"))["T789"].endswith("签到 › D2")
