"""Offers: approved by whoever was named, answered by the candidate, counted against the openings, undone for a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update

from storage import balls, current_offers, job_offers, models, offer_approvals, openings
from storage.current_offers import Offer
from storage.openings import Opening
from storage.refusals import Why
from storage.requisitions import Requisition
from storage.rules.job_offers import wrong_answer, wrong_made, wrong_start
from storage.rules.promises import Kind
from storage.submissions import Submission
from tests.storage.world import (
    BEN,
    GUEST,
    MONA,
    MONDAY,
    OTTO,
    RITA,
    World,
    hours,
    refused,
)

TODAY, START = MONDAY.date(), date(2026, 9, 1)


async def at_offer(world: World, role: Requisition | None = None, name: str = "Ada") -> Submission:
    """Somebody whom the debrief said yes to."""
    submission = await world.post(role or await world.open(), name=name)
    await world.approve(submission)
    async with world.database.begin() as session:
        await session.execute(
            update(models.Submission)
            .where(models.Submission.workspace == world.workspace, models.Submission.id == submission.id)
            .values(stage="offer")
        )
    return submission


async def propose(world: World, submission: Submission, approver: str | None = None, by: str = RITA) -> Offer:
    async with world.database.begin() as session:
        return await job_offers.propose(
            session,
            world.person(by),
            submission.id,
            approver=approver,
            terms="Level 4" if approver else "",
            made_on=None if approver else TODAY,
            origin=world.origin(),
            at=MONDAY,
        )


async def accept(world: World, submission: Submission, by: str = RITA) -> Offer:
    async with world.database.begin() as session:
        return await job_offers.accept(session, world.person(by), submission.id, START, at=MONDAY)


async def decline(world: World, submission: Submission) -> Offer:
    async with world.database.begin() as session:
        return await job_offers.decline(session, world.person(RITA), submission.id, "declined_pay", at=MONDAY)


async def undo(world: World, submission: Submission, by: str = RITA, at: datetime = MONDAY) -> Offer:
    async with world.database.begin() as session:
        return await job_offers.undo(session, world.person(by), submission.id, at=at)


async def approve(world: World, submission: Submission, by: str = OTTO) -> None:
    async with world.database.begin() as session:
        await offer_approvals.approve(session, world.person(by), submission.id, at=MONDAY)


async def holder(world: World, submission: Submission) -> str | None:
    async with world.database.read() as session:
        stretches = await balls.of_submission(session, world.workspace, submission.id)
    return stretches[-1].holder if stretches[-1].until is None else None


async def stage(world: World, submission: Submission) -> tuple[str, str | None]:
    (row,) = await world.rows(models.Submission, id=submission.id)
    return row.stage, row.disposition


async def test_an_offer_is_approved_made_and_accepted(world: World) -> None:
    submission = await at_offer(world)
    await propose(world, submission, OTTO)
    asked = await world.only_ask(kind=Kind.OFFER, state="open")
    assert (asked.owner, asked.asker, asked.promise) == (OTTO, RITA, 8 * 3600)
    assert await holder(world, submission) == "manager"
    async with world.database.read() as session:
        known = await offer_approvals.asked_of(session, world.person(OTTO), submission.id)
    assert (known.name, known.terms) == ("Ada", "Level 4")
    for who in (RITA, MONA, BEN):
        assert (await refused(approve(world, submission, who))).why is Why.NOT_THE_APPROVER
    assert (await refused(accept(world, submission))).why is Why.OFFER_MOVED_ON
    await approve(world, submission)
    assert (await refused(approve(world, submission))).why is Why.ALREADY_ANSWERED
    assert await holder(world, submission) == "recruiter"
    async with world.database.begin() as session:
        await job_offers.made(session, world.person(RITA), submission.id, TODAY, None, at=MONDAY)
    assert await holder(world, submission) == "candidate"
    await accept(world, submission)
    assert await stage(world, submission) == ("hired", "hired")
    assert await holder(world, submission) is None


async def test_an_offer_that_is_not_approved_says_why_and_may_be_asked_for_again(world: World) -> None:
    submission = await at_offer(world)
    await propose(world, submission, OTTO)
    async with world.database.begin() as session:
        await offer_approvals.reject(session, world.person(OTTO), submission.id, "Level 3 first", at=MONDAY)
    async with world.database.read() as session:
        offer = await current_offers.of_submission(session, world.workspace, submission.id)
    assert offer is not None
    assert (offer.state, offer.reason, offer.approved_by) == ("refused", "Level 3 first", OTTO)
    await propose(world, submission)
    assert [row.state for row in await world.rows(models.Offer)] == ["void", "out"]
    assert (await refused(propose(world, submission))).why is Why.OFFER_MOVED_ON


@pytest.mark.parametrize(("who", "why"), [(RITA, Why.APPROVE_ONESELF), (GUEST, Why.GUEST)])
async def test_who_cannot_approve_is_refused(world: World, who: str, why: Why) -> None:
    submission = await at_offer(world)
    assert (await refused(propose(world, submission, who))).why is why
    assert await world.rows(models.Offer) == []


async def test_only_the_recruiter_makes_offers_and_only_after_the_debrief(world: World) -> None:
    submission = await at_offer(world)
    for who in (MONA, BEN):
        assert (await refused(propose(world, submission, by=who))).why is Why.NOT_ALLOWED
    early = await world.post(await world.open())
    assert (await refused(propose(world, early))).why is Why.OFFER_STAGE


async def test_the_same_form_sent_twice_makes_one_offer_and_whoever_was_made_one_was_contacted(world: World) -> None:
    submission = await at_offer(world)
    for _ in range(2):
        async with world.database.begin() as session:
            await job_offers.propose(
                session, world.person(RITA), submission.id, made_on=TODAY, origin="V_SAME", at=MONDAY + hours(2)
            )
    assert len(await world.rows(models.Offer)) == 1


async def test_one_declines_the_next_is_hired_and_openings_are_counted(world: World) -> None:
    async with world.database.begin() as session:
        opening = Opening("Analyst", MONA, "Berlin", openings=2)
        role = await openings.open_requisition(session, world.person(RITA), opening, origin=world.origin(), at=MONDAY)
    first, *others = [await at_offer(world, role, name) for name in ("Ada", "Bea", "Cy", "Di")]
    await propose(world, first)
    await decline(world, first)
    assert await stage(world, first) == ("withdrawn", "declined_pay")
    for each in others[:2]:
        await propose(world, each)
        await accept(world, each)
    (row,) = await world.rows(models.Requisition)
    assert row.closed_at is None  # nothing closes by itself
    await propose(world, others[2])
    full = await refused(accept(world, others[2]))
    assert (full.why, full.facts["before"]) == (Why.TOO_MANY_HIRED, 2)


async def test_an_answer_is_taken_back_for_a_day_by_whoever_wrote_it_down(world: World) -> None:
    submission = await at_offer(world)
    await propose(world, submission)
    for answered in (accept, decline):
        await answered(world, submission)
        late = timedelta(hours=24)
        assert (await refused(undo(world, submission, at=MONDAY + late))).why is Why.TOO_LATE_TO_UNDO
        await undo(world, submission, at=MONDAY + late - timedelta(minutes=1))
        assert await stage(world, submission) == ("offer", None)
        assert await holder(world, submission) == "candidate"
    await accept(world, submission)
    assert (await refused(undo(world, submission, by=MONA))).why is Why.NOT_ALLOWED
    (row,) = await world.rows(models.Submission)
    assert row.stage == "hired"


async def test_after_closing_an_answer_stands(world: World) -> None:
    role = await world.open()
    submission = await at_offer(world, role)
    await propose(world, submission)
    await accept(world, submission)
    async with world.database.begin() as session:  # the yes to the profile is final by now
        await session.execute(update(models.Decision).values(final_at=MONDAY))
    await world.close(role, outcome="filled")
    assert (await refused(undo(world, submission))).why is Why.CLOSED


async def test_a_role_is_not_filled_over_the_head_of_whoever_has_an_offer(world: World) -> None:
    role = await world.open()
    first, second = [await at_offer(world, role, name) for name in ("Ada", "Bea")]
    async with world.database.begin() as session:  # the yes to the profiles is final by now
        await session.execute(update(models.Decision).values(final_at=MONDAY))
    await propose(world, first)
    await propose(world, second, OTTO)
    for hired in (frozenset[int](), frozenset({first.id})):
        out = await refused(world.close(role, outcome="filled", hired=hired))
        assert (out.why, out.facts["numbers"]) == (Why.OFFERS_OUT, [1])
    await decline(world, first)
    out = await refused(world.close(role, outcome="filled", hired=frozenset({second.id})))
    assert (out.why, out.facts["numbers"]) == (Why.OFFERS_OUT, [2])  # nobody would know when they start
    await world.close(role, outcome="filled")
    assert {row.state for row in await world.rows(models.Offer)} == {"declined", "void"}


async def test_two_openings_of_one_are_not_both_filled_at_once(world: World) -> None:
    role = await world.open()
    first, second = [await at_offer(world, role, name) for name in ("Ada", "Bea")]
    for each in (first, second):
        await propose(world, each)
    await accept(world, first)
    assert (await refused(accept(world, second))).why is Why.TOO_MANY_HIRED


@pytest.mark.parametrize(
    ("wrong", "is_wrong"),
    [
        (wrong_made(TODAY, TODAY, TODAY), False),
        (wrong_made(TODAY + timedelta(1), TODAY, TODAY), True),
        (wrong_made(TODAY - timedelta(1), TODAY, TODAY), True),
        (wrong_answer(TODAY, TODAY), False),
        (wrong_answer(TODAY - timedelta(1), TODAY), True),
        (wrong_answer(TODAY + timedelta(367), TODAY), True),
        (wrong_start(TODAY - timedelta(31), TODAY), False),
        (wrong_start(TODAY - timedelta(32), TODAY), True),
        (wrong_start(TODAY + timedelta(731), TODAY), True),
    ],
)
def test_days_that_make_no_sense_are_said_so(wrong: str | None, is_wrong: bool) -> None:
    assert (wrong is not None) is is_wrong
