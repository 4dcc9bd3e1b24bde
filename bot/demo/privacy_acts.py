"""What is done in the story of privacy beside Slack: pages in a browser, commands on the bot's machine, a copy that
somebody tampers with."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from bot.demo.neighbours import Neighbours
from bot.demo.stage import Stage
from bot.demo.transcript import StoryFailed, Teller
from bot.playground.people import BOT_USER, Team

_OURS = ("SLACK_", "SAMEPAGE_", "PORT")
_MARGIN = " " * 4
# Whoever owns a database can take its guards off; the seals are what shows it.
_TAMPER = (
    "drop trigger audit_refuses_update",
    "update audit set actor = 'U0RITA' where id = (select min(id) from audit where what = 'legal_hold')",
)


class Office:
    """One workspace of the town in which the story plays, the machine beside it, and the keys it is given."""

    def __init__(self, town: Neighbours, tell: Teller, folder: Path, keys: str) -> None:
        self.town, self.tell, self.folder, self.keys = town, tell, folder, keys

    async def run(self, *words: str, ends: int = 0, database_url: str = "", keep: Sequence[str] = ()) -> str:
        """Runs the real command, prints what it says and gives it back; StoryFailed where it ends otherwise. `keep`:
        of a long answer only the lines with one of these are printed."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        environment |= self.town.environment(self.keys)
        if database_url:
            environment["SAMEPAGE_DATABASE_URL"] = database_url
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *words),
            env=environment,
            cwd=self.folder,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said = (await process.communicate())[0].decode()
        if process.returncode != ends:
            raise StoryFailed(f"samepage {' '.join(words)} ended with {process.returncode}:\n{said}")
        self.tell.line(f"$ samepage {' '.join(words)}")
        for line in said.splitlines():
            if line.strip() and (not keep or any(word in line for word in keep)):
                self.tell.line(f"{_MARGIN}{line}")
        self.tell.line(f"{_MARGIN}(exit code {ends})")
        return said

    async def copied(self) -> Path:
        """A copy of the whole database as a SQLite file."""
        file = self.folder / "copy.db"
        if self.town.database_url.startswith("postgresql"):
            source, target = self.town.database_url, f"sqlite+aiosqlite:///{file}"
            await self.run("copy", "--from", source, "--to", target, keep=("compared",))
        else:
            await self.run("backup", file.name, keep=("sound copy",))
        return file


def tamper(copy: Path) -> None:
    """One name in the log is another afterwards."""
    with closing(sqlite3.connect(copy)) as connection:
        for statement in _TAMPER:
            connection.execute(statement)
        connection.commit()


async def install(tell: Teller, town: Neighbours, team: Team) -> None:
    """An administrator installs it from the bot's own page, as in a browser."""
    page = await town.install(team.id)
    tell.expect(page.status == 200 and f"Same Page is in {team.name}" in page.text, f"it is installed in {team.name}")
    tell.note(
        tell.person("Sam"), "installs", f"it from the bot's page: Slack asks, [Allow] → “Same Page is in {team.name}”"
    )


def spoken(stage: Stage) -> int:
    """How many messages the bot has written in a workspace."""
    rooms = stage.playground.workspace.conversations.values()
    return sum(each.user == BOT_USER for room in rooms for each in room.messages.values())
