"""Ballot files in a bucket: the whole command against a server that speaks S3 on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from building import a_whole_folder
from running import tally

server = pytest.importorskip("moto.server", reason="S3 is tried where moto[server] and tally[objects] are installed")
s3fs = pytest.importorskip("s3fs")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    running = server.ThreadedMotoServer(port=0, verbose=False)
    running.start()
    yield "http://{}:{}".format(*running.get_host_and_port())
    running.stop()


@pytest.fixture
def bucket(address: str, monkeypatch: pytest.MonkeyPatch) -> s3fs.S3FileSystem:
    for name, value in {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    service = s3fs.S3FileSystem(skip_instance_cache=True)
    if not service.exists("ballots"):
        service.mkdir("ballots")
    return service


def test_a_bucket_counts_as_the_file_itself(bucket: s3fs.S3FileSystem, tmp_path: Path) -> None:
    folder = a_whole_folder(tmp_path / "town", [("○○○×",), ("○○×○",), ("○×○○",)])
    sheet = f"{folder / 'ballots.xlsx'}#党委委员"
    assert tally("convert", sheet, folder / "committee.parquet", "--election", folder).status == 0
    records = []
    for name in ("ballots.xlsx", "committee.parquet"):
        bucket.put(str(folder / name), f"ballots/{name}")
        for path in (folder / name, f"s3://ballots/{name}"):
            run = tally("count", path, "--election", folder, "--json", "--out", tmp_path / "out")
            assert run.status in (0, 3), run.err
            records.append(run.json)
        assert records[-1] == records[-2]
    missing = tally("count", "s3://ballots/gone/*.parquet", "--election", folder, "--json")
    assert (missing.status, missing.codes) == (1, {"T917"})
