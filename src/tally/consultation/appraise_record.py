"""The record of an appraisal (民主测评记录): what may be shown of it, and never a verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tally.consultation import privacy
from tally.consultation.appraisal import (
    AppraisalPile,
    SubjectCount,
    abstentions,
    below_two_thirds,
    count_appraisal,
    over_one_third,
    read_appraisal_slips,
    score,
)
from tally.consultation.appraise_counts import read_appraisal_counts
from tally.consultation.appraise_file import Appraisal, Scale, Subject, read_appraisal
from tally.consultation.circle import collected_problem, counted_problems, two_thirds
from tally.consultation.figures import rate
from tally.consultation.groups import entered_problems
from tally.consultation.hidden import hidden_entry, hidden_remarks, merged_groups
from tally.domain.message import say
from tally.domain.moment import shown
from tally.domain.problem import Problem, Problems, error, errors_among, place, warning
from tally.files.settings import Settings

NOTICE = "供研究参考"
KIND = "appraise"


def appraise(path: Path) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Read appraise.toml and its slips or counts; return the record (without check code) and remarks.

    Raises `Problems` with everything that stands against it; T715 another number of slips than collected, T722 more
    slips of a group than it has heads, T761 a base smaller than the grades given over it (K10).
    """
    appraisal, settings = read_appraisal(path)
    file = path.name
    pile: AppraisalPile | None = None
    doubled = 0
    if appraisal.by_counts:
        counts = read_appraisal_counts(appraisal, settings)
        valid, invalid = appraisal.circle.valid or 0, appraisal.circle.invalid or 0
    else:
        pile = read_appraisal_slips(appraisal, settings.folder)
        settings.problems += pile.problems
        counts, valid, invalid, doubled = count_appraisal(pile, appraisal)
        if not errors_among(pile.problems):
            entered = {group: len(slips) for group, slips in pile.slips.items()}
            settings.problems += collected_problem(appraisal.circle, sum(entered.values()), file)
            settings.problems += entered_problems(appraisal.groups, entered, file)
            settings.problems += counted_problems(appraisal.circle, valid, invalid, file)
    base_count = appraisal.circle.base(appraisal.base, valid)
    if errors_among(settings.problems):
        raise Problems(settings.all_problems())
    settings.problems += [
        error(
            "T761",
            place(file, "base", subject.name),
            say(
                "{name}：评了等次的{graded}张，多于基数{base}", name=subject.name, graded=count.graded, base=base_count
            ),
            say("核对基数（base）和应参加、实到人数"),
            "K10",
        )
        for subject, count in zip(appraisal.subjects, counts, strict=False)
        if abstentions(count, base_count) < 0
    ]
    problems = settings.all_problems()
    if errors_among(problems) or len(counts) < len(appraisal.subjects):
        raise Problems(problems)
    hidden: list[dict[str, Any]] = []
    small = valid < appraisal.least
    if small:
        hidden.append(hidden_entry(appraisal.title, (), "small-circle"))
    subjects = [
        _subject(subject, count, appraisal, base_count, hidden)
        for subject, count in zip(appraisal.subjects, counts, strict=True)
    ]
    if doubled:
        problems.append(
            warning("T762", file, say("有{count}格选了两个等次，各按弃权计，票仍有效", count=doubled), rule="CP3")
        )
    record = {
        "schema": 1,
        "kind": KIND,
        "notice": NOTICE,
        "title": appraisal.title,
        "unit": appraisal.unit,
        "when": shown(appraisal.when),
        "base": appraisal.base,
        "base_count": base_count,
        "circle": appraisal.circle.as_json(valid, invalid),
        "categories": [{"name": name, "heads": heads} for name, heads in appraisal.circle.categories],
        "secrecy": appraisal.secrecy,
        "two_thirds": two_thirds(appraisal.circle.present, appraisal.circle.entitled),
        "small_group": appraisal.least,
        "groups": [{"id": one.id, "name": one.name, "heads": one.heads} for one in appraisal.groups],
        "scales": {kind: _scale(scale) for kind, scale in appraisal.scales.items()},
        "subjects": subjects,
        "hidden": hidden,
        "doubled": doubled,
        "remarks": [] if pile is None or small else list(pile.remarks),
        "kept_until": shown(appraisal.kept_until) if appraisal.kept_until else None,
        "slips": None if pile is None else {"count": sum(map(len, pile.slips.values()))},
        "inputs": _inputs(settings, pile, grouped=bool(appraisal.groups)),
    }
    return record, (*problems, *hidden_remarks(hidden, file, appraisal.least))


