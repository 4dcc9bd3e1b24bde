"""Digests: on the days and at the time somebody set, what stands in them, and what does not."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from alembic import command
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from storage import (
    digest_contents,
    digest_settings,
    digests,
    insights,
    models,
    pipeline,
    requisitions,
    stages,
    withdrawals,
)
from storage.digest_contents import Issue, Remark, Responses, Week
from storage.digest_settings import Digest
from storage.migrate import config
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.balls import Holder
from storage.rules.digests import WHOLE, Reach, Scope, is_group
from storage.rules.dispositions import WITHDRAWALS
from storage.rules.insights import Insight
from storage.rules.rhythm import local_day, next_occurrence
from tests.storage.world import (
    BEN,
    BERLIN,
    GUEST,
    HANA,
    HERE,
    KOLKATA,
    MONA,
    MONDAY,
    OTTO,
    RITA,
    World,
    berlin,
    days,
    digest_round,
    hours,
    refused,
)

EVERY_DAY = frozenset(range(7))


async def digest(
    world: World,
    channel: str = "C_ALL",
    *,
    by: str = RITA,
    at: time = time(9),
    zone: str = BERLIN,
    scope: Scope = WHOLE,
    instead_of: int | None = None,
    now: datetime = MONDAY,
) -> Digest:
    async with world.database.begin() as session:
        return await digests.set_digest(
            session,
            world.person(by),
            channel,
            days=EVERY_DAY,
            at=at,
            zone=zone,
            scope=scope,
            instead_of=instead_of,
            now=now,
        )


async def said(world: World, digest: Digest, at: datetime) -> Issue:
    async with world.database.read() as session:
        return await digest_contents.contents(session, digest, at=at)


async def change(world: World, role: Requisition, **values: object) -> None:
    async with world.database.begin() as session:
        row = models.Requisition
        await session.execute(update(row).where(row.workspace == world.workspace, row.id == role.id).values(**values))


async def test_nothing_to_say_nothing_sent(world: World) -> None:
    await digest(world)
    assert await digest_round(world.database, berlin("2026-06-02 09:00")) == 0
    assert await world.rows(models.DigestIssue) == []
    async with world.database.read() as session:
        found = await digest_settings.of_channel(session, HERE, "C_ALL")
    assert found is not None
    assert found.next_at == berlin("2026-06-03 09:00")


async def test_a_local_day_has_one_issue(world: World) -> None:
    await world.open()
    set_up = await digest(world)
    at = berlin("2026-06-02 09:00")

    async def issue() -> int | None:
        async with world.database.begin() as session:
            return await digests.issue(session, HERE, set_up.id, at=at)

    written = await asyncio.gather(*(issue() for _ in range(4)))
    assert len([number for number in written if number]) == 1
    await digest(world, at=time(11), now=at + hours(1))  # moved to later on the same day
    assert await digest_round(world.database, berlin("2026-06-02 11:00")) == 0
    assert await digest_round(world.database, berlin("2026-06-03 11:00")) == 1
    assert len(await world.rows(models.OutboxRow, kind="digest.post")) == 2


async def test_a_digest_in_a_roles_own_channel_waits_in_that_roles_lane(world: World) -> None:
    role = await world.open()
    async with world.database.begin() as session:
        await requisitions.channel_made(session, HERE, role.id, "C_ALL", "channel")
    await digest(world)
    await digest_round(world.database, berlin("2026-06-02 09:00"))
    (row,) = await world.rows(models.OutboxRow, kind="digest.post")
    (lane,) = await world.rows(models.Lane, id=row.lane_id)
    assert lane.name == role.lane


async def test_a_stopped_digest_is_silent_until_it_is_set_again(world: World) -> None:
    await world.open()
    await digest(world)
    async with world.database.begin() as session:
        assert await digests.stop(session, world.person(RITA), "C_ALL", now=MONDAY)
    async with world.database.begin() as session:
        assert not await digests.stop(session, world.person(RITA), "C_ALL", now=MONDAY)
    assert await digest_round(world.database, berlin("2026-06-02 09:00")) == 0
    await digest(world)
    assert await digest_round(world.database, berlin("2026-06-02 09:00")) == 1
    with pytest.raises(Refused) as caught:
        async with world.database.begin() as session:
            await digests.stop(session, world.person(GUEST), "C_ALL", now=MONDAY)
    assert caught.value.why is Why.GUEST


# What it says


async def test_a_digest_says_what_is_open_and_what_closed(world: World) -> None:
    role, closed = await world.open(), await world.open()
    await world.post(role)
    await world.approve(await world.post(role))
    await world.close(closed)
    set_up = await digest(world)
    first = await said(world, set_up, MONDAY + days(1))
    (line,) = first.roles
    assert (line.requisition.id, line.pipeline) == (role.id, {"review": 1, "interview": 1})
    assert line.sides == {Holder.MANAGER, Holder.RECRUITER}
    assert [r.id for r in first.closed] == [closed.id]
    assert (first.week, first.before) == (Week(2, 0, 2, 1, None), Week(0, 0, 0, 0, None))
    later = await said(world, set_up, MONDAY + days(9))
    assert (later.closed, later.week, later.before) == ([], Week(0, 0, 0, 0, None), first.week)


async def test_a_filled_role_counts_in_its_week_and_a_cancelled_one_in_none(world: World) -> None:
    filled, cancelled = await world.open(), await world.open()
    won = await world.post(filled)
    await world.close(filled, outcome="filled", hired=frozenset({won.id}), at=MONDAY + days(1))
    await world.close(cancelled, at=MONDAY + days(1))
    found = await said(world, await digest(world), MONDAY + days(8))
    assert (found.week.filled, found.before.filled) == (1, 0)  # a period holds its first moment, not its last


async def test_sides_are_of_the_two_and_of_the_role_itself(world: World) -> None:
    nothing, offered, held = [await world.open() for _ in range(3)]
    submission = await world.post(offered)
    await change(world, held, status="on_hold")
    async with world.database.begin() as session:
        row = models.Ball
        await session.execute(update(row).where(row.submission_id == submission.id).values(holder="candidate"))
        await session.execute(
            update(models.Ask).where(models.Ask.submission_id == submission.id).values(state="cancelled")
        )
    found = await said(world, await digest(world), MONDAY + hours(1))
    assert [line.sides for line in found.roles] == [frozenset(), {Holder.CANDIDATE}, frozenset()]
    assert found.roles[0].requisition.id == nothing.id


async def test_a_group_of_two_has_no_median_and_a_group_of_three_has(world: World) -> None:
    set_up = await digest(world)
    for number, manager in enumerate((MONA, RITA, BEN), start=1):
        role = await world.open(manager=manager, backup=None)
        await world.approve(await world.post(role), by=manager, at=MONDAY + hours(1))
        found = await said(world, set_up, MONDAY + days(1))
        assert (found.week.responses is None) is (number < 3)
    # one hour from 10:00 in Berlin: nothing in New York (04:00), an hour in Berlin, an hour in Kolkata (13:30)
    assert found.week.responses == Responses(3600, 8 * 3600, 3)
    later = await said(world, set_up, MONDAY + days(8))
    assert (later.week.responses, later.before.responses) == (None, found.week.responses)
    for _ in range(2):  # three of five answers are Mona's now: the median would be hers
        role = await world.open(backup=None)
        await world.approve(await world.post(role), at=MONDAY + hours(2))
    assert (await said(world, set_up, MONDAY + days(1))).week.responses is None


@given(st.lists(st.sampled_from("abcde"), max_size=12))
def test_no_group_is_smaller_than_three_or_one_persons(people: list[str]) -> None:
    assert is_group(people) == (len(set(people)) >= 3 and all(people.count(who) * 2 <= len(people) for who in people))


# The pipeline a week ago


async def test_the_pipeline_of_a_week_ago_is_as_it_was_then(world: World) -> None:
    role, gone = await world.open(), await world.open()
    first, second, third, fourth = [await world.post(role) for _ in range(4)]
    await world.post(gone)
    await world.approve(first)  # in interview
    await world.approve(second)
    then = MONDAY + hours(2)
    rita = world.person(RITA)
    async with world.database.begin() as session:
        await pipeline.move(session, rita, first.id, "review", reason="Again", at=MONDAY + days(1))
        await withdrawals.withdraw(session, rita, second.id, reason=next(iter(WITHDRAWALS)), at=MONDAY + days(1))
    await world.undo(await world.reject(third, at=MONDAY + days(1)), at=MONDAY + days(1))
    await world.reject(fourth, at=MONDAY + days(1))
    await world.post(role, at=MONDAY + days(2))
    await world.close(gone, at=MONDAY + days(2))
    found = await said(world, await digest(world), then + days(7))
    assert found.then == {"review": 3, "interview": 2, "debrief": 0, "offer": 0}
    assert found.now == {"review": 3, "interview": 0, "debrief": 0, "offer": 0}
    stays = await world.rows(models.Stay)
    current = {stay.submission_id: stay.stage for stay in stays if stay.until is None}
    playing = [row for row in await world.rows(models.Submission) if row.ended_at is None]
    assert current == {row.id: row.stage for row in playing}
    for before, after in pairwise(sorted(stays, key=lambda stay: (stay.submission_id, stay.id))):
        if before.submission_id == after.submission_id:
            assert before.until is not None
            assert before.since <= before.until <= after.since


async def test_who_was_where_is_told_from_the_timeline_where_it_was_not_kept(world: World) -> None:
    role, gone = await world.open(), await world.open()
    first, second, third = [await world.post(role) for _ in range(3)]
    await world.post(gone)
    for number, submission in enumerate((first, second), start=1):
        await world.undo(await world.approve(submission, at=MONDAY + hours(number)), at=MONDAY + hours(number + 0.5))
        await world.approve(submission, at=MONDAY + hours(number + 1))
    rita = world.person(RITA)
    async with world.database.begin() as session:
        await pipeline.move(session, rita, first.id, "review", reason="Again", at=MONDAY + days(1))
        await withdrawals.withdraw(session, rita, second.id, reason=next(iter(WITHDRAWALS)), at=MONDAY + days(1))
    async with world.database.begin() as session:
        await withdrawals.take_back(session, rita, second.id, at=MONDAY + days(1) + hours(1))
    await world.undo(await world.reject(third, at=MONDAY + days(2)), at=MONDAY + days(2) + hours(1))
    await world.close(gone, at=MONDAY + days(3))

    async def stays() -> list[tuple[Any, ...]]:
        rows = await world.rows(models.Stay)
        return sorted((row.submission_id, row.since, row.stage, row.requisition_id, row.until) for row in rows)

    before = await stays()
    async with world.database.writer.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(config(sync), "0016"))
    await world.database.migrate()
    assert await stays() == before
    assert len(before) == 4 + 4 + 2 + 1


async def test_at_no_moment_is_anybody_in_two_stages_and_what_was_undone_never_was(world: World) -> None:
    role = await world.open()
    submission = await world.post(role)
    for number in range(1, 4):
        decision = await world.approve(submission, at=MONDAY + hours(number))
        async with world.database.read() as session:
            counted = await stages.counted(session, HERE, [role.id], at=MONDAY + hours(number))
            assert counted == {role.id: {"interview": 1}}
        await world.undo(decision, at=MONDAY + hours(number + 0.5))
    await world.approve(submission, at=MONDAY + hours(4))
    async with world.database.read() as session:
        for half in range(-1, 11):
            counted = await stages.counted(session, HERE, [role.id], at=MONDAY + hours(half / 2))
            expected = "interview" if half >= 8 else "review"
            assert counted == ({role.id: {expected: 1}} if half >= 0 else {})


# Whom it tells of


async def test_a_scope_is_a_department_or_a_role(world: World) -> None:
    one, other, third = [await world.open() for _ in range(3)]
    await change(world, one, department="Data")
    await change(world, other, department=" data ")
    data = await digest(world, "C_DATA", scope=Scope(Reach.DEPARTMENT, department="Data"))
    single = await digest(world, "C_ONE", scope=Scope(Reach.REQUISITION, requisition_id=third.id))
    await world.post(other)
    found = await said(world, data, MONDAY + days(1))
    assert [line.requisition.id for line in found.roles] == [one.id, other.id]
    assert (found.week.opened, found.week.profiles) == (2, 1)
    found = await said(world, single, MONDAY + days(1))
    assert ([line.requisition.id for line in found.roles], found.week.profiles) == ([third.id], 0)
    assert found.role is not None
    await world.close(third, at=MONDAY + days(2))
    assert (await said(world, single, MONDAY + days(3))).closed
    assert (await said(world, single, MONDAY + days(10))).is_empty


@pytest.mark.parametrize(
    "wrong",
    [
        {"reach": Reach.DEPARTMENT},
        {"reach": Reach.REQUISITION},
        {"department": "Data"},
        {"requisition_id": 1},
        {"reach": Reach.REQUISITION, "department": "Data", "requisition_id": 1},
    ],
)
def test_a_scope_without_its_department_or_role_is_none(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="told of"):
        Scope(**wrong)


async def test_a_confidential_role_is_in_no_other_channel_by_any_scope(world: World) -> None:
    role, secret = await world.open(), await world.open()
    await change(world, secret, is_confidential=True, department="Data", channel="C_OWN")
    submission = await world.post(secret)
    await world.approve(submission)
    for scope in (
        WHOLE,
        Scope(Reach.DEPARTMENT, department="Data"),
        Scope(Reach.REQUISITION, requisition_id=secret.id),
    ):
        for channel, expected in (("C_ALL", 0), ("C_OWN", 1)):
            found = await said(world, await digest(world, channel, scope=scope), MONDAY + days(1))
            assert sum(line.requisition.id == secret.id for line in found.roles) == expected
            assert (found.week.profiles, found.week.decisions) == (expected, expected)
            assert sum(found.now.values()) == expected
    async with world.database.read() as session:
        rita, otto = world.person(RITA), world.person(OTTO)
        assert [r.id for r in await digests.offered(session, rita, "C_ALL")] == [role.id]
        assert [r.id for r in await digests.offered(session, rita, "C_OWN")] == [role.id, secret.id]
        assert [r.id for r in await digests.offered(session, otto, "C_OWN")] == [role.id]
        assert [d.channel for d in await digest_settings.listed(session, rita)] == ["C_ALL", "C_OWN"]
        assert [d.channel for d in await digest_settings.listed(session, otto)] == ["C_ALL"]
        assert await digest_settings.listed(session, world.person(MONA)) == []
    assert (await refused(digest(world, "C_OWN", by=OTTO))).why is Why.NOT_ALLOWED
    async with world.database.begin() as session:
        assert not await digests.stop(session, world.person(OTTO), "C_OWN", now=MONDAY)


# Out of reach


@pytest.mark.parametrize("error", sorted(digests.OUT_OF_REACH))
async def test_a_channel_out_of_reach_pauses_its_digest_and_tells_who_set_it_once(world: World, error: str) -> None:
    await world.open()
    set_up = await digest(world)
    await digest_round(world.database, berlin("2026-06-02 09:00"))
    (written,) = await world.rows(models.DigestIssue)
    for _ in range(2):
        async with world.database.begin() as session:
            assert await digests.pause(session, HERE, written.id, error, at=berlin("2026-06-02 09:00"))
    (told,) = await world.rows(models.OutboxRow, kind="digest.paused")
    (lane,) = await world.rows(models.Lane, id=told.lane_id)
    assert (lane.name, told.ids) == (RITA, {"digest": set_up.id})
    assert await digest_round(world.database, berlin("2026-06-03 09:00")) == 0
    async with world.database.read() as session:
        (paused,) = await digest_settings.listed(session, world.person(RITA))
    assert (paused.next_at, paused.paused_why, paused.is_stopped) == (None, error, False)
    again = await digest(world, "C_NEW", instead_of=set_up.id, now=MONDAY + days(3))
    async with world.database.read() as session:
        assert await digest_settings.listed(session, world.person(RITA)) == [again]  # it moved


async def test_another_refusal_pauses_nothing(world: World) -> None:
    await world.open()
    await digest(world)
    await digest_round(world.database, berlin("2026-06-02 09:00"))
    (written,) = await world.rows(models.DigestIssue)
    async with world.database.begin() as session:
        assert not await digests.pause(session, HERE, written.id, "invalid_blocks", at=MONDAY + days(1))
    assert await digest_round(world.database, berlin("2026-06-03 09:00")) == 1


async def test_when_who_set_it_left_it_goes_on_and_an_administrator_may_change_it(world: World) -> None:
    await world.open()
    set_up = await digest(world)
    async with world.database.begin() as session:
        row = models.Person
        await session.execute(update(row).where(row.workspace == HERE, row.id == RITA).values(is_deactivated=True))
    assert await digest_round(world.database, berlin("2026-06-02 09:00")) == 1
    async with world.database.read() as session:
        assert [d.id for d in await digest_settings.listed(session, world.person(OTTO))] == [set_up.id]
        assert (await refused(digest_settings.listed(session, world.person(GUEST)))).why is Why.GUEST
    (written,) = await world.rows(models.DigestIssue)
    async with world.database.begin() as session:
        await digests.pause(session, HERE, written.id, "is_archived", at=MONDAY + days(2))
    assert await world.rows(models.OutboxRow, kind="digest.paused") == []  # nobody there to be told
    changed = await digest(world, "C_ALL", by=OTTO, instead_of=set_up.id, now=MONDAY + days(3))
    assert (changed.id, changed.set_by, changed.paused_at) == (set_up.id, OTTO, None)


async def test_nobody_moves_a_digest_that_is_not_theirs(world: World) -> None:
    set_up = await digest(world)
    await digest(world, "C_HERS", by=HANA, instead_of=set_up.id)
    async with world.database.read() as session:
        found = await digest_settings.of_channel(session, HERE, "C_ALL")
    assert found == set_up


# The clock changes


@pytest.mark.parametrize("change_on", [date(2026, 10, 25), date(2027, 3, 28)])
async def test_nine_in_kolkata_and_in_berlin_comes_once_a_day_over_a_change_of_time(
    world: World, change_on: date
) -> None:
    start = datetime.combine(change_on - timedelta(days=2), time(0), UTC)
    await world.open(at=start)
    zones = {(await digest(world, f"C_{zone[:3]}", zone=zone, now=start)).id: zone for zone in (BERLIN, KOLKATA)}
    for half_hour in range(2 * 24 * 4):
        await digest_round(world.database, start + timedelta(minutes=30 * half_hour))
    written = await world.rows(models.DigestIssue)
    for digest_id, zone in zones.items():
        mine = [issue for issue in written if issue.digest_id == digest_id]
        assert [issue.day for issue in mine] == [start.date() + timedelta(days=number) for number in range(4)]
        assert {f"{issue.at.astimezone(ZoneInfo(zone)):%H:%M}" for issue in mine} == {"09:00"}


@settings(max_examples=200, deadline=None)
@given(
    where=st.sampled_from([BERLIN, KOLKATA, "America/New_York", "Africa/Cairo", "Asia/Kathmandu", "Pacific/Chatham"]),
    at=st.times().map(lambda t: t.replace(second=0, microsecond=0, fold=0)),
    moment=st.integers(0, 3 * 365 * 1440).map(lambda n: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=n)),
)
def test_every_local_day_has_its_issue_and_none_has_two(where: str, at: time, moment: datetime) -> None:
    told = []
    for _ in range(8):
        moment = next_occurrence(where, EVERY_DAY, at, moment)
        told.append(local_day(where, moment))
    assert told == [told[0] + timedelta(days=number) for number in range(8)]


async def test_what_was_shared_this_week_stands_in_the_digest_of_whoever_hears_of_the_role(lone: World) -> None:
    one, other = await lone.open(), await lone.open()
    set_up = await digest(lone, scope=Scope(Reach.REQUISITION, requisition_id=one.id))
    for role, text in ((one, "Few are looking"), (other, "Many are")):
        async with lone.database.begin() as session:
            origin = f"V_{role.id}"
            await insights.share(
                session, lone.person(RITA), role.id, Insight.MARKET, text, origin=origin, at=MONDAY + hours(1)
            )
    assert (await said(lone, set_up, MONDAY + days(1))).remarks == [Remark("Rita", one.key, "Few are looking")]
    assert (await said(lone, set_up, MONDAY + days(9))).remarks == []
