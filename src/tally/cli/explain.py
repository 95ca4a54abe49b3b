"""`tally explain`: why a person, a ballot or a rule came out as it did, and what would change the result."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from tally.cli.door import Door, ElectionPath, Json, Lang, Quiet, Verbose, door
from tally.cli.usage import MisuseError
from tally.domain.message import say

if TYPE_CHECKING:
    from tally.documents.explain_person import Explanation

Name = Annotated[str | None, typer.Argument(metavar="NAME", help="候选人或另选他人的姓名", show_default=False)]
Ballot = Annotated[
    str | None, typer.Option("--ballot", help="票号；各文件分别编号的写 文件名:票号", metavar="NO", show_default=False)
]
ContestId = Annotated[
    str | None, typer.Option("--contest", help="只看这一种选举（id）", metavar="ID", show_default=False)
]
Rule = Annotated[str | None, typer.Option("--rule", help="规则编号，如 M1、W1", metavar="ID", show_default=False)]
Change = Annotated[bool, typer.Option("--change", help="最少多少张选票会改变当选结果")]


def command(
    name: Name = None,
    ballot: Ballot = None,
    contest: ContestId = None,
    rule: Rule = None,
    change: Change = False,
    election: ElectionPath = None,
    as_json: Json = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """为什么：某人为何当选或没有当选，某张选票为何无效，某条规则怎样适用，结果差多少票会变。

    例：tally explain 张三
        tally explain --ballot 87
        tally explain --rule M1
        tally explain --change
    """
    if sum((name is not None, ballot is not None, rule is not None, change)) != 1:
        raise MisuseError(say("NAME、--ballot、--rule、--change 写其中一个"), "NAME")
    with door(lang, as_json=as_json, quiet=quiet, verbose=verbose) as speaker:
        from tally.files.election_file import find_election, read_election
        from tally.records.readiness import unchanged_problems
        from tally.records.store import FILE, read_record
        from tally.rules.rulebook import rule_book

        file = find_election(election)
        read = read_election(file)
        book = rule_book(read)
        path = file.parent / "out" / FILE
        if rule is not None:
            from tally.documents.explain_rule import explain_rule

            counted = read_record(path) if path.is_file() else None
            current = counted is not None and not any(unchanged_problems(read, counted["inputs"]))
            _say(speaker, explain_rule(read, book, counted if current else None, rule))
            return
        from tally.domain.problem import refuse

        record = read_record(path)
        refuse(unchanged_problems(read, record["inputs"]))
        from tally.documents.explain_ballot import explain_ballot, refuse_unknown_contest

        refuse_unknown_contest(read, contest or "")
        if name is not None:
            from tally.documents.explain_person import explain_person

            _say(speaker, explain_person(record, book, name, contest or ""))
            return
        from tally.records.ballots_again import read_again

        again = read_again(record, read, path.parent)
        if ballot is not None:
            _say(speaker, explain_ballot(record, read, book, again, ballot, contest or ""))
            return
        from tally.counting.canvass import canvass
        from tally.documents.explain_change import explain_change

        _say(speaker, explain_change(canvass(read, again.piles), again.boxes, contest or ""))


def _say(speaker: Door, found: Sequence[Explanation]) -> None:
    if speaker.as_json:
        answers = [
            {**one.figures, "about": speaker.text(one.about), "text": [speaker.text(line) for line in one.lines]}
            for one in found
        ]
        speaker.show(json.dumps(answers, ensure_ascii=False, indent=2))
        return
    said = ((say("【{about}】", about=one.about), *one.lines) for one in found)
    speaker.show("\n\n".join("\n".join(map(speaker.text, lines)) for lines in said))
