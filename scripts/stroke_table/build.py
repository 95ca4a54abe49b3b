"""Make the stroke table of `tally.names` from its three sources, pinned by version and hash.

    python scripts/stroke_table/build.py SOURCES [--out src/tally/names/data]

SOURCES is a folder that holds the three files named in `SOURCES`; `fetch.sh` beside this script brings them. The output
depends on nothing else, so that a test can make it again and compare the bytes.
"""

from __future__ import annotations

import argparse
import bz2
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from bisect import bisect_left
from itertools import groupby, pairwise
from pathlib import Path

SOURCES = {
    "cn_sort-0.14.0-py3-none-any.whl": "1be7dd55552c0bb5aad6ac8bf4c97e0ef30df6b99cfc8b640bdb04cd0e916c06",
    "cnchar-order-3.2.6.tgz": "98112307108d5815203d6eeafae05fac332f2040433f006782e305e96e729d58",
    "unicode-data_15.0.0-1_all.deb": "5efef23bbb1c6a133ecbdd63a2cfa07159ccacf5466a49e2426101c5ecd691fc",
}
# cnchar-order names 26 shapes by letters; 提 counts as 横, 竖钩 as 竖, 捺 as 点, every other bend as 折.
KINDS = {**dict.fromkeys("ji", "1"), **dict.fromkeys("fg", "2"), "s": "3", **dict.fromkeys("kdl", "4")}
LEVELS = ((1, 3500), (3501, 6500), (6501, 8105))
Key = tuple[int, str, int]


def main() -> None:
    """Read the sources, make the table, write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[2] / "src/tally/names/data")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for name, text in tables(options.sources).items():
        (options.out / name).write_text(text, encoding="utf-8", newline="\n")


def tables(sources: Path) -> dict[str, str]:
    """Return the text of each data file by name."""
    content = {name: _pinned(sources / name, digest) for name, digest in SOURCES.items()}
    corrections = tomllib.loads((Path(__file__).parent / "corrections.toml").read_text(encoding="utf-8"))
    sequences = _sequences(content["cnchar-order-3.2.6.tgz"]) | corrections["sequences"]
    standard, totals = _unihan(content["unicode-data_15.0.0-1_all.deb"])
    order = _order(content["cn_sort-0.14.0-py3-none-any.whl"], sequences, corrections["misplaced"]["characters"])
    order = _with_missing(order, standard)
    _check(order, sequences, standard)
    equal = sequences | _between_equals(order, sequences)
    return {
        "stroke_order.txt": _order_text(order, equal, totals),
        "stroke_sequences.txt": "".join(f"{one}\t{sequences[one]}\n" for one in order if one in sequences),
        "ties_gf3003.txt": _ties_text(order, equal, standard),
        "traditional.txt": _traditional_text(content["unicode-data_15.0.0-1_all.deb"], standard),
    }


def _pinned(path: Path, digest: str) -> bytes:
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        sys.exit(f"{path.name}: not the pinned file")
    return content


def _sequences(archive: bytes) -> dict[str, str]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as package:
        member = package.extractfile("package/cnchar.order.min.js")
        script = member.read().decode("utf-8") if member else ""
    found = max(re.findall(r"JSON\.parse\('(\{[^']*\})'\)", script), key=len)
    return {
        one: "".join(KINDS.get(letter, "5") for letter in letters)
        for one, letters in json.loads(found).items()
        if len(one) == 1
    }


def _unihan(package: bytes) -> tuple[dict[str, int], dict[str, int]]:
    """Return each character's index in the standard table (kTGH) and its number of strokes (kTotalStrokes)."""
    standard = {one: _last_number(value) for one, value in _property(package, "OtherMappings", "kTGH").items()}
    totals = {one: _last_number(value) for one, value in _property(package, "IRGSources", "kTotalStrokes").items()}
    return standard, totals


def _last_number(value: str) -> int:
    return int(value.split()[0].rpartition(":")[2])


def _property(package: bytes, file: str, key: str) -> dict[str, str]:
    """Return one property of Unihan by character."""
    data = subprocess.run(["dpkg-deb", "--fsys-tarfile", "-"], input=package, capture_output=True, check=False).stdout
    if not data:  # older dpkg-deb reads no pipe
        with tempfile.NamedTemporaryFile(suffix=".deb") as copy:
            copy.write(package)
            copy.flush()
            data = subprocess.run(["dpkg-deb", "--fsys-tarfile", copy.name], capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(data)) as files:
        member = files.extractfile(f"./usr/share/unicode/Unihan_{file}.txt.bz2")
        lines = bz2.decompress(member.read()).decode("utf-8").splitlines() if member else []
    parts = (line.split("\t") for line in lines)
    return {chr(int(part[0][2:], 16)): part[2] for part in parts if len(part) == 3 and part[1] == key}


def _traditional_text(package: bytes, standard: dict[str, int]) -> str:
    """One line a character of the standard table: itself, then the traditional forms outside the table."""
    forms: dict[str, str] = {}
    for one, value in sorted(_property(package, "Variants", "kSimplifiedVariant").items()):
        plain = {chr(int(part[2:], 16)) for part in value.split()} - {one}
        if one not in standard and len(plain) == 1 and plain <= standard.keys():
            forms[next(iter(plain))] = forms.get(next(iter(plain)), "") + one
    return "".join(f"{plain}{forms[plain]}\n" for plain in sorted(forms))


