"""Opening, posting, deciding, undoing, closing: what each verb does and refuses, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from storage import asks, decisions, dossiers, models, people, requisitions, submissions, timeline
from storage.refusals import Refused, Why
from storage.rules.promises import Kind
from storage.submissions import Posting
from tests.storage.world import (
    BEN,
    DAY,
    GONE,
    GUEST,
    HANA,
    MONA,
    MONDAY,
    OTTO,
    RITA,
    ROBOT,
    TWIN,
    World,
    berlin,
    days,
    final_round,
    hours,
    kolkata,
    new_york,
)

HOUR = 3600


async def refused(verb: Awaitable[Any]) -> Refused:
    with pytest.raises(Refused) as caught:
        await verb
    return caught.value


# Opening


async def test_the_same_modal_submitted_twice_opens_one_requisition(lone: World) -> None:
    first = await lone.open(origin="V_MODAL")
    again = await lone.open(origin="V_MODAL", title="Something else")
    assert first == again
    assert [row.id for row in await lone.rows(models.Requisition)] == [first.id]
    keys = [row.key for row in await lone.rows(models.OutboxRow)]
    assert len(keys) == len(set(keys))


async def test_twenty_opened_at_once_are_numbered_one_to_twenty(lone: World) -> None:
    opened = await asyncio.gather(*(lone.open() for _ in range(20)))
    assert sorted(role.number for role in opened) == list(range(1, 21))


async def test_the_same_modal_submitted_ten_times_at_once_opens_one_requisition(lone: World) -> None:
    opened = await asyncio.gather(*(lone.open(origin="V_MODAL") for _ in range(10)))
    assert {role.number for role in opened} == {1}


@pytest.mark.parametrize(
    ("who", "why"), [(GUEST, Why.GUEST), (GONE, Why.DEACTIVATED), (ROBOT, Why.NOT_A_PERSON)], ids=str
)
@pytest.mark.parametrize("place", ["recruiter", "manager", "backup"])
async def test_guests_bots_and_deactivated_people_are_on_no_role(lone: World, who: str, why: Why, place: str) -> None:
    said_no = await refused(lone.open(**{place: who}))  # type: ignore[arg-type]
    assert (said_no.why, said_no.facts) == (why, {"person": who})
    assert not await lone.rows(models.Requisition)
    assert (await lone.open()).number == 1  # a refusal uses up no number


async def test_a_new_role_gets_its_channel_its_people_and_its_card_in_that_order(lone: World) -> None:
    role = await lone.open()
    steps = await lone.rows(models.OutboxRow)
    assert [step.kind for step in sorted(steps, key=lambda step: step.id)] == [
        "requisition.channel",
        "requisition.invite",
        "requisition.invite",
        "requisition.invite",
        "requisition.topic",
        "requisition.card",
        "requisition.pin",
    ]
    assert [s.ids.get("person") for s in steps if s.kind == "requisition.invite"] == [RITA, MONA, BEN]
    assert (role.status, role.channel, role.key) == ("intake", None, "REQ-1")
    async with lone.database.begin() as session:
        await requisitions.channel_made(session, lone.workspace, role.id, "C_ROLE", "channel")
    async with lone.database.read() as session:
        found = await requisitions.by_channel(session, lone.person(MONA), "C_ROLE")
        assert found is not None
        assert found.id == role.id
        assert await requisitions.by_channel(session, lone.person(OTTO), "C_ROLE") is None
        assert await requisitions.by_channel(session, lone.twin.person(MONA), "C_ROLE") is None


async def test_recruiter_and_manager_may_be_one_person(lone: World) -> None:
    role = await lone.open(recruiter=RITA, manager=RITA, backup=RITA)
    assert (role.recruiter, role.manager, role.backup) == (RITA, RITA, None)
    submission = await lone.post(role)
    assert (await lone.approve(submission, by=RITA)).decided_by == RITA


async def test_a_role_exists_only_for_those_on_it(lone: World) -> None:
    await lone.open()
    other = await lone.open(recruiter=OTTO, manager=HANA, backup=None)
    async with lone.database.read() as session:
        for who in (RITA, MONA, BEN):
            assert (await requisitions.by_number(session, lone.person(who), 1)).number == 1
        said_no = await refused(requisitions.by_number(session, lone.person(OTTO), 1))
        assert [role.number for role in await requisitions.mine(session, lone.person(OTTO))] == [other.number]
    assert (said_no.why, said_no.facts) == (Why.NO_SUCH_REQUISITION, {"key": "REQ-1", "yours": ["REQ-2"]})


async def test_two_first_meetings_at_once_are_one_person(lone: World) -> None:
    async def meet() -> people.Person:
        async with lone.database.begin() as session:
            await people.join(session, "T_NEW", name="New", bot_user="U_B")
            return await people.remember(session, people.Person("T_NEW", "U_NEW", "New One", "UTC"), at=MONDAY)

    met = await asyncio.gather(*(meet() for _ in range(8)))
    assert {person.name for person in met} == {"New One"}


async def test_slack_news_about_a_person_leave_our_own_knowledge_alone(lone: World) -> None:
    async with lone.database.begin() as session:
        await people.has_dm(session, lone.workspace, RITA, "D_RITA")
    async with lone.database.begin() as session:
        moved = people.Person(lone.workspace, RITA, "Rita Renamed", "Asia/Tokyo")
        stored = await people.remember(session, moved, at=MONDAY + days(1))
    assert (stored.name, stored.zone, stored.dm) == ("Rita Renamed", "Asia/Tokyo", "D_RITA")
    assert stored.seen_at == MONDAY + days(1)


# Posting


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


# Deciding


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


# The fair clock of a decision. Figures by hand, in the hours of New York (9 to 17, Monday to Friday).


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


# Undoing


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


# Final


@pytest.mark.parametrize(
    ("verdict", "kind", "promise"), [("approve", Kind.CONTACT, DAY), ("reject", Kind.OUTCOME, 2 * DAY)]
)
async def test_only_a_final_decision_gives_the_recruiter_something_to_tell(
    world: World, verdict: str, kind: Kind, promise: int
) -> None:
    role = await world.open()
    submission = await world.post(role)
    decision = await (world.approve(submission) if verdict == "approve" else world.reject(submission))
    until = decision.undo_until
    assert await final_round(world.database, until - hours(0.01)) == 0
    assert await world.asks(state="open") == []
    assert await final_round(world.database, until + hours(0.5)) == 1
    assert await final_round(world.database, until + hours(1)) == 0
    ask = await world.only_ask(state="open")
    assert (ask.kind, ask.owner, ask.asker, ask.submission_id) == (kind, RITA, None, submission.id)
    assert (ask.promise, ask.asked_at) == (promise, until)  # the candidate waits since then, not since the round ran
    assert (await refused(world.undo(decision, at=until - hours(0.01)))).why is Why.TOO_LATE_TO_UNDO


async def test_an_undone_decision_never_becomes_final(world: World) -> None:
    role = await world.open()
    decision = await world.approve(await world.post(role))
    await world.undo(decision)
    assert await final_round(world.database, MONDAY + days(3)) == 0


async def test_undo_and_final_at_the_same_instant_are_one_of_the_two(world: World) -> None:
    role = await world.open()
    for _ in range(5):
        decision = await world.approve(await world.post(role))

        async def final(decision_id: int = decision.id, until: datetime = decision.undo_until) -> bool:
            async with world.database.begin() as session:
                return await decisions.make_final(session, world.workspace, decision_id, at=until)

        undone, made = await asyncio.gather(
            world.undo(decision, at=decision.undo_until - hours(0.01)), final(), return_exceptions=True
        )
        assert isinstance(undone, Refused) is (made is True)


async def test_two_workers_make_a_decision_final_once(world: World) -> None:
    role = await world.open()
    decision = await world.approve(await world.post(role))

    async def final() -> bool:
        async with world.database.begin() as session:
            return await decisions.make_final(session, world.workspace, decision.id, at=MONDAY + hours(2))

    assert sorted(await asyncio.gather(*(final() for _ in range(4)))) == [False, False, False, True]
    assert len(await world.asks(kind=Kind.CONTACT)) == 1


async def _contact(world: World, helpers: tuple[str, ...] = ()) -> models.Ask:
    role = await world.open(helpers=helpers)
    await world.approve(await world.post(role))
    await final_round(world.database, MONDAY + hours(1))
    return await world.only_ask(state="open")


async def test_the_recruiter_says_that_the_candidate_was_told(world: World) -> None:
    ask = await _contact(world, helpers=(HANA,))
    for who in (MONA, BEN, OTTO):
        said_no = await refused(world.done(ask.id, by=who))
        assert said_no.why in (Why.NOT_YOUR_ASK, Why.NOT_ALLOWED)
    await world.done(ask.id, by=HANA, at=MONDAY + hours(3))
    assert (await refused(world.done(ask.id))).why is Why.ALREADY_ANSWERED
    ask = await world.only_ask(kind=Kind.CONTACT)
    assert (ask.state, ask.answered_by, ask.waited) == ("answered", HANA, 2 * HOUR)  # 11:00 to 13:00 in Berlin


async def test_a_review_is_not_answered_by_saying_done(lone: World) -> None:
    await lone.post(await lone.open())
    ask = await lone.only_ask()
    for who in (RITA, MONA):
        assert (await refused(lone.done(ask.id, by=who))).why is Why.NOT_YOUR_ASK
    assert (await refused(lone.done(10_000))).why is Why.NOT_YOUR_ASK


# Closing


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


# Reading


async def test_what_waits_is_listed_from_both_ends(lone: World) -> None:
    role = await lone.open()
    for _ in range(2):
        await lone.post(role)
    async with lone.database.read() as session:
        waiting = await asks.waiting_on(session, lone.person(MONA))
        waited_for = await asks.waited_for_by(session, lone.person(RITA))
        seen = await requisitions.overview(session, role)
    assert [ask.submission_id for ask in waiting] == [ask.submission_id for ask in waited_for]
    assert len(waiting) == 2
    assert seen.pipeline == {"review": 2}
    assert seen.open_asks == waiting
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
