"""The clock moves forward only, step by step over what the bot has due, and everybody who maps the file moves along."""

import asyncio
import mmap
import struct
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.playground.clock import BadClockFile, Clock, iso, parse_iso
from bot.playground.errors import Refused
from bot.playground.moves import next_working_day
from bot.playground.server import Playground

SECOND = timedelta(seconds=1)


class Planner:
    """Stands for a bot: has appointments, keeps each when its time has come, one look late, and says so on /readyz."""

    def __init__(self, clock_file: Path) -> None:
        self.clock = Clock(clock_file)
        self.due: list[datetime] = []
        self.kept: list[datetime] = []
        self.stuck = False
        self.asked = 0

    async def readyz(self, _: web.Request) -> web.Response:
        self.asked += 1
        now = self.clock.now()
        behind = [each for each in self.due if each <= now]
        state = self._state(settled=not behind and not self.stuck)
        if behind:  # kept only after having said "not settled" once
            self.due.remove(behind[0])
            self.kept.append(now)
        return web.json_response(state)

    def _state(self, *, settled: bool) -> dict[str, Any]:
        following = min(self.due, default=None)
        return {
            "ready": True,
            "settled": settled,
            "next_due": iso(following) if following else None,
            "next_what": "an appointment" if following else None,
        }


@pytest.fixture
async def planner(tmp_path: Path) -> AsyncIterator[tuple[Planner, str]]:
    Clock(tmp_path / "clock").close()
    planner = Planner(tmp_path / "clock")
    application = web.Application()
    application.add_routes([web.get("/readyz", planner.readyz)])
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield planner, f"http://127.0.0.1:{runner.addresses[0][1]}/readyz"
    await runner.cleanup()
    planner.clock.close()


@pytest.fixture
async def moved(
    manifest: Path, tmp_path: Path, planner: tuple[Planner, str]
) -> AsyncIterator[tuple[Playground, Planner]]:
    clock_file = tmp_path / "clock"
    async with Playground(manifest, clock_file=clock_file, readyz=planner[1], settle_seconds=0.3) as playground:
        yield playground, planner[0]


def whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


async def test_every_appointment_on_the_way_is_kept_at_its_own_time(moved: tuple[Playground, Planner]) -> None:
    playground, planner = moved
    start = whole(playground.clock.now())
    planner.due = [start + timedelta(hours=hours) for hours in (1, 2, 5)]
    first, second, third = planner.due
    await playground.move_by(timedelta(hours=3))
    assert [whole(each) for each in planner.kept] == [first, second]
    assert planner.due == [third]
    assert abs(playground.clock.now() - start - timedelta(hours=3)) < 5 * SECOND


async def test_the_next_event_is_where_the_bot_has_something_due(moved: tuple[Playground, Planner]) -> None:
    playground, planner = moved
    planner.due = [whole(playground.clock.now()) + timedelta(days=4)]
    (due,) = planner.due
    await playground.next_event()
    assert [whole(each) for each in planner.kept] == [due]
    with pytest.raises(Refused, match="nothing planned"):
        await playground.next_event()


async def test_a_bot_that_never_settles_stops_the_clock_and_is_named(moved: tuple[Playground, Planner]) -> None:
    playground, planner = moved
    planner.stuck = True
    with pytest.raises(Refused, match="did not settle within"):
        await playground.move_by(timedelta(hours=1))
    assert playground.clock.shift == 0


async def test_a_bot_that_is_gone_is_named(moved: tuple[Playground, Planner]) -> None:
    playground, _ = moved
    playground.readyz = "http://127.0.0.1:9/readyz"
    with pytest.raises(Refused, match="does not answer at http://127"):
        await playground.move_by(timedelta(hours=1))


async def test_without_a_bot_the_clock_just_moves(playground: Playground) -> None:
    target = whole(playground.clock.now()) + timedelta(days=40)
    await playground.move_to(target)
    assert abs(playground.clock.now() - target) < 5 * SECOND


async def test_time_never_runs_back(playground: Playground) -> None:
    with pytest.raises(Refused, match="forward only"):
        await playground.move_to(playground.clock.now() - timedelta(minutes=1))


async def test_whoever_maps_the_file_sees_the_shift_and_a_restart_keeps_it(manifest: Path, tmp_path: Path) -> None:
    path = tmp_path / "shift"
    async with Playground(manifest, clock_file=path) as playground:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 8, access=mmap.ACCESS_READ) as shift:
            assert struct.unpack("<d", shift[:8]) == (0.0,)
            await playground.move_by(timedelta(hours=1))
            assert abs(struct.unpack("<d", shift[:8])[0] - 3600) < 1
    async with Playground(manifest, clock_file=path) as playground:
        assert abs(playground.clock.shift - 3600) < 1


async def test_messages_are_stamped_with_the_moved_time(playground: Playground) -> None:
    await playground.move_by(timedelta(days=1))
    said = await playground.person("Rita").say("tomorrow", channel="general")
    assert abs(said.when - playground.clock.now()) < 5 * SECOND


@pytest.mark.parametrize(
    ("now", "zone", "then"),
    [
        ("2026-11-24T08:30:00Z", "Europe/Berlin", "2026-11-25T08:30:00Z"),
        ("2026-11-27T08:30:00Z", "Europe/Berlin", "2026-11-30T08:30:00Z"),
        ("2026-11-28T08:30:00Z", "Europe/Berlin", "2026-11-30T08:30:00Z"),
        ("2026-10-23T08:00:00Z", "Europe/Berlin", "2026-10-26T09:00:00Z"),  # summer time ends in between
        ("2026-11-27T20:00:00Z", "Asia/Kolkata", "2026-11-29T20:00:00Z"),  # already Saturday there
    ],
)
def test_the_next_working_day_keeps_the_local_time(now: str, zone: str, then: str) -> None:
    assert next_working_day(parse_iso(now), zone).astimezone(UTC) == parse_iso(then)


def test_a_clock_asked_to_go_back_stays(tmp_path: Path) -> None:
    clock = Clock(tmp_path / "clock")
    clock.move_to(clock.now() + timedelta(hours=1))
    shift = clock.shift
    clock.move_to(clock.now() - timedelta(minutes=5))
    assert clock.shift == shift
    clock.close()


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        parse_iso("2026-11-24T08:30:00")


@pytest.mark.parametrize("span", [timedelta(days=365 * 200), timedelta.max])
async def test_beyond_the_horizon_the_clock_does_not_go(playground: Playground, span: timedelta) -> None:
    with pytest.raises(Refused, match="no further than the year 2099"):
        await playground.move_by(span)
    assert playground.clock.shift == 0


@pytest.mark.parametrize("shift", [1e12, -1e12, float("nan"), float("inf")])
def test_a_clock_file_that_holds_no_usable_time_is_named(tmp_path: Path, shift: float) -> None:
    path = tmp_path / "clock"
    path.write_bytes(struct.pack("<d", shift))
    with pytest.raises(BadClockFile, match=r"clock moves time .*: delete it"):
        Clock(path)


async def test_steps_asked_for_at_once_come_one_after_the_other(moved: tuple[Playground, Planner]) -> None:
    playground, _ = moved
    start, hour = playground.clock.now(), timedelta(hours=1)
    await asyncio.gather(playground.move_by(hour), playground.move_by(hour))
    assert abs(playground.clock.now() - start - 2 * hour) < 5 * SECOND
