"""Some weeks after the app was removed somewhere nothing of it is left but the log; nobody else notices, and whoever
comes back in time finds everything."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DBAPIError

from bot.audit_log import verify
from bot.rounds import audit as audit_round
from bot.rounds import removals as removals_round
from storage import audit, due, installations, models, people, removals
from storage.database import Database
from storage.installations import Installation
from storage.rules.audit import DONE, HELD
from storage.walls import EVERYWHERE, NOWHERE, within
from tests.conftest import FreshDatabase, as_visitor
from tests.storage.poisoned import poison
from tests.storage.world import HERE, MONDAY, TWIN, World, days, dump, hours

LEFT = MONDAY + hours(1)
OVER = LEFT + removals.ERASED_AFTER
THEIRS = Installation(TWIN, None, False, "UB", "BB", ("commands",), b"sealed", "key", "U_ADMIN", MONDAY)
LOGS = {"audit", "audit_heads"}


async def install(database: Database, at: datetime = MONDAY, new: Installation = THEIRS) -> None:
    here = replace(new, installed_at=at)
    await database.write(lambda session: installations.install(session, here, name="Back Again"))


async def leave(database: Database, owner: str = TWIN, keep: timedelta | None = removals.ERASED_AFTER) -> None:
    assert await database.write(lambda session: installations.remove(session, owner, at=LEFT, keep=keep))


async def erased(database: Database, at: datetime = OVER) -> None:
    """Beats of the clock, until nothing is due."""
    for _ in range(9):
        await removals_round.run(database, at)
        async with database.read() as session:
            if not await removals.due(session, at=at):
                return
    raise AssertionError("it has no end")


async def hold(database: Database, at: datetime | None) -> None:
    async with database.begin() as session:
        who = models.Candidate
        await session.execute(update(who).where(who.workspace == TWIN).values(held_at=at))


async def log(database: Database) -> list[audit.Entry]:
    async with database.read() as session:
        entries = await audit.stretch(session, TWIN, after=0, since=None, limit=99)
    return [each for each in entries if each.what == "data_erased"]


@pytest.fixture
async def left(world: World) -> World:
    """The twin has a row in every table and no hold, and the app was removed there."""
    await poison(world)
    await no_holds(world.database)
    await install(world.database)
    await leave(world.database)
    return world


async def no_holds(database: Database) -> None:
    await hold(database, None)
    async with database.begin() as session:
        role = models.RoleLegalHold
        await session.execute(update(role).where(role.workspace == TWIN).values(lifted_at=MONDAY))


async def test_nothing_of_it_is_left_but_the_log_and_the_neighbour_has_all_theirs(left: World) -> None:
    database = left.database
    before, theirs = await dump(database, HERE), await dump(database, TWIN)
    assert all(theirs.values()), [name for name, rows in theirs.items() if not rows]
    await erased(database, OVER - timedelta(seconds=1))
    assert await dump(database, TWIN) == theirs
    await erased(database)
    after = await dump(database, TWIN)
    assert {name for name, rows in after.items() if rows} == LOGS
    assert await dump(database, HERE) == before
    assert set(map(repr, after["audit"])) > set(map(repr, theirs["audit"]))
    gone = sum(len(rows) for name, rows in theirs.items() if name not in LOGS)
    assert [(each.outcome, each.facts) for each in await log(database)] == [(DONE, {"rows": gone})]


async def test_by_a_role_that_owns_nothing_as_well(fresh_postgres_world: FreshDatabase) -> None:
    async with fresh_postgres_world(True) as url:
        owner = Database.open(url)
        visitor = Database.open(await as_visitor(url), unless_said=NOWHERE)
        try:
            await poison(World(owner))
            await no_holds(owner)
            await install(owner)
            await leave(owner)
            before = await dump(owner, HERE)
            with within(EVERYWHERE):
                await erased(visitor)
            assert {name for name, rows in (await dump(owner, TWIN)).items() if rows} == LOGS
            assert await dump(owner, HERE) == before
        finally:
            await visitor.close()
            await owner.close()


async def test_the_chain_of_the_log_stays_whole_and_goes_on_when_it_is_installed_anew(world: World) -> None:
    database = world.database
    await install(database)
    await leave(database)
    await audit_round.run(database, LEFT)
    await erased(database)
    await install(database, OVER + hours(1))
    await audit_round.run(database, OVER + hours(2))
    found = await verify(database, TWIN, None, lambda done, of: None)
    async with database.read() as session:
        place = await session.get_one(models.Workspace, TWIN)
    assert (found.flaw, found.chain.unsealed) == (None, 0)
    assert (place.name, place.next_number, place.left_at, place.erase_at) == ("Back Again", 1, None, None)


async def test_installed_again_the_day_before_it_loses_nothing(left: World) -> None:
    database = left.database
    theirs = await dump(database, TWIN)
    await install(database, OVER - days(1))
    await erased(database, OVER + days(99))
    after = await dump(database, TWIN)
    changed = LOGS | {"workspaces", "installations"}
    assert {name: rows for name, rows in after.items() if name not in changed} == {
        name: rows for name, rows in theirs.items() if name not in changed
    }
    assert len(after["installations"]) == 1
    await leave(database)
    async with database.read() as session:
        assert (await session.get_one(models.Workspace, TWIN)).erase_at == OVER


async def test_once_it_has_begun_an_installation_waits_until_it_is_done(left: World) -> None:
    database = left.database
    assert await database.write(lambda session: removals.begin(session, TWIN, at=OVER)) == removals.Holds()
    with pytest.raises(people.BeingErased):
        await install(database, OVER)
    with pytest.raises(people.BeingErased):
        await database.write(lambda session: people.join(session, TWIN, name="Back", bot_user="UB"))
    await database.write(lambda session: removals.reckon(session, keep=None, at=OVER))  # too late for that too
    await erased(database)
    await install(database, OVER + hours(1))
    async with database.read() as session:
        assert (
            list(await session.scalars(select(models.Requisition.id).where(models.Requisition.workspace == TWIN))) == []
        )


async def test_whoever_installs_at_that_very_moment_finds_everything_or_begins_anew(postgres_world: World) -> None:
    database = postgres_world.database
    await install(database)
    for _ in range(5):
        await leave(database)
        before = len(await postgres_world.twin.rows(models.Person))
        _, came = await asyncio.gather(
            removals_round.run(database, OVER), install(database, OVER), return_exceptions=True
        )
        if came is not None:
            assert isinstance(came, people.BeingErased)
            break
        assert len(await postgres_world.twin.rows(models.Person)) == before
        async with database.begin() as session:  # removed again, from an hour ago on
            await session.execute(update(models.Installation).values(installed_at=MONDAY))
    await erased(database)
    async with database.read() as session:
        place = await session.get(models.Workspace, TWIN)
    left = len(await postgres_world.twin.rows(models.Person))
    assert (place is None) == (left == 0)


@pytest.mark.parametrize("kind", ["candidate", "role"])
async def test_while_a_hold_stands_all_of_it_stays_and_the_log_says_so_once(left: World, kind: str) -> None:
    database = left.database
    async with database.begin() as session:
        row = models.RoleLegalHold
        lifted = None if kind == "role" else MONDAY
        await session.execute(update(row).where(row.workspace == TWIN).values(lifted_at=lifted))
    await hold(database, MONDAY if kind == "candidate" else None)
    theirs = await dump(database, TWIN)
    for late in range(3):
        await erased(database, OVER + days(late))
        async with database.read() as session:
            assert "removals" not in await due.rounds(session, OVER + days(late))  # nothing is overdue meanwhile
            (found,) = [each for each in await removals.listed(session) if each.workspace == TWIN]
        assert (bool(found.holds.candidates), bool(found.holds.roles)) == (kind == "candidate", kind == "role")
    after = await dump(database, TWIN)
    changed = LOGS | {"workspaces"}
    assert [name for name in after if name not in changed and after[name] != theirs[name]] == []
    assert [each.outcome for each in await log(database)] == [HELD]
    await no_holds(database)
    await erased(database, OVER + days(5))
    assert [each.outcome for each in await log(database)] == [HELD, DONE]


async def test_the_workspaces_of_an_organisation_go_with_its_installation_but_those_with_their_own(
    world: World,
) -> None:
    database = world.database
    whole = replace(THEIRS, owner="E_ORG", enterprise="E_ORG", is_org_wide=True)
    await install(database, new=whole)
    await install(database, new=replace(THEIRS, owner=HERE, enterprise="E_ORG"))
    await database.write(lambda session: people.join(session, TWIN, name="Twin", bot_user="UB", enterprise="E_ORG"))
    kept = await dump(database, HERE)
    await leave(database, "E_ORG")
    await erased(database)
    assert {name for name, rows in (await dump(database, TWIN)).items() if rows} == {"audit"}
    assert await dump(database, HERE) == kept
    assert len(await dump_of(database, "E_ORG")) == 1  # HERE belongs to it still
    assert await database.write(lambda session: installations.remove(session, HERE, at=LEFT))
    await erased(database)
    assert await dump_of(database, "E_ORG") == []


async def dump_of(database: Database, owner: str) -> list[str]:
    async with database.read() as session:
        row = models.Installation
        return list(await session.scalars(select(row.workspace).where(row.workspace == owner)))


async def test_a_time_set_anew_is_longer_for_those_removed_before_and_never_shorter(world: World) -> None:
    database = world.database
    await install(database)
    await leave(database, keep=None)

    async def until(keep: timedelta | None, at: datetime = LEFT) -> datetime | None:
        await database.write(lambda session: removals.reckon(session, keep=keep, at=at))
        async with database.read() as session:
            (found,) = await removals.listed(session)
        return found.erase_at

    assert await until(None) is None
    assert await until(days(30), LEFT + days(400)) == LEFT + days(430)  # nobody was told so far
    assert await until(days(10), LEFT + days(401)) == LEFT + days(430)
    assert await until(days(500), LEFT + days(401)) == LEFT + days(500)
    assert await until(None) is None


@pytest.mark.parametrize("room", [1, 7, 1000])
async def test_it_goes_in_pieces_of_a_size_and_what_was_broken_off_is_brought_to_its_end(
    left: World, room: int
) -> None:
    database = left.database
    before = all_of_it = await count(database)
    await database.write(lambda session: removals.begin(session, TWIN, at=OVER))
    for broken_off in (True, False):  # from the start again: as one that was killed does
        place: int | None = 0
        while place is not None and place < len(removals.TABLES):
            go_on = partial(removals.erase_some, workspace=TWIN, place=place, room=room)
            place = await database.write(go_on)
            now = await count(database)
            assert before - now <= room
            before = now
            if broken_off and now < all_of_it:
                break
    assert await count(database) == 0
    await erased(database)
    assert [each.facts["rows"] for each in await log(database)] == [all_of_it + 1]  # and the workspace's own


async def test_the_timeline_lets_go_of_nothing_but_a_workspace_that_is_being_erased(left: World) -> None:
    row = models.TimelineEntry
    await left.database.write(lambda session: removals.begin(session, TWIN, at=OVER))
    await left.open()
    with pytest.raises(DBAPIError, match="append-only"):
        async with left.database.begin() as session:
            await session.execute(delete(row).where(row.workspace == HERE))
    with pytest.raises(DBAPIError, match="append-only"):
        async with left.database.begin() as session:
            await session.execute(update(row).where(row.workspace == TWIN).values(kind="closed"))


async def test_what_came_in_between_is_erased_too_before_it_is_said_to_be_over(left: World) -> None:
    database = left.database
    await database.write(lambda session: removals.begin(session, TWIN, at=OVER))
    assert await database.write(lambda session: removals.end(session, TWIN, at=OVER)) is None
    assert await log(database) == []
    await erased(database)
    assert await count(database) == 0


async def test_more_than_one_goes_worth_is_erased_by_and_by(world: World) -> None:
    database, rows = world.database, 20 * removals.AT_ONCE + 7
    await install(database)
    await leave(database)
    day = MONDAY.date()
    told = [{"workspace": TWIN, "tip": "post", "day": day, "person": f"U{n}"} for n in range(rows)]
    async with database.begin() as session:
        await session.execute(insert(models.TipTold), told)
    await removals_round.run(database, OVER)
    assert 0 < await count(database) < rows
    async with database.read() as session:
        assert "removals" in await due.rounds(session, OVER)
    await erased(database)
    assert await count(database) == 0


async def count(database: Database) -> int:
    found = await dump(database, TWIN)
    return sum(len(rows) for name, rows in found.items() if name not in LOGS | {"workspaces"})
