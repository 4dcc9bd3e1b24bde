"""Absences that begin: a delegate, a backup, or the word that somebody is away; on both databases."""

from __future__ import annotations

from datetime import date, time

from storage import absences, models
from storage.rules.ladder import Rung
from storage.rules.promises import Kind
from tests.storage.turning import absence_round, come_back, go_away, leave, prefer, question, review_of
from tests.storage.world import (
    BEN,
    HANA,
    HERE,
    MONA,
    MONDAY,
    OTTO,
    RITA,
    World,
    berlin,
    check_in_round,
    final_round,
    hours,
    kolkata,
    new_york,
    nudge_round,
)

NOON = new_york("2026-06-01 12:00")
LEAVING = new_york("2026-06-02 00:00")  # Tuesday begins where Mona lives


async def _owners(world: World, **where: object) -> list[tuple[str, str]]:
    return [(ask.owner, ask.state) for ask in await world.asks(**where)]


async def test_a_delegate_takes_over_on_a_fresh_clock_when_the_day_begins(world: World) -> None:
    await world.post(await world.open())
    await go_away(world, MONA, "2026-06-02", "2026-06-02", delegate=OTTO, at=NOON)
    await absence_round(world.database, LEAVING - hours(0.01))
    assert await _owners(world, kind=Kind.REVIEW) == [(MONA, "open")]
    await absence_round(world.database, LEAVING)
    old, new = await world.asks(kind=Kind.REVIEW)
    assert (old.state, new.owner, new.state, new.from_id) == ("handed_over", OTTO, "open", old.id)
    assert new.due_at == berlin("2026-06-02 17:00")  # 06:00 in Berlin, where Otto begins at nine
    await absence_round(world.database, LEAVING)
    assert len(await world.asks(kind=Kind.REVIEW)) == 2


async def test_a_delegate_who_is_away_too_passes_it_on(world: World) -> None:
    await world.post(await world.open())
    await go_away(world, OTTO, "2026-06-01", "2026-06-05", delegate=HANA, at=NOON)
    await go_away(world, MONA, "2026-06-02", "2026-06-05", delegate=OTTO, at=NOON)
    await absence_round(world.database, LEAVING)
    assert await _owners(world, kind=Kind.REVIEW) == [(MONA, "handed_over"), (HANA, "open")]


async def test_without_a_delegate_a_long_absence_goes_to_the_backup(world: World) -> None:
    role = await world.open(backup=BEN)
    await world.post(role)
    await go_away(world, MONA, "2026-06-02", "2026-06-03", at=NOON)
    await absence_round(world.database, LEAVING)
    assert await _owners(world, kind=Kind.REVIEW) == [(MONA, "handed_over"), (BEN, "open")]
    await world.post(role, at=LEAVING + hours(1))  # what is asked meanwhile goes there at once
    assert (await world.asks(kind=Kind.REVIEW))[-1].owner == BEN
    assert await world.rows(models.Nudge, rung=Rung.AWAY) == []


async def test_a_helper_stands_in_for_the_recruiter(world: World) -> None:
    role = await world.open(helpers=(HANA,))
    decided, asked = await world.post(role), await world.post(role)
    await world.approve(decided, at=MONDAY)
    await final_round(world.database, MONDAY + hours(1))
    await question(world, asked.id, at=NOON)
    await go_away(world, RITA, "2026-06-02", "2026-06-09", at=NOON)
    await absence_round(world.database, berlin("2026-06-02 00:00"))
    owners = {(a.kind, a.owner) for a in await world.asks(state="open")}
    assert owners == {(Kind.CONTACT, HANA), (Kind.QUESTION, HANA)}
    assert (await review_of(world, asked)).state == "paused"


async def test_a_single_day_without_a_delegate_changes_nothing_but_the_clock(world: World) -> None:
    await world.post(await world.open(backup=BEN), at=NOON)
    await go_away(world, MONA, "2026-06-02", "2026-06-02", at=NOON)
    await absence_round(world.database, LEAVING)
    ask = await world.only_ask(kind=Kind.REVIEW)
    assert (ask.owner, ask.state, ask.due_at) == (MONA, "open", new_york("2026-06-03 12:00"))
    assert await world.rows(models.Nudge, rung=Rung.AWAY) == []


