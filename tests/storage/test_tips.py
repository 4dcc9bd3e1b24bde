"""Tips: the file keeps its form, and each person gets each once, at their moment, never two in one day."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import update

from handlers.blocks import tips as blocks
from storage import models, tips
from storage.rules.rights import Role
from storage.rules.tips import BY_KEY, LONGEST, TIPS, Audience, Moment, Tip, choose
from tests.storage.world import HERE, MONA, MONDAY, OTTO, RITA, World, days, hours, hush

ON = MONDAY + days(1)
# Public authorities, the law itself, and a chartered body: nobody who sells anything.
OFFICIAL = {"www.opm.gov", "www.eeoc.gov", "www.acas.org.uk", "eur-lex.europa.eu", "www.cipd.org"}


def test_there_are_fifteen_each_with_a_key_of_its_own() -> None:
    assert len(TIPS) == len(BY_KEY) == 15
    assert {tip.audience for tip in TIPS} == set(Audience)


@pytest.mark.parametrize("tip", TIPS, ids=lambda tip: tip.key)
def test_a_tip_is_short_sourced_and_of_its_moment(tip: Tip) -> None:
    assert re.fullmatch(r"[a-z_]+", tip.key)
    assert 40 < len(tip.text) <= LONGEST
    assert tip.text.endswith(".")
    assert tip.source
    assert re.fullmatch(r"https://[a-z.-]+/\S+", tip.url)
    assert urlsplit(tip.url).hostname in OFFICIAL
    assert tip.date.year >= 2026
    assert tip.country is None or re.fullmatch("[A-Z]{2}", tip.country)
    text, shown = blocks.said(tip)
    assert tip.url in str(shown)
    assert text.startswith("A tip: ")


@pytest.mark.parametrize("tip", [tip for tip in TIPS if tip.country], ids=lambda tip: tip.key)
def test_a_tip_of_one_country_comes_there_first_and_nowhere_else(tip: Tip) -> None:
    role = {Audience.RECRUITER: Role.RECRUITER, Audience.MANAGER: Role.MANAGER}[tip.audience]
    assert choose(tip.moment, {role}, tip.country, ()) == tip
    other = choose(tip.moment, {role}, "FR", ())
    assert other is not None
    assert other.country is None
    assert choose(tip.moment, {role}, tip.country, [tip.key]) == other


def test_a_tip_is_for_its_audience_and_comes_once() -> None:
    first = choose(Moment.REJECTED, {Role.BACKUP}, None, ())
    assert first is not None
    assert choose(Moment.REJECTED, {Role.BACKUP}, None, {first.key}) is None
    assert choose(Moment.REJECTED, {Role.RECRUITER}, None, ()) is None
    assert choose(Moment.REJECTED, set(), None, ()) is None


@pytest.fixture
async def heard(world: World) -> World:
    """The world with tips."""
    async with world.database.begin() as session:
        await hush(session, HERE, off=False)
    return world


async def told(world: World) -> list[tuple[str, str]]:
    """(person, tip) as sent, oldest first."""
    rows = await world.rows(models.OutboxRow)
    return [(row.ids["person"], row.ids["tip"]) for row in rows if row.kind == "tip.told"]


async def test_each_comes_once_at_its_moment_and_never_two_in_one_day(heard: World) -> None:
    role = await heard.open()
    first, second = [await heard.post(role) for _ in range(2)]
    assert await told(heard) == [(RITA, "intake_outcomes")]  # the first profile's waits for another day
    await heard.reject(first, at=MONDAY + hours(6))
    await heard.approve(second, at=MONDAY + hours(6))
    assert await told(heard) == [(RITA, "intake_outcomes"), (MONA, "rejected_reason")]
    await heard.reject(await heard.post(role, at=ON), at=ON + hours(6))
    assert (await told(heard))[2:] == [(RITA, "posted_evidence")]  # a rejection is no first one any more


async def test_a_late_answer_is_thanked_for(heard: World) -> None:
    submission = await heard.post(await heard.open())
    await heard.approve(submission, at=MONDAY + days(4))
    assert (await told(heard))[-1] == (MONA, "late_small_answer")


async def test_whoever_wants_none_gets_none(heard: World) -> None:
    async with heard.database.begin() as session:
        await tips.turn_off(session, heard.person(RITA))
    role = await heard.open()
    assert await told(heard) == []
    async with heard.database.begin() as session:
        await tips.turn_off(session, heard.person(RITA), off=False)
        await tips.turn_off_for_all(session, heard.person(OTTO), off=True, at=MONDAY)
    await heard.post(role)
    assert await told(heard) == []


async def test_the_country_is_the_readers_own(heard: World) -> None:
    async with heard.database.begin() as session:
        calendar: dict[str, Any] = {"zone": None, "country": "US", "region": None, "away": []}
        week = [[[540, 1020]]] * 5 + [[], []]
        row = models.Person
        mine = (row.workspace == HERE) & (row.id == MONA)
        kept = calendar | {"week": week, "windows": ["09:30"]}
        await session.execute(update(row).where(mine).values(calendar=kept))
    await heard.reject(await heard.post(await heard.open()))
    assert (await told(heard))[-1] == (MONA, "rejected_records_us")
