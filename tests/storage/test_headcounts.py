"""Headcounts: who may answer, once, from where; what an answer does to the role, its clocks and its brief."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from sqlalchemy import select

from storage import briefs, edits, hand_overs, headcounts, models, openings, role_holds, turns, versions
from storage.edits import Particulars
from storage.openings import Opening
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.briefs import Section
from storage.rules.details import Details
from storage.rules.ladder import Rung
from storage.rules.promises import Kind
from storage.rules.rights import Role
from storage.versions import Standing
from tests.storage.turning import leave
from tests.storage.world import (
    BEN,
    GONE,
    GUEST,
    HANA,
    MONA,
    MONDAY,
    OTTO,
    RITA,
    World,
    escalation_round,
    hours,
    refused,
)

WORDS = {"why": "Loads fail", "outcomes": "Calm", "must_haves": "SQL\nOn-call", "in_mind": "Perhaps"}
FRIDAY = date(2026, 6, 5)


async def opened(world: World, approver: str | None = OTTO, **more: object) -> Requisition:
    async with world.database.begin() as session:
        opening = Opening("Analyst", MONA, "Berlin", approver=approver, **more)  # type: ignore[arg-type]
        return await openings.open_requisition(session, world.person(RITA), opening, origin=world.origin(), at=MONDAY)


async def approve(world: World, role: Requisition, by: str = OTTO) -> None:
    async with world.database.begin() as session:
        await headcounts.approve(session, world.person(by), role.id, at=MONDAY + hours(1))


async def reject(world: World, role: Requisition, by: str = OTTO) -> None:
    async with world.database.begin() as session:
        await headcounts.reject(session, world.person(by), role.id, "Next year", at=MONDAY + hours(1))


async def hand_over(world: World, to: str, by: str = OTTO) -> None:
    asked = await world.only_ask(kind=Kind.HEADCOUNT, state="open")
    async with world.database.begin() as session:
        await turns.hand_over(session, world.person(by), asked.id, to, at=MONDAY + hours(1))


async def sign(world: World, role: Requisition, day: date | None = None) -> None:
    async with world.database.begin() as session:
        brief = await briefs.propose(session, world.person(RITA), role.id, WORDS, day, at=MONDAY)
        await briefs.sign(session, world.person(MONA), brief.id, at=MONDAY)


async def status(world: World, role: Requisition) -> str:
    (row,) = await world.rows(models.Requisition, id=role.id)
    return str(row.status)


async def on_it(world: World, role: Requisition) -> set[str]:
    return {row.person for row in await world.rows(models.RequisitionPerson, requisition_id=role.id) if not row.until}


async def test_nobody_is_put_forward_before_whoever_was_named_says_yes(world: World) -> None:
    role = await opened(world)
    assert role.status == "awaiting_approval"
    assert await on_it(world, role) == {RITA, MONA}
    asked = await world.only_ask()
    assert (asked.kind, asked.owner, asked.asker, asked.promise) == (Kind.HEADCOUNT, OTTO, RITA, 16 * 3600)
    said_no = await refused(world.post(role))
    assert (said_no.why, said_no.facts) == (Why.AWAITING_APPROVAL, {"key": "REQ-1", "person": OTTO})
    for who in (RITA, MONA, BEN):
        assert (await refused(approve(world, role, who))).why is Why.NOT_THE_APPROVER
    await approve(world, role)
    assert await status(world, role) == "intake"
    assert (await world.only_ask()).state == "answered"
    for verb in (approve, reject):
        said_no = await refused(verb(world, role))
        assert (said_no.why, said_no.facts["by"]) == (Why.HEADCOUNT_ANSWERED, OTTO)
    await world.post(role)
    assert len(await world.rows(models.OutboxRow, kind="headcount.answered")) == 1


async def test_a_signed_brief_opens_the_role_with_the_approval_and_the_shortlist_is_owed_from_then(
    world: World,
) -> None:
    role = await opened(world)
    await sign(world, role, FRIDAY)
    assert await status(world, role) == "awaiting_approval"
    assert await world.asks(kind=Kind.SHORTLIST) == []
    await approve(world, role)
    assert await status(world, role) == "open"
    assert (await world.only_ask(kind=Kind.SHORTLIST)).asked_at == MONDAY + hours(1)


async def test_a_no_closes_the_role_and_reopening_asks_again(world: World) -> None:
    role = await opened(world)
    await reject(world, role)
    (row,) = await world.rows(models.Requisition, id=role.id)
    assert (row.status, row.closed_by, row.headcount_reason) == ("cancelled", OTTO, "Next year")
    assert await world.rows(models.OutboxRow, kind="requisition.closed") == []  # one message says both
    async with world.database.begin() as session:
        again = await role_holds.reopen(session, world.person(RITA), role.id, at=MONDAY + hours(2))
    assert (again.status, again.headcount.reason) == ("awaiting_approval", "")
    await approve(world, role)
    assert await status(world, role) == "intake"


async def test_two_answers_at_once_are_one(lone: World) -> None:
    role = await opened(lone)
    ends = await asyncio.gather(approve(lone, role), reject(lone, role), return_exceptions=True)
    assert [end.why for end in ends if isinstance(end, Refused)] == [Why.HEADCOUNT_ANSWERED]
    assert len(await lone.rows(models.OutboxRow, kind="headcount.answered")) == 1


async def test_whoever_takes_it_over_answers_and_stays_off_the_role_and_it_is_never_the_recruiter(
    world: World,
) -> None:
    role = await opened(world)
    assert (await refused(hand_over(world, RITA))).why is Why.HAND_OVER_ASKER
    assert (await refused(hand_over(world, GUEST))).why is Why.GUEST
    await hand_over(world, HANA)
    assert await on_it(world, role) == {RITA, MONA}
    assert (await refused(approve(world, role))).facts == {"person": HANA}
    assert (await refused(world.post(role))).facts["person"] == HANA
    async with world.database.begin() as session:
        taken = hand_overs.hand(session, world.person(RITA), role.id, Role.RECRUITER, HANA, at=MONDAY + hours(1))
        said_no = await refused(taken)  # else nobody could approve it
    assert (said_no.why, said_no.facts) == (Why.HAND_ROLE_APPROVER, {"person": HANA, "key": "REQ-1"})
    async with world.database.begin() as session:
        wanted = Particulars("Analyst", "Berlin", 1, 45, approver=MONA)
        await edits.edit(session, world.person(MONA), role.id, wanted, at=MONDAY + hours(1))
    await approve(world, role, MONA)  # a manager may
    assert await status(world, role) == "intake"


async def test_on_hold_it_can_be_answered_and_is_waited_for_afterwards(world: World) -> None:
    role = await opened(world)
    for answered, then in ((False, "awaiting_approval"), (True, "intake")):
        async with world.database.begin() as session:
            await role_holds.hold(
                session, world.person(RITA), role.id, reason="budget", look_on=None, at=MONDAY + hours(1)
            )
        if answered:
            await approve(world, role)
        assert await status(world, role) == "on_hold"
        async with world.database.begin() as session:
            await role_holds.reopen(session, world.person(RITA), role.id, at=MONDAY + hours(2))
        assert await status(world, role) == then


async def test_signed_while_on_hold_the_shortlist_still_waits_for_the_approval(world: World) -> None:
    role = await opened(world)
    async with world.database.begin() as session:
        await role_holds.hold(session, world.person(RITA), role.id, reason="budget", look_on=None, at=MONDAY)
    await sign(world, role, FRIDAY)
    async with world.database.begin() as session:
        await role_holds.reopen(session, world.person(RITA), role.id, at=MONDAY)
    assert await status(world, role) == "awaiting_approval"
    assert await world.asks(kind=Kind.SHORTLIST) == []
    await approve(world, role)
    assert (await world.only_ask(kind=Kind.SHORTLIST)).state == "open"


async def test_reopened_before_its_day_the_first_shortlist_is_owed_again(world: World) -> None:
    role = await opened(world, None)
    await sign(world, role, FRIDAY)
    await world.close(role, at=MONDAY + hours(1))
    assert (await world.only_ask(kind=Kind.SHORTLIST)).state == "cancelled"
    async with world.database.begin() as session:
        await role_holds.reopen(session, world.person(RITA), role.id, at=MONDAY + hours(2))
    (owed,) = await world.asks(kind=Kind.SHORTLIST, state="open")
    assert (owed.owner, owed.asker) == (RITA, MONA)


async def test_whoever_asked_hears_that_whoever_was_to_approve_is_gone(world: World) -> None:
    role = await opened(world)
    await leave(world, OTTO)
    async with world.database.begin() as session:
        await hand_overs.membership_changed(session, world.workspace, OTTO, at=MONDAY + hours(1))
    (said,) = await world.rows(models.OutboxRow, kind="headcount.vacant")
    assert said.ids == {"requisition": role.id, "person": OTTO}
    assert await world.rows(models.OutboxRow, kind="requisition.vacant") == []  # no seat of theirs


async def test_a_full_promise_over_whoever_asked_is_told(world: World) -> None:
    await opened(world)
    asked = await world.only_ask()
    assert asked.escalate_at is not None
    await escalation_round(world.database, asked.escalate_at)
    told = await world.rows(models.Nudge, rung=Rung.FULL_OVER)
    assert [each.person for each in told] == [RITA]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"approver": RITA}, Why.APPROVE_ONESELF),
        ({"approver": GONE}, Why.DEACTIVATED),
        ({"helpers": (GUEST,)}, Why.GUEST),
        ({"helpers": (MONA,)}, Why.STANDS_TWICE),
        ({"source": 99}, Why.NO_BRIEF_TO_START_FROM),
    ],
)
async def test_an_opening_that_cannot_be_opens_nothing(lone: World, more: dict[str, object], why: Why) -> None:
    assert (await refused(opened(lone, **{"approver": None} | more))).why is why  # type: ignore[arg-type]
    assert await lone.rows(models.Requisition) == []


async def test_a_role_begins_with_its_details_helpers_and_the_brief_of_another(world: World) -> None:
    first = await opened(world, None)
    await sign(world, first, FRIDAY)
    await world.close(first)
    details = Details("Data", "permanent", FRIDAY, "growth")
    words = {Section.LEVEL: "Senior", Section.PAY: "70", "why": "not from here"}
    role = await opened(world, None, details=details, helpers=(HANA,), words=words, source=first.id)
    assert (role.details, role.helpers, role.status) == (details, (HANA,), "intake")
    (draft,) = await world.rows(models.Brief, requisition_id=role.id)
    assert (draft.version, draft.state, draft.shortlist_on) == (1, "draft", None)
    async with world.database.read() as session:
        said = await versions.words(session, world.workspace, draft.id)
        judged = await versions.criteria_of(session, world.workspace, draft.id)
        (signed,) = [
            b
            for b in await session.scalars(select(models.Brief))
            if b.requisition_id == first.id and b.workspace == world.workspace
        ]
        assert judged == await versions.criteria_of(session, world.workspace, signed.id)
        assert await versions.standing(session, world.workspace, role.id) == Standing()
    assert {"level": "Senior", "pay": "70", "why": "Loads fail"}.items() <= said.items()
    assert Section.IN_MIND not in said
    chapters = await world.rows(models.BriefChapter, brief_id=draft.id)
    assert {each.written_by for each in chapters} == {RITA}
    assert {each.confirmed_by for each in chapters} == {None}


async def test_a_confidential_brief_and_somebody_elses_are_not_copied(world: World) -> None:
    quiet = await opened(world, None, is_confidential=True)
    await sign(world, quiet)
    plain = await opened(world, None)
    await sign(world, plain)
    async with world.database.read() as session:
        found = await openings.sources(session, world.person(RITA))
        assert [role.id for role in found] == [plain.id]
        assert await openings.sources(session, world.person(OTTO)) == []
        for who, source in ((RITA, quiet), (OTTO, plain)):
            said_no = await refused(openings.source_of(session, world.person(who), source.id))
            assert said_no.why is Why.NO_BRIEF_TO_START_FROM


async def test_a_role_is_confidential_from_the_start_or_not_at_all(world: World) -> None:
    for confidential, wanted, then in ((False, True, False), (True, False, False), (True, True, True)):
        role = await opened(world, None, is_confidential=confidential)
        async with world.database.begin() as session:
            particulars = Particulars("Analyst", "Berlin", 1, 45, Details("Data"), is_confidential=wanted)
            now = await edits.edit(session, world.person(RITA), role.id, particulars, at=MONDAY)
        assert (now.is_confidential, now.details.department) == (then, "Data")


async def test_hires_of_before_count_towards_the_openings(world: World) -> None:
    role = await opened(world, None, openings=2)
    first = await world.post(role)
    await world.close(role, outcome="filled", hired=frozenset({first.id}))
    async with world.database.begin() as session:
        await role_holds.reopen(session, world.person(RITA), role.id, at=MONDAY + hours(1))
        said_no = await refused(
            edits.edit(session, world.person(RITA), role.id, Particulars("A", "", 0, 45), at=MONDAY)
        )
        assert said_no.why is Why.HIRED_ALREADY
    both = [await world.post(role, name=name) for name in ("Grace", "Mei")]
    chosen = frozenset(each.id for each in both)
    said_no = await refused(world.close(role, outcome="filled", hired=chosen, at=MONDAY + hours(2)))
    assert (said_no.why, said_no.facts) == (Why.TOO_MANY_HIRED, {"openings": 2, "chosen": 2, "before": 1})
    await world.close(role, outcome="filled", hired=chosen - {both[0].id}, at=MONDAY + hours(2))
