"""The story of one hiring, on both databases and by both ways in, and its table against the store."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.__main__ import manifest
from bot.demo import BEGINS, STORIES
from bot.demo.stage import Way, stage
from bot.demo.transcript import Teller
from handlers.blocks.text import working_time
from tests.stories.conftest import CALM


@pytest.mark.parametrize("delivery", ["socket", "http"])
async def test_one_hiring_happens_from_opening_to_measured_response_times(
    fresh_database_url: str, tmp_path: Path, delivery: Way
) -> None:
    said: list[str] = []
    async with stage(
        manifest(), tmp_path, database_url=fresh_database_url, begin=BEGINS, delivery=delivery, patience=CALM
    ) as built:
        await STORIES["hiring"][0](Teller(built, said.append))
        async with built.bot.database.read() as session:
            stored = (
                await session.execute(
                    text(
                        "select p.name, a.kind, a.waited, a.promise from asks a join people p on p.id = a.owner "
                        "where a.state = 'answered' order by a.answered_at, a.id"
                    )
                )
            ).all()
            unsent = await session.scalar(text("select count(*) from outbox where state not in ('done', 'dropped')"))
        assert built.playground.complaints == []
        assert {sent.way for sent in built.playground.deliveries} == {delivery}
    told = [re.split(r" {2,}", line) for line in said if re.match(r"^(Hal|Rita) +(review|contact|check-in) ", line)]
    owed = {"review_profile": "review", "contact_candidate": "contact", "check_in": "check-in"}
    assert [(who, what, took, promised) for who, what, _, _, took, promised in told] == [
        (name.split()[0], owed[kind], working_time(waited), working_time(promise))
        for name, kind, waited, promise in stored
    ]
    assert [kind for _, kind, _, _ in stored].count("review_profile") == 3
    assert unsent == 0


@pytest.mark.parametrize("name", [name for name in STORIES if name != "hiring"])
async def test_every_other_story_happens_too(name: str, sqlite_url: str, tmp_path: Path) -> None:
    said: list[str] = []
    async with stage(manifest(), tmp_path, database_url=sqlite_url, begin=BEGINS, patience=CALM) as built:
        await STORIES[name][0](Teller(built, said.append))
        assert built.playground.complaints == []
    assert "None" not in "\n".join(said)
