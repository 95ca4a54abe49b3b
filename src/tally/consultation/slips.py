"""Recommendation slips (推荐票) as sets of names, read through the door that ballots come through.

A sheet holds one post, a row one slip. Where there are several posts, the numbers given at the counting table join
the rows; they are used for that and forgotten: nothing later knows the order in which slips were entered.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tally.consultation.groups import given_twice
from tally.consultation.recommend_file import FILE, Form, Recommendation
from tally.consultation.recommend_posts import Post
from tally.domain.ballot import BallotBox, Choice
from tally.domain.election import Attendance, Contest, Election, Kind, Method, Stage
from tally.domain.legend import LEGENDS, Legend, Mark
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error, errors_among, place
from tally.files.ballot_numbers import number_key
from tally.files.ballots import SUFFIXES, read_ballots
from tally.files.workbook import DELIMITED, open_workbook
from tally.names.normalise import normalise

TICK = Legend(approve=("○", "√"), oppose=(), abstain=("",))
NOT_POSTS = frozenset({"说明", "填写说明", "裁定"})


@dataclass(frozen=True, slots=True)
class Part:
    """What a slip says for one post: keys of those named and of those opposed, and whether it says anything at all."""

    named: frozenset[str] = frozenset()
    opposed: frozenset[str] = frozenset()
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip: its parts in the order of the posts; `void` when a reason was written against the whole of it."""

    parts: tuple[Part, ...]
    void: bool = False


@dataclass(frozen=True, slots=True)
class Pile:
    """The slips by group ("" without groups), how names are spelled, and everything to be said."""

    slips: Mapping[str, tuple[Slip, ...]]
    spellings: Mapping[str, str]
    files: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def collected(self) -> int:
        """Number of slips."""
        return sum(map(len, self.slips.values()))


def read_slips(recommendation: Recommendation, folder: Path) -> Pile:
    """Read the slips of every group.

    Problems besides those of ballot sheets: T351 a file given twice, T732 slips of several posts without numbers,
    T733 a slip that one post has and another lacks, T740 a sheet that is of no post, T741 a post without a sheet.
    """
    sources = {"": recommendation.form.slips} if recommendation.form.slips else {}
    sources |= {group.id: group.slips for group in recommendation.groups if group.slips}
    slips: dict[str, tuple[Slip, ...]] = {}
    spellings: dict[str, str] = {}
    files: list[str] = []
    problems = given_twice(folder, sources)
    for group, written in sources.items():
        paths = [str(folder / one) for one in written]
        try:
            problems += _strange_sheets(paths, recommendation.posts)
            read = read_ballots(_questions(recommendation, folder), paths)
        except Problems as refused:
            problems += refused.problems
            continue
        files += [one.path for one in read.inputs]
        problems += [_of_slips(one) for one in read.problems]
        if errors_among(read.problems):
            continue
        boxes = [[pile for pile in read.piles[post.id] if isinstance(pile, BallotBox)] for post in recommendation.posts]
        slips[group], found = _joined(boxes, recommendation, spellings)
        problems += found
    return Pile(slips, spellings, tuple(sorted(files)), tuple(problems))


def digest(pile: Pile) -> str:
    """Return a hash of what all slips say together, the same in whatever order and groups they were entered."""
    lines = sorted(
        json.dumps(
            [slip.void, *([sorted(part.named), sorted(part.opposed), part.marked] for part in slip.parts)],
            ensure_ascii=False,
        )
        for slips in pile.slips.values()
        for slip in slips
    )
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()


def _of_slips(one: Problem) -> Problem:
    """Return a problem of the ballots' reader as one of slips: the file it points to, and no word of ballots."""
    where = one.place.replace("election.toml", FILE)
    if one.code != "T352":
        return replace(one, place=where)
    return error("T741", where, say("给出的文件里没有这个职位的工作表"), say("每个职位一张工作表，名称同 office 或 id"))


def _questions(recommendation: Recommendation, folder: Path) -> Election:
    """Return the posts as the reader of ballot sheets takes its questions; it elects nobody."""
    form = recommendation.form
    return Election(
        folder=folder,
        title=recommendation.title,
        unit=recommendation.unit,
        term="",
        date=recommendation.when,
        rules="",
        stage=Stage.FORMAL,
        mode="official",
        attendance=Attendance(recommendation.circle.entitled, recommendation.circle.present),
        method=Method(_legend(form), writein_unmarked="approve", writein_needs_oppose=False, ballot_order="given"),
        contests=tuple(
            Contest(
                post.id,
                post.office,
                Kind.DW,
                post.seats,
                post.listed,
                writein_boxes=0 if form.form == "list" else post.limit,
            )
            for post in recommendation.posts
        ),
    )


