"""What is done in the story of privacy beside Slack: pages in a browser, commands on the bot's machine, a copy that
somebody tampers with."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
import textwrap
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from bot.demo.neighbours import Neighbours
from bot.demo.stage import Stage
from bot.demo.transcript import StoryFailed, Teller, plain
from bot.playground.control import Person
from bot.playground.people import BOT_USER, Team
from bot.playground.reading import SeenMessage

_OURS = ("SLACK_", "SAMEPAGE_", "PORT")
HERE = "req-1-data-engineer"
_MARGIN = " " * 4
_WIDTH = 106
# Whoever owns a database can take its guards off; the seals are what shows it.
_TAMPER = (
    "drop trigger audit_refuses_update",
    "update audit set actor = 'U0RITA' where id = (select min(id) from audit where what = 'legal_hold')",
)


class Office:
    """One workspace of the town in which the story plays, the machine beside it, and the keys it is given."""

    def __init__(self, town: Neighbours, tell: Teller, folder: Path, keys: str) -> None:
        self.town, self.tell, self.folder, self.keys = town, tell, folder, keys

    async def run(
        self, *words: str, ends: int = 0, database_url: str = "", keep: Sequence[str] = (), shown: str = ""
    ) -> str:
        """Runs the real command, prints what it says and gives it back; StoryFailed where it ends otherwise. `keep`:
        of a long answer only the lines with one of these are printed. `shown`: the command as it is printed, where its
        words hold a password."""
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
            raise StoryFailed(f"samepage {words[0]} ended with {process.returncode}:\n{said}")
        self.tell.line(f"$ samepage {shown or ' '.join(words)}")
        for line in said.splitlines():
            if line.strip() and (not keep or any(word in line for word in keep)):
                for each in textwrap.wrap(line, _WIDTH, subsequent_indent="  ", break_on_hyphens=False):
                    self.tell.line(f"{_MARGIN}{each}")
        self.tell.line(f"{_MARGIN}(exit code {ends})")
        return said

    async def copied(self) -> Path:
        """A copy of the whole database as a SQLite file."""
        file = self.folder / "copy.db"
        if self.town.database_url.startswith("postgresql"):
            source, target = self.town.database_url, f"sqlite+aiosqlite:///{file}"
            shown = f"copy --from postgresql://… --to {file.name}"
            await self.run("copy", "--from", source, "--to", target, keep=("compared",), shown=shown)
        else:
            await self.run("backup", file.name)
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
    tell.note(tell.person("Sam"), "opens", "the bot's install page; Slack asks for its scopes: [Allow]")
    tell.note(tell.person("Sam"), "reads", f"Same Page is in {team.name}. What to do next, in Slack: …")


def spoken(stage: Stage) -> int:
    """How many messages the bot has written in a workspace."""
    rooms = stage.playground.workspace.conversations.values()
    return sum(each.user == BOT_USER for room in rooms for each in room.messages.values())


async def told(tell: Teller, who: Person, line: str, channel: str, *words: str) -> None:
    """Types a command, and reads the answer, which must have all these words."""
    said = plain(await tell.command(who, line, channel))
    for each in words:
        tell.expect(each in said, f"{line} is answered with {each!r}, not {said!r}")
    tell.note(who, "reads", said)


async def open_role(tell: Teller, who: Person, title: str, manager: str, law: str) -> None:
    """A role under that country's law."""
    await tell.command(who, f"/req open {title}", "general")
    await tell.press(who, "Details")
    await tell.submit(who, {"Hiring manager": manager, "Jurisdiction": law})
    await tell.settle()


async def post(tell: Teller, who: Person, channel: str, name: str, **more: str) -> SeenMessage:
    """Puts somebody forward; gives back the card."""
    await tell.command(who, "/candidate post", channel)
    said: dict[str, object] = {"Name": name, "Why this person?": "Moved a ledger without a minute of downtime."}
    await tell.submit(who, said | more)
    card = await tell.sees(who, f"{name} · for REQ-1", channel=channel)
    tell.expect(name not in card.text, "no name stands where a lock screen shows it")
    await tell.settle()
    return card


def keeping(tell: Teller, who: Person, card: str) -> None:
    """The line of a role's card that says for how long its candidates' data is kept."""
    tell.note(who, "reads", plain(next(line for line in card.splitlines() if "data is kept" in line)))


def all_read(tell: Teller, who: Person) -> str:
    """Everything this person can read now, in the role's channel and directly."""
    shown = [*who.messages(HERE), *who.messages(dm=True)]
    shown += [reply for each in who.messages(HERE) for reply in who.thread(each)]
    return plain("\n".join(each.all_text for each in shown) + (who.home.all_text if who.home else ""))


async def log_of(tell: Teller, who: Person, *words: str) -> str:
    """Everything this person may read in the audit log, page by page, with all these words in it."""
    await tell.command(who, "/samepage audit", "general")
    said = plain(who.view.all_text if who.view else "")
    while who.view is not None and "Older" in who.view.buttons:
        await tell.press(who, "Older")
        said += f" {plain(who.view.all_text)}"
    for each in words:
        tell.expect(each in said, f"{who.human.display} reads {each!r} in the log, not {said!r}")
    tell.note(who, "reads", f"in the audit log: {' / '.join(words)}")
    await who.close()
    return said


def has_heard(stage: Stage) -> bool:
    """Whether the news of its removal from a workspace has reached the bot."""
    return sum(sent.kind == "events_api" for sent in stage.playground.deliveries) >= 2
