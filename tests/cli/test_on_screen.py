"""What the commands show people, in Chinese and in English, and which usage they call wrong."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from building import NAMES, TEN, a_folder, a_whole_folder, a_workbook, ballot_rows
from consulting import copied_samples
from running import tally
from tally.domain.problem import Problems
from tally.records.check_code import check_code
from tally.records.seal import seal
from tally.records.store import write_record

SAMPLES = Path(__file__).parents[2] / "sample_ballots"


@pytest.fixture(scope="module")
def congress(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, counted; no test here changes it."""
    folder = tmp_path_factory.mktemp("screen") / "congress"
    shutil.copytree(SAMPLES / "congress", folder, ignore=shutil.ignore_patterns("out"))
    assert tally("count", folder / "ballots.xlsx", "--quiet").status == 0
    return folder


@pytest.mark.parametrize(
    ("lang", "wanted"),
    [
        ("zh", "jiceng-1990　《中国共产党基层组织选举工作暂行条例》（1990-06-27，2020-07-13起被代替）"),
        ("en", "jiceng-1990  “中国共产党基层组织选举工作暂行条例” (1990-06-27, replaced on 2020-07-13)"),
    ],
)
def test_the_rule_books_and_what_replaced_them(lang: str, wanted: str) -> None:
    run = tally("rules", "list", "--lang", lang)
    assert (run.status, wanted in run.out.splitlines()) == (0, True)
    assert sum(not line.startswith(("　", " ")) for line in run.out.splitlines()) == 5


def test_the_values_of_a_book_with_article_and_grade() -> None:
    lines = tally("rules", "show", "jiceng-2020").out.splitlines()
    assert lines[0] == "jiceng-2020　《中国共产党基层组织选举工作条例》"
    assert "M1	第十三条（S）	" in next(one for one in lines if "at_least = [1, 5]" in one)
    assert (
        "E4	第二十四条（S）	no voting by proxy	proxies	allowed = false"
        in tally("rules", "show", "jiceng-2020", "--lang", "en").out
    )


