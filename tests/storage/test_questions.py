"""Questions: the decider's clock stands still until the recruiter has answered; on both databases."""

from __future__ import annotations

from storage import models, questions
from storage.refusals import Why
from storage.rules.balls import Holder
from storage.rules.ladder import Rung
from storage.rules.promises import Kind
from tests.storage.turning import go_away, hand_over, hold, question, reply, review_of, rounds
from tests.storage.world import (
    BEN,
    DAY,
    HANA,
    MONA,
    OTTO,
    RITA,
    World,
    berlin,
    days,
    hours,
    new_york,
    nudge_round,
    refused,
)

NOON = new_york("2026-06-01 12:00")  # three working hours after Mona's Monday began, and the review's clock


async def test_a_question_stops_one_clock_and_starts_the_other(world: World) -> None:
    submission = await world.post(await world.open())
    asked = await question(world, submission.id, at=NOON)
    review = await review_of(world, submission)
    assert (review.state, review.paused_for, review.elapsed) == ("paused", "question", 3 * 3600)
    assert (review.next_nudge_at, review.escalate_at) == (None, None)
    assert (asked.kind, asked.owner, asked.asker, asked.about_id) == (Kind.QUESTION, RITA, MONA, review.id)
    assert (await world.row(MONA)).next_window_at is None
    assert (await world.row(RITA)).next_window_at == berlin("2026-06-02 09:30")  # 18:00 in Berlin by now
    await rounds(world.database, NOON + days(2))
    assert (await review_of(world, submission)).elapsed == 3 * 3600
    assert await world.messages(MONA) == []


async def test_after_the_answer_the_same_clock_goes_on(world: World) -> None:
    """Three of eight hours had gone: five are left, which is more than half a working day."""
    submission = await world.post(await world.open())
    await nudge_round(world.database, new_york("2026-06-01 09:30"))
    asked = await question(world, submission.id, at=NOON)
    answered = await reply(world, asked.id, at=berlin("2026-06-02 11:00"))
    assert (answered.state, answered.waited) == ("answered", 2 * 3600)
    review = await review_of(world, submission)
    assert (review.state, review.grace, review.due_at) == ("open", 0, new_york("2026-06-02 14:00"))
    assert review.next_nudge_at == new_york("2026-06-02 09:30")  # heard of again, whatever was said
    await nudge_round(world.database, new_york("2026-06-02 09:30"))
    assert [line.rung for line in (await world.messages(MONA))[1].lines] == [Rung.DUE]
    decision = await world.approve(submission, at=new_york("2026-06-02 10:00"))
    assert (decision.ask.waited, decision.ask.in_time) == (4 * 3600, True)


