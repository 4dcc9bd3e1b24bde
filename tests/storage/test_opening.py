"""Opening: what it makes, whom it refuses, and who sees it; on both databases."""

from __future__ import annotations

import asyncio

import pytest

from storage import models, people, requisitions
from storage.refusals import Why
from storage.requisitions import Requisition
from tests.storage.world import (
    BEN,
    GONE,
    GUEST,
    HANA,
    MONA,
    MONDAY,
    OTTO,
    RITA,
    ROBOT,
    World,
    days,
    refused,
)


async def test_the_same_modal_submitted_twice_opens_one_requisition(lone: World) -> None:
    first = await lone.open(origin="V_MODAL")
    again = await lone.open(origin="V_MODAL", title="Something else")
    assert first == again
    assert [row.id for row in await lone.rows(models.Requisition)] == [first.id]
    keys = [row.key for row in await lone.rows(models.OutboxRow)]
    assert len(keys) == len(set(keys))


async def test_twenty_opened_by_five_hands_at_once_are_numbered_one_to_twenty(lone: World) -> None:
    hands = asyncio.Semaphore(5)  # SQLite has one writer, and nobody is kept waiting for it longer than two seconds

    async def one() -> Requisition:
        async with hands:
            return await lone.open()

    opened = await asyncio.gather(*(one() for _ in range(20)))
    assert sorted(role.number for role in opened) == list(range(1, 21))


async def test_the_same_modal_submitted_ten_times_at_once_opens_one_requisition(lone: World) -> None:
    opened = await asyncio.gather(*(lone.open(origin="V_MODAL") for _ in range(10)))
    assert {role.number for role in opened} == {1}


@pytest.mark.parametrize(
    ("who", "why"), [(GUEST, Why.GUEST), (GONE, Why.DEACTIVATED), (ROBOT, Why.NOT_A_PERSON)], ids=str
)
@pytest.mark.parametrize("place", ["recruiter", "manager", "backup"])
async def test_guests_bots_and_deactivated_people_are_on_no_role(lone: World, who: str, why: Why, place: str) -> None:
    said_no = await refused(lone.open(**{place: who}))  # type: ignore[arg-type]
    assert (said_no.why, said_no.facts) == (why, {"person": who})
    assert not await lone.rows(models.Requisition)
    assert (await lone.open()).number == 1  # a refusal uses up no number


async def test_a_new_role_gets_its_channel_its_people_and_its_card_in_that_order(lone: World) -> None:
    role = await lone.open()
    steps = await lone.rows(models.OutboxRow)
    assert [step.kind for step in sorted(steps, key=lambda step: step.id)] == [
        "requisition.channel",
        "requisition.invite",
        "requisition.invite",
        "requisition.invite",
        "requisition.topic",
        "requisition.card",
        "requisition.pin",
    ]
    assert [s.ids.get("person") for s in steps if s.kind == "requisition.invite"] == [RITA, MONA, BEN]
    assert (role.status, role.channel, role.key) == ("intake", None, "REQ-1")
    async with lone.database.begin() as session:
        await requisitions.channel_made(session, lone.workspace, role.id, "C_ROLE", "channel")
    async with lone.database.read() as session:
        found = await requisitions.by_channel(session, lone.person(MONA), "C_ROLE")
        assert found is not None
        assert found.id == role.id
        assert await requisitions.by_channel(session, lone.person(OTTO), "C_ROLE") is None
        assert await requisitions.by_channel(session, lone.twin.person(MONA), "C_ROLE") is None


async def test_recruiter_and_manager_may_be_one_person(lone: World) -> None:
    role = await lone.open(recruiter=RITA, manager=RITA, backup=RITA)
    assert (role.recruiter, role.manager, role.backup) == (RITA, RITA, None)
    submission = await lone.post(role)
    assert (await lone.approve(submission, by=RITA)).decided_by == RITA


async def test_a_role_exists_only_for_those_on_it(lone: World) -> None:
    await lone.open()
    other = await lone.open(recruiter=OTTO, manager=HANA, backup=None)
    async with lone.database.read() as session:
        for who in (RITA, MONA, BEN):
            assert (await requisitions.by_number(session, lone.person(who), 1)).number == 1
        said_no = await refused(requisitions.by_number(session, lone.person(OTTO), 1))
        assert [role.number for role in await requisitions.mine(session, lone.person(OTTO))] == [other.number]
    assert (said_no.why, said_no.facts) == (Why.NO_SUCH_REQUISITION, {"key": "REQ-1", "yours": ["REQ-2"]})


async def test_two_first_meetings_at_once_are_one_person(lone: World) -> None:
    async def meet() -> people.Person:
        async with lone.database.begin() as session:
            await people.join(session, "T_NEW", name="New", bot_user="U_B")
            return await people.remember(session, people.Person("T_NEW", "U_NEW", "New One", "UTC"), at=MONDAY)

    met = await asyncio.gather(*(meet() for _ in range(8)))
    assert {person.name for person in met} == {"New One"}


async def test_slack_news_about_a_person_leave_our_own_knowledge_alone(lone: World) -> None:
    async with lone.database.begin() as session:
        await people.has_dm(session, lone.workspace, RITA, "D_RITA")
    async with lone.database.begin() as session:
        moved = people.Person(lone.workspace, RITA, "Rita Renamed", "Asia/Tokyo")
        stored = await people.remember(session, moved, at=MONDAY + days(1))
    assert (stored.name, stored.zone, stored.dm) == ("Rita Renamed", "Asia/Tokyo", "D_RITA")
    assert stored.seen_at == MONDAY + days(1)
