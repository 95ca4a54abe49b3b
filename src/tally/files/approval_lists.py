"""Approval ballots as lists of lists: abcvoting's `.abc.yaml`, and JSON with one election or, in lines, many.

Each election becomes a sheet of lines in the one text form that the profile `approval-lists` reads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from tally.domain.message import say
from tally.domain.problem import Problems, error
from tally.files.delimited import decode
from tally.files.sheet_scan import Scan
from tally.files.stored import StoredSheet

LISTS = frozenset({".yaml", ".yml", ".json", ".jsonl"})
BALLOTS = ("ballots", "profile")
CANDIDATES = ("candidates", "num_cand")
NAMES = ("instance", "title", "name", "id")
_KEY = re.compile(r"^([A-Za-z_]\w*):[ \t]*", re.MULTILINE)
_ITEM = re.compile(r"^\s*-\s+(.+)$", re.MULTILINE)


def read_lists(data: bytes, shown: str, stem: str, suffix: str) -> list[StoredSheet] | None:
    """Return a sheet for each election in the file, None when the file is no list of approval ballots.

    Raises `Problems`: T314 no encoding fits, T382 a ballot or a weight that is not read, with its election's place.
    """
    text, _ = decode(data, shown)
    try:
        elections = _yaml(text) if suffix in (".yaml", ".yml") else _json(text, lines=suffix == ".jsonl")
    except (ValueError, RecursionError):
        return None
    if not elections or not all(isinstance(one, dict) and _first(one, BALLOTS) is not None for one in elections):
        return None
    sheets: dict[str, StoredSheet] = {}
    for number, one in enumerate(elections, 1):
        name = str(_first(one, NAMES) or (stem if len(elections) == 1 else number))
        name = name if name not in sheets else f"{name} {number}"
        sheets[name] = StoredSheet(name, [[line] for line in _lines(one, shown, name)], Scan(), visible=True)
    return [*sheets.values()]


def _json(text: str, *, lines: bool) -> list[Any]:
    if lines:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    value = json.loads(text)
    return value if isinstance(value, list) else [value]


def _yaml(text: str) -> list[Any]:
    """Return the keys at the margin whose values are numbers and lists; abcvoting writes no other that counts."""
    keys = [*_KEY.finditer(text)]
    found: dict[str, Any] = {}
    for match, end in zip(keys, [*(one.start() for one in keys[1:]), len(text)], strict=True):
        value = text[match.end() : end].strip().translate(str.maketrans("{}", "[]"))
        if match[1] in (*BALLOTS, *CANDIDATES, "voter_weights"):
            items = _ITEM.findall(value)
            found[match[1]] = [json.loads(one) for one in items] if items else json.loads(value)
    return [found]


def _lines(one: Mapping[str, Any], shown: str, name: str) -> list[str]:
    where = f"{shown} › {name}"
    ballots, people, weights = _first(one, BALLOTS), _first(one, CANDIDATES), one.get("voter_weights")
    if not isinstance(ballots, list) or not all(isinstance(ballot, list) for ballot in ballots):
        raise _unread(where, "ballots")
    weights = [1] * len(ballots) if weights is None else weights
    if not isinstance(weights, list) or len(weights) != len(ballots) or not all(map(_is_weight, weights)):
        raise _unread(where, "voter_weights")
    marks = [mark for ballot in ballots for mark in ballot]
    if not all(isinstance(mark, str) or _is_number(mark) for mark in marks):
        raise _unread(where, "ballots")
    listed = _people(people, marks)
    if listed is None:
        raise _unread(where, "candidates")
    ids = {str(person): at for at, person in enumerate(listed)}
    if isinstance(people, list) and not any(isinstance(mark, str) for mark in marks):
        ids = {str(at): at for at in range(len(listed))}  # ballots count the candidates from nought
    strange = sorted({str(mark) for mark in marks} - ids.keys())
    if strange:
        raise _unread(where, strange[0])
    lines = [f"{at}: {person}" for at, person in enumerate(listed)]
    orders = [",".join(str(ids[str(mark)]) for mark in ballot) for ballot in ballots]
    return [*lines, "--", *(f"{weight}: {{{order}}}" for weight, order in zip(weights, orders, strict=True) if weight)]


def _people(people: Any, marks: Sequence[Any]) -> list[str] | None:
    if _is_number(people):
        return [str(at) for at in range(people)] if people <= 100_000 else None
    if isinstance(people, list):
        names = [str(one).strip() for one in people]
        return names if all(names) and len(set(names)) == len(names) else None
    if people is None and all(map(_is_number, marks)):
        return [str(at) for at in range(max(marks, default=-1) + 1)] if max(marks, default=0) <= 100_000 else None
    return [*dict.fromkeys(map(str, marks))] if people is None else None


def _first(one: Mapping[str, Any], keys: Sequence[str]) -> Any:
    return next((one[key] for key in keys if key in one), None)


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_weight(value: object) -> bool:
    return _is_number(value) and int(str(value)) <= 10_000_000


def _unread(where: str, what: str) -> Problems:
    found = say("赞成票的名单里“{what}”读不懂", what=what[:20])
    remedy = say("应有 ballots（每张票所选的编号或姓名）、candidates（人数或姓名），权重是整数；核对导出文件")
    return Problems([error("T382", where, found, remedy)])
