"""A role handed over in the middle of a search: nothing is lost and every clock is fair; on both databases."""

from __future__ import annotations

from datetime import datetime

import pytest

from storage import (
    blind,
    briefs,
    decisions,
    drafts,
    hand_overs,
    models,
    pipeline,
    questions,
    requisitions,
    scoring,
    versions,
)
from storage.blind import Said, Subject
from storage.people import Person
from storage.refusals import Why
from storage.requisitions import Requisition
from storage.rules.chapters import NEEDED_CHAPTERS, Chapter
from storage.rules.promises import Kind
from storage.rules.rights import Role
from storage.submissions import Submission
from storage.versions import Standing
from tests.storage.test_interviews import AFTER, approved, hand_in, plan, through
from tests.storage.turning import hold, leave, question, reply, review_of, rounds
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
    World,
    days,
    final_round,
    hours,
    kolkata,
    new_york,
    refused,
)

AT = new_york("2026-06-01 12:00")
LATE = AFTER + days(4)  # past what anybody promised for a scorecard


async def hand(
    world: World, role: Requisition, seat: Role, to: str, *, by: str = RITA, at: datetime = AT, from_: str | None = None
) -> Requisition:
    async with world.database.begin() as session:
        return await hand_overs.hand(session, world.person(by), role.id, seat, to, at=at, from_=from_)


async def propose(world: World, role: Requisition, *, by: str, at: datetime = MONDAY, must: str = "SQL") -> int:
    words = {"why": "Loads fail", "outcomes": "Fewer failures", "must_haves": must}
    async with world.database.begin() as session:
        return (await briefs.propose(session, world.person(by), role.id, words, None, at=at)).id


async def sign(world: World, brief: int, *, by: str, at: datetime = MONDAY) -> None:
    async with world.database.begin() as session:
        await briefs.sign(session, world.person(by), brief, at=at)


async def standing(world: World, role: Requisition) -> Standing:
    async with world.database.read() as session:
        return await versions.standing(session, world.workspace, role.id)


async def interviewed(world: World) -> tuple[Submission, Requisition]:
    """Somebody met by the manager, who owes their card, and by one who has handed theirs in."""
    role, submission = await approved(world)
    held = await plan(world, submission, (MONA, HANA))
    await through(world.database, AFTER)
    await hand_in(world, held, HANA, at=AFTER)
    return submission, role


async def invited(world: World) -> list[str]:
    return [row.ids["person"] for row in await world.rows(models.OutboxRow, kind="requisition.invite")]


async def test_a_new_manager_owes_what_was_open_on_a_fresh_clock_and_the_old_one_nothing(world: World) -> None:
    role = await world.open()
    submission = await world.post(role)
    handed = await hand(world, role, Role.MANAGER, OTTO)
    assert (handed.manager, handed.recruiter, handed.backup) == (OTTO, RITA, BEN)
    review = await review_of(world, submission)
    assert (review.state, review.owner, review.asker, review.elapsed) == ("open", OTTO, RITA, 0)
    assert (review.promise, review.running_since) == (DAY, AT)
    assert [ask.state for ask in await world.asks(owner=MONA)] == ["handed_over"]
    (left,) = await world.rows(models.RequisitionPerson, person=MONA)
    assert left.until == AT
    assert OTTO in await invited(world)
    async with world.database.read() as session:
        assert (await refused(requisitions.by_number(session, world.person(MONA), role.number))).why
    await world.approve(submission, by=OTTO, at=AT + hours(1))
    (said,) = await world.rows(models.OutboxRow, kind="requisition.handed")
    assert (said.ids["from"], said.ids["to"], said.ids["seat"]) == (MONA, OTTO, "manager")


