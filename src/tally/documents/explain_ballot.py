"""Why a ballot is valid, void or doubtful: its cells, the sum of its choices, the rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tally.counting.kernel import doubtful_ballots, judge_all, void_reasons
from tally.counting.writeins import WriteInRules, Written
from tally.documents.explain_person import Explanation, source_of
from tally.documents.sentences import REASONS
from tally.domain.ballot import VOID_REASONS, BallotBox, Choice, VoidReason
from tally.domain.election import Contest, Election
from tally.domain.legend import Mark
from tally.domain.message import Message, say
from tally.domain.problem import Problem, Problems, error
from tally.files.ballot_numbers import number_key
from tally.files.table import address
from tally.records.ballots_again import BallotsAgain
from tally.rules.book import RuleBook

MARKS = (
    ((Mark.APPROVE,), say("赞成")),
    ((Mark.OPPOSE,), say("不赞成")),
    ((Mark.ABSTAIN,), say("弃权")),
    ((Mark.ILLEGIBLE,), say("无法辨认")),
    ((Mark.CONFLICT,), say("两种符号")),
    ((Mark.FOREIGN,), say("规定以外的符号")),
    ((Mark.SETTLED,), say("经裁定部分无效")),
)
CHOICES = {
    Choice.UNMARKED: say("没有符号"),
    Choice.APPROVED: say("赞成"),
    Choice.OTHER: say("其他符号"),
    Choice.DOUBTFUL: say("符号看不清"),
}
RULE_OF_REASON = {VoidReason.OVERVOTE: "V3", VoidReason.UNREADABLE: "b5", VoidReason.MARKED: "V4"}


def explain_ballot(
    record: Mapping[str, Any], election: Election, book: RuleBook, ballots: BallotsAgain, number: str, contest: str = ""
) -> tuple[Explanation, ...]:
    """Explain the ballot of a number, `FILE:NO` where files are numbered each by itself, in each contest or in one.

    Raises `Problems`: T663 no such ballot, T666 several ballots of that number in one contest.
    """
    file, _, bare = number.rpartition(":")
    wanted = number_key(bare)
    found = [
        (one, box, at)
        for one in election.contests
        if contest in ("", one.id, one.office)
        for box in ballots.boxes.get(one.id, ())
        if not file or file in (box.name.partition(" › ")[0], box.name.partition(" › ")[0].rpartition("/")[2])
        for at, text in enumerate(box.numbers or ())
        if number_key(text) == wanted
    ]
    if not found:
        raise Problems([_no_ballot(record, number, contest)])
    several = [box.name for one, box, _ in found if sum(one is other for other, _, _ in found) > 1]
    if several:
        found_text = say("票号 {number} 在几个文件里都有：{files}", number=bare, files=tuple(several))
        raise Problems([error("T666", "--ballot", found_text, say("写成 文件名:票号"))])
    return tuple(_explanation(record, election, book, *one) for one in found)


def refuse_unknown_contest(election: Election, contest: str) -> None:
    """Raise `Problems` (T663) unless a contest of that id or office is there; nothing given means all of them."""
    if contest not in ("", *(one.id for one in election.contests), *(one.office for one in election.contests)):
        found = say("没有 id 为“{contest}”的选举", contest=contest)
        remedy = say("可用的有：{ids}", ids=tuple(one.id for one in election.contests))
        raise Problems([error("T663", "--contest", found, remedy)])


def _no_ballot(record: Mapping[str, Any], number: str, contest: str) -> Problem:
    asked = [one for one in record["contests"] if contest in ("", one["id"], one["office"])]
    if asked and all(one["outcome"]["status"] == "void" for one in asked):
        offices = tuple(one["office"] for one in asked)
        return error("T663", "--ballot", say("{offices}选举无效，没有读选票", offices=offices),
                     say("选举为何无效：tally explain 姓名"))  # fmt: skip
    return error(
        "T663",
        "--ballot",
        say("没有票号为 {number} 的选票", number=number),
        say("写录入表“票号”一列的号；选举无效的不读选票"),
    )


def _explanation(
    record: Mapping[str, Any], election: Election, book: RuleBook, contest: Contest, box: BallotBox, at: int
) -> Explanation:
    rules = WriteInRules.of(contest, election.method, election.roster)
    written = judge_all(box, rules)
    reasons = void_reasons(box, contest.seats, written)
    reason = VOID_REASONS[int(reasons[at]) - 1] if reasons[at] else None
    doubtful = at in doubtful_ballots(box, reasons, written)
    marks = [Mark(int(mark)) for mark in box.marks[:, at]]
    number = box.numbers[at] if box.numbers else ""
    row = address(int(box.rows[at])) if box.rows is not None else ""
    names = written.get(at)
    chosen = len(names.chosen) if names else 0
    lines = (
        *_cells(contest, marks),
        *_names(box, at, names, valid=reason is None),
        *_sum(contest, marks.count(Mark.APPROVE), chosen),
        _verdict(reason, book),
        *(_waiting(names) if doubtful else ()),
        *_rulings(record, contest, box, number),
    )
    figures = {
        "contest": contest.id,
        "ballot": number,
        "place": f"{box.name} › {row}",
        "approve": marks.count(Mark.APPROVE),
        "write_ins": chosen,
        "seats": contest.seats,
        "valid": reason is None,
        "reason": reason.value if reason else None,
        "doubtful": bool(doubtful),
        "rules": [RULE_OF_REASON.get(reason, "b7") if reason else "V3"],
    }
    about = say("{office} 票号{number}（{place}）", office=contest.office, number=number, place=f"{box.name} › {row}")
    return Explanation(about, lines, figures)


def _cells(contest: Contest, marks: Sequence[Mark]) -> Iterator[Message]:
    for kinds, word in MARKS:
        names = tuple(
            candidate.name for candidate, mark in zip(contest.candidates, marks, strict=True) if mark in kinds
        )
        if names:
            yield say("{word}{count}名：{names}", word=word, count=len(names), names=names)


def _names(box: BallotBox, at: int, judged: Written | None, *, valid: bool) -> Iterator[Message]:
    for one in box.write_ins:
        if one.ballot != at:
            continue
        if judged is None or one.key not in judged.chosen:
            came = say("不是所选的人")
        elif one.key in judged.counted and valid:
            came = say("计票")
        else:
            came = say("占一个名额，不计票")
        name = one.name if one.key else say("无法辨认")
        yield say("另选他人{box}：{name}，{sign}，{came}", box=one.box, name=name, sign=CHOICES[one.choice], came=came)


def _sum(contest: Contest, approve: int, written: int) -> Iterator[Message]:
    total = approve + written
    yield say(
        "所选 = 赞成{approve} + 另选{written} = {total} {sign} 应选{seats}",
        approve=approve,
        written=written,
        total=total,
        sign=">" if total > contest.seats else "≤",
        seats=contest.seats,
    )


def _verdict(reason: VoidReason | None, book: RuleBook) -> Message:
    if reason is None:
        return say("有效票（{source}）。", source=source_of(book, "V3"))
    rule = RULE_OF_REASON.get(reason, "b7")
    return say("无效票：{reason}（{source}）。", reason=REASONS[reason.value], source=source_of(book, rule))


def _waiting(names: Written | None) -> Iterator[Message]:
    if names is not None and names.doubtful:
        yield say("存疑：另选他人要由监票人裁定。")
    else:
        yield say("存疑：部分无效的格要由监票人裁定；没有裁定的不算所选。")


def _rulings(record: Mapping[str, Any], contest: Contest, box: BallotBox, number: str) -> Iterator[Message]:
    shown = box.name.partition(" › ")[0]
    for one in record.get("rulings", ()):
        same_file = not one["file"] or one["file"] in (shown, shown.rpartition("/")[2])
        same_ballot = number_key(one["ballot"]) == number_key(number)
        if one["contest"] in (contest.id, contest.office) and same_ballot and same_file:
            yield say(
                "裁定：{column}认定为 {read_as}，{by}，理由：{reason}",
                column=one["column"] or say("整票"),
                read_as=one["read_as"],
                by=one["by"],
                reason=one["reason"],
            )
