"""Where rule books (选举规则) are found and how one is read; what it holds is told in `book`.

The books lie in `rulebooks/*.toml`. No number of a regulation stands in Python. A congress may bring a book of its own
that extends one of them and is stricter where the regulation leaves room (`rules = "path.toml"`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from tally.domain.election import Election, Kind
from tally.domain.message import say
from tally.domain.problem import Problem, Problems, error
from tally.domain.toml_dates import date_problems, without_impossible_dates
from tally.rules.book import DelegateNumber, DeputyNumber, Further, MarginRule, RuleBook, Source, Table, Threshold
from tally.rules.book_keys import TYPES
from tally.rules.book_schema import schema_problems, wrong_type
from tally.rules.opinion import opinion_problems
from tally.rules.share import Share
from tally.rules.stricter import changes, merge


@cache
def rule_book_ids() -> tuple[str, ...]:
    """Return the ids of all rule books shipped."""
    folder = resources.files("tally.rules") / "rulebooks"
    return tuple(sorted(item.name.removesuffix(".toml") for item in folder.iterdir() if item.name.endswith(".toml")))


@cache
def load_rule_book(book_id: str) -> RuleBook:
    """Return the rule book of that id; raises `Problems` (T401) when there is none."""
    return _rule_book(_shipped(book_id))


def rule_book(election: Election) -> RuleBook:
    """Return the rule book of an election: one of those shipped, or the election folder's own."""
    if election.rule_file:
        return read_rule_book(election.folder / election.rule_file)
    return load_rule_book(election.rules)


def read_rule_book(path: Path) -> RuleBook:
    """Read a local rule book, which must extend one of those shipped.

    Raises `Problems`: T120 a date that is none, T430 not readable, T431 extends nothing known, T426–T428 its form, T429
    not stricter, in the sections whose form is sound.
    """
    own, problems = _read(path)
    problems += _head_problems(own, path.name)
    if own.get("extends") not in rule_book_ids():
        raise Problems(problems)
    parent = _shipped(own["extends"])
    values = {key: value for key, value in own.items() if key not in _OF_ITS_OWN}
    merged = merge(parent, {key: value for key, value in own.items() if key != "extends"})
    merged.pop("until", None)
    merged["issued"] = own.get("issued", parent["issued"])
    headed = {one.place for one in problems}
    form = (*schema_problems(merged, path.name), *opinion_problems(own.get("opinion", {}), path.name))
    problems += [one for one in form if one.place not in headed]
    unsound = {one.place.removeprefix(f"{path.name} › ").partition(".")[0] for one in problems}
    sound = {key: value for key, value in values.items() if key not in unsound}
    found = list(changes(sound, parent, path.name))
    problems += [problem for _, problem in found if problem is not None]
    if problems:
        raise Problems(problems)
    return _rule_book(merged, extends=own["extends"], tightened=tuple(where for where, _ in found))


def extended(path: Path) -> RuleBook | None:
    """Return the book that a local one, itself refused, says it extends: what else is wrong is tested by it."""
    try:
        return load_rule_book(str(_read(path)[0].get("extends")))
    except Problems:
        return None


_OF_ITS_OWN = ("id", "title", "issued", "extends", "scope", "words", "articles", "opinion")


def _head_problems(own: Table, file: str) -> list[Problem]:
    text = TYPES["text"]
    problems = [
        wrong_type(file, key, own[key], text.expected)
        if key in own
        else error("T427", f"{file} › {key}", say("缺少“{key}”", key=key), say("补上：{key} = 文字", key=key))
        for key in ("id", "title")
        if not text.fits(own.get(key))
    ]
    if own.get("extends") not in rule_book_ids():
        problems.append(
            error(
                "T431",
                f"{file} › extends",
                say("没有写明在哪一套规则上从严，或没有这套规则"),
                say("写 extends = 编号；可用的有：{ids}", ids=rule_book_ids()),
            )
        )
    if own.get("id") in rule_book_ids():
        problems.append(error("T431", f"{file} › id", say("编号“{id}”已经用过", id=own["id"]), say("另起一个编号")))
    return problems


