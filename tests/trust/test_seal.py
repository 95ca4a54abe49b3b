"""Sealing: a manifest that shows every change, a folder that refuses to be changed, and the way back."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from building import a_whole_folder
from running import tally
from tally.records import journal
from tally.records.seal import check_seal, sealing_figures


def a_sealed_folder(path: Path, *options: object) -> Path:
    folder = a_whole_folder(path)
    assert tally("count", folder / "ballots.xlsx").status in (0, 3)
    assert tally("report", "--quiet", cwd=folder).status == 0
    run = tally("seal", *options, cwd=folder)
    assert run.status == 0, run.err
    return folder


def codes(folder: Path) -> list[tuple[str, str]]:
    return [(one.code, one.place) for one in check_seal(folder / "out", folder / "election.toml")[1]]


def test_the_manifest_lists_inputs_record_papers_and_script(tmp_path: Path) -> None:
    folder = a_sealed_folder(tmp_path)
    manifest = json.loads((folder / "out" / "seal.json").read_text(encoding="utf-8"))
    paths = {one["path"] for one in manifest["files"]}
    assert {"election.toml", "candidates.xlsx", "ballots.xlsx", "out/result.json", "out/recount.py"} <= paths
    assert {"out/proof.xlsx", "out/D12.txt"} <= paths
    assert codes(folder) == []
    assert tally("seal", "--check", cwd=folder).status == 0


def test_the_figures_for_the_sealing_record(tmp_path: Path) -> None:
    folder = a_sealed_folder(tmp_path)
    figures = sealing_figures(folder / "out")
    lines = journal.read(folder / "out")
    assert lines[-1]["act"] == "sealed"
    assert figures["journal"] == lines[-1]["hash"]
    assert figures["lines"] == len(lines)
    assert figures["manifest"] == lines[-1]["details"]["manifest"]
    assert tally("journal", "--check", "--head", figures["journal"], cwd=folder).status == 0


def test_the_sealing_record_prints_hashes_in_groups_that_a_line_can_part(tmp_path: Path) -> None:
    """64 digits without a space would run over the paper's edge; typed as they are printed they are the same hash."""
    folder = a_sealed_folder(tmp_path)
    assert tally("report", "--only", "D16", "--format", "txt", cwd=folder).status == 0
    text = (folder / "out" / "D16.txt").read_text(encoding="utf-8")
    printed = re.findall(r"校验值：((?:[0-9a-f]{16} ?){4})$", text, re.MULTILINE)
    figures = sealing_figures(folder / "out")
    assert printed[0].replace(" ", "") == figures["manifest"]
    assert len(printed) == 2
    assert not re.search(r"[0-9a-f]{17}", text)
    assert tally("journal", "--check", "--head", printed[1], cwd=folder).status == 0


@pytest.mark.parametrize(
    "target", ["election.toml", "ballots.xlsx", "out/result.json", "out/D12.txt", "out/recount.py"]
)
@pytest.mark.parametrize("change", ["flip", "remove"])
def test_every_change_is_found(target: str, change: str, tmp_path: Path) -> None:
    folder = a_sealed_folder(tmp_path)
    path = folder / target
    content = path.read_bytes()
    if change == "remove":
        path.unlink()
    else:
        path.write_bytes(content[:20] + bytes([content[20] ^ 1]) + content[21:])
    assert codes(folder) == [("T635", target)]


def test_a_file_added_is_said(tmp_path: Path) -> None:
    folder = a_sealed_folder(tmp_path)
    (folder / "out" / "D99.txt").write_text("", encoding="utf-8")
    assert codes(folder) == [("T636", "out/D99.txt")]


def test_another_manifest_is_not_known_to_the_journal(tmp_path: Path) -> None:
    folder = a_sealed_folder(tmp_path)
    path = folder / "out" / "seal.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
    assert codes(folder) == [("T632", "seal.json")]


def test_a_sealed_folder_is_not_written_and_reading_goes_on(tmp_path: Path) -> None:
    folder = a_sealed_folder(tmp_path)
    before = {path: path.read_bytes() for path in (folder / "out").rglob("*") if path.name != "journal.jsonl"}
    for arguments in (
        ["count", folder / "ballots.xlsx"],
        ["report"],
        ["seal"],
        ["export"],
        ["convert", "ballots.xlsx#党委委员", "out/committee.parquet"],
        ["convert", "ballots.xlsx#党委委员", "out/a/b/c/d/committee.csv"],
        ["rehearse", "--out", "out/r/s/t/u"],
        ["init", "out/deep/a/b/c"],
    ):
        run = tally(*arguments, "--lang", "en", cwd=folder)
        assert (run.status, "T634" in run.err) == (1, True), arguments
    assert {path: path.read_bytes() for path in (folder / "out").rglob("*") if path.name != "journal.jsonl"} == before
    assert tally("verify", cwd=folder).status == 0
    assert tally("journal", "--check", cwd=folder).status == 0
    assert tally("report", "--out", tmp_path / "elsewhere", "--quiet", cwd=folder).status == 0


