"""A whole role on hold and open again: no clock runs, nobody is put forward, no candidate is forgotten; on both
databases."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from storage import due, models, role_holds
from storage.refusals import Why
from storage.requisitions import Requisition
from storage.rules.balls import Holder
from storage.rules.promises import Kind
from storage.rules.role_holds import REASONS, STANDS_STILL
from tests.storage.test_hand_overs import propose, sign
from tests.storage.turning import hold as hold_candidate
from tests.storage.turning import question, reply, review_of, rounds
from tests.storage.world import BEN, DAY, HANA, MONA, MONDAY, RITA, World, berlin, days, hours, new_york, refused

NOON = new_york("2026-06-01 12:00")  # three working hours gone
LATER = new_york("2026-06-15 12:00")


async def hold(
    world: World, role: Requisition, *, by: str = RITA, look_on: date | None = None, at: datetime = NOON
) -> Requisition:
    async with world.database.begin() as session:
        return await role_holds.hold(session, world.person(by), role.id, reason="budget", look_on=look_on, at=at)


async def reopen(world: World, role: Requisition, *, by: str = RITA, at: datetime = LATER) -> Requisition:
    async with world.database.begin() as session:
        return await role_holds.reopen(session, world.person(by), role.id, at=at)


async def holders(world: World, submission_id: int) -> list[str]:
    return [ball.holder for ball in await world.rows(models.Ball, submission_id=submission_id)]


async def test_clocks_stand_and_go_on_where_they_stood(world: World) -> None:
    role = await world.open()
    submission = await world.post(role)
    held = await hold(world, role)
    assert (held.status, held.hold_reason, held.held_at) == ("on_hold", "budget", NOON)
    review = await review_of(world, submission)
    assert (review.state, review.paused_for, review.elapsed) == ("paused", "role", 3 * 3600)
    assert (await world.row(MONA)).next_window_at is None
    await rounds(world.database, LATER)
    said = [line.ask.kind for message in await world.messages(MONA) for line in message.lines]
    assert Kind.REVIEW not in said
    again = await reopen(world, role)
    assert (again.status, again.hold_reason, again.held_at) == ("intake", None, None)
    review = await review_of(world, submission)
    assert (review.state, review.elapsed, review.due_at) == ("open", 3 * 3600, new_york("2026-06-15 17:00"))
    assert await holders(world, submission.id) == [Holder.MANAGER, Holder.NOBODY, Holder.MANAGER]


async def test_a_signed_role_is_open_again(world: World) -> None:
    role = await world.open()
    await sign(world, await propose(world, role, by=RITA), by=MONA)
    await hold(world, role)
    assert (await reopen(world, role, by=MONA)).status == "open"


async def test_nobody_is_put_forward_and_what_is_owed_to_candidates_stays_owed(world: World) -> None:
    role = await world.open()
    told = await world.reject(await world.post(role), at=MONDAY)
    await rounds(world.database, told.undo_until)
    await hold(world, role, at=told.undo_until)
    assert (await refused(world.post(role))).why is Why.ROLE_ON_HOLD
    outcome = await world.only_ask(kind=Kind.OUTCOME)
    assert (outcome.state, outcome.kind in STANDS_STILL) == ("open", False)
    await world.done(outcome.id, at=LATER)


async def test_a_candidates_own_hold_and_a_question_end_while_the_role_is_on_hold(world: World) -> None:
    role = await world.open()
    waits, asked = await world.post(role), await world.post(role)
    pending = await question(world, asked.id, at=NOON)
    candidates_own = await hold_candidate(world, waits.id, days=1, at=NOON)
    await hold(world, role, at=NOON + hours(1))
    assert (await review_of(world, waits)).paused_for == "hold"
    assert (await world.only_ask(id=pending.id)).paused_for == "role"
    await reply(world, pending.id, at=NOON + hours(2))  # nobody is kept from answering
    assert candidates_own.resume_at is not None
    await rounds(world.database, candidates_own.resume_at)
    reviews = [await review_of(world, each) for each in (waits, asked)]
    assert [(r.state, r.paused_for) for r in reviews] == [("paused", "role")] * 2
    for each in (waits, asked):
        assert (await holders(world, each.id))[-1] == Holder.NOBODY
    await reopen(world, role)
    assert [(await review_of(world, each)).state for each in (waits, asked)] == ["open", "open"]


async def test_what_is_decided_or_undone_meanwhile_stands_still_too(world: World) -> None:
    role = await world.open()
    yes, no = await world.post(role), await world.post(role)
    await hold(world, role)
    approved = await world.approve(yes, at=NOON + hours(1))
    rejected = await world.reject(no, at=NOON + hours(1))
    await world.undo(rejected, at=NOON + hours(2))
    await rounds(world.database, approved.undo_until)
    contact = await world.only_ask(kind=Kind.CONTACT)
    assert (contact.state, contact.paused_for) == ("paused", "role")
    assert ((await review_of(world, no)).state, await holders(world, yes.id)) == ("paused", ["manager", "nobody"])
    await reopen(world, role)
    contact = await world.only_ask(kind=Kind.CONTACT)
    assert (contact.state, contact.promise, (await holders(world, yes.id))[-1]) == ("open", DAY, "recruiter")


async def test_the_recruiter_is_told_once_that_the_day_to_look_again_has_come(world: World) -> None:
    role = await world.open()
    await hold(world, role, look_on=date(2026, 6, 9))
    window = berlin("2026-06-09 09:30")
    async with world.database.read() as session:
        row = (await world.rows(models.Requisition))[0]
        assert (row.look_on, row.look_at) == (date(2026, 6, 9), window)
        assert (await due.next_due(session, world.workspace)) is not None
    await rounds(world.database, window - hours(0.1))
    assert await world.rows(models.OutboxRow, kind="requisition.look_again") == []
    await rounds(world.database, window)
    await rounds(world.database, window + hours(1))
    assert len(await world.rows(models.OutboxRow, kind="requisition.look_again")) == 1
    assert (await world.rows(models.Requisition))[0].status == "on_hold"  # nothing happens by itself


@pytest.mark.parametrize("day", [date(2026, 5, 31), date(2026, 6, 1), date(2027, 6, 3)])
async def test_a_day_to_look_again_is_to_come_within_a_year(world: World, day: date) -> None:
    role = await world.open()
    assert (await refused(hold(world, role, look_on=day))).why is Why.LOOK_DAY
    assert (await world.rows(models.Requisition))[0].status == "intake"


async def test_a_closed_role_comes_back_with_its_brief_and_without_those_who_ended_with_it(world: World) -> None:
    role = await world.open()
    await sign(world, await propose(world, role, by=RITA), by=MONA)
    submission = await world.post(role)
    await world.close(role, at=NOON)
    again = await reopen(world, role)
    assert (again.status, again.closed_at, again.closed_by) == ("open", None, None)
    (row,) = await world.rows(models.Submission)
    assert (row.stage, row.disposition, row.id) == ("rejected", "role_closed", submission.id)
    await world.post(role, name="Grace Hopper", at=LATER)
    await world.close(role, at=LATER + days(1))
    assert len(await world.rows(models.OutboxRow, kind="requisition.closed")) == 2


async def test_a_channel_archived_on_closing_is_replaced_by_another(world: World) -> None:
    role = await world.open()
    async with world.database.begin() as session:
        await session.execute(
            models.Requisition.__table__.update().values(channel="C1", channel_kind="channel", archived_at=NOON)  # type: ignore[attr-defined]
        )
    await world.close(role, at=NOON)
    again = await reopen(world, role)
    assert (again.channel, again.archived_at) == (None, None)
    made = [row for row in await world.rows(models.OutboxRow) if row.created_at == LATER]
    assert [row.kind.partition(".")[2] for row in made if row.repaints is None] == [
        "channel",
        *["invite"] * 3,
        "topic",
        "card",
        "pin",
        "reopened",
    ]


async def test_who_may_and_when(world: World) -> None:
    role = await world.open(helpers=(HANA,))
    for who in (BEN, HANA):
        assert (await refused(hold(world, role, by=who))).why is Why.NOT_ALLOWED
    assert (await refused(reopen(world, role))).why is Why.NOT_TO_REOPEN
    await hold(world, role, by=MONA)
    assert (await refused(hold(world, role))).why is Why.ROLE_ON_HOLD
    assert (await refused(reopen(world, role, by=BEN))).why is Why.NOT_ALLOWED
    await world.close(role, at=LATER)
    assert (await refused(hold(world, role))).why is Why.CLOSED
    assert (await refused(reopen(world, role, at=LATER + days(91)))).why is Why.CLOSED_TOO_LONG
    await reopen(world, role, at=LATER + days(90))


def test_every_reason_reads_as_one_after_a_colon() -> None:
    assert all(words[0].isupper() and not words.endswith(".") and len(words) <= 75 for words in REASONS.values())
