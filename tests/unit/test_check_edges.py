"""Every rule of the catalogue on, below and above its edge; a rule that is yes or no has a case of either."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from building import a_method, an_election
from checking import (
    DAY,
    FURTHER,
    ONE_OFFICE,
    STROKES,
    Build,
    after,
    at_hour,
    both_committees,
    by_votes,
    counted,
    dated,
    declared,
    district,
    facts,
    findings,
    full,
    leading,
    lowest,
    many,
    of_members,
    one_day,
    ordered,
    party,
    people,
    posts,
    previously,
    published,
    reduced,
    roster,
    state,
    team,
    town,
    worst,
    written_in,
)
from tally.domain.election import (
    Attendance,
    Kind,
    Nomination,
    Officers,
    Stage,
)
from tally.domain.people import Month, Person, TeamMember
from tally.rules.catalogue import RULES

Case = tuple[Build, Sequence[tuple[Any, str]]]

EDGES: Mapping[str, Sequence[Case]] = {
    "E1": [
        (lambda n: findings(roster(*full(150), entitled=n)), [(149, "error"), (150, "holds"), (151, "error")]),
        (lambda n: findings(roster(*full(party_age=n))), [(-1, "error"), (0, "holds"), (1, "holds")]),
    ],
    "E4": [(lambda n: findings(replace(party(), attendance=Attendance(9, 9, proxies=n))),
            [(0, "holds"), (1, "error"), (2, "error")])],
    "E6": [
        (lambda n: findings(district(everyone=n, people=full(60))), [(59, "error"), (60, "holds"), (61, "error")]),
        (lambda d: findings(district(everyone=1, people=full(birth=Month(2008, 11, d)))),
         [(19, "holds"), (20, "holds"), (21, "error")]),
    ],
    "E7": [
        (lambda n: findings(district(proxies=n, people=full(n, proxy="甲"))),
         [(2, "holds"), (3, "holds"), (4, "error")]),
        (lambda n: findings(district(proxies=n, people=full(2, proxy="甲"))),
         [(1, "error"), (2, "holds"), (3, "error")]),
    ],
    "E8": [
        (lambda n: findings(district(voted=2001, proxies=81, everyone=4000, entitled=4000,
                                     unit_facts={"in_person": n, "carried": 140})),
         [(1779, "error"), (1780, "holds"), (1781, "error")]),
        (lambda n: after(district(), counted((), 0, id="post", kind="RD", piles=[{"drawn": 100}, {"drawn": n}])),
         [(47, "error"), (48, "holds"), (49, "error")]),
    ],
    "Q1": [(lambda n: findings(party(present=n, entitled=150)), [(119, "error"), (120, "holds"), (121, "holds")])],
    "Q2": [(lambda n: findings(party(present=n, entitled=150, rules="jiceng-1990", date=date(2016, 1, 1))),
            [(119, "error"), (120, "error"), (121, "holds")])],
    "Q3": [(lambda n: findings(party(1, 1, Kind.ZW, present=n, entitled=10, stage=Stage.PLENARY)),
            [(7, "error"), (8, "holds"), (9, "holds")])],
    "Q4": [
        (lambda n: findings(party(present=n, entitled=150, rules="difang-2021")),
         [(74, "error"), (75, "error"), (76, "holds")]),
        (lambda n: findings(party(1, 1, Kind.ZW, present=n, entitled=9, rules="difang-2021", stage=Stage.PLENARY)),
         [(5, "error"), (6, "error"), (7, "holds")]),
    ],
    "Q5": [(lambda n: findings(district(voted=n, everyone=4000, entitled=4000, present=None)),
            [(1999, "error"), (2000, "error"), (2001, "holds")])],
    "Q6": [(lambda n: findings(town(present=n)), [(39, "error"), (40, "holds"), (41, "holds")])],
    "M1": [
        (lambda n: findings(party(10, n)), [(11, "error"), (12, "holds"), (13, "holds")]),
        (lambda n: findings(party(20, n, rules="difang-2021")), [(21, "error"), (22, "holds"), (23, "holds")]),
    ],
    "M2": [(lambda n: findings(party(10, n, Kind.DB)), [(11, "error"), (12, "holds"), (13, "holds")])],
    "M3": [(lambda n: findings(party(10, n, rules="jiceng-1990")), [(11, "error"), (12, "holds"), (13, "holds")])],
    "M4": [(lambda n: findings(party(10, n)), [(11, "info"), (12, "holds"), (13, "holds")])],
    "M5": [
        (lambda n: findings(party(9, n, Kind.ZW, "党委常委", stage=Stage.PLENARY)),
         [(9, "error"), (10, "holds"), (11, "holds"), (12, "error")]),
    ],
    "M6": [(lambda n: findings(party(2, n, Kind.ZW, stage=Stage.PLENARY)),
            [(1, "error"), (2, "holds"), (3, "error")])],
    "M7": [
        (lambda n: findings(district(3, n)), [(3, "error"), (4, "holds"), (5, "holds"), (6, "holds"), (7, "error")]),
        (lambda n: findings(district(n, n + 2)), [(2, "holds"), (3, "holds"), (4, "error")]),
    ],
    "M8": [(lambda n: findings(state("xuanju-fa-2020", Kind.RI, "市人大代表", 10, n)),
            [(11, "error"), (12, "holds"), (13, "holds"), (14, "holds"), (15, "holds"), (16, "error")])],
    "M9": [(lambda n: findings(town(nominated=n)), [(1, "holds"), (2, "holds"), (3, "warning")])],
    "M10": [
        (lambda n: findings(town(candidates=n, nominated=2)), [(1, "error"), (2, "holds"), (3, "error")]),
        (lambda n: findings(town(candidates=1, nominated=n)), [(0, "error"), (1, "holds"), (2, "error")]),
    ],
    "M11": [
        (lambda n: findings(town("副镇长", 4, 4 + n, fixed_margin=n)),
         [(0, "error"), (1, "holds"), (2, "holds"), (3, "holds"), (4, "error")]),
        (lambda n: findings(town("副镇长", 4, n, fixed_margin=2)), [(5, "error"), (6, "holds"), (7, "error")]),
    ],
    "M12": [
        (lambda n: findings(town(sponsors=people(n))), [(9, "error"), (10, "holds"), (11, "holds")]),
        (lambda n: findings(town(nominations=(Nomination("联名一", people(n)),))),
         [(9, "error"), (10, "holds"), (11, "holds")]),
        (lambda n: findings(town("副镇长", 2, 3, nominations=(Nomination("主席团", (), people(n)),))),
         [(1, "holds"), (2, "holds"), (3, "error")]),
    ],
    "M13": [
        (lambda n: findings(district(sponsors=people(n))), [(9, "error"), (10, "holds"), (11, "holds")]),
        (lambda n: findings(district(nominations=(Nomination("联名一", people(10), people(n)),))),
         [(1, "holds"), (2, "holds"), (3, "error")]),
    ],
    "M14": [
        (lambda n: findings(district(2, n, by_election=True)), [(1, "error"), (2, "holds"), (3, "holds")]),
        (lambda n: findings(town("镇长", 1, n, by_election=True)), [(0, "error"), (1, "holds"), (2, "holds")]),
    ],
    "M15": [(lambda n: findings(party(7, 10, withdrawn=people(10 - n))), [(8, "error"), (9, "holds"), (10, "holds")])],
    "M16": [
        (lambda n: findings(party(7, n)), [(6, "info"), (7, "info"), (8, "holds")]),
        (lambda n: findings(party(7, n, stage=Stage.PRELIMINARY)), [(6, "info"), (7, "info"), (8, "holds")]),
    ],
    "D1": [(lambda n: findings(party(title="代表大会", unit_facts={"members": n})),
            [(499, "error"), (500, "warning"), (501, "holds")])],
    "D2": [(lambda n: findings(facts(delegates=n)), points) for points in (
        [(99, "warning"), (100, "holds"), (101, "holds")],
        [(199, "holds"), (200, "holds"), (201, "warning")],
        [(299, "warning"), (300, "warning"), (301, "error")],
    )],
    "D3": [
        (lambda n: findings(dated(last_election=one_day(date(2022, 11, 20), n))),
         [(-1, "holds"), (0, "holds"), (1, "warning")]),
        (lambda n: findings(dated(last_election=one_day(date(2020, 11, 20), n))),
         [(-1, "warning"), (0, "holds"), (1, "holds")]),
    ],
    "D4": [
        (lambda n: findings(district(unit_facts={"population": 30000, "deputies": n})),
         [(64, "holds"), (65, "holds"), (66, "warning")]),
        (lambda n: findings(district(unit_facts={"population": 10**7, "deputies": n})),
         [(159, "holds"), (160, "holds"), (161, "warning")]),
        (lambda n: findings(district(unit="示例县", unit_facts={"population": n, "deputies": 141})),
         [(4999, "warning"), (5000, "holds"), (5001, "holds")]),
    ],
    "B4": [(lambda n: findings(by_votes(90, n, 40)), [(41, "holds"), (90, "holds"), (91, "info")])],
    "O6": [
        (lambda n: of_members(counted((90,), 1, ballots={"collected": n})),
         [(147, "holds"), (148, "holds"), (149, "error")]),
        (lambda n: of_members(counted((90,), 1, ballots={"collected": n, "issued": 146})),
         [(146, "holds"), (147, "warning"), (148, "warning"), (149, "error")]),
    ],
    "V1": [
        (lambda n: of_members(counted((90,), 1, ballots={"collected": n})),
         [(147, "holds"), (148, "holds"), (149, "error")]),
        (lambda n: of_members(counted((90,), 1, ballots={"collected": n, "issued": 150}),
                              method=a_method(valid_limit="issued")),
         [(148, "holds"), (149, "warning"), (150, "warning"), (151, "error")]),
        (lambda n: of_members(counted((90,), 1, ballots={"collected": n, "issued": None}),
                              method=a_method(valid_limit="issued")),
         [(147, "holds"), (148, "holds"), (149, "error")]),
    ],
    "V2": [
        (lambda n: of_members(counted((90,), 1, ballots={"issued": n})),
         [(147, "warning"), (148, "holds"), (149, "holds")]),
        (lambda n: of_members(counted((90,), 1, ballots={"collected": n}), method=a_method(valid_limit="issued")),
         [(147, "holds"), (148, "holds"), (149, "error")]),
    ],
    "V3": [(lambda n: of_members(counted((n - 5,), 1, seats=7, write_ins=[
        {"name": "乙", "approve": 5, "elected": False}])),
            [(1028, "holds"), (1029, "holds"), (1030, "error")])],
    "V4": [(lambda n: of_members(counted((90,), 1, ballots={"invalid_reasons": {"marked": n}})),
            [(0, "nothing"), (1, "told"), (2, "told")])],
    "W1": [(lambda n: of_members(counted((140, n), 2)), [(73, "error"), (74, "error"), (75, "holds")])],
    "W2": [(lambda n: of_members(counted((140, n), 2, base=("entitled", 160))),
            [(79, "error"), (80, "error"), (81, "holds")])],
    "W3": [(lowest(Kind.RD, ("voted", 1500), district()), [(749, "error"), (750, "error"), (751, "holds")])],
    "W4": [
        (lowest(Kind.RZ, ("all", 60), town()), [(29, "error"), (30, "error"), (31, "holds")]),
        (lowest(Kind.RI, ("all", 60), state("xuanju-fa-2020", Kind.RI, "市人大代表")),
         [(29, "error"), (30, "error"), (31, "holds")]),
    ],
    "W5": [
        (lambda n: of_members(counted((140, 90, n), 2)), [(89, "holds"), (90, "error"), (91, "error")]),
        (lambda n: of_members(counted((140, 139, 138, 137), n, seats=2)), [(1, "holds"), (2, "holds"), (3, "error")]),
    ],
    "W6": [
        (lambda n: of_members(counted((140, 90, 90), 1, outcome={"tied": people(3)[1:], "open_seats": n})),
         [(0, "error"), (1, "holds"), (2, "error")]),
        (lambda n: of_members(counted((140, 90, n), 1, outcome={"tied": people(3)[1:], "open_seats": 1})),
         [(89, "error"), (90, "holds"), (91, "error")]),
    ],
    "W7": [(lambda n: of_members(counted((140, n, 90), 3)), [(89, "nothing"), (90, "holds"), (91, "nothing")])],
    "W8": [(lambda n: of_members(counted((140, 139), 2, seats=3, outcome={"open_seats": n})),
            [(0, "error"), (1, "holds"), (2, "error")])],
    "W9": [
        (lambda n: of_members(counted((140, 139), n, outcome={"status": "further_vote"})),
         [(0, "nothing"), (1, "told"), (2, "told")]),
        (lambda n: of_members(reduced(to=n)), [(1, "error"), (2, "holds"), (3, "error")]),
        (lambda n: of_members(reduced(by="electors", votes=n)), [(73, "error"), (74, "holds"), (75, "holds")]),
    ],
    "W10": [(lowest(Kind.RD, ("collected", 1500), district(**FURTHER)),
             [(499, "error"), (500, "holds"), (501, "holds")])],
    "W11": [(lowest(Kind.RI, ("all", 60), state("xuanju-fa-2020", Kind.RI, "市人大代表", **FURTHER)),
             [(29, "error"), (30, "error"), (31, "holds")])],
    "W13": [
        (lambda n: of_members(counted((140, n), 2), stage=Stage.PRELIMINARY),
         [(74, "error"), (75, "holds"), (76, "holds")]),
        (lambda n: findings(party(2, n, previous=previously((90, 80, 70), chosen=3))),
         [(2, "holds"), (3, "holds"), (4, "error")]),
    ],
    "W12": [(lowest(Kind.RZ, ("all", 60), town(**FURTHER)), [(29, "error"), (30, "error"), (31, "holds")])],
    "R2": [(lambda n: of_members(counted((140, n, 90), 2)), [(139, "holds"), (140, "holds"), (141, "error")])],
    "R3": [(lambda n: after(party(2, 3, method=a_method(elected_order="votes")), counted((140, n, 90), 2)),
            [(139, "holds"), (140, "holds"), (141, "error")])],
    "R5": [
        (lambda n: after(dated(discipline_plenary=at_hour(n), committee_plenary=at_hour(15)), counted((90,), 1)),
         [(14, "holds"), (15, "holds"), (16, "warning")]),
        (lambda n: after(dated(discipline_plenary=one_day(DAY, n), committee_plenary=date(2026, 12, 1)),
                         counted((90,), 1)), [(-1, "warning"), (0, "holds"), (1, "holds")]),
        (lambda n: after(dated(discipline_plenary=one_day(DAY, n), committee_plenary=one_day(DAY, 1)),
                         counted((90,), 1)), [(0, "holds"), (1, "untested"), (2, "warning")]),
    ],
    "R6": [
        (lambda n: after(district(unit_facts=published(n, 9))),
         [(-1, "warning"), (0, "holds"), (1, "holds")]),
        (lambda n: after(district(unit_facts=published(3, n))),
         [(2, "warning"), (3, "holds"), (4, "holds")]),
    ],
    "s1": [(lambda n: findings(team(*many(n))),
            [(6, "warning"), (7, "holds"), (8, "holds"), (9, "holds"), (10, "warning")])],
    "s2": [(lambda n: findings(team(
        *(TeamMember(f"书{at}", f"书{at}", ("党工委书记",)) for at in range(n)),
        TeamMember("主", "主", ("办事处主任", "人大工委主任")))), [(0, "error"), (1, "holds"), (2, "error")])],
    "s3": [(lambda n: findings(team(*many(n))), [(8, "holds"), (9, "holds"), (10, "error")])],
    "s4": [(lambda n: findings(party(n, n + 2)),
            [(6, "error"), (7, "holds"), (8, "holds"), (9, "holds"), (10, "error")])],
    "s5": [(lambda n: findings(posts("党工委副书记", n)), [(0, "error"), (1, "holds"), (2, "holds")])],
    "s6": [
        (lambda n: findings(team(*posts("纪工委书记", n).team or (), TeamMember("组", "组", ("组织委员",)))),
         [(0, "warning"), (1, "holds"), (2, "holds")]),
        (lambda n: findings(team(*posts("组织委员", n).team or (), TeamMember("纪", "纪", ("纪工委书记",)))),
         [(0, "warning"), (1, "holds"), (2, "holds")]),
    ],
    "s9": [
        (lambda n: findings(facts(district_heads=20, district_young=n, district_women=1)),
         [(0, "info"), (1, "holds"), (2, "holds")]),
        (lambda n: findings(facts(district_heads=20, district_young=1, district_women=n)),
         [(0, "info"), (1, "holds"), (2, "holds")]),
    ],
    "s10": [
        (lambda n: findings(team(*many(10 - n, born=Month(1980, 1)), *many(n, born=Month(2000, 1)))),
         [(1, "error"), (2, "holds"), (3, "holds")]),
        (lambda d: findings(team(TeamMember("甲", "甲", born=Month(1990, 11, d)))),
         [(19, "error"), (20, "error"), (21, "holds")]),
    ],
    "s11": [(lambda n: findings(team(*many(n, gender="女"), women_before=3)),
             [(2, "warning"), (3, "warning"), (4, "holds")])],
    "s12": [
        (lambda n: findings(team(*many(9 - n, in_towns=0), *many(n, in_towns=60))),
         [(5, "error"), (6, "holds"), (7, "holds")]),
        (lambda n: findings(team(*many(1, in_towns=n))), [(23, "error"), (24, "holds"), (25, "holds")]),
    ],
    "s13": [(lambda n: findings(dated(recommended=DAY - timedelta(9), inspected=one_day(DAY - timedelta(9), n))),
             [(-1, "warning"), (0, "holds"), (1, "holds")])],
    "s14": [(lambda n: findings(team(*many(n), staffing=9)), [(8, "holds"), (9, "holds"), (10, "info")])],
    "s15": [(lambda n: findings(team(*(TeamMember(f"员{at}", f"员{at}", (post,), moved=at < n)
                                       for at, post in enumerate(("党工委书记", "办事处主任"))))),
             [(0, "holds"), (1, "holds"), (2, "warning")])],
    "s16": [
        (lambda n: findings(team(*many(1, in_post=n, in_team=0))), [(119, "holds"), (120, "error"), (121, "error")]),
        (lambda n: findings(team(*many(1, in_post=0, in_team=n))),
         [(119, "holds"), (120, "warning"), (121, "warning")]),
        (lambda n: findings(team(TeamMember("甲", "甲", ("党工委书记",), in_post=n, in_team=0))),
         [(59, "holds"), (60, "holds"), (61, "info")]),
    ],
    "s17": [(lambda n: findings(dated(talks=date(2026, 9, 5), meeting=one_day(date(2026, 9, 5), n))),
             [(-1, "warning"), (0, "holds"), (1, "holds")])],
    "s18": [(lambda n: findings(facts(recommending_list=n, recommending_posts=9)),
             [(8, "info"), (9, "info"), (10, "holds")])],
    "s20": [(lambda n: findings(facts(delegates=n)), [(99, "warning"), (100, "holds"), (101, "holds")]),
            (lambda n: findings(facts(delegates=n)), [(299, "warning"), (300, "warning"), (301, "warning")])],
    "s22": [(lambda n: findings(party(people=full(3), deputies=people(n) or ("别人",))),
             [(0, "holds"), (1, "warning"), (2, "warning")])],
    "s23": [(lambda n: findings(party(10, n, Kind.DB)), [(11, "error"), (12, "holds"), (13, "holds")])],
    "s24": [(lambda n: findings(party(title="代表大会", unit_facts={"members": n})),
             [(499, "warning"), (500, "warning"), (501, "holds")])],
    "s25": [(lambda n: findings(party(10, n)), [(11, "error"), (12, "holds"), (13, "holds")])],
    "s26": [(lambda n: findings(party(10, n, Kind.JW)), [(11, "error"), (12, "holds"), (13, "holds")])],
    "s27": [(both_committees, [(147, "info"), (148, "holds"), (149, "info")])],
    "s30": [(lambda n: findings(district(unit_facts={"dates": {"introduced": one_day(DAY, n)}})),
             [(-1, "holds"), (0, "holds"), (1, "warning")])],
    "s31": [(lambda n: findings(town(sponsors=people(n))), [(9, "warning"), (10, "holds"), (11, "holds")])],
    "s32": [(lambda n: findings(dated(pledge=one_day(date(2027, 3, 31), n))),
             [(-1, "holds"), (0, "holds"), (1, "info")])],
    "s33": [(lambda n: findings(dated(last_election=date(n, 11, 20))),
             [(2020, "info"), (2021, "holds"), (2022, "info")])],
}  # fmt: skip

YES_OR_NO: Mapping[str, Sequence[Case]] = {
    "E2": [(lambda measure: findings(roster(*full(measure=measure))), [("", "holds"), ("留置", "holds")])],
    "E3": [
        (lambda leave: findings(roster(*full(excluded="服刑", leave=leave))), [("", "warning"), ("一号", "holds")]),
        (lambda why: findings(roster(*full(excluded=why, leave="一号"))), [("出差", "warning"), ("服刑", "holds")]),
    ],
    "E5": [(lambda names: findings(facts(writers=names)),
            [([], "holds"), (["外人"], "holds"), (["员1"], "warning"), (None, "untested")])],
    "B1": [(lambda given: findings(facts(secret_ballot=given)),
            [(True, "holds"), (False, "error"), (None, "untested")])],
    "B2": [
        (lambda order: findings(ordered(("张国明",), order=order, kind=Kind.ZW)),
         [("given", "holds"), ("strokes", "warning")]),
        (lambda names: findings(ordered(names, kind=Kind.JW)),
         [(("王利", "田富"), "holds"), (("田富", "王利"), "warning"), (("田富", "𠀀"), "untested")]),
        (lambda names: leading(names), [
            (STROKES, "holds"),
            (("张国明", "李建国", "王大国", "韦小明", "田富"), "holds"),
            (("张国明", "李建国", "王大国", "田富", "韦小明"), "warning"),
        ]),
    ],
    "B3": [(leading, [
        (("张国明", "李建国", "王大国", "韦小明", "田富"), "holds"),
        (("张国明", "王大国", "李建国", "韦小明", "田富"), "holds"),  # two deputies, as approved
        (("李建国", "张国明", "王大国", "韦小明", "田富"), "warning"),
        (("张国明", "李建国", "韦小明", "王大国", "田富"), "warning"),
        (("韦小明", "张国明", "李建国", "王大国", "田富"), "warning"),
        (STROKES, "holds"),
        (("韦小明",), "untested"),
    ])],
    "B5": [(lambda names: findings(ordered(names)),
            [(("王利", "王大国", "田富"), "holds"), (("王大国", "王利", "田富"), "info")])],
    "B6": [
        (lambda names: findings(ordered(names, kind=Kind.RD, rules="xuanju-fa-2020")),
         [(("田富", "田大利"), "holds"), (("田大利", "田富"), "info"), (("田大利", "王富"), "holds")]),
        (lambda names: findings(ordered(names, kind=Kind.RD, rules="xuanju-fa-2020", single_given="compare")),
         [(("田富", "田大利"), "info"), (("田大利", "田富"), "holds")]),
    ],
    "O1": [(lambda name: findings(party(officers=Officers("", (name,)))), [("外人", "holds"), ("员1", "error")])],
    "O2": [(lambda name: findings(party(1, 1, Kind.ZW, stage=Stage.PLENARY, officers=Officers(name))),
            [("外人", "holds"), ("员0", "error")])],
    "O3": [(lambda name: findings(party(officers=Officers("", (), (name,)))), [("外人", "holds"), ("员1", "warning")])],
    "O4": [
        (lambda name: findings(district(officers=Officers("", (name,), (name,)))),
         [("外人", "holds"), ("员1", "error")]),
        (lambda given: findings(declared(given)),
         [(True, "holds"), (False, "warning")]),
        (lambda given: findings(district(unit_facts={"relatives_declared": given})), [(None, "untested")]),
    ],
    "W14": [(lambda eligible: of_members(counted((), 0, write_ins=[
        {"name": "乙", "approve": 80, "elected": True, "eligible": eligible}])),
        [(True, "holds"), (None, "untested"), (False, "error")])],
    "W15": [
        (lambda name: written_in(an_election(ONE_OFFICE, stage=Stage.PLENARY), name),
         [("乙", "holds"), ("丙", "error")]),
        (lambda name: written_in(an_election(replace(ONE_OFFICE, members=None), stage=Stage.PLENARY), name),
         [("乙", "untested")]),
    ],
    "W16": [
        (lambda status: written_in(town("人大副主席", deputies_only=True, people=(Person("乙", "乙", status),)), "乙"),
         [("代表", "holds"), ("", "holds"), ("选民", "error")]),
        (lambda name: written_in(town("副镇长", people=(Person("乙", "乙", "选民"),)), name),
         [("乙", "holds"), ("丙", "error")]),
        (lambda name: written_in(town("副镇长"), name), [("乙", "untested")]),
    ],
    "W17": [(lambda name: written_in(district(people=(Person("乙", "乙", "选民"),)), name),
             [("乙", "holds"), ("丙", "error")])],
    "R1": [(lambda chair: after(party(officers=Officers("监", ("督",)), unit_facts={"chair": chair})),
            [("主", "holds"), ("督", "info"), (None, "untested")])],
    "R4": [(lambda name: after(party(papers={"superior": name}), counted((90,), 1)),
            [("区委", "holds"), (" ", "untested")])],
    "R7": [(lambda sealed: after(party(), counted((90,), 1), sealed=sealed), [(True, "holds"), (False, "untested")])],
    "s7": [(lambda full_time: findings(team(TeamMember("纪", "纪", ("纪工委书记",), full_time=full_time))),
            [(True, "holds"), (False, "error"), (None, "untested")])],
    "s8": [(lambda given: findings(team(TeamMember("书", "书", ("党工委书记",), street_experience=given))),
            [(True, "holds"), (False, "warning"), (None, "untested")])],
    "s19": [(lambda given: findings(team(*many(1, file_examined=True, discipline_heard=given, reports_checked=True))),
             [(True, "holds"), (False, "error"), (None, "untested")])],
    "s21": [(lambda given: findings(party(10, 12, Kind.DB, unit_facts={"candidates_shown": given})),
             [(True, "holds"), (False, "warning"), (None, "untested")])],
    "s28": [(lambda office: findings(party(office=office)), [("党委委员", "holds"), ("党委书记、委员", "error")])],
    "s29": [(leading, [
        (("张国明", "李建国", "王大国", "韦小明", "田富"), "holds"),
        (("李建国", "张国明", "王大国", "韦小明", "田富"), "warning"),
    ])],
    "scope": [(lambda unit: findings(town(unit=unit)), [("样板镇", "nothing"), ("样板街道", "warning")])],
}  # fmt: skip

ONLY_SAID: Mapping[str, tuple[str, Build]] = {
    "O5": ("a chief scrutineer is optional: says who signs", lambda _: findings(party())),
}


def test_every_rule_has_its_cases_and_no_other_has() -> None:
    tables = (EDGES, YES_OR_NO, ONLY_SAID)
    assert set().union(*tables) == set(RULES)
    assert sum(map(len, tables)) == len(RULES)


@pytest.mark.parametrize(("rule", "at"), [(rule, at) for rule, cases in EDGES.items() for at in range(len(cases))])
def test_on_below_and_above_the_edge(rule: str, at: int) -> None:
    build, points = EDGES[rule][at]
    assert {value: worst(rule, build(value)) for value, _ in points} == dict(points)


@pytest.mark.parametrize("rule", EDGES)
def test_the_cases_of_a_number_lie_next_to_each_other(rule: str) -> None:
    turns = 0
    for _, points in EDGES[rule]:
        values = [value for value, _ in points]
        assert len(values) >= 3
        steps = {later - earlier for earlier, later in pairwise(values)}
        assert steps == {1} or rule == "B4", values
        turns += len({verdict for _, verdict in points}) > 1
    assert turns


@pytest.mark.parametrize(("rule", "at"), [(rule, at) for rule, cases in YES_OR_NO.items() for at in range(len(cases))])
def test_yes_and_no(rule: str, at: int) -> None:
    build, points = YES_OR_NO[rule][at]
    assert [(value, worst(rule, build(value))) for value, _ in points] == list(points)


@pytest.mark.parametrize("rule", YES_OR_NO)
def test_a_rule_of_yes_and_no_has_both(rule: str) -> None:
    verdicts = {verdict for _, points in YES_OR_NO[rule] for _, verdict in points}
    assert len(verdicts) > 1 or rule == "E2"  # E2 filters: see the next test


def test_e2_takes_the_suspended_out_of_those_entitled() -> None:
    suspended = (*full(9), Person("置", "置", measure="留置"))
    assert worst("E1", findings(roster(*suspended, entitled=9))) == "holds"
    assert worst("E1", findings(roster(*suspended, entitled=10))) == "error"
    assert worst("E1", findings(roster(*suspended, entitled=10, rules="jiceng-1990"))) == "holds"  # new in 2020


@pytest.mark.parametrize("rule", ONLY_SAID)
def test_what_is_only_said(rule: str) -> None:
    assert worst(rule, ONLY_SAID[rule][1](None)) == "told"
