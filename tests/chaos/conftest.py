"""Zygotes for the storms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.stories.process import Zygote


@pytest.fixture
def zygote_of(tmp_path: Path) -> Iterator[Callable[[str], Zygote]]:
    """Makes what forks bots of a variant (see variants.py)."""
    made: list[Zygote] = []

    def make(variant: str) -> Zygote:
        made.append(Zygote(tmp_path, "tests.chaos.variants", variant))
        return made[-1]

    yield make
    for each in made:
        each.close()