def test_reopening_names_who_and_why_and_keeps_the_manifest(tmp_path: Path) -> None:
    folder = a_sealed_folder(tmp_path)
    assert tally("seal", "--reopen", cwd=folder).status == 2
    assert tally("seal", "--reopen", "--by", "主席团", "--reason", "更正录入", cwd=folder).status == 0
    line = journal.read(folder / "out")[-1]
    assert (line["act"], line["details"]["by"], line["details"]["reason"]) == ("reopened", "主席团", "更正录入")
    assert list((folder / "out" / "replaced").glob("seal-*.json"))
    assert tally("count", folder / "ballots.xlsx").status in (0, 3)
    assert tally("seal", cwd=folder).status == 0


def test_what_does_not_verify_is_not_sealed(tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path)
    tally("count", folder / "ballots.xlsx")
    (folder / "election.toml").write_text((folder / "election.toml").read_text(encoding="utf-8") + "# x\n", "utf-8")
    run = tally("seal", "--json", cwd=folder)
    assert (run.status, run.codes) == (1, {"T607"})
    assert not (folder / "out" / "seal.json").exists()


def test_nothing_sealed_is_said(tmp_path: Path) -> None:
    run = tally("seal", "--check", "--json", "--election", a_whole_folder(tmp_path))
    assert (run.status, run.codes) == (1, {"T636"})


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl on this machine")
def test_a_signature_that_openssl_makes_keys_for_and_checks(tmp_path: Path) -> None:
    def openssl(*arguments: object) -> int:
        return subprocess.run(["openssl", *map(str, arguments)], capture_output=True, check=False).returncode

    key, public, other = tmp_path / "key.pem", tmp_path / "public.pem", tmp_path / "other.pem"
    assert openssl("genpkey", "-algorithm", "ed25519", "-out", key) == 0
    assert openssl("pkey", "-in", key, "-pubout", "-out", public) == 0
    assert openssl("genpkey", "-algorithm", "ed25519", "-out", tmp_path / "another.pem") == 0
    assert openssl("pkey", "-in", tmp_path / "another.pem", "-pubout", "-out", other) == 0
    folder = a_sealed_folder(tmp_path / "town", "--key", key)
    manifest, signed = folder / "out" / "seal.json", folder / "out" / "seal.json.sig"
    check = ("pkeyutl", "-verify", "-pubin", "-inkey", public, "-rawin", "-in", manifest, "-sigfile", signed)
    assert openssl(*check) == 0
    assert tally("seal", "--check", "--public", public, cwd=folder).status == 0
    wrong = tally("seal", "--check", "--public", other, "--json", cwd=folder)
    assert (wrong.status, wrong.codes) == (1, {"T637"})
    assert tally("seal", "--check", "--public", manifest, "--json", cwd=folder).codes == {"T638"}


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl on this machine")
def test_a_key_of_another_kind_and_a_manifest_that_is_none_are_refused(tmp_path: Path) -> None:
    key, public = tmp_path / "rsa.pem", tmp_path / "rsa.pub"
    for command in (("genrsa", "-out", key, "2048"), ("rsa", "-in", key, "-pubout", "-out", public)):
        assert subprocess.run(["openssl", *map(str, command)], capture_output=True, check=False).returncode == 0
    folder = a_whole_folder(tmp_path / "town")
    assert tally("count", folder / "ballots.xlsx", "--quiet").status == 0
    for wrong in (key, public, tmp_path / "none.pem"):
        run = tally("seal", "--key", wrong, "--json", cwd=folder)
        assert (run.status, run.codes) == (1, {"T638"})
    assert not {"seal.json", "proof.xlsx"} & {one.name for one in (folder / "out").iterdir()}
    assert tally("seal", cwd=folder).status == 0
    assert tally("seal", "--check", "--public", public, "--json", cwd=folder).codes == {"T638"}
    for content in (b"{}", b"[]", b'{"files": [1]}', b"no json"):
        (folder / "out" / "seal.json").write_bytes(content)
        run = tally("seal", "--check", "--json", cwd=folder)
        assert run.status == 1
        assert run.codes <= {"T635", "T636"}
