"""`samepage subject-access`: the same rights as in Slack, two files that nobody else on the machine reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.subject_access_command import NotHandedOut, hand_out
from storage import leads, models
from storage.database import Database
from tests.storage.world import HERE, MONDAY, OTTO, RITA, World, populate


def written(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if "req-1" in path.name}


async def test_it_writes_two_files_in_the_name_of_a_talent_lead_and_replaces_none(
    sqlite: Database, tmp_path: Path
) -> None:
    world = World(sqlite)
    await populate(sqlite, HERE)
    await world.post(await world.open(), name="Zyxwv Qponm")
    async with sqlite.begin() as session:
        await leads.name(session, world.person(OTTO), [OTTO], at=MONDAY)

    async def run(key: str = "REQ-1", number: int = 1, by: str = OTTO, folder: Path = tmp_path) -> list[Path]:
        return await hand_out(sqlite, HERE, key, number, folder, by=by, at=MONDAY)

    for key, number, by, folder, says in (
        ("REQ-1", 1, RITA, tmp_path, "Only a talent lead"),
        ("REQ-9", 1, OTTO, tmp_path, "not one of yours"),
        ("REQ-1", 7, OTTO, tmp_path, "no Candidate 7"),
        ("REQ-1", 1, "U_NOBODY", tmp_path, "Nobody is known"),
        ("three", 1, OTTO, tmp_path, "no requisition's key"),
    ):
        with pytest.raises(NotHandedOut, match=says):
            await run(key, number, by, folder)
    assert written(tmp_path) == set()
    page, data = await run()
    assert (page.name, data.name) == ("req-1-candidate-1.html", "req-1-candidate-1.json")
    assert {path.stat().st_mode & 0o777 for path in (page, data)} == {0o600}
    assert "Zyxwv Qponm" in page.read_text()
    assert json.loads(data.read_text())["held"]["Who you are"][0]["name"] == "Zyxwv Qponm"
    noted = [row for row in await world.rows(models.AuditEntry) if row.what == "subject_access"]
    assert [(row.actor, row.facts) for row in noted] == [(OTTO, {"way": "machine"})]
    with pytest.raises(NotHandedOut, match="is there already"):
        await run()
    with pytest.raises(NotHandedOut, match="cannot be written"):
        await run(folder=tmp_path / "nowhere")


async def test_where_the_second_file_fails_nothing_is_left_or_noted_and_a_second_try_goes_well(
    sqlite: Database, tmp_path: Path
) -> None:
    world = World(sqlite)
    await populate(sqlite, HERE)
    await world.post(await world.open())
    async with sqlite.begin() as session:
        await leads.name(session, world.person(OTTO), [OTTO], at=MONDAY)

    async def run() -> list[Path]:
        return await hand_out(sqlite, HERE, "REQ-1", 1, tmp_path, by=OTTO, at=MONDAY)

    blocked = tmp_path / "req-1-candidate-1.json"
    blocked.symlink_to(blocked.name)  # leads nowhere: nothing seems to be there until it is to get that name
    before = await world.rows(models.AuditEntry)
    with pytest.raises(NotHandedOut):
        await run()
    assert written(tmp_path) == {blocked.name}
    assert len(await world.rows(models.AuditEntry)) == len(before)
    blocked.unlink()
    assert len(await run()) == 2
    assert len(await world.rows(models.AuditEntry)) == len(before) + 1
