"""Papers of recommendation, delegates and credentials whose records have more, or less, than the samples'."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from consulting import SAMPLES
from tally.documents.consulted import as_files
from tally.messages import translator
from tally.records.consulted import consult

Record = dict[str, Any]


@cache
def _kept(kind: str) -> Record:
    return dict(consult(kind, SAMPLES / kind / f"{kind}.toml")[0])


def record_of(kind: str) -> Record:
    return copy.deepcopy(_kept(kind))


def text(record: Record, lang: str = "zh") -> str:
    ((_, content),) = as_files(record, ("txt",), translator(lang))
    return content.decode("utf-8")


def three_marks(record: Record) -> None:
    for one in record["posts"][0]["people"]:
        one |= {"oppose": 6, "abstain": 71}


def second_round(record: Record) -> None:
    record["posts"][0]["second_round"] = {"may": True, "top": 17, "below": 30}


def no_rank(record: Record) -> None:
    record["posts"][0]["people"][-1]["rank"] = None


def no_groups(record: Record) -> None:
    for one in (*record["posts"], *record["talks"]):
        one["groups"] = dict.fromkeys(one["groups"])  # too few in each to be shown


def only_talks(record: Record) -> None:
    people = record["posts"][0]["people"]
    people[:] = [one for one in people if one["name"] != record["talks"][0]["people"][0]["name"]]


def across(record: Record) -> None:
    post = record["posts"][0]["id"]
    record["across"] = [{"name": "温立春", "posts": {post: 58}, "slips": 58, "rate": 9062}]


@pytest.mark.parametrize(
    ("change", "said", "unsaid"),
    [
        (three_marks, ("不同意", "71"), ()),
        (second_round, ("得推荐票最多的为17张，未超过30%，可以研究是否再推荐一轮。",), ()),
        (no_rank, ("—",), ()),
        (no_groups, (), ("谈话推荐分组人数", "会议推荐分组票数")),
        (across, ("在几个职位上被推荐的", "同一张推荐票只数一次，各职位的票数不相加。"), ()),
        (only_talks, ("温立春",), ()),
    ],
)
def test_a_recommendation_shows_what_its_record_has(
    change: Callable[[Record], None], said: tuple[str, ...], unsaid: tuple[str, ...]
) -> None:
    before, record = text(record_of("recommend")), record_of("recommend")
    change(record)
    after = text(record)
    assert after != before
    assert all(one in after for one in said)
    assert not any(one in after for one in unsaid)
    for one in said:
        if len(one) > 6:
            assert one not in before
            assert one not in text(record, "en")


def test_credentials_with_a_list_and_without_other_attributes() -> None:
    record = record_of("credentials")
    assert "其他构成" in text(record)
    assert "代表名单" not in text(record)
    record["attributes"] = []
    record["delegates"] = [{"unit": "一村", "name": "甲立春", "position": "村书记", "ended": "组织关系转出"}]
    after = text(record)
    assert "其他构成" not in after
    line = next(one for one in after.splitlines() if "甲立春" in one)
    assert line.split() == ["1", "一村", "甲立春", "村书记", "组织关系转出"]


def test_delegates_by_number_alone_have_no_register_and_no_structure() -> None:
    record = record_of("delegates")
    before = text(record)
    assert "代表构成（共" in before
    assert "其中带名额" in before
    record["delegates"], record["structure"] = [], None
    for one in record["units"]:
        one["delegates"] = one["allotted"] = None
    after = text(record)
    assert "代表构成（共" not in after
    assert "单位及职务" not in after


def test_a_motion_that_did_not_pass_is_said_to_have_not(tmp_path: Path) -> None:
    head = 'title = "会"\nwhen = 2026-11-20\nentitled = 152\npresent = 148\n'
    motion = '[[motion]]\nsubject = "办法"\nyes = 70\nno = 46\nabstain = 32\nthreshold = "more-than-half-of-present"\n'
    (tmp_path / "hands.toml").write_text(head + motion, encoding="utf-8")
    record = dict(consult("hands", tmp_path / "hands.toml")[0])
    assert "按实到人数的过半数，未通过。" in text(record)
