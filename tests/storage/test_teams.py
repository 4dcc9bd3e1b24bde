"""Who is on a role and does what: named, changed, and nothing owed left with somebody who is gone; both databases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from storage import duties, edits, models, overviews, requisitions, teams, timeline
from storage.edits import Particulars
from storage.refusals import Why
from storage.requisitions import Requisition
from storage.rules.duties import Duty, differing, proposal
from tests.storage.turning import hand_over, leave, review_of
from tests.storage.world import BEN, GONE, GUEST, HANA, MONA, MONDAY, OTTO, RITA, ROBOT, World, hours, refused

AT = MONDAY + hours(1)


async def change(world: World, role: Requisition, *, by: str = RITA, **wanted: Any) -> Requisition:
    """The form submitted: what is not named stays as the form shows it."""
    async with world.database.begin() as session:
        now = await requisitions.known(session, world.workspace, role.id)
        names: Mapping[Duty, str] = await duties.of(session, now) | wanted.get("names", {})
        return await teams.change(
            session,
            world.person(by),
            role.id,
            helpers=wanted.get("helpers", now.helpers),
            backup=wanted.get("backup", now.backup),
            names=names,
            at=wanted.get("at", AT),
        )


async def names(world: World, role: Requisition) -> dict[Duty, str]:
    async with world.database.read() as session:
        return await duties.of(session, await requisitions.known(session, world.workspace, role.id))


def test_the_proposal_names_somebody_for_every_duty_and_only_others_differ() -> None:
    proposed = proposal(RITA, MONA)
    assert set(proposed) == set(Duty)
    assert differing(proposed, RITA, MONA) == {}
    assert differing(proposed | {Duty.OFFER: MONA, Duty.SOURCING: HANA}, RITA, MONA) == {
        Duty.SOURCING: HANA,
        Duty.OFFER: MONA,
    }


async def test_helpers_and_backup_are_changed_and_whoever_is_new_is_invited(world: World) -> None:
    role = await world.open()
    changed = await change(world, role, helpers=(HANA, OTTO), backup=None)
    assert (changed.helpers, changed.backup) == ((HANA, OTTO), None)
    invited = [row.ids["person"] for row in await world.rows(models.OutboxRow, kind="requisition.invite")]
    assert {HANA, OTTO} <= set(invited)
    await world.post(role, by=HANA)
    before = len(await world.rows(models.TimelineEntry))
    await change(world, role)
    assert len(await world.rows(models.TimelineEntry)) == before  # the same again changes nothing


async def test_whoever_left_and_comes_back_is_invited_again(world: World) -> None:
    role = await world.open()
    for number, helpers in enumerate([(HANA,), (), (HANA,)]):
        await change(world, role, helpers=helpers, at=AT + hours(number))
    invited = [row.ids["person"] for row in await world.rows(models.OutboxRow, kind="requisition.invite")]
    assert invited.count(HANA) == 2


async def test_a_duty_bears_another_name_until_it_is_given_back(world: World) -> None:
    role = await world.open()
    await change(world, role, names={Duty.SOURCING: OTTO})
    assert (await names(world, role))[Duty.SOURCING] == OTTO
    async with world.database.read() as session:
        team = await teams.look(session, world.person(OTTO), role)  # who does something here sees it
        assert (team.stand_ins, team.may_change) == ((OTTO,), False)
        view = await overviews.of(session, role)
        assert view.duties == {Duty.SOURCING: OTTO}
    await change(world, role, names={Duty.SOURCING: RITA})
    assert await names(world, role) == proposal(RITA, MONA)
    async with world.database.read() as session:
        assert (await refused(teams.look(session, world.person(OTTO), role))).why is Why.NOT_ALLOWED


async def test_what_somebody_owed_who_is_no_longer_on_it_goes_to_the_seat_that_owes_it(world: World) -> None:
    role = await world.open()
    submission = await world.post(role)
    await hand_over(world, (await review_of(world, submission)).id, BEN, at=AT)
    await change(world, role, backup=None)
    assert (await review_of(world, submission)).owner == MONA
    await hand_over(world, (await review_of(world, submission)).id, OTTO, at=AT)
    await change(world, role, helpers=(HANA,))
    assert (await review_of(world, submission)).owner == OTTO  # a stand-in stays as long as they owe it


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ({"helpers": (GUEST,)}, Why.GUEST),
        ({"helpers": (HANA, GONE)}, Why.DEACTIVATED),
        ({"backup": ROBOT}, Why.NOT_A_PERSON),
        ({"names": {Duty.OFFER: GUEST}}, Why.GUEST),
        ({"helpers": (RITA,)}, Why.STANDS_TWICE),
        ({"helpers": (MONA,)}, Why.STANDS_TWICE),
        ({"helpers": (BEN,)}, Why.STANDS_TWICE),
        ({"backup": MONA}, Why.STANDS_TWICE),
        ({"names": {Duty.DECISION: OTTO}}, Why.NOT_A_DECIDER),
    ],
)
async def test_who_cannot_do_it_is_refused_and_nothing_changes(world: World, wanted: dict[str, Any], why: Why) -> None:
    role = await world.open()
    before = [(row.person, row.role) for row in await world.rows(models.RequisitionPerson)]
    assert (await refused(change(world, role, **wanted))).why is why
    assert [(row.person, row.role) for row in await world.rows(models.RequisitionPerson)] == before


async def test_somebody_who_left_since_is_no_reason_to_refuse_everything_else(world: World) -> None:
    role = await world.open(helpers=(HANA,))
    await leave(world, HANA)
    await change(world, role, names={Duty.DECISION: BEN})
    assert (await names(world, role))[Duty.DECISION] == BEN
    await leave(world, MONA)
    async with world.database.read() as session:
        now = await requisitions.known(session, world.workspace, role.id)
        assert await duties.unnamed(session, now) == [Duty.INTERVIEWING, Duty.ONBOARDING]


async def test_only_the_two_change_the_team_or_the_role_while_it_is_live(world: World) -> None:
    role = await world.open(helpers=(HANA,))
    wanted = Particulars("Other", "Rome", 2, 60)

    async def edit(by: str) -> Requisition:
        async with world.database.begin() as session:
            return await edits.edit(session, world.person(by), role.id, wanted, at=AT)

    for who in (HANA, BEN, OTTO):
        assert (await refused(change(world, role, by=who, helpers=()))).why is Why.NOT_ALLOWED
        assert (await refused(edit(who))).why is Why.NOT_ALLOWED
    changed = await edit(MONA)
    assert (changed.title, changed.location, changed.openings, changed.target_days) == ("Other", "Rome", 2, 60)
    await edit(MONA)
    topics = await world.rows(models.OutboxRow, kind="requisition.topic")
    assert len(topics) == 2  # the first one, and one for the new title
    async with world.database.read() as session:
        page = await timeline.page(session, world.workspace, role.id, 99)
    assert [(each.kind, each.facts.get("what")) for each in page.happenings] == [
        ("edited", ["title", "location", "openings", "target_days"]),
        ("opened", None),
    ]
    await world.close(role, at=AT)
    assert (await refused(change(world, role, helpers=()))).why is Why.CLOSED
    assert (await refused(edit(RITA))).why is Why.CLOSED


async def test_the_timeline_is_paged_newest_first_and_knows_candidates_by_number(world: World) -> None:
    role = await world.open()
    for number in range(14):
        await world.post(role, name=f"Ada {number}", at=MONDAY + hours(number))
    async with world.database.read() as session:
        first = await timeline.page(session, world.workspace, role.id, 0)
        last = await timeline.page(session, world.workspace, role.id, 1)
        beyond = await timeline.page(session, world.workspace, role.id, 10**9)
    assert (first.total, len(first.happenings), first.is_last, first.first) == (15, timeline.PER_PAGE, False, 1)
    assert first.candidates[first.happenings[0].submission_id or 0] == 14
    assert ([each.kind for each in last.happenings], last.is_last) == (["posted", "posted", "opened"], True)
    assert beyond == last
