"""The movable clock: every reader of its file jumps together, and whoever waits notices."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import Clock


def shift(file: Path, seconds: float) -> None:
    """Moves the clock, as its owner does: in place, since every reader has the file mapped."""
    with file.open("r+b") as opened:
        opened.write(struct.pack("<d", seconds))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "clock"
    path.write_bytes(struct.pack("<d", 0.0))
    return path


@pytest.fixture
def clock(file: Path) -> Iterator[Clock]:
    clock = Clock(file)
    yield clock
    clock.close()


def test_now_is_the_wall_clock_plus_the_shift(file: Path, clock: Clock) -> None:
    assert abs(clock.now() - clock.wall()) < timedelta(seconds=1)
    shift(file, 86_400)
    assert abs(clock.now() - clock.wall() - timedelta(days=1)) < timedelta(seconds=1)
    assert clock.now().utcoffset() == timedelta(0)


async def test_whoever_waits_for_a_moment_wakes_when_the_clock_is_moved_there(file: Path, clock: Clock) -> None:
    waiting = asyncio.create_task(clock.wait(asyncio.Event(), clock.now() + timedelta(days=3), longest=60))
    shift(file, 3 * 86_400 + 1)
    async with asyncio.timeout(5):
        await waiting


async def test_whoever_waits_wakes_when_told(clock: Clock) -> None:
    told = asyncio.Event()
    waiting = asyncio.create_task(clock.wait(told, clock.now() + timedelta(days=3), longest=60))
    told.set()
    async with asyncio.timeout(5):
        await waiting


@pytest.mark.parametrize("hours", [1, -1, 24 * 30])
async def test_a_jump_is_noticed_in_either_direction(file: Path, clock: Clock, hours: int) -> None:
    jumps = clock.jumps()
    noticing = asyncio.ensure_future(anext(jumps))
    await asyncio.wait({noticing}, timeout=0.1)  # it has looked once, and seen nothing
    assert not noticing.done()
    shift(file, hours * 3600)
    async with asyncio.timeout(5):
        seen = await noticing
    assert abs(seen - clock.wall() - timedelta(hours=hours)) < timedelta(seconds=2)
    await jumps.aclose()
