"""Moved, withdrawn, decided after the debrief, recorded: a candidate's way, on both databases."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from storage import decisions, dossiers, histories, models, pipeline, questions, recordings, waits, withdrawals
from storage.dossiers import Decision
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.balls import Holder
from storage.rules.decisions import Verdict, Word
from storage.rules.pipeline import decided_again, decided_between, stage_called
from storage.rules.promises import Kind
from storage.submissions import Submission
from tests.storage.world import (
    BEN,
    HANA,
    MONA,
    MONDAY,
    OTTO,
    RITA,
    World,
    berlin,
    final_round,
    hours,
    new_york,
    nudge_round,
    refused,
)

NO = Word(Verdict.REJECT, "skills", "No streaming work")
YES = Word(Verdict.APPROVE)
MINUTE = timedelta(minutes=1)


async def move(world: World, submission: Submission, to: str, *, by: str = RITA, at: datetime = MONDAY) -> Submission:
    async with world.database.begin() as session:
        return await pipeline.move(session, world.person(by), submission.id, to, reason="They met today", at=at)


async def withdraw(world: World, submission: Submission, *, by: str = RITA, at: datetime = MONDAY) -> Submission:
    async with world.database.begin() as session:
        return await withdrawals.withdraw(session, world.person(by), submission.id, reason="left_for_offer", at=at)


async def take_back(world: World, submission: Submission, *, by: str = RITA, at: datetime = MONDAY) -> Submission:
    async with world.database.begin() as session:
        return await withdrawals.take_back(session, world.person(by), submission.id, at=at)


async def record(
    world: World,
    submission: Submission,
    word: Word = YES,
    *,
    by: str = RITA,
    decider: str = MONA,
    said_at: datetime,
    at: datetime,
) -> Decision:
    async with world.database.begin() as session:
        return await recordings.record(
            session, world.person(by), submission.id, word, decider=decider, told_to=by, said_at=said_at, at=at
        )


async def confirm(world: World, decision: Decision, *, by: str = MONA, at: datetime) -> Decision:
    async with world.database.begin() as session:
        return await recordings.confirm(session, world.person(by), decision.id, at=at)


async def decide(world: World, submission: Submission, *, by: str = MONA, stage: str, at: datetime) -> Decision:
    async with world.database.begin() as session:
        return await decisions.approve(session, world.person(by), submission.id, stage=stage, at=at)


async def in_debrief(world: World) -> tuple[Requisition, Submission]:
    role = await world.open()
    submission = await world.post(role)
    await world.approve(submission, at=MONDAY + hours(1))
    await final_round(world.database, MONDAY + hours(2))
    return role, await move(world, submission, "debrief", at=MONDAY + hours(5))


async def stage(world: World) -> tuple[str, str | None]:
    (row,) = await world.rows(models.Submission)
    return row.stage, row.disposition


async def ball(world: World) -> Holder | None:
    (now,) = await world.rows(models.Ball, until=None) or [None]
    return Holder(now.holder) if now else None


async def kinds(world: World) -> list[tuple[Kind, str]]:
    return [(Kind(ask.kind), ask.state) for ask in await world.asks()]


# --- rules


@pytest.mark.parametrize(
    ("here", "to", "crossed"),
    [
        ("review", "interview", ["review"]),
        ("review", "offer", ["review", "debrief"]),
        ("interview", "debrief", []),
        ("interview", "offer", ["debrief"]),
        ("debrief", "offer", ["debrief"]),
    ],
)
def test_a_move_forward_goes_past_these_decisions(here: str, to: str, crossed: list[str]) -> None:
    assert decided_between(here, to) == crossed


def test_a_move_back_has_later_stages_decided_again() -> None:
    assert [decided_again(to) for to in ("review", "interview", "debrief", "offer")] == [
        ["review", "debrief"],
        ["debrief"],
        ["debrief"],
        [],
    ]


@pytest.mark.parametrize(
    ("word", "meant"), [("deb", "debrief"), ("Interviews", "interview"), ("OFFER", "offer"), ("", None), ("x", None)]
)
def test_a_stage_is_known_by_its_beginning(word: str, meant: str | None) -> None:
    assert stage_called(word) == meant


# --- moves and the debrief


async def test_a_move_to_the_debrief_asks_the_decider_and_a_yes_there_leads_to_an_offer(lone: World) -> None:
    _, submission = await in_debrief(lone)
    assert await stage(lone) == ("debrief", None)
    ask = await lone.only_ask(kind=Kind.DEBRIEF)
    assert (ask.owner, ask.asker, ask.state) == (MONA, RITA, "open")
    assert await ball(lone) is Holder.MANAGER
    assert (Kind.CONTACT, "cancelled") in await kinds(lone)
    stale = await refused(decide(lone, submission, stage="review", at=MONDAY + hours(6)))
    assert (stale.why, stale.facts["verdict"]) == (Why.ALREADY_DECIDED, "approve")
    decision = await decide(lone, submission, stage="debrief", at=MONDAY + hours(6))
    assert (decision.from_stage, decision.undo_until) == ("debrief", MONDAY + hours(7))
    assert await stage(lone) == ("offer", None)
    assert await ball(lone) is Holder.RECRUITER  # the offer is theirs to make
    await final_round(lone.database, MONDAY + hours(7))
    assert (await kinds(lone))[-1] == (Kind.CONTACT, "open")


async def test_a_yes_after_the_debrief_is_undone_on_the_same_clock(lone: World) -> None:
    _, submission = await in_debrief(lone)
    decision = await decide(lone, submission, stage="debrief", at=MONDAY + hours(6))
    await lone.undo(decision, at=MONDAY + hours(6) + 59 * MINUTE)
    assert await stage(lone) == ("debrief", None)
    assert (await lone.only_ask(kind=Kind.DEBRIEF)).state == "open"
    again = await decide(lone, submission, stage="debrief", by=BEN, at=MONDAY + hours(8))
    late = await refused(lone.undo(again, by=BEN, at=MONDAY + hours(9) + MINUTE))
    assert late.why is Why.TOO_LATE_TO_UNDO


async def test_a_question_and_an_answer_work_after_the_debrief_too(lone: World) -> None:
    _, submission = await in_debrief(lone)
    async with lone.database.begin() as session:
        asked = await questions.ask_about(session, lone.person(MONA), submission.id, "Why not?", at=MONDAY + hours(6))
    assert (await lone.only_ask(kind=Kind.DEBRIEF)).paused_for == "question"
    async with lone.database.begin() as session:
        await questions.reply(session, lone.person(RITA), asked.id, "Because.", at=MONDAY + hours(7))
    assert (await lone.only_ask(kind=Kind.DEBRIEF)).state == "open"


async def test_nobody_is_moved_past_a_decision_that_was_not_made(lone: World) -> None:
    role = await lone.open()
    submission = await lone.post(role)
    for to in ("interview", "debrief", "offer"):
        said_no = await refused(move(lone, submission, to))
        assert (said_no.why, said_no.facts["stage"]) == (Why.DECIDE_FIRST, "review")
    await lone.approve(submission, at=MONDAY + hours(1))
    assert (await refused(move(lone, submission, "offer", at=MONDAY + hours(2)))).facts["stage"] == "debrief"
    assert (await refused(move(lone, submission, "interview", at=MONDAY + hours(2)))).why is Why.MOVE_NOWHERE


async def test_only_the_recruiter_moves_and_only_who_is_in_play(lone: World) -> None:
    role = await lone.open(helpers=(HANA,))
    submission = await lone.post(role)
    await lone.approve(submission, at=MONDAY + hours(1))
    for who in (MONA, BEN, HANA, OTTO):
        assert (await refused(move(lone, submission, "debrief", by=who))).why is Why.NOT_ALLOWED
    await withdraw(lone, submission, at=MONDAY + hours(2))
    assert (await refused(move(lone, submission, "debrief", at=MONDAY + hours(3)))).why is Why.WITHDRAWN
    other = await lone.post(role, name="Grace Hopper")
    await lone.reject(other, at=MONDAY + hours(1))
    assert (await refused(move(lone, other, "review", at=MONDAY + hours(3)))).why is Why.ENDED


async def test_moved_back_the_stage_is_decided_again_and_the_first_decision_stays_in_the_history(lone: World) -> None:
    role = await lone.open()
    submission = await lone.post(role)
    first = await lone.approve(submission, at=MONDAY + hours(1))
    await move(lone, submission, "review", at=MONDAY + hours(1) + 30 * MINUTE)
    assert (await refused(lone.undo(first, at=MONDAY + hours(1) + 40 * MINUTE))).why is Why.LATER_STEP
    await final_round(lone.database, MONDAY + hours(3))
    assert await kinds(lone) == [(Kind.REVIEW, "answered"), (Kind.REVIEW, "open")]  # nobody is to be contacted
    assert await ball(lone) is Holder.MANAGER
    second = await lone.reject(submission, at=MONDAY + hours(4))
    rows = await lone.rows(models.Decision)
    assert [(row.id, row.superseded_at is None) for row in rows] == [(first.id, False), (second.id, True)]
    async with lone.database.read() as session:
        found = await histories.of(session, lone.person(MONA), submission.id)
        seen = await refused(histories.of(session, lone.person(OTTO), submission.id))
    assert [step.happening.kind for step in found.steps] == ["posted", "approve", "moved", "reject"]
    assert [step.words for step in found.steps] == ["", "", "They met today", "No streaming work"]
    assert seen.why is Why.NOT_ALLOWED


async def test_a_later_step_keeps_a_decision_from_being_undone_and_asks_nobody_to_contact(lone: World) -> None:
    role = await lone.open()
    submission = await lone.post(role)
    decision = await lone.approve(submission, at=MONDAY + hours(1))
    await move(lone, submission, "debrief", at=MONDAY + hours(1) + 10 * MINUTE)
    assert (await refused(lone.undo(decision, at=MONDAY + hours(1) + 20 * MINUTE))).why is Why.LATER_STEP
    await final_round(lone.database, MONDAY + hours(2))
    assert await lone.asks(kind=Kind.CONTACT) == []


# --- withdrawn


async def test_a_candidate_who_withdrew_waits_on_nobody_and_a_decision_a_second_later_is_refused(lone: World) -> None:
    role = await lone.open()
    submission = await lone.post(role)
    at = MONDAY + hours(1)
    await withdraw(lone, submission, at=at)
    assert await stage(lone) == ("withdrawn", "left_for_offer")
    assert (await ball(lone), await kinds(lone)) == (None, [(Kind.REVIEW, "cancelled")])
    for late in (
        lone.approve(submission, at=at + timedelta(seconds=1)),
        lone.reject(submission, at=at + timedelta(seconds=1)),
        record(lone, submission, said_at=at, at=at + timedelta(seconds=1)),
    ):
        said_no = await refused(late)
        assert (said_no.why, said_no.facts) == (Why.WITHDRAWN, {"number": 1, "at": at})
    assert (await refused(withdraw(lone, submission, at=at + hours(1)))).why is Why.WITHDRAWN


async def test_a_withdrawal_and_a_decision_at_the_same_instant_leave_one_of_them(lone: World) -> None:
    role = await lone.open()
    for _ in range(4):
        submission = await lone.post(role)
        at = MONDAY + hours(1)
        ends = await asyncio.gather(
            withdraw(lone, submission, at=at), lone.reject(submission, at=at), return_exceptions=True
        )
        (said_no,) = [end for end in ends if isinstance(end, BaseException)]
        assert isinstance(said_no, Refused)
        assert said_no.why in (Why.WITHDRAWN, Why.ENDED)


async def test_a_withdrawal_is_taken_back_within_a_day_and_what_is_needed_is_asked_anew(lone: World) -> None:
    role = await lone.open(helpers=(HANA,))
    submission = await lone.post(role)
    await withdraw(lone, submission, by=HANA, at=MONDAY + hours(1))
    assert (await refused(take_back(lone, submission, by=MONA, at=MONDAY + hours(2)))).why is Why.NOT_ALLOWED
    assert (await refused(take_back(lone, submission, at=MONDAY + hours(25)))).why is Why.TOO_LATE_TO_UNDO
    await take_back(lone, submission, at=MONDAY + hours(25) - timedelta(seconds=1))
    assert await stage(lone) == ("review", None)
    assert await kinds(lone) == [(Kind.REVIEW, "cancelled"), (Kind.REVIEW, "open")]
    assert await ball(lone) is Holder.MANAGER
    assert (await refused(take_back(lone, submission, at=MONDAY + hours(25)))).why is Why.NOT_WITHDRAWN


@pytest.mark.parametrize("when", ["before final", "after final", "after contact"])
async def test_a_candidate_who_goes_on_after_a_yes_is_contacted_once(lone: World, when: str) -> None:
    role = await lone.open()
    submission = await lone.post(role)
    await lone.approve(submission, at=MONDAY + hours(1))
    if when != "before final":
        await final_round(lone.database, MONDAY + hours(2))
    if when == "after contact":
        await lone.done((await lone.only_ask(kind=Kind.CONTACT)).id, at=MONDAY + hours(3))
    gone = MONDAY + hours(1) + 10 * MINUTE if when == "before final" else MONDAY + hours(4)
    await withdraw(lone, submission, at=gone)
    await take_back(lone, submission, at=gone + 10 * MINUTE)
    await final_round(lone.database, MONDAY + hours(6))
    live = [state for kind, state in await kinds(lone) if kind is Kind.CONTACT and state != "cancelled"]
    assert live == (["answered"] if when == "after contact" else ["open"])


async def test_who_withdrew_keeps_no_role_from_being_closed(lone: World) -> None:
    role = await lone.open()
    submission = await lone.post(role)
    await lone.approve(submission, at=MONDAY + hours(1))
    await withdraw(lone, submission, at=MONDAY + hours(1) + MINUTE)
    await lone.close(role, at=MONDAY + hours(1) + 2 * MINUTE)
    assert await stage(lone) == ("withdrawn", "left_for_offer")
    assert (await refused(take_back(lone, submission, at=MONDAY + hours(2)))).why is Why.CLOSED


# --- recorded


SAID = new_york("2026-06-01 11:00")
WRITTEN = new_york("2026-06-01 16:00")


async def asked_at_nine(world: World) -> tuple[Requisition, Submission]:
    role = await world.open()
    return role, await world.post(role, at=new_york("2026-06-01 09:00"))


async def test_a_recorded_decision_took_until_it_was_said_and_can_be_undone_for_a_day(lone: World) -> None:
    _, submission = await asked_at_nine(lone)
    decision = await record(lone, submission, NO, said_at=SAID, at=WRITTEN)
    assert (decision.decided_by, decision.decided_at, decision.recorded_by) == (MONA, SAID, RITA)
    assert (decision.ask.waited, decision.ask.answered_by) == (2 * 3600, MONA)
    assert (decision.undo_until, decision.is_to_confirm) == (WRITTEN + timedelta(days=1), True)
    assert await stage(lone) == ("rejected", "skills")
    (row,) = await lone.rows(models.Submission)
    (stretch,) = await lone.rows(models.Ball)
    assert row.ended_at == stretch.until == SAID


async def test_a_recorded_decision_is_confirmed_and_final(lone: World) -> None:
    _, submission = await asked_at_nine(lone)
    decision = await record(lone, submission, said_at=SAID, at=WRITTEN)
    at = WRITTEN + hours(1)
    for who in (RITA, BEN):
        assert (await refused(confirm(lone, decision, by=who, at=at))).why is Why.NOT_YOURS_TO_UNDO
    assert (await confirm(lone, decision, at=at)).confirmed_at == at
    await final_round(lone.database, at)
    contact = await lone.only_ask(kind=Kind.CONTACT)
    assert (contact.owner, contact.state) == (RITA, "open")
    assert (await refused(confirm(lone, decision, at=at + hours(1)))).why is Why.NOT_TO_CONFIRM
    assert (await refused(lone.undo(decision, at=at + hours(1)))).why is Why.TOO_LATE_TO_UNDO


@pytest.mark.parametrize("who", [MONA, RITA])
async def test_a_recorded_decision_is_undone_by_whoever_decided_or_wrote_it_down(lone: World, who: str) -> None:
    _, submission = await asked_at_nine(lone)
    decision = await record(lone, submission, NO, said_at=SAID, at=WRITTEN)
    assert (await refused(lone.undo(decision, by=BEN, at=WRITTEN + hours(1)))).why is Why.NOT_YOURS_TO_UNDO
    await lone.undo(decision, by=who, at=WRITTEN + hours(23))
    assert await stage(lone) == ("review", None)
    assert (await refused(confirm(lone, decision, at=WRITTEN + hours(24)))).why is Why.NOT_TO_CONFIRM


async def test_a_recorded_decision_left_alone_stands_after_a_day_and_says_so_once(world: World) -> None:
    _, submission = await asked_at_nine(world)
    decision = await record(world, submission, NO, said_at=SAID, at=WRITTEN)
    await nudge_round(world.database, new_york("2026-06-02 09:30"))
    (line,) = (await world.messages(MONA))[-1].lines
    assert line.decision is not None
    assert line.decision.is_to_confirm
    for _ in range(2):
        await final_round(world.database, decision.undo_until)
    said = [row for row in await world.rows(models.OutboxRow) if row.kind == "decision.stands"]
    assert len(said) == 1
    (row,) = await world.rows(models.Decision)
    assert (row.final_at, row.confirmed_at) == (decision.undo_until, None)
    assert (await world.only_ask(kind=Kind.OUTCOME)).state == "open"


async def test_what_was_confirmed_before_the_next_message_is_not_in_it(world: World) -> None:
    _, submission = await asked_at_nine(world)
    decision = await record(world, submission, said_at=SAID, at=WRITTEN)
    await confirm(world, decision, at=WRITTEN + MINUTE)
    await nudge_round(world.database, new_york("2026-06-02 09:30"))
    assert [line for message in await world.messages(MONA) for line in message.lines if line.decision] == []


async def test_what_cannot_have_been_said_is_not_recorded(lone: World) -> None:
    _, submission = await asked_at_nine(lone)
    asked = new_york("2026-06-01 09:00")
    no = {
        Why.SAID_BEFORE: record(lone, submission, said_at=asked - MINUTE, at=WRITTEN),
        Why.SAID_LATER: record(lone, submission, said_at=WRITTEN + MINUTE, at=WRITTEN),
        Why.NOT_A_DECIDER: record(lone, submission, decider=HANA, said_at=SAID, at=WRITTEN),
        Why.RECORD_ONESELF: record(lone, submission, decider=RITA, said_at=SAID, at=WRITTEN),
        Why.NOT_ALLOWED: record(lone, submission, by=MONA, decider=BEN, said_at=SAID, at=WRITTEN),
    }
    assert {why: (await refused(wrong)).why for why, wrong in no.items()} == {why: why for why in no}
    assert await lone.rows(models.Decision) == []
    assert (await record(lone, submission, decider=BEN, said_at=asked, at=WRITTEN)).decided_by == BEN


async def test_two_recordings_at_once_and_a_click_are_one_decision(lone: World) -> None:
    _, submission = await asked_at_nine(lone)
    ends = await asyncio.gather(
        record(lone, submission, NO, said_at=SAID, at=WRITTEN),
        record(lone, submission, said_at=SAID, at=WRITTEN),
        lone.approve(submission, by=BEN, at=WRITTEN),
        return_exceptions=True,
    )
    assert len([end for end in ends if isinstance(end, dossiers.Decision)]) == 1
    assert {end.why for end in ends if isinstance(end, Refused)} == {Why.ALREADY_DECIDED}


# --- the candidate's waiting, and answers gathered


async def test_a_candidate_waits_since_they_were_posted_or_last_contacted_until_they_are_told(lone: World) -> None:
    role = await lone.open()
    submission = await lone.post(role)

    async def since() -> datetime | None:
        async with lone.database.read() as session:
            return (await waits.since(session, lone.workspace, [submission.id])).get(submission.id)

    assert await since() == MONDAY
    await lone.approve(submission, at=MONDAY + hours(1))
    assert await since() == MONDAY
    await final_round(lone.database, MONDAY + hours(2))
    await lone.done((await lone.only_ask(kind=Kind.CONTACT)).id, at=MONDAY + hours(3))
    assert await since() == MONDAY + hours(3)
    await move(lone, submission, "review", at=MONDAY + hours(4))
    await lone.reject(submission, at=MONDAY + hours(5))
    assert await since() == MONDAY + hours(3)
    await final_round(lone.database, MONDAY + hours(29))
    await lone.done((await lone.only_ask(kind=Kind.OUTCOME)).id, at=MONDAY + hours(30))
    assert await since() is None


@pytest.mark.parametrize("gathers", [True, False])
async def test_who_gathers_answers_reads_them_in_the_next_message(world: World, gathers: bool) -> None:
    role = await world.open()
    submission = await world.post(role)
    async with world.database.begin() as session:
        await session.execute(
            update(models.Person)
            .where(models.Person.workspace == world.workspace, models.Person.id == RITA)
            .values(gathers_answers=gathers)
        )
    first = await world.approve(submission, at=MONDAY + hours(1))
    await world.undo(first, at=MONDAY + hours(1) + MINUTE)
    await world.approve(submission, at=MONDAY + hours(1) + 2 * MINUTE)
    await nudge_round(world.database, berlin("2026-06-01 14:00"))
    read = [line.decision.id for message in await world.messages(RITA) for line in message.lines if line.decision]
    assert read == ([first.id + 1] if gathers else [])