async def test_with_nobody_to_stand_in_whoever_waits_is_told_once(world: World) -> None:
    role = await world.open(backup=None)
    await world.post(role)
    absence = await go_away(world, MONA, "2026-06-02", "2026-06-05", at=NOON)
    await absence_round(world.database, LEAVING)
    await nudge_round(world.database, berlin("2026-06-02 09:30"))
    (line,) = (await world.messages(RITA))[0].lines
    assert (line.rung, line.owner.id) == (Rung.AWAY, MONA)
    await come_back(world, MONA, absence.id, at=new_york("2026-06-03 09:00"))
    await go_away(world, MONA, "2026-06-04", "2026-06-10", at=new_york("2026-06-03 10:00"))
    await absence_round(world.database, new_york("2026-06-04 00:00"))
    await nudge_round(world.database, berlin("2026-06-04 14:00"))
    assert len([n for n in await world.rows(models.Nudge, rung=Rung.AWAY) if n.person == RITA]) == 1
    await world.post(role, at=berlin("2026-06-05 10:00"))  # another ask, of which nobody was told yet
    assert len(await world.rows(models.Nudge, rung=Rung.AWAY)) == 2


async def test_whoever_is_back_before_it_was_said_was_not_away(world: World) -> None:
    await world.post(await world.open(backup=None))
    absence = await go_away(world, MONA, "2026-06-02", "2026-06-05", at=NOON)
    await absence_round(world.database, LEAVING)
    await come_back(world, MONA, absence.id, at=LEAVING + hours(1))
    await nudge_round(world.database, berlin("2026-06-02 09:30"))
    assert await world.messages(RITA) == []
    assert await world.rows(models.Nudge, rung=Rung.AWAY) == []


async def test_nobody_stands_in_for_themself_or_for_the_one_who_waits(world: World) -> None:
    await world.post(await world.open(backup=None))
    await go_away(world, MONA, "2026-06-02", "2026-06-05", delegate=RITA, at=NOON)
    await absence_round(world.database, LEAVING)
    assert await _owners(world, kind=Kind.REVIEW) == [(MONA, "open")]
    assert [n.person for n in await world.rows(models.Nudge, rung=Rung.AWAY)] == [RITA]


async def test_nobody_answers_a_check_in_for_another(world: World) -> None:
    await world.open()
    await check_in_round(world.database, new_york("2026-06-04 09:30"))
    await go_away(world, MONA, "2026-06-04", "2026-06-09", delegate=BEN, at=new_york("2026-06-04 10:00"))
    await absence_round(world.database, new_york("2026-06-04 10:00"))
    assert [a.owner for a in await world.asks(kind=Kind.CHECK_IN) if a.owner != RITA] == [MONA]


async def test_somebody_who_left_counts_as_absent(world: World) -> None:
    role = await world.open(backup=BEN)
    await world.post(role)
    await leave(world, MONA)
    async with world.database.begin() as session:
        assert await absences.left(session, HERE, MONA, at=NOON)
        assert not await absences.left(session, HERE, RITA, at=NOON)
    assert await _owners(world, kind=Kind.REVIEW) == [(MONA, "handed_over"), (BEN, "open")]
    await world.post(role, at=NOON)
    assert (await world.asks(kind=Kind.REVIEW))[-1].owner == BEN


async def test_a_delegate_who_left_is_passed_over_for_the_backup(world: World) -> None:
    await world.post(await world.open(backup=BEN))
    await go_away(world, MONA, "2026-06-02", "2026-06-05", delegate=OTTO, at=NOON)
    await leave(world, OTTO)
    await absence_round(world.database, LEAVING)
    assert await _owners(world, kind=Kind.REVIEW) == [(MONA, "handed_over"), (BEN, "open")]


async def test_an_absence_begins_where_the_person_lives_by_then(world: World) -> None:
    """Said in Berlin for the ninth; Rita has moved to New York, where the ninth begins six hours later."""
    await world.post(await world.open(manager=RITA, backup=None, recruiter=HANA), by=HANA)
    await go_away(world, RITA, "2026-06-09", "2026-06-12", delegate=OTTO, at=MONDAY)
    await prefer(world, RITA, MONDAY, zone="America/New_York")
    await absence_round(world.database, berlin("2026-06-09 00:00"))
    assert (await world.asks(kind=Kind.REVIEW))[-1].owner == RITA
    await absence_round(world.database, new_york("2026-06-09 00:00"))
    assert (await world.asks(kind=Kind.REVIEW))[-1].owner == OTTO


