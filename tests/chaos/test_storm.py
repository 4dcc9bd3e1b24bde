"""Short storms: the bot comes through, and each bot that is broken on purpose is found out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.chaos.referee import FIGURES
from tests.chaos.report import story
from tests.chaos.run import run
from tests.stories.process import Zygote

pytestmark = pytest.mark.long
LOST, UNSAID, TWICE, ORDER, _, _, HALF_MADE, _, _ = FIGURES


async def test_nothing_is_lost_or_said_twice_in_a_storm(
    fresh_database_url: str, zygote_of: Callable[[str], Zygote], tmp_path: Path
) -> None:
    found = await run(fresh_database_url, zygote_of("none"), tmp_path, seed=1, kills=15)
    assert found.clean, "\n".join(story(found))
    assert found.kills >= 15


@pytest.mark.parametrize(
    ("variant", "kills", "found_out"),
    [("ack_first", 30, {LOST}), ("blind", 60, {TWICE}), ("no_lanes", 20, {UNSAID, ORDER, HALF_MADE})],
)
async def test_a_broken_bot_is_found_out(
    variant: str, kills: int, found_out: set[str], postgres_url: str, zygote_of: Callable[[str], Zygote], tmp_path: Path
) -> None:
    found = await run(postgres_url, zygote_of(variant), tmp_path, seed=1, kills=kills)
    assert any(found.verdict.found[figure] for figure in found_out), "\n".join(story(found))
