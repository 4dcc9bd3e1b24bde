"""Who approves an offer: somebody else, where whoever was named gives no answer; who has gone is not reminded."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from storage import current_offers, hand_overs, models, offer_approvals, turns
from storage.refusals import Why
from storage.rules.promises import Kind
from storage.rules.rights import Role
from storage.submissions import Submission
from tests.storage.test_job_offers import approve, at_offer, holder, propose
from tests.storage.world import BEN, GONE, GUEST, HANA, MONA, MONDAY, OTTO, RITA, World, hours, refused

LATER = MONDAY + hours(5)


async def ask_another(
    world: World, submission: Submission, approver: str, by: str = RITA, at: datetime = LATER
) -> bool:
    async with world.database.begin() as session:
        return await offer_approvals.ask_another(session, world.person(by), submission.id, approver, at=at)


async def gone(world: World, who: str) -> None:
    async with world.database.begin() as session:
        person = models.Person
        await session.execute(
            update(person).where(person.workspace == world.workspace, person.id == who).values(is_deactivated=True)
        )
    async with world.database.begin() as session:
        await hand_overs.membership_changed(session, world.workspace, who, at=MONDAY + hours(1))


async def asked(world: World) -> str:
    return (await world.only_ask(kind=Kind.OFFER, state="open")).owner


async def test_somebody_else_is_asked_on_a_fresh_clock_with_the_same_words(world: World) -> None:
    submission = await at_offer(world)
    await propose(world, submission, OTTO)
    assert await ask_another(world, submission, HANA)
    (first,) = await world.asks(kind=Kind.OFFER, state="cancelled")
    again = await world.only_ask(kind=Kind.OFFER, state="open")
    assert (first.owner, again.owner, again.asker, again.asked_at) == (OTTO, HANA, RITA, LATER)
    assert (await refused(approve(world, submission, OTTO))).why is Why.NOT_THE_APPROVER
    async with world.database.read() as session:
        assert (await offer_approvals.asked_of(session, world.person(HANA), submission.id)).terms == "Level 4"
    await approve(world, submission, HANA)
    assert await holder(world, submission) == "recruiter"
    assert (await refused(ask_another(world, submission, OTTO))).why is Why.OFFER_MOVED_ON


async def test_only_who_makes_offers_changes_the_approver_and_never_to_somebody_who_cannot(world: World) -> None:
    submission = await at_offer(world)
    assert (await refused(ask_another(world, submission, HANA))).why is Why.OFFER_MOVED_ON
    await propose(world, submission, OTTO)
    assert not await ask_another(world, submission, OTTO)
    for by in (MONA, BEN):
        assert (await refused(ask_another(world, submission, HANA, by=by))).why is Why.NOT_ALLOWED
    for who, why in ((RITA, Why.APPROVE_ONESELF), (GUEST, Why.GUEST), (GONE, Why.DEACTIVATED)):
        assert (await refused(ask_another(world, submission, who))).why is why
    assert await asked(world) == OTTO


async def test_whoever_has_left_is_not_reminded_and_somebody_else_can_be_asked(world: World) -> None:
    submission = await at_offer(world)
    await propose(world, submission, OTTO)
    await gone(world, OTTO)
    (said,) = await world.rows(models.OutboxRow, kind="offer.vacant")
    assert said.ids == {"submission": submission.id, "person": OTTO}
    owed = await world.only_ask(kind=Kind.OFFER, state="open")
    async with world.database.begin() as session:
        remind = turns.remind(session, world.person(RITA), owed.id, at=LATER)
        assert (await refused(remind)).why is Why.REMIND_GONE
    assert await ask_another(world, submission, HANA)
    assert await asked(world) == HANA


async def test_whoever_recruits_by_now_approves_no_offer_and_names_somebody_else(world: World) -> None:
    role = await world.open()
    submission = await at_offer(world, role)
    await propose(world, submission, OTTO)
    async with world.database.begin() as session:
        await hand_overs.hand(session, world.person(RITA), role.id, Role.RECRUITER, OTTO, at=MONDAY + hours(1))
    assert (await refused(approve(world, submission, OTTO))).why is Why.APPROVE_ONESELF
    assert await ask_another(world, submission, HANA, by=OTTO)
    await approve(world, submission, HANA)
    async with world.database.read() as session:
        offer = await current_offers.of_submission(session, world.workspace, submission.id)
    assert offer is not None
    assert offer.state == "approved"
