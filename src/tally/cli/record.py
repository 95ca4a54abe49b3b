"""What the commands on a record share: which record is meant."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

RecordPath = Annotated[
    str | None, typer.Argument(metavar="RECORD", help="计票记录（默认 out/result.json）", show_default=False)
]


def find_record(record: str | None, election: str | None) -> tuple[Path, Path | None]:
    """Return the record named, else that of the election named or here; and the election file, if one was named."""
    from tally.files.election_file import find_election
    from tally.records.store import FILE

    given = find_election(election) if election else None
    return Path(record) if record else (given or find_election()).parent / "out" / FILE, given
