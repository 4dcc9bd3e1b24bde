"""The export: what is in which file, what never is, and that nothing half-done is left."""

from __future__ import annotations

import asyncio
import csv
import os
import re
import shutil
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text, update

from bot.__main__ import main
from bot.exporting import COLUMNS, CannotExport, export
from storage import forgetting, models
from storage.database import Database
from tests.conftest import opened
from tests.storage.world import HERE, MONA, MONDAY, RITA, TWIN, World, populate

WRONG = 2
NEVER = ("T_TWIN", "twin@example.com", "Secret Role", "Quiet Person", "Gone Person")


async def seed(database: Database) -> None:
    """Two roles, one confidential; three candidates on the first, one rejected and one erased; a twin workspace."""
    for workspace in (HERE, TWIN):
        await populate(database, workspace)
    world = World(database)
    role = await world.open(title="=cmd|' /C calc'!A0")
    await world.post(role, name="Ada Marlowe", email="ada@example.com")
    await world.reject(await world.post(role, name="+49 Mei"))
    gone = await world.post(role, name="Gone Person", email="gone@example.com")
    secret = await world.open(title="Secret Role")
    await world.post(secret, name="Quiet Person")
    await world.twin.post(await world.twin.open(), email="twin@example.com")
    async with database.begin() as session:
        row = models.Requisition
        await session.execute(update(row).where(row.id == secret.id).values(is_confidential=True))
        await forgetting.forget(session, world.person(RITA), gone.id, why="asked", at=MONDAY)


def read(folder: Path) -> dict[str, list[dict[str, str]]]:
    found = {}
    for name in COLUMNS:
        with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            found[name] = list(csv.DictReader(file))
    return found


async def test_the_files_hold_what_happened_and_nothing_that_is_not_theirs(database: Database, tmp_path: Path) -> None:
    await seed(database)
    folder = tmp_path / "out"
    done = await export(database, folder, HERE, confidential=False, at=MONDAY)
    files = read(folder)
    assert done.rows == {name: len(rows) for name, rows in files.items()}
    assert done.left_out == 1
    (role,) = files["requisitions"]
    assert (role["requisition"], role["title"]) == ("REQ-1", "'=cmd|' /C calc'!A0")
    assert (role["recruiter"], role["manager"], role["opened_at"]) == (RITA, MONA, "2026-06-01T08:00:00Z")
    assert [each["name"] for each in files["candidates"]] == ["Ada Marlowe", "'+49 Mei"]
    said = [(each["number"], each["name"], each["case"], each["stage"]) for each in files["submissions"]]
    assert said == [
        ("1", "Ada Marlowe", "Built the pipeline we need", "review"),
        ("2", "'+49 Mei", "Built the pipeline we need", "rejected"),
        ("3", "", "", "withdrawn"),
    ]
    (decision,) = files["decisions"]
    assert (decision["verdict"], decision["disposition"], decision["evidence"]) == (
        "reject",
        "skills",
        "No streaming work",
    )
    everything = "".join(each.read_text(encoding="utf-8") for each in folder.iterdir())
    assert not [each for each in NEVER if each in everything]
    assert {stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


async def test_confidential_roles_are_taken_along_when_asked_for(database: Database, tmp_path: Path) -> None:
    await seed(database)
    await export(database, tmp_path / "out", HERE, confidential=True, at=MONDAY)
    files = read(tmp_path / "out")
    assert [each["confidential"] for each in files["requisitions"]] == ["", "yes"]
    assert [each["name"] for each in files["candidates"]] == ["Ada Marlowe", "'+49 Mei", "Quiet Person"]
    (noted,) = [each for each in await World(database).rows(models.AuditEntry) if each.what == "data_exported"]
    assert (noted.workspace, noted.actor, noted.outcome) == (HERE, None, "done")
    assert noted.facts == {"rows": sum(len(rows) for rows in files.values()), "confidential": True}


async def test_what_cannot_be_noted_in_the_log_is_not_exported(sqlite: Database, tmp_path: Path) -> None:
    await seed(sqlite)
    async with sqlite.begin() as session:
        await session.execute(text("create trigger full before insert on audit begin select raise(abort, 'full'); end"))
    with pytest.raises(CannotExport, match="log in it not written"):
        await export(sqlite, tmp_path / "out", HERE, confidential=False, at=MONDAY)
    assert not [each for each in os.listdir(tmp_path) if "out" in each]


async def test_it_is_all_or_nothing(database: Database, tmp_path: Path) -> None:
    await seed(database)
    (tmp_path / "there").mkdir()
    for folder, workspace, words in (
        (tmp_path / "there", HERE, "there already"),
        (tmp_path / "new", None, "several workspaces"),
        (tmp_path / "new", "T_NONE", "no workspace T_NONE"),
        (tmp_path / "no" / "such" / "folder", HERE, "cannot be written"),
    ):
        with pytest.raises(CannotExport, match=words):
            await export(database, folder, workspace, confidential=False, at=MONDAY)
    assert not any((tmp_path / "there").iterdir())
    assert not (tmp_path / "new").exists()
    assert "data_exported" not in {each.what for each in await World(database).rows(models.AuditEntry)}
    assert not [each for each in os.listdir(tmp_path) if each.startswith(".")]


def test_the_command_says_what_it_wrote_and_what_is_in_it_about_people(sqlite_template: Path, tmp_path: Path) -> None:
    file = tmp_path / "samepage.db"
    shutil.copy(sqlite_template, file)
    url = f"sqlite+aiosqlite:///{file}"

    async def work() -> None:
        async with opened(url) as database:
            await seed(database)

    asyncio.run(work())

    def run(*line: str) -> Result:
        return CliRunner().invoke(main, ["export", str(tmp_path / "out"), *line], env={"SAMEPAGE_DATABASE_URL": url})

    assert run().exit_code == WRONG
    done = run("--workspace", HERE)
    assert done.exit_code == 0, done.output
    assert f"        3  {tmp_path / 'out' / 'submissions'}.csv" in done.stdout
    assert "1 confidential role left out" in done.stdout
    assert "colleagues' Slack ids" in done.stdout
    assert not [each for each in (*NEVER, "Ada") if each in done.output]


def test_the_readme_names_every_file_and_column() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    for name, columns in COLUMNS.items():
        (row,) = (line for line in readme.splitlines() if line.startswith(f"| `{name}.csv` |"))
        said = re.findall(r"`(\w+)`", row.split("|", 2)[2])
        numbered = [each for each in columns if each.startswith(("seen_", "evidence_"))]
        assert said == [each for each in columns if each not in numbered[2:-2]]
