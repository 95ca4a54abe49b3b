"""The stroke table comes from its pinned sources byte for byte; what single sources get wrong is right in it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

from tally.names.strokes import StrokeTable

SCRIPTS = Path(__file__).parents[2] / "scripts" / "stroke_table"
TABLE = StrokeTable.load()


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    missing = [tool for tool in ("bash", "npm", "apt-get", "dpkg-deb") if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"the sources cannot be fetched here: no {', '.join(missing)}")
    folder = tmp_path_factory.mktemp("sources")
    try:
        fetched = subprocess.run(["bash", SCRIPTS / "fetch.sh", folder], capture_output=True, check=False, timeout=90)
    except subprocess.TimeoutExpired:
        pytest.skip("the sources cannot be fetched here: no answer")
    if fetched.returncode:
        pytest.skip("the sources cannot be fetched here: no network, or another release of Debian")
    return folder


def test_the_table_is_what_its_sources_give(sources: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, SCRIPTS / "build.py", sources, "--out", tmp_path], check=True)
    for name in ("stroke_order.txt", "stroke_sequences.txt", "ties_gf3003.txt"):
        kept = (resources.files("tally.names") / "data" / name).read_bytes()
        assert (tmp_path / name).read_bytes() == kept, name


def test_the_table_is_small_and_holds_the_standard() -> None:
    assert len(TABLE.ranks) > 20_900
    assert len((resources.files("tally.names") / "data" / "stroke_order.txt").read_bytes()) < 70_000


@pytest.mark.parametrize(
    ("character", "count", "sequence"),
    [
        ("王", 4, "1121"),
        ("韦", 4, "1152"),
        ("毛", 4, "3115"),
        ("文", 4, "4134"),
        ("孔", 4, "5215"),
        ("田", 5, "25121"),
        ("冯", 5, "41551"),
        ("李", 7, "1234521"),
        ("杨", 7, "1234533"),
        ("张", 7, "5153154"),
        ("陈", 7, "5215234"),
        ("德", 15, "332122522114544"),
        ("黏", 17, "31234342413421251"),
    ],
)
def test_sequences_of_the_worked_examples(character: str, count: int, sequence: str) -> None:
    assert (TABLE.counts[character], TABLE.strokes(character)) == (count, sequence)


@pytest.mark.parametrize(("character", "count"), [("达", 6), ("虽", 9), ("辔", 13), ("芈", 7), ("钚", 9)])
def test_characters_that_cn_sort_misplaces(character: str, count: int) -> None:
    assert TABLE.counts[character] == count


def test_equal_sequences_share_a_rank_even_with_a_rare_character_between() -> None:
    assert TABLE.ranks["丁"] == TABLE.ranks["十"]
    assert TABLE.ranks["人"] == TABLE.ranks["八"]
    assert TABLE.ranks["王"] != TABLE.ranks["韦"]
