"""What fuzzing found, kept: each input is refused in words, and the process lives."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from running import tally

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "fuzz" / "corpus"
SAMPLE = ROOT / "sample_ballots" / "tie"


@pytest.mark.parametrize("find", ["sheet-no-address"])
def test_a_sheet_that_was_found_by_fuzzing_is_refused(find: str, tmp_path: Path) -> None:
    """A cell reference with letters before it asked for 99 GB and took the whole process down."""
    sheet = (CORPUS / find).read_bytes()[1:]
    packed = io.BytesIO()
    with zipfile.ZipFile(SAMPLE / "ballots.xlsx") as source, zipfile.ZipFile(packed, "w") as target:
        for entry in source.infolist():
            ours = entry.filename == "xl/worksheets/sheet1.xml"
            target.writestr(entry.filename, sheet if ours else source.read(entry))
    (tmp_path / "b.xlsx").write_bytes(packed.getvalue())
    run = tally("count", tmp_path / "b.xlsx", "--election", SAMPLE, "--out", tmp_path / "o", "--json")
    assert (run.status, run.codes) == (1, {"T311"})


def test_texts_in_a_column_file_that_are_no_utf_8_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "党委委员.parquet"
    path.write_bytes((CORPUS / "columns-no-utf-8").read_bytes()[1:])
    run = tally("count", path, "--election", SAMPLE, "--out", tmp_path / "o", "--json")
    assert (run.status, run.codes) == (1, {"T306"})


@pytest.mark.parametrize("name", ["长" * 100, "a\\u0000b"], ids=["too long", "nought byte"])
@pytest.mark.parametrize(
    ("key", "suffix", "code"),
    [("candidates", ".xlsx", "T302"), ("rules", ".toml", "T430"), ("profile", ".toml", "T379")],
)
def test_names_that_no_file_may_have(name: str, key: str, suffix: str, code: str, tmp_path: Path) -> None:
    """The second thing found: the system says that a name is too long in its own way, which was an internal error."""
    election = (SAMPLE / "election.toml").read_text(encoding="utf-8")
    lines = [line for line in election.splitlines() if not line.startswith(key)]
    wanted = f'{key} = "{name}{suffix}"'
    at = next(number for number, line in enumerate(lines) if line.startswith("[[contest]]"))
    where = {"candidates": len(lines), "rules": 0}.get(key, at)
    lines[where:where] = ["[input]", wanted] if key == "profile" else [wanted]
    (tmp_path / "election.toml").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "candidates.xlsx").write_bytes((SAMPLE / "candidates.xlsx").read_bytes())
    run = tally("check", "--election", tmp_path, "--json")
    assert run.status == 1
    assert code in run.codes, run.out + run.err
    assert "T909" not in run.codes