def _read(path: Path) -> tuple[dict[str, Any], list[Problem]]:
    """Return the tables of a local book, and a problem for each date in it that is none."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        bad = list(date_problems(path.name, text))
        return tomllib.loads(without_impossible_dates(text) if bad else text), bad
    except OSError as exception:
        reason = exception.strerror or type(exception).__name__
        found, remedy = say("打不开这个文件：{reason}", reason=reason), say("检查文件是否存在、是否有读取权限")
    except UnicodeDecodeError:
        found, remedy = say("文件不是 UTF-8 编码"), say("用记事本“另存为”，编码选 UTF-8")
    except (tomllib.TOMLDecodeError, RecursionError) as exception:
        found = say("格式有误：{detail}", detail=str(exception))
        remedy = say("检查这一行的引号、等号和括号（应为英文半角）")
    except ValueError as exception:  # a name with a nought byte
        found, remedy = say("打不开这个文件：{reason}", reason=str(exception)), say("检查文件是否存在、是否有读取权限")
    raise Problems([error("T430", path.name, found, remedy)])


def _shipped(book_id: str) -> dict[str, Any]:
    if book_id not in rule_book_ids():
        raise Problems(
            [
                error(
                    "T401",
                    "rules",
                    say("没有编号为“{id}”的选举规则", id=book_id),
                    say("可用的有：{ids}", ids=tuple(rule_book_ids())),
                )
            ]
        )
    text = (resources.files("tally.rules") / "rulebooks" / f"{book_id}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _rule_book(data: Table, extends: str | None = None, tightened: tuple[str, ...] = ()) -> RuleBook:
    officers, proxies, reduce, write_in = data["officers"], data["proxies"], data["reduce_seats"], data["write_in"]
    return RuleBook(
        id=data["id"],
        title=data["title"],
        issued=data["issued"],
        until=data.get("until"),
        party=data["party"],
        kinds=frozenset(Kind(kind) for kind in data["kinds"]),
        scope=data["scope"],
        words=data["words"],
        quorums={Kind(kind): _threshold(one, one["part"]) for kind, one in data["quorum"].items()},
        margins={Kind(kind): _margin(one) for kind, one in data["margin"].items()},
        majorities={Kind(kind): _threshold(one, "approve") for kind, one in data["majority"].items()},
        further={
            Kind(kind): Further(_threshold(one, "approve"), one["margin"], one["by_votes"])
            for kind, one in data.get("further", {}).items()
        },
        statuses=tuple(data["electors"]["statuses"]),
        standing_statuses=tuple(data["electors"].get("stand", data["electors"]["statuses"])),
        adult=data["electors"].get("adult"),
        by_deputies=frozenset(Kind(kind) for kind in data["electors"].get("by_deputies", ())),
        suspending=frozenset(data["suspended"]["measures"]),
        exclusions=tuple(data.get("exclusions", {}).get("reasons", ())),
        proxy_kinds=frozenset(Kind(kind) for kind in proxies.get("kinds", data["kinds"]) if proxies["allowed"]),
        max_proxies=proxies.get("max_per_holder"),
        writein_needs_oppose=write_in["needs_oppose"],
        writein_from=write_in["from"],
        deputies_for=tuple(write_in.get("deputies_for", ())),
        not_for_units=tuple(data.get("units", {}).get("not_for", ())),
        scrutineers_not_candidates=officers["scrutineers_not_candidates"]["level"],
        counters_not_candidates=officers["counters_not_candidates"]["level"],
        officer_rules={key: one["rule"] for key, one in officers.items()},
        reduce_by_electors=_share(reduce["by_electors"]) if reduce["allowed"] else None,
        equal_by_election=data.get("by_election", {}).get("equal", False),
        tie=data["tie"]["then"],
        gap=data["gap"]["then"],
        congress_members=data.get("congress", {}).get("members"),
        term_shift=data.get("term", {}).get("shift"),
        delegates=_delegates(data["delegates"]) if "delegates" in data else None,
        sponsors=data.get("sponsors", {}).get("at_least"),
        deputies={
            level: DeputyNumber(one["base"], one["per"], one["most"]) for level, one in data.get("deputies", {}).items()
        },
        sources=_sources(data),
        raw=data,
        extends=extends,
        extends_title=_shipped(extends)["title"] if extends is not None else "",
        tightened=tightened,
    )


def _sources(data: Table) -> dict[str, Source]:
    """Gather where each rule was read; a rule that stands in several tables was read where the first says."""
    found: dict[str, Source] = {}
    for rule, source in data.get("articles", {}).items():
        found[rule] = Source(**source)

    def gather(table: Table) -> None:
        if "source" in table:
            found.setdefault(table["rule"], Source(**table["source"]))
        for value in table.values():
            if isinstance(value, Mapping):
                gather(value)

    gather({key: value for key, value in data.items() if key != "articles"})
    return found


def _share(data: Table) -> Share:
    strict = "more_than" in data
    numerator, denominator = data["more_than" if strict else "at_least"]
    return Share(numerator, denominator, strict)


def _threshold(data: Table, part: str) -> Threshold:
    return Threshold(
        data["rule"],
        _share(data),
        part,
        data["of"],
        Source(**data["source"]),
        frozenset(data.get("stricter", ())),
    )


def _range(value: list[int]) -> tuple[int, int]:
    return value[0], value[1]


def _delegates(data: Table) -> DelegateNumber:
    return DelegateNumber(_range(data["usual"]), data["most"])


def _margin(data: Table) -> MarginRule:
    return MarginRule(
        rule=data["rule"],
        source=Source(**data["source"]),
        at_least=_share(data) if "at_least" in data else None,
        at_most=Share(data["at_most"][0], data["at_most"][1], strict=False) if "at_most" in data else None,
        extra=_range(data["extra"]) if "extra" in data else None,
        seats=_range(data["seats"]) if "seats" in data else None,
        equal_if_nominated=data.get("equal_if_nominated"),
        fixed=data.get("fixed", False),
        words=tuple(data.get("words", ())),
        named=_margin(data["named"]) if "named" in data else None,
    )
