"""The plan reckoned (换届日程): when each step is due, in what state it is, and what stands out of order (K17–K20)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

from tally.domain.message import Message, say
from tally.domain.moment import add_months, day_of, is_before, shown
from tally.domain.problem import Problem, error, info, place, warning
from tally.schedule.plan_file import Plan, Step, read_plan
from tally.schedule.steps import (
    BEFORE_ELECTION_DAY,
    DECISION_DAYS,
    FIRST_SESSION_MONTHS,
    MEETING_FIRST,
    NOTICE_WORKING_DAYS,
    OBJECTION_DAYS,
    REQUESTS,
    STATE,
    STEPS,
    TALK_FIRST,
)

KIND = "plan"
SOON = 7
OBJECTION_STEPS = ("objections", "objection_decision")


def plan(path: Path) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Read plan.toml and reckon it; return the record and remarks.

    Among the remarks: T790 later than the law's limit (K17, error), T791 a notice shorter than five working days
    (K18, error), T792 working days that the given calendar does not cover (error), T793 out of order (K19, warning),
    T794 one day without times (info), T795 a recommendation used after its year (K20, warning), T707 a limit the plan
    itself sets and misses (warning).
    """
    read, settings = read_plan(path)
    file = path.name
    remarks: list[Problem] = [*settings.all_problems()]
    all_steps = _steps(read)
    limits = {step.id: _due(step, read) for step in all_steps}
    notices = {step.id: _notice_end(step, read) for step in read.steps if step.id == "appointment_notice"}
    steps = [_line(step, limits[step.id], read) for step in all_steps]
    remarks += [problem for step in read.steps for problem in _limit_problems(step, limits[step.id], file)]
    for step in read.steps:
        if step.id in notices:
            remarks += _notice_problems(step, notices[step.id], file)
    remarks += _order_problems(read, file) + _late_use(read, file)
    record = {
        "schema": 1,
        "kind": KIND,
        "title": read.title,
        "unit": read.unit,
        "today": read.today.isoformat(),
        "town_or_street": read.kind,
        "order": read.order,
        "steps": steps,
        "inputs": settings.inputs_as_json(),
    }
    return record, tuple(remarks)


def _steps(read: Plan) -> tuple[Step, ...]:
    """Return the plan's steps and, where deputies are elected, the limits of the law that the plan leaves out."""
    election_day = read.step("election_day")
    if election_day is None or election_day.date is None:
        return read.steps
    missing = [key for key in STEPS if STEPS[key].side == STATE and read.step(key) is None and _is_limit(key, read)]
    return (*read.steps, *(Step(key, "") for key in missing))


def _is_limit(step_id: str, read: Plan) -> bool:
    if step_id == "first_session":
        return read.kind == "town"
    voters = read.step("voters_list")
    return step_id in BEFORE_ELECTION_DAY or (
        step_id in OBJECTION_STEPS and voters is not None and voters.date is not None
    )


def _due(step: Step, read: Plan) -> date | None:
    """Return the day by which a step must be done: the law's, else the plan's own."""
    election_day = read.step("election_day")
    day = day_of(election_day.date) if election_day is not None and election_day.date else None
    if day is not None and step.id in BEFORE_ELECTION_DAY:
        return day - timedelta(days=BEFORE_ELECTION_DAY[step.id])
    if day is not None and step.id == "first_session":
        return add_months(day, FIRST_SESSION_MONTHS)
    voters = read.step("voters_list")
    if voters is not None and voters.date is not None and step.id in OBJECTION_STEPS:
        end = day_of(voters.date) + timedelta(days=OBJECTION_DAYS)
        return end if step.id == "objections" else end + timedelta(days=DECISION_DAYS)
    if step.id == "appointment_notice":
        return _notice_end(step, read)
    return step.by


def _notice_end(step: Step, read: Plan) -> date | None:
    """Return the first day on which the notice may end: its fifth working day after posting."""
    if step.date is None or read.workdays is None:
        return None
    return read.workdays.after(day_of(step.date), NOTICE_WORKING_DAYS)


def _line(step: Step, due: date | None, read: Plan) -> dict[str, Any]:
    known = STEPS.get(step.id)
    return {
        "id": step.id,
        "name": step.name or (str(known.name) if known else step.id),
        "side": known.side if known else None,
        "date": shown(step.date) if step.date else None,
        "until": shown(step.until) if step.until else None,
        "due": due.isoformat() if due else None,
        "done": step.done,
        "state": _state(step, due, read.today),
        "rule": known.rule if known else None,
        "document": step.document,
    }


