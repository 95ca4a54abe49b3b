"""The competitive margin (差额): how many more candidates than seats, proved in whole numbers (M1, M2, M4, M6)."""

from __future__ import annotations

from dataclasses import dataclass

from tally.domain.election import Contest, Election, Kind, Stage
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, Severity, error, place
from tally.rules.rulebook import MarginRule, RuleBook


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
    sign = "-" if part < 0 and hundredths else ""
    return f"{sign}{hundredths // 100}.{hundredths % 100:02d}"


def verify_margin(book: RuleBook, kind: Kind, seats: int, candidates: int) -> Margin:
    """Test the margin of one contest (M1, M2, M6; least number of candidates M4).

    Raises `Problems` (T402) when the rule book does not know the kind.

    >>> from tally.rules.rulebook import load_rule_book
    >>> margin = verify_margin(load_rule_book("jiceng-2020"), Kind.DW, 7, 9)
    >>> margin.holds, margin.need_candidates, margin.arithmetic
    (True, 9, '9 − 7 = 2，2/7 = 28.57% ≥ 20%')
    """
    rule = book.margins.get(kind)
    if rule is None:
        raise Problems([_unknown_kind(book, kind)])
    least, most = _bounds(rule, seats)
    extra = candidates - seats
    holds = extra >= least and (most is None or extra <= most)
    shown = percent(extra, seats)
    return Margin(
        rule=rule.rule,
        seats=seats,
        candidates=candidates,
        need_candidates=seats + least,
        max_candidates=None if most is None else seats + most,
        percent=shown,
        holds=holds,
        arithmetic=_arithmetic(rule, seats, candidates, shown),
    )


def margin_is_tested(election: Election) -> bool:
    """Whether this vote must hold the margin itself: later votes rest on the one that did (M16)."""
    return election.stage in (Stage.FORMAL, Stage.PRELIMINARY)


def margin_problem(contest: Contest, margin: Margin) -> Problem:
    """Return the problem that a failing margin is."""
    if margin.max_candidates == margin.need_candidates:
        remedy = say("应选{seats}名，候选人应为{need}名", seats=margin.seats, need=margin.need_candidates)
    else:
        remedy = say(
            "应选{seats}名，候选人至少{need}名；确经批准的，在 [[waiver]] 中写明规则、依据和批准机关",
            seats=margin.seats,
            need=margin.need_candidates,
        )
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


def _bounds(rule: MarginRule, seats: int) -> tuple[int, int | None]:
    if rule.extra is not None:
        return rule.extra
    least = rule.at_least.least(seats) if rule.at_least else 0
    most = rule.at_most.numerator * seats // rule.at_most.denominator if rule.at_most else None
    return least, most


def _arithmetic(rule: MarginRule, seats: int, candidates: int, shown: str) -> str:
    extra = candidates - seats
    difference = f"{candidates} − {seats} = {_signed(extra)}"
    if rule.extra is not None or rule.at_least is None:
        least, most = _bounds(rule, seats)
        return f"{difference}，{_between(extra >= least, most is None or extra <= most, str(least), extra, most)}"
    wanted = f"{percent(rule.at_least.numerator, rule.at_least.denominator).removesuffix('.00')}%"
    ratio = f"{_signed(extra)}/{seats} = {shown}%".replace("-", "−")
    enough = rule.at_least.holds(extra, seats)
    if rule.at_most is None:
        return f"{difference}，{ratio} {'≥' if enough else '<'} {wanted}"
    ceiling = f"{percent(rule.at_most.numerator, rule.at_most.denominator).removesuffix('.00')}%"
    few_enough = extra * rule.at_most.denominator <= rule.at_most.numerator * seats
    return f"{difference}，{_between(enough, few_enough, wanted, ratio, ceiling)}"


def _between(enough: bool, few_enough: bool, least: str, found: int | str, most: int | str | None) -> str:
    if not enough:
        return f"{found} < {least}"
    if not few_enough:
        return f"{found} > {most}"
    return f"{found} ≥ {least}" if most is None else f"{least} ≤ {found} ≤ {most}"


def _signed(number: int) -> str:
    return f"{number}".replace("-", "−")
