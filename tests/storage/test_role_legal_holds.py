"""A legal hold on a role keeps everybody who was put forward for it, from people and from the clock."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.rounds import retention as retention_round
from handlers.blocks import legal_holds as blocks
from storage import audit_pages, forgetting, leads, legal_holds, models, role_legal_holds
from storage.refusals import Why
from storage.requisitions import Requisition
from storage.rules.audit import Group
from storage.rules.retention import UNNAMED, months_after
from storage.submissions import Submission
from tests.storage.world import BEN, HERE, MONDAY, OTTO, RITA, World, days, hours, refused

OVER = months_after(MONDAY, UNNAMED)


async def put(world: World, role: Requisition, by: str = OTTO) -> None:
    async with world.database.begin() as session:
        await role_legal_holds.put(session, world.person(by), role.id, "Claim 4 Ca 17/26", at=MONDAY)


async def named_lead(world: World, who: str = OTTO) -> None:
    async with world.database.begin() as session:
        await leads.name(session, world.person(OTTO), [who], at=MONDAY)


async def forget(world: World, submission: Submission, by: str = RITA) -> None:
    async with world.database.begin() as session:
        await forgetting.forget(session, world.person(by), submission.id, why="asked", at=MONDAY + hours(2))


async def test_nobody_forgets_them_on_any_role_until_it_is_lifted(world: World) -> None:
    role = await world.open()
    here = await world.post(role, email="one@example.com")
    elsewhere = await world.post(await world.open(), email="one@example.com")
    assert (await refused(put(world, role))).why is Why.NOT_A_LEAD
    await named_lead(world)
    await put(world, role)
    assert (await refused(put(world, role))).why is Why.ROLE_HELD_ALREADY
    late = await world.post(role, name="Alan Turing")
    for each, by in ((here, RITA), (elsewhere, RITA), (late, OTTO)):
        kept = await refused(forget(world, each, by))
        assert (kept.why, kept.facts["by"], kept.facts["reason"]) == (Why.LEGAL_HOLD, OTTO, "Claim 4 Ca 17/26")
    async with world.database.begin() as session:
        await role_legal_holds.lift(session, world.person(OTTO), role.id, at=MONDAY + hours(1))
    await forget(world, here)

    async def lift() -> None:
        async with world.database.begin() as session:
            await role_legal_holds.lift(session, world.person(OTTO), role.id, at=MONDAY + hours(1))

    assert (await refused(lift())).why is Why.ROLE_NOT_HELD


async def test_why_a_confidential_role_is_held_is_told_to_nobody_who_is_not_on_it(world: World) -> None:
    role, secret = await world.open(), await world.open()
    here = await world.post(role, email="one@example.com")
    await world.post(secret, email="one@example.com")
    await named_lead(world)
    await put(world, secret)
    its, on = models.Requisition, models.RequisitionPerson
    async with world.database.begin() as session:
        await session.execute(
            update(its).where(its.workspace == HERE, its.id == secret.id).values(is_confidential=True)
        )
    assert (await refused(forget(world, here))).facts["reason"] == "Claim 4 Ca 17/26"  # to its recruiter
    async with world.database.begin() as session:
        mine = (on.workspace == HERE) & (on.requisition_id == secret.id) & (on.person == RITA)
        await session.execute(update(on).where(mine).values(person=BEN))
    kept = await refused(forget(world, here))
    assert (kept.why, kept.facts["by"], kept.facts["reason"]) == (Why.LEGAL_HOLD, OTTO, "")


async def test_the_clock_yields_and_says_so_in_the_log_and_goes_on_when_it_is_lifted(world: World) -> None:
    role = await world.open()
    found = await world.post(role)
    await world.reject(found)
    await named_lead(world)
    await put(world, role)
    await retention_round.run(world.database, OVER + days(30))
    (row,) = await world.rows(models.Candidate)
    assert row.erased_at is None
    held = [each for each in await world.rows(models.AuditEntry) if each.what == "retention"]
    assert [(each.actor, each.about, each.outcome) for each in held] == [(None, f"submission:{found.id}", "held")]
    async with world.database.begin() as session:
        await role_legal_holds.lift(session, world.person(OTTO), role.id, at=OVER + days(31))
    for after in (days(31), days(39)):
        await retention_round.run(world.database, OVER + after + timedelta(hours=12))
    (row,) = await world.rows(models.Candidate)
    assert row.erased_at is not None


async def test_every_hold_that_stands_is_listed_but_none_on_a_confidential_role(world: World) -> None:
    role, other, secret = await world.open(), await world.open(), await world.open()
    found = await world.post(other)
    await named_lead(world)
    await put(world, role)
    async with world.database.begin() as session:
        await legal_holds.put(session, world.person(OTTO), found.id, "Claim", at=MONDAY + hours(1))
        await role_legal_holds.put(session, world.person(OTTO), secret.id, "Claim", at=MONDAY)
        its = (models.Requisition.workspace == HERE) & (models.Requisition.id == secret.id)
        await session.execute(update(models.Requisition).where(its).values(is_confidential=True))
    async with world.database.read() as session:
        listed = await role_legal_holds.listed(session, world.person(OTTO))
    assert [(each.key, each.number) for each in listed] == [("REQ-1", None), ("REQ-2", 1)]
    words = blocks.listed(listed, world.person(OTTO), MONDAY + hours(2))
    assert "everybody of REQ-1" in words
    assert "Candidate 1 of REQ-2" in words
    assert "No legal hold stands" in blocks.listed([], world.person(OTTO), MONDAY)


async def test_administrators_read_what_was_set_and_talent_leads_who_held_whom(world: World) -> None:
    role, secret = await world.open(), await world.open()
    await world.approve(await world.post(role))
    await named_lead(world, BEN)
    await put(world, role, BEN)
    async with world.database.begin() as session:
        await role_legal_holds.put(session, world.person(BEN), secret.id, "Claim", at=MONDAY)
        its = (models.Requisition.workspace == HERE) & (models.Requisition.id == secret.id)
        await session.execute(update(models.Requisition).where(its).values(is_confidential=True))
        on = models.RequisitionPerson
        await session.execute(
            update(on)
            .where(on.workspace == HERE, on.requisition_id == secret.id, on.person == BEN)
            .values(until=MONDAY)
        )
    async with world.database.read() as session:
        for who, groups, seen in (
            (OTTO, {Group.SETTINGS}, [("leads", None)]),
            (BEN, {Group.PRIVACY}, [("role_legal_hold", "REQ-1")]),
        ):
            assert await audit_pages.readable(session, world.person(who)) == groups
            page = await audit_pages.newest(session, world.person(who), frozenset(groups), 7)
            found = [(each.what, page.about.get(each.about or "")) for each in page.entries]
            assert (found, page.number, page.total) == (seen, 0, len(seen))
        kept = await refused(audit_pages.readable(session, world.person(RITA)))
    assert kept.why is Why.NOT_FOR_AUDITORS


@pytest.mark.parametrize("group", [Group.DECISIONS, Group.RIGHTS])
async def test_what_was_decided_is_read_by_nobody_in_slack(world: World, group: Group) -> None:
    async with world.database.read() as session:
        with pytest.raises(KeyError):
            await audit_pages.newest(session, world.person(OTTO), frozenset({group}), 0)
