"""Where interviews and offers meet what ends and begins again: nobody is forgotten, and nothing counts twice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from storage import comebacks, current_offers, forgetting, histories, models
from storage.current_offers import Offer
from storage.refusals import Why
from storage.requisitions import Requisition
from storage.rules.balls import Holder
from storage.rules.promises import Kind
from storage.submissions import Submission
from tests.storage.test_interviews import AFTER, approved, hand_in, plan, through
from tests.storage.test_job_offers import at_offer, decline, propose, undo
from tests.storage.test_pipeline import ball, decide, in_debrief, move, take_back, withdraw
from tests.storage.world import HANA, MONA, MONDAY, OTTO, RITA, World, days, final_round, hours, refused

LATER = MONDAY + days(7)


async def come_back(world: World, submission: Submission, at: datetime) -> None:
    async with world.database.begin() as session:
        await comebacks.reopen(session, world.person(RITA), submission.id, at=at)


async def offer_of(world: World, submission: Submission) -> Offer | None:
    async with world.database.read() as session:
        return await current_offers.of_submission(session, world.workspace, submission.id)


async def pending(world: World) -> list[str]:
    return sorted(each.kind for each in await world.asks(state="open"))


async def interviewed(world: World) -> tuple[Requisition, Submission]:
    """Somebody who was met, and whose one card is open."""
    role, submission = await approved(world)
    await final_round(world.database, MONDAY + hours(2))
    held = await plan(world, submission, (HANA,), at=MONDAY + hours(2))
    await through(world.database, AFTER)
    await hand_in(world, held, HANA, at=AFTER)
    return role, submission


async def test_whoever_comes_back_brings_no_answer_to_an_offer_along(lone: World) -> None:
    _, submission = await in_debrief(lone)
    await decide(lone, submission, stage="debrief", at=MONDAY)
    await final_round(lone.database, MONDAY + hours(2))
    await propose(lone, submission)
    await decline(lone, submission)
    await come_back(lone, submission, MONDAY + hours(3))
    assert await offer_of(lone, submission) is None
    await withdraw(lone, submission, at=MONDAY + hours(4))
    assert (await refused(undo(lone, submission, at=MONDAY + hours(5)))).why is Why.OFFER_MOVED_ON
    await take_back(lone, submission, at=MONDAY + hours(6))
    await decide(lone, submission, stage="review", at=LATER)
    await final_round(lone.database, LATER + hours(2))
    await move(lone, submission, "debrief", at=LATER + hours(2))
    yes = await decide(lone, submission, stage="debrief", at=LATER + hours(3))
    await lone.undo(yes, at=LATER + hours(3.5))  # the offer of a week ago is nothing that came after it


async def test_a_yes_to_whoever_comes_back_is_undone_and_followed_up_like_a_first_one(lone: World) -> None:
    _, submission = await interviewed(lone)
    await withdraw(lone, submission, at=AFTER + hours(1))
    await come_back(lone, submission, AFTER + hours(2))
    (row,) = await lone.rows(models.Submission)
    assert row.withdrawn_from is None  # nothing is left to take back, and no menu offers it
    yes = await decide(lone, submission, stage="review", at=LATER)
    await lone.undo(yes, at=LATER + hours(0.5))
    await decide(lone, submission, stage="review", at=LATER + hours(1))
    await final_round(lone.database, LATER + hours(3))
    assert await pending(lone) == [Kind.CONTACT]


async def test_whoever_goes_on_after_an_interview_was_called_off_is_to_be_met_still(lone: World) -> None:
    _, submission = await approved(lone)
    await final_round(lone.database, MONDAY + hours(2))
    await plan(lone, submission, (HANA,), at=MONDAY + hours(2))
    assert Kind.CONTACT not in await pending(lone)
    await withdraw(lone, submission, at=MONDAY + hours(3))
    assert await pending(lone) == []
    await take_back(lone, submission, at=MONDAY + hours(4))
    asked = await lone.only_ask(kind=Kind.CONTACT, state="open")
    assert asked.owner == RITA


async def test_whoever_goes_on_after_all_at_the_offer_is_to_be_made_it_anew(lone: World) -> None:
    _, submission = await in_debrief(lone)
    await decide(lone, submission, stage="debrief", at=MONDAY)
    await final_round(lone.database, MONDAY + hours(2))
    await propose(lone, submission)
    assert await pending(lone) == []
    await withdraw(lone, submission, at=MONDAY + hours(3))
    await take_back(lone, submission, at=MONDAY + hours(4))
    asked = await lone.only_ask(kind=Kind.CONTACT, state="open")
    assert (asked.owner, await ball(lone)) == (RITA, Holder.RECRUITER)
    await propose(lone, submission)
    assert (await pending(lone), await ball(lone)) == ([], Holder.CANDIDATE)


async def test_back_from_the_debrief_the_recruiter_plans_another_interview(lone: World) -> None:
    _, submission = await interviewed(lone)
    await move(lone, submission, "debrief", at=AFTER + hours(1))
    assert (await pending(lone), await ball(lone)) == ([Kind.DEBRIEF], Holder.MANAGER)
    await move(lone, submission, "interview", at=AFTER + hours(2))
    asked = await lone.only_ask(kind=Kind.CONTACT, state="open")
    assert (asked.owner, asked.asker, await ball(lone)) == (RITA, MONA, Holder.RECRUITER)
    await plan(lone, submission, (HANA,), at=AFTER + hours(3), starts=AFTER + hours(5))
    assert (await pending(lone), await ball(lone)) == ([], Holder.INTERVIEWERS)


async def test_with_the_offer_out_nobody_is_asked_to_get_in_touch(lone: World) -> None:
    _, submission = await in_debrief(lone)
    await decide(lone, submission, stage="debrief", at=MONDAY)
    await propose(lone, submission)
    await final_round(lone.database, MONDAY + hours(2))
    assert await pending(lone) == []


async def test_an_offer_that_is_only_asked_for_leaves_the_candidate_to_be_contacted(lone: World) -> None:
    _, submission = await in_debrief(lone)
    await decide(lone, submission, stage="debrief", at=MONDAY)
    await propose(lone, submission, HANA)
    await final_round(lone.database, MONDAY + hours(2))
    assert await pending(lone) == sorted([Kind.CONTACT, Kind.OFFER])


async def test_an_offer_ends_with_its_role(lone: World) -> None:
    role = await lone.open()
    submission = await at_offer(lone, role)
    await propose(lone, submission)
    async with lone.database.begin() as session:  # the yes to the profile is final by now
        await session.execute(update(models.Decision).values(final_at=MONDAY))
    await lone.close(role, outcome="cancelled")
    assert await offer_of(lone, submission) is None


async def test_the_way_of_whoever_was_forgotten_says_nothing_of_who_came_after(lone: World) -> None:
    """SQLite gives the number of an erased text to the next one written, which may be about somebody else."""
    role, submission = await in_debrief(lone)
    async with lone.database.begin() as session:
        await forgetting.forget(session, lone.person(RITA), submission.id, why="asked", at=LATER)
    for name in ("Bo Kept", "Cy Kept"):
        await lone.post(role, name=name)
    async with lone.database.read() as session:
        way = await histories.of(session, lone.person(RITA), submission.id)
    assert "moved" in [step.happening.kind for step in way.steps]
    assert [step.words for step in way.steps if step.words] == []


async def test_an_offer_whose_approver_left_is_asked_of_somebody_else(lone: World) -> None:
    submission = await at_offer(lone)
    await propose(lone, submission, HANA)
    assert (await refused(propose(lone, submission, OTTO))).why is Why.OFFER_MOVED_ON
    async with lone.database.begin() as session:
        row = models.Person
        left = update(row).where(row.workspace == lone.workspace, row.id == HANA).values(is_deactivated=True)
        await session.execute(left)
    await propose(lone, submission, OTTO)
    asked = await lone.only_ask(kind=Kind.OFFER, state="open")
    assert asked.owner == OTTO
