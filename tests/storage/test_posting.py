"""Posting: a candidate is put forward once, by those who may, while the role runs; on both databases."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import update

from storage import candidates, models, people, submissions
from storage.refusals import Refused, Why
from storage.rules.promises import Kind
from tests.storage.world import (
    BEN,
    HANA,
    MONA,
    MONDAY,
    OTTO,
    RITA,
    World,
    new_york,
    refused,
)


async def test_a_posted_candidate_is_a_review_the_manager_owes(lone: World) -> None:
    role = await lone.open()
    submission = await lone.post(role)
    ask = await lone.only_ask()
    assert (submission.number, submission.stage) == (1, "review")
    assert (ask.kind, ask.owner, ask.asker, ask.state) == (Kind.REVIEW, MONA, RITA, "open")
    # Monday 10:00 in Berlin is 04:00 in New York: eight hours from nine o'clock end at closing time
    assert ask.due_at == new_york("2026-06-01 17:00")
    assert (await lone.row(MONA)).next_window_at == new_york("2026-06-01 09:30")


async def test_candidates_are_numbered_in_order_of_arrival_even_when_posted_at_once(lone: World) -> None:
    role = await lone.open()
    posted = await asyncio.gather(*(lone.post(role, name=f"Candidate {n}") for n in range(10)))
    assert sorted(submission.number for submission in posted) == list(range(1, 11))
    async with lone.database.read() as session:
        listed = await submissions.of_requisition(session, role)
    assert [submission.number for submission in listed] == list(range(1, 11))


async def test_the_same_new_person_on_ten_roles_in_one_instant_is_one_person_and_each_later_hand_is_told(
    lone: World,
) -> None:
    roles = [await lone.open() for _ in range(10)]
    posted = await asyncio.gather(*(lone.post(role, email="ada@example.com") for role in roles))
    assert len(await lone.rows(models.Candidate)) == 1
    async with lone.database.read() as session:
        earlier = [await candidates.earlier(session, lone.workspace, each.id) for each in posted]
    assert {len(each) for each in earlier} == {9}


async def test_the_same_new_person_twice_on_one_role_in_one_instant_is_posted_once(lone: World) -> None:
    role = await lone.open()
    ends = await asyncio.gather(
        *(lone.post(role, profile_url="https://example.com/ada") for _ in range(2)), return_exceptions=True
    )
    (told,) = [end for end in ends if isinstance(end, Refused)]
    assert (told.why, told.facts["number"]) == (Why.SAME_PERSON, 1)
    assert len(await lone.rows(models.Candidate)) == len(await lone.rows(models.Submission)) == 1


async def test_the_same_posting_submitted_twice_is_one_candidate(lone: World) -> None:
    role = await lone.open()
    first = await lone.post(role, origin="V_POST", email="ada@example.com")
    again = await lone.post(role, origin="V_POST", email="ada@example.com")
    assert first == again
    assert len(await lone.asks()) == 1


async def test_the_same_person_twice_on_a_role_is_refused_with_the_first(lone: World) -> None:
    role, other = await lone.open(), await lone.open()
    await lone.post(role)  # a name alone says nothing
    await lone.post(role, email="Ada@Example.com", profile_url="https://example.com/ada")
    for same in ({"email": "ada@example.COM"}, {"profile_url": "https://example.com/ada"}):
        said_no = await refused(lone.post(role, **same))  # type: ignore[arg-type]
        assert (said_no.why, said_no.facts["number"], said_no.facts["key"]) == (Why.SAME_PERSON, 2, role.key)
    await lone.post(other, email="ada@example.com")


@pytest.mark.parametrize("status", ["on_hold", "filled", "cancelled", "awaiting_approval"])
async def test_nobody_is_posted_on_a_role_that_is_not_running(lone: World, status: str) -> None:
    role = await lone.open()
    async with lone.database.begin() as session:
        await session.execute(
            update(models.Requisition).where(models.Requisition.id == role.id).values(status=status, closed_at=MONDAY)
        )
    said_no = await refused(lone.post(role))
    if status == "on_hold":
        assert (said_no.why, said_no.facts) == (Why.ROLE_ON_HOLD, {"key": "REQ-1"})
    elif status == "awaiting_approval":
        assert (said_no.why, said_no.facts) == (Why.AWAITING_APPROVAL, {"key": "REQ-1", "person": None})
    else:
        assert (said_no.why, said_no.facts) == (Why.CLOSED, {"key": "REQ-1", "status": status})


async def test_only_recruiter_and_helper_post(lone: World) -> None:
    role = await lone.open(helpers=(HANA,))
    for who in (MONA, BEN, OTTO):
        assert (await refused(lone.post(role, by=who))).why is Why.NOT_ALLOWED
    await lone.post(role, by=HANA)


async def test_somebody_deactivated_a_moment_ago_may_do_nothing(lone: World) -> None:
    role = await lone.open()
    async with lone.database.begin() as session:
        gone = people.Person(lone.workspace, RITA, "Rita", "UTC", is_deactivated=True)
        await people.remember(session, gone, at=MONDAY)
    assert (await refused(lone.post(role))).why is Why.DEACTIVATED
    assert (await refused(lone.close(role))).why is Why.DEACTIVATED
