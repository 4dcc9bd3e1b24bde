"""Working agreements: proposed by one, accepted by the other, countered, handed on; kept by asks, rounds and weeks."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from storage import agreements, briefs, duties, hand_overs, models, people, promises, timeline
from storage.agreements import Agreement
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.agreements import USUAL, Difference, Term, Terms, differences, is_check_in_week
from storage.rules.duties import Duty
from storage.rules.promises import PROMISES, Kind
from storage.rules.rights import Role
from tests.storage.world import (
    BEN,
    DAY,
    HANA,
    MONA,
    MONDAY,
    OTTO,
    RITA,
    World,
    berlin,
    check_in_round,
    days,
    escalation_round,
    hours,
    postman,
    refused,
)

AT = MONDAY + hours(1)
SLOW = replace(USUAL, promises={**USUAL.promises, Kind.REVIEW: 4})
LOUD = replace(SLOW, is_fortnightly=True, profiles=3, channel_hears=True)


async def look(world: World, role: Requisition) -> Agreement:
    async with world.database.read() as session:
        return await agreements.look(session, role)


async def propose(
    world: World, role: Requisition, terms: Terms, *, by: str = RITA, over: int | None = None, why: str = ""
) -> Agreement:
    shown = (await look(world, role)).shown if over is None else over
    async with world.database.begin() as session:
        return await agreements.propose(session, world.person(by), role.id, terms, over=shown, why=why, at=AT)


async def accept(world: World, proposal: int, *, by: str = MONA) -> Agreement:
    async with world.database.begin() as session:
        return await agreements.accept(session, world.person(by), proposal, at=AT)


async def agree(world: World, role: Requisition, terms: Terms) -> Agreement:
    return await accept(world, (await propose(world, role, terms)).shown)


async def sent(world: World, kind: str) -> int:
    return len(await world.rows(models.OutboxRow, kind=kind))


def test_differences_name_each_term_that_is_another() -> None:
    assert differences(USUAL, USUAL) == []
    assert differences(USUAL, LOUD) == [
        Difference(Kind.REVIEW, 2, 4),
        Difference(Term.CHECK_INS, False, True),
        Difference(Term.PROFILES, None, 3),
        Difference(Term.CHANNEL, False, True),
    ]


@pytest.mark.parametrize(
    ("opened", "week", "asked"),
    [
        (date(2026, 6, 1), date(2026, 6, 1), True),
        (date(2026, 6, 7), date(2026, 6, 1), True),  # the Sunday of the same week
        (date(2026, 6, 1), date(2026, 6, 8), False),
        (date(2026, 6, 5), date(2026, 6, 15), True),
        (date(2025, 12, 30), date(2026, 1, 5), False),
    ],
)
def test_every_other_week_counts_from_the_week_a_role_was_opened(opened: date, week: date, asked: bool) -> None:
    assert is_check_in_week(opened, week) is asked


async def test_terms_hold_once_both_accepted_and_for_what_is_asked_from_then_on(world: World) -> None:
    role = await world.open()
    none = await look(world, role)
    assert (none.now, none.shown, none.holds) == (USUAL, 0, None)
    await world.post(role)
    waiting = await propose(world, role, SLOW, why="Two weeks of travel")
    assert waiting.waiting is not None
    assert (waiting.now, waiting.newest, waiting.waiting.why) == (USUAL, SLOW, "Two weeks of travel")
    assert (waiting.waits_on(MONA), waiting.waits_on(RITA)) == (waiting.waiting, None)
    await world.post(role, name="Grace", at=AT)
    agreed = await accept(world, waiting.shown)
    assert (agreed.now, agreed.waiting, agreed.holds and agreed.holds.accepted_by) == (SLOW, None, MONA)
    await world.post(role, name="Mary", at=AT + hours(1))
    assert [ask.promise for ask in await world.asks(owner=MONA, kind=Kind.REVIEW)] == [DAY, DAY, 2 * DAY]
    assert (await sent(world, "agreement.proposed"), await sent(world, "agreement.agreed")) == (1, 1)
    async with world.database.read() as session:
        kinds = [each.kind for each in await timeline.of_requisition(session, world.workspace, role.id)]
    assert [kind for kind in kinds if kind.startswith("agreement")] == ["agreement_proposed", "agreement_accepted"]


async def test_what_was_agreed_stays_when_the_workspaces_promises_change(world: World) -> None:
    role = await world.open()
    await agree(world, role, USUAL)
    async with world.database.begin() as session:
        await promises.agree_for_all(session, world.person(OTTO), {Kind.REVIEW: 8, Kind.SCORECARD: 8}, at=AT)
    async with world.database.read() as session:
        now = await promises.agreement(session, world.workspace, role.id)
    assert (now[Kind.REVIEW], now[Kind.SCORECARD]) == (PROMISES[Kind.REVIEW].half_days, 8)
    assert (await look(world, role)).now == USUAL


async def test_a_counter_proposal_takes_the_place_of_what_waited_and_the_old_one_can_be_accepted_no_more(
    world: World,
) -> None:
    role = await world.open()
    first = await propose(world, role, SLOW)
    assert first.waiting is not None
    second = await propose(world, role, LOUD, by=MONA)
    assert second.waiting is not None
    async with world.database.read() as session:
        assert await agreements.before(session, first.waiting, world.workspace) is None
        countered = await agreements.before(session, second.waiting, world.workspace)
        assert countered is not None
        assert countered.terms == SLOW
    assert (await refused(accept(world, first.shown))).why is Why.AGREEMENT_MOVED_ON
    assert (await refused(propose(world, role, USUAL, over=first.shown))).why is Why.AGREEMENT_MOVED_ON
    assert (await refused(accept(world, second.shown, by=MONA))).why is Why.ACCEPT_ONESELF
    assert (await refused(propose(world, role, LOUD, by=MONA))).why is Why.AGREEMENT_UNCHANGED
    assert (await propose(world, role, LOUD, by=MONA, over=first.shown)).shown == second.shown  # the same press again
    agreed = await propose(world, role, LOUD, over=first.shown)  # what the other proposes, proposed: both want it
    assert (agreed.now, agreed.holds and agreed.holds.accepted_by) == (LOUD, RITA)
    again = await refused(accept(world, second.shown, by=RITA))
    assert (again.why, again.facts["by"]) == (Why.AGREED_ALREADY, RITA)
    assert (await refused(propose(world, role, LOUD))).why is Why.AGREEMENT_UNCHANGED
    assert await sent(world, "agreement.repaint") == 2  # both messages lose their buttons


async def test_only_the_two_agree_while_the_role_lives(world: World) -> None:
    role = await world.open(helpers=(HANA,))
    waiting = await propose(world, role, SLOW)
    for who in (HANA, BEN, OTTO):
        assert (await refused(propose(world, role, LOUD, by=who))).why is Why.NOT_ALLOWED
        assert (await refused(accept(world, waiting.shown, by=who))).why is Why.NOT_ALLOWED
    assert (await refused(accept(world, 10**6))).why is Why.NO_SUCH_REQUISITION
    twin = await world.twin.open()
    assert (await refused(accept(world.twin, waiting.shown))).why is Why.NO_SUCH_REQUISITION
    assert (await look(world.twin, twin)).shown == 0
    await world.close(role, at=AT)
    assert (await refused(accept(world, waiting.shown))).why is Why.CLOSED
    assert (await refused(propose(world, role, LOUD))).why is Why.CLOSED


async def test_whoever_is_both_needs_nobody(world: World) -> None:
    role = await world.open(manager=RITA)
    agreed = await propose(world, role, SLOW)
    assert (agreed.now, agreed.waiting) == (SLOW, None)
    assert (await sent(world, "agreement.proposed"), await sent(world, "agreement.agreed")) == (0, 1)


async def test_two_who_answer_at_once_leave_one_answer(world: World) -> None:
    role = await world.open()
    waiting = await propose(world, role, SLOW)
    both = (
        accept(world, waiting.shown),
        accept(world, waiting.shown),
        propose(world, role, LOUD, by=MONA, over=waiting.shown),
    )
    came = await asyncio.gather(*both, return_exceptions=True)
    assert all(isinstance(each, Agreement | Refused) for each in came)
    now = await look(world, role)
    rows = [row for row in await world.rows(models.AgreementProposal) if row.superseded_at is None]
    assert len(rows) == (2 if now.waiting and now.holds else 1)
    accepted = sum(isinstance(each, Agreement) for each in came[:2])
    assert (now.now, accepted) == ((SLOW, 1) if now.holds else (USUAL, 0))


async def test_handed_on_an_agreement_stays_and_a_leavers_proposal_does_not(world: World) -> None:
    role = await world.open()
    await agree(world, role, SLOW)
    await propose(world, role, LOUD, by=MONA)
    async with world.database.begin() as session:
        now = await hand_overs.hand(session, world.person(RITA), role.id, Role.MANAGER, OTTO, at=AT)
    stands = await look(world, now)
    assert (stands.now, stands.waiting) == (SLOW, None)
    countered = await propose(world, now, LOUD, by=OTTO)
    assert (await accept(world, countered.shown, by=RITA)).now == LOUD
    waiting = await propose(world, now, SLOW, by=RITA)
    async with world.database.begin() as session:
        await hand_overs.hand(session, world.person(RITA), role.id, Role.MANAGER, MONA, at=AT)
    assert (await accept(world, waiting.shown)).now == SLOW  # asked of whoever sits there now


async def test_check_ins_skip_every_other_week_on_that_role_only(world: World) -> None:
    role = await world.open()
    await world.open()
    await agree(world, role, LOUD)
    thursday = berlin("2026-06-04 23:00")
    weeks = []
    for week in range(4):
        await check_in_round(world.database, thursday + days(7 * week))
        rows = await world.rows(models.CheckIn)
        weeks.append(sorted(row.requisition_id == role.id for row in rows if row.week == date(2026, 6, 1 + 7 * week)))
    async with world.database.read() as session:
        numbers = [role.number, role.number + 1]
        assert await agreements.profiles_each(session, world.workspace, numbers) == {role.number: 3}
    assert weeks == [[False, True], [False], [False, True], [False]]


@pytest.mark.parametrize(("terms", "lines"), [(SLOW, 0), (LOUD, 1)])
async def test_the_channel_hears_of_what_waits_too_long_only_if_both_agreed(
    world: World, terms: Terms, lines: int
) -> None:
    role = await world.open()
    await agree(world, role, terms)
    await world.post(role, at=AT)
    await escalation_round(world.database, AT + days(10))
    await escalation_round(world.database, AT + days(11))
    rows = await world.rows(models.OutboxRow, kind="ask.overdue")
    assert [set(row.ids) for row in rows] == [{"ask", "stands_in"}] * lines
    assert all(row.ids["stands_in"] for row in rows)  # the backup was told
    await postman(world.database, AT + days(11))


async def test_nobody_proposes_or_signs_while_a_duty_bears_the_name_of_somebody_who_is_gone(world: World) -> None:
    role = await world.open(helpers=(HANA,))

    async def brief(by: str = RITA) -> int:
        async with world.database.begin() as session:
            made = await briefs.propose(session, world.person(by), role.id, {"why": "Loads fail"}, None, at=AT)
            return made.id

    async def sign(brief_id: int) -> None:
        async with world.database.begin() as session:
            await briefs.sign(session, world.person(MONA), brief_id, at=AT)

    async def hana(*, gone: bool) -> None:
        async with world.database.begin() as session:
            await people.remember(session, replace(world.person(HANA), is_deactivated=gone), at=AT)

    brief_id = await brief()
    async with world.database.begin() as session:
        await duties.name(session, role, {Duty.SOURCING: HANA}, by=RITA, at=AT)
    await hana(gone=True)
    no = await refused(sign(brief_id))
    assert (no.why, no.facts) == (
        Why.DUTY_UNNAMED,
        {"duties": {Duty.SOURCING: HANA}, "key": role.key, "seats": []},
    )
    assert (await refused(brief(MONA))).why is Why.DUTY_UNNAMED
    await hana(gone=False)
    await sign(brief_id)
