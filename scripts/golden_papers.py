"""Write the golden papers of the samples; read and look at every one before you commit it."""

from __future__ import annotations

import sys
from pathlib import Path

import tally

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from goldens import normalised
from tally.documents.consulted import as_files
from tally.records.consulted import consult, settings_file

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden" / "papers"
BESIDE_THE_VOTE = ("recommend", "appraise", "hands", "delegates", "credentials", "checkin", "plan")


def main() -> None:
    """Count each sample and keep its papers."""
    for sample in ("congress", "tie", "gap", "void"):
        folder = ROOT / "sample_ballots" / sample
        record = tally.count(tally.load(folder), [folder / "ballots.xlsx"])
        kept = GOLDEN / sample
        kept.mkdir(parents=True, exist_ok=True)
        for old in kept.iterdir():
            old.unlink()
        for name, content in tally.report(record, ("D11", "D12"), ("md", "txt", "html")):
            (kept / name).write_text(normalised(content.decode("utf-8")), encoding="utf-8")
    for kind in BESIDE_THE_VOTE:
        record, _ = consult(kind, ROOT / "sample_ballots" / kind / settings_file(kind))
        kept = GOLDEN / kind
        kept.mkdir(parents=True, exist_ok=True)
        for name, content in as_files(record, ("txt", "html"), str):
            (kept / name).write_bytes(normalised(content.decode("utf-8")).encode("utf-8"))


if __name__ == "__main__":
    main()
