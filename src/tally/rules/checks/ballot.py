"""B1–B6: the ballot and the order of the names on it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from tally.domain.election import Contest, Kind, Stage
from tally.domain.message import say
from tally.domain.problem import Severity, place
from tally.names.lint import Misplaced, lint
from tally.names.normalise import name_key, normalise
from tally.names.order import Key, stroke_key
from tally.names.strokes import StrokeTable
from tally.rules.checks.finding import Case, Finding, before, judged, untested

_BY_STROKES = say("以姓氏笔画为序")
_LEADERS_FIRST = say("书记、副书记候选人在前，其余以姓氏笔画为序")
_STANDING_COMMITTEE = ("常委", "常务委员")


@before("B1")
def secret(case: Case) -> Iterator[Finding]:
    """The election method prescribes a secret ballot (B1); numbers are given at the counting table and name nobody."""
    given = case.fact("secret_ballot")
    if given is None:
        yield untested("B1", say("没有写是不是无记名投票"), "election.toml › unit_facts.secret_ballot")
        return
    yield judged(
        bool(given),
        "B1",
        say("无记名投票：票号在计票台编，只记票、不记人") if given else say("写的是记名投票"),
        "T440",
        place="election.toml › unit_facts.secret_ballot",
        remedy=say("选举一律无记名投票；改正选举办法"),
    )


@before("B2")
def approved_order(case: Case) -> Iterator[Finding]:
    """Candidates stand by strokes, 书记 and 副书记 in the order the superior approved, which is not computed (B2)."""
    if not case.book.party:
        return
    for contest in case.contests:
        if contest.kind is Kind.ZW and not any(word in contest.office for word in _STANDING_COMMITTEE):
            yield judged(
                case.election.method.ballot_order == "given",
                "B2",
                say("{office}候选人按上级批准的顺序排列", office=contest.office),
                "T435",
                contest=contest.id,
                place="election.toml › method.ballot_order",
                severity=Severity.WARNING,
                remedy=say('候选人名单按批准的顺序写，并写 ballot_order = "given"'),
            )
            continue
        wrong = _out_of_place(case, contest)
        if wrong is None:
            yield untested("B2", say("名单有不在笔画表中的字"), "[names] strokes", contest.id)
            continue
        by_strokes = bool(_stands_by_strokes(case, contest))
        order = _BY_STROKES if by_strokes else wrong[0].message if wrong else _LEADERS_FIRST
        yield judged(
            by_strokes or not wrong,
            "B2",
            say("{office}候选人：{order}", office=contest.office, order=order),
            "T435",
            contest=contest.id,
            place=place("election.toml", contest.id, "candidates"),
            severity=Severity.WARNING,
            remedy=say('写 ballot_order = "leaders-first" 或 "strokes" 由程序排列'),
        )


def _out_of_place(case: Case, contest: Contest) -> tuple[Misplaced, ...] | None:
    """Return who stands out of order, leaders first where the method lets them; None where a character has no place."""
    method = case.election.method
    table = StrokeTable.of(case.election.folder, case.election.stroke_file)
    if any(table.unknown(one.key) for one in contest.candidates):
        return None
    leaders = [
        one.name
        for one in contest.candidates
        if method.ballot_order != "strokes" and one.post and one.post in contest.leaders
    ]
    names = [one.name for one in contest.candidates]
    return tuple(lint(names, table, leaders=leaders, single_given=method.single_given, tie=method.tie))


@before("B3")
def leaders_first(case: Case) -> Iterator[Finding]:
    """The members' ballot follows one of the two readings whole: leaders first as approved, or all by strokes (B3)."""
    if not case.book.party:
        return
    for contest in case.contests:
        if contest.kind is not Kind.DW:
            continue
        if not contest.leaders or not any(one.post in contest.leaders for one in contest.candidates):
            needs = place("election.toml", contest.id, "leaders") + "、candidates.xlsx › 拟任职务"
            yield untested("B3", say("没有写谁是书记、副书记候选人"), needs, contest.id)
            continue
        ranks = [contest.leaders.index(one.post) for one in contest.candidates if one.post in contest.leaders]
        first = [one.post in contest.leaders for one in contest.candidates[: len(ranks)]]
        ahead = all(first) and ranks == sorted(ranks)
        by_strokes = _stands_by_strokes(case, contest)
        if by_strokes is None and not ahead:
            yield untested("B3", say("名单有不在笔画表中的字"), "[names] strokes", contest.id)
            continue
        yield judged(
            ahead or bool(by_strokes),
            "B3",
            say("委员选票上书记、副书记候选人{count}名在前，按批准的顺序", count=len(ranks))
            if ahead
            else say("委员选票上全部候选人一样以姓氏笔画为序")
            if by_strokes
            else say("委员选票上书记、副书记候选人既不全在前，也不与其他人一样以姓氏笔画为序"),
            "T435",
            contest=contest.id,
            place=place("election.toml", contest.id, "candidates"),
            severity=Severity.WARNING,
            remedy=say('写 ballot_order = "leaders-first" 或 "strokes" 由程序排列'),
        )