async def test_after_the_answer_half_a_working_day_is_left_at_least(world: World) -> None:
    submission = await world.post(await world.open())
    asked = await question(world, submission.id, at=new_york("2026-06-01 16:30"))  # half an hour was left
    await reply(world, asked.id, at=new_york("2026-06-02 06:00"))
    review = await review_of(world, submission)
    assert (review.grace, review.due_at) == (DAY // 2 - 1800, new_york("2026-06-02 13:00"))
    assert review.escalate_at == new_york("2026-06-03 13:00")
    decision = await world.approve(submission, at=new_york("2026-06-02 13:00"))
    assert (decision.ask.waited, decision.ask.in_time) == (int(11.5 * 3600), True)


async def test_the_rungs_before_a_question_are_not_held_against_the_new_due_time(world: World) -> None:
    """Due was said on Monday; after the answer it is due on Tuesday, and a window before that says so."""
    submission = await world.post(await world.open())
    await nudge_round(world.database, new_york("2026-06-01 14:00"))
    asked = await question(world, submission.id, at=new_york("2026-06-01 15:00"))
    await reply(world, asked.id, at=new_york("2026-06-01 16:00"))
    for window in ("2026-06-02 09:30", "2026-06-02 14:00"):
        await nudge_round(world.database, new_york(window))
    review = await review_of(world, submission)
    assert review.due_at == new_york("2026-06-02 12:00")
    assert [line.rung for m in await world.messages(MONA) for line in m.lines] == [Rung.DUE, Rung.DUE]
    await nudge_round(world.database, new_york("2026-06-03 09:30"))
    assert (await world.messages(MONA))[-1].lines[0].rung == Rung.HALF_OVER


async def test_one_question_at_a_time_and_never_to_oneself(world: World) -> None:
    role = await world.open(recruiter=RITA, manager=MONA, helpers=(HANA,))
    submission = await world.post(role)
    await question(world, submission.id, at=NOON)
    no = await refused(question(world, submission.id, by=BEN, at=NOON))
    assert (no.why, no.facts) == (Why.ALREADY_ASKED, {"number": 1})
    assert (await refused(hold(world, submission.id, at=NOON))).why is Why.ALREADY_ASKED
    own = await world.post(await world.open(recruiter=MONA, manager=MONA), by=MONA)
    assert (await refused(question(world, own.id, at=NOON))).why is Why.ASK_ONESELF
    other = await world.post(role)
    await hold(world, other.id, at=NOON)
    assert (await refused(question(world, other.id, at=NOON))).why is Why.ON_HOLD
    for who in (RITA, HANA, OTTO):
        assert (await refused(question(world, submission.id, by=who, at=NOON))).why is Why.NOT_THE_DECIDER


async def test_a_helper_or_whoever_took_it_over_answers_and_nobody_else(world: World) -> None:
    role = await world.open(helpers=(HANA,))
    submission = await world.post(role)
    asked = await question(world, submission.id, at=NOON)
    for who, why in ((MONA, Why.NOT_YOUR_ASK), (BEN, Why.NOT_YOUR_ASK), (OTTO, Why.NOT_ALLOWED)):
        assert (await refused(reply(world, asked.id, by=who, at=NOON))).why is why
    review = await review_of(world, submission)
    assert (await refused(reply(world, review.id, at=NOON))).why is Why.NOT_YOUR_ASK
    taken = await hand_over(world, asked.id, OTTO, by=RITA, at=NOON)
    assert (taken.about_id, taken.text_id) == (asked.about_id, asked.text_id)
    assert (await review_of(world, submission)).state == "paused"
    assert (await refused(reply(world, asked.id, by=RITA, at=NOON))).why is Why.ALREADY_ANSWERED
    await reply(world, taken.id, by=HANA, at=NOON + hours(1))
    assert (await review_of(world, submission)).state == "open"
    async with world.database.read() as session:
        found = await questions.get(session, world.workspace, taken.id)
    assert found is not None
    assert (found.text, found.reply) == ("Which tools?", "Kafka, for three years")


async def test_deciding_all_the_same_takes_the_question_back(world: World) -> None:
    submission = await world.post(await world.open())
    asked = await question(world, submission.id, at=NOON)
    decision = await world.approve(submission, at=NOON + days(3))
    assert decision.ask.waited == 3 * 3600
    assert [a.state for a in await world.asks(kind=Kind.QUESTION)] == ["cancelled"]
    assert (await refused(reply(world, asked.id, at=NOON + days(3)))).why is Why.ALREADY_ANSWERED
    assert (await world.row(RITA)).next_window_at is None


async def test_a_decision_taken_back_after_a_question_leaves_half_a_working_day(world: World) -> None:
    """The clock had stood still at 7.5 of 8 hours: what went by since is not held against the decider."""
    submission = await world.post(await world.open())
    await question(world, submission.id, at=new_york("2026-06-01 16:30"))
    at = new_york("2026-06-04 10:00")
    decision = await world.approve(submission, at=at)
    await world.undo(decision, at=at + hours(0.5))
    review = await review_of(world, submission)
    assert (review.state, review.elapsed, review.due_at) == ("open", int(7.5 * 3600), new_york("2026-06-04 14:30"))
    assert review.escalate_at == new_york("2026-06-05 14:30")


async def test_an_answer_to_somebody_who_is_away_finds_their_stand_in(world: World) -> None:
    submission = await world.post(await world.open())
    asked = await question(world, submission.id, at=NOON)
    await go_away(world, MONA, "2026-06-02", "2026-06-12", delegate=OTTO, at=NOON)
    at = berlin("2026-06-03 10:00")
    await reply(world, asked.id, at=at)
    assert [(a.owner, a.state) for a in await world.asks(kind=Kind.REVIEW)] == [(MONA, "handed_over"), (OTTO, "open")]
    assert [ball.holder for ball in await world.rows(models.Ball)] == [
        Holder.MANAGER,
        Holder.RECRUITER,
        Holder.MANAGER,
    ]


async def test_an_answer_that_nobody_is_there_to_read_says_so_to_the_one_who_waits(world: World) -> None:
    submission = await world.post(await world.open(backup=None))
    asked = await question(world, submission.id, at=NOON)
    await go_away(world, MONA, "2026-06-02", "2026-06-12", at=NOON)
    await reply(world, asked.id, at=berlin("2026-06-03 10:00"))
    await nudge_round(world.database, berlin("2026-06-03 14:00"))
    (line,) = (await world.messages(RITA))[-1].lines
    assert (line.rung, line.ask.kind, line.owner.id) == (Rung.AWAY, Kind.REVIEW, MONA)


async def test_closing_a_role_takes_its_questions_with_it(world: World) -> None:
    role = await world.open()
    submission = await world.post(role)
    await question(world, submission.id, at=NOON)
    await world.close(role, at=NOON + hours(1))
    assert {(a.kind, a.state) for a in await world.asks()} == {
        (Kind.REVIEW, "cancelled"),
        (Kind.QUESTION, "cancelled"),
        (Kind.OUTCOME, "open"),
    }
