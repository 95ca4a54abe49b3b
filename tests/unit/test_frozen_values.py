"""The rules and the count hand on values that nothing changes: every dataclass there is frozen and has slots."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import is_dataclass
from typing import Any

import pytest

import tally.counting
import tally.rules


def modules() -> list[str]:
    return [
        one.name
        for package in (tally.rules, tally.counting)
        for one in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if not one.ispkg
    ]


def dataclasses_of(name: str) -> list[Any]:
    module = importlib.import_module(name)
    return [
        one
        for one in vars(module).values()
        if isinstance(one, type) and is_dataclass(one) and getattr(one, "__module__", "") == name
    ]


@pytest.mark.parametrize("name", modules())
def test_values_are_frozen_and_hold_nothing_else(name: str) -> None:
    for one in dataclasses_of(name):
        assert one.__dataclass_params__.frozen, one
        assert "__slots__" in vars(one), one
