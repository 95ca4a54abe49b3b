"""`tally next [RECORD]`: the election folders that follow a count: revote, further vote, rerun, plenaries."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tally.cli.door import Door, ElectionPath, Json, Lang, Quiet, Verbose, door
from tally.cli.record import RecordPath
from tally.domain.message import Message, say

if TYPE_CHECKING:
    from tally.records.next_election import NextElection

Out = Annotated[
    str | None, typer.Option("--out", metavar="DIR", help="新目录写在哪里（默认选举目录下的 out/）", show_default=False)
]
Discipline = Annotated[
    str | None,
    typer.Option(
        "--discipline", metavar="RECORD", help="后来选出纪委委员的记录，据以准备党委全体会议（R5）", show_default=False
    ),
]


def command(
    record: RecordPath = None,
    election: ElectionPath = None,
    out: Out = None,
    discipline: Discipline = None,
    as_json: Json = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """接下来的投票：再次投票、另行选举、重新选举、第一次全体会议，各写一个新的选举目录。

    新目录 revote/、further/、rerun/、formal/（预选以后）、plenary-discipline/、plenary-committee/
    以核验码承接这份记录，计票时核对。

    例：tally next --out next
        tally next my-congress/out/result.json --out next
    """
    with door(lang, as_json=as_json, quiet=quiet, verbose=verbose) as speaker:
        from tally.documents.next_folder import headline, next_folders
        from tally.documents.scaffold import write_scaffold
        from tally.domain.problem import refuse
        from tally.files.election_file import find_election, read_election
        from tally.files.previous import read_previous
        from tally.records.next_election import next_elections
        from tally.records.plenary_order import held_back, unrelated_problem
        from tally.records.readiness import unchanged_problems, unsettled_problems
        from tally.records.store import FILE, read_record

        beside = Path(record).parent if record else None
        file = find_election(election, beside)
        path = Path(record) if record else file.parent / "out" / FILE
        content = read_record(path)
        read = read_election(file)
        refuse([*unchanged_problems(read, content["inputs"]), *unsettled_problems(content["contests"])])
        previous, _ = read_previous(path, read.folder, path.name)
        finished = None
        if discipline is not None:
            finished, _ = read_previous(Path(discipline), read.folder, "--discipline")
            unrelated = unrelated_problem(previous, finished)
            refuse([unrelated] if unrelated else [])
        following = next_elections(read, previous, finished)
        waiting = held_back(read, previous, finished)
        speaker.tell([waiting] if waiting else [])
        directory = Path(out) if out else read.folder / "out"
        files = next_folders(read, previous, path, following, directory, speaker.translate)
        for written in write_scaffold(directory, files):
            speaker.note(say("已写入 {path}", path=written))
        _journal(speaker, path, content["check_code"], [one.folder for one in following])
        if as_json:
            answer = [_as_json(one, directory, content["check_code"], speaker) for one in following]
            speaker.show(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        for one in following:
            speaker.show(f"{directory / one.folder}\n  {speaker.text(headline(one))}")
            for choice in one.choices:
                speaker.show(f"  - {speaker.text(choice)}")
        if not following and waiting is None:
            speaker.show(speaker.text(say("应选名额都已选出，没有接下来的投票。")))
        elif following:
            speaker.note(_attendance_to_write(following))


def _attendance_to_write(following: Sequence[NextElection]) -> Message:
    if any(one.present is None for one in following):
        return say("清点参加投票的人数，写进 election.toml 的 voted，再计票。")
    return say("人数是照上一次写的：清点后改 election.toml 的 present，再计票。")


def _journal(speaker: Door, record: Path, code: str, folders: Sequence[str]) -> None:
    """Write into the journal beside the record which elections were prepared from it."""
    from tally.records import journal

    if folders:
        details = {"check_code": code, "folders": list(folders)}
        unwritten = journal.append(record.parent, [journal.Act("prepared", {}, details)])
        speaker.tell([unwritten] if unwritten else [])


def _as_json(one: NextElection, directory: Path, code: str, speaker: Door) -> dict[str, Any]:
    from tally.documents.next_folder import headline

    return {
        "folder": (directory / one.folder).as_posix(),
        "stage": one.stage.value,
        "follows": code,
        "purpose": speaker.text(headline(one)),
        "entitled": one.entitled,
        "contests": [
            {
                "id": contest.id,
                "office": contest.office,
                "kind": contest.kind.value,
                "seats": contest.seats,
                "candidates": [candidate.name for candidate in contest.candidates],
                "writein_boxes": contest.writein_boxes,
            }
            for contest in one.contests
        ],
        "choices": [speaker.text(choice) for choice in one.choices],
    }
