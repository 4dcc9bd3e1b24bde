"""`samepage forget`: the same rights and refusals as in Slack, in words, and nothing changed by a dry run."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.forget_command import NotForgotten, forget, only_workspace
from storage import leads, legal_holds, models
from storage.database import Database
from tests.storage.world import BEN, HERE, MONA, MONDAY, OTTO, RITA, TWIN, World, dump, populate

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
    (noted,) = [each for each in await world.rows(models.AuditEntry) if each.what == "forgotten"]
    assert (noted.actor, noted.facts) == (RITA, {"why": "asked", "way": "machine"})
    with pytest.raises(NotForgotten, match="was erased"):
        await run()
    await populate(sqlite, TWIN)
    with pytest.raises(NotForgotten, match="--workspace"):
        await only_workspace(sqlite)


async def test_a_try_that_a_hold_stops_is_noted_and_a_trial_of_it_is_not(sqlite: Database) -> None:
    world = World(sqlite)
    await populate(sqlite, HERE)
    found = await world.post(await world.open())
    async with sqlite.begin() as session:
        await leads.name(session, world.person(OTTO), [BEN], at=MONDAY)
        await legal_holds.put(session, world.person(BEN), found.id, "a claim", at=MONDAY)
    for dry_run, tries in (
        (True, []),
        (False, [(RITA, f"submission:{found.id}", "refused", {"why": "asked", "way": "machine"})]),
    ):
        with pytest.raises(NotForgotten, match="legal hold"):
            await forget(sqlite, HERE, "REQ-1", 1, by=RITA, why="asked", dry_run=dry_run, at=MONDAY)
        log = [each for each in await world.rows(models.AuditEntry) if each.what == "forgotten"]
        assert [(each.actor, each.about, each.outcome, each.facts) for each in log] == tries


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
