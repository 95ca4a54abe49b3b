"""What recommend, appraise, delegates and the others refuse, with its place; how their settings change figures."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from consulting import changed, reckon, refused
from running import tally
from tally.consultation.recommend_figures import second_round


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


@pytest.mark.parametrize("kind", ["recommend", "appraise"])
@pytest.mark.parametrize(("valid", "codes"), [(63, {"T710"}), (64, set()), (65, {"T710"})])
def test_k01_valid_slips_written_down_are_those_counted(kind: str, valid: int, codes: set[str], samples: Path) -> None:
    changed(samples / kind / f"{kind}.toml", ("collected = 66", f"collected = 66\nvalid = {valid}"))
    assert refused(kind, samples / kind) == codes


def test_counts_by_group_need_the_groups_valid_slips(samples: Path) -> None:
    changed(samples / "recommend" / "recommend.toml", ("heads = 20", "heads = 20\nvalid = 20"))
    assert refused("recommend", samples / "recommend") == {"T746"}


@pytest.mark.parametrize(("kind", "code"), [("recommend", "T738"), ("appraise", "T750")])
def test_a_group_without_its_own_file(kind: str, code: str, samples: Path) -> None:
    path = samples / kind / f"{kind}.toml"
    path.write_text(path.read_text(encoding="utf-8") + '\n[[group]]\nid = "D"\nheads = 0\n', encoding="utf-8")
    assert refused(kind, samples / kind) == {code}


def test_signed_slips_may_not_be_entered(samples: Path) -> None:
    changed(samples / "recommend" / "recommend.toml", ('marks      = "tick"', 'marks = "tick"\nsigned = true'))
    assert refused("recommend", samples / "recommend") == {"T739"}


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
        shutil.copy(samples / "congress" / "election.toml", samples / kind)
        assert refused(kind, samples / kind) == {"T788"}


def test_where_there_is_nothing(tmp_path: Path) -> None:
    run = tally("plan", tmp_path, "--json")
    assert (run.status, run.codes) == (1, {"T700"})


def test_y06_both_orders_are_printed(samples: Path) -> None:
    path = samples / "recommend" / "recommend.toml"
    weights = zip("ABC", (50, 30, 20), strict=True)
    changed(
        path,
        *((f'slips = ["slips-{one}.xlsx"]', f'slips = ["slips-{one}.xlsx"]\nweight = {per}') for one, per in weights),
    )
    hidden = reckon("recommend", samples / "recommend").json["posts"][0]
    assert {one["weighted"] for one in hidden["people"]} == {None}  # A is hidden: the sum would give it away
    workbook = load_workbook(samples / "recommend" / "slips-A.xlsx")
    for sheet, row in (("镇党委副职", (5, "", "○", "", "○", "○")), ("镇纪委书记", (5, "", "○"))):
        workbook[sheet].append([cell or None for cell in row])
    workbook.save(samples / "recommend" / "slips-A.xlsx")
    changed(path, ("heads = 4", "heads = 5"), ("entitled  = 72", "entitled  = 73"), ("heads = 9", "heads = 10"))
    changed(
        path,
        ("present   = 66", "present   = 67"),
        ("issued    = 66", "issued = 67"),
        ("collected = 66", "collected = 67"),
    )
    record = reckon("recommend", samples / "recommend").json
    first = record["posts"][0]["people"][0]
    assert first["groups"] == {"A": 4, "B": 18, "C": 36}
    assert (first["weighted"]["numerator"], first["weighted"]["denominator"]) == (85, 1)  # 50·4/5 + 30·18/20 + 20·36/40
    tally("recommend", samples / "recommend", "--format", "txt")
    paper = (samples / "recommend" / "out" / "recommend.txt").read_text(encoding="utf-8")
    assert "不加权和加权两种排法" in paper
    assert "85.00%" in paper


@pytest.mark.parametrize(("allotted", "codes"), [(65, {"T773"}), (66, set()), (67, {"T773"})])
def test_k13_seats_are_those_allotted(allotted: int, codes: set[str], samples: Path) -> None:
    changed(samples / "delegates" / "delegates.toml", ("allotted = 66", f"allotted = {allotted}"))
    assert reckon("delegates", samples / "delegates").codes == codes


def test_delegates_who_are_deputies(samples: Path) -> None:
    sheet = load_workbook(samples / "delegates" / "delegates.xlsx")["代表"]
    names = [sheet["A2"].value, sheet["A5"].value]
    (samples / "delegates" / "deputies.txt").write_text("\n".join([*names, "无此人"]), encoding="utf-8")
    changed(samples / "delegates" / "delegates.toml", ("units     = ", 'deputies = "deputies.txt"\nunits     = '))
    record = reckon("delegates", samples / "delegates").json
    assert sorted(record["overlap"]) == sorted(names)
    assert "deputies" in {one["role"] for one in record["inputs"]}


def test_the_nomination_stage_has_its_wider_margin(samples: Path) -> None:
    changed(samples / "delegates" / "delegates.toml", ('"formal" ', '"nomination"\nnomination_percent = 30 '))
    units = reckon("delegates", samples / "delegates").json["units"]
    assert [(one["need"], one["holds"]) for one in units] == [
        (24, False),
        (21, False),
        (19, False),
        (13, False),
        (11, False),
    ]


def test_every_format_of_the_summary_table(samples: Path) -> None:
    pytest.importorskip("typst")
    run = tally("recommend", samples / "recommend", "--format", "docx,xlsx,pdf,html")
    out = samples / "recommend" / "out"
    assert run.status == 0, run.err
    assert {path.suffix for path in out.iterdir()} == {".json", ".docx", ".xlsx", ".pdf", ".html"}
    cells = {cell.value for row in load_workbook(out / "recommend.xlsx").worksheets[0].iter_rows() for cell in row}
    assert {58, "90.62%", "供研究参考"} <= cells


@pytest.mark.parametrize("kind", ["recommend", "appraise"])
def test_a_file_of_slips_given_twice(kind: str, samples: Path) -> None:
    path = samples / kind / f"{kind}.toml"
    name = "slips-B.xlsx" if kind == "recommend" else "slips.xlsx"
    changed(
        path,
        (f'slips = ["{name}"]' if kind == "recommend" else f'slips  = ["{name}"]', f'slips = ["{name}", "{name}"]'),
    )
    assert "T351" in refused(kind, samples / kind)


@pytest.mark.parametrize("day", ["0001-01-01", "1948-12-31", "2200-01-01", "9999-12-31"])
def test_days_no_calendar_reaches(day: str, samples: Path) -> None:
    changed(samples / "plan" / "plan.toml", ("date = 2026-12-28", f"date = {day}"))
    assert refused("plan", samples / "plan") == {"T107"}


def grouped_talks(samples: Path, heads: tuple[int, int, int], deputies: list[tuple[int, int, int]]) -> Path:
    """Give the sample's talks three groups, and the deputies' sheet their figures."""
    folder = samples / "recommend"
    path = folder / "talks.xlsx"
    workbook = load_workbook(path)
    inspectors = [(3, 10, 17), (1, 5, 7)]
    for sheet, rows in (("镇党委副职", deputies), ("镇纪委书记", inspectors)):
        for at, row in enumerate([("A", "B", "C"), *rows], start=1):
            for column, value in enumerate(row, start=6):
                workbook[sheet].cell(at, column, value)
    workbook.save(path)
    groups = "".join(f'[[talks.group]]\nid = "{one}"\ntalked = {n}\n' for one, n in zip("ABC", heads, strict=True))
    changed(folder / "recommend.toml", ('counts = "talks.xlsx"\n', f'counts = "talks.xlsx"\n\n{groups}'))
    return folder


TALKS = [(4, 12, 22), (4, 11, 21), (2, 10, 19), (3, 11, 19), (0, 0, 14), (0, 2, 4)]


def test_y07_talks_by_group_are_merged_like_slips(samples: Path) -> None:
    folder = grouped_talks(samples, (4, 16, 25), TALKS)
    record = reckon("recommend", folder).json
    post = record["talks"][0]
    assert post["groups"] == {"A": None, "B": None, "C": 25, "A+B": 20}
    by_name = [(one["recommend"], one["groups"].get("A+B"), one["groups"]["C"]) for one in post["people"]]
    assert by_name == [(38, 16, 22), (36, 15, 21), (33, 14, 19), (31, 12, 19), (14, None, None), (6, 2, 4)]
    assert {one["reason"] for one in record["hidden"] if one["post"] == post["office"]} >= {
        "talks-merged",
        "talks-one-answer",
    }
    assert next(one["sha256"] for one in record["inputs"] if one["role"] == "talks") is None
    assert tally("recommend", folder, "--format", "txt").status == 0
    paper = (folder / "out" / "recommend.txt").read_text(encoding="utf-8")
    assert "谈话的A、B组中有的人少，合并列出" in paper
    assert "谈话推荐分组人数" in paper or "A+B（实谈20）" in paper
    assert tally("verify", folder / "out" / "recommend.json").status == 0


@pytest.mark.parametrize(("second", "codes"), [(15, {"T723"}), (16, set()), (17, {"T723"})])
def test_k06_groups_of_the_talks_are_those_talked_with(second: int, codes: set[str], samples: Path) -> None:
    assert refused("recommend", grouped_talks(samples, (4, second, 25), TALKS)) == codes


@pytest.mark.parametrize(("first", "codes"), [(3, {"T723"}), (4, set()), (5, {"T723"})])
def test_k06_figures_of_the_talks_by_group(first: int, codes: set[str], samples: Path) -> None:
    rows = [(first, 12, 22), *TALKS[1:]]
    assert refused("recommend", grouped_talks(samples, (4, 16, 25), rows)) == codes