def _legend(form: Form) -> Legend:
    return LEGENDS[form.legend] if form.marks == "three" else TICK


def strange_sheets(
    file: str, sheets: Iterable[str], posts: Sequence[Post], known: Collection[str] = ()
) -> list[Problem]:
    """Refuse (T740) sheets that are of no post: what was recommended there would be lost without a word."""
    words = {word for post in posts for word in ("".join(post.office.split()), post.id)} | NOT_POSTS | set(known)
    return [
        error(
            "T740",
            place(file, sheet),
            say("没有“{sheet}”这个职位", sheet=sheet),
            say("改成 recommend.toml 里的职位名称：{offices}；不是推荐票的工作表请移走", offices=_offices(posts)),
        )
        for sheet in sheets
        if "".join(sheet.split()) not in words
    ]


def _strange_sheets(paths: Iterable[str], posts: Sequence[Post]) -> list[Problem]:
    return [
        problem
        for path in map(Path, paths)
        if path.is_file() and path.suffix.lower() in SUFFIXES - DELIMITED
        for problem in strange_sheets(path.name, open_workbook(path, path.name).sheet_names, posts)
    ]


def _offices(posts: Sequence[Post]) -> tuple[str, ...]:
    return tuple(post.office for post in posts)


def _joined(
    boxes: Sequence[Sequence[BallotBox]], recommendation: Recommendation, spellings: dict[str, str]
) -> tuple[tuple[Slip, ...], list[Problem]]:
    """Join the rows of the posts' sheets to slips."""
    posts = recommendation.posts
    by_post: list[dict[int | str, tuple[Part, bool]]] = []
    problems = []
    for post, piles in zip(posts, boxes, strict=True):
        rows: dict[int | str, tuple[Part, bool]] = {}
        for box in piles:
            if box.numbers is None and len(posts) > 1:
                problems.append(
                    error(
                        "T732",
                        box.name,
                        say("几个职位分表录入，却没有“票号”一列"),
                        say("清点时给每张推荐票临时编号，各表都填“票号”；编号只用来对齐，不保留"),
                    )
                )
                continue
            for at, row in enumerate(_rows(box, post, spellings)):
                key = f"{box.name}#{at}" if box.numbers is None else number_key(box.numbers[at])
                rows[key] = row
        by_post.append(rows)
    if problems:
        return (), problems
    numbers = {number for rows in by_post for number in rows}
    for post, rows in zip(posts, by_post, strict=True):
        if missing := sorted(map(str, numbers - rows.keys())):
            problems.append(
                error(
                    "T733",
                    place(FILE, post.office),
                    say("{office}的录入表里没有票号：{numbers}", office=post.office, numbers=tuple(missing[:20])),
                    say("每张推荐票在每个职位的表里都占一行；这个职位空白的，备注写“空白票”"),
                )
            )
    if problems:
        return (), problems
    slips = [
        Slip(tuple(rows[number][0] for rows in by_post), any(rows[number][1] for rows in by_post)) for number in numbers
    ]
    return tuple(slips), []


def _rows(box: BallotBox, post: Post, spellings: dict[str, str]) -> list[tuple[Part, bool]]:
    keys = [candidate.key for candidate in post.listed]
    spellings.update({candidate.key: candidate.name for candidate in post.listed})
    named: list[set[str]] = [set() for _ in range(box.ballots)]
    opposed: list[set[str]] = [set() for _ in range(box.ballots)]
    marked = [False] * box.ballots
    for key, marks in zip(keys, box.marks.tolist(), strict=True):
        for slip, mark in enumerate(marks):
            if mark == Mark.APPROVE:
                named[slip].add(key)
            elif mark == Mark.OPPOSE:
                opposed[slip].add(key)
            marked[slip] |= mark != Mark.ABSTAIN
    for one in box.write_ins:
        marked[one.ballot] = True
        if one.key and one.choice in (Choice.UNMARKED, Choice.APPROVED):
            named[one.ballot].add(one.key)
            spelled = normalise(one.name).written
            spellings[one.key] = min(spelled, spellings.get(one.key, spelled))
    return [
        (Part(frozenset(names), frozenset(against), said), bool(void))
        for names, against, said, void in zip(named, opposed, marked, box.void.tolist(), strict=True)
    ]
