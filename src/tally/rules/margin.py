"""The competitive margin (差额): more candidates than seats, proved in whole numbers (M1–M8, M10, M11, M14)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tally.domain.election import Contest, Election, Kind, Stage
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, Severity, error, place
from tally.rules.book import MarginRule, RuleBook


@dataclass(frozen=True, slots=True)
class Margin:
    """The verdict for one contest, with the arithmetic that led to it.

    `percent` is over the seats (占应选名额), cut at two decimals, for print only.
    """

    rule: str
    seats: int
    candidates: int
    need_candidates: int
    max_candidates: int | None
    percent: str
    holds: bool
    arithmetic: str

    @property
    def extra(self) -> int:
        """Return candidates less seats."""
        return self.candidates - self.seats

    @property
    def need_extra(self) -> int:
        """Return the least lawful difference (M4)."""
        return self.need_candidates - self.seats


def percent(part: int, whole: int) -> str:
    """Return a share in per cent, cut at two decimals, never rounded up.

    >>> percent(2, 7), percent(1999999, 10000000), percent(-1, 7)
    ('28.57', '19.99', '-14.28')
    """
    hundredths = abs(part) * 10000 // whole
    sign = "-" if part * hundredths < 0 else ""
    return f"{sign}{hundredths // 100}.{hundredths % 100:02d}"


def verify_margin(
    book: RuleBook,
    kind: Kind,
    seats: int,
    candidates: int,
    *,
    office: str = "",
    fixed: int | None = None,
    nominated: int | None = None,
    by_election: bool = False,
    preliminary: bool = False,
) -> Margin:
    """Test the margin of one contest (M1–M3, M6–M8, M10, M11, M14; least number of candidates M4).

    `office` tells heads from deputies of a town (M10, M11), `fixed` is the number the election method names (M11),
    `nominated` how many were nominated (M10). A 预选 of state elections is held because there are too many: no upper
    bound there. Raises `Problems` (T402) when the rule book does not know the kind.

    >>> from tally.rules.rulebook import load_rule_book
    >>> margin = verify_margin(load_rule_book("jiceng-2020"), Kind.DW, 7, 9)
    >>> margin.holds, margin.need_candidates, margin.arithmetic
    (True, 9, '9 − 7 = 2，2/7 = 28.57% ≥ 20%')
    """
    rule = book.margin(kind, office)
    if rule is None:
        raise Problems([_unknown_kind(book, kind)])
    bounds = _bounds(rule, seats, fixed, nominated)
    name = rule.rule
    if by_election and book.equal_by_election:
        bounds, name = Bounds(0, None), "M14"
    elif preliminary and not book.party:
        bounds = replace(bounds, most=None)
    extra = candidates - seats
    allowed = Bounds(*(rule.seats or (seats, seats)))
    holds = bounds.hold(extra) and allowed.hold(seats)
    shown = percent(extra, seats)
    if not allowed.hold(seats):
        arithmetic = _within(allowed, seats)
    elif name == "M14":
        arithmetic = _counted(bounds, seats, candidates)
    else:
        arithmetic = _arithmetic(rule, bounds, seats, candidates, shown)
    return Margin(
        rule=name,
        seats=seats,
        candidates=candidates,
        need_candidates=seats + bounds.least,
        max_candidates=None if bounds.most is None else seats + bounds.most,
        percent=shown,
        holds=holds,
        arithmetic=arithmetic,
    )


def contest_margin(book: RuleBook, election: Election, contest: Contest) -> Margin:
    """Test the margin of a contest as its election file describes it."""
    return verify_margin(
        book,
        contest.kind,
        contest.seats,
        len(contest.candidates),
        office=contest.office,
        fixed=contest.fixed_margin,
        nominated=contest.nominated,
        by_election=election.by_election,
        preliminary=election.stage is Stage.PRELIMINARY,
    )


def margin_is_tested(book: RuleBook, election: Election, contest: Contest) -> bool:
    """Whether this vote must hold the margin itself (M16).

    A formal vote after a 预选 rests on the margin of that (T461), and so does its rerun: none was asked of the void
    vote. A further vote has one where the book says so (W10, W12); a plenary elects as many as stand, in a further vote
    too (M6); a revote is among the tied.
    """
    if election.stage is Stage.FORMAL:
        if election.previous is None or election.previous.preliminary:
            return election.previous is None
        void = election.previous.contests.get(contest.id)
        return void is None or void.margin_holds
    if election.stage is Stage.FURTHER:
        further, rule = book.further.get(contest.kind), book.margin(contest.kind, contest.office)
        return (further is not None and further.margin) or (rule is not None and rule.extra == (0, 0))
    return election.stage is Stage.PRELIMINARY or (election.stage is Stage.PLENARY and contest.kind is Kind.ZW)


def margin_problem(contest: Contest, margin: Margin) -> Problem:
    """Return the problem that a failing margin is."""
    figures = {"seats": margin.seats, "need": margin.need_candidates, "most": margin.max_candidates}
    if margin.max_candidates is None:
        remedy = say(
            "应选{seats}名，候选人至少{need}名；确经批准的，在 [[waiver]] 中写明规则、依据和批准机关", **figures
        )
    elif margin.max_candidates < margin.need_candidates:
        remedy = say("应选{seats}名时没有合适的人数；由有权机关决定，在 [[waiver]] 中写明", **figures)
    elif margin.max_candidates == margin.need_candidates:
        remedy = say("应选{seats}名，候选人应为{need}名", **figures)
    elif margin.candidates < margin.need_candidates:
        remedy = say("应选{seats}名，候选人应为{need}至{most}名", **figures)
    elif margin.candidates > margin.max_candidates:
        remedy = say("应选{seats}名，候选人最多{most}名；讨论协商减少，或先预选", **figures)
    else:
        remedy = say("应选{seats}名超出一个选区的名额；重新划分选区", **figures)
    return error(
        "T403",
        place("election.toml", contest.id),
        say("{office}差额不符合规定：{arithmetic}", office=contest.office, arithmetic=margin.arithmetic),
        remedy,
        margin.rule,
    )


def _unknown_kind(book: RuleBook, kind: Kind) -> Problem:
    return Problem(
        "T402",
        Severity.ERROR,
        "rules",
        say("{title}不适用于 {kind} 类选举", title=book.title, kind=kind.value),
        say("这套规则适用于：{kinds}", kinds=tuple(sorted(known.value for known in book.kinds))),
    )


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the greatest lawful difference; None where nothing limits it."""

    least: int
    most: int | None

    def hold(self, extra: int) -> bool:
        """Whether a difference lies within."""
        return extra >= self.least and (self.most is None or extra <= self.most)


