"""Write the golden papers of every case; read and look at every one before you commit it."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "golden")]

from test_papers import GOLDEN, in_word, printed, structure

from goldens import normalised
from paper_cases import CASES, records
from tally.documents.consulted import as_files
from tally.documents.papers import render_all
from tally.records.consulted import consult, settings_file

BESIDE_THE_VOTE = ("recommend", "appraise", "hands", "delegates", "credentials", "checkin", "plan")


def main() -> None:
    """Make the papers of each case and keep their text and structure."""
    for name in CASES:
        with tempfile.TemporaryDirectory() as folder:
            before, after = records(name, Path(folder))
        kept = GOLDEN / name
        shutil.rmtree(kept, ignore_errors=True)
        files = list(printed(before, after, "txt").items())
        files += render_all(after, ("D9", "D11", "D12"), ("html", "md"), "zh")
        for path, content in files:
            (kept / path).parent.mkdir(parents=True, exist_ok=True)
            (kept / path).write_text(normalised(content.decode("utf-8")), encoding="utf-8")
        shapes = {path: structure(content) for path, content in in_word(name, before, after).items()}
        text = json.dumps(shapes, ensure_ascii=False, indent=1) + "\n"
        (kept / "structure.json").write_text(text, encoding="utf-8")
    for kind in BESIDE_THE_VOTE:
        record, _ = consult(kind, ROOT / "sample_ballots" / kind / settings_file(kind))
        kept = GOLDEN.parent / "before_the_vote" / kind
        kept.mkdir(parents=True, exist_ok=True)
        for name, content in as_files(record, ("txt", "html"), str):
            (kept / name).write_bytes(normalised(content.decode("utf-8")).encode("utf-8"))


if __name__ == "__main__":
    main()
