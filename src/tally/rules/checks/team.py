"""s1–s16: the proposed team (班子), its composition and its members' years in office, on a reference day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from tally.domain.election import Kind, Stage
from tally.domain.message import Message, say
from tally.domain.people import YEAR, Person, TeamMember
from tally.domain.problem import Severity
from tally.rules.checks.candidates import unmixed
from tally.rules.checks.finding import Case, Finding, before, holds, judged, reference_day, untested

SHEET = "roster.xlsx › 班子"
Members = tuple[TeamMember, ...]
HEADS = {"secretary": say("书记"), "office": say("办事处主任（乡镇长）"), "congress": say("人大工委主任（人大主席）")}


def _team_check(rule: str) -> Callable[[Callable[[Case, Members], Iterator[Finding]]], None]:
    """Enter a check that needs the sheet 班子; without it the rule is untested."""

    def enter(look: Callable[[Case, Members], Iterator[Finding]]) -> None:
        @before(rule)
        def checked(case: Case) -> Iterator[Finding]:
            if not concerns_a_team(case):
                return
            if case.election.team is None:
                yield untested(rule, say("没有班子名单"), SHEET)
            else:
                yield from look(case, completed(case.election.team, case.election.people))

    return enter


def concerns_a_team(case: Case) -> bool:
    """Whether the election fills posts of a leading team."""
    return any(contest.kind in (Kind.DW, Kind.JW, Kind.ZW, Kind.RZ) for contest in case.contests)


def completed(team: Members, people: Sequence[Person] | None) -> Members:
    """Fill what the sheet 班子 leaves open from the roster, for a person whose name stands there once."""
    listed: dict[str, list[Person]] = {}
    for person in people or ():
        listed.setdefault(person.key, []).append(person)
    return tuple(_completed(one, listed[one.key][0]) if len(listed.get(one.key, ())) == 1 else one for one in team)


def _completed(one: TeamMember, person: Person) -> TeamMember:
    return replace(
        one,
        gender=one.gender or person.gender,
        born=one.born or person.birth,
        in_post=person.in_post if one.in_post is None else one.in_post,
        in_towns=person.in_towns if one.in_towns is None else one.in_towns,
    )


def _judged(ok: bool, rule: str, sentence: Message, severity: Severity = Severity.ERROR) -> Finding:
    return judged(ok, rule, sentence, "T436", place=SHEET, severity=severity)


@_team_check("s1")
def size(case: Case, team: Members) -> Iterator[Finding]:
    """A team has so many posts, as a rule (s1)."""
    least, most = case.opinion.team_size
    yield _judged(
        least <= len(team) <= most,
        "s1",
        say("班子{count}名，一般{least}至{most}名", count=len(team), least=least, most=most),
        Severity.WARNING,
    )


@_team_check("s2")
def heads(case: Case, team: Members) -> Iterator[Finding]:
    """One head each (s2)."""
    for name, post in case.opinion.heads.items():
        count = sum(post.is_held_by(member.posts) for member in team)
        wanted = case.opinion.wanted["head"]
        sentence = say("{post}{count}名，应为{wanted}名", post=HEADS[name], count=count, wanted=wanted)
        yield _judged(count == wanted, "s2", sentence)


def _head_count(case: Case, team: Members) -> int:
    return sum(any(post.is_held_by(member.posts) for post in case.opinion.heads.values()) for member in team)


@_team_check("s3")
def within_the_cap(case: Case, team: Members) -> Iterator[Finding]:
    """Heads and deputies together stay within the cap (s3)."""
    first, cap = _head_count(case, team), case.opinion.team_cap
    rest = len(team) - first
    yield _judged(
        len(team) <= cap,
        "s3",
        say(
            "正职{heads} + 副职{deputies} = {sum} {sign} {cap}",
            heads=first,
            deputies=rest,
            sum=len(team),
            sign="≤" if len(team) <= cap else ">",
            cap=cap,
        ),
    )


@before("s4")
def committee_seats(case: Case) -> Iterator[Finding]:
    """A Party committee has so many members (s4, X76); a later vote or a by-election fills only some of its seats."""
    least, most = case.opinion.committee_seats
    first = case.election.previous is None and case.election.stage is Stage.PRELIMINARY
    whole = (first or case.election.stage is Stage.FORMAL) and not case.election.by_election
    for contest in unmixed(case) if whole else ():
        if contest.kind is Kind.DW and case.book.congress_members is not None:
            yield judged(
                least <= contest.seats <= most,
                "s4",
                say(
                    "{office}{seats}名，应为{least}至{most}名",
                    office=contest.office,
                    seats=contest.seats,
                    least=least,
                    most=most,
                ),
                "T436",
                contest=contest.id,
            )


def _holders(case: Case, team: Members, post: str) -> list[TeamMember]:
    return [member for member in team if case.opinion.posts[post].is_held_by(member.posts)]


@_team_check("s5")
def deputy_secretary(case: Case, team: Members) -> Iterator[Finding]:
    """A deputy secretary helps with Party building (s5)."""
    count = len(_holders(case, team, "deputy_secretary"))
    wanted = case.opinion.wanted["deputy_secretary"]
    sentence = say("副书记{count}名，至少{wanted}名协助抓党建", count=count, wanted=wanted)
    yield _judged(count >= wanted, "s5", sentence)


@_team_check("s6")
def needed_roles(case: Case, team: Members) -> Iterator[Finding]:
    """A secretary of discipline and an organisation member are there (s6)."""
    for post, word in (("discipline", say("纪委书记")), ("organisation", say("组织委员"))):
        count = len(_holders(case, team, post))
        wanted = case.opinion.wanted[post]
        yield _judged(count >= wanted, "s6", say("{post}{count}名", post=word, count=count), Severity.WARNING)


@_team_check("s7")
def full_time_discipline(case: Case, team: Members) -> Iterator[Finding]:
    """Where the secretary of discipline is not full-time, a full-time deputy is (s7)."""
    for member in _holders(case, team, "discipline"):
        if member.full_time is None:
            yield untested("s7", say("没有写纪委书记{name}是否专职", name=member.name), f"{SHEET} › 专职")
        elif member.full_time:
            yield holds("s7", say("纪委书记{name}专职", name=member.name))
        else:
            deputies = [one for one in _holders(case, team, "discipline_deputy") if one.full_time]
            yield _judged(
                len(deputies) >= case.opinion.wanted["discipline_deputy"],
                "s7",
                say("纪委书记{name}不专职，专职纪委副书记{count}名", name=member.name, count=len(deputies)),
            )


@_team_check("s8")
def street_experience(case: Case, team: Members) -> Iterator[Finding]:
    """Heads have served in a town or street (s8)."""
    for post in case.opinion.heads.values():
        for member in team:
            if not post.is_held_by(member.posts):
                continue
            if member.street_experience is None:
                yield untested("s8", say("没有写{name}有无乡镇街道经历", name=member.name), f"{SHEET} › 街道工作经历")
            else:
                yield _judged(
                    member.street_experience,
                    "s8",
                    say("{name}有乡镇街道工作经历", name=member.name)
                    if member.street_experience
                    else say("{name}没有乡镇街道工作经历", name=member.name),
                    Severity.WARNING,
                )


@_team_check("s10")
def young_members(case: Case, team: Members) -> Iterator[Finding]:
    """Not fewer than a fifth are 35 or under on the reference day, 35 included (s10, X73, X74)."""
    day, limit = reference_day(case), case.opinion.young_age
    unknown = [member.name for member in team if member.born is None]
    if unknown:
        yield untested("s10", say("没有写{names}的出生年月", names=tuple(unknown)), f"{SHEET} › 出生年月")
        return
    ages = [member.born.until(day) for member in team if member.born is not None]
    young = sum(months < (limit + 1) * YEAR for months in ages)
    share = case.opinion.young
    yield _judged(
        share.holds(young, len(team)),
        "s10",
        say(
            "{limit}岁以下{young}名（{day}）：{arithmetic}，至少{need}名",
            limit=limit,
            young=young,
            day=day,
            arithmetic=share.arithmetic(young, len(team)),
            need=share.least(len(team)),
        ),
    )


@_team_check("s11")
def more_women(case: Case, team: Members) -> Iterator[Finding]:
    """More women than in the last term (s11)."""
    earlier = case.fact("women_before")
    now = sum(member.gender == "女" for member in team)
    if earlier is None:
        yield untested("s11", say("不知道上届女干部人数"), "election.toml › unit_facts.women_before")
    else:
        yield _judged(
            now > earlier, "s11", say("女干部{now}名，上届{earlier}名", now=now, earlier=earlier), Severity.WARNING
        )


@_team_check("s12")
def town_experience(case: Case, team: Members) -> Iterator[Finding]:
    """Not fewer than two thirds have two years of town work or more (s12, X74, X75)."""
    unknown = tuple(member.name for member in team if member.in_towns is None)
    if unknown:
        yield untested("s12", say("没有写{names}的乡镇工作年限", names=unknown), f"{SHEET} › 乡镇工作年限")
        return
    years, share = case.opinion.experienced_years, case.opinion.experienced
    served = [member.in_towns for member in team if member.in_towns is not None]
    number = sum(months >= years * YEAR for months in served)
    yield _judged(
        share.holds(number, len(team)),
        "s12",
        say(
            "乡镇工作{years}年以上{number}名：{arithmetic}，至少{need}名",
            years=years,
            number=number,
            arithmetic=share.arithmetic(number, len(team)),
            need=share.least(len(team)),
        ),
    )


@_team_check("s15")
def not_both_heads(case: Case, team: Members) -> Iterator[Finding]:
    """书记 and the head of the office are not both moved in (s15)."""
    people = [
        next((member for member in team if case.opinion.heads[post].is_held_by(member.posts)), None)
        for post in ("secretary", "office")
    ]
    known = [member for member in people if member is not None and member.moved is not None]
    if len(known) < len(people):
        yield untested("s15", say("没有写两个正职是否交流"), f"{SHEET} › 交流")
    else:
        moved = tuple(member.name for member in known if member.moved)
        yield _judged(len(moved) < len(people), "s15", say("两个正职交流{count}名", count=len(moved)), Severity.WARNING)


@_team_check("s16")
def years_in_office(case: Case, team: Members) -> Iterator[Finding]:
    """Ten years in a post: must be moved; in a team: in principle; a 书记 over five years: planned (s16, X81)."""
    opinion, day = case.opinion, reference_day(case)
    unknown = tuple(member.name for member in team if member.in_post is None or member.in_team is None)
    if unknown:
        yield untested("s16", say("没有写{names}的任职年限", names=unknown), f"{SHEET} › 任现职年限、任班子年限")
    for member in team:
        in_post, in_team = member.in_post or 0, member.in_team or 0
        secretary = opinion.heads["secretary"].is_held_by(member.posts)
        if in_post >= opinion.post_years * YEAR:
            yield _judged(
                False, "s16", _served(member, say("任现职"), in_post, opinion.post_years, say("必须交流"), day)
            )
        elif in_team >= opinion.team_years * YEAR:
            yield _judged(
                False,
                "s16",
                _served(member, say("任本班子"), in_team, opinion.team_years, say("原则上交流"), day),
                Severity.WARNING,
            )
        elif secretary and in_post > opinion.secretary_years * YEAR:
            yield _judged(
                False,
                "s16",
                _served(member, say("任书记"), in_post, opinion.secretary_years, say("有计划地交流"), day),
                Severity.INFO,
            )
        elif member.name not in unknown:
            yield holds("s16", say("{name}任职年限符合（{day}）", name=member.name, day=day))


def _served(member: TeamMember, what: Message, months: int, limit: int, then: Message, day: date) -> Message:
    return say(
        "{name}{what}{years}年{months}个月（{day}），满{limit}年{then}",
        name=member.name,
        what=what,
        years=months // YEAR,
        months=months % YEAR,
        limit=limit,
        then=then,
        day=day,
    )
