"""What came of a contest, sentence by sentence: who is elected, or named by a 预选, and the vote that follows."""

from __future__ import annotations

from collections.abc import Mapping

from tally.documents.sentences import ORDERS, Part, figure, preliminary
from tally.domain.message import NOTHING, Message, say


def outcome(contest: Part, record: Part) -> Message:
    """Return what came of the contest and the arithmetic that led there."""
    came, seats = contest["outcome"], contest.get("places", contest["seats"])
    figures = {"passed": came["passed"], "seats": seats}
    if came["status"] == "void":
        return say("收回的选票多于投票人数，选举无效。")
    if came["status"] == "revote":
        tied = {"tied": len(came["tied"]), "votes": _votes(contest, came["tied"][0]), "open": came["open_seats"]}
        if preliminary(record):
            return say("{tied}名得票同为{votes}票，不能确定末{open}名正式候选人。", **tied)
        return say("{tied}名得票同为{votes}票，不能确定末{open}名当选人。", **tied)
    if came["status"] == "further_vote" and contest["majority"]["need"] is None:
        return say("得到赞成票的{passed}名，少于{seats}名。", **figures)
    if contest["majority"]["base"] == "collected":
        return say("达到{need}票的{passed}名，应选{seats}名。", need=contest["majority"]["need"], **figures)
    if came["status"] == "further_vote":
        if not came["passed"]:
            return say("没有人得票过半数，应选{seats}名全部空缺。", **figures)
        return say("得票过半数{passed}名，少于应选{seats}名。", **figures)
    if preliminary(record):
        return _nominated(contest, figures)
    if contest.get("kind") == "RD":
        return _of_a_district(contest, figures)
    if contest["majority"]["need"] is None:
        return say("得票多的{seats}名当选。", seats=seats)
    decision = contest.get("reduce_seats")
    if decision and came["passed"] < seats:
        by = say("主席团") if decision["by"] == "presidium" else say("选举人")
        return say(
            "得票过半数{passed}名，少于应选{seats}名；经{by}决定，名额减为{to}名。", **figures, by=by, to=decision["to"]
        )
    if came["passed"] == seats:
        return say("得票过半数{passed}名，等于应选{seats}名，全部当选。", **figures)
    return say("得票过半数{passed}名，多于应选{seats}名，得票多的{seats}名当选。", **figures)


def _nominated(contest: Part, figures: Mapping[str, int]) -> Message:
    if contest["majority"]["need"] is None:
        return say("得票多的{seats}名列为正式候选人。", seats=figures["seats"])
    if figures["passed"] == figures["seats"]:
        return say("得票过半数{passed}名，等于应选{seats}名，全部列为正式候选人。", **figures)
    return say("得票过半数{passed}名，多于应选{seats}名，得票多的{seats}名列为正式候选人。", **figures)


def _of_a_district(contest: Part, figures: Mapping[str, int]) -> Message:
    """Return who came first; the election committee says who is elected (R6)."""
    if contest["majority"]["need"] is None:
        return say("得票多的{seats}名居前。", seats=figures["seats"])
    if figures["passed"] == figures["seats"]:
        return say("得票过半数{passed}名，等于应选{seats}名。", **figures)
    return say("得票过半数{passed}名，多于应选{seats}名，得票多的{seats}名居前。", **figures)


def passed(contest: Part, record: Part) -> Message:
    """Return how many reached the bar, whoever then says that they are elected (R6)."""
    figures = {"passed": contest["outcome"]["passed"], "need": contest["majority"]["need"]}
    if figures["need"] is None:
        return outcome(contest, record)
    if contest["majority"]["base"] == "collected":
        return say("达到{need}票的{passed}名。", **figures)
    return say("得票过半数{passed}名。", passed=figures["passed"])


def announced(contest: Part, record: Part) -> Message:
    """Return what is said before the names of those elected, or of nobody; of a 预选 and a district not 当选 (R6)."""
    order = record["method"].get("elected_order") or ("approved" if contest.get("kind") == "ZW" else "strokes")
    office, count = contest["office"], len(contest["outcome"]["elected"])
    figures = {"office": office, "count": count, "order": ORDERS[order]}
    if preliminary(record):
        named, nobody = (
            say("{office}正式候选人{count}名，{order}", **figures),
            say("没有产生{office}正式候选人", office=office),
        )
    elif contest.get("kind") == "RD":
        named = say("{office}得票够数的{count}名，{order}，待选举委员会确认", **figures)
        nobody = say("没有{office}候选人得票够数", office=office)
    else:
        named = say("当选{office}的有{count}名，{order}", **figures)
        nobody = say("没有当选{office}的", office=office)
    return named if count else nobody


def line_to_reach(contest: Part, record: Part) -> Message:
    """Return what the line across the bars of a picture means."""
    need = contest["majority"]["need"]
    neutral = preliminary(record) or contest.get("kind") == "RD"
    return say("需{need}票", need=figure(need)) if neutral else say("当选线{need}票", need=figure(need))


def next_vote(contest: Part, record: Part) -> Message:
    """Return what follows: the vote for open seats, or the plenary of the elected; NOTHING when neither does."""
    following = contest["outcome"]["next"]
    if following is None:
        return NOTHING
    if following["kind"] == "revote":
        return say("再次投票：在{names}中选{seats}名。", names=tuple(following["among"]), seats=following["seats"])
    if following["kind"] == "rerun":
        return say("选举无效，须重新选举{seats}名。", seats=following["seats"])
    if following["kind"] == "plenary":
        return say("由当选委员召开第一次全体会议，选举{seats}名负责人。", seats=following["seats"])
    if preliminary(record):
        return say("还差正式候选人{seats}名，再预选一次。", seats=following["seats"])
    return say("另行选举：缺额{seats}名。", seats=following["seats"])


def vote_for_open_seats(contest: Part, record: Part) -> Message:
    """Return the vote that must fill what is still open; NOTHING where a plenary of the elected is all that follows."""
    following = contest["outcome"]["next"]
    return NOTHING if following is None or following["kind"] == "plenary" else next_vote(contest, record)


def _votes(contest: Part, name: str) -> int:
    votes: int = next(one["approve"] for one in (*contest["candidates"], *contest["write_ins"]) if one["name"] == name)
    return votes
