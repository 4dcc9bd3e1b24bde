"""The pulse: once a month for two who share a live role, each alone, and read by nobody before both have answered."""

from __future__ import annotations

import asyncio
import itertools
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from storage import blind, hand_overs, models, people, pulse_views, pulses, role_holds
from storage.blind import Subject
from storage.people import Person
from storage.pulse_views import Month
from storage.refusals import Why
from storage.rules.pulse import State
from storage.rules.rights import Role
from tests.conftest import FreshDatabase, opened
from tests.storage.turning import go_away
from tests.storage.world import (
    BEN,
    BERLIN,
    HANA,
    HERE,
    MONA,
    MONDAY,
    OTTO,
    RITA,
    World,
    berlin,
    days,
    dump,
    hours,
    new_york,
    postman,
    pulse_round,
    refused,
)

JULY = new_york("2026-07-01 00:00")  # the later of the two midnights
RITAS, MONAS = berlin("2026-07-01 09:30"), new_york("2026-07-01 09:30")
OVER = MONAS + days(7)


async def asked(world: World, *, at: datetime = MONAS) -> models.Pulse:
    """July's question, begun and put to both."""
    await pulse_round(world.database, JULY)
    await pulse_round(world.database, RITAS)
    await pulse_round(world.database, at)
    found: models.Pulse = (await world.rows(models.Pulse))[-1]
    return found


async def tap(world: World, who: str, pulse: models.Pulse, number: int, at: datetime = MONAS) -> bool:
    async with world.database.begin() as session:
        return await pulses.answer(session, world.person(who), pulse.id, number, at=at)


async def reads(world: World, who: str) -> pulse_views.Line:
    """The newest pulse as this person reads it."""
    mine = (await world.rows(models.PulseAsk, person=who))[-1]
    async with world.database.read() as session:
        found = await pulse_views.revealed(session, HERE, [mine.id])
    assert found is not None
    return found.lines[0]


async def next_at(world: World) -> datetime | None:
    (pair,) = await world.rows(models.PulsePair)
    found: datetime | None = pair.next_at
    return found


async def test_each_is_asked_in_their_own_first_window_of_the_month_and_once(world: World) -> None:
    for _ in range(2):
        await world.open()  # two roles are one pair
    assert await next_at(world) == JULY
    assert await pulse_round(world.database, JULY - hours(1)) == 0
    for at in (JULY, JULY + hours(1)):
        await pulse_round(world.database, at)
    (pulse,) = await world.rows(models.Pulse)
    assert (pulse.month, pulse.lapse_at) == (date(2026, 7, 1), OVER)
    assert {each.person: each.due_at for each in await world.rows(models.PulseAsk)} == {RITA: RITAS, MONA: MONAS}
    assert await next_at(world) == new_york("2026-08-01 00:00")
    for at in (RITAS, RITAS + hours(1), MONAS, MONAS + hours(1)):
        await pulse_round(world.database, at)
    sent = await world.rows(models.OutboxRow, kind="pulse.post")
    asks = {each.id: each.message_id for each in await world.rows(models.PulseAsk)}
    assert sorted(row.ids["message"] for row in sent) == sorted(asks)
    assert all(row.ids.keys() == {"message"} for row in sent)
    assert list(asks.values()) == list(asks)  # each the first, and only one, of its message


async def test_whoever_begins_the_month_begins_it_once(world: World) -> None:
    await world.open()
    (pair,) = await world.rows(models.PulsePair)

    async def begin() -> bool:
        async with world.database.begin() as session:
            return await pulses.begin(session, HERE, pair.id, at=JULY)

    assert sorted(await asyncio.gather(*(begin() for _ in range(4)))) == [False, False, False, True]
    assert len(await world.rows(models.Pulse)) == 1


async def test_all_of_somebodys_pairs_are_one_message(world: World) -> None:
    await world.open()
    await world.open(manager=HANA)
    await world.open(recruiter=MONA, manager=RITA, backup=None)  # the same two the other way round
    assert len(await world.rows(models.PulsePair)) == 2
    await pulse_round(world.database, JULY)
    await pulse_round(world.database, RITAS)
    hers = await world.rows(models.PulseAsk, person=RITA)
    assert len({each.message_id for each in hers}) == 1
    async with world.database.read() as session:
        message = await pulse_views.message(session, HERE, hers[0].message_id)
    assert message is not None
    assert [line.partner.id for line in message.lines] == [HANA, MONA]  # whose months began in this order


async def test_nobody_has_a_pulse_with_themself_or_as_helper_or_backup(world: World) -> None:
    await world.open(manager=RITA, backup=MONA, helpers=(HANA,))
    assert await world.rows(models.PulsePair) == []


