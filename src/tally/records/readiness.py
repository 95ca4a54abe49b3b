"""Whether a record may be built upon: its election unchanged since the count, no ruling open that could matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tally.domain.election import Election, InputFile
from tally.domain.message import say
from tally.domain.problem import Problem, error


def unchanged_problems(election: Election, inputs: Sequence[Mapping[str, object]]) -> Iterator[Problem]:
    """Yield T660 for each file of the election that is not what the record was counted from."""
    counted = {(one["role"], one["path"]): one["sha256"] for one in inputs}
    for one in election.inputs:
        if counted.get((one.role, one.path), one.sha256) != one.sha256:
            yield _changed(one)


def unsettled_problems(contests: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield T661 for each contest in which a ruling could still change who is elected."""
    for one in contests:
        if one["doubtful"]["could_change_result"]:
            yield error(
                "T661",
                one["office"],
                say("存疑选票{ballots}张尚未裁定，可能改变当选结果", ballots=one["doubtful"]["ballots"]),
                say("先由监票人裁定（rulings.toml），重新计票，再准备下一次投票"),
                "b9",
            )


def _changed(one: InputFile) -> Problem:
    return error(
        "T660",
        one.path,
        say("计票以后改动过，与记录不符"),
        say("重新运行 tally count，再准备下一次投票；或恢复原来的文件"),
    )
