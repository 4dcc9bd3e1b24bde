"""Questions, holds and turns: the twin workspace's ids open no door of theirs either."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage import absences, balls, holds, models, questions, stand_ins, turns
from storage.refusals import Why
from storage.rules.promises import Kind
from tests.storage.turning import go_away, question
from tests.storage.world import BEN, HERE, MONA, MONDAY, RITA, TWIN, World, days, dump, hours, new_york, refused

NOON = new_york("2026-06-01 12:00")

Verb = Callable[[AsyncSession], Awaitable[Any]]


async def _try(world: World, verb: Verb) -> None:
    async with world.database.begin() as session:
        await verb(session)


async def test_the_twins_asks_and_candidates_are_nobodys_here(world: World) -> None:
    twin = world.twin
    (role,) = await twin.rows(models.Requisition)
    (submission,) = [row.id for row in await twin.rows(models.Submission)]
    asked = (await question(twin, submission, at=NOON)).id
    away = await go_away(twin, RITA, "2026-06-01", "2026-06-03", at=NOON)
    before = await dump(world.database, TWIN)
    mona, rita = world.person(MONA), world.person(RITA)
    of_asks: dict[str, Verb] = {
        "reply": lambda s: questions.reply(s, rita, asked, "x", at=NOON),
        "may_reply": lambda s: questions.may_reply(s, rita, asked),
        "mine": lambda s: turns.mine(s, rita, asked),
        "snooze": lambda s: turns.snooze(s, rita, asked, reason="time", until=NOON + hours(2), at=NOON),
        "hand_over": lambda s: turns.hand_over(s, rita, asked, BEN, at=NOON),
        "remind": lambda s: turns.remind(s, mona, asked, at=NOON),
    }
    of_candidates: dict[str, Verb] = {
        "ask_about": lambda s: questions.ask_about(s, mona, submission, "x", at=NOON),
        "hold": lambda s: holds.hold(s, mona, submission, reason="timing", days=1, at=NOON),
        "lift": lambda s: holds.lift(s, mona, submission, at=NOON),
        "over": lambda s: holds.over(s, HERE, submission, at=NOON),
    }
    why = {name: (await refused(_try(world, verb))).why for name, verb in {**of_asks, **of_candidates}.items()}
    assert why == dict.fromkeys(of_asks, Why.NOT_YOUR_ASK) | dict.fromkeys(of_candidates, Why.NO_SUCH_CANDIDATE)
    async with world.database.begin() as session:
        assert await questions.get(session, HERE, asked) is None
        assert await balls.of_submission(session, HERE, submission) == []
        assert not await absences.begin(session, HERE, away.id, at=MONDAY + days(1))
        assert not await absences.left(session, HERE, RITA, at=MONDAY + days(1))
        assert await stand_ins.find(session, HERE, Kind.REVIEW, RITA, role.id, asker=None, at=NOON) is None
    assert await dump(world.database, TWIN) == before


async def test_an_absence_here_hands_over_nothing_of_the_twins(world: World) -> None:
    away = await go_away(world, MONA, "2026-06-01", "2026-06-05", delegate=BEN, at=NOON)
    before = await dump(world.database, TWIN)
    async with world.database.begin() as session:
        assert await absences.begin(session, HERE, away.id, at=NOON)
    assert await dump(world.database, TWIN) == before
