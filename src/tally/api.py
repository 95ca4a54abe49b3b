"""The library: load an election, prove its margin, count, decide, report. Every function works in memory but `write`.

Whatever is wrong with an input is raised at once as `tally.Problems`, an exception that carries each problem with its
code, place, what was found and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from tally.domain.election import Election
from tally.domain.outcome import Outcome, Ranked
from tally.rules.margin import Margin

AnyPath = str | PathLike[str]


def load(path: AnyPath) -> Election:
    """Read an election folder, or its election.toml: settings, candidates in ballot order, roster.

    Raises `Problems` with every mistake in any of the files.

    >>> load("sample_ballots/congress").contests[0].candidates[0].name
    '孙惊蛰'
    """
    from tally.files.election_file import find_election, read_election

    return read_election(find_election(Path(path)))


def verify_margin(election: Election) -> list[Margin]:
    """Return the verdict on the margin (差额) of each contest, in whole numbers (M1, M2, M4, M6).

    >>> [margin.arithmetic for margin in verify_margin(load("sample_ballots/congress"))][0]
    '9 − 7 = 2，2/7 = 28.57% ≥ 20%'
    """
    from tally.rules import margin
    from tally.rules.rulebook import rule_book

    book = rule_book(election)
    return [margin.contest_margin(book, election, one) for one in election.contests]


def count(election: Election, ballots: Sequence[AnyPath]) -> dict[str, Any]:
    """Count the ballots of every contest and decide who is elected; return the record that `result.json` holds.

    `ballots` are workbooks, `file#sheet`, or folders of them; their order changes nothing. Raises `Problems`.

    >>> record = count(load("sample_ballots/tie"), ["sample_ballots/tie/ballots.xlsx"])
    >>> record["contests"][0]["outcome"]["next"]
    {'kind': 'revote', 'seats': 1, 'among': ['丙惊蛰', '甲立春']}
    """
    from tally.records.count_election import count_election

    return count_election(election, [fspath(path) for path in ballots])[1]


def decide(approvals: Mapping[str, int], seats: int, need: int | None) -> Outcome:
    """Decide one contest from approvals by name (W1, W5, W7, W8).

    `need` is the least number of approvals that elects, None where more votes win.

    >>> outcome = decide({"甲": 90, "乙": 80, "丙": 80}, seats=2, need=75)
    >>> outcome.elected, sorted(outcome.tied), outcome.open_seats
    (('甲',), ['丙', '乙'], 1)
    """
    from tally.counting import decide as deciding

    return deciding.decide([Ranked(name, votes) for name, votes in approvals.items()], seats, need)


def report(
    record: Mapping[str, Any],
    only: Iterable[str] | None = None,
    formats: Iterable[str] | None = None,
    lang: str = "zh",
) -> list[tuple[str, bytes]]:
    """Return the papers of a record as (file name, content): what `tally report` writes.

    `only` names papers (D11, D12 …), `formats` are docx, xlsx, pdf, html, md, txt; `lang` is zh or en.

    >>> record = count(load("sample_ballots/gap"), ["sample_ballots/gap/ballots.xlsx"])
    >>> [name for name, content in report(record, ["D11", "D12"], ["md"])]
    ['D11-committee.md', 'D12.md', 'D12-notice.md']
    """
    from tally.documents.papers import DEFAULT_FORMATS, render_all

    return render_all(record, only, DEFAULT_FORMATS if formats is None else tuple(formats), lang)


def write(record: Mapping[str, Any], directory: AnyPath) -> Path:
    """Write `result.json` into a folder, whole or not at all; return its path. Raises `Problems` (T640).

    >>> import tempfile
    >>> record = count(load("sample_ballots/gap"), ["sample_ballots/gap/ballots.xlsx"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(record, folder).name
    'result.json'
    """
    from tally.records.store import write_record

    return write_record(record, Path(directory))


def sort_names(names: Iterable[str]) -> list[str]:
    """Return names by surname strokes (姓氏笔画为序); raises `Problems` for a character that has no place.

    >>> sort_names(["张国明", "王大国", "王明", "欧阳明"])
    ['王明', '王大国', '张国明', '欧阳明']
    """
    from tally.names.order import sort_names as ordered
    from tally.names.strokes import StrokeTable

    return ordered(names, StrokeTable.load())