def _inputs(settings: Settings, pile: AppraisalPile | None, *, grouped: bool) -> list[dict[str, str | None]]:
    """Return the files; of slips and of counts by group no hash is kept, from which a small pile could be guessed."""
    entries = settings.inputs_as_json(hashless=("counts",) if grouped else ())
    entries += [{"role": "slips", "path": file, "sha256": None} for file in (pile.files if pile else ())]
    return list({(one["role"], one["path"]): one for one in entries}.values())


def _scale(scale: Scale) -> dict[str, Any]:
    return {"grades": list(scale.grades), "points": list(scale.points) or None, "divisor": scale.divisor or None}


def _subject(
    subject: Subject, count: SubjectCount, appraisal: Appraisal, base_count: int, hidden: list[dict[str, Any]]
) -> dict[str, Any]:
    scale = appraisal.scale(subject)
    small = count.valid < appraisal.least
    counts_shown = not small or appraisal.small_circle_counts
    abstain = abstentions(count, base_count)
    return {
        "name": subject.name,
        "kind": subject.kind,
        "position": subject.position,
        "item": subject.item,
        "grades": {grade: number if counts_shown else None for grade, number in count.grades.items()},
        "abstain": abstain if counts_shown else None,
        "rates": {} if small else _rates(count, scale, abstain, base_count),
        "lines": [] if small or subject.item or not appraisal.reference_lines else _lines(count, scale, base_count),
        "score": None if small or not scale.points else _score(count, scale, base_count),
        "groups": grades_by_group(subject.name, count, scale.grades, appraisal.least, hidden),
    }


def _rates(count: SubjectCount, scale: Scale, abstain: int, base_count: int) -> dict[str, int | None]:
    """Return rates named by their parts (CP5)."""
    best, second = scale.grades[:2]
    rates = {grade: rate(number, base_count) for grade, number in count.grades.items()}
    rates["弃权"] = rate(abstain, base_count)
    rates[f"{best}+{second}"] = rate(count.grades[best] + count.grades[second], base_count)
    return rates


def _lines(count: SubjectCount, scale: Scale, base_count: int) -> list[dict[str, Any]]:
    best, second, worst = scale.grades[0], scale.grades[1], scale.grades[-1]
    two = count.grades[best] + count.grades[second]
    return [
        {
            "line": f"{best}+{second}低于三分之二",
            "reached": below_two_thirds(two, base_count),
            "arithmetic": f"3×{two} = {3 * two}，2×{base_count} = {2 * base_count}",
        },
        {
            "line": f"{worst}超过三分之一",
            "reached": over_one_third(count.grades[worst], base_count),
            "arithmetic": f"3×{count.grades[worst]} = {3 * count.grades[worst]}，{base_count}",
        },
    ]


def _score(count: SubjectCount, scale: Scale, base_count: int) -> dict[str, Any] | None:
    points, divisor = score(count, scale, base_count)
    if not divisor:
        return None
    return {
        "points": points,
        "divisor": divisor,
        "divisor_is": scale.divisor,
        "hundredths": 100 * points // divisor if points >= 0 else -(-100 * points // divisor),
        "weights": dict(zip(scale.grades, scale.points, strict=True)),
    }


def grades_by_group(
    name: str, count: SubjectCount, grades: Sequence[str], least: int, hidden: list[dict[str, Any]]
) -> dict[str, dict[str, int] | None]:
    """Return grades by group as they may be shown; what is hidden is added to `hidden`."""
    if not count.groups:
        return {}
    sizes = {group: _valid(count, group) for group in count.groups}
    parts = () if count.valid < least else privacy.blocks(sizes, least)
    words = (*grades, "")
    answers = [{group: given[grade] for group, given in count.groups.items()} for grade in words]
    alike = privacy.one_answer(parts, answers, yes_or_no=False)
    hidden += merged_groups(name, sizes, parts)
    if alike:
        hidden.append(hidden_entry(name, (), "one-answer", name))
    return {
        group: None
        if alike or part is None
        else {grade: sum(count.groups[one][grade] for one in part.groups) for grade in words}
        for group, part in _shown_as(list(count.groups), parts).items()
    }


def _valid(count: SubjectCount, group: str) -> int:
    return sum(count.groups[group].values())


def _shown_as(groups: Sequence[str], parts: Sequence[privacy.Block]) -> Mapping[str, privacy.Block | None]:
    named: dict[str, privacy.Block | None] = dict.fromkeys(groups)
    return {**named, **{part.label: part for part in parts}}