def _order(wheel: bytes, sequences: dict[str, str], misplaced: str) -> list[str]:
    """Return cn-sort's characters in its order, those it misplaces put where their sequence belongs."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as package:
        entries = json.loads(package.read("cn_sort/res/all_word.json"))["all_word"]
    levels: dict[str, int] = {}
    for entry in entries:
        levels.setdefault(entry["chinese"], entry["stroke_increment_level"])
    order = sorted((one for one in levels if ord(one) >= 0x3400 and one not in misplaced), key=lambda one: levels[one])
    for one in misplaced:
        known = [other for other in order if other in sequences]
        after = known[bisect_left([_key(other, sequences) for other in known], _key(one, sequences)) - 1]
        order.insert(order.index(after) + 1, one)
    return order


def _between_equals(order: list[str], sequences: dict[str, str]) -> dict[str, str]:
    """Return the sequences of characters that stand between two of one sequence: they can have no other."""
    found: dict[str, str] = {}
    before, waiting = "", []
    for one in order:
        if one not in sequences:
            waiting.append(one)
            continue
        if sequences[one] == before:
            found |= dict.fromkeys(waiting, before)
        before, waiting = sequences[one], []
    return found


def _key(one: str, sequences: dict[str, str]) -> Key:
    return len(sequences[one]), sequences[one], ord(one)


def _with_missing(order: list[str], standard: dict[str, int]) -> list[str]:
    """Insert characters of the standard table that cn-sort lacks, each behind its predecessor in its level."""
    placed = set(order)
    behind: dict[str, list[str]] = {}
    for first, last in LEVELS:
        before = None
        for one in sorted(
            (one for one, index in standard.items() if first <= index <= last), key=lambda one: standard[one]
        ):
            if one in placed:
                before = one
            elif before is not None:
                behind.setdefault(before, []).append(one)
    return [one for known in order for one in (known, *behind.get(known, ()))]


def _check(order: list[str], sequences: dict[str, str], standard: dict[str, int]) -> None:
    known = [one for one in order if one in sequences]
    wrong = [pair for pair in pairwise(known) if _key(pair[0], sequences) > _key(pair[1], sequences)]
    rank = {one: number for number, one in enumerate(order)}
    for first, last in LEVELS:
        level = sorted(
            (one for one, index in standard.items() if first <= index <= last), key=lambda one: standard[one]
        )
        wrong += [
            (one, other)
            for one, other in pairwise(level)
            if rank[one] > rank[other] and not _tied(one, other, sequences)
        ]
    if wrong:
        sys.exit(f"out of order: {wrong}")


def _tied(one: str, other: str, sequences: dict[str, str]) -> bool:
    return sequences.get(one, one) == sequences.get(other, other)


def _order_text(order: list[str], sequences: dict[str, str], totals: dict[str, int]) -> str:
    """One line a number of strokes; `=` stands before a character whose sequence is that of the one before it."""
    counts = _counts(order, sequences, totals)
    lines = []
    previous = ""
    for count, group in groupby(zip(order, counts, strict=True), key=lambda pair: pair[1]):
        text = ""
        for one, _ in group:
            text += f"={one}" if previous and one in sequences and _tied(previous, one, sequences) else one
            previous = one
        lines.append(f"{count}\t{text}\n")
    return "".join(lines)


def _counts(order: list[str], sequences: dict[str, str], totals: dict[str, int]) -> list[int]:
    """Return each character's number of strokes: known from its sequence, else where the order puts it.

    Between the last character known to have n strokes and the first known to have more, the border is laid where it
    disagrees least with Unihan's totals.
    """
    counts: list[int] = []
    start, last = 0, 1
    anchors = [(at, len(sequences[one])) for at, one in enumerate(order) if one in sequences]
    for at, count in [*anchors, (len(order), 99)]:
        between = [totals.get(one, last) for one in order[start:at]]
        if count == last or count == 99:
            counts += [last] * len(between) if count == last else _tail(between, last)
        else:
            border = min(
                range(len(between) + 1),
                key=lambda cut: sum(n != last for n in between[:cut]) + sum(n != count for n in between[cut:]),
            )
            counts += [last] * border + [count] * (len(between) - border)
        if count != 99:
            counts.append(count)
            last = count
        start = at + 1
    return counts


def _tail(totals: list[int], last: int) -> list[int]:
    counts = []
    for total in totals:
        last = max(last, total)
        counts.append(last)
    return counts


def _ties_text(order: list[str], sequences: dict[str, str], standard: dict[str, int]) -> str:
    """One line a group of equal sequences whose order in the standard table is not that of the code points."""
    lines = []
    for _, group in groupby((one for one in order if one in sequences), key=lambda one: sequences[one]):
        tied = list(group)
        official = sorted(tied, key=lambda one: (standard.get(one, 99999), ord(one)))
        if official != tied:
            lines.append("".join(official) + "\n")
    return "".join(lines)


if __name__ == "__main__":
    main()
