"""`tally audit`: how far the result is from another one, what looks unusual, and a sample recount by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tally.cli.door import Door, ElectionPath, Json, Lang, Quiet, Verbose, door
from tally.cli.record import RecordPath, find_record
from tally.cli.usage import MisuseError
from tally.domain.message import Message, say

if TYPE_CHECKING:
    from tally.records.audit import Finding, Plan
    from tally.records.margins import Reach

Risk = Annotated[str, typer.Option("--risk", help="结果有错而抽样没有发现的概率，至多这么多", metavar="5%")]
Share = Annotated[str, typer.Option("--share", help="无效票、空白票占到多少就提示", metavar="3%")]
Chance = Annotated[
    int, typer.Option("--chance", help="一摞或一人与全体相差，偶然不到几分之一就提示", min=2, metavar="N")
]
Seed = Annotated[
    str, typer.Option("--seed", help="当众掷骰子得到的数字（至少10位）", metavar="DIGITS", show_default=False)
]
Check = Annotated[str | None, typer.Option("--check", help="已照选票填好的样本表", metavar="FILE", show_default=False)]
Out = Annotated[
    str | None,
    typer.Option("--out", help="样本表写到哪里（默认 out/audit-sample.xlsx，封存以后是当前文件夹）", metavar="FILE"),
]


def command(
    record: RecordPath = None,
    risk: Risk = "5%",
    seed: Seed = "",
    check: Check = None,
    out: Out = None,
    share: Share = "3%",
    chance: Chance = 10_000,
    election: ElectionPath = None,
    as_json: Json = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """抽样核对：每个席位差多少张票会变，有无异常，抽哪些票核对、到哪里为止。

    例：tally audit --risk 5%

    抽票：tally audit --seed 31415926535

    照选票填好样本表后：tally audit --seed 31415926535 --check out/audit-sample.xlsx

    退出状态：0 已写出或已够；1 样本还不够，或要全部人工复核。
    """
    limit = _limit(risk)
    if seed and not re.fullmatch(r"\d{10,60}", seed):
        raise MisuseError(say("10–60 位数字"), "--seed")
    if check and not seed:
        raise MisuseError(say("要和 --seed 一起写"), "--check")
    with door(lang, as_json=as_json, quiet=quiet, verbose=verbose) as speaker:
        from tally.files.election_file import read_election
        from tally.records.audit import compare, plans
        from tally.records.margins import reaches
        from tally.records.store import read_record
        from tally.records.understood import piles_as_counted
        from tally.records.verify import ballot_files, election_of

        path, given = find_record(record, election)
        content = read_record(path)
        read = read_election(given or election_of(path, content))
        piles = piles_as_counted(read, ballot_files(content, read.folder, path.parent))
        made = plans(read, content, piles, limit)
        if check:
            findings = [compare(read, plan, seed, Path(check), limit) for plan in made if plan.draws is not None]
            whole = [plan for plan in made if plan.draws is None]
            speaker.show(_findings_json(findings) if as_json else _findings(findings, whole, limit, speaker))
            if whole or not findings or any(one.risk > limit for one in findings):
                raise typer.Exit(1)
            return
        changes = {one["id"]: reaches(one) for one in content["contests"]}
        if as_json:
            speaker.show(_plans_json(made, changes))
        else:
            from tally.records.plausibility import Limits, notes
            from tally.records.typists import typists_of

            for plan in made:
                speaker.show(_plan(plan, changes[plan.contest.id], content, limit, speaker))
            unusual = Limits(_limit(share, "--share"), chance)
            for one in notes(read, content, piles, typists_of(content, read.folder), unusual):
                line = say("{office}：{found}。{remedy}", office=one.place, found=one.found, remedy=one.remedy)
                speaker.show(speaker.text(line))
        if seed and any(plan.draws for plan in made):
            from tally.documents.audit_sheet import sample_workbook
            from tally.records.atomic import SEAL, write_atomically

            beside = Path() if (path.parent / SEAL).exists() else path.parent
            target = Path(out) if out else beside / "audit-sample.xlsx"
            write_atomically(target, sample_workbook(made, seed))
            speaker.note(
                say("已写入 {path}；照选票填好后：tally audit --seed {seed} --check {path}", path=target, seed=seed)
            )
        elif not as_json:
            speaker.note(say("抽票：当众掷骰子得出至少10位数字，再运行 tally audit --seed 数字"))


def _limit(text: str, option: str = "--risk") -> Fraction:
    match = re.fullmatch(r"(\d{1,2}(?:\.\d{1,3})?)\s*[%％]|(0?\.\d{1,5})", text.strip())
    limit = Fraction(0) if match is None else Fraction(match[1]) / 100 if match[1] else Fraction(match[2])
    if not 0 < limit <= Fraction(1, 2):
        raise MisuseError(say("要大于0%，不超过50%，如 5%"), option)
    return limit


def _plan(plan: Plan, changes: Sequence[Reach], content: dict[str, Any], limit: Fraction, speaker: Door) -> str:
    from tabulate import tabulate

    kept = next(one for one in content["contests"] if one["id"] == plan.contest.id)
    rows = [[one.name, speaker.text(say("当选") if one.elected else say("未当选")), one.ballots] for one in changes]
    headings = [speaker.text(word) for word in (say("姓名"), say("结果"), say("至少改动几张票会变"))]
    lines = [plan.contest.office, tabulate(rows, headings, tablefmt="simple", disable_numparse=True)]
    closest = min((one.ballots for one in changes), default=0)
    doubtful = kept["doubtful"]["ballots"]
    if not doubtful:
        lines.append(speaker.text(say("没有存疑的票。")))
    elif kept["doubtful"]["could_change_result"]:
        lines.append(speaker.text(say("存疑的票有{count}张，能改变谁当选：先裁定。", count=doubtful)))
    else:
        lines.append(speaker.text(say("存疑的票有{count}张，改变不了谁当选。", count=doubtful)))
    if closest * 100 <= len(plan.ballots):
        lines.append(
            speaker.text(say("最少{count}张票就能改变结果，不超过选票的1%：建议全部人工复核。", count=closest))
        )
    if plan.draws is None:
        lines.append(speaker.text(_by_hand(plan)))
    else:
        sentence = say(
            "抽样核对：风险限度{limit}，抽{draws}次（共{count}张票），与选票全部相符即可停止。",
            limit=_percent(limit),
            draws=plan.draws,
            count=len(plan.ballots),
        )
        lines.append(speaker.text(sentence))
    return "\n".join(lines) + "\n"


def _by_hand(plan: Plan) -> Message:
    return say("抽样不比全部复核省事：请全部人工复核{count}张。", count=len(plan.ballots))


def _findings(findings: Sequence[Finding], whole: Sequence[Plan], limit: Fraction, speaker: Door) -> str:
    lines = [
        speaker.text(say("{office}：{sentence}", office=plan.contest.office, sentence=_by_hand(plan))) for plan in whole
    ]
    for one in findings:
        head = say(
            "{office}：核对到第{drawn}次抽取，剩余风险{risk}",
            office=one.plan.contest.office,
            drawn=one.errors.drawn,
            risk=_percent(one.risk),
        )
        if one.risk <= limit:
            verdict = say("够了，可以停止")
        elif one.wanted is None:
            verdict = say("不相符的太多：请全部人工复核")
        else:
            verdict = say("还不够，要核对到第{wanted}次", wanted=one.wanted)
        lines.append(speaker.text(say("{head}；{verdict}。", head=head, verdict=verdict)))
        if one.differing:
            lines.append(speaker.text(say("与录入不同的票号：{numbers}", numbers=one.differing)))
    return "\n".join(lines) or speaker.text(say("没有可以抽样核对的选举：请全部人工复核。"))


def _plans_json(made: Sequence[Plan], changes: dict[str, list[Reach]]) -> str:
    answer = [
        {
            "id": plan.contest.id,
            "ballots": len(plan.ballots),
            "span": plan.span,
            "draws": plan.draws,
            "people": [
                {"name": one.name, "elected": one.elected, "ballots_to_change": one.ballots}
                for one in changes[plan.contest.id]
            ],
        }
        for plan in made
    ]
    return json.dumps(answer, ensure_ascii=False, indent=2)


def _findings_json(findings: Sequence[Finding]) -> str:
    answer = [
        {
            "id": one.plan.contest.id,
            "drawn": one.errors.drawn,
            "differing": list(one.differing),
            "risk": _percent(one.risk),
            "draws_wanted": one.wanted,
        }
        for one in findings
    ]
    return json.dumps(answer, ensure_ascii=False, indent=2)


def _percent(share: Fraction) -> str:
    """Return a share in per cent, rounded up at two decimals so that no risk looks smaller than it is."""
    hundredths = -(-share.numerator * 10000 // share.denominator)
    return f"{hundredths // 100}.{hundredths % 100:02d}%"
