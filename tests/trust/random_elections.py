"""Random elections counted twice: by the package, and by the published script that shares nothing with it.

`python tests/trust/random_elections.py 10000` compares ten thousand and prints how many differ.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import random
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from building import a_contest, a_method, an_election
from tally.counting.canvass import canvass
from tally.counting.rulings import Settled, settle
from tally.domain.ballot import BallotBox
from tally.domain.election import Election, Kind, ReducedSeats, Stage, Standing, Waiver
from tally.domain.legend import L1, L2, L3, Legend
from tally.domain.problem import Severity
from tally.domain.ruling import MARKS, OF_A_BALLOT, OF_A_NAME, ReadAs, Ruling
from tally.files.gridding import grid_of_rows
from tally.files.matrix import read_matrix
from tally.files.written_cells import VOID_WORDS
from tally.names.normalise import normalise
from tally.records.publish import recount_script
from tally.records.record import make_record
from tally.rules.rulebook import load_rule_book

PEOPLE = ("王一", "李二", "张 三", "欧阳四", "努尔·五", "Li Six", "赵七", "钱八", "孙九", "周十")
STRANGERS = ("吴甲", "吴 甲", "郑乙", "冯丙", "冯丙（女）", "王一", "李二", "无法辨认", "？")
ODD = (
    *("O", "〇 ", "Ｘ", "✓", "赞成", "不赞成", "反对", "弃权", "○×", "××"),
    *("○○", "？", "模糊", "△", "同意", "划掉"),
)
VOID = ("无法辨认", "非本次选票", "有记号", "破损", "其他", "超选")
LEGENDS = (L1, L2, L3, Legend(("√",), ("×",), ("",)), Legend(("○", "√"), ("×",), ("", "△")))
VOTES = (Stage.FORMAL, Stage.REVOTE, Stage.FURTHER, Stage.FURTHER, Stage.PRELIMINARY)
KINDS = {
    "jiceng-2020": (Kind.DW, Kind.JW, Kind.DB, Kind.ZW),
    "jiceng-1990": (Kind.DW, Kind.JW, Kind.DB, Kind.ZW),
    "difang-2021": (Kind.DW, Kind.JW, Kind.DB, Kind.ZW),
    "xuanju-fa-2020": (Kind.RD, Kind.RI),
    "zuzhi-fa-2022": (Kind.RZ,),
}


def script() -> ModuleType:
    """Return the published script as a module."""
    spec = importlib.util.spec_from_loader("published_recount", loader=None)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    exec(compile(recount_script(), "recount.py", "exec"), module.__dict__)
    return module


SCRIPT = script()


def compare(seed: int, *, spoil: bool = False) -> list[str]:
    """Make one election, count it twice, and return what differs."""
    chance = random.Random(seed)
    election, rows = an_election_and_its_ballots(chance)
    contest = election.contests[0]
    box, rulings = some_rulings(a_pile(election, rows), election, chance)
    record = make_record(canvass(election, {contest.id: [box]}), [], rulings=rulings)
    if spoil:
        record["contests"][0]["candidates"][0]["approve"] = -1
        record["contests"][0]["outcome"] |= {"open_seats": -1, "status": "complete"}
    return recounted(record, rows, election)


def a_pile(election: Election, rows: list[list[str]]) -> BallotBox:
    """Return a ballot sheet as the package reads it."""
    sheet = read_matrix(grid_of_rows("b.xlsx", "党委委员", rows), election.contests[0], election.method, "b.xlsx")
    assert sheet.box is not None, [(one.place, str(one.found)) for one in sheet.problems]
    return sheet.box


def recounted(record: dict[str, Any], rows: list[list[str]], election: Election) -> list[str]:
    """Return where the script, reading the same sheet by itself, differs from the record."""
    roster = None if election.roster is None else Counter({key: len(people) for key, people in election.roster.items()})
    kept = record["contests"][0]
    with contextlib.redirect_stdout(io.StringIO()):
        ballots = SCRIPT.read_sheet(rows, kept, record["method"], "b.xlsx")
        wrong: list[str] = SCRIPT.check(record, kept, ballots, roster)
    return wrong


def an_election_and_its_ballots(chance: random.Random) -> tuple[Election, list[list[str]]]:
    """Return an election of any kind under any rule book, every setting thrown, and its ballot sheet as typed."""
    rules = chance.choice(tuple(KINDS))
    kind, book = chance.choice(KINDS[rules]), load_rule_book(rules)
    stage = Stage.PLENARY if kind is Kind.ZW else chance.choice(VOTES)
    names = chance.sample(PEOPLE, chance.randint(2, len(PEOPLE)))
    seats = chance.randint(1, max(1, len(names) * 5 // 6 if len(names) > 5 else len(names) - 1))
    number = chance.choice((0, 1, 2, 7, 30, 60))
    bar = book.majority(kind)
    method = a_method(
        legend=chance.choice(LEGENDS),
        writein_unmarked=chance.choice(("approve", "abstain", "void")),
        writein_needs_oppose=chance.random() < 0.7,
        unclear=chance.choice(("partial", "abstain")),
        foreign_marks=chance.choice(("void", "read")),
        majority_base=chance.choice((bar.of, bar.of, *sorted(bar.stricter))),
        valid_limit=chance.choice(("voted", "issued")),
    )
    boxes = chance.choice((0, 1, 3))
    present = max(1, number + chance.choice((0, 0, 0, 1, 3)))
    reduced = ReducedSeats(seats - 1, "presidium", None, "") if seats > 1 and chance.random() < 0.2 else None
    collected = chance.choice((None, None, number, present + 2))
    contest = a_contest(
        seats,
        names,
        kind=kind,
        office=chance.choice(("镇长", "副镇长")) if kind is Kind.RZ else "党委委员",
        writein_boxes=boxes,
        issued=chance.choice((None, present, present + 2)),
        collected=collected if collected in (None, number) or (collected or 0) > present + 2 else None,
        reduce_seats=reduced if book.reduce_by_electors else None,
        fixed_margin=chance.choice((None, 1, 2)) if kind is Kind.RZ else None,
        deputies_only=kind is Kind.RZ and chance.random() < 0.5,
        members={normalise(one).key: one for one in (*names, "吴甲")} if kind is Kind.ZW else None,
    )
    roster = None
    if chance.random() < 0.4:
        roster = {
            "吴甲": (Standing("吴甲", status=chance.choice(("", "代表"))),),
            "冯丙": (Standing("冯丙"), Standing("冯丙", note="女")),
            "郑乙": (Standing("郑乙", chance.choice(("", "预备党员"))),),
        }
    everyone = present + chance.choice((0, (present - 1) // 4))
    election = an_election(
        contest,
        present=present,
        entitled=everyone,
        voted=present if kind is Kind.RD else None,
        method=method,
        rules=rules,
        stage=stage,
        roster=roster,
        waivers=tuple(Waiver(f"M{rule}", contest.id, "样例", "样例") for rule in range(1, 17)),
    )
    return replace(election, attendance=replace(election.attendance, everyone=everyone)), a_sheet(
        names, number, boxes, method.legend, chance
    )


def a_sheet(names: list[str], number: int, boxes: int, legend: Legend, chance: random.Random) -> list[list[str]]:
    """Return heading row and ballots, columns in any order, marks as typists write them."""
    order = chance.sample(range(len(names)), len(names))
    header = ["票号", *(names[at] for at in order)]
    header += [f"另选他人{box}{what}" for box in range(1, boxes + 1) for what in ("", "符号")]
    rows = (
        [["样例大会选票"], [*header, "整票无效", "备注"]] if chance.random() < 0.3 else [[*header, "整票无效", "备注"]]
    )
    lean = chance.random()
    for ballot in range(1, number + 1):
        marks = [a_mark(legend, lean, chance) for _ in names]
        if chance.random() < 0.03:
            marks = ["？"] * len(names)
        others = []
        for _ in range(boxes):
            name = chance.choice(STRANGERS) if chance.random() < 0.3 else ""
            others += [name, a_sign(legend, chance) if name else ""]
        void = chance.choice(VOID) if chance.random() < 0.05 else ""
        remark = "见说明" if void else "" if any(marks) or any(others) else "空白票"
        rows.append([f"{ballot:03d}" if chance.random() < 0.5 else str(ballot), *marks, *others, void, remark])
    if chance.random() < 0.3:
        rows.append(["合 计", *["9"] * len(names)])
    return rows


def some_rulings(box: BallotBox, election: Election, chance: random.Random) -> tuple[BallotBox, tuple[Ruling, ...]]:
    """Return the pile with rulings on it that the rules allow, and those rulings."""
    contest = election.contests[0]
    wanted: list[Ruling] = []
    for ballot in chance.sample(range(box.ballots), min(box.ballots, chance.choice((0, 0, 4, 12)))):
        names = [one for one in box.write_ins if one.ballot == ballot]
        column, read_as, candidate, written, name = "", chance.choice(sorted(OF_A_BALLOT)), None, None, ""
        if names and chance.random() < 0.6:
            read_as, written = chance.choice(sorted(OF_A_NAME)), chance.choice(names).box
            column, name = f"另选他人{written}", "吴甲" if read_as is ReadAs.NAME else ""
        elif chance.random() < 0.6:
            candidate, read_as = chance.randrange(len(contest.candidates)), chance.choice(sorted(MARKS))
            column = contest.candidates[candidate].name
        number = (box.numbers or ())[ballot]
        reason = chance.choice(("破损", "字迹不清"))
        one = Ruling(contest.id, number, column, read_as, "样例", reason, "", candidate, written, name)
        wanted.append(replace(one, void=VOID_WORDS.get(reason, one.void)))
    allowed = tuple(
        one for one in wanted if not _refused(settle(box, contest, election.method, election.roster, [one]))
    )
    return settle(box, contest, election.method, election.roster, allowed).box, allowed


def _refused(settled: Settled) -> bool:
    return any(one.severity is Severity.ERROR for one in settled.problems)


def a_mark(legend: Legend, lean: float, chance: random.Random) -> str:
    """Return one mark: mostly the legend's signs, sometimes look-alikes, words, doubles and strange signs."""
    if chance.random() < 0.85:
        return chance.choice(legend.approve if chance.random() < lean else (*legend.oppose, *legend.abstain))
    return chance.choice(ODD)


def a_sign(legend: Legend, chance: random.Random) -> str:
    """Return the sign beside a written-in name."""
    return chance.choice((*legend.approve, *legend.oppose, "", "？", "赞成", "√", "○"))


def main(number: int) -> int:
    """Compare that many elections, the first seed nought; print the result."""
    start = time.monotonic()
    differing = [seed for seed in range(number) if compare(seed)]
    print(f"{number} elections, {len(differing)} differ, {time.monotonic() - start:.0f} s; seeds: {differing[:20]}")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10000))
