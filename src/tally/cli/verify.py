"""`tally verify [RECORD]`: count again from the inputs and compare every figure with the record."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import typer

from tally.cli.door import Door, ElectionPath, Json, Lang, Quiet, Verbose, door
from tally.cli.record import RecordPath, find_record
from tally.domain.message import say
from tally.domain.problem import Problem


def command(
    record: RecordPath = None,
    election: ElectionPath = None,
    as_json: Json = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """复核：由记录写明的文件重新计票，逐项对照，一句话说是否相符，或在哪一处不符。

    例：tally verify
        tally verify my-congress/out/result.json

    退出状态：0 相符；1 不符。
    """
    with door(lang, as_json=as_json, quiet=quiet, verbose=verbose) as speaker:
        from tally.records import journal
        from tally.records.consulted import is_consulted
        from tally.records.verify import verify

        if record and is_consulted(Path(record)):
            _verify_consulted(Path(record), speaker)
            return
        path, given = find_record(record, election)
        result = verify(path, given)
        code = result.record["check_code"]
        act = journal.Act("verified", {}, {"check_code": code, "holds": result.holds})
        unwritten = journal.append(path.parent, [act])
        speaker.tell([unwritten] if unwritten else [])
        _answer(speaker, code, result.figures, result.problems)


def _verify_consulted(path: Path, speaker: Door) -> None:
    """Verify a record of what only informs: no journal, the election's or another, hears of it."""
    from tally.records.consulted import read_consulted, verify_consulted

    record = read_consulted(path)
    _answer(speaker, record["check_code"], len(record), verify_consulted(path))


def _answer(speaker: Door, code: str, figures: int, problems: Sequence[Problem]) -> None:
    """Say whether a record holds, and where not; exit with 1 when it does not."""
    if speaker.as_json:
        said = [one.as_json(speaker.translate) for one in problems]
        answer = {"holds": not problems, "check_code": code, "figures": figures, "problems": said}
        speaker.show(json.dumps(answer, ensure_ascii=False, indent=2))
    speaker.tell(problems)
    if not speaker.as_json:
        holds = say("相符：{count}项数字和核验码 {code} 与重新计票一致。", count=figures, code=code)
        speaker.show(speaker.text(say("不符：有{count}处，见上。", count=len(problems)) if problems else holds))
    if problems:
        raise typer.Exit(1)
