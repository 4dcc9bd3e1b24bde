"""The timetable beats on, whatever the clock does, and ends without leaving a round half done."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.scheduler import TIMETABLE, Timetable
from storage import due
from storage.database import Database
from tests.bot.test_clock import shift


@pytest.fixture
def clock(tmp_path: Path) -> Iterator[Clock]:
    file = tmp_path / "clock"
    file.write_bytes(bytes(8))
    clock = Clock(file)
    yield clock
    clock.close()


async def _all(_session: AsyncSession, _at: datetime) -> Collection[str]:
    return ("beats", "fails", "slow")


class Beats:
    """A round that counts, and can be waited for."""

    def __init__(self) -> None:
        self.seen: list[datetime] = []
        self._beat = asyncio.Condition()

    async def run(self, _database: Database, now: datetime) -> int:
        async with self._beat:
            self.seen.append(now)
            self._beat.notify_all()
        return 1

    async def until(self, number: int) -> None:
        async with asyncio.timeout(10), self._beat:
            await self._beat.wait_for(lambda: len(self.seen) >= number)


@pytest.mark.parametrize("hours", [1, -1, 24 * 30])
async def test_a_round_goes_on_beating_when_the_clock_steps(
    hours: int, clock: Clock, tmp_path: Path, database: Database
) -> None:
    beats, woken = Beats(), asyncio.Event()
    timetable = Timetable(database, clock, woken.set, {"beats": beats.run}, _all)
    timetable.start()
    await beats.until(2)
    shift(tmp_path / "clock", hours * 3600)
    before = len(beats.seen)
    await beats.until(before + 3)
    await timetable.stop()
    assert abs(beats.seen[-1] - clock.wall() - timedelta(hours=hours)) < timedelta(seconds=10)
    assert woken.is_set()


async def test_a_round_that_fails_is_tried_again_and_stops_no_other(
    clock: Clock, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    beats = Beats()
    failures = 0

    async def fails(_database: Database, _now: datetime) -> int:
        nonlocal failures
        failures += 1
        raise RuntimeError("secret words")

    timetable = Timetable(database, clock, lambda: None, {"fails": fails, "beats": beats.run}, _all)
    timetable.start()
    await beats.until(3)
    await timetable.stop()
    assert failures >= 2
    assert "secret words" not in "".join(capsys.readouterr())


async def test_stopping_lets_a_round_under_way_end(clock: Clock, database: Database) -> None:
    began, may_end, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow(_database: Database, _now: datetime) -> int:
        began.set()
        await may_end.wait()
        ended.set()
        return 0

    timetable = Timetable(database, clock, lambda: None, {"slow": slow}, _all)
    timetable.start()
    await began.wait()
    assert timetable.busy
    stopping = asyncio.create_task(timetable.stop())
    may_end.set()
    await stopping
    assert ended.is_set()


async def test_every_round_of_the_timetable_does_nothing_where_nothing_is_due(clock: Clock, database: Database) -> None:
    for round_ in TIMETABLE.values():
        assert await round_(database, clock.now()) == 0


def test_every_round_of_the_timetable_is_named_by_the_look_for_all_of_them() -> None:
    assert set(TIMETABLE) == due.ROUNDS


async def test_a_round_that_is_not_due_is_not_run(clock: Clock, database: Database) -> None:
    beats, idle = Beats(), Beats()

    async def some(_session: AsyncSession, _at: datetime) -> Collection[str]:
        return ("beats",)

    timetable = Timetable(database, clock, lambda: None, {"beats": beats.run, "idle": idle.run}, some)
    timetable.start()
    await beats.until(3)
    await timetable.stop()
    assert idle.seen == []


async def test_a_slow_round_holds_up_no_other_and_is_not_run_beside_itself(clock: Clock, database: Database) -> None:
    beats, may_end, begun = Beats(), asyncio.Event(), 0

    async def slow(_database: Database, _now: datetime) -> int:
        nonlocal begun
        begun += 1
        await may_end.wait()
        return 0

    timetable = Timetable(database, clock, lambda: None, {"slow": slow, "beats": beats.run}, _all)
    timetable.start()
    await beats.until(3)
    assert begun == 1
    may_end.set()
    await timetable.stop()


async def test_after_a_look_that_fails_the_next_beat_looks_again_and_nothing_it_read_is_shown(
    clock: Clock, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    beats, looks = Beats(), 0

    async def fails_once(_session: AsyncSession, _at: datetime) -> Collection[str]:
        nonlocal looks
        looks += 1
        if looks == 1:
            raise RuntimeError("secret words")
        return ("beats",)

    timetable = Timetable(database, clock, lambda: None, {"beats": beats.run}, fails_once)
    timetable.start()
    await beats.until(1)
    await timetable.stop()
    assert looks >= 2
    assert "secret words" not in "".join(capsys.readouterr())
