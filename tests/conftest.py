"""What many tests start from: the sample folders, to be changed and broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from consulting import copied_samples


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    return copied_samples(tmp_path)
