"""The settings of election.toml that are no contest: who was there, officers, waivers, how ballots are read."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from tally.domain.election import Attendance, InputFile, Kind, Officers, Waiver
from tally.domain.message import say
from tally.domain.problem import Problems
from tally.files import election_schema as schema
from tally.files.method import kinds_named
from tally.files.paths import shown_path
from tally.files.schema import Reader
from tally.rules.book import RuleBook
from tally.rules.catalogue import RULES


def read_unit_facts(data: dict[str, Any], reader: Reader) -> dict[str, Any]:
    """Read [unit_facts], for `tally check`."""
    facts = reader.read(data.get("unit_facts", {}), schema.UNIT_FACTS, "unit_facts")
    if "dates" in facts:
        facts["dates"] = dates = reader.read(facts["dates"], schema.DATES, "unit_facts.dates")
        last, day = dates.get("last_election"), data.get("date")
        if last is not None and day is not None and str(last) >= str(day):
            reader.add(
                "T121",
                "unit_facts.dates.last_election",
                say("上届选举{last}不早于这次选举{day}", last=last, day=day),
                say("核对两个日期"),
                "D3",
            )
    return facts


def read_officers(data: dict[str, Any], reader: Reader) -> Officers:
    """Read [officers]."""
    values = reader.read(data.get("officers", {}), schema.OFFICERS, "officers")
    return Officers(
        values.get("chief_scrutineer", ""), tuple(values.get("scrutineers", ())), tuple(values.get("counters", ()))
    )


def read_attendance(data: dict[str, Any], book: RuleBook | None, reader: Reader) -> Attendance | None:
    """Read [attendance], None without the number entitled (T104).

    Problems: T407 proxies that the rules do not know, T505 a part greater than its whole.
    """
    given = data.get("attendance")
    values = reader.read(given, schema.ATTENDANCE, "attendance") if isinstance(given, dict) else {}
    kinds = kinds_named(data, book) if book is not None else ()
    present, voted, everyone = (values.get(key) for key in ("present", "voted", "all"))
    entitled = values.get("entitled", None if book is None or book.party else everyone)
    if entitled is None:
        if isinstance(given, dict) and "entitled" not in given:
            reader.add(
                "T104", "attendance.entitled", say("缺少“entitled”（应到人数）"), say("补上：entitled = 应到人数")
            )
        return None
    if present is None and isinstance(given, dict) and "present" not in given and Kind.RD not in kinds:
        reader.add(
            "T104", "attendance.present", say("缺少“present”（实到人数）"), say("补上：present = 实到有选举权人数")
        )
    if book is not None and everyone is None and _needs_all(book, kinds):
        reader.add("T104", "attendance.all", say("缺少“all”"), say("补上：all = 全体代表（选民）人数"))
    for key, part, whole_key, whole in (
        ("present", present, "entitled", entitled),
        ("voted", voted, "present", present if present is not None else entitled),
        ("entitled", entitled, "all", everyone),
    ):
        if part is not None and whole is not None and part > whole:
            reader.add(
                "T505",
                f"attendance.{key}",
                say(
                    "{part_name}{part}名，多于{whole_name}{whole}名",
                    part_name=_PEOPLE[key],
                    part=part,
                    whole_name=_PEOPLE[whole_key],
                    whole=whole,
                ),
                say("核对这两个人数"),
                "I5",
            )
    proxies = values.get("proxies", 0)
    if proxies and book is not None and not set(kinds) & book.proxy_kinds:
        reader.add(
            "T407",
            "attendance.proxies",
            say("写有委托投票{proxies}人，{title}不允许委托投票", proxies=proxies, title=book.title),
            say("删去 proxies；未到会的不能投票"),
            "E4",
        )
    return Attendance(entitled, present, voted, everyone, proxies)


def _needs_all(book: RuleBook, kinds: tuple[Kind, ...]) -> bool:
    thresholds = [book.majority(kind) for kind in kinds]
    thresholds += [quorum for kind in kinds if (quorum := book.quorum(kind)) is not None]
    return any(one.of == "all" for one in thresholds)


_PEOPLE = {"present": say("实到"), "entitled": say("应到"), "voted": say("投票"), "all": say("全体")}


def read_waivers(data: dict[str, Any], contests: set[str], reader: Reader) -> tuple[Waiver, ...]:
    """Read the waivers (T408 a rule that cannot be waived, T409 an unknown contest, T415 an unknown rule)."""
    waivers = []
    for number, item in enumerate(data.get("waiver", ()), start=1):
        path = f"waiver[{number}]"
        values = reader.read(item, schema.WAIVER, path)
        rule, contest = values.get("rule"), values.get("contest")
        if rule is not None and rule not in RULES:
            reader.add(
                "T415",
                f"{path}.rule",
                say("没有编号为“{rule}”的规则条目", rule=rule),
                say("规则条目的编号见 tally check，如 M1、D2、O1"),
            )
        elif rule is not None and rule[:1] not in ("M", "D", "O"):
            reader.add(
                "T408",
                f"{path}.rule",
                say("规则 {rule} 不能免除", rule=rule),
                say("能经批准免除的只有差额（M）、代表（D）、监票计票（O）各条"),
            )
        if contest is not None and contest not in contests:
            reader.add(
                "T409",
                f"{path}.contest",
                say("没有 id 为“{contest}”的选举", contest=contest),
                say("写某一节 [[contest]] 的 id"),
            )
        if len(values) == len(schema.WAIVER):
            waivers.append(Waiver(**values))
    return tuple(waivers)


def read_input(data: dict[str, Any], folder: Path, inputs: list[InputFile], reader: Reader) -> dict[str, str]:
    """Return how ballots are read; a profile of the user's own is one of the election's inputs."""
    values = reader.read(data.get("input", {}), schema.INPUT, "input")
    name = values.get("profile", "")
    if name:
        from tally.files.profile_file import SUFFIX, load_profile

        try:
            load_profile(name, folder)
        except Problems as problems:
            reader.problems += problems.problems
        else:
            own = folder / (name if name.endswith(SUFFIX) else f"{name}{SUFFIX}")
            if own.is_file():
                digest = hashlib.sha256(own.read_bytes()).hexdigest()
                inputs.append(InputFile("profile", shown_path(own, folder), digest))
    return {
        "numbering": values.get("numbering", "unique"),
        "layout": values.get("layout", ""),
        "profile": name,
        "choices": values.get("count", ""),
    }
