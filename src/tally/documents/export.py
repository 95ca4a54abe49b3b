"""The files that a record is exported to, by format."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from tally.documents import cast_vote_records, election_results, figures, proof
from tally.files.election_file import read_election
from tally.records import understood
from tally.records.verify import ballot_files

NAMES = {
    "sp1500-100": "election-results.json",
    "csv": "figures.csv",
    "parquet": "figures.parquet",
    "sp1500-103": "cast-vote-records.json",
    "proof": proof.FILE,
    "ballots": understood.FILE,
}
OF_THE_RECORD = {"sp1500-100": election_results.as_json, "csv": figures.as_csv, "parquet": figures.as_parquet}


def exported(
    record: Mapping[str, Any], formats: Collection[str], election: Path, beside: Path, shuffle: random.Random | None
) -> list[tuple[str, bytes]]:
    """Return (file name, bytes) for each format asked for.

    Single ballots are read again from the inputs of the record; with `shuffle` they come in another order and without
    their numbers. Raises `Problems` where the inputs are not those that were counted (T606, T607).
    """
    files = [(NAMES[one], make(record)) for one, make in OF_THE_RECORD.items() if one in formats]
    if not set(formats) - set(OF_THE_RECORD):
        return files
    read = read_election(election)
    paths = ballot_files(record, election.parent, beside)
    if "ballots" in formats:
        files.append((NAMES["ballots"], understood.as_csv(read, understood.piles_as_read(read, paths), shuffle)))
    piles = understood.piles_as_counted(read, paths)
    if "sp1500-103" in formats:
        files.append((NAMES["sp1500-103"], cast_vote_records.as_json(read, record, piles, shuffle)))
    if "proof" in formats:
        files.append((NAMES["proof"], proof.proof_workbook(read, record, piles)))
    return files
