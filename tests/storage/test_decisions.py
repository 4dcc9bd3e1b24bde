"""Deciding and undoing: once, by the right person, on the fair clock; on both databases."""

from __future__ import annotations

import asyncio

from sqlalchemy import update

from storage import decisions, dossiers, models
from storage.refusals import Refused, Why
from tests.storage.world import (
    BEN,
    HANA,
    MONA,
    MONDAY,
    OTTO,
    RITA,
    World,
    berlin,
    hours,
    kolkata,
    new_york,
    refused,
)

HOUR = 3600


async def test_an_approved_candidate_goes_on_to_the_interviews(lone: World) -> None:
    role = await lone.open()
    submission = await lone.post(role)
    decision = await lone.approve(submission, at=MONDAY + hours(1))
    (row,) = await lone.rows(models.Submission)
    assert (row.stage, row.disposition, row.ended_at) == ("interview", None, None)
    assert decision.undo_until == MONDAY + hours(2)
    assert (decision.stands, decision.ask.state, decision.ask.answered_by) == (True, "answered", MONA)


async def test_a_rejected_candidate_keeps_the_reason(lone: World) -> None:
    role = await lone.open()
    submission = await lone.post(role)
    decision = await lone.reject(submission, at=MONDAY + hours(1))
    (row,) = await lone.rows(models.Submission)
    assert (row.stage, row.disposition, row.ended_at) == ("rejected", "skills", MONDAY + hours(1))
    assert (decision.evidence, decision.undo_until) == ("No streaming work", MONDAY + hours(25))


async def test_the_second_click_sees_who_decided_and_when(lone: World) -> None:
    role = await lone.open()
    submission = await lone.post(role)
    await lone.approve(submission, by=BEN, at=MONDAY + hours(1))
    for again in (lone.approve(submission, at=MONDAY + hours(2)), lone.reject(submission, at=MONDAY + hours(2))):
        said_no = await refused(again)
        assert said_no.why is Why.ALREADY_DECIDED
        assert said_no.facts == {"number": 1, "verdict": "approve", "by": BEN, "at": MONDAY + hours(1)}
    assert len(await lone.rows(models.Decision)) == 1


async def test_two_clicks_at_the_same_instant_are_one_decision(lone: World) -> None:
    role = await lone.open()
    for number in range(1, 9):
        submission = await lone.post(role)
        at = MONDAY + hours(1)
        ends = await asyncio.gather(
            lone.approve(submission, by=MONA, at=at), lone.reject(submission, by=BEN, at=at), return_exceptions=True
        )
        (decided,) = [end for end in ends if isinstance(end, dossiers.Decision)]
        (said_no,) = [end for end in ends if isinstance(end, Refused)]
        assert said_no.why is Why.ALREADY_DECIDED
        assert said_no.facts == {
            "number": number,
            "verdict": decided.verdict,
            "by": decided.decided_by,
            "at": decided.decided_at,
        }


async def test_only_the_decider_or_the_backup_decides(lone: World) -> None:
    role = await lone.open(helpers=(HANA,))
    submission = await lone.post(role)
    for who in (RITA, HANA, OTTO):
        assert (await refused(lone.approve(submission, by=who))).why is Why.NOT_THE_DECIDER
        assert (await refused(lone.reject(submission, by=who))).why is Why.NOT_THE_DECIDER
    assert (await lone.approve(submission, by=BEN)).decided_by == BEN


async def test_the_review_opens_for_the_decider_and_for_nobody_else(lone: World) -> None:
    role = await lone.open()
    submission = await lone.post(role)
    async with lone.database.read() as session:
        assert (await decisions.may_decide(session, lone.person(MONA), submission.id)).name == "Ada Lovelace"
        seen = await refused(decisions.may_decide(session, lone.person(RITA), submission.id))
        unseen = await refused(decisions.may_decide(session, lone.person(OTTO), submission.id))
        assert (await dossiers.visible(session, lone.person(RITA), submission.id)).review is not None
        hidden = await refused(dossiers.visible(session, lone.person(OTTO), submission.id))
    assert (seen.why, unseen.why, hidden.why) == (Why.NOT_THE_DECIDER, Why.NOT_ALLOWED, Why.NOT_ALLOWED)


async def test_a_decision_took_the_working_time_between_ask_and_answer(lone: World) -> None:
    """Asked Friday 15:00 in Berlin = 09:00 in New York; answered Monday 12:00 in New York: 8 h + 3 h."""
    role = await lone.open()
    submission = await lone.post(role, at=berlin("2026-06-05 15:00"))
    decision = await lone.approve(submission, at=new_york("2026-06-08 12:00"))
    assert decision.ask.waited == 11 * HOUR
    assert decision.ask.waited > decision.ask.promise


async def test_the_clock_is_the_owners_even_when_the_backup_answers(lone: World) -> None:
    """Asked Friday 16:00 in Berlin = 10:00 in New York; Ben answers Monday 20:00 in Kolkata = 10:30 in New York."""
    role = await lone.open()
    submission = await lone.post(role, at=berlin("2026-06-05 16:00"))
    decision = await lone.approve(submission, by=BEN, at=kolkata("2026-06-08 20:00"))
    assert decision.ask.waited == 7 * HOUR + 1.5 * HOUR


