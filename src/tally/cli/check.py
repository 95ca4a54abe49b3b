"""`tally check`: every rule that can be tested with the data there is, before the vote and after the count."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tally.cli.door import Door, ElectionPath, Json, Lang, Quiet, Verbose, door
from tally.domain.message import NOTHING, Message, say

if TYPE_CHECKING:
    from tally.domain.election import Election
    from tally.rules.book import RuleBook
    from tally.rules.checks.finding import Finding

Before = Annotated[bool, typer.Option("--before", help="只核对选举前的各条")]
After = Annotated[bool, typer.Option("--after", help="只核对计票后的各条（要有 out/result.json）")]


def command(
    election: ElectionPath = None,
    before: Before = False,
    after: After = False,
    as_json: Json = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """核对规则：到会、差额、代表、监票计票、班子结构、当选各条，列出算式；不能核对的，说明缺哪个文件。

    例：tally check --election my-congress
        tally check --before

    退出状态：0 都符合（或只有提醒、已经批准）；1 有不符合的。
    """
    with door(lang, as_json=as_json, quiet=quiet, verbose=verbose) as speaker:
        from tally.files.election_file import find_election, read_election
        from tally.records.atomic import SEAL
        from tally.rules.checks.run import run
        from tally.rules.rulebook import rule_book

        read = read_election(find_election(election))
        speaker.tell(read.remarks)
        book = rule_book(read)
        record = None if before and not after else _record(read.folder, asked=after)
        sealed = (read.folder / "out" / SEAL).is_file()
        findings = run(read, book, record, before=before or not after, after=after or not before, sealed=sealed)
        _journal(speaker, read, findings)
        if as_json:
            shown = [_as_json(one, book, speaker) for one in findings]
            speaker.show(json.dumps(shown, ensure_ascii=False, indent=2))
        else:
            _show(findings, book, speaker)
            if record is None and not before:
                speaker.note(say("还没有计票记录，计票后的各条没有核对"))
        if any(one.stands_against for one in findings):
            raise typer.Exit(1)


def _journal(speaker: Door, election: Election, findings: tuple[Finding, ...]) -> None:
    """Write into the journal that the rules were tested, on which files, and what came of it."""
    from tally.records import journal

    files = {one.path: one.sha256 for one in election.inputs}
    against = sorted({one.rule for one in findings if one.stands_against})
    details = {"what": "rules", "findings": len(findings), "against": against}
    speaker.tell(journal.noted_in(election.folder / "out", [journal.Act("checked", files, details)]))


def _record(folder: Path, *, asked: bool) -> dict[str, Any] | None:
    from tally.records.store import read_record

    path = folder / "out" / "result.json"
    return read_record(path) if asked or path.exists() else None


VERDICTS = {
    "holds": say("符合"),
    "fails": say("不符合"),
    "untested": say("未核对"),
    "told": say("提示"),
}
LEVELS = {"warning": say("注意"), "info": say("说明")}


def _show(findings: tuple[Finding, ...], book: RuleBook, speaker: Door) -> None:
    from tally.rules.catalogue import RULES

    counts = dict.fromkeys(VERDICTS, 0)
    for one in findings:
        counts[one.verdict.value] += 1
        if speaker.quiet and one.verdict.value != "fails":
            continue
        speaker.show(speaker.text(_line(one, RULES[one.rule], book)))
    if not speaker.quiet:
        figures = {key: counts[key] for key in VERDICTS}
        speaker.show(speaker.text(say("符合{holds}条，不符合{fails}条，未核对{untested}条，提示{told}条", **figures)))


def _line(one: Finding, title: Message, book: RuleBook) -> Message:
    word = VERDICTS[one.verdict.value]
    if one.verdict.value == "fails" and one.waived:
        word = say("不符合，已经批准")
    elif one.verdict.value == "fails" and one.severity.value != "error":
        word = LEVELS[one.severity.value]
    source = book.source(one.rule)
    rest = one.remedy if one.verdict.value == "fails" else say("需要 {needs}", needs=one.needs) if one.needs else None
    return say(
        "{verdict}　{rule} {title}{source}：{sentence}{rest}",
        verdict=word,
        rule=one.rule,
        title=title,
        source=say("（{document}）", document=source.article) if source is not None else NOTHING,
        sentence=one.sentence,
        rest=say("\n　　→ {rest}", rest=rest) if rest is not None and str(rest) else "",
    )


def _as_json(one: Finding, book: RuleBook, speaker: Door) -> dict[str, Any]:
    source = book.source(one.rule)
    return {
        "rule": one.rule,
        "contest": one.contest or None,
        "verdict": one.verdict.value,
        "severity": one.severity.value,
        "waived": one.waived,
        "sentence": speaker.text(one.sentence),
        "remedy": speaker.text(one.remedy) or None,
        "needs": one.needs or None,
        "code": one.code or None,
        "source": None if source is None else {"article": source.article, "grade": source.grade},
    }
