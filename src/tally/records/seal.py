"""Sealing (封存): a manifest of every input, the record and what was made of it, with the SHA-256 of each.

The manifest is `seal.json` in out/. While it stands, nothing is written there but the journal. The journal's line
carries the manifest's hash, and the sealing record (D16) the hash of that line: paper closes the chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tally.domain.message import Message, say
from tally.domain.problem import Problem, Problems, error, info, place, warning
from tally.records import journal, signature
from tally.records.atomic import SEAL, alone_in, write_atomically
from tally.records.check_code import canonical
from tally.records.publish import REPLACED
from tally.records.store import FILE, read_record

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

NEVER_LISTED = (journal.FILE, journal.LOCK)


def seal(folder: Path, election: Path, key: Ed25519PrivateKey | None = None) -> dict[str, Any]:
    """Seal the out folder of an election whose election file is `election`; return the figures for D16.

    `key` is a private key to sign the manifest with. Raises `Problems`: T634 it is sealed already, T640 not writable.
    """
    with alone_in(folder):
        return _seal(folder, election, key)


def _seal(folder: Path, election: Path, key: Ed25519PrivateKey | None) -> dict[str, Any]:
    manifest = _manifest(folder, election.parent)
    content = canonical(manifest)
    if (folder / SEAL).exists():
        found = say("这次选举已经封存")
        raise Problems(
            [error("T634", str(folder / SEAL), found, say("核对：tally seal --check；启封：tally seal --reopen"))]
        )
    if key is not None:
        write_atomically(folder / f"{SEAL}{signature.SUFFIX}", key.sign(content))
    write_atomically(folder / SEAL, content)
    details = {"check_code": manifest["check_code"], "manifest": hashlib.sha256(content).hexdigest()}
    _noted(journal.append(folder, [journal.Act("sealed", {}, details)]))
    return sealing_figures(folder)


def reopen(folder: Path, by: str, reason: str) -> Path:
    """Reopen a sealed election: the manifest is kept as `replaced/seal-….json`, who and why stand in the journal."""
    content = _content(folder)
    kept = folder / REPLACED / f"seal-{hashlib.sha256(content).hexdigest()[:12]}.json"
    write_atomically(kept, content, sealed_too=True)
    details = {"by": by, "reason": reason, "manifest": hashlib.sha256(content).hexdigest()}
    _noted(journal.append(folder, [journal.Act("reopened", {}, details)]))
    (folder / f"{SEAL}{signature.SUFFIX}").unlink(missing_ok=True)
    (folder / SEAL).unlink()
    return kept


def check_seal(folder: Path, election: Path, public: Path | None = None) -> tuple[int, tuple[Problem, ...]]:
    """Compare every file with the manifest; return how many are listed and what does not hold.

    T635 a file changed or missing, T636 (warning) one added since, T637 a signature that does not fit, T632 a journal
    that does not know of the seal. Raises `Problems` (T636) where nothing is sealed.
    """
    content = _content(folder)
    manifest = json.loads(content)
    listed = {one["path"]: one["sha256"] for one in manifest["files"]}
    problems: list[Problem] = []
    lines = journal.read(folder)
    gone = {path: sha for line in lines if line.get("act") == "purged" for path, sha in dict(line["inputs"]).items()}
    for path, sha256 in listed.items():
        file = election.parent / path
        if not file.is_file() and gone.get(path) == sha256:
            problems.append(info("T646", path, say("届满后已销毁（日志有记载）")))
        elif not file.is_file():
            problems.append(error("T635", path, say("封存的文件不在了"), say("从备份取回")))
        elif journal.sha256(file) != sha256:
            problems.append(error("T635", path, say("封存以后被改动过（SHA-256 不符）"), say("从备份取回封存时的文件")))
    problems += [
        warning("T636", path, say("封存以后增加的文件，不在清单里"), say("核对它从哪里来"))
        for path in _files(folder, election.parent)
        if path not in listed
    ]
    known = {line["details"].get("manifest") for line in lines if isinstance(line.get("details"), dict)}
    if hashlib.sha256(content).hexdigest() not in known:
        found = say("日志里没有这份清单的封存记录：清单或日志被替换过")
        problems.append(error("T632", SEAL, found, say("与纸质封存单（D16）上的校验值对照")))
    problems += signature.problems(content, folder / f"{SEAL}{signature.SUFFIX}", public)
    return len(listed), tuple(problems)


def sealing_figures(folder: Path) -> dict[str, Any]:
    """Return what the sealing record (D16) carries: hashes of the manifest and of the journal's last line.

    `{"check_code", "manifest", "files", "journal", "lines"}`; texts are empty and numbers nought before sealing.
    """
    path = folder / SEAL
    content = path.read_bytes() if path.is_file() else b""
    manifest = json.loads(content) if content else {"check_code": "", "files": []}
    return {
        "check_code": manifest["check_code"],
        "manifest": hashlib.sha256(content).hexdigest() if content else "",
        "files": len(manifest["files"]),
        "journal": journal.head(folder),
        "lines": journal.length(folder),
    }


def _manifest(folder: Path, root: Path) -> dict[str, Any]:
    record = read_record(folder / FILE)
    inputs = {one["path"] for one in record["inputs"] if (root / one["path"]).is_file()}
    paths = sorted(inputs | set(_files(folder, root)))
    return {
        "schema": 1,
        "title": record["election"]["title"],
        "mode": record["election"]["mode"],
        "check_code": record["check_code"],
        "files": [
            {"path": path, "bytes": (root / path).stat().st_size, "sha256": journal.sha256(root / path)}
            for path in paths
        ],
    }


def _files(folder: Path, root: Path) -> Iterator[str]:
    """Yield every file of the out folder that a manifest lists, by its path from the election's folder."""
    for file in sorted(folder.rglob("*")):
        name = file.name
        own = name in NEVER_LISTED or name.startswith((SEAL, ".")) or name.removeprefix("演练-").startswith("D16")
        if file.is_file() and not own and REPLACED not in file.relative_to(folder).parts:
            yield _below(file, root)


def _below(file: Path, root: Path) -> str:
    try:
        return file.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        found, remedy = say("输出文件夹不在选举目录里，不能封存"), say("把 out/ 放回选举目录")
        raise Problems([error("T636", str(file.parent), found, remedy)]) from None


def _content(folder: Path) -> bytes:
    path = folder / SEAL
    try:
        content = path.read_bytes()
        manifest = json.loads(content)
        if not isinstance(manifest, dict) or not all(map(_is_listed, manifest.get("files", [None]))):
            raise _unreadable(path, say("这不是封存清单"))
    except FileNotFoundError:
        raise _unreadable(path, say("这次选举没有封存")) from None
    except (OSError, ValueError, RecursionError):
        raise _unreadable(path, say("这不是封存清单")) from None
    return content


def _is_listed(one: object) -> bool:
    return isinstance(one, Mapping) and isinstance(one.get("path"), str) and isinstance(one.get("sha256"), str)


def _unreadable(path: Path, found: Message) -> Problems:
    return Problems([error("T636", str(path), found, say("封存：tally seal"))])


def _noted(problem: Problem | None) -> None:
    """Sealing is an act of the journal: without its line it does not stand."""
    if problem is not None and problem.code == "T639":
        raise Problems([error("T640", place(problem.place), problem.found, problem.remedy)])
