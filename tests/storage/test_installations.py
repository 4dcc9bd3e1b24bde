"""Where the app is installed: found again, silenced when removed, going on where it was when it comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select, update

from storage import audit, due, installations, models, nudges, outbox, retention
from storage.database import Database
from storage.installations import Installation
from tests.storage.world import MONDAY, World, hours

OURS = Installation("T_HERE", None, False, "UB", "BB", ("chat:write", "commands"), b"sealed", "key", "U_ADMIN", MONDAY)
WHOLE = replace(OURS, owner="E_ORG", enterprise="E_ORG", is_org_wide=True, token=b"whole")


async def install(database: Database, new: Installation = OURS) -> bool:
    return await database.write(lambda session: installations.install(session, new, name="Kestrel"))


async def found(database: Database, workspace: str, enterprise: str | None = None) -> Installation | None:
    async with database.read() as session:
        return await installations.find(session, workspace, enterprise)


async def remove(database: Database, owner: str, **more: object) -> bool:
    return await database.write(
        lambda session: installations.remove(session, owner, at=MONDAY + hours(2), **more)  # type: ignore[arg-type]
    )


async def has_left(database: Database) -> bool:
    async with database.read() as session:
        return (await session.get_one(models.Workspace, "T_HERE")).left_at is not None


async def test_what_was_installed_is_found_and_its_workspace_known(database: Database) -> None:
    assert not await install(database)
    assert await found(database, "T_HERE") == OURS
    assert await found(database, "T_ELSEWHERE") is None
    assert not await has_left(database)


async def test_installing_again_takes_the_place_of_the_first(database: Database) -> None:
    await install(database)
    again = replace(OURS, token=b"newer", key="other", installed_at=MONDAY + hours(1))
    assert await install(database, again)
    assert await found(database, "T_HERE") == again


async def test_coming_and_going_stand_in_the_log_once_each(database: Database) -> None:
    await install(database)
    await install(database)
    assert await remove(database, "T_HERE")
    assert not await remove(database, "T_HERE")
    async with database.read() as session:
        entries = await audit.stretch(session, "T_HERE", after=0, since=None, limit=9)
    assert [(each.what, each.by, each.about) for each in entries] == [
        ("installed", "U_ADMIN", "workspace:T_HERE"),
        ("installed", "U_ADMIN", "workspace:T_HERE"),
        ("uninstalled", None, "workspace:T_HERE"),
    ]
    assert [each.facts for each in entries] == [
        {"again": False, "scopes": 2},
        {"again": True, "scopes": 2},
        {"token_refused": False},
    ]


async def test_removed_means_found_no_more_and_its_token_gone_and_back_again_on_installing(database: Database) -> None:
    await install(database)
    assert await remove(database, "T_HERE")
    assert await found(database, "T_HERE") is None
    assert await has_left(database)
    async with database.read() as session:
        assert await session.scalar(select(models.Installation.token)) is None
    assert not await remove(database, "T_HERE")
    await install(database)
    assert await found(database, "T_HERE") == OURS
    assert not await has_left(database)


async def test_a_removal_of_an_earlier_token_leaves_a_later_installation(database: Database) -> None:
    await install(database)
    assert not await remove(database, "T_HERE", token=b"the one before")
    assert await found(database, "T_HERE") == OURS
    assert await remove(database, "T_HERE", token=b"sealed")


async def test_one_installation_serves_all_workspaces_of_an_organisation(database: Database) -> None:
    await install(database, WHOLE)
    assert await found(database, "T_ONE", "E_ORG") == await found(database, "T_TWO", "E_ORG") == WHOLE
    assert await found(database, "T_ONE") is None
    assert await found(database, "T_ONE", "E_OTHER") is None


async def test_a_workspaces_own_installation_comes_before_its_organisations(database: Database) -> None:
    own = replace(OURS, enterprise="E_ORG")
    await install(database, WHOLE)
    await install(database, own)
    assert await found(database, "T_HERE", "E_ORG") == own
    assert await remove(database, "E_ORG")
    assert not await has_left(database)
    await install(database, WHOLE)
    assert await remove(database, "T_HERE")
    assert not await has_left(database)  # the organisation's serves it
    assert await remove(database, "E_ORG")
    assert await has_left(database)


async def test_an_installation_of_one_workspace_serves_no_other_that_names_it_its_organisation(
    database: Database,
) -> None:
    await install(database)
    assert await found(database, "T_OTHER", "T_HERE") is None


async def test_a_token_is_sealed_anew_unless_it_changed_meanwhile(database: Database) -> None:
    await install(database)

    async def anew(before: bytes) -> bool:
        return await database.write(
            lambda session: installations.seal_anew(session, "T_HERE", before=before, token=b"anew", key="new")
        )

    assert not await anew(b"another")
    assert await anew(b"sealed")
    assert await found(database, "T_HERE") == replace(OURS, token=b"anew", key="new")


async def test_where_the_app_was_removed_nothing_is_due_and_nothing_goes_out_until_it_is_back(world: World) -> None:
    await world.post(await world.open())
    late = MONDAY + timedelta(days=3)

    async def leave(at: object) -> None:
        async with world.database.begin() as session:
            row = models.Workspace
            await session.execute(update(row).where(row.id == world.workspace).values(left_at=at))

    async def state() -> tuple[bool, bool, bool, bool]:
        async with world.database.read() as session:
            people = [each for each in await nudges.due_people(session, at=late) if each[0] == world.workspace]
            asks = await due.rounds(session, late)
            going = await outbox.next_due(session)
        async with world.database.begin() as session:
            claimed = await nudges.claim_people(session, at=late)
        return bool(people), bool(asks), going is not None, any(each[0] == world.workspace for each in claimed)

    before = await state()
    assert before == (True, True, True, True)
    async with world.database.begin() as session:
        session.add(models.Workspace(id="T_STAYS", name="stays", bot_user="UB"))
    await leave(MONDAY)
    async with world.database.begin() as session:
        lanes = await outbox.claim_lanes(session, at=late)
    assert world.workspace not in {lane.workspace for lane in lanes}
    assert (await state())[0] is False
    assert (await state())[3] is False
    await leave(None)
    async with world.database.begin() as session:
        lanes = await outbox.claim_lanes(session, at=late)
    assert world.workspace in {lane.workspace for lane in lanes}


async def test_what_the_law_wants_erased_is_erased_where_the_app_was_removed_too(world: World) -> None:
    submission = await world.post(await world.open())
    async with world.database.begin() as session:
        row, place = models.Submission, models.Workspace
        await session.execute(update(row).where(row.id == submission.id).values(retain_at=MONDAY))
        await session.execute(update(place).where(place.id == world.workspace).values(left_at=MONDAY))
    async with world.database.read() as session:
        assert (world.workspace, submission.id) in await retention.due(session, at=MONDAY)
        assert "retention" in await due.rounds(session, MONDAY)
