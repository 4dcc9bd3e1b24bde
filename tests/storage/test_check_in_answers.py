"""What each side says in a check-in, what it begins with, what is too late, and who reads how content a manager is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import pytest

from storage import changes, check_in_answers, check_in_views, hand_overs, interviewing, models
from storage.check_in_answers import Outcome, Question, Said
from storage.rules.balls import Holder
from storage.rules.check_ins import Changes
from storage.rules.rights import Role
from tests.storage.turning import go_away
from tests.storage.world import (
    BEN,
    HANA,
    HERE,
    MONA,
    MONDAY,
    RITA,
    World,
    berlin,
    check_in_round,
    days,
    escalation_round,
    hours,
    new_york,
    nudge_round,
)

THURSDAY, HERS = berlin("2026-06-04 09:30"), new_york("2026-06-04 09:30")


async def asked(world: World, who: str, at: datetime = HERS) -> list[Question]:
    async with world.database.read() as session:
        found = await check_in_answers.pending(session, world.person(who))
        return await check_in_answers.with_changes(session, world.person(who), found, at=at)


async def answer(world: World, who: str, said: Mapping[int, Said], at: datetime = HERS) -> Outcome:
    async with world.database.begin() as session:
        return await check_in_answers.answer(session, world.person(who), said, at=at)


async def shown(world: World, at: datetime) -> list[check_in_views.Answer]:
    row = (await world.rows(models.CheckIn))[-1]
    async with world.database.read() as session:
        found = await check_in_views.shown(session, HERE, row.id, at=at)
    assert found is not None
    return found.answers


async def test_a_form_begins_with_what_changed_since_ones_own_last_check_in(world: World) -> None:
    role = await world.open()
    first, second = await world.post(role), await world.post(role)
    await world.approve(first, at=MONDAY + hours(7))
    begins = MONDAY + days(1)
    async with world.database.begin() as session:
        await interviewing.plan(
            session, world.person(RITA), first.id, [MONA], begins, 60, {}, origin="V_I", at=MONDAY + hours(8)
        )
    await check_in_round(world.database, HERS)
    (mine,), (hers,) = await asked(world, RITA), await asked(world, MONA)
    assert (mine.side, mine.partner.id, mine.since, mine.is_first) == ("recruiter", MONA, MONDAY, True)
    assert (hers.side, hers.partner.id) == ("manager", RITA)
    assert mine.changes == hers.changes
    assert mine.changes.happened == {"posted": 2, "approved": 1, "interviewed": 1}
    assert mine.changes.stages == {"review": 1, "interview": 1}
    assert sum(mine.changes.waits.values()) == 2
    assert mine.changes.waits[Holder.MANAGER] == 1
    assert (await answer(world, RITA, {mine.answer_id: Said()})).answered == (role.number,)
    await world.undo(await world.reject(second, at=HERS + hours(1)), at=HERS + hours(2))
    await check_in_round(world.database, THURSDAY + days(7))
    (again,) = await asked(world, RITA, THURSDAY + days(7))
    assert (again.since, again.is_first, again.changes.happened) == (HERS, False, {})


async def test_another_workspaces_roles_have_not_changed_at_all(world: World) -> None:
    (role,) = [row.id for row in await world.twin.rows(models.Requisition)]
    async with world.database.read() as session:
        assert await changes.of_each(session, HERE, {role: MONDAY - days(1)}, until=HERS) == {role: Changes()}
        assert await changes.of_each(session, HERE, {}, until=HERS) == {}


async def test_only_the_roles_of_one_page_are_answered_and_the_others_still_wait(world: World) -> None:
    for _ in range(3):
        await world.open()
    await check_in_round(world.database, THURSDAY)
    waiting = await asked(world, RITA)
    words = Said("Three calls", "Pay is up", "On-call", "A second view")
    done = await answer(world, RITA, {waiting[0].answer_id: words, waiting[1].answer_id: Said()})
    assert done == Outcome((1, 2))
    assert [each.requisition.number for each in await asked(world, RITA)] == [3]
    (first, *_) = await world.rows(models.CheckInAnswer)
    assert (first.news, first.market, first.obstacles, first.needs) == tuple(words.words.values())
    sent_twice = await answer(world, RITA, {waiting[0].answer_id: words, waiting[1].answer_id: Said()})
    assert sent_twice == Outcome(())


async def test_what_was_written_too_late_comes_back_and_the_rest_is_taken(world: World) -> None:
    await world.open()
    await check_in_round(world.database, HERS)
    (late,) = await asked(world, MONA)
    due = (await world.only_ask(owner=MONA)).due_at
    await escalation_round(world.database, due)
    words = Said("Two offers out")
    assert await answer(world, MONA, {late.answer_id: words}, due + hours(1)) == Outcome((), ((1, words),))
    assert await answer(world, MONA, {late.answer_id: Said()}, due + hours(1)) == Outcome(())
    assert await answer(world, RITA, {late.answer_id: words}) == Outcome(())  # somebody else's row is nobody's
    assert [each.answered_at for each in await shown(world, due)] == [None, None]


async def test_how_content_the_manager_is_reaches_the_recruiter_alone_in_their_next_message(world: World) -> None:
    role = await world.open(helpers=(HANA,))
    await check_in_round(world.database, HERS)
    (hers,) = await asked(world, MONA)
    await answer(world, MONA, {hers.answer_id: Said("Fine", content=2)})
    ask = await world.only_ask(owner=MONA, kind="check_in")
    async with world.database.read() as session:
        for reader, said in ((RITA, {ask.id: 2}), (HANA, {}), (MONA, {}), (BEN, {})):
            assert await check_in_views.contents(session, HERE, reader, [ask.id]) == said
        assert await check_in_views.contents(session, world.twin.workspace, RITA, [ask.id]) == {}
    assert all("2" not in repr(each.said) for each in await shown(world, HERS))
    await nudge_round(world.database, berlin("2026-06-05 09:30"))
    told = [line for message in await world.messages(RITA) for line in message.lines if line.content is not None]
    assert [(line.owner.id, line.content, line.requisition.id) for line in told] == [(MONA, 2, role.id)]
    for other in (HANA, BEN, MONA):
        assert not any(line.content for message in await world.messages(other) for line in message.lines)
    async with world.database.begin() as session:
        await hand_overs.hand(session, world.person(MONA), role.id, Role.RECRUITER, HANA, at=HERS + days(2))
    assert not any(line.content for message in await world.messages(RITA) for line in message.lines)


async def test_whoever_leaves_before_the_window_is_not_told(world: World) -> None:
    role = await world.open()
    await check_in_round(world.database, HERS)
    (hers,) = await asked(world, MONA)
    await answer(world, MONA, {hers.answer_id: Said(content=5)})
    assert [each.nothing_new for each in await shown(world, HERS) if each.person == MONA] == [True]
    async with world.database.begin() as session:
        await hand_overs.hand(session, world.person(MONA), role.id, Role.RECRUITER, HANA, at=HERS + hours(1))
    await nudge_round(world.database, berlin("2026-06-05 09:30"))
    for who in (RITA, HANA):
        assert not any(line.content for message in await world.messages(who) for line in message.lines)


async def test_whoever_is_both_sides_tells_nobody_how_content_they_are(world: World) -> None:
    await world.open(manager=RITA, backup=None)
    await check_in_round(world.database, THURSDAY)
    (mine,) = await asked(world, RITA)
    assert mine.is_alone
    await answer(world, RITA, {mine.answer_id: Said(content=1)})
    assert [row.content for row in await world.rows(models.CheckInAnswer)] == [None]
    for wrong in (0, 6):
        with pytest.raises(ValueError, match="from 1 to 5"):
            await answer(world, RITA, {mine.answer_id: Said(content=wrong)})


async def test_whoever_is_not_asked_yet_or_away_is_shown_so(world: World) -> None:
    await world.open()
    await check_in_round(world.database, THURSDAY)
    (mine,) = await asked(world, RITA)
    await answer(world, RITA, {mine.answer_id: Said("Three calls")}, THURSDAY)
    assert [(each.person, each.is_asked) for each in await shown(world, THURSDAY)] == [(RITA, True), (MONA, False)]
    await check_in_round(world.database, HERS)
    assert [each.is_asked for each in await shown(world, HERS)] == [True, True]
    assert len(await world.rows(models.OutboxRow, kind="check_in.repaint")) == 1
    await go_away(world, MONA, "2026-06-04", "2026-06-07", at=HERS)
    assert [each.back_on for each in await shown(world, HERS + hours(1))] == [None, date(2026, 6, 8)]
    for later in (days(5), days(30)):  # nobody is told off for a week away, however late it is read
        await escalation_round(world.database, HERS + later)
        assert [each.back_on for each in await shown(world, HERS + later)][1] == date(2026, 6, 8)
