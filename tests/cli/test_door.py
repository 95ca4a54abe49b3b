"""What goes wrong with the machine, or in the program, comes out as one sentence with a remedy, in both languages."""

from __future__ import annotations

import errno
import json

import pytest
import typer

from tally.cli.door import door

FAILURES = [
    (MemoryError(), "T903", "内存不足", "not enough memory"),
    (PermissionError(errno.EACCES, "Permission denied", "/x/y"), "T901", "没有权限", "permission"),
    (OSError(errno.EROFS, "Read-only file system", "/x/y"), "T901", "没有权限", "permission"),
    (OSError(errno.ENOSPC, "No space left on device", "/x/y"), "T902", "磁盘已满", "disk is full"),
    (
        OSError(errno.EIO, "Input/output error", "/x/y"),
        "T904",
        "读写文件出错：Input/output error",
        "Input/output error",
    ),
    (OSError(), "T904", "读写文件出错：OSError", "OSError"),
    (KeyError("甲"), "T909", "程序内部错误（KeyError）", "KeyError"),
]


@pytest.mark.parametrize(("failure", "code", "chinese", "english"), FAILURES)
def test_a_failure_is_one_problem(
    failure: Exception, code: str, chinese: str, english: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for lang, text in (("zh", chinese), ("en", english)):
        with pytest.raises(typer.Exit) as end, door(lang, as_json=True):
            raise failure
        assert end.value.exit_code == 1
        said = capsys.readouterr()
        (problem,) = json.loads(said.out)["problems"]
        assert (problem["code"], text in problem["found"]) == (code, True)
        assert problem["remedy"]
        assert problem["place"] == ("/x/y" if getattr(failure, "filename", None) else "")
        assert "Traceback" not in said.err


def test_verbose_shows_where_the_program_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit), door("zh", verbose=True):
        raise KeyError("甲")
    said = capsys.readouterr().err
    assert "KeyError: '甲'" in said
    assert "T909" in said


def test_a_reader_that_went_away_is_no_problem_of_ours(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BrokenPipeError), door("zh"):
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")
    assert capsys.readouterr().err == ""


def test_an_interruption_is_said_with_its_own_status(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as end, door("en"):
        raise KeyboardInterrupt
    assert end.value.exit_code == 130
    assert capsys.readouterr().err.strip()