async def test_a_manager_in_berlin_is_asked_from_kolkata_over_the_weekend(lone: World) -> None:
    """Asked Friday 19:30 in Kolkata = 16:00 in Berlin: one hour on Friday, none on the weekend, and on Monday from 9:00
    to 11:30 two and a half: 3.5 h."""
    role = await lone.open(recruiter=BEN, manager=RITA, backup=None)
    submission = await lone.post(role, by=BEN, at=kolkata("2026-06-05 19:30"))
    assert (await lone.only_ask()).due_at == berlin("2026-06-08 16:00")
    decision = await lone.approve(submission, by=RITA, at=berlin("2026-06-08 11:30"))
    assert decision.ask.waited == 3.5 * HOUR


async def test_a_manager_in_kolkata_has_kolkatas_hours(lone: World) -> None:
    """Asked Friday 14:00 in Berlin = 17:30 in Kolkata, closed; answered Monday 10:00 in Kolkata: 1 h."""
    role = await lone.open(manager=BEN, backup=None)
    submission = await lone.post(role, at=berlin("2026-06-05 14:00"))
    assert (await lone.only_ask()).due_at == kolkata("2026-06-08 17:00")
    decision = await lone.approve(submission, by=BEN, at=kolkata("2026-06-08 10:00"))
    assert decision.ask.waited == 1 * HOUR


async def test_undo_resumes_the_same_clock_and_counts_nothing_twice(lone: World) -> None:
    """New York: asked Monday 09:00, answered 12:00 (3 h), undone 12:45, answered for good 14:00 (1 h 15): 4 h 15."""
    role = await lone.open()
    submission = await lone.post(role, at=new_york("2026-06-01 09:00"))
    first = await lone.approve(submission, at=new_york("2026-06-01 12:00"))
    assert first.ask.waited == 3 * HOUR
    await lone.undo(first, at=new_york("2026-06-01 12:45"))
    ask = await lone.only_ask()
    assert (ask.state, ask.elapsed, ask.waited, ask.answered_at) == ("open", 3 * HOUR, None, None)
    assert ask.due_at == new_york("2026-06-02 09:45")  # 5 h left at 12:45: 4 h 15 today, 45 min tomorrow
    assert ask.asked_at == new_york("2026-06-01 09:00")
    second = await lone.reject(submission, at=new_york("2026-06-01 14:00"))
    assert second.ask.waited == 4.25 * HOUR
    again = await lone.undo(second, at=new_york("2026-06-02 08:00"))
    assert again.undone_at == new_york("2026-06-02 08:00")
    third = await lone.approve(submission, at=new_york("2026-06-02 09:30"))
    assert third.ask.waited == 4.75 * HOUR
    assert len(await lone.asks()) == 1


async def test_undo_puts_everything_back(lone: World) -> None:
    role = await lone.open()
    submission = await lone.post(role)
    decision = await lone.reject(submission, at=MONDAY + hours(1))
    undone = await lone.undo(decision, at=MONDAY + hours(2))
    (row,) = await lone.rows(models.Submission)
    assert (row.stage, row.disposition, row.ended_at) == ("review", None, None)
    assert (undone.stands, undone.id) == (False, decision.id)
    assert (await lone.row(MONA)).next_window_at == new_york("2026-06-01 09:30")
    assert (await lone.approve(submission, at=MONDAY + hours(3))).id != decision.id


async def test_undo_belongs_to_whoever_decided(lone: World) -> None:
    role = await lone.open()
    decision = await lone.approve(await lone.post(role))
    said_no = await refused(lone.undo(decision, by=BEN))
    assert (said_no.why, said_no.facts) == (Why.NOT_YOURS_TO_UNDO, {"by": MONA})
    assert (await refused(lone.undo(decision, by=OTTO))).why is Why.NOT_ALLOWED


async def test_undo_is_over_when_its_time_is(lone: World) -> None:
    role = await lone.open()
    decision = await lone.approve(await lone.post(role))
    said_no = await refused(lone.undo(decision, at=decision.undo_until))
    assert (said_no.why, said_no.facts) == (Why.TOO_LATE_TO_UNDO, {"until": MONDAY + hours(1)})
    early = await lone.undo(decision, at=decision.undo_until - hours(0.01))
    assert not early.stands


async def test_a_decision_is_undone_once(lone: World) -> None:
    role = await lone.open()
    decision = await lone.approve(await lone.post(role))
    ends = await asyncio.gather(lone.undo(decision), lone.undo(decision), return_exceptions=True)
    (said_no,) = [end for end in ends if isinstance(end, Refused)]
    assert (said_no.why, said_no.facts) == (Why.ALREADY_UNDONE, {"number": 1})


async def test_undo_is_refused_once_a_later_step_exists(lone: World) -> None:
    role = await lone.open()
    submission = await lone.post(role)
    decision = await lone.approve(submission)
    async with lone.database.begin() as session:
        await session.execute(
            update(models.Submission).where(models.Submission.id == submission.id).values(stage="debrief")
        )
    said_no = await refused(lone.undo(decision))
    assert (said_no.why, said_no.facts) == (Why.LATER_STEP, {"stage": "debrief"})