def _state(step: Step, due: date | None, today: date) -> str:
    """Return done, late, due (within a week, or today), planned or open (no date and no limit)."""
    end = day_of(step.end) if step.end else None
    if step.id == "appointment_notice":
        late = due is not None and step.until is not None and day_of(step.until) < due
    else:
        last = due if due is not None else end
        late = (due is not None and end is not None and end > due) or (
            not step.done and last is not None and last < today
        )
    if late:
        return "late"
    if step.done:
        return "done"
    next_day = end if end is not None else due
    if next_day is None:
        return "open"
    return "due" if next_day - today <= timedelta(days=SOON) else "planned"


def _limit_problems(step: Step, due: date | None, file: str) -> list[Problem]:
    if due is None or step.end is None or step.id == "appointment_notice" or day_of(step.end) <= due:
        return []
    known = STEPS.get(step.id)
    days = (day_of(step.end) - due).days
    found = say(
        "{name}定在{date}，最迟应在{due}，晚了{days}天",
        name=_name(step),
        date=shown(step.end),
        due=due.isoformat(),
        days=days,
    )
    where = place(file, step.id, "date")
    if known is not None and known.rule is not None and step.by is None:
        return [error("T790", where, found, say("提前，或推迟选举日（{rule}）", rule=known.rule), known.rule)]
    return [warning("T707", where, found, say("核对日期和期限"))]


def _notice_problems(step: Step, earliest: date | None, file: str) -> list[Problem]:
    where = place(file, step.id)
    rule = STEPS[step.id].rule
    if step.date is None:
        return []
    if earliest is None:
        return [
            error(
                "T792",
                where,
                say("公示要满5个工作日，没有{year}年放假和调休的日子，不能推算", year=day_of(step.date).year),
                say("在 [calendar] 填 holidays、worked 和 years"),
                rule,
            )
        ]
    if step.until is None or day_of(step.until) >= earliest:
        return []
    return [
        error(
            "T791",
            where,
            say(
                "{date}开始公示，到{until}不满5个工作日，最早到{earliest}",
                date=day_of(step.date).isoformat(),
                until=day_of(step.until).isoformat(),
                earliest=earliest.isoformat(),
            ),
            say("延长公示"),
            rule,
        )
    ]


def _order_problems(read: Plan, file: str) -> list[Problem]:
    chain = TALK_FIRST if read.order == "talk-first" else MEETING_FIRST
    pairs = [*combinations(chain, 2), *(pair for one in REQUESTS for pair in combinations(one, 2))]
    problems: list[Problem] = []
    for first_id, second_id in dict.fromkeys(pairs):
        first, second = read.step(first_id), read.step(second_id)
        if first is None or second is None or first.end is None or second.date is None:
            continue
        strict = any(first_id in one and second_id in one for one in REQUESTS)
        problems += _pair_problem(first, second, file, strict=strict)
    return problems


def _pair_problem(first: Step, second: Step, file: str, *, strict: bool) -> list[Problem]:
    if first.end is None or second.date is None:
        return []
    reversed_ = is_before(second.date, first.end)
    if reversed_ is False:
        return []
    both: dict[str, Any] = {"first": _name(first), "second": _name(second)}
    both |= {"at": shown(first.end), "then": shown(second.date)}
    where = place(file, second.id)
    if reversed_ or strict:
        return [
            warning(
                "T793",
                where,
                say("{first}（{at}）应在{second}（{then}）之前", **both),
                say("核对日期和时间"),
                "K19",
            )
        ]
    return [info("T794", where, say("{first}和{second}在同一天（{at}、{then}），没有写明时间", **both))]


def _late_use(read: Plan, file: str) -> list[Problem]:
    problems: list[Problem] = []
    for step in read.steps:
        if step.recommended is None or step.date is None:
            continue
        last = add_months(step.recommended, 12)
        if day_of(step.date) > last:
            problems.append(
                warning(
                    "T795",
                    place(file, step.id, "recommended"),
                    say(
                        "推荐结果一年内有效，到{last}为止，使用日期{used}已过",
                        last=last.isoformat(),
                        used=day_of(step.date).isoformat(),
                    ),
                    say("核对日期，或重新推荐"),
                    "K20",
                )
            )
    return problems


def _name(step: Step) -> str | Message:
    return step.name or (STEPS[step.id].name if step.id in STEPS else step.id)
