"""An election as its files describe it: what is elected, by which rules, with which settings, from which candidates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from tally.domain.legend import Legend
from tally.domain.people import Person, TeamMember
from tally.domain.problem import Problem

if TYPE_CHECKING:
    from tally.domain.previous import Previous


class Kind(StrEnum):
    """What is elected: 党委委员, 纪委委员, 党代表, 书记/副书记, 人大代表 directly or indirectly, town posts."""

    DW = "DW"
    JW = "JW"
    DB = "DB"
    ZW = "ZW"
    RD = "RD"
    RI = "RI"
    RZ = "RZ"

    @property
    def electorate(self) -> str:
        """Return who elects: the congress or members' meeting, a committee, voters, or a people's congress."""
        return "members" if self in (Kind.DW, Kind.JW, Kind.DB) else self.value


class Stage(StrEnum):
    """Which vote it is: 正式选举, 预选, 再次投票, 另行选举, 第一次全体会议."""

    FORMAL = "formal"
    PRELIMINARY = "preliminary"
    REVOTE = "revote"
    FURTHER = "further"
    PLENARY = "plenary"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate (候选人) as printed: `name` cleaned for print, `key` for comparing, `note` in brackets after it.

    `nominated_by` names whose list put them forward: 主席团, or one joint nomination (M12, M13).
    """

    name: str
    key: str
    gender: str = ""
    ethnic_group: str = ""
    born: str = ""
    post: str = ""
    position: str = ""
    remark: str = ""
    distinction: str = ""
    nominated_by: str = ""

    @property
    def note(self) -> str:
        """Return what stands in brackets after the name: 女 first, then a non-Han ethnic group."""
        group = self.ethnic_group.removesuffix("族")
        parts = ("女" if self.gender == "女" else "", f"{group}族" if group and group != "汉" else "")
        return "，".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who was there. `entitled` 应到, `present` 实到, `voted` 投票人数, `everyone` 全体代表/全体选民."""

    entitled: int
    present: int | None = None
    voted: int | None = None
    everyone: int | None = None
    proxies: int = 0


@dataclass(frozen=True, slots=True)
class Method:
    """The adopted election method (选举办法): every setting of rules.md section 10, defaults filled in."""

    legend: Legend
    writein_unmarked: str = "void"
    writein_needs_oppose: bool = True
    unclear: str = "partial"
    foreign_marks: str = "void"
    majority_base: str = "present"
    ballot_order: str = "leaders-first"
    report_order: str = "votes"
    elected_order: str | None = None
    single_given: str = "blank-first"
    valid_limit: str = "voted"
    tie: str = "codepoint"

    def as_json(self) -> dict[str, object]:
        """Return every setting in force, as the record keeps it."""
        settings: dict[str, object] = {name: getattr(self, name) for name in self.__slots__ if name != "legend"}
        return settings | {"legend": self.legend.as_json()}

    def order_of_elected(self, kind: Kind) -> str:
        """Return how the list of the elected is ordered (R3): by strokes, secretaries in the approved order."""
        return self.elected_order or ("approved" if kind is Kind.ZW else "strokes")


@dataclass(frozen=True, slots=True)
class ReducedSeats:
    """A decision of people to leave missing seats empty (W9)."""

    to: int
    by: str
    votes: int | None
    document: str


@dataclass(frozen=True, slots=True)
class Nomination:
    """One list of nominees (提名): whose it is, who signed it, whom it names (None where that is not given)."""

    by: str
    sponsors: tuple[str, ...] = ()
    names: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Contest:
    """One body's election (一种选票): own ballots, own figures. `candidates` stand in ballot order.

    `withdrawn` are those who left the list before the vote, None where nothing is said of it (M15).
    `deputies_only`: the post is filled from the deputies (W16).
    `members` are those elected to the body whose plenary votes, name by key, when `pool` names their record (W15);
    `heads` the posts that the first plenary of the body elected here will fill. `namesakes` are the keys of persons of
    one name who are told apart by a note, 李明（镇政府）, with the candidate (by index) each of them is, if any.
    """

    id: str
    office: str
    kind: Kind
    seats: int
    candidates: tuple[Candidate, ...]
    body: str | None = None
    leaders: tuple[str, ...] = ()
    printed: int | None = None
    spoiled: int | None = None
    issued: int | None = None
    collected: int | None = None
    writein_boxes: int = 0
    fixed_margin: int | None = None
    nominated: int | None = None
    sponsors: tuple[str, ...] = ()
    nominations: tuple[Nomination, ...] = ()
    withdrawn: tuple[str, ...] | None = None
    pool: str | None = None
    reduce_seats: ReducedSeats | None = None
    deputies_only: bool = False
    members: Mapping[str, str] | None = None
    heads: Mapping[str, int] = field(default_factory=dict)
    namesakes: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiver:
    """A competent body's leave to depart from a rule; it stands in the record and on every paper of the contest."""

    rule: str
    contest: str
    by: str
    document: str


