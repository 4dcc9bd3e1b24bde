"""The log for auditors: written with what is done, sealed row upon row, and for ever."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rounds import audit as audit_round
from storage import audit, decisions, forgetting, leads, models, sealing
from storage.database import Database
from storage.refusals import Why
from storage.rules.audit import AUDITED, canonical, facts_of, seal
from tests.storage.world import BEN, HERE, MONA, MONDAY, OTTO, RITA, TWIN, World, days, hours, refused


async def sealed(world: World) -> None:
    await audit_round.run(world.database, MONDAY + days(30))


async def entries(world: World, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(getattr(row, each) for each in columns) for row in await world.rows(models.AuditEntry)]


async def test_who_did_what_to_whom_is_noted_by_ids(world: World) -> None:
    role = await world.open()
    found = await world.post(role, name="Zyxwv Qponm", email="zyxwv@example.com")
    decision = await world.approve(found)
    await world.undo(decision)
    async with world.database.begin() as session:
        await leads.name(session, world.person(OTTO), [BEN], at=MONDAY + hours(1))
        await forgetting.forget(session, world.person(RITA), found.id, why="asked", at=MONDAY + hours(2))
    assert await entries(world, "what", "actor", "about", "outcome", "facts") == [
        ("opened", RITA, f"requisition:{role.id}", "done", {}),
        ("approve", MONA, f"submission:{found.id}", "done", {"decision": decision.id}),
        ("undone", MONA, f"submission:{found.id}", "done", {"decision": decision.id}),
        ("leads", OTTO, None, "done", {"people": [BEN]}),
        ("forgotten", RITA, f"submission:{found.id}", "done", {"why": "asked"}),
    ]
    assert "yxwv" not in str(await entries(world, "about", "facts"))


async def test_what_is_not_done_is_not_noted(world: World) -> None:
    found = await world.post(await world.open())

    async def late(session: AsyncSession) -> None:
        await decisions.approve(session, world.person(MONA), found.id, at=MONDAY)
        raise LookupError

    with pytest.raises(LookupError):
        await world.database.write(late)
    assert (await refused(world.approve(found, by=RITA))).why is Why.NOT_THE_DECIDER
    assert [what for (what,) in await entries(world, "what")] == ["opened"]


async def test_each_workspace_has_a_chain_of_its_own_and_every_seal_rests_on_the_one_before(world: World) -> None:
    await world.approve(await world.post(await world.open()))
    assert {place for (place,) in await entries(world, "place")} == {None}
    await sealed(world)
    for each in (world, world.twin):
        before = ""
        for number, row in enumerate(await each.rows(models.AuditEntry), 1):
            before = seal(
                before,
                canonical(row.workspace, row.id, row.at, row.what, row.actor, row.about, row.outcome, row.facts),
            )
            assert (row.place, row.seal) == (number, before)
        (head,) = await each.rows(models.AuditHead)
        assert (head.place, head.seal) == (number, before)


async def test_a_row_that_came_late_stands_later_in_the_chain(world: World) -> None:
    async with world.database.begin() as session:
        for id_ in (70, 90):
            session.add(
                models.AuditEntry(id=id_, workspace=HERE, at=MONDAY, what="tips", outcome="done", facts={}, actor=OTTO)
            )
    await sealed(world)
    async with world.database.begin() as session:
        session.add(
            models.AuditEntry(id=80, workspace=HERE, at=MONDAY, what="tips", outcome="done", facts={}, actor=OTTO)
        )
    await sealed(world)
    assert await entries(world, "id", "place") == [(70, 1), (80, 3), (90, 2)]


async def test_more_than_one_transactions_worth_is_sealed_in_order(world: World) -> None:
    async with world.database.begin() as session:
        for number in range(7):
            audit.note(session, HERE, "tips", at=MONDAY, by=OTTO, on=bool(number % 2))
    for done, left in ((3, 4), (3, 1), (1, 0)):
        async with world.database.begin() as session:
            assert await sealing.close(session, HERE, limit=3) == done
        assert [place for (place,) in await entries(world, "place")].count(None) == left
    assert [place for (place,) in await entries(world, "place")] == list(range(1, 8))


@pytest.mark.parametrize(
    "verb",
    [
        "update audit set what = 'tips'",
        "update audit set facts = '{}'",
        "update audit set seal = 'x', place = 1",
        "update audit set seal = null",
        "delete from audit",
        "update audit_heads set place = 1",
        "update audit_heads set workspace = 'T_OTHER', place = 99",
        "delete from audit_heads",
    ],
)
async def test_the_database_itself_refuses_to_change_the_log(world: World, verb: str) -> None:
    await world.open()
    await sealed(world)
    with pytest.raises(DBAPIError, match="append-only"):
        async with world.database.begin() as session:
            await session.execute(text(verb))


@pytest.mark.parametrize("verb", ["update audit set what = 'tips'", "update audit set place = 3", "delete from audit"])
async def test_a_row_without_a_seal_is_no_easier_to_change(world: World, verb: str) -> None:
    await world.open()
    with pytest.raises(DBAPIError, match="append-only"):
        async with world.database.begin() as session:
            await session.execute(text(verb))


async def test_on_postgresql_the_log_cannot_be_emptied_either(postgres_world: World) -> None:
    for table in ("audit", "audit_heads"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with postgres_world.database.begin() as session:
                await session.execute(text(f"truncate {table}"))


async def test_of_two_replicas_one_seals(postgres_world: World) -> None:
    await sealed(postgres_world)
    await postgres_world.open()
    await postgres_world.twin.open()
    async with postgres_world.database.begin() as first, postgres_world.database.begin() as second:
        assert await sealing.close(first, TWIN) == 1
        assert await sealing.close(second, TWIN) == 0
        assert await sealing.close(second, HERE) == 1
    async with postgres_world.database.begin() as session:
        assert await sealing.close(session, TWIN) == 0


async def test_what_is_not_listed_cannot_be_noted(database: Database) -> None:
    with pytest.raises(ValueError, match="not among"):
        async with database.begin() as session:
            audit.note(session, HERE, "read_the_paper", at=MONDAY)


def test_nobodys_time_and_no_words_go_along() -> None:
    facts = {"decision": 3, "waited": 3600.5, "text": 4, "department": "Data", "why": "asked", "ask": 1, "to": None}
    assert facts_of(facts) == {"decision": 3, "why": "asked"}


def test_a_row_is_the_same_bytes_in_whatever_order_its_facts_stand_and_in_whatever_zone() -> None:
    at = datetime.fromisoformat("2026-06-01T10:00:00.000001+02:00")
    one = canonical(HERE, 1, at, "leads", OTTO, None, "done", {"to": "é", "on": True})
    other = canonical(HERE, 1, at.astimezone(MONDAY.tzinfo), "leads", OTTO, None, "done", {"on": True, "to": "é"})
    assert one == other
    assert b"2026-06-01T08:00:00.000001Z" in one
    assert set(AUDITED) > {"forgotten", "legal_hold", "leads", "installed"}
