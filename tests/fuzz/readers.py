"""Fuzzing of everything that reads a file: whatever the bytes, a reader gives a value or says problems, nothing else.

`python tests/fuzz/readers.py tests/fuzz/corpus -max_total_time=3600` (needs the extra `fuzz`). The first byte of an
input chooses the reader. A workbook is fuzzed twice over: as the bytes of the package, and as the XML of its sheet.
"""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["tally"]):
    import tally
    from tally.counting.canvass import canvass
    from tally.domain.problem import Problems
    from tally.files.candidates import read_candidates
    from tally.files.election_file import read_election
    from tally.files.matrix import read_matrix
    from tally.files.profile_file import load_profile
    from tally.files.roster import read_roster
    from tally.files.rulings import read_rulings
    from tally.files.workbook import open_workbook
    from tally.records import journal
    from tally.records.seal import check_seal
    from tally.records.store import read_record
    from tally.records.verify import verify
    from tally.rules.rulebook import load_rule_book

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "tests"))
from refuse.xlsb import write_xlsb

FOLDER = Path(tempfile.mkdtemp())
SAMPLE = ROOT / "sample_ballots" / "tie"
for name in ("election.toml", "candidates.xlsx", "ballots.xlsx"):
    (FOLDER / name).write_bytes((SAMPLE / name).read_bytes())
ELECTION = tally.load(SAMPLE)
PACKAGE = (SAMPLE / "ballots.xlsx").read_bytes()
SHEET = "xl/worksheets/sheet1.xml"


def workbook(data: bytes) -> None:
    ballots(FOLDER / "fuzz.xlsx", data)


def sheet(data: bytes) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PACKAGE)) as source, zipfile.ZipFile(packed, "w") as target:
        for entry in source.infolist():
            target.writestr(entry.filename, data if entry.filename == SHEET else source.read(entry))
    ballots(FOLDER / "fuzz.xlsx", packed.getvalue())


def delimited(data: bytes) -> None:
    ballots(FOLDER / "党委委员.csv", data)


def ballots(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    opened = open_workbook(path, path.name)
    contest = ELECTION.contests[0]
    for title in opened.sheet_names[:2]:
        opened.table(title)
        read = read_matrix(opened.grid(title), contest, ELECTION.method, path.name)
        if read.box is not None:
            canvass(ELECTION, {contest.id: [read.box]})


def election(data: bytes) -> None:
    path = FOLDER / "fuzzed.toml"
    path.write_bytes(data)
    read_election(path)


def rulings(data: bytes) -> None:
    (FOLDER / "rulings.toml").write_bytes(data)
    try:
        found = read_rulings(tally.load(FOLDER))
        if found.problems:
            raise Problems(found.problems)
    finally:
        (FOLDER / "rulings.toml").unlink()


def record(data: bytes) -> None:
    path = FOLDER / "out" / "result.json"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    try:
        read_record(path)
    except Problems:
        verify(path)


def lines(data: bytes) -> None:
    folder = FOLDER / "journal"
    folder.mkdir(exist_ok=True)
    (folder / journal.FILE).write_bytes(data)
    journal.check(journal.read(folder), "ab")
    journal.head(folder)


def manifest(data: bytes) -> None:
    folder = FOLDER / "sealed"
    folder.mkdir(exist_ok=True)
    (folder / "seal.json").write_bytes(data)
    check_seal(folder, FOLDER / "election.toml")


def opendocument(data: bytes) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        target.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        target.writestr("META-INF/manifest.xml", "<manifest/>")
        target.writestr("content.xml", data)
    counted("fuzz.ods", packed.getvalue())


def old_workbook(data: bytes) -> None:
    counted("fuzz.xls", data)


def binary_sheet(data: bytes) -> None:
    """The records of a sheet in an .xlsb with two shared texts."""
    counted("fuzz.xlsb", write_xlsb(FOLDER / "fuzz.xlsb", data, ["○", "×"]).read_bytes())


def columns(data: bytes) -> None:
    counted("党委委员.parquet", data)


def columns_of_arrow(data: bytes) -> None:
    counted("党委委员.feather", data)


def counted(name: str, data: bytes) -> None:
    path = FOLDER / name
    path.write_bytes(data)
    tally.count(ELECTION, [path])


def people(data: bytes) -> None:
    """A list of candidates and a roster, as the text of a delimited file."""
    (FOLDER / "people.csv").write_bytes(data)
    table = open_workbook(FOLDER / "people.csv", "people.csv").table("people")
    read_candidates(table)
    read_roster(table, load_rule_book("jiceng-2020"), ELECTION.date)


def profile(data: bytes) -> None:
    (FOLDER / "fuzz.toml").write_bytes(data)
    load_profile("fuzz.toml", FOLDER)


READERS: tuple[Callable[[bytes], None], ...] = (
    workbook,
    sheet,
    delimited,
    election,
    rulings,
    record,
    lines,
    manifest,
    opendocument,
    old_workbook,
    columns,
    columns_of_arrow,
    people,
    profile,
    binary_sheet,
)


def one_input(data: bytes) -> None:
    """Give one input to the reader its first byte names; anything but `Problems` is a find."""
    if data:
        with contextlib.suppress(Problems):
            READERS[data[0] % len(READERS)](data[1:])


def main() -> None:
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