@dataclass(frozen=True, slots=True)
class Officers:
    """总监票人, 监票人, 计票人."""

    chief_scrutineer: str = ""
    scrutineers: tuple[str, ...] = ()
    counters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file the result depends on, by the path users know it under and the hash of its bytes.

    `sheet` is set where one sheet of it alone was asked for (`file#sheet`).
    """

    role: str
    path: str
    sha256: str
    ballots: int | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a person on the roster may be elected (E1, E2): `reason` is empty when so; what else it tells of them."""

    name: str
    reason: str = ""
    note: str = ""
    gender: str = ""
    ethnic_group: str = ""
    born: str = ""
    status: str = ""

    @property
    def eligible(self) -> bool:
        """Whether the person may be elected."""
        return not self.reason


@dataclass(frozen=True, slots=True)
class Election:
    """The whole election folder, read and checked. `roster` maps a name's key to all persons of that name.

    `numbering`, `layout`, `profile` and `choices` say how ballots are read (`[input]`).
    `people` are the roster's lines, `team` the proposed team (班子), `deputies` the people's deputies listed in the
    same workbook.
    """

    folder: Path
    title: str
    unit: str
    term: str
    date: date
    rules: str
    stage: Stage
    mode: str
    attendance: Attendance
    method: Method
    contests: tuple[Contest, ...]
    officers: Officers = Officers()
    waivers: tuple[Waiver, ...] = ()
    by_election: bool = False
    places: tuple[str, ...] = ()
    numbering: str = "unique"
    layout: str = ""
    profile: str = ""
    choices: str = ""
    stroke_file: str = ""
    rule_file: str = ""
    roster: Mapping[str, tuple[Standing, ...]] | None = None
    inputs: tuple[InputFile, ...] = ()
    remarks: tuple[Problem, ...] = ()
    unit_facts: Mapping[str, object] = field(default_factory=dict)
    papers: Mapping[str, str] = field(default_factory=dict)
    previous: Previous | None = None
    people: tuple[Person, ...] | None = None
    team: tuple[TeamMember, ...] | None = None
    deputies: tuple[str, ...] | None = None

    @property
    def preliminary(self) -> bool:
        """Whether the vote chooses formal candidates: a 预选, or a revote or rerun of one."""
        if self.stage is Stage.PRELIMINARY:
            return True
        later = self.stage in (Stage.REVOTE, Stage.FURTHER)
        return later and self.previous is not None and self.previous.preliminary

    def contest(self, contest_id: str) -> Contest:
        """Return the contest of that id; KeyError when there is none."""
        for contest in self.contests:
            if contest.id == contest_id:
                return contest
        raise KeyError(contest_id)

    def waived(self, rule: str, contest_id: str) -> Waiver | None:
        """Return the leave recorded for a rule in a contest."""
        return next((w for w in self.waivers if w.rule == rule and w.contest == contest_id), None)
