"""`samepage forget`: the same rights and refusals as in Slack, in words, and nothing changed by a dry run."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.forget_command import NotForgotten, forget, only_workspace
from storage import leads, models, role_legal_holds
from storage.database import Database
from tests.storage.world import HERE, MONA, MONDAY, OTTO, RITA, TWIN, World, dump, populate

WRONG = 2


async def test_it_forgets_in_the_name_of_somebody_who_may(sqlite: Database) -> None:
    world = World(sqlite)
    await populate(sqlite, HERE)
    await world.post(await world.open(), name="Zyxwv Qponm")
    before = await dump(sqlite, HERE)

    async def run(key: str = "REQ-1", number: int = 1, by: str = RITA, *, dry_run: bool = False) -> str:
        where = await only_workspace(sqlite)
        return await forget(sqlite, where, key, number, by=by, why="asked", dry_run=dry_run, at=MONDAY)

    assert "would be erased" in await run(dry_run=True)
    for key, number, by, says in (
        ("REQ-1", 1, MONA, "Nothing was changed"),
        ("REQ-9", 1, RITA, "not one of yours"),
        ("REQ-1", 7, RITA, "no Candidate 7"),
        ("REQ-1", 1, "U_NOBODY", "Nobody is known"),
        ("three", 1, RITA, "no requisition's key"),
    ):
        with pytest.raises(NotForgotten, match=says):
            await run(key, number, by)
    assert await dump(sqlite, HERE) == before
    assert "Candidate 1 of REQ-1 is erased" in await run()
    (gone,) = await world.rows(models.Candidate)
    assert gone.name == "erased"
    with pytest.raises(NotForgotten, match="was erased"):
        await run()
    await populate(sqlite, TWIN)
    with pytest.raises(NotForgotten, match="--workspace"):
        await only_workspace(sqlite)


async def test_whoever_was_stopped_by_a_hold_is_noted_from_here_too(sqlite: Database) -> None:
    world = World(sqlite)
    await populate(sqlite, HERE)
    role = await world.open()
    await world.post(role)
    async with sqlite.begin() as session:
        await leads.name(session, world.person(OTTO), [OTTO], at=MONDAY)
        await role_legal_holds.put(session, world.person(OTTO), role.id, "Claim", at=MONDAY)
    for dry_run, noted in ((True, []), (False, [(RITA, "refused")])):
        with pytest.raises(NotForgotten, match="legal hold"):
            await forget(sqlite, HERE, "REQ-1", 1, by=RITA, why="asked", dry_run=dry_run, at=MONDAY)
        rows = await world.rows(models.AuditEntry)
        assert [(each.actor, each.outcome) for each in rows if each.what == "forgotten"] == noted


def test_the_command_says_what_is_wrong(sqlite_url: str) -> None:
    env = {
        "SLACK_BOT_TOKEN": "xoxb-1234567890",
        "SLACK_APP_TOKEN": "xapp-1-1234567890",
        "SAMEPAGE_DATABASE_URL": sqlite_url,
    }
    done = CliRunner().invoke(main, ["forget", "REQ-1", "1", "--by", "U1", "--why", "asked"], env=env)
    assert done.exit_code == WRONG
    assert "--workspace" in done.output
    done = CliRunner().invoke(main, ["forget", "REQ-1", "0", "--by", "U1", "--why", "asked"], env=env)
    assert done.exit_code == WRONG
