"""The journal: every act, a chain that shows each change, appended whole under concurrent commands."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import TEN, a_whole_folder, a_workbook, ballot_rows
from running import tally
from tally.records import journal
from tally.records.check_code import canonical, check_code
from tally.records.journal import Act
from tally.records.store import read_record


def a_journal(folder: Path, lines: int = 5) -> list[str]:
    for number in range(lines):
        assert (
            journal.append(folder, [Act("counted", {"ballots.xlsx": "ab" * 32}, {"check_code": str(number)})]) is None
        )
    return (folder / journal.FILE).read_text(encoding="utf-8").splitlines()


def found(folder: Path, lines: list[str], expected: str = "") -> list[tuple[str, str]]:
    (folder / journal.FILE).write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return [(one.code, one.place) for one in journal.check(journal.read(folder), expected)]


def test_count_verify_and_report_leave_their_lines(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path)
    tally("count", folder / "ballots.xlsx")
    tally("verify", cwd=folder)
    tally("report", "--only", "D12", cwd=folder)
    lines = journal.read(folder / "out")
    assert [line["act"] for line in lines] == ["loaded", "counted", "verified", "reported"]
    assert set(lines[0]["inputs"]) == {"election.toml", "candidates.xlsx", "ballots.xlsx"}
    record = json.loads((folder / "out" / "result.json").read_text(encoding="utf-8"))
    assert lines[1]["details"]["check_code"] == record["check_code"]
    assert all(line["user"] and line["version"] and line["time"] for line in lines)
    shown = tally("journal", cwd=folder)
    assert (shown.status, "计票" in shown.out, "复核" in shown.out) == (0, True, True)
    assert f"papers={','.join(lines[3]['details']['papers'])}" in shown.out
    assert tally("journal", "--check", cwd=folder).status == 0


def test_another_record_is_kept_and_noted(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path)
    tally("count", folder / "ballots.xlsx")
    first = json.loads((folder / "out" / "result.json").read_text(encoding="utf-8"))
    tally("count", folder / "ballots.xlsx")
    assert "replaced" not in {line["act"] for line in journal.read(folder / "out")}
    path = folder / "election.toml"
    path.write_text(path.read_text(encoding="utf-8") + "# 改过\n", encoding="utf-8")
    tally("count", folder / "ballots.xlsx")
    replaced = next(line for line in journal.read(folder / "out") if line["act"] == "replaced")
    assert replaced["details"]["old"] == first["check_code"]
    kept = json.loads((folder / "out" / "replaced" / f"{first['check_code']}.json").read_text(encoding="utf-8"))
    assert kept == first


def test_a_whole_journal_passes(tmp_path: Path) -> None:
    lines = a_journal(tmp_path)
    assert found(tmp_path, lines) == []
    assert found(tmp_path, lines, journal.head(tmp_path)) == []
    assert found(tmp_path, lines, journal.head(tmp_path)[:12]) == []


@pytest.mark.parametrize("at", range(5))
def test_a_changed_line_is_named(at: int, tmp_path: Path) -> None:
    lines = a_journal(tmp_path)
    lines[at] = lines[at].replace('"check_code":"', '"check_code":"9')
    assert found(tmp_path, lines) == [("T630", f"journal.jsonl › {at + 1}行")]


@pytest.mark.parametrize("at", range(4))
def test_a_missing_line_is_named(at: int, tmp_path: Path) -> None:
    lines = a_journal(tmp_path)
    del lines[at]
    assert ("T631", f"journal.jsonl › {at + 1}行") in found(tmp_path, lines)


@pytest.mark.parametrize("at", range(4))
def test_swapped_lines_are_named(at: int, tmp_path: Path) -> None:
    lines = a_journal(tmp_path)
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    codes = found(tmp_path, lines)
    assert ("T631", f"journal.jsonl › {at + 1}行") in codes
    assert ("T631", f"journal.jsonl › {at + 2}行") in codes


@pytest.mark.parametrize("left", range(1, 5))
def test_lines_cut_off_the_end_show_by_the_sealing_record(left: int, tmp_path: Path) -> None:
    lines = a_journal(tmp_path)
    on_paper = journal.head(tmp_path)
    assert found(tmp_path, lines[:left]) == []
    assert found(tmp_path, lines[:left], on_paper) == [("T632", "journal.jsonl")]


def test_a_count_cut_off_the_end_shows_by_the_record_beside_it(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path)
    tally("count", folder / "ballots.xlsx")
    path = folder / "out" / "journal.jsonl"
    whole = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(whole[0])
    run = tally("journal", "--check", "--json", cwd=folder)
    assert (run.status, run.codes) == (1, {"T642"})
    path.write_bytes(b"")
    assert tally("verify", cwd=folder).status == 0
    run = tally("journal", "--check", "--json", cwd=folder)
    assert (run.status, run.codes) == (1, {"T632"})


def test_a_count_cut_off_is_noted_late_by_the_next_command_and_stays_marked(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path)
    tally("count", folder / "ballots.xlsx")
    path = folder / "out" / "journal.jsonl"
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    verified = tally("verify", cwd=folder)
    assert (verified.status, "T645" in verified.err) == (0, True)
    assert [line["act"] for line in journal.read(folder / "out")] == ["loaded", "counted", "verified"]
    for _ in range(2):
        run = tally("journal", "--check", "--json", cwd=folder)
        assert (run.status, [(one["code"], one["place"]) for one in run.json["problems"]]) == (
            0,
            [("T645", "journal.jsonl › 2行")],
        )
        assert "T645" not in tally("verify", cwd=folder).err


def test_a_forged_record_is_never_noted_late(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path)
    tally("count", folder / "ballots.xlsx")
    path = folder / "out" / "result.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["contests"][0]["candidates"][0]["approve"] -= 1
    path.write_bytes(canonical(record | {"check_code": check_code(record)}))
    tally("verify", cwd=folder)
    run = tally("journal", "--check", "--json", cwd=folder)
    assert (run.status, run.codes) == (1, {"T632"})


def test_checking_and_comparing_entries_leave_their_lines_even_before_the_first_count(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path)
    other = a_workbook(folder / "second.xlsx", {"党委委员": ballot_rows(("×○○○", *TEN[1:]))})
    tally("check", "--election", folder)
    tally("reconcile", folder / "ballots.xlsx", other)
    tally("count", folder / "ballots.xlsx")
    rules, entries, *_ = lines = journal.read(folder / "out")
    assert [line["act"] for line in lines] == ["checked", "checked", "loaded", "counted"]
    assert (rules["details"]["what"], set(rules["inputs"])) == ("rules", {"election.toml", "candidates.xlsx"})
    assert entries["details"] | {"entries": 0} == {"what": "entries", "entries": 0, "differences": 2, "settled": False}
    assert entries["inputs"]["second.xlsx"] == journal.sha256(other)
    assert tally("journal", "--check", cwd=folder).status == 0


def test_two_whole_counts_at_once_leave_one_of_the_two_and_a_whole_chain(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path)
    other = a_workbook(folder / "second.xlsx", {"党委委员": ballot_rows(("×○○○", *TEN[1:]))})
    codes = {tally("count", one, "--out", tmp_path / one.stem, "--json").json["check_code"]
             for one in (folder / "ballots.xlsx", other)}  # fmt: skip
    command = [sys.executable, "-m", "tally", "count", "--quiet"]
    for _ in range(2):
        runs = [subprocess.Popen([*command, str(one)]) for one in (folder / "ballots.xlsx", other)]
        assert {run.wait() for run in runs} <= {0, 3}
        record = read_record(folder / "out" / "result.json")
        assert record["check_code"] in codes
        lines = journal.read(folder / "out")
        assert journal.check(lines, "", [record["check_code"]]) == []
        assert [line for line in lines if line["act"] == "counted"][-1]["details"]["check_code"] == record["check_code"]
        done = subprocess.run([sys.executable, "-I", str(folder / "out" / "recount.py")], capture_output=True)
        assert done.returncode == 0


def test_a_whole_chain_made_again_shows_by_the_sealing_record(tmp_path: Path) -> None:
    a_journal(tmp_path / "true")
    on_paper = journal.head(tmp_path / "true")
    forged = a_journal(tmp_path / "forged", 5)
    assert ("T632", "journal.jsonl") in found(tmp_path / "forged", forged, on_paper)


@given(st.data())
def test_no_flipped_byte_goes_unseen(data: st.DataObject) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        a_journal(folder, 3)
        content = (folder / journal.FILE).read_bytes()
        at = data.draw(st.integers(0, len(content) - 2))
        bit = data.draw(st.integers(0, 7))
        (folder / journal.FILE).write_bytes(content[:at] + bytes([content[at] ^ (1 << bit)]) + content[at + 1 :])
        assert journal.check(journal.read(folder))


def test_a_clock_set_back_is_said_and_breaks_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import datetime as dt

    class Earlier(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:
            return dt.datetime(2001, 1, 1, tzinfo=tz)

    a_journal(tmp_path, 1)
    monkeypatch.setattr(journal, "datetime", Earlier)
    a_journal(tmp_path, 1)
    assert [(one.code, one.severity.value) for one in journal.check(journal.read(tmp_path))] == [("T922", "warning")]


def test_many_commands_at_once_lose_no_line(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from tally.records.journal import Act, append\n"
        "for n in range(5): assert append(Path(sys.argv[1]), [Act('checked', {}, {'n': n})]) is None"
    )
    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(lambda _: subprocess.run([sys.executable, "-c", program, str(tmp_path)]), range(4)))
    assert [run.returncode for run in runs] == [0] * 4
    lines = journal.read(tmp_path)
    assert (len(lines), journal.check(lines)) == (20, [])


def test_a_torn_last_line_is_found_and_the_next_one_stands_by_itself(tmp_path: Path) -> None:
    lines = a_journal(tmp_path, 3)
    (tmp_path / journal.FILE).write_text("\n".join(lines)[:-20], encoding="utf-8")
    a_journal(tmp_path, 1)
    assert journal.check(journal.read(tmp_path))[0].code == "T630"
    assert len(journal.read(tmp_path)) == 4


def test_no_journal_is_said(tmp_path: Path) -> None:
    run = tally("journal", "--json", "--election", a_whole_folder(tmp_path))
    assert (run.status, run.codes) == (1, {"T633"})
