"""The database: whether it is there, up to date and writable, how it is set up, and what has not got out of it."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.doctor import removed
from bot.doctor.finding import Finding, bad, good, note, skipped
from storage import health, removals, sqlite_files
from storage.database import Database
from storage.health import Health, Server, Unsent
from storage.revisions import TABLE, Standing, standing

_ROOM = 256 * 1024 * 1024  # bytes that should be free beside SQLite's file, and twice its size: it is written anew
_OLDEST = 140000  # PostgreSQL's versions before it get no repairs any more: postgresql.org/support/versioning
_START = "Start it: samepage run. Where it runs, its log and /readyz say what it is at."
_RIGHTS = "Is SAMEPAGE_DATABASE_URL right, and may the user the bot runs as read and write there?"
_VACUUM = (
    "Its bytes stay in PostgreSQL's files until autovacuum comes. As the tables' owner: GRANT MAINTAIN ON candidates, "
    "candidate_texts TO this user (from PostgreSQL 17 on; before, VACUUM both each night)."
)
_REST = ("migrations", "writing", "outbox", "rounds")


async def look(url: str | None, at: datetime) -> list[Finding]:
    """Findings on the database of that address; None where the address is wrong. Makes no file and no table."""
    if url is None:
        return [skipped("database", "SAMEPAGE_DATABASE_URL is wrong")]
    where = make_url(url)
    if where.get_backend_name() == "sqlite":
        return await _sqlite(url, Path(where.database or ":memory:"), at)
    return await _postgresql(url, at)


@asynccontextmanager
async def _session(url: str) -> AsyncIterator[AsyncSession]:
    database = Database.open(url)
    try:
        async with database.read() as session:
            yield session
    finally:
        await database.close()


async def _sqlite(url: str, file: Path, at: datetime) -> list[Finding]:
    if not await asyncio.to_thread(file.is_file):
        return [
            note("database", f"there is none at {file} yet", "The first start makes it: samepage run."),
            *await asyncio.to_thread(_room, file.parent, 0),
        ]
    findings, revision = await asyncio.to_thread(_file, file)
    if revision is None:
        return findings
    found = standing(revision)
    findings.insert(1, _migrations(found))
    if not found.is_current:
        return [*findings, *(skipped(check, "the database is not up to date") for check in ("outbox", "rounds"))]
    try:
        async with _session(url) as session:
            work, gone = await health.look(session, at=at), await removals.listed(session)
        return findings + _work(work, at) + removed.look(gone)
    except Exception as error:
        return [*findings, bad("outbox", f"cannot be read ({type(error).__name__})", _RIGHTS)]


def _file(file: Path) -> tuple[list[Finding], str | None]:
    """Findings on a SQLite file, and its last migration, None where it cannot be read or holds nothing of ours."""
    try:
        revision = sqlite_files.revision(file)
        with closing(sqlite_files.connect(file, "ro")) as connection:
            journal = str(connection.execute("PRAGMA journal_mode").fetchone()[0])
            sound = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except (sqlite_files.Damaged, sqlite3.DatabaseError) as error:
        is_rights = "unable to open" in str(error) or "readonly" in str(error)
        mend = _RIGHTS if is_rights else "Put the last good backup in its place: samepage restore FILE."
        findings = [bad("database", f"SQLite cannot read {file}: {error}", mend)]
        return [*findings, *(skipped(check, "the database cannot be read") for check in _REST)], None
    if revision is None:
        said = note("database", f"{file} holds no tables of Same Page yet", "The first start makes them: samepage run.")
        return [said], None
    findings = [good("database", f"SQLite at {file}, {_size(_bytes(file))}"), _writing(file)]
    if sound != "ok":
        mend = "Stop the bot, and put the last good backup in its place: samepage restore FILE."
        findings.append(bad("SQLite's pages", sound.splitlines()[0], mend))
    else:
        findings.append(good("SQLite's pages", "sound"))
    if journal == "wal":
        findings.append(good("SQLite's journal", "WAL: reading and writing do not wait for each other"))
    else:
        findings.append(note("SQLite's journal", f"{journal}, not WAL", "The next start sets it: samepage run."))
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        mode = f"others on this machine may read it (mode {stat.S_IMODE(file.stat().st_mode):o})"
        findings.append(note("SQLite's rights", mode, f"It holds all that is known of candidates: chmod 600 {file}"))
    return findings + _room(file.parent, _bytes(file)), revision


def _writing(file: Path) -> Finding:
    """Tried, and taken back: the lock alone is given for a file that cannot be written too."""
    try:
        with closing(sqlite_files.connect(file, "rw")) as connection:
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(f"PRAGMA user_version = {version}")
            connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            mend = "Something holds the write lock for long: a backup tool or a shell on the file? End it."
            return bad("writing", "the database is locked", mend)
        return bad("writing", f"the database cannot be written: {error}", _RIGHTS)
    return good("writing", "the database can be written")


def _room(folder: Path, size: int) -> list[Finding]:
    folder = folder.absolute()
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    said = f"{_size(free)} free at {folder}"
    if free < max(_ROOM, 2 * size):
        return [bad("disk", said, "Forgetting writes the file anew, and needs twice its room. Make some.")]
    return [good("disk", said)]


async def _postgresql(url: str, at: datetime) -> list[Finding]:
    where = make_url(url)
    place = f"{where.host or 'the local socket'}, database {where.database}"
    try:
        async with _session(url) as session:
            revision = None
            if await session.scalar(text("select to_regclass(:table)"), {"table": TABLE}) is not None:
                revision = await session.scalar(text(f"select version_num from {TABLE}"))  # noqa: S608
            found, about = standing(revision), await health.server(session)
            work = await health.look(session, at=at) if found.is_current else None
            gone = await removals.listed(session) if found.is_current else []
    except Exception as error:
        sqlstate = getattr(getattr(error, "orig", error), "sqlstate", None)
        why = type(getattr(error, "orig", None) or error).__name__ + (f", {sqlstate}" if sqlstate else "")
        mend = (
            "Does it run, is there a way to it from here, are user and password right? Try the same address with psql."
        )
        findings = [bad("database", f"PostgreSQL at {place} cannot be reached or read ({why})", mend)]
        return [*findings, *(skipped(check, "the database cannot be reached") for check in _REST)]
    findings = [good("database", f"PostgreSQL {about.version} at {place}"), _migrations(found), *_server(about)]
    if work is None:
        return [*findings, *(skipped(check, "the database is not up to date") for check in ("outbox", "rounds"))]
    return findings + _work(work, at) + removed.look(gone)


def _server(about: Server) -> list[Finding]:
    findings = []
    if about.is_read_only:
        mend = "Is this a replica, or is default_transaction_read_only on? Name the primary in SAMEPAGE_DATABASE_URL."
        findings.append(bad("writing", "the server takes no writes", mend))
    elif about.unwritable:
        mend = "Grant SELECT, INSERT, UPDATE and DELETE on all tables to the user in SAMEPAGE_DATABASE_URL."
        findings.append(bad("writing", f"this user may not write to {', '.join(about.unwritable[:3])}", mend))
    else:
        findings.append(good("writing", "the database can be written"))
    if about.unvacuumed:
        findings.append(note("forgetting", "this user may not vacuum what was erased", _VACUUM))
    else:
        findings.append(good("forgetting", "what was erased is vacuumed"))
    if about.number < _OLDEST:
        findings.append(note("PostgreSQL's version", f"{about.version} is old", "Update it to 14 or later."))
    if about.encoding != "UTF8":
        mend = "Names would be refused: make a database with encoding UTF8, and copy into it with samepage copy."
        findings.append(bad("PostgreSQL's encoding", about.encoding, mend))
    findings.append(good("PostgreSQL's time zone", f"{about.zone}; moments are kept in UTC whatever it is"))
    if not about.secured:
        findings.append(good("row-level security", "off: the bot's own conditions alone keep workspaces apart"))
    elif about.secured < about.tables:
        mend = "Bring the database up to date with samepage migrate, as the owner of its tables."
        findings.append(note("row-level security", f"on for {about.secured} of {about.tables} tables", mend))
    elif about.is_bypassed:
        mend = "Let the bot run as a user that neither owns the tables nor has BYPASSRLS."
        findings.append(note("row-level security", "on, and passed over by this user", mend))
    else:
        findings.append(good("row-level security", f"on for {about.secured} tables, and this user is held by it"))
    return findings


def _migrations(found: Standing) -> Finding:
    if found.is_newer:
        mend = "Install the version that made it, or a later one."
        return bad("migrations", f"the database is of a newer version ({found.revision})", mend)
    if found.behind:
        number = "1 migration" if found.behind == 1 else f"{found.behind} migrations"
        return bad("migrations", f"{number} behind", "Run samepage migrate; a start of the bot does it too.")
    return good("migrations", f"up to date ({found.revision})")


def _work(found: Health, at: datetime) -> list[Finding]:
    """What waits, what will not go out, and what nobody comes for."""
    findings = []
    waiting = [each for each in found.unsent if each.state == "waiting"]
    if found.lane_due is not None:
        said = f"{_waiting(waiting, at)}; due for {_span(at - found.lane_due)}, and nobody carries them"
        findings.append(bad("outbox", said, _START))
    lost = [each for each in found.unsent if each.state != "waiting"]
    findings += [_lost(each, at) for each in lost]
    if found.lane_due is None and not lost:
        findings.append(good("outbox", _waiting(waiting, at) if waiting else "empty: all is delivered"))
    if found.overdue:
        said = f"due for over {_span(health.LATE)} and not done: {', '.join(found.overdue)}"
        findings.append(bad("rounds", said, _START))
    else:
        findings.append(good("rounds", "none is overdue"))
    return findings


def _waiting(rows: list[Unsent], at: datetime) -> str:
    oldest = min((each.oldest for each in rows), default=at)
    return f"{sum(each.rows for each in rows)} waiting, the oldest for {_span(at - oldest)}"


def _lost(each: Unsent, at: datetime) -> Finding:
    number = f"{each.rows} {'message' if each.rows == 1 else 'messages'}, the oldest {_span(at - each.oldest)} old"
    if each.state == "parked":
        mend = "Mend what Slack names (a scope, a channel's settings); what is due next goes out by itself."
        return note("outbox", f"Slack refused {number} for good ({each.error or 'no reason given'})", mend)
    mend = "Look in the channel: where one is missing, the role's card says the same. It is not sent blindly again."
    return note("outbox", f"whether {number} arrived is not known ({each.error or 'the answer was lost'})", mend)


def _span(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{minutes // 60} hours" if minutes < 48 * 60 else f"{minutes // 1440} days"


def _bytes(file: Path) -> int:
    """Of the database, and of the log that is still to be written back into it."""
    log = file.with_name(f"{file.name}-wal")
    return file.stat().st_size + (log.stat().st_size if log.exists() else 0)


def _size(number: int) -> str:
    return f"{number / 1e9:.1f} GB" if number >= 1e9 else f"{number / 1e6:.1f} MB"
