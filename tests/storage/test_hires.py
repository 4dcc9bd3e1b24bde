"""How it goes with a hire: asked of the two 30 and 90 days after the start, shown when both are in or time is up."""

from __future__ import annotations

from datetime import datetime, timedelta

from storage import forgetting, hires, job_offers, models
from storage.hires import Question
from storage.refusals import Why
from storage.rules.promises import Kind
from storage.submissions import Submission
from tests.storage.test_job_offers import START, accept, at_offer, propose, undo
from tests.storage.world import (
    BEN,
    MONA,
    MONDAY,
    RITA,
    World,
    berlin,
    days,
    escalation_round,
    hours,
    nudge_round,
    refused,
)

DAY_30, DAY_90 = (berlin(f"{START + timedelta(n)} 00:00") for n in (30, 90))


async def hired(world: World) -> int:
    submission = await at_offer(world)
    await propose(world, submission)
    await accept(world, submission)
    return submission.id


async def accept_since(world: World, submission: Submission, start: datetime) -> None:
    async with world.database.begin() as session:
        await job_offers.accept(session, world.person(RITA), submission.id, start.date(), at=MONDAY)


async def hire_round(world: World, day: int = 30, at: datetime | None = None) -> int:
    at = at or (DAY_30 if day == 30 else DAY_90)
    async with world.database.read() as session:
        found = await hires.due(session, at=at)
    for workspace, offer in found:
        async with world.database.begin() as session:
            await hires.ask(session, workspace, offer, at=at)
    return len(found)


async def answer(world: World, who: str, ask_id: int, words: str = "Zyxhire well") -> None:
    async with world.database.begin() as session:
        await hires.answer(session, world.person(who), ask_id, "as", words, at=DAY_30 + hours(1))


async def shown(world: World) -> list[tuple[str, int]]:
    found = [row for row in await world.rows(models.OutboxRow) if row.kind == "hire.shown"]
    return sorted((row.ids["person"], row.ids["day"]) for row in found)


async def asked(world: World) -> dict[str, int]:
    return {ask.owner: ask.id for ask in await world.asks(kind=Kind.HIRE, state="open")}


async def test_both_are_asked_on_both_days_and_read_each_other_once_both_are_in(world: World) -> None:
    await hired(world)
    assert await hire_round(world, 30) == 1
    assert await hire_round(world, 30) == 0
    both = await asked(world)
    assert set(both) == {MONA, RITA}
    for who in (BEN, RITA):
        assert (await refused(answer(world, who, both[MONA]))).why is Why.NOT_YOUR_ASK
    await answer(world, MONA, both[MONA])
    assert await shown(world) == []
    await answer(world, RITA, both[RITA])
    assert await shown(world) == [(MONA, 30), (RITA, 30)]
    (offer,) = await world.rows(models.Offer)
    async with world.database.read() as session:
        found: Question = await hires.question(session, world.workspace, offer.id, 30)
    assert [(each.side, each.going, each.words) for each in found.said] == [
        ("recruiter", "as", "Zyxhire well"),
        ("manager", "as", "Zyxhire well"),
    ]
    assert await hire_round(world, 90) == 1
    assert set(await asked(world)) == {MONA, RITA}
    (offer,) = await world.rows(models.Offer)
    assert (offer.check_day, offer.check_at) == (None, None)


async def test_one_answer_is_shown_when_the_time_for_the_other_is_over(world: World) -> None:
    await hired(world)
    await hire_round(world, 30)
    await answer(world, MONA, (await asked(world))[MONA])
    await escalation_round(world.database, DAY_30 + days(14))
    assert await asked(world) == {}
    assert await shown(world) == [(MONA, 30), (RITA, 30)]


async def test_where_nobody_answers_nothing_is_said(world: World) -> None:
    await hired(world)
    await hire_round(world, 30)
    await escalation_round(world.database, DAY_30 + days(14))
    assert await shown(world) == []


async def test_who_is_not_hired_after_all_is_not_asked_about(world: World) -> None:
    submission = await at_offer(world)
    await propose(world, submission)
    await accept(world, submission)
    await undo(world, submission)
    assert await hire_round(world, 30) == 0


async def test_a_hire_taken_back_after_the_question_asks_no_more_and_messages_say_so(world: World) -> None:
    """Written down a month after the start: the first question is asked at once, while the answer can be undone."""
    submission = await at_offer(world)
    await propose(world, submission)
    await accept_since(world, submission, MONDAY - days(31))
    await hire_round(world, at=MONDAY)
    both = await asked(world)
    assert set(both) == {MONA, RITA}
    await nudge_round(world.database, MONDAY + hours(5.5))
    await answer(world, RITA, both[RITA])
    await undo(world, submission, at=MONDAY + hours(6))
    assert await asked(world) == {}
    assert {row.person for row in await world.rows(models.Gathered)} == {MONA, RITA}
    edits = {row.ids["gathered"] for row in await world.rows(models.OutboxRow, kind="gathered.repaint")}
    assert edits == {row.id for row in await world.rows(models.Gathered)}
    assert (await refused(answer(world, MONA, both[MONA]))).why is Why.NOT_YOUR_ASK
    await accept_since(world, submission, MONDAY - days(31))
    await hire_round(world, at=MONDAY + hours(7))
    assert set(await asked(world)) == {MONA}  # the other has said it already
    await answer(world, MONA, (await asked(world))[MONA])
    assert await shown(world) == [(MONA, 30), (RITA, 30)]


async def test_forgetting_takes_the_words_about_a_hire_and_ends_what_is_asked(world: World) -> None:
    submission = await hired(world)
    await hire_round(world, 30)
    await answer(world, MONA, (await asked(world))[MONA])
    async with world.database.begin() as session:
        await forgetting.forget(session, world.person(RITA), submission, why="asked", at=DAY_30 + hours(2))
    assert await asked(world) == {}
    assert {(row.going, row.text_id) for row in await world.rows(models.HireAnswer)} == {(None, None)}
    assert await world.rows(models.CandidateText) == []
    await hire_round(world, 90)
    assert await asked(world) == {}
