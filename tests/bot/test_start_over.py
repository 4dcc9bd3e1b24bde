"""Start over: the demo goes back to its first minute, bot, database and clock with it, as often as one likes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import aiohttp

from bot.__main__ import manifest
from bot.demo import hiring
from bot.demo.stage import Stage, stage
from bot.demo.transcript import Teller
from bot.playground.control import Person


async def _opened(built: Stage) -> tuple[Teller, Person]:
    """Rita opens a role; gives back who plays, and her."""
    told: list[str] = []
    tell = Teller(built, told.append)
    rita, hal = tell.person("Rita"), tell.person("Hal")
    await tell.command(rita, "/req open Senior Data Engineer", "general")
    await tell.submit(rita, {"Hiring manager": "Hal"})
    await tell.sees(hal, "REQ-1 · Senior Data Engineer", channel=hiring.CHANNEL)
    return tell, rita


async def test_after_each_start_over_a_role_is_opened_as_for_the_first_time(tmp_path: Path) -> None:
    async with stage(manifest(), tmp_path) as built:
        began = built.playground.clock.now()
        tell, rita = await _opened(built)
        for _ in range(2):
            await tell.walk(tell.now + timedelta(hours=3))
            before = built.bot
            await built.playground.start_over()
            assert built.bot is not before
            assert abs(built.playground.clock.now() - began) < timedelta(minutes=1)
            assert [each.name for each in rita.conversations()] == ["general", "hiring"]
            assert built.playground.deliveries == []
            tell, rita = await _opened(built)  # it is REQ-1 every time
        assert built.playground.complaints == []


async def test_a_database_that_is_not_the_stages_own_is_left_alone(sqlite_url: str, tmp_path: Path) -> None:
    async with stage(manifest(), tmp_path, database_url=sqlite_url) as built:
        assert built.playground.on_start_over is None


async def test_the_outbox_is_listed_to_whoever_plays_with_the_clock_and_asks(tmp_path: Path) -> None:
    async with stage(manifest(), tmp_path) as built:
        await _opened(built)
        async with aiohttp.ClientSession() as session:
            async with session.get(f"{built.bot.url}/readyz") as answer:
                assert "outbox" not in await answer.json()
            async with session.get(f"{built.bot.url}/readyz?outbox=1") as answer:
                rows = (await answer.json())["outbox"]
    assert {row["state"] for row in rows} <= {"waiting", "done", "dropped"}
    assert rows
    assert all(row.keys() == {"id", "kind", "state", "lane", "due", "attempts", "error"} for row in rows)
