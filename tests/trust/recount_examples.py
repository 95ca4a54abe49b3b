"""The worked examples that are counts, as ballot sheets: what the published script must make of each by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from building import a_contest, a_method, an_election
from tally.domain.election import Attendance, Contest, Election, Kind, Stage, Standing
from tally.domain.legend import L3
from tally.rules.rulebook import load_rule_book
from unit.test_worked_examples import ONE_BALLOT, WHO, X01

SIGNS = ("○", "×", "", "○×")
OTHER_SIGNS = {"legend": L3}


class Example(NamedTuple):
    """An election, its ballots as typed, and who is elected; None where the vote is void."""

    election: Election
    rows: list[list[str]]
    elected: str | None


def a_sheet(names: Sequence[str], ballots: Sequence[Sequence[str]], boxes: int = 0) -> list[list[str]]:
    """Return heading row and one row a ballot: its signs, name and sign of each box, the reason why it is void."""
    header = ["票号", *names, *(f"另选他人{box}{what}" for box in range(1, boxes + 1) for what in ("", "符号"))]
    rows = [[str(at), *ballot] for at, ballot in enumerate(ballots, start=1)]
    width = len(header) + 1
    return [
        [*header, "整票无效", "备注"],
        *([*row, *[""] * (width - len(row)), "见说明" if any(row[1:]) else "空白票"] for row in rows),
    ]


def a_pile(figures: Sequence[Sequence[int]], valid: int, void: int = 0, write_in: int = 0) -> list[list[str]]:
    """Return ballots that add up to these figures: approvals go round the pile, so that none chooses too many."""
    columns, start = [], 0
    for figure in [*figures, (write_in, valid - write_in)]:
        signs = "".join(str(at) * number for at, number in enumerate(figure))
        turned = {(start + at) % valid: SIGNS[int(sign)] for at, sign in enumerate(signs)}
        columns.append([turned[at] for at in range(valid)])
        start += figure[0]
    *candidates, written = columns
    ballots = [
        [*row, *(("wK", "○") if sign == "○" else ("", ""))] for *row, sign in zip(*candidates, written, strict=True)
    ]
    return ballots + [[*[""] * (len(candidates) + 2), "破损"]] * void


def a_count(
    election: Election, approvals: Sequence[Any], valid: int, elected: str | None, *, void: int = 0, write_in: int = 0
) -> Example:
    """Return an example from its figures; bare approvals are taken to leave the rest opposed."""
    figures = [one if isinstance(one, tuple) else (one, valid - one) for one in approvals]
    names = [one.name for one in election.contests[0].candidates]
    return Example(election, a_sheet(names, a_pile(figures, valid, void, write_in), 1), elected)


def a_vote(contest: Contest, rules: str, stage: Stage = Stage.FORMAL, **fields: Any) -> Election:
    """Return an election under a rule book; `fields` are attendance, and roster where there is one."""
    book, roster = load_rule_book(rules), fields.pop("roster", None)
    method = a_method(majority_base=book.majority(contest.kind).of, writein_needs_oppose=book.writein_needs_oppose)
    election = an_election(contest, rules=rules, stage=stage, method=method, roster=roster)
    return replace(election, attendance=Attendance(**{"entitled": fields.get("present", 1), **fields}))


def whole_elections() -> dict[str, Example]:
    """Return X01–X05 and X15–X18."""
    plain, third = an_election(a_contest()), (146, 144, 140, 135, 130, 120, 78, 60, 40)
    discipline = a_contest(5, "123456", id="discipline", office="纪委委员", kind=Kind.JW)
    over = replace(discipline, issued=148, collected=149)
    many = a_pile([(9, 140)] * 9, 149)
    letters, fewer = "ABCDEFGHI", an_election(a_contest(issued=148, collected=146))
    return {
        "X01": a_count(an_election(a_contest(issued=148, collected=148), entitled=152), X01, 147, "ABCDEFG", void=1),
        "X02": a_count(plain, (145, 143, 141, 140, 138, 136, 74, 60, 30), 148, "ABCDEF"),
        "X03 jiceng-2020": a_count(an_election(a_contest(), entitled=160), third, 148, "ABCDEFG"),
        "X03 difang-2021": a_count(a_vote(a_contest(), "difang-2021", entitled=160, present=148), third, 148, "ABCDEF"),
        "X04": a_count(plain, (130, 128, 126, 125, 120, 118, 73, 50, 40), 138, "ABCDEF", void=2),
        "X05": a_count(an_election(discipline), (140, 130, 120, 110, 100, 75), 146, "12345", void=2),
        "X15": Example(an_election(a_contest(issued=148, collected=149)), a_sheet(letters, many, 1), None),
        "X16": a_count(fewer, (140, 139, 138, 137, 136, 135, 75, 10, 10), 146, "ABCDEFG"),
        "X17": Example(an_election(a_contest(issued=150, collected=149)), a_sheet(letters, many, 1), None),
        "X18": Example(an_election(over), a_sheet("123456", a_pile([(5, 144)] * 6, 149), 1), None),
    }  # fmt: skip


def single_ballots() -> dict[str, Example]:
    """Return X19–X41: one ballot, who is approved on it stands for who is elected by it."""
    examples = {}
    for example, (ballot, chosen, settings) in ONE_BALLOT.items():
        signs, names = ballot if isinstance(ballot, tuple) and isinstance(ballot[1], list) else (ballot, [])
        row = ["" if sign == "_" else sign for sign in signs] + [cell for pair in names for cell in pair]
        election = an_election(a_contest(), present=1, method=a_method(**settings))
        elected = (chosen or "").replace("+wk", "K")
        examples[example] = Example(election, a_sheet("ABCDEFGHI", [row], 2), elected)
    marked = [*"○○○○○○○××", *[""] * 4, "有记号"]
    examples["X36"] = Example(an_election(a_contest(), present=1), a_sheet("ABCDEFGHI", [marked], 2), "")
    pile = [["", "", "×"]] * 6 + [["○", "×", ""]] * 4
    for example, settings, elected in (("X40 L1", {}, ""), ("X40 L3", OTHER_SIGNS, "AB")):
        election = an_election(a_contest(2, "ABC"), present=10, method=a_method(**settings))
        examples[example] = Example(election, a_sheet("ABC", pile), elected)
    return examples


def who_is_elected() -> dict[str, Example]:
    """Return X42–X51, and the votes that follow some of them: X52, X53."""
    examples = {}
    for example, (approvals, write_ins, elected, *_) in WHO.items():
        votes = write_ins.get("wk", 0)
        examples[example] = a_count(
            an_election(a_contest()), approvals, 147, elected.replace("wk", "K"), void=1, write_in=votes
        )
    struck = an_election(a_contest(), roster={"wk": (Standing("wK", reason="预备党员"),)})
    examples["X50"] = a_count(struck, WHO["X49"][0], 147, "ABCDEF", void=1, write_in=80)
    two = a_contest(1, "GH")
    for votes, elected in (((74, 71), "G"), ((70, 65), "G"), ((70, 70), "")):
        again = a_vote(two, "jiceng-2020", Stage.REVOTE, entitled=152, present=146)
        examples[f"X52 {votes}"] = a_count(again, votes, 145, elected, void=1)
    for votes, elected in (((90, 50), "G"), ((73, 50), "")):
        further = a_vote(two, "jiceng-2020", Stage.FURTHER, entitled=152, present=146)
        examples[f"X53 {votes}"] = a_count(further, votes, 146, elected)
    return examples  # fmt: skip


def other_bodies() -> dict[str, Example]:
    """Return X08, X54 (a first plenary) and X55–X60 (state elections)."""
    examples = {}
    head = a_contest(1, "A", kind=Kind.ZW, office="党委书记", members={"a": "A", "b": "B"})
    for present, votes in ((9, 5), (9, 4), (8, 5), (8, 4)):
        plenary = a_vote(head, "jiceng-2020", Stage.PLENARY, entitled=9, present=present)
        examples[f"X08 X54 {votes} of {present}"] = a_count(plenary, (votes,), present, "A" if votes == 5 else "")
    stranger = a_vote(head, "jiceng-2020", Stage.PLENARY, entitled=9, present=9)
    examples["X54 no member"] = a_count(stranger, (2,), 9, "", write_in=7)
    member = replace(stranger, contests=(replace(head, members={"a": "A", "wk": "wK"}),))
    examples["X54 a member"] = a_count(member, (2,), 9, "K", write_in=7)
    direct = a_contest(2, "ABC", kind=Kind.RD, office="区人大代表")
    district = {"entitled": 2800, "voted": 1500, "everyone": 2800}
    for b, elected in ((760, "AB"), (751, "AB"), (750, "A")):
        first = a_vote(direct, "xuanju-fa-2020", **district)
        examples[f"X55 {b}"] = a_count(first, (820, b, 700), 1480, elected, void=20)
    for votes in (520, 500, 499):
        further = a_vote(
            replace(direct, seats=1, candidates=direct.candidates[1:]), "xuanju-fa-2020", Stage.FURTHER, **district
        )
        examples[f"X56 {votes}"] = a_count(further, (votes, 400), 1480, "B" if votes >= 500 else "", void=20)
    mayor = a_contest(1, "A", kind=Kind.RZ, office="镇长", nominated=1)
    for votes in (31, 30):
        town = a_vote(mayor, "zuzhi-fa-2022", entitled=60, present=45, everyone=60)
        examples[f"X58 {votes}"] = a_count(town, (votes,), 45, "A" if votes == 31 else "")
    deputies = a_contest(4, "ABCDE", kind=Kind.RZ, office="副镇长", fixed_margin=1)
    town = {"entitled": 60, "present": 60, "everyone": 60}
    examples["X59"] = a_count(a_vote(deputies, "zuzhi-fa-2022", **town), (50, 45, 40, 30, 29), 60, "ABC")
    rest = replace(deputies, seats=1, candidates=deputies.candidates[3:])
    for votes in (31, 30):
        further = a_vote(rest, "zuzhi-fa-2022", Stage.FURTHER, **town)
        examples[f"X59 {votes}"] = a_count(further, (votes, 29), 60, "D" if votes == 31 else "")
    known = {"wk": (Standing("wK", status="选民"),)}
    for office, only, elected in (("人大副主席", True, ""), ("副镇长", False, "K")):
        chair = a_contest(1, "AB", kind=Kind.RZ, office=office, fixed_margin=1, deputies_only=only)
        election = a_vote(chair, "zuzhi-fa-2022", roster=known, **town)
        examples[f"X60 {office}"] = a_count(election, (20, 5), 60, elected, write_in=35)
    ballot = a_contest(4, "ABCDEF", kind=Kind.RZ, office="副镇长", fixed_margin=1)
    five = a_vote(ballot, "zuzhi-fa-2022", Stage.PRELIMINARY, **town)
    examples["X14 M9 preliminary"] = a_count(five, (20, 19, 18, 17, 16, 15), 60, "ABCDE")
    return examples


EXAMPLES = whole_elections() | single_ballots() | who_is_elected() | other_bodies()
