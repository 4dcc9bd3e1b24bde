"""Closing leaves nobody without an answer; and what is read back afterwards; on both databases."""

from __future__ import annotations

import asyncio

from sqlalchemy import select

from storage import models, overviews, people, submissions, timeline, waiting
from storage.refusals import Refused, Why
from storage.rules.promises import Kind
from storage.submissions import Posting
from tests.storage.world import (
    BEN,
    HANA,
    HERE,
    MONA,
    MONDAY,
    OTTO,
    RITA,
    TWIN,
    World,
    final_round,
    hours,
    refused,
)


async def test_a_role_does_not_close_while_a_decision_can_be_undone(lone: World) -> None:
    role = await lone.open()
    await lone.approve(await lone.post(role))
    await lone.post(role)
    await lone.reject(await lone.post(role))
    said_no = await refused(lone.close(role))
    assert (said_no.why, said_no.facts) == (Why.OPEN_SUBMISSIONS, {"numbers": [1, 3], "until": MONDAY + hours(24)})
    assert {row.state for row in await lone.asks(kind=Kind.REVIEW)} == {"open", "answered"}


async def test_closing_leaves_no_submission_without_a_disposition(world: World) -> None:
    role = await world.open()
    hired, turned_down, waiting = [await world.post(role) for _ in range(3)]
    await world.approve(hired)
    await world.reject(turned_down)
    await final_round(world.database, MONDAY + hours(24))
    at = MONDAY + hours(30)
    closed = await world.close(role, by=MONA, outcome="filled", hired=frozenset({hired.id}), at=at)
    assert (closed.status, closed.closed_at, closed.is_live) == ("filled", at, False)
    ends = {row.id: (row.stage, row.disposition) for row in await world.rows(models.Submission)}
    assert ends == {
        hired.id: ("hired", "hired"),
        turned_down.id: ("rejected", "skills"),
        waiting.id: ("rejected", "role_closed"),
    }
    states = {(row.kind, row.submission_id): row.state for row in await world.asks()}
    assert states == {
        (Kind.REVIEW, hired.id): "answered",
        (Kind.REVIEW, turned_down.id): "answered",
        (Kind.REVIEW, waiting.id): "cancelled",  # moot
        (Kind.CONTACT, hired.id): "cancelled",
        (Kind.OUTCOME, turned_down.id): "open",  # still owed
        (Kind.OUTCOME, waiting.id): "open",
    }
    assert (await world.row(MONA)).next_window_at is None
    assert (await world.row(RITA)).next_window_at is not None
    assert (await world.row(RITA)).next_check_in_at is None


async def test_a_closed_role_is_closed_once_and_decided_on_no_more(lone: World) -> None:
    role = await lone.open()
    submission = await lone.post(role)
    await lone.close(role, by=MONA)
    said_no = await refused(lone.close(role, at=MONDAY + hours(1)))
    assert (said_no.why, said_no.facts) == (Why.ALREADY_CLOSED, {"key": "REQ-1", "by": MONA, "at": MONDAY})
    assert (await refused(lone.approve(submission))).why is Why.ALREADY_DECIDED
    assert (await refused(lone.post(role))).why is Why.CLOSED


async def test_two_who_close_at_once_close_once(lone: World) -> None:
    role = await lone.open()
    await lone.post(role)
    ends = await asyncio.gather(lone.close(role), lone.close(role, by=MONA), return_exceptions=True)
    assert [end.why for end in ends if isinstance(end, Refused)] == [Why.ALREADY_CLOSED]
    assert len(await lone.asks(kind=Kind.OUTCOME)) == 1


async def test_only_recruiter_and_manager_close(lone: World) -> None:
    role = await lone.open(helpers=(HANA,))
    for who in (BEN, HANA, OTTO):
        assert (await refused(lone.close(role, by=who))).why is Why.NOT_ALLOWED


async def test_a_role_remembers_everything_that_happened(world: World) -> None:
    role = await world.open()
    submission = await world.post(role)
    await world.undo(await world.reject(submission))
    await world.approve(submission)
    await final_round(world.database, MONDAY + hours(1))
    await world.done((await world.only_ask(state="open")).id)
    await world.close(role)
    async with world.database.read() as session:
        entries = await timeline.of_requisition(session, world.workspace, role.id)
    assert [(entry.kind, entry.actor) for entry in entries] == [
        ("opened", RITA),
        ("posted", RITA),
        ("reject", MONA),
        ("undone", MONA),
        ("approve", MONA),
        ("final", None),
        ("contact_candidate", RITA),
        ("closed", RITA),
    ]


async def test_a_card_counts_who_is_in_play_and_hired_and_forgets_nobody_who_was_put_forward(lone: World) -> None:
    role, untouched = await lone.open(), await lone.open()
    first, second, third = [await lone.post(role) for _ in range(3)]
    await lone.reject(second)
    await lone.approve(third)
    async with lone.database.begin() as session:
        row = await session.get_one(models.Submission, first.id)
        row.stage, row.ended_at = "hired", MONDAY
    async with lone.database.read() as session:
        seen, other = await overviews.of_each(session, HERE, [role, untouched])
    assert (seen.pipeline, seen.put_forward) == ({"hired": 1, "interview": 1}, 3)
    assert (other.pipeline, other.put_forward) == ({}, 0)


async def test_what_waits_is_listed_from_both_ends(lone: World) -> None:
    role = await lone.open()
    for _ in range(2):
        await lone.post(role)
    async with lone.database.read() as session:
        owed, _ = await waiting.both(session, lone.person(MONA))
        _, waited_for = await waiting.both(session, lone.person(RITA))
        seen = await overviews.of(session, role)
    assert [ask.submission_id for ask in owed] == [ask.submission_id for ask in waited_for]
    assert len(owed) == 2
    assert seen.pipeline == {"review": 2}
    assert seen.open_asks == owed
    assert seen.people.keys() == {RITA, MONA, BEN}


async def test_a_stale_row_in_a_session_does_not_hide_what_another_committed(postgres_world: World) -> None:
    """A role read at the beginning of a transaction was closed by somebody else before the lock came."""
    world = postgres_world
    role = await world.open()
    async with world.database.begin() as session:
        kept = await session.get_one(models.Requisition, role.id)
        me = await session.get_one(models.Person, (world.workspace, RITA))
        await world.close(role)
        why = await refused(
            submissions.post(session, world.person(RITA), role.id, Posting("A", "b"), origin="V_STALE", at=MONDAY)
        )
        assert why.why is Why.CLOSED
        async with world.database.begin() as other:
            gone = people.Person(world.workspace, RITA, "Rita", "UTC", is_deactivated=True)
            await people.remember(other, gone, at=MONDAY)
        posted = submissions.post(session, world.person(RITA), role.id, Posting("A", "b"), origin="V_STALE", at=MONDAY)
        assert (await refused(posted)).why is Why.DEACTIVATED
        assert (kept.status, me.is_deactivated) == ("cancelled", True)


async def test_the_twin_was_never_touched(lone: World) -> None:
    """The fixture compares; here it is shown that there is something to compare."""
    async with lone.database.read() as session:
        assert await session.scalar(select(models.Ask.id).where(models.Ask.workspace == TWIN)) is not None