@pytest.mark.parametrize("leaves", [True, False], ids=["gone from the workspace", "off the role"])
async def test_in_the_debrief_the_new_manager_decides_and_the_old_one_does_not(world: World, leaves: bool) -> None:
    role = await world.open()
    submission = await world.post(role)
    await world.approve(submission)
    await final_round(world.database, MONDAY + hours(2))
    async with world.database.begin() as session:
        await pipeline.move(
            session, world.person(RITA), submission.id, "debrief", reason="They met", at=MONDAY + hours(2)
        )
    if leaves:
        await leave(world, MONA)
    await hand(world, role, Role.MANAGER, OTTO)
    owed = await world.only_ask(kind=Kind.DEBRIEF, state="open")
    assert (owed.owner, owed.asker, owed.running_since) == (OTTO, RITA, AT)
    (painted,) = await world.rows(models.OutboxRow, kind="scorecards.repaint")  # it says who decides
    assert painted.ids == {"submission": submission.id}

    async def decide(who: str) -> str:
        async with world.database.begin() as session:
            decided = await decisions.approve(
                session, world.person(who), submission.id, stage="debrief", at=AT + hours(1)
            )
            return decided.decided_by

    assert (await refused(decide(MONA))).why is (Why.DEACTIVATED if leaves else Why.NOT_THE_DECIDER)
    assert await decide(OTTO) == OTTO


async def test_interviews_go_on_under_a_new_manager_who_opens_the_cards_and_decides(world: World) -> None:
    """Whoever interviews goes on owing their scorecard, the old manager too; what comes of it is the new one's."""
    submission, role = await interviewed(world)
    await hand(world, role, Role.MANAGER, OTTO, at=LATE)
    cards = await world.asks(kind=Kind.SCORECARD, state="open")
    assert [each.owner for each in cards] == [MONA]

    async def go_on(who: str) -> bool:
        async with world.database.begin() as session:
            return await scoring.reveal(session, world.person(who), submission.id, at=LATE)

    assert (await refused(go_on(MONA))).why is Why.NOT_ALLOWED
    assert await go_on(OTTO)
    async with world.database.begin() as session:
        await scoring.debrief(session, world.person(OTTO), submission.id, at=LATE)
    assert (await world.only_ask(kind=Kind.DEBRIEF)).owner == OTTO


async def test_what_stood_still_goes_on_standing_with_its_new_owner(world: World) -> None:
    role = await world.open()
    asked, held = await world.post(role), await world.post(role)
    pending = await question(world, asked.id, at=AT)
    was = await hold(world, held.id, days=5, at=AT)
    await hand(world, role, Role.MANAGER, OTTO, at=AT + hours(1))
    assert [(a.owner, a.paused_for) for a in await world.asks(state="paused")] == [(OTTO, "question"), (OTTO, "hold")]
    assert (await review_of(world, held)).resume_at == was.resume_at
    assert (await world.only_ask(id=pending.id)).asker == OTTO
    await reply(world, pending.id, at=AT + hours(2))
    review = await review_of(world, asked)
    assert (review.state, review.owner) == ("open", OTTO)
    assert was.resume_at is not None
    await rounds(world.database, was.resume_at)
    assert (await review_of(world, held)).state == "open"


async def test_a_new_recruiter_owes_the_answers_and_waits_for_the_reviews(world: World) -> None:
    role = await world.open()
    submission = await world.post(role)
    pending = await question(world, submission.id, at=AT)
    await hand(world, role, Role.RECRUITER, HANA, by=MONA, at=AT + hours(1))
    assert (await review_of(world, submission)).asker == HANA
    (fresh,) = await world.asks(kind=Kind.QUESTION, state="open")
    assert (fresh.owner, fresh.asker, fresh.from_id, fresh.text_id) == (HANA, MONA, pending.id, pending.text_id)
    async with world.database.read() as session:
        assert (await questions.may_reply(session, world.person(HANA), fresh.id)).text == "Which tools?"


async def test_who_takes_both_seats_need_not_answer_themself_and_signs_once(world: World) -> None:
    role = await world.open(backup=None)
    submission = await world.post(role)
    await question(world, submission.id, at=AT)
    brief = await propose(world, role, by=RITA)
    both = await hand(world, role, Role.MANAGER, RITA, at=AT + hours(1))
    assert (both.manager, both.recruiter) == (RITA, RITA)
    assert [ask.state for ask in await world.asks(kind=Kind.QUESTION)] == ["cancelled"]
    review = await review_of(world, submission)
    assert (review.state, review.owner) == ("open", RITA)
    holds = (await standing(world, role)).holds
    assert holds is not None
    assert (holds.id, [each.person for each in holds.signatures]) == (brief, [RITA])
    assert (await world.rows(models.Requisition))[0].status == "open"


