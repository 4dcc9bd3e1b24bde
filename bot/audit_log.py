"""The log for auditors from the machine the bot runs on: walked seal by seal, and written out as a file."""

from __future__ import annotations

import csv
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import IO, Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.sheets import harmless
from storage import audit, sealing
from storage.database import Database
from storage.rules.chains import Fault, Flaw, Link, flaw

AT_ONCE = 5000  # rows in one look
COLUMNS = ("place", "id", "at", "what", "by", "about", "outcome", "facts", "seal")
Said = Callable[[int, int], None]


@dataclass(frozen=True)
class Noted:
    """A place and the seal it had when somebody wrote both down outside the database."""

    place: int
    seal: str


@dataclass(frozen=True)
class Verdict:
    """What came of walking a workspace's chain; `flaw` is the first place that does not fit."""

    workspace: str
    chain: sealing.Chain
    flaw: Flaw | None

    @property
    def words(self) -> str:
        """For an administrator: what was found, and what to do."""
        last, waiting = (
            self.chain,
            f" {self.chain.unsealed} more are still to be sealed." if self.chain.unsealed else "",
        )
        if self.flaw is None:
            noted = f" Note {last.place}:{last.seal} outside this database." if last.place else ""
            return f"{self.workspace}: {last.rows:,} rows, each where it was sealed.{waiting}{noted}"
        which = f"row {self.flaw.id} at place {self.flaw.place}" if self.flaw.id else f"place {self.flaw.place}"
        return (
            f"{self.workspace}: {which} {self.flaw.fault}. What stands before it fits. "
            "Compare with a backup from before; keep both as they are."
        )


async def verify(database: Database, workspace: str, noted: Noted | None, said: Said) -> Verdict:
    """Walks a chain from its first row, each read once. Rows that are sealed meanwhile are left for the next time."""
    async with database.read() as session:
        chain = await sealing.chain(session, workspace)
    return Verdict(workspace, chain, await _walk(database, workspace, chain, noted, said))


async def _walk(
    database: Database, workspace: str, chain: sealing.Chain, noted: Noted | None, said: Said
) -> Flaw | None:
    before, expected, held = "", 1, None
    async for link in _links(database, workspace, chain.place):
        if held is not None:
            wrong = flaw(before, expected, held, link) or _otherwise(held, noted)
            if wrong is not None:
                return wrong
            before, expected = held.seal, expected + 1
            if expected % AT_ONCE == 0:
                said(expected, chain.place)
        held = link
    if held is not None:
        wrong = flaw(before, expected, held, None) or _otherwise(held, noted)
        if wrong is not None:
            return wrong
        before, expected = held.seal, expected + 1
    said(expected - 1, chain.place)
    if expected <= chain.place or (noted is not None and noted.place >= expected):
        return Flaw(Fault.END, expected, None)
    if chain.rows != chain.place or before != chain.seal:
        return Flaw(Fault.CHANGED, chain.place, held.id if held else None)
    return Flaw(Fault.AFTER, chain.after, None) if chain.after is not None else None


def _otherwise(link: Link, noted: Noted | None) -> Flaw | None:
    if noted is None or link.place != noted.place or link.seal == noted.seal:
        return None
    return Flaw(Fault.ANEW, link.place, link.id)


async def _links(database: Database, workspace: str, until: int) -> AsyncIterator[Link]:
    after = 0
    while True:
        async with database.read() as session:
            found = await sealing.stretch(session, workspace, after=after, limit=AT_ONCE)
        for link in found:
            if link.place > until:
                return
            yield link
        if not found:
            return
        after = found[-1].place


# --- export


async def export(
    database: Database,
    workspace: str,
    out: IO[str],
    *,
    as_csv: bool,
    since: datetime | None,
    at: datetime,
    said: Said,
    at_once: int = AT_ONCE,
) -> int:
    """Writes the log's rows in the order they were written, a line each, and notes that it did; gives back how many.
    CSV for spreadsheets, which run nothing in it; else JSON, from which seals can be reckoned again. All of it is the
    log of one moment: a row whose transaction ends later is in the next export, and its place says where it belongs."""
    sheet: Any = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    if as_csv:
        sheet.writerow(COLUMNS)
    done = after = 0
    async with database.snapshot() as session:
        while found := await audit.stretch(session, workspace, after=after, since=since, limit=at_once):
            for each in found:
                at_ = f"{each.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
                row = (each.place, each.id, at_, each.what, each.by, each.about, each.outcome, each.facts, each.seal)
                if as_csv:
                    cells = ["" if cell is None else cell for cell in row]
                    cells[7] = json.dumps(each.facts, sort_keys=True) if each.facts else ""
                    sheet.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in cells])
                else:
                    fields = {"workspace": workspace, **dict(zip(COLUMNS, row, strict=True))}
                    out.write(json.dumps(fields, sort_keys=True) + "\n")
            done, after = done + len(found), found[-1].id
            session.expunge_all()  # what is written out is not kept in memory
            said(done, done)
    await database.write(partial(_noted, workspace=workspace, rows=done, at=at))
    return done


async def _noted(session: AsyncSession, *, workspace: str, rows: int, at: datetime) -> None:
    audit.note(session, workspace, "log_exported", at=at, rows=rows)
