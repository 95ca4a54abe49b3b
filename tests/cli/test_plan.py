"""plan: limits by law, working days, order, validity, and the calendar."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from consulting import reckon
from running import tally

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


@pytest.mark.parametrize(
    ("step", "early"),
    [
        ("voters_list", "2021-12-07"),
        ("proposed_names", "2021-12-12"),
        ("formal_names", "2021-12-20"),
        ("first_session", "2022-02-27"),
    ],
)
def test_k17_a_day_early(step: str, early: str, tmp_path: Path) -> None:
    assert plan(tmp_path, {"election_day": "date = 2021-12-28", step: f"date = {early}"}).codes == set()


@pytest.mark.parametrize(
    ("elected", "last", "late"),
    [("2021-12-31", "2022-02-28", "2022-03-01"), ("2023-12-31", "2024-02-29", "2024-03-01")],
)
def test_k17_two_months_end_with_the_month(elected: str, last: str, late: str, tmp_path: Path) -> None:
    assert plan(tmp_path, {"election_day": f"date = {elected}", "first_session": f"date = {last}"}).codes == set()
    assert plan(tmp_path, {"election_day": f"date = {elected}", "first_session": f"date = {late}"}).codes == {"T790"}


@pytest.mark.parametrize(("until", "codes"), [("2016-03-25", {"T791"}), ("2016-03-28", set()), ("2016-03-29", set())])
def test_k18_y20_posted_on_a_monday(until: str, codes: set[str], tmp_path: Path) -> None:
    steps = {"appointment_notice": f"date = 2016-03-21\nuntil = {until}"}
    assert plan(tmp_path, steps, "2016-03-20", "[calendar]\nyears = [2016]").codes == codes


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


@pytest.mark.parametrize(
    ("steps", "codes"),
    [
        ("[[step]]\ndate = 2021-12-01\n", {"T104"}),
        ("step = []\n", {"T104"}),
        ('[[step]]\nid = "election_day"\ndate = 2021-12-28\n' * 2, {"T703"}),
        ('[[step]]\nid = "picnic"\ndate = 2021-12-01\n', {"T706"}),
        ('[[step]]\nid = "talks"\nname = "谈话"\ndate = 2021-12-03\nuntil = 2021-12-01\n', {"T704"}),
        ('[[step]]\nid = "x"\nname = "谈话"\nby = 2021-12-03\nuntil = 2021-12-01\n', {"T704"}),
        ('[[step]]\nid = "x"\nname = "谈话"\n', {"T708"}),
    ],
)
def test_a_plan_that_does_not_say_what_it_must(steps: str, codes: set[str], tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_text(PLAN.format(today="2021-11-01", calendar="") + steps, encoding="utf-8")
    run = tally("plan", tmp_path, "--json")
    assert (run.status, run.codes) == (1, codes), run.err
    assert not (tmp_path / "out").exists()


def test_a_street_has_no_congress_of_its_own_and_a_calendar_says_its_years(tmp_path: Path) -> None:
    text = PLAN.format(today="2021-11-01", calendar="[calendar]\nholidays = [2021-10-01]").replace("town", "street")
    step = '[[step]]\nid = "first_session"\ndate = 2022-02-28\n'
    (tmp_path / "plan.toml").write_text(text + step, encoding="utf-8")
    assert tally("plan", tmp_path, "--json").codes == {"T705", "T709"}


def test_a_step_without_a_day_is_open_and_a_long_name_is_folded_in_the_calendar(tmp_path: Path) -> None:
    name = "与各选举单位负责人逐一谈话、听取意见并形成书面材料报上级党委组织部备案（分两天进行）"
    steps = f'[[step]]\nid = "x"\nname = "{name}"\ndate = 2021-12-03\n[[step]]\nid = "election_day"\n'
    (tmp_path / "plan.toml").write_text(PLAN.format(today="2021-11-01", calendar="") + steps, encoding="utf-8")
    run = tally("plan", tmp_path, "--json")
    assert run.status in (0, 3), run.err
    states = {one["id"]: one["state"] for one in run.json["steps"]}
    assert states["election_day"] == "open"
    assert tally("plan", tmp_path).status in (0, 3)
    (calendar,) = (tmp_path / "out").glob("*.ics")
    lines = calendar.read_bytes().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert name in calendar.read_bytes().replace(b"\r\n ", b"").decode("utf-8")
    assert lines.count(b"BEGIN:VEVENT") == 1