async def test_both_read_both_once_both_have_answered_and_not_before(world: World) -> None:
    await world.open()
    pulse = await asked(world)
    assert not await tap(world, MONA, pulse, 2)
    assert not await tap(world, MONA, pulse, 3)  # a second tap takes the first one's place, while nobody knows either
    line = await reads(world, MONA)
    assert (line.state, line.now, line.trend) == (State.IN, None, ())
    assert (await reads(world, RITA)).state is State.OPEN
    assert await tap(world, RITA, pulse, 4, MONAS + hours(1))
    assert (await reads(world, RITA)).now == Month(date(2026, 7, 1), 4, 3)
    assert (await reads(world, MONA)).now == Month(date(2026, 7, 1), 3, 4)
    for who in (MONA, RITA):
        assert (await refused(tap(world, who, pulse, 5))).why is Why.ALREADY_ANSWERED
    assert await pulse_round(world.database, MONAS + hours(2)) == 0  # who answered first hears it in a window of theirs
    await pulse_round(world.database, new_york("2026-07-01 14:00"))
    (hers,) = await world.rows(models.PulseAsk, person=MONA)
    (told,) = await world.rows(models.OutboxRow, kind="pulse.shown")
    assert told.ids == {"asks": [hers.id], "person": MONA}
    await pulse_round(world.database, OVER)
    assert (await reads(world, RITA)).state is State.SHOWN


async def test_without_both_a_week_later_it_is_gone_unread(world: World) -> None:
    await world.open()
    pulse = await asked(world)
    await tap(world, MONA, pulse, 2)
    await pulse_round(world.database, OVER - hours(0.01))
    assert len(await world.rows(models.BlindAnswer)) == 2
    await pulse_round(world.database, OVER)
    assert await world.rows(models.BlindAnswer) == []
    for who in (MONA, RITA):
        line = await reads(world, who)
        assert (line.state, line.trend) == (State.OVER, ())
        assert (await refused(tap(world, who, pulse, 4, OVER))).why is Why.PULSE_OVER
    (ended,) = await world.rows(models.Pulse)
    assert (ended.lapse_at, ended.ended_at) == (None, OVER)


async def test_no_order_of_taps_and_ends_ever_shows_one_answer_alone(world: World) -> None:
    """Every order of three things out of: Rita taps, Mona taps, the week ends."""
    acts = (RITA, MONA, "over")
    await world.open()
    pulse = await asked(world)
    for number, order in enumerate(itertools.product(acts, repeat=3)):
        async with world.database.begin() as session:
            fresh = models.Pulse(workspace=HERE, pair_id=pulse.pair_id, month=date(2000 + number, 1, 1), lapse_at=OVER)
            session.add(fresh)
            await session.flush()
            for who in (RITA, MONA):
                session.add(models.PulseAsk(workspace=HERE, pulse_id=fresh.id, person=who))
            await blind.begin(session, HERE, Subject.PULSE, fresh.id, (RITA, MONA), at=MONDAY)
        answered: set[str] = set()
        is_over = False
        for act in order:
            async with world.database.begin() as session:
                if act == "over":
                    is_over = await pulses.lapse(session, HERE, fresh.id, at=OVER) or is_over
                elif not is_over and answered != {RITA, MONA}:
                    await pulses.answer(session, world.person(act), fresh.id, 3, at=MONAS)
                    answered.add(act)
                shown = await blind.revealed(session, HERE, Subject.PULSE, fresh.id)
            assert len(shown) == (2 if answered == {RITA, MONA} else 0), order


async def test_nobody_else_answers_and_nothing_but_one_to_five(world: World) -> None:
    await world.open(helpers=(HANA,))
    pulse = await asked(world)
    for other in (HANA, BEN, OTTO):
        assert (await refused(tap(world, other, pulse, 3))).why is Why.NOT_YOUR_ASK
    for wrong in (0, 6):
        with pytest.raises(ValueError, match="from 1 to 5"):
            await tap(world, RITA, pulse, wrong)
    assert (await refused(tap(world.twin, RITA, pulse, 3))).why is Why.NOT_YOUR_ASK
    async with world.database.begin() as session:
        assert not await pulses.lapse(session, world.twin.workspace, pulse.id, at=OVER)
        assert not await pulses.begin(session, world.twin.workspace, pulse.pair_id, at=JULY + days(40))
        for each in await world.rows(models.PulseAsk):
            assert await pulse_views.message(session, world.twin.workspace, each.message_id) is None


async def test_while_one_is_away_it_waits_and_what_falls_into_the_next_month_is_the_next_months(world: World) -> None:
    await world.open()
    await go_away(world, MONA, "2026-06-29", "2026-07-07", at=JULY - days(2))
    await pulse_round(world.database, JULY)
    assert (await world.rows(models.Pulse), await next_at(world)) == ([], JULY + days(1))
    for day in range(1, 8):
        await pulse_round(world.database, JULY + days(day))
    (pulse,) = await world.rows(models.Pulse)
    assert (pulse.month, await next_at(world)) == (date(2026, 7, 1), new_york("2026-08-01 00:00"))
    hers = (await world.rows(models.PulseAsk, person=MONA))[0]
    assert hers.due_at == new_york("2026-07-08 09:30")