async def test_of_two_seats_only_what_one_owes_goes_over(world: World) -> None:
    role = await world.open(manager=RITA, backup=None)
    submission = await world.post(role)
    told = await world.reject(await world.post(role), by=RITA)
    await rounds(world.database, told.undo_until)
    await hand(world, role, Role.MANAGER, MONA, at=told.undo_until)
    assert (await review_of(world, submission)).owner == MONA
    assert (await world.only_ask(kind=Kind.OUTCOME)).owner == RITA
    assert (await world.only_ask(kind=Kind.OUTCOME)).state == "open"


async def test_a_new_manager_signs_the_version_that_holds_and_it_holds_meanwhile(world: World) -> None:
    role = await world.open()
    brief = await propose(world, role, by=RITA)
    await sign(world, brief, by=MONA)
    await hand(world, role, Role.MANAGER, OTTO)
    asked = await world.only_ask(kind=Kind.SIGNATURE, state="open")
    assert (asked.owner, asked.asker) == (OTTO, RITA)
    now = await standing(world, role)
    assert now.holds is not None
    assert (now.holds.id, now.holds.missing, now.holds.waits_for) == (brief, [OTTO], [])
    await sign(world, brief, by=OTTO, at=AT + hours(1))
    after = await standing(world, role)
    assert after.holds is not None
    assert (after.holds.is_signed, after.holds.missing, after.holds.signed_at) == (True, [], MONDAY)
    assert (await world.only_ask(id=asked.id)).state == "answered"
    assert len(await world.rows(models.OutboxRow, kind="brief.signed")) == 1


async def test_a_version_that_waited_for_the_old_manager_waits_for_the_new_one(world: World) -> None:
    role = await world.open()
    first = await propose(world, role, by=RITA)
    await sign(world, first, by=MONA)
    second = await propose(world, role, by=RITA, must="Python")
    await hand(world, role, Role.MANAGER, OTTO)
    assert [a.state for a in await world.asks(kind=Kind.SIGNATURE, owner=MONA)] == ["answered", "cancelled"]
    now = await standing(world, role)
    assert now.proposed is not None
    assert (now.proposed.id, now.proposed.waits_for) == (second, [OTTO])
    await sign(world, second, by=OTTO, at=AT + hours(1))
    assert (await standing(world, role)).proposed is None


async def test_whoever_comes_is_asked_alone_in_place_of_who_left_unless_they_are_both_by_now(lone: World) -> None:
    for to, asked in ((OTTO, ((OTTO, RITA), (OTTO,))), (RITA, None)):
        role = await lone.open()
        brief = await propose(lone, role, by=RITA)
        async with lone.database.begin() as session:
            await blind.answer(session, lone.person(RITA), Subject.SIGNING, brief, Said(7), at=MONDAY)
        await hand(lone, role, Role.MANAGER, to)
        async with lone.database.read() as session:
            now = await blind.standing(session, lone.workspace, Subject.SIGNING, brief)
        assert ((now.asked, now.waits_for) if now else None) == asked


async def test_a_section_is_asked_of_the_new_manager_whose_answer_is_found(lone: World) -> None:
    role = await lone.open()
    async with lone.database.begin() as session:
        await drafts.save(session, lone.person(RITA), role.id, {"why": "Loads fail"}, over={}, at=MONDAY)
        await drafts.ask(session, lone.person(RITA), role.id, at=MONDAY)
    await hand(lone, role, Role.MANAGER, OTTO)
    async with lone.database.read() as session:
        now = await drafts.look(session, lone.person(RITA), role.id)
    assert {now.progress[each].asked for each in NEEDED_CHAPTERS} == {OTTO}
    async with lone.database.begin() as session:
        await drafts.confirm(session, lone.person(OTTO), role.id, Chapter.WHY, over=1, at=AT + hours(1))
    states = [ask.state for ask in await lone.asks(kind=Kind.SECTION, owner=OTTO)]
    assert states == ["answered", "open", "open"]


