"""The help of every command, in Chinese and in English: complete, with an example, and not wider than a terminal."""

from __future__ import annotations

import re

import pytest
from wcwidth import wcswidth

from commanding import every_command
from running import tally
from tally.cli.columns import width

COMMANDS = sorted(every_command())
HEADINGS = {
    "zh": {"用法：", "参数：", "选项：", "命令："},
    "en": {"Usage:", "Arguments:", "Options:", "Commands:"},
}
CHINESE = re.compile(r"[\u3400-\u9fff]+")
EXAMPLE = re.compile(r"  (.*[：:] *| *)tally ")
# Names of people, offices, sheets and columns stay what they are.
CHINESE_BY_NATURE = {"裁定", "核定", "党委委员", "姓名", "副镇长", "常委", "张三", "李四", "欧阳文丽"}
CHINESE_BY_NATURE |= {"中国共产党", "镇第", "次代表大会"}


def help_of(words: tuple[str, ...], lang: str) -> str:
    run = tally(*words, "--help", "--lang", lang, COLUMNS="200")
    assert (run.status, run.err) == (0, "")
    return run.out


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_help_fits_a_terminal_and_has_examples(words: tuple[str, ...], lang: str) -> None:
    lines = help_of(words, lang).splitlines()
    examples = [line for line in lines if EXAMPLE.match(line)]
    assert examples
    assert [line for line in lines if wcswidth(line) > 80 and line not in examples] == []
    assert {width(line) - wcswidth(line) for line in lines} == {0}
    assert {line.split(" ")[0] for line in lines if line and line[0] != " "} - HEADINGS[lang] <= {
        lines[0].split(" ")[0]
    }
    assert lines[0].startswith({"zh": "用法：tally", "en": "Usage: tally"}[lang])


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_an_english_help_is_english_and_says_as_much(words: tuple[str, ...]) -> None:
    chinese, english = help_of(words, "zh"), help_of(words, "en")
    assert set(CHINESE.findall(english)) - CHINESE_BY_NATURE == set()
    for pattern in (r"^  (-.*?)(?:  |$)", r"^  .*tally ([a-z-]+)", r"^$"):
        assert re.findall(pattern, chinese, re.MULTILINE) == re.findall(pattern, english, re.MULTILINE)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_example_is_a_command_line_that_can_be_parsed(words: tuple[str, ...]) -> None:
    for lang in ("zh", "en"):
        for line in help_of(words, lang).splitlines():
            if EXAMPLE.match(line):
                called, *rest = line[line.index("tally ") :].split()[1:]
                group = every_command()[(called,)]
                command = group if not hasattr(group, "commands") else every_command()[called, rest[0]]
                known = {name for one in command.params for name in one.opts} | {"--help"}
                assert {word for word in rest if word.startswith("--")} <= known


def test_every_option_and_argument_says_what_it_is_for() -> None:
    for words, command in every_command().items():
        assert [one.name for one in command.params if not one.help] == [], words


@pytest.mark.parametrize("at", range(3))
def test_help_in_english_wherever_the_language_stands(at: int) -> None:
    words = ["names", "sort"]
    for asked in ("--help", "-h"):
        assert tally(*words[:at], "--lang", "en", *words[at:], asked).out == help_of(("names", "sort"), "en")
        assert tally(*words, asked, "--lang=en").out == help_of(("names", "sort"), "en")


@pytest.mark.parametrize("words", [(), ("names",), ("rules",)])
def test_without_a_command_the_help_is_shown_as_wrong_usage(words: tuple[str, ...]) -> None:
    for lang in ("zh", "en"):
        run = tally("--lang", lang, *words)
        assert (run.status, run.out, run.err) == (2, "", help_of(words, lang))


def test_a_narrow_terminal_gets_narrow_lines_and_whole_examples() -> None:
    for lang in ("zh", "en"):
        lines = tally("count", "--help", "--lang", lang, COLUMNS="60").out.splitlines()
        assert max(map(wcswidth, (line for line in lines if not EXAMPLE.match(line)))) <= 60
        assert sum("--election my-congress" in line for line in lines) == 1