@pytest.mark.parametrize(("lang", "comma"), [("zh", "，"), ("en", ", ")])
def test_a_calculation_is_written_as_its_language_writes(lang: str, comma: str, tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town")
    text = (folder / "election.toml").read_text(encoding="utf-8")
    (folder / "election.toml").write_text(text.replace('"党委委员"', '"党委委员，甲组"\nkind = "DW"'), encoding="utf-8")
    for command in (("check", "--before"), ("verify-margin",), ("doctor",)):
        said = tally(*command, "--election", folder, "--lang", lang).out
        lines = [one for one in said.splitlines() if " − " in one and "%" in one]
        assert lines, command
        for line in lines:
            assert re.search(rf" − \d+ = \d+{comma}\d+/\d+ = ", line), line
    margins = tally("verify-margin", "--election", folder, "--lang", lang).out
    assert "党委委员，甲组" in margins  # as the election file writes it


def test_two_books_side_by_side() -> None:
    lines = tally("rules", "diff", "jiceng-1990", "jiceng-2020").out.splitlines()
    assert lines[:3] == ["法定人数", "　　jiceng-1990：> 4/5 应到", "　　jiceng-2020：≥ 4/5 应到"]
    assert tally("rules", "diff", "jiceng-2020", "jiceng-2020").out.strip() == "列出的各点没有不同"


def test_a_workbook_inspected_with_its_election_and_without(congress: Path, tmp_path: Path) -> None:
    run = tally("inspect", congress / "ballots.xlsx")
    assert run.status == 0
    for line in (
        "  工作表“党委委员”：149行、16列",
        "      党委委员：逐票一行、候选人一列（matrix）",
        "      选票：148张",
        "      符号：○ 678次、× 129次、（空） 75次、？ 6次",
    ):
        assert line in run.out.splitlines()
    assert "孙惊蛰 B1、周谷雨 C1" in run.out
    assert "候选人取自表头" not in run.out
    alone = shutil.copy(congress / "ballots.xlsx", tmp_path / "alone.xlsx")
    run = tally("inspect", alone, "--lang", "en")
    assert (run.status, "ballots: 148" in run.out) == (0, True)
    assert "候选人取自表头，没有按选举目录核对" in tally("inspect", alone).out
    assert "候选人取自表头" not in tally("inspect", alone, "--election", congress).out


def test_what_cannot_be_inspected_is_said(tmp_path: Path) -> None:
    run = tally("inspect", tmp_path / "none.xlsx", "--json")
    assert (run.status, run.json["files"][0]["problems"][0]["code"]) == (1, "T300")
    run = tally("inspect", tmp_path / "*.xlsx")
    assert (run.status, "T350" in run.err) == (1, True)
    a_workbook(tmp_path / "notes.xlsx", {"会议记录": [("今天", "晴")]})
    run = tally("inspect", tmp_path / "notes.xlsx")
    assert "没有认出选票" in run.out
    folder = a_folder(tmp_path / "town")
    a_workbook(folder / "b.xlsx", {"党委委员": ballot_rows(("○○○☯",))})
    run = tally("inspect", folder / "b.xlsx")
    assert (run.status, "选票：没有读成，见下面的问题" in run.out) == (1, True)


def test_quiet_checks_show_what_fails_alone(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", names=NAMES[:3])  # three for three seats
    loud, quiet = (tally("check", "--election", folder, "--before", *more) for more in ((), ("--quiet",)))
    assert (loud.status, quiet.status) == (1, 1)
    shown = [line for line in quiet.out.splitlines() if not line.startswith("　")]
    assert shown
    assert all(line.startswith(("不符合", "说明", "注意")) for line in shown)
    assert any(line.startswith("未核对") for line in loud.out.splitlines())
    assert loud.out.splitlines()[-1].startswith("符合")
    waiver = '\n[[waiver]]\nrule = "M1"\ncontest = "committee"\nby = "县委组织部"\ndocument = "1号"\n'
    with (folder / "election.toml").open("a", encoding="utf-8") as file:
        file.write(waiver)
    run = tally("check", "--election", folder, "--before")
    assert "不符合，已经批准" in next(line for line in run.out.splitlines() if " M1 " in line or "M1" in line)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_broken_journal_and_a_broken_seal_end_with_how_many(lang: str, tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path)
    tally("count", folder / "ballots.xlsx", "--quiet")
    assert tally("seal", cwd=folder, LANG="C").status == 0
    with (folder / "ballots.xlsx").open("ab") as file:
        file.write(b" ")
    path = folder / "out" / "journal.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([lines[0], *lines[2:]]), encoding="utf-8")
    seal = tally("seal", "--check", "--lang", lang, cwd=folder)
    journal = tally("journal", "--check", "--lang", lang, cwd=folder)
    assert (seal.status, journal.status) == (1, 1)
    said = {"zh": ("封存清单不符：有", "日志不完整：有"), "en": ("does not", "not whole")}[lang]
    assert said[0] in seal.out or lang == "en"
    assert said[1] in journal.out or lang == "en"
    assert seal.out.strip()
    assert journal.out.strip()


def test_a_second_seal_is_refused_and_the_first_stays(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path)
    tally("count", folder / "ballots.xlsx", "--quiet")
    assert tally("seal", cwd=folder).status == 0
    before = (folder / "out" / "seal.json").read_bytes()
    again = tally("seal", cwd=folder)
    assert (again.status, "T634" in again.err) == (1, True)
    with pytest.raises(Problems) as refused:  # as when two commands seal at once
        seal(folder / "out", folder / "election.toml")
    assert [(one.code, str(one.found)) for one in refused.value.problems] == [("T634", "这次选举已经封存")]
    assert (folder / "out" / "seal.json").read_bytes() == before


def test_when_every_seat_is_filled_nothing_follows(tmp_path: Path) -> None:
    folder = tmp_path / "congress"
    shutil.copytree(SAMPLES / "congress", folder, ignore=shutil.ignore_patterns("out"))
    tally("count", folder / "ballots.xlsx", "--quiet")
    tally("next", "--election", folder, "--out", tmp_path, "--quiet")
    plenary = tmp_path / "plenary-discipline"
    contest = json.loads(tally("candidates", "--election", plenary, "--json").out)
    sheets = {}
    for one in contest:
        names = [person["name"] for person in one["candidates"]]
        sheets[one["office"]] = [("票号", *names), *((at, *"○" * len(names)) for at in range(1, 6))]
    a_workbook(plenary / "ballots.xlsx", sheets)
    run = tally("count", plenary / "ballots.xlsx", "--quiet")
    assert run.status in (0, 3), run.err
    run = tally("next", "--election", plenary, "--out", tmp_path / "then")
    assert (run.status, run.out.strip()) == (0, "应选名额都已选出，没有接下来的投票。")
    assert not (tmp_path / "then").exists()
    acts = [one["act"] for one in tally("journal", "--election", plenary, "--json").json]
    assert "prepared" not in acts


@pytest.mark.parametrize(
    "arguments",
    [
        ("seal", "--check", "--reopen", "--by", "甲", "--reason", "乙"),
        ("template", "--out", "entry.csv"),
        ("reconcile", "a.xlsx", "b.xlsx", "--out", "sheet.csv"),
        ("count", "a.xlsx", "--workers", "2", "--cluster", "tcp://127.0.0.1:9"),
        ("recommend", ".", "--format", "odt"),
        ("convert", "a.xlsx", "a.odt"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], tmp_path: Path) -> None:
    run = tally(*arguments, cwd=tmp_path)
    assert (run.status, "用法：tally" in run.err, list(tmp_path.iterdir())) == (2, True, [])


def test_a_file_is_not_converted_into_itself_nor_two_contests_into_one(congress: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(congress, tmp_path / "town")
    before = (folder / "ballots.xlsx").read_bytes()
    assert tally("convert", f"{folder / 'ballots.xlsx'}#党委委员", folder / "one.csv").status == 0
    copy = folder / "one.csv"
    assert tally("convert", copy, copy, "--election", folder).status == 2
    run = tally("convert", folder / "ballots.xlsx", folder / "both.csv")
    assert (run.status, "T483" in run.err) == (1, True)
    assert not (folder / "both.csv").exists()
    assert tally("convert", folder / "ballots.xlsx", folder / "columns").status == 0
    assert {one.name for one in (folder / "columns").iterdir()} == {"committee.parquet", "discipline.parquet"}
    assert tally("convert", folder / "columns" / "committee.parquet", folder / "back").status == 0
    assert (folder / "back" / "committee.csv").read_bytes()[:100] == copy.read_bytes()[:100]
    assert (folder / "ballots.xlsx").read_bytes() == before


def test_what_has_no_ballots_one_by_one_is_not_converted(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "town", present=4)
    rows = [("甲一", 3, 0, 0, 0), ("乙二", 2, 1, 0, 0), ("丙三", 2, 0, 1, 0), ("丁四", 0, 3, 0, 0)]
    head = ("候选人姓名", "赞成", "不赞成", "弃权", "部分无效")
    team = [("计票单", "第一组"), ("领回选票", 4, "有效", 3, "无效", 1), head, *rows]
    a_workbook(folder / "b.xlsx", {"党委委员": team})
    run = tally("convert", folder / "b.xlsx", folder / "b.csv", "--election", folder)
    assert (run.status, "T481" in run.err) == (1, True)
    assert not (folder / "b.csv").exists()


def test_quiet_writes_and_shows_nothing(congress: Path, tmp_path: Path) -> None:
    run = tally("candidates", "--election", congress, "--quiet", "--out", tmp_path / "c.csv")
    assert (run.status, run.out, run.err) == (0, "", "")
    assert "孙惊蛰" in (tmp_path / "c.csv").read_text(encoding="utf-8-sig")
    second = congress / "ballots-second.xlsx"
    run = tally("reconcile", congress / "ballots.xlsx", second, "--election", congress, "--quiet")
    assert (run.status, run.out) == (1, "")
    run = tally("verify", "--election", congress, "--quiet", "--lang", "en")
    assert (run.status, run.out.startswith("holds: ")) == (0, True)


def test_a_season_is_quiet_or_json(tmp_path: Path) -> None:
    for name in "ab":
        a_whole_folder(tmp_path / name, TEN)
    assert tally("count", "--all", tmp_path, "--quiet", "--out", tmp_path / "t").out == ""
    rows = tally("count", "--all", tmp_path, "--json", "--resume", "--out", tmp_path / "t").json
    assert len(rows) == 2


def test_a_place_without_ballots_and_one_as_json(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town")
    run = tally("count", "--partial", "--place", "一站", "--election", folder, "--json")
    assert (run.status, run.codes) == (1, {"T356"})
    run = tally("count", folder / "ballots.xlsx", "--partial", "--place", "一站", "--election", folder, "--json")
    assert run.status == 0
    assert (run.json["kind"], run.json["place"]) == ("partial", "一站")
    assert run.out.encode().strip() == (folder / "out" / "一站.partial.json").read_bytes().strip()


@pytest.fixture
def appraised(tmp_path: Path) -> Path:
    samples = copied_samples(tmp_path)
    assert tally("appraise", samples / "appraise", "--quiet").status in (0, 3)
    return next((samples / "appraise" / "out").glob("*.json"))


def test_a_record_that_only_informs_is_verified_in_one_line(appraised: Path) -> None:
    assert tally("verify", appraised).out.startswith("相符：")
    answer = tally("verify", appraised, "--json").json
    assert (answer["holds"], answer["problems"]) == (True, [])
    settings = appraised.parents[1] / "appraise.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "\n# \n", encoding="utf-8")
    run = tally("verify", appraised)
    assert (run.status, run.out.startswith("不符：有")) == (1, True)
    assert tally("verify", appraised, "--json").json["holds"] is False


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda record: {**record, "kind": "weather"}, "T6"),
        (lambda record: {**record, "inputs": {}}, "T796"),
        (lambda record: {**record, "check_code": "0000"}, "T79"),
    ],
)
def test_a_record_that_only_informs_and_is_none(change, code: str, appraised: Path) -> None:
    record = json.loads(appraised.read_text(encoding="utf-8"))
    appraised.write_text(json.dumps(change(record), ensure_ascii=False), encoding="utf-8")
    run = tally("verify", appraised)
    assert (run.status, code in run.err) == (1, True), run.err


def test_a_record_that_only_informs_away_from_its_settings(appraised: Path, tmp_path: Path) -> None:
    away = shutil.copy(appraised, tmp_path / "away.json")
    for one in (tmp_path / "appraise.toml",):
        one.unlink(missing_ok=True)
    run = tally("verify", away)
    assert (run.status, "T799" in run.err) == (1, True), run.err


def audited(folder: Path, *arguments: object) -> str:
    run = tally("audit", *arguments, "--election", folder)
    assert run.status == 0, run.err
    return run.out


def test_an_audit_of_a_close_result_says_to_count_all_by_hand(tmp_path: Path) -> None:
    """丙三 is elected by one ballot: no sample is less work, and a doubtful ballot decides it."""
    ballots = [*["○○○×"] * 6, *["○○×○"] * 5, ("○", "○", "○×", "×")]
    folder = a_whole_folder(tmp_path, ballots, present=12)
    run = tally("count", folder / "ballots.xlsx", "--quiet")
    assert run.status == 3
    shown = audited(folder)
    assert "存疑的票有1张，能改变谁当选：先裁定。" in shown
    assert "抽样不比全部复核省事：请全部人工复核12张。" in shown
    seeded = tally("audit", "--seed", "1234567890", "--election", folder)
    assert (seeded.status, "audit-sample" in seeded.err) == (0, False)
    assert not (folder / "out" / "audit-sample.xlsx").exists()
    checked = tally("audit", "--seed", "1234567890", "--check", folder / "ballots.xlsx", "--election", folder)
    assert (checked.status, checked.out.strip()) == (1, "党委委员：抽样不比全部复核省事：请全部人工复核12张。")


def test_an_audit_of_a_result_that_one_ballot_in_a_hundred_turns(tmp_path: Path) -> None:
    ballots = [*["○○○×"] * 55, *["○○×○"] * 45]
    folder = a_whole_folder(tmp_path, ballots, present=100)
    assert tally("count", folder / "ballots.xlsx", "--quiet").status == 0
    assert "不超过选票的1%" not in audited(folder)
    a_workbook(folder / "ballots.xlsx", {"党委委员": ballot_rows([*["○○○×"] * 51, *["○○×○"] * 49])})
    assert tally("count", folder / "ballots.xlsx", "--quiet").status == 0
    shown = audited(folder)
    assert "最少1张票就能改变结果，不超过选票的1%：建议全部人工复核。" in shown
    assert "没有存疑的票。" in shown


def test_sheets_to_print_are_ruled_on_a4_and_bear_the_id_where_the_office_is_too_long(tmp_path: Path) -> None:
    """A sheet's name holds 31 characters; the sample that was written so is found again when it is typed."""
    office = "委员会委员（含党务工作者、农村基层党组织和非公有制企业党组织的代表）"
    folder = a_whole_folder(tmp_path, [*["○○○×"] * 68, *["○○×○"] * 32], present=100)
    settings = (folder / "election.toml").read_text(encoding="utf-8")
    (folder / "election.toml").write_text(
        settings.replace('office = "党委委员"', f'office = "{office}"\nkind = "DW"'), encoding="utf-8"
    )
    ballots = load_workbook(folder / "ballots.xlsx")
    ballots["党委委员"].title = "committee"
    ballots.save(folder / "ballots.xlsx")
    assert tally("count", folder / "ballots.xlsx", "--election", folder, "--quiet").status == 0
    seed = ("--seed", "31415926535", "--election", folder)
    assert tally("audit", *seed).status == 0
    assert tally("candidates", "--out", tmp_path / "list.xlsx", "--election", folder).status == 0
    sample, listed = (load_workbook(folder / "out" / "audit-sample.xlsx"), load_workbook(tmp_path / "list.xlsx"))
    for book, rows in ((sample, "$2:$2"), (listed, "$1:$1")):
        sheet = book["committee"]
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth, sheet.print_title_rows) == (9, 1, rows)
        assert sheet.cell(3, 1).border.left.style == "thin"
    checked = tally("audit", *seed, "--check", folder / "out" / "audit-sample.xlsx")
    assert "T354" not in checked.err


def test_a_void_vote_has_nothing_to_audit(tmp_path: Path) -> None:
    folder = shutil.copytree(SAMPLES / "void", tmp_path / "void", ignore=shutil.ignore_patterns("out"))
    tally("count", "--election", folder, "--quiet")
    run = tally("audit", "--seed", "1234567890", "--check", "x.xlsx", "--election", folder)
    assert (run.status, run.out.strip()) == (1, "没有可以抽样核对的选举：请全部人工复核。")


def test_the_findings_of_a_sample_in_words_and_what_is_no_sample(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path, [*["○○○×"] * 68, *["○○×○"] * 32], present=100)
    assert tally("count", folder / "ballots.xlsx", "--quiet").status == 0
    seed = ("--seed", "31415926535")
    assert tally("audit", *seed, "--election", folder).status == 0
    sheet = folder / "out" / "audit-sample.xlsx"
    check = (*seed, "--check", sheet, "--election", folder)
    typed = {row[0].value: row[1:5] for row in load_workbook(folder / "ballots.xlsx")["党委委员"].iter_rows(min_row=2)}

    def fill(wrong: int) -> int:
        book = load_workbook(sheet)
        rows = list(book["党委委员"].iter_rows(min_row=3))
        for at, row in enumerate(rows):
            marks = [cell.value for cell in typed[int(row[0].value)]]
            for cell, mark in zip(row[1:5], "×××○" if at < wrong else marks, strict=True):
                cell.value = mark
        book.save(sheet)
        return len(rows)

    drawn = fill(0)
    right = tally("audit", *check)
    assert (right.status, "够了，可以停止。" in right.out) == (0, True)
    fill(1)
    one = tally("audit", *check)
    assert (one.status, "还不够，要核对到第" in one.out, "与录入不同的票号：" in one.out) == (1, True, True)
    fill(drawn)
    assert "不相符的太多：请全部人工复核。" in tally("audit", *check).out
    book = load_workbook(sheet)
    book["党委委员"].cell(3, 1).value = 999
    book.save(sheet)
    assert "T648" in tally("audit", *check).err
    a_workbook(sheet, {"别的": [("票号",)]})
    assert "T354" in tally("audit", *check).err


def test_ballots_without_numbers_of_their_own_are_not_drawn(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, present=2)
    text = (folder / "election.toml").read_text(encoding="utf-8") + '\n[input]\nnumbering = "per-file"\n'
    (folder / "election.toml").write_text(text, encoding="utf-8")
    for name in "ab":
        a_workbook(folder / f"{name}.xlsx", {"党委委员": ballot_rows((f"○○○{'×○'[name == 'a']}",))})
    assert tally("count", folder / "a.xlsx", folder / "b.xlsx", "--quiet").status in (0, 3)
    run = tally("audit", "--election", folder)
    assert (run.status, "没有统一编的票号" in run.err) == (1, True)


def test_a_correction_of_nothing_but_a_figure_names_no_file(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town")
    tally("count", folder / "ballots.xlsx", "--quiet")
    old = folder / "out" / "result.json"
    record = json.loads(old.read_text(encoding="utf-8"))
    record["contests"][0]["candidates"][0]["approve"] += 1
    new = write_record({**record, "check_code": check_code(record)}, tmp_path / "new")
    run = tally("diff", old, new)
    assert "改动过的文件" not in run.out
    assert "决定更正的是：____" in run.out
    assert "党委委员、甲一、赞成：9 → 10" in run.out
    english = tally("diff", old, new, "--lang", "en").out
    assert "9 → 10" in english