def _bounds(rule: MarginRule, seats: int, fixed: int | None, nominated: int | None) -> Bounds:
    if rule.fixed and fixed is not None:
        return Bounds(fixed, fixed)
    if rule.extra is not None:
        least, most = rule.extra
        if rule.equal_if_nominated is not None and nominated not in (None, rule.equal_if_nominated):
            least = most
        return Bounds(least, most)
    return Bounds(
        rule.at_least.least(seats) if rule.at_least else 0, rule.at_most.most(seats) if rule.at_most else None
    )


def _arithmetic(rule: MarginRule, bounds: Bounds, seats: int, candidates: int, shown: str) -> str:
    if rule.at_least is None:
        return _counted(bounds, seats, candidates)
    extra = candidates - seats
    difference = f"{candidates} − {seats} = {_signed(extra)}"
    wanted = f"{percent(rule.at_least.numerator, rule.at_least.denominator).removesuffix('.00')}%"
    ratio = f"{_signed(extra)}/{seats} = {shown}%".replace("-", "−")
    enough = rule.at_least.holds(extra, seats)
    if rule.at_most is None or bounds.most is None:
        return f"{difference}，{ratio} {'≥' if enough else '<'} {wanted}"
    ceiling = f"{percent(rule.at_most.numerator, rule.at_most.denominator).removesuffix('.00')}%"
    return f"{difference}，{_between(enough, extra <= bounds.most, wanted, ratio, ceiling)}"


def _counted(bounds: Bounds, seats: int, candidates: int) -> str:
    extra = candidates - seats
    difference = f"{candidates} − {seats} = {_signed(extra)}"
    if bounds.least == bounds.most == extra:
        return difference  # an equal election, or the one number there may be, says it all
    return f"{difference}，{_within(bounds, extra)}"


def _within(bounds: Bounds, number: int) -> str:
    few_enough = bounds.most is None or number <= bounds.most
    return _between(number >= bounds.least, few_enough, str(bounds.least), _signed(number), bounds.most)


def _between(enough: bool, few_enough: bool, least: str, found: str, most: int | str | None) -> str:
    if not enough:
        return f"{found} < {least}"
    if not few_enough:
        return f"{found} > {most}"
    return f"{found} ≥ {least}" if most is None else f"{least} ≤ {found} ≤ {most}"


def _signed(number: int) -> str:
    return f"{number}".replace("-", "−")
