"""requirements.lock pins every dependency of a release, within what pyproject.toml allows, each with its hashes."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKED = ("pdf", "sign", "suggest", "templates")
WANTED = [*PROJECT["dependencies"], *(one for extra in LOCKED for one in PROJECT["optional-dependencies"][extra])]
PINNED = re.compile(
    r"^([a-z0-9][a-z0-9._-]*)==(\S+)([^\n]*\\\n(?:    --hash=sha256:[0-9a-f]{64}[ \\]*\n)+)", re.MULTILINE
)


@pytest.mark.parametrize("wanted", WANTED)
def test_every_dependency_is_pinned_with_hashes(wanted: str) -> None:
    pins = {canonicalize_name(name): version for name, version, _ in PINNED.findall(_lock())}
    requirement = Requirement(wanted)
    assert requirement.specifier.contains(pins[canonicalize_name(requirement.name)])


def test_nothing_stands_there_without_a_hash() -> None:
    pins = re.findall(r"^[a-z0-9]\S*==", _lock(), re.MULTILINE)
    assert len(pins) == len(PINNED.findall(_lock())) > len(WANTED)


def _lock() -> str:
    return (ROOT / "requirements.lock").read_text(encoding="utf-8")