def _stands_by_strokes(case: Case, contest: Contest) -> bool | None:
    """Whether all candidates alike stand by strokes; None where a character has no place."""
    keys = _stroke_keys(case, contest)
    return None if keys is None else keys == sorted(keys)


def _stroke_keys(case: Case, contest: Contest) -> list[Key] | None:
    table = StrokeTable.of(case.election.folder, case.election.stroke_file)
    if any(table.unknown(one.key) for one in contest.candidates):
        return None
    method = case.election.method
    return [stroke_key(one.name, table, single_given=method.single_given, tie=method.tie) for one in contest.candidates]


@before("B4")
def order_of_votes(case: Case) -> Iterator[Finding]:
    """After a 预选 the list may stand in order of its votes; else it stands by strokes (B4)."""
    if case.book.source("B4") is None or case.election.stage is not Stage.FORMAL:
        return
    previous = case.election.previous
    for contest in case.contests:
        earlier = previous.contests.get(contest.id) if previous is not None and previous.preliminary else None
        if earlier is None:
            sentence = say("{office}没有承接预选的记录，看不出是否按预选得票排列", office=contest.office)
            yield untested("B4", sentence, "election.toml › previous.record", contest.id)
            continue
        won = {one.key: one.approve or 0 for one in earlier.standing}
        votes = [won.get(normalise(one.key).key, 0) for one in contest.candidates]
        falling = votes == sorted(votes, reverse=True)
        yield judged(
            falling or bool(_stands_by_strokes(case, contest)),
            "B4",
            say("{office}候选人按预选得票从多到少排列", office=contest.office)
            if falling
            else say("{office}候选人没有按预选得票排列（{votes}）", office=contest.office, votes=tuple(votes)),
            "T435",
            contest=contest.id,
            place=place("election.toml", contest.id, "candidates"),
            severity=Severity.INFO,
            remedy=say("按预选得票或姓氏笔画排列"),
        )


@before("B5")
def by_strokes(case: Case) -> Iterator[Finding]:
    """Read a list that stands as given against the order of strokes (B5)."""
    for contest in case.contests:
        if contest.kind is Kind.ZW:
            continue
        wrong = _out_of_place(case, contest)
        if wrong is None:
            table = StrokeTable.of(case.election.folder, case.election.stroke_file)
            unknown = tuple(one.name for one in contest.candidates if table.unknown(one.key))
            yield untested("B5", say("{names}有不在笔画表中的字", names=unknown), "[names] strokes", contest.id)
            continue
        yield judged(
            not wrong,
            "B5",
            wrong[0].message if wrong else say("{office}候选人名单符合姓氏笔画顺序", office=contest.office),
            "T435",
            contest=contest.id,
            place=place("election.toml", contest.id, "candidates"),
            remedy=say('写 ballot_order = "strokes" 由程序排列；经过预选按得票排列的除外'),
            severity=Severity.INFO,
        )


@before("B6")
def single_given_names(case: Case) -> Iterator[Finding]:
    """Names with one given character stand, among those of their surname, as the setting says (B6)."""
    if case.book.source("B6") is None:
        return
    blank = case.election.method.single_given == "blank-first"
    rule = say("单名排在同姓双名之前") if blank else say("单名与双名的第一个字比较笔画")
    for contest in case.contests:
        keys = _stroke_keys(case, contest)
        if keys is None:
            yield untested("B6", say("名单有不在笔画表中的字"), "[names] strokes", contest.id)
            continue
        names = [name_key(one.name) for one in contest.candidates]
        pairs = [
            (one, other)
            for one, other in combinations(range(len(names)), 2)
            if names[one][0] == names[other][0] and 2 in (len(names[one]), len(names[other]))
        ]
        wrong = [contest.candidates[other].name for one, other in pairs if keys[one] > keys[other]]
        yield judged(
            not wrong,
            "B6",
            say("{office}同姓的单名、双名{pairs}对：{rule}", office=contest.office, pairs=len(pairs), rule=rule)
            if not wrong
            else say("{names}的位置不合“{rule}”", names=tuple(dict.fromkeys(wrong)), rule=rule),
            "T435",
            contest=contest.id,
            place=place("election.toml", contest.id, "candidates"),
            severity=Severity.INFO,
            remedy=say("改名单次序，或改 single_given"),
        )