async def test_while_every_role_they_share_is_on_hold_it_waits(world: World) -> None:
    role = await world.open()
    async with world.database.begin() as session:
        await role_holds.hold(session, world.person(RITA), role.id, reason="budget", look_on=None, at=MONDAY)
    await pulse_round(world.database, JULY)
    assert await world.rows(models.Pulse) == []
    await world.open()  # another that is not
    await pulse_round(world.database, JULY + days(1))
    assert len(await world.rows(models.Pulse)) == 1


async def test_who_shares_no_role_any_more_is_asked_no_more_and_what_was_revealed_stays_theirs(world: World) -> None:
    role = await world.open()
    pulse = await asked(world)
    await tap(world, MONA, pulse, 3)
    await tap(world, RITA, pulse, 4)
    async with world.database.begin() as session:
        await hand_overs.hand(session, world.person(RITA), role.id, Role.MANAGER, HANA, at=MONAS + hours(1))
    pairs = {(row.one, row.other): row.next_at for row in await world.rows(models.PulsePair)}
    assert pairs == {(MONA, RITA): None, (HANA, RITA): berlin("2026-08-01 00:00")}
    async with world.database.read() as session:
        new = await session.scalars(select(models.PulseAsk.id).where(models.PulseAsk.person == HANA))
    assert new.all() == []  # and reads nothing of before
    assert (await reads(world, MONA)).trend == (Month(date(2026, 7, 1), 3, 4),)
    await world.close(role, at=MONAS + hours(2))
    assert [row.next_at for row in await world.rows(models.PulsePair)] == [None, None]
    again = await world.open(at=MONAS + hours(3))
    assert (await world.rows(models.PulsePair, one=MONA))[0].next_at == new_york("2026-08-01 00:00")
    assert again.is_live


async def test_who_left_the_workspace_is_asked_nothing(world: World) -> None:
    await world.open()
    async with world.database.begin() as session:
        await people.remember(session, Person(HERE, MONA, "M", BERLIN, is_deactivated=True), at=MONDAY)
    await pulse_round(world.database, JULY)
    assert await world.rows(models.Pulse) == []


async def test_a_round_that_comes_at_night_waits_for_the_morning(world: World) -> None:
    await world.open()
    await pulse_round(world.database, JULY)
    await pulse_round(world.database, berlin("2026-07-01 22:00"))
    hers = (await world.rows(models.PulseAsk, person=RITA))[0]
    assert (hers.message_id, hers.due_at) == (None, berlin("2026-07-02 09:30"))


async def test_the_trend_is_the_last_twelve_months_that_were_revealed(world: World) -> None:
    await world.open()
    pulse = await asked(world)
    for month in range(14):
        begins = date(2027 + month // 12, month % 12 + 1, 1)
        async with world.database.begin() as session:
            row = models.Pulse(workspace=HERE, pair_id=pulse.pair_id, month=begins, lapse_at=OVER)
            session.add(row)
            await session.flush()
            for who in (MONA, RITA):
                session.add(models.PulseAsk(workspace=HERE, pulse_id=row.id, person=who))
            await blind.begin(session, HERE, Subject.PULSE, row.id, (MONA, RITA), at=MONDAY)
        if month != 5:
            await tap(world, MONA, row, 1 + month % 5)
            await tap(world, RITA, row, 5)
    trend = (await reads(world, RITA)).trend
    assert [each.month.isoformat()[:7] for each in trend[:3]] == ["2027-02", "2027-03", "2027-04"]
    assert (len(trend), trend[-1]) == (12, Month(date(2028, 2, 1), 5, 4))
    assert [each.month.month for each in trend].count(6) == 0


async def _told(fresh_world: FreshDatabase, number: int) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in every other table once Mona answered so, her message was painted again, and a role was opened."""
    async with fresh_world(True) as url, opened(url) as database:
        world = World(database)
        await world.open()
        pulse = await asked(world)
        await tap(world, MONA, pulse, number)
        await postman(database, MONAS + hours(1))
        await pulse_round(database, MONAS + days(1))
        found = await dump(database, HERE)
    assert any(MONA in row and number in row for row in found.pop("blind_answers"))
    return found


async def test_until_both_have_answered_no_other_table_differs_whatever_was_said(fresh_world: FreshDatabase) -> None:
    assert await _told(fresh_world, 1) == await _told(fresh_world, 5)


def test_a_month_does_not_print_its_numbers() -> None:
    assert repr(Month(date(2026, 7, 1), 3, 4)) == "Month(month=datetime.date(2026, 7, 1))"
