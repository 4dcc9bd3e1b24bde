"""Interviews: planned, moved, called off; each told, briefed and asked once; cards blind until the reveal; on both
databases."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from storage import (
    balls,
    interview_steps,
    interviewing,
    interviews,
    models,
    panels,
    role_holds,
    scorecards,
    scoring,
)
from storage.database import Database
from storage.interviews import Interview
from storage.refusals import Why
from storage.requisitions import Requisition
from storage.rules.balls import Holder
from storage.rules.interviews import Recommendation
from storage.rules.promises import Kind
from storage.rules.role_holds import REASONS
from storage.submissions import Submission
from tests.storage.test_briefs import propose, sign
from tests.storage.world import (
    BEN,
    GONE,
    GUEST,
    HANA,
    HERE,
    MONA,
    MONDAY,
    OTTO,
    RITA,
    ROBOT,
    World,
    berlin,
    days,
    dump,
    escalation_round,
    final_round,
    hours,
    refused,
)

ROOT = Path(__file__).parents[2]
TUESDAY = berlin("2026-06-02 14:00")
AFTER = TUESDAY + hours(1)
YES, NO = Recommendation.YES, Recommendation.NO


async def interview_round(database: Database, at: datetime) -> int:
    async with database.read() as session:
        due = await interview_steps.due(session, at=at)
    taken = 0
    for workspace, row_id in due:
        async with database.begin() as session:
            taken += await interview_steps.take(session, workspace, row_id, at=at)
    return taken


async def through(database: Database, at: datetime) -> None:
    """Every step up to a moment, as the round takes them."""
    while await interview_round(database, at):
        pass


async def approved(world: World, must: str = "SQL\nOn-call", **who: Any) -> tuple[Requisition, Submission]:
    """A role with a signed brief, and a candidate on to interviews."""
    role = await world.open(**who)
    if must:
        await sign(world, await propose(world, role, must_haves=must))
    submission = await world.post(role, name="Zyxname Lovelace")
    await world.approve(submission)
    return role, submission


async def plan(
    world: World,
    submission: Submission,
    who: Sequence[str] = (HANA, OTTO),
    focus: dict[int, Sequence[str]] | None = None,
    *,
    by: str = RITA,
    starts: datetime = TUESDAY,
    origin: str | None = None,
    at: datetime = MONDAY,
) -> Interview:
    async with world.database.begin() as session:
        return await interviewing.plan(
            session,
            world.person(by),
            submission.id,
            who,
            starts,
            60,
            focus or {},
            origin=origin or world.origin(),
            at=at,
        )


async def change(
    world: World,
    found: Interview,
    who: Sequence[str] = (HANA, OTTO),
    *,
    starts: datetime = TUESDAY,
    at: datetime = MONDAY,
) -> Interview:
    async with world.database.begin() as session:
        return await interviewing.change(session, world.person(RITA), found.id, who, starts, 60, {}, at=at)


async def hand_in(
    world: World,
    found: Interview,
    who: str,
    mark: int = 3,
    *,
    would: Recommendation = YES,
    at: datetime = AFTER,
    saw: str = "",
) -> int | None:
    async with world.database.begin() as session:
        now = await interviews.known(session, world.workspace, found.id)
        seat = now.seat(who)
        for number in seat.card if seat else (0,):
            words = saw or f"Zyxquill of {who}"
            await scoring.save(session, world.person(who), found.id, number, mark, words, at=at)
        return await scoring.hand_in(session, world.person(who), found.id, would, at=at)


async def look(world: World, submission: Submission, who: str = RITA, at: datetime = AFTER) -> panels.Panel:
    async with world.database.read() as session:
        return await panels.panel(session, world.person(who), submission.id, at=at)


async def sent(world: World, kind: str) -> list[str]:
    rows = await world.rows(models.OutboxRow)
    return [row.ids["person"] for row in rows if row.kind == kind]


async def side(world: World, submission: Submission) -> Holder:
    async with world.database.read() as session:
        return (await balls.of_submission(session, HERE, submission.id))[-1].holder


async def test_each_is_told_briefed_and_asked_once_in_their_own_hours(world: World) -> None:
    _, submission = await approved(world)
    await final_round(world.database, MONDAY + hours(1))
    found = await plan(world, submission, (HANA, BEN), {1: [HANA, BEN], 2: [BEN]}, at=berlin("2026-06-01 18:30"))
    assert [(seat.person, seat.focus) for seat in found.seats] == [(HANA, (1,)), (BEN, (1, 2))]
    assert (await world.only_ask(kind=Kind.CONTACT)).state == "answered"
    assert await side(world, submission) is Holder.INTERVIEWERS
    night = berlin("2026-06-01 20:00")  # after hours in Berlin, and past eleven in Kolkata
    await through(world.database, night)
    assert await sent(world, "interview.told") == []
    await through(world.database, berlin("2026-06-02 09:31"))
    await through(world.database, berlin("2026-06-02 09:31"))
    assert sorted(await sent(world, "interview.told")) == [BEN, HANA]
    await through(world.database, TUESDAY - hours(1) - timedelta(seconds=1))
    assert await sent(world, "interview.brief") == []
    await asyncio.gather(*(interview_round(world.database, TUESDAY - hours(1)) for _ in range(2)))
    assert sorted(await sent(world, "interview.brief")) == [BEN, HANA]
    assert await world.asks(kind=Kind.SCORECARD) == []
    await through(world.database, AFTER - hours(2))  # a clock set back
    await through(world.database, AFTER)
    asked = await world.asks(kind=Kind.SCORECARD)
    assert [(ask.owner, ask.asker, ask.submission_id, ask.promise // 3600) for ask in asked] == [
        (HANA, RITA, submission.id, 8),
        (BEN, RITA, submission.id, 8),
    ]
    await escalation_round(world.database, AFTER + days(7))
    assert {row.person for row in await world.rows(models.Nudge) if row.rung == 4} == {RITA}


async def test_a_round_that_comes_late_says_only_what_is_still_of_use(world: World) -> None:
    _, submission = await approved(world)
    await plan(world, submission, (HANA,))
    await through(world.database, AFTER + hours(3))
    assert await sent(world, "interview.brief") == []
    assert [ask.owner for ask in await world.asks(kind=Kind.SCORECARD)] == [HANA]


async def test_nobody_reads_a_card_before_the_reveal_and_the_last_one_opens_all(world: World) -> None:
    role, submission = await approved(world)
    found = await plan(world, submission, (HANA, OTTO, MONA), {1: [HANA, OTTO], 2: [MONA]})
    assert (await refused(hand_in(world, found, HANA))).why is Why.NOT_YOUR_ASK  # before it took place
    await through(world.database, AFTER)
    assert await hand_in(world, found, HANA, 4) is None
    assert await hand_in(world, found, OTTO, 2, would=NO) is None
    for who in (RITA, MONA, BEN):
        shown = await look(world, submission, who)
        assert (shown.revealed.said, shown.revealed.recommendations, shown.missing) == ([], [], [MONA])
    assert (await refused(look(world, submission, OTTO))).why is Why.NOT_ALLOWED  # they see what they are sent
    async with world.database.read() as session:
        assert await scorecards.own(session, world.person(MONA), found.id) == {}
    for table in (models.OutboxRow, models.TimelineEntry, models.Ask, models.Nudge):
        assert "Zyx" not in str([vars(row) for row in await world.rows(table)])
    assert await sent(world, "scorecards.told") == []
    assert await hand_in(world, found, MONA) is None
    shown = await look(world, submission)
    assert [(each.person, each.criterion, each.mark) for each in shown.revealed.said] == [
        (HANA, "SQL", 4),
        (OTTO, "SQL", 2),
        (MONA, "On-call", 3),
    ]
    assert shown.revealed.recommendations == [(HANA, YES), (OTTO, NO), (MONA, YES)]
    assert await sent(world, "scorecards.told") == [HANA, OTTO]  # who is not on the role
    assert {ask.state for ask in await world.asks(kind=Kind.SCORECARD)} == {"answered"}
    assert await side(world, submission) is Holder.MANAGER
    assert (await refused(hand_in(world, found, HANA))).why is Why.ALREADY_ANSWERED
    async with world.database.begin() as session:
        await scoring.debrief(session, world.person(RITA), submission.id, at=AFTER)
        await scoring.debrief(session, world.person(RITA), submission.id, at=AFTER)
    owed = await world.only_ask(kind=Kind.DEBRIEF)
    assert (owed.owner, owed.asker, owed.promise // 3600) == (MONA, RITA, 16)
    assert (await world.rows(models.Submission, id=submission.id))[0].stage == "debrief"
    assert role.manager == MONA


async def test_half_a_card_is_kept_for_its_author_and_not_handed_in(world: World) -> None:
    _, submission = await approved(world)
    found = await plan(world, submission, (HANA, OTTO), {1: [HANA], 2: [HANA]})
    await through(world.database, AFTER)
    async with world.database.begin() as session:
        await scoring.save(session, world.person(HANA), found.id, 1, 3, "Zyxquill", at=AFTER)
        await scoring.save(session, world.person(HANA), found.id, 2, None, "half of it", at=AFTER)
        assert await scoring.hand_in(session, world.person(HANA), found.id, YES, at=AFTER) == 2
    async with world.database.read() as session:
        own = await scorecards.own(session, world.person(HANA), found.id)
    assert {number: (said.mark, said.evidence) for number, said in own.items()} == {
        1: (3, "Zyxquill"),
        2: (None, "half of it"),
    }
    async with world.database.begin() as session:
        await scoring.save(session, world.person(HANA), found.id, 2, 1, "the rest", at=AFTER)
        assert await scoring.hand_in(session, world.person(HANA), found.id, YES, at=AFTER) is None
    assert [row.text for row in await world.rows(models.CandidateText, kind="scorecard")] == ["Zyxquill", "the rest"]


async def test_who_decides_goes_on_without_who_is_overdue_or_has_left_and_never_sooner(world: World) -> None:
    _, submission = await approved(world)
    found = await plan(world, submission, (HANA, OTTO))
    await through(world.database, AFTER)

    async def reveal(who: str, at: datetime) -> bool:
        async with world.database.begin() as session:
            return await scoring.reveal(session, world.person(who), submission.id, at=at)

    assert (await refused(reveal(MONA, AFTER + days(3)))).why is Why.CARDS_WAIT  # no card is in
    await hand_in(world, found, HANA)
    assert (await refused(reveal(MONA, AFTER))).why is Why.CARDS_WAIT
    async with world.database.begin() as session:
        await scoring.save(session, world.person(OTTO), found.id, 0, 1, "Zyxquill, half", at=AFTER)
    assert (await refused(reveal(RITA, AFTER + days(3)))).why is Why.NOT_THE_DECIDER
    assert await reveal(BEN, AFTER + days(3))
    assert not await reveal(MONA, AFTER + days(3))
    shown = await look(world, submission)
    assert (shown.revealed.without, [each.person for each in shown.revealed.said]) == ((OTTO,), [HANA])
    assert [row.text for row in await world.rows(models.CandidateText, kind="scorecard")] == ["Zyxquill of U_HANA"]
    assert (await refused(hand_in(world, found, OTTO, at=AFTER + days(4)))).why is Why.CARDS_REVEALED
    assert [ask.state for ask in await world.asks(kind=Kind.SCORECARD)] == ["answered", "cancelled"]


async def test_moving_taking_off_and_calling_off_leave_nobody_owing(world: World) -> None:
    _, submission = await approved(world)
    await final_round(world.database, MONDAY + hours(1))
    found = await plan(world, submission, (HANA, OTTO), at=MONDAY + hours(2))
    await through(world.database, AFTER)
    later = AFTER + days(1)
    await change(world, found, (HANA, OTTO), starts=later, at=AFTER)  # it did not take place after all
    assert {ask.state for ask in await world.asks(kind=Kind.SCORECARD)} == {"cancelled"}
    await through(world.database, AFTER)
    assert len(await sent(world, "interview.told")) == 4
    await change(world, found, (HANA,), starts=later, at=AFTER)
    await through(world.database, AFTER)
    assert await sent(world, "interview.off") == [OTTO]
    await through(world.database, later + hours(1))
    assert await hand_in(world, found, HANA, at=later + hours(1)) is None  # the only one left: revealed
    shown = await look(world, submission)
    assert [each.person for each in shown.revealed.said] == [HANA]
    assert (await refused(change(world, found))).why is Why.INTERVIEW_OVER


async def test_called_off_it_is_the_recruiters_turn_again(world: World) -> None:
    _, submission = await approved(world)
    found = await plan(world, submission, (HANA,))
    unheard = await plan(world, submission, (OTTO,), starts=TUESDAY + days(5), at=berlin("2026-06-01 19:00"))
    assert await final_round(world.database, MONDAY + hours(10)) == 1
    assert await world.asks(kind=Kind.CONTACT) == []  # they are in touch already
    await interview_round(world.database, MONDAY)
    for each in (found, unheard, unheard):
        async with world.database.begin() as session:
            await interviewing.cancel(session, world.person(RITA), each.id, at=MONDAY + hours(11))
    await through(world.database, TUESDAY)
    assert await sent(world, "interview.off") == [HANA]  # the other never heard of it
    assert (await world.only_ask(kind=Kind.CONTACT)).owner == RITA
    assert await side(world, submission) is Holder.RECRUITER
    assert await world.asks(kind=Kind.SCORECARD) == []


async def test_who_left_is_not_asked_and_who_decides_goes_on_without_them(world: World) -> None:
    _, submission = await approved(world)
    found = await plan(world, submission, (HANA, OTTO))
    async with world.database.begin() as session:
        (await session.get_one(models.Person, (HERE, OTTO))).is_deactivated = True
    await through(world.database, AFTER)
    assert [ask.owner for ask in await world.asks(kind=Kind.SCORECARD)] == [HANA]
    assert OTTO not in await sent(world, "interview.brief")
    assert (await refused(hand_in(world, found, OTTO))).why is Why.DEACTIVATED
    await hand_in(world, found, HANA)
    assert [(await look(world, submission, who)).may_reveal for who in (RITA, MONA)] == [False, True]


async def test_while_the_role_is_on_hold_nobody_is_late_and_then_the_ball_is_back(world: World) -> None:
    role, submission = await approved(world)
    found = await plan(world, submission, (HANA, OTTO))
    await through(world.database, AFTER)
    await hand_in(world, found, HANA)
    async with world.database.begin() as session:
        await role_holds.hold(session, world.person(RITA), role.id, reason=next(iter(REASONS)), look_on=None, at=AFTER)
    late = AFTER + days(6)
    assert not (await look(world, submission, MONA, at=late)).may_reveal
    async with world.database.begin() as session:
        assert (await refused(scoring.reveal(session, world.person(MONA), submission.id, at=late))).why is (
            Why.ROLE_ON_HOLD
        )
    assert (await refused(plan(world, submission, starts=late + days(1), at=late))).why is Why.ROLE_ON_HOLD
    assert await side(world, submission) is Holder.NOBODY
    async with world.database.begin() as session:
        await role_holds.reopen(session, world.person(RITA), role.id, at=late)
    assert await side(world, submission) is Holder.INTERVIEWERS
    assert await hand_in(world, found, OTTO, at=late) is None


async def test_a_candidate_who_goes_another_way_takes_interviews_along(world: World) -> None:
    role = await world.open()
    submission = await world.post(role)
    decision = await world.approve(submission)
    found = await plan(world, submission, (HANA,))
    assert (await refused(world.undo(decision))).why is Why.LATER_STEP
    await final_round(world.database, AFTER)
    await through(world.database, AFTER)
    await world.close(role, at=AFTER)
    async with world.database.read() as session:
        assert (await interviews.known(session, HERE, found.id)).state == "cancelled"
    assert (await refused(hand_in(world, found, HANA))).why is Why.INTERVIEW_OFF
    assert {ask.state for ask in await world.asks(kind=Kind.SCORECARD)} == {"cancelled"}


@pytest.mark.parametrize(
    ("who", "starts", "why"),
    [
        ((GUEST,), TUESDAY, Why.GUEST),
        ((HANA, GONE), TUESDAY, Why.DEACTIVATED),
        ((ROBOT,), TUESDAY, Why.NOT_A_PERSON),
        ((HANA,), MONDAY, Why.INTERVIEW_PAST),
        ((HANA,), MONDAY + days(366), Why.INTERVIEW_TOO_FAR),
    ],
)
async def test_who_cannot_come_and_when_it_cannot_be(
    lone: World, who: tuple[str, ...], starts: datetime, why: Why
) -> None:
    _, submission = await approved(lone, must="")
    before = await dump(lone.database, lone.workspace)
    assert (await refused(plan(lone, submission, who, starts=starts))).why is why
    assert await dump(lone.database, lone.workspace) == before


async def test_planned_twice_from_one_modal_it_is_planned_once_and_only_at_its_stage(world: World) -> None:
    role, submission = await approved(world)
    await world.twin.approve(await world.twin.post(await world.twin.open()))
    twin = await dump(world.database, world.twin.workspace)
    first, again = [await plan(world, submission, origin="V_SAME") for _ in range(2)]
    assert first.id == again.id
    assert (await refused(plan(world, await world.post(role)))).why is Why.NOT_AT_INTERVIEW
    assert (await refused(plan(world, submission, by=OTTO))).why is Why.NOT_ALLOWED
    assert (await refused(plan(world.twin, submission))).why is Why.NO_SUCH_CANDIDATE
    await through(world.database, AFTER)
    await hand_in(world, first, HANA)
    assert await dump(world.database, world.twin.workspace) == twin


def test_the_wall_is_the_only_place_that_reads_the_marks() -> None:
    """A look at the source: what stands behind the wall is selected nowhere else, but to hand it out to whom it
    is about, once it is open."""
    allowed = {"scorecards.py", "scoring.py", "interview_ends.py", "subject_access.py"}
    readers = {
        path.name
        for path in (ROOT / "storage").glob("*.py")
        if re.search(r"ScorecardMark", path.read_text("utf-8")) and path.name not in allowed
    }
    assert readers == set()
