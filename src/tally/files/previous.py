"""The record of an earlier vote, named by `[previous]` or by a contest's `pool`, verified by its check code."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tally.domain.check_code import is_whole
from tally.domain.election import Candidate, Contest, InputFile, Kind, Stage
from tally.domain.message import Message, say
from tally.domain.outcome import Status
from tally.domain.previous import EarlierVote, Previous, Standing
from tally.domain.problem import Problem, Problems, error, place
from tally.files.paths import shown_path
from tally.files.toml_file import read_toml
from tally.names.namesakes import told_apart
from tally.names.normalise import Name, normalise

Table = Mapping[str, Any]


def read_previous(path: Path, folder: Path, where: str, expected: str | None = None) -> tuple[Previous, InputFile]:
    """Read the record of an earlier vote; `expected` is the check code that the election file gives for it.

    Raises `Problems`: T450 the record cannot be opened, T451 it is no record of a count, T452 it was changed after it
    was written, T453 it is another record than the one the election file means.
    """
    shown = shown_path(path, folder)
    try:
        content = path.read_bytes()
    except OSError as exception:
        reason = exception.strerror or type(exception).__name__
        raise _refused(
            "T450",
            where,
            say("打不开上一次选举的记录 {record}：{reason}", record=shown, reason=reason),
            say("写明记录的位置（相对本选举目录），如 ../out/result.json"),
        ) from exception
    not_a_record = _refused(
        "T451", where, say("{record} 不是计票记录", record=shown), say("写 tally count 写出的 result.json")
    )
    try:
        record = json.loads(content.decode("utf-8"))
        code, altered = record["check_code"], not is_whole(record, content)
        previous = _previous(record, shown)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as exception:
        raise not_a_record from exception
    if altered:
        raise _refused(
            "T452",
            where,
            say("{record} 的核验码与内容不符，记录被改动过", record=shown),
            say("不要使用这份记录；对上一次选举重新运行 tally count，或从备份取回"),
        )
    if expected is not None and expected.strip().upper() != code:
        raise _refused(
            "T453",
            where,
            say("写的核验码是 {given}，{record} 的核验码是 {code}", given=expected.strip(), record=shown, code=code),
            say("用上一次选举最后定稿的记录；记录重新计过的，重新运行 tally next"),
        )
    return previous, InputFile("previous", shown, hashlib.sha256(content).hexdigest())


def read_pool(contest: Contest, folder: Path, where: str) -> tuple[Mapping[str, str], InputFile]:
    """Return everybody elected to the body whose plenary fills a post (W15), name by key, and the record's file.

    A name that one member has is its own key; members of one name have what tells them apart in it.

    `pool` is a record, or `record#contest`; of a record with several contests the one of the post's body is taken.
    Raises `Problems`: those of `read_previous`, T462 no such contest.
    """
    text = contest.pool or ""
    file, mark, wanted = text.rpartition("#")
    previous, source = read_previous(folder / (file if mark else text), folder, where)
    kind = Kind.JW if "纪委" in f"{contest.office}{contest.body or ''}" else Kind.DW
    found = [
        one
        for one in previous.contests.values()
        if (one.id == wanted if mark else len(previous.contests) == 1 or one.kind is kind)
    ]
    if len(found) != 1:
        raise _refused(
            "T462",
            where,
            say("在 {record} 里定不下是哪一种选举的当选人", record=source.path),
            say("写成 记录#编号；记录里有：{ids}", ids=tuple(previous.contests)),
            "W15",
        )
    bare = Counter(key.partition("（")[0] for key in found[0].members)
    return {
        key if bare[key.partition("（")[0]] > 1 else key.partition("（")[0]: person.name
        for key, person in found[0].members.items()
    }, source


def earlier_records(election_file: Path) -> list[str]:
    """Return the records of earlier votes that an election file names, as it names them; none when it says nothing."""
    try:
        _, data = read_toml(election_file)
        named = [data["previous"]["record"]] if "previous" in data else []
        pools = [one["pool"] for one in data.get("contest", ()) if "pool" in one]
        named += [pool.rpartition("#")[0] or pool for pool in pools]
    except (Problems, KeyError, TypeError, AttributeError):
        return []
    return list(dict.fromkeys(named))


def _previous(record: Table, shown: str) -> Previous:
    election = record["election"]
    stage = Stage(election["stage"])
    earlier = record.get("previous") or {}
    return Previous(
        record=shown,
        check_code=record["check_code"],
        unit=election["unit"],
        rules=election["rules"],
        mode=election["mode"],
        stage=stage,
        preliminary=stage is Stage.PRELIMINARY or bool(earlier.get("preliminary", False)),
        contests={one["id"]: _contest(one) for one in record["contests"]},
    )


def _contest(one: Table) -> EarlierVote:
    outcome, margin = one["outcome"], one["margin"]
    before = one.get("elected_before", ())
    key = _keys([person["name"] for person in (*one["candidates"], *one["write_ins"], *before)])
    standing = [Standing(key[person["name"]], person["name"], person["approve"]) for person in one["candidates"]]
    printed = frozenset(person.key for person in standing)
    everyone = (*one["write_ins"], *one["candidates"])
    people = {person["name"]: _person(person, key[person["name"]]) for person in everyone}
    standing += [
        Standing(key[person["name"]], person["name"], person["approve"], person.get("eligible") is not False)
        for person in one["write_ins"]
    ]
    return EarlierVote(
        id=one["id"],
        office=one["office"],
        kind=Kind(one["kind"]) if "kind" in one else None,
        seats=int(one["seats"]),
        status=Status(outcome["status"]),
        open_seats=int(outcome["open_seats"]),
        standing=tuple(standing),
        printed=printed,
        elected={key[name]: people[name] for name in outcome["elected"]},
        tied={key[name]: people[name] for name in outcome["tied"]},
        before={key[person["name"]]: _person(person, key[person["name"]]) for person in before},
        margin_holds=bool(margin["holds"] or margin["waived"]),
        formal_seats=int(one.get("formal_seats", len(before) + one["seats"])),
    )


def _keys(names: Sequence[str]) -> dict[str, str]:
    """Return the key of each name: of those that several persons have, with the note that tells them apart."""
    bearers: dict[str, set[str]] = {}
    for name in names:
        bearers.setdefault(normalise(name).key, set()).add(normalise(name).note)
    return {name: _key(normalise(name), alone=len(bearers[normalise(name).key]) == 1) for name in names}


def _key(name: Name, *, alone: bool) -> str:
    return name.key if alone or not name.note else told_apart(name.key, name.note)


def _person(data: Table, key: str) -> Candidate:
    told = normalise(data["name"]).note if "（" in key else ""
    return replace(Candidate(data["name"], key, *(str(data.get(field, "")) for field in PERSON)), distinction=told)


PERSON = ("gender", "ethnic_group", "born", "post", "position", "remark")


def _refused(code: str, where: str, found: Message, remedy: Message, rule: str | None = None) -> Problems:
    problem: Problem = error(code, place(where), found, remedy, rule)
    return Problems([problem])
