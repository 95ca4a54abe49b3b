"""Wrong usage is said in one sentence, in the language of the line, with the line how to see the help; status 2."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from running import tally

CHINESE = re.compile(r"[\u3400-\u9fff]")
WRONG = [
    (
        ("count", "--workes", "2"),
        "没有选项 --workes，是不是 --workers",
        "no option --workes; did you mean --workers",
    ),
    (("count", "-x"), "没有选项 -x", "no option -x"),
    (("--nonsense",), "没有选项 --nonsense", "no option --nonsense"),
    (("reconsile",), "没有命令 reconsile，是不是 reconcile？", "no command reconsile; did you mean reconcile?"),
    (("nonsense",), "没有命令 nonsense", "no command nonsense"),
    (("names", "srt"), "没有命令 srt，是不是 sort？", "no command srt; did you mean sort?"),
    (("--",), "缺少命令", "a command is missing"),
    (("init",), "缺少 DIR（新建的选举目录）", "DIR is missing (the election folder to make)"),
    (("rules", "diff", "jiceng-2020"), "缺少 ID（", "ID is missing ("),
    (("init", "a", "b", "c"), "多余的参数：b、c", "too many arguments: b, c"),
    (("doctor", "now"), "多余的参数：now", "too many arguments: now"),
    (("count", "--workers"), "--workers：后面要写 N|auto", "--workers: N|auto must follow"),
    (("init", "a", "--seats", "7"), "--seats：后面要写 N N", "--seats: N N must follow"),
    (("count", "--json=yes"), "--json：后面不带值", "--json: takes no value"),
    (("count", "--help=yes"), "--help：后面不带值", "--help: takes no value"),
    (
        ("verify-margin", "--seats", "x", "--candidates", "9"),
        "--seats：'x' 不对，要写至少为1的整数",
        "--seats: 'x' is wrong; write a whole number, 1 at least",
    ),
    (
        ("verify-margin", "--seats", "7", "--candidates", "-1"),
        "--candidates：-1 不对，要写至少为0的整数",
        "--candidates: -1 is wrong; write a whole number, 0 at least",
    ),
    (
        ("init", "a", "--seats", "7", "x"),
        "--seats：'x' 不对，要写整数",
        "--seats: 'x' is wrong; write a whole number",
    ),
    (
        ("count", "a.xlsx", "--workers", "x"),
        "--workers：要写1至256的整数，或 auto",
        "--workers: write a whole number from 1 to 256, or auto",
    ),
    (("count", "a.xlsx", "--workers", "0"), "--workers：要写1至256的整数", "--workers: write a whole number from 1"),
    (("merge", "a.json", "--workers", "2"), "没有选项 --workers", "no option --workers"),
    (("names", "sort", "--tie", "dice", "-"), "--tie：只能是 codepoint、gf3003", "--tie: one of codepoint, gf3003"),
    (("report", "--format", "odt"), "--format：只能是 docx、", "--format: one of docx, "),
    (("plan", "--format", "odt"), "--format：只能是 docx、", "--format: one of docx, "),
    (("template", "--out", "a.csv"), "--out：要写成 .xlsx", "--out: it must end in .xlsx"),
    (("convert", "a.xlsx", "a.odt"), "OUT：要写成 .arrow、", "OUT: it must end in .arrow, "),
    (("count", "a.xlsx", "--resume"), "--resume：要和 --all 一起写", "--resume: goes with --all only"),
    (
        ("count", "a.xlsx", "--all", "."),
        "--all：不和 BALLOTS、--partial、--election 一起写",
        "--all: does not go with BALLOTS, --partial or --election",
    ),
    (
        ("count", "--all", ".", "--second", "../b"),
        "--second：和 --all 一起写时，写各选举目录里的一个名称",
        "--second: with --all, write one name inside the election folders",
    ),
    (("count", "--place", "甲"), "--partial 和 --place 要一起写", "--partial and --place go together"),
    (("count", "--partial", "--place", "a/b"), "--place：要能作文件名", "--place: it must do as a file name"),
    (("doctor", "--today", "tomorrow"), "--today：要写成 2026-11-20 这样的日期", "--today: write a date such as"),
    (("audit", "--risk", "60%"), "--risk：要大于0%，不超过50%", "--risk: more than 0%, at most 50%"),
    (
        ("verify-margin", "--seats", "7"),
        "--seats/--candidates：--seats 和 --candidates 要一起写",
        "--seats/--candidates: --seats and --candidates go together",
    ),
    (
        ("verify-margin", "--seats", "7", "--candidates", "9", "--election", "x"),
        "--election：--election 与 --seats/--candidates 只用一种",
        "--election: use either --election or",
    ),
    (("rehearse",), "--out/--check：--out 和 --check 写其中一个", "--out/--check: give either --out or --check"),
    (("seal", "--reopen"), "--reopen：--by 和 --reason 都要写", "--reopen: --by and --reason are both needed"),
    (
        ("seal", "--check", "--reopen", "--by", "甲", "--reason", "乙"),
        "--check：--check 和 --reopen 只用一个",
        "--check: use either --check or --reopen",
    ),
    (("purge", "--yes"), "--by：写明谁批准", "--by: say who approved it"),
    (("candidates", "--out", "a.doc"), "--out：要写成 .xlsx、.csv", "--out: it must end in .xlsx, .csv"),
    (("audit", "--seed", "12"), "--seed：10–60 位数字", "--seed: 10 to 60 digits"),
    (("audit", "--check", "a.xlsx"), "--check：要和 --seed 一起写", "--check: goes together with --seed"),
    (("explain",), "NAME：NAME、--ballot、--rule、--change 写其中一个", "NAME: give one of NAME"),
]


@pytest.mark.parametrize(("words", "chinese", "english"), WRONG)
def test_wrong_usage_in_both_languages(words: tuple[str, ...], chinese: str, english: str, tmp_path: Path) -> None:
    in_chinese, in_english = tally(*words, cwd=tmp_path), tally("--lang", "en", *words, cwd=tmp_path)
    for run in (in_chinese, in_english):
        assert (run.status, run.out, list(tmp_path.iterdir())) == (2, "", [])
    usage, blank, error, hint = in_chinese.err.splitlines()
    assert (usage[:8], blank) == ("用法：tally", "")
    assert error.startswith(f"错误：{chinese}")
    command = usage.removeprefix("用法：").partition(" [")[0]
    assert hint == f"看帮助：{command} --help"
    usage, blank, error, hint = in_english.err.splitlines()
    assert (usage[:12], blank) == ("Usage: tally", "")
    assert error.startswith(f"Error: {english}")
    assert hint == f"For help: {command} --help --lang en"
    assert not CHINESE.search(in_english.err)
    assert tally(*hint.split()[3:], cwd=tmp_path).out.startswith(usage)


@pytest.mark.parametrize("at", range(3))
def test_the_language_is_heard_wherever_it_stands(at: int) -> None:
    words = ["names", "sort", "--foo"]
    for written in (["--lang", "en"], ["--lang=en"]):
        assert "Error: no option --foo" in tally(*words[:at], *written, *words[at:]).err
    assert "没有选项 --foo" in tally(*words, "--", "--lang", "en").err
    assert "没有选项 --foo" in tally("--lang", "en", *words, "--lang", "zh").err


@pytest.mark.parametrize(
    "words", [("--lang", "fr", "count"), ("count", "--lang", "fr"), ("names", "--lang=fr", "sort")]
)
def test_another_language_is_wrong_usage(words: tuple[str, ...]) -> None:
    run = tally(*words)
    assert (run.status, "错误：--lang：只能是 zh、en" in run.err) == (2, True)
    assert tally("count", "--lang").status == 2


def test_a_command_does_its_work_in_the_language_named_before_it() -> None:
    numbers = ("verify-margin", "--seats", 7, "--candidates", 9)
    assert tally("--lang", "en", *numbers).out == tally(*numbers, "--lang", "en").out != tally(*numbers).out


def test_a_file_that_is_not_there_is_no_wrong_usage(tmp_path: Path) -> None:
    for lang, head in (("zh", "错误 T101"), ("en", "error T101")):
        run = tally("count", "nowhere.xlsx", "--lang", lang, cwd=tmp_path)
        assert (run.status, head.casefold() in run.err.casefold()) == (1, True)


def test_no_word_of_the_line_reaches_the_terminal_as_a_command_to_it() -> None:
    for words in (
        ("doctor", "a\x1b[2Jb"),
        ("\x1b[2J",),
        ("doctor", "--\x1b[2J"),
        ("init", "a", "--entitled", "\x1b[2J"),
    ):
        run = tally(*words)
        assert (run.status, "\x1b" in run.err, "\\x1b[2J" in run.err) == (2, False, True)