async def test_an_absence_that_nobody_looked_at_in_time_hands_over_nothing(world: World) -> None:
    await world.post(await world.open(backup=BEN))
    await go_away(world, MONA, "2026-06-02", "2026-06-03", at=NOON)
    async with world.database.begin() as session:
        ((workspace, found),) = await absences.due(session, at=new_york("2026-06-04 10:00"))
        assert await absences.begin(session, workspace, found, at=new_york("2026-06-04 10:00"))
    assert await _owners(world, kind=Kind.REVIEW) == [(MONA, "open")]
    assert await world.rows(models.Nudge, rung=Rung.AWAY) == []


async def test_days_already_away_stay_away_when_plans_change(world: World) -> None:
    """Away Monday to Friday; on Wednesday it becomes Wednesday to the Tuesday after."""
    await go_away(world, MONA, "2026-06-01", "2026-06-05", at=MONDAY)
    await go_away(world, MONA, "2026-06-03", "2026-06-09", delegate=BEN, at=new_york("2026-06-03 12:00"))
    stood = [(a.first, a.last, a.delegate) for a in await world.rows(models.Absence) if a.taken_back_at is None]
    assert stood == [(date(2026, 6, 1), date(2026, 6, 2), None), (date(2026, 6, 3), date(2026, 6, 9), BEN)]


async def test_a_due_time_that_an_absence_moved_is_said_again_after_it(world: World) -> None:
    await world.post(await world.open(backup=None))
    await nudge_round(world.database, new_york("2026-06-01 14:00"))  # due at 17:00
    await go_away(world, MONA, "2026-06-01", "2026-06-01", at=new_york("2026-06-01 15:00"))
    await nudge_round(world.database, new_york("2026-06-02 09:30"))
    await nudge_round(world.database, new_york("2026-06-02 14:00"))
    assert (await world.only_ask(kind=Kind.REVIEW)).due_at == new_york("2026-06-02 17:00")
    assert [line.rung for m in await world.messages(MONA) for line in m.lines] == [Rung.DUE, Rung.DUE]


async def test_an_answer_taken_back_by_the_backup_finds_the_stand_in(world: World) -> None:
    submission = await world.post(await world.open(backup=BEN))
    decision = await world.reject(submission, by=BEN, at=NOON)
    await go_away(world, MONA, "2026-06-02", "2026-06-09", delegate=OTTO, at=NOON)
    await absence_round(world.database, LEAVING)
    await world.undo(decision, by=BEN, at=LEAVING + hours(1))
    assert await _owners(world, kind=Kind.REVIEW) == [(MONA, "handed_over"), (OTTO, "open")]


async def test_nobody_hears_three_times_on_the_day_they_change_their_hours(world: World) -> None:
    role = await world.open(manager=BEN, backup=None)
    at = kolkata("2026-06-01 14:00")
    for wall in ("2026-06-02 09:30", "2026-06-02 14:00", "2026-06-02 15:30"):
        await world.post(role, at=at)
        if wall.endswith("15:30"):
            await prefer(world, BEN, kolkata("2026-06-02 14:30"), windows=(time(15, 30),))
        at = kolkata(wall)
        await nudge_round(world.database, at)
    assert [m.window_at for m in await world.messages(BEN)] == [
        kolkata("2026-06-02 09:30"),
        kolkata("2026-06-02 14:00"),
    ]
    await nudge_round(world.database, kolkata("2026-06-03 15:30"))
    assert len(await world.messages(BEN)) == 3


async def test_a_round_that_comes_the_next_morning_waits_for_that_mornings_window(world: World) -> None:
    await world.post(await world.open())
    await nudge_round(world.database, new_york("2026-06-02 09:10"))
    assert await world.messages(MONA) == []
    await nudge_round(world.database, new_york("2026-06-02 09:30"))
    assert [m.window_at for m in await world.messages(MONA)] == [new_york("2026-06-02 09:30")]
