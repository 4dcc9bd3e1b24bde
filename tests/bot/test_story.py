"""The story of one hiring, on both databases, and its table against the store."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import text

from bot.__main__ import manifest
from bot.demo import STORIES
from bot.demo.stage import stage
from bot.demo.transcript import Teller
from handlers.blocks.text import working_time


async def test_one_hiring_happens_from_opening_to_measured_response_times(
    fresh_database_url: str, tmp_path: Path
) -> None:
    said: list[str] = []
    async with stage(manifest(), tmp_path, database_url=fresh_database_url) as built:
        await STORIES["hiring"][0](Teller(built, said.append))
        async with built.bot.database.read() as session:
            stored = (
                await session.execute(
                    text("select kind, waited, promise from asks where state = 'answered' order by answered_at, id")
                )
            ).all()
            unsent = await session.scalar(text("select count(*) from outbox where state not in ('done', 'dropped')"))
        assert built.playground.complaints == []
    told = [line for line in said if re.match(r"^(Hal|Rita) +(review|contact|check-in) ", line)]
    assert len(told) == len(stored) == 7
    for line, (_, waited, promise) in zip(told, stored, strict=True):
        assert working_time(waited) in line
        assert line.endswith(working_time(promise))
    assert unsent == 0
