"""The elections of the golden papers: complete, tie, gap, void, a write-in elected, 等额, one contest void."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import tally
from building import NAMES, a_folder, a_whole_folder, a_workbook, ballot_rows
from tally.records.opening import opening_record

ROOT = Path(__file__).parents[1]
BEFORE = ("D3", "D6", "D7", "D8", "D9", "D17", "KIT")
AFTER = ("D7", "D8", "D9", "D10", "D11", "D12", "D13", "D14", "D15", "D16", "D17", "D18", "D19")


def sample(name: str) -> Callable[[Path], Path]:
    """Return what puts a sample congress into a folder."""

    def put(folder: Path) -> Path:
        made = folder / name
        shutil.copytree(ROOT / "sample_ballots" / name, made, ignore=shutil.ignore_patterns("out"))
        return made

    return put


def write_in_elected(folder: Path) -> Path:
    """戊五, written in by eight of ten, takes the third seat."""
    ballots = [("○", "○", "×", "×", "戊五", "○")] * 8 + ["○○○×"] * 2
    return a_whole_folder(folder / "write-in", ballots)


def equal(folder: Path) -> Path:
    """A plenary of nine elects one secretary of one candidate (X54)."""
    made = a_folder(folder / "equal", names=("甲一",), seats=1, present=9, contest='kind = "ZW"', extra="")
    text = (made / "election.toml").read_text(encoding="utf-8")
    text = text.replace('rules = "jiceng-2020"', 'rules = "jiceng-2020"\nstage = "plenary"')
    text = text.replace('office = "党委委员"', 'office = "书记"').replace("writein_boxes = 1", "writein_boxes = 1")
    (made / "election.toml").write_text(text, encoding="utf-8")
    header = ("票号", "甲一", "另选他人1", "另选他人1符号", "整票无效", "备注")
    a_workbook(made / "ballots.xlsx", {"书记": ballot_rows(["○"] * 8 + ["×"], header)})
    return made


def one_void(folder: Path) -> Path:
    """X18: one elector put two ballots of the second body into the box; the first body's count stands."""
    second = (
        '\n[[contest]]\nid = "discipline"\noffice = "纪委委员"\nseats = 3\ncandidates = "candidates.xlsx#党委委员"\n'
        "writein_boxes = 0\nissued = 10\ncollected = 11\n"
    )
    return a_whole_folder(folder / "one-void", contest="issued = 10\ncollected = 10", extra=second)


def delegates(folder: Path) -> Path:
    """Party delegates of one unit (DB), for the report D19."""
    made = a_folder(folder / "delegates", contest='kind = "DB"', extra="")
    people = [
        ("姓名", "性别", "民族", "单位及职务"),
        (NAMES[0], "女", "回族", "一村"),
        (NAMES[1], "男", "汉族", "二村"),
    ]
    people += [(NAMES[2], "女", "汉族", "三村"), (NAMES[3], "男", "汉族", "四村")]
    a_workbook(made / "candidates.xlsx", {"党委委员": people})
    text = (
        (made / "election.toml")
        .read_text(encoding="utf-8")
        .replace('office = "党委委员"', 'office = "出席县党代会代表"')
    )
    (made / "election.toml").write_text(text, encoding="utf-8")
    ballots = ballot_rows(["○○○×"] * 9 + ["×○○○"])
    a_workbook(made / "ballots.xlsx", {"出席县党代会代表": ballots})
    return made


def district(folder: Path) -> Path:
    """Deputies elected directly in a district (RD), for the report D18."""
    facts = 'kind = "RD"\nissued = 10\ncollected = 10'
    made = a_folder(folder / "district", names=NAMES[:3], seats=2, contest=facts)
    text = (made / "election.toml").read_text(encoding="utf-8").replace("jiceng-2020", "xuanju-fa-2020")
    text = text.replace("present = 10", "present = 10\nvoted = 10\nall = 15\nproxies = 1")
    (made / "election.toml").write_text(text, encoding="utf-8")
    header = ("票号", *NAMES[:3], "另选他人1", "另选他人1符号", "整票无效", "备注")
    a_workbook(made / "ballots.xlsx", {"党委委员": ballot_rows(["○○×"] * 8 + ["×○○"] * 2, header)})
    return made


CASES: Mapping[str, Callable[[Path], Path]] = {
    "congress": sample("congress"),
    "tie": sample("tie"),
    "gap": sample("gap"),
    "void": sample("void"),
    "write-in": write_in_elected,
    "equal": equal,
    "one-void": one_void,
    "delegates": delegates,
    "district": district,
}


def records(name: str, folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a case's record before the count and after it."""
    made = CASES[name](folder)
    election = tally.load(made)
    ballots = [made / "ballots.xlsx"] if (made / "ballots.xlsx").exists() else []
    return opening_record(election), tally.count(election, ballots)