async def test_sections_nobody_else_waits_for_are_asked_no_more(lone: World) -> None:
    role = await lone.open()
    async with lone.database.begin() as session:
        await drafts.ask(session, lone.person(RITA), role.id, at=MONDAY)
    await hand(lone, role, Role.MANAGER, RITA)
    assert {ask.state for ask in await lone.asks(kind=Kind.SECTION)} == {"cancelled"}


async def test_the_signature_of_a_version_that_gave_way_is_asked_no_more(world: World) -> None:
    role = await world.open()
    await sign(world, await propose(world, role, by=RITA), by=MONA)
    await hand(world, role, Role.MANAGER, OTTO)
    second = await propose(world, role, by=RITA, at=AT + hours(1), must="Python")
    await sign(world, second, by=OTTO, at=AT + hours(2))
    assert [a.state for a in await world.asks(kind=Kind.SIGNATURE, owner=OTTO)] == ["cancelled", "answered"]


async def test_an_answer_undone_after_the_hand_over_waits_for_who_sits_there_now(world: World) -> None:
    role = await world.open()
    submission = await world.post(role)
    decision = await world.reject(submission, by=BEN, at=AT)
    await hand(world, role, Role.MANAGER, OTTO, at=AT + hours(1))
    await world.undo(decision, by=BEN, at=AT + hours(2))
    review = await review_of(world, submission)
    assert (review.state, review.owner) == ("open", OTTO)


async def test_the_backup_who_becomes_manager_is_no_backup_any_more(world: World) -> None:
    role = await world.open()
    handed = await hand(world, role, Role.MANAGER, BEN)
    assert (handed.manager, handed.backup) == (BEN, None)


@pytest.mark.parametrize(
    ("to", "why"),
    [
        (GUEST, Why.GUEST),
        (GONE, Why.DEACTIVATED),
        (ROBOT, Why.NOT_A_PERSON),
        (MONA, Why.HAND_ROLE_SAME),
    ],
)
async def test_nobody_who_cannot_sit_there_is_put_there(world: World, to: str, why: Why) -> None:
    role = await world.open()
    assert (await refused(hand(world, role, Role.MANAGER, to))).why is why
    assert len(await world.rows(models.RequisitionPerson, until=None)) == 3


async def test_two_who_hand_the_same_seat_over_at_once_do_it_once(world: World) -> None:
    role = await world.open()
    await hand(world, role, Role.MANAGER, OTTO, from_=MONA)
    again = await refused(hand(world, role, Role.MANAGER, HANA, from_=MONA))
    assert (again.why, again.facts["person"]) == (Why.HAND_ROLE_MOVED_ON, OTTO)


async def test_only_the_two_hand_over_until_one_has_left_then_everybody_on_it_may(world: World) -> None:
    role = await world.open(helpers=(HANA,))
    submission = await world.post(role)
    assert (await refused(hand(world, role, Role.MANAGER, OTTO, by=HANA))).why is Why.NOT_ALLOWED
    assert (await refused(hand(world, role, Role.MANAGER, OTTO, by=OTTO))).why is Why.NOT_ALLOWED
    await leave(world, MONA)
    async with world.database.begin() as session:
        await hand_overs.membership_changed(session, world.workspace, MONA, at=AT)
        found: Person = world.person(HANA)
        assert await hand_overs.may_hand(session, found, role) == [Role.MANAGER]
    assert (await refused(hand(world, role, Role.RECRUITER, OTTO, by=HANA))).why is Why.NOT_ALLOWED
    await hand(world, role, Role.MANAGER, OTTO, by=HANA)
    assert (await review_of(world, submission)).owner == OTTO


async def test_a_closed_role_is_not_handed_over_and_a_duty_goes_along(world: World) -> None:
    role = await world.open()
    async with world.database.begin() as session:
        session.add(
            models.DutyName(
                workspace=world.workspace,
                requisition_id=role.id,
                duty="sourcing",
                person=MONA,
                named_by=RITA,
                since=MONDAY,
                until=None,
            )
        )
    await hand(world, role, Role.MANAGER, OTTO)
    (named,) = await world.rows(models.DutyName, until=None)
    assert (named.duty, named.person) == ("sourcing", OTTO)
    await world.close(role, at=kolkata("2026-06-02 12:00") + days(1))
    assert (await refused(hand(world, role, Role.MANAGER, HANA))).why is Why.CLOSED
