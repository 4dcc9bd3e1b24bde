"""`samepage backup` and `samepage restore`: a SQLite file copied while the bot is at work, and put back."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from storage import audit, sqlite_files
from storage.database import Database
from storage.revisions import standing
from storage.sqlite_files import Damaged, Held, Progress

_FORGOTTEN = (
    "select s.workspace, r.number, s.number, s.id from submissions s"
    " join requisitions r on r.workspace = s.workspace and r.id = s.requisition_id where s.forgetting_id is not null"
)
_NUMBERS = {
    "workspaces": "select next_number, id from workspaces",
    "requisitions": "select next_candidate, workspace, id from requisitions",
}
_COUNT_ON = {
    "workspaces": "update workspaces set next_number = max(next_number, ?) where id = ?",
    "requisitions": "update requisitions set next_candidate = max(next_candidate, ?) where workspace = ? and id = ?",
}
# What waited may have been said since: with a try on record the postman looks in Slack before it says it.
_TRIED = "update outbox set attempted_at = coalesce(attempted_at, created_at) where state = 'waiting'"


class NotDone(Exception):
    """Nothing was changed; the message says why, in words."""


class Unsound(NotDone):
    """… because a file is damaged."""


@dataclass(frozen=True)
class BackedUp:
    """A sound copy: its size in bytes, and the last migration it has had."""

    size: int
    revision: str


@dataclass(frozen=True)
class Restored:
    """`kept` is where the former database stands now, None where there was none; `migrations` were run on the new one.
    `again`: whom the former one had forgotten and this one knows, as (workspace, role's number, candidate's number);
    None where the former one can no longer be read."""

    kept: Path | None
    migrations: int
    again: tuple[tuple[str, int, int], ...] | None


def sqlite_file(url: str, verb: str) -> Path:
    """The file of that database. NotDone with PostgreSQL's own command, where it is PostgreSQL."""
    where = make_url(url)
    if where.get_backend_name() == "sqlite":
        if not where.database or where.database == ":memory:":
            raise NotDone("This database is in memory alone: SAMEPAGE_DATABASE_URL names no file.")
        return Path(where.database)
    plain = _plain(where)
    if verb == "backup":
        line = f"pg_dump --format=custom --file=samepage.dump --dbname='{plain}'"
    else:
        line = f"pg_restore --clean --if-exists --no-owner --single-transaction --dbname='{plain}' samepage.dump"
    raise NotDone(
        f"PostgreSQL has tools of its own for this; it asks for the password, or finds it in ~/.pgpass:\n  {line}"
    )


def _plain(where: URL) -> str:
    """The address as PostgreSQL's tools take it, without the password."""
    return URL.create("postgresql", where.username, None, where.host, where.port, where.database).render_as_string()


def backup(source: Path, target: Path, said: Progress = lambda done, of: None) -> BackedUp:
    """Copies a database that may be at work into `target`, for its owner's eyes only, and checks the copy. It gets its
    name when it is whole. NotDone where there is a file of that name, or anything is wrong with the copy."""
    if not source.is_file():
        raise NotDone(f"There is no database at {source}. SAMEPAGE_DATABASE_URL says where it is.")
    if target.exists():
        raise NotDone(f"{target} is there already, and stays as it is. Give another name.")
    with _beside(target) as part:
        revision = _copied(source, part, f"{source} cannot be backed up", said)
        size = part.stat().st_size
        try:
            os.link(part, target)  # unlike a renaming, this never replaces a file that came meanwhile
        except FileExistsError:
            raise NotDone(f"{target} is there already, and stays as it is. Give another name.") from None
        except OSError:  # a file system without such links
            part.rename(target)
    return BackedUp(size, revision)


def restore(file: Path, database: Path, *, at: datetime) -> Restored:
    """Puts a backup in the place of the database, brought up to date; the former one stays beside it under its date.

    All is made ready before anything is changed, and the change is one renaming. NotDone where a bot has the database
    open, or the file is damaged, no backup, or of a newer version.
    """
    if not file.is_file():
        raise NotDone(f"There is no file {file}.")
    if database.exists() and file.samefile(database):
        raise NotDone(f"{file} is the database itself. Name a backup.")
    if not database.exists():
        with _beside(database) as part:
            migrations = _ready(file, part, at)
            part.replace(database)
        return Restored(None, migrations, ())
    try:
        with sqlite_files.alone(database) as former, _beside(database) as part:
            migrations = _ready(file, part, at)
            again = _forgotten_since(former, part)
            _count_on(former, part)
            kept = _kept(database, at)
            sqlite_files.move_traces(database, kept)
            part.replace(database)
    except Held:
        raise NotDone(f"{database} is in use. Stop the bot, and whatever else has it open, and try again.") from None
    except OSError as error:
        raise NotDone(f"{database} cannot be replaced ({error.strerror}).") from None
    return Restored(kept, migrations, again)


def _kept(database: Path, at: datetime) -> Path:
    """The database under a second name, so that there is one under the first at every moment."""
    kept = database.with_name(f"{database.name}.before-{at:%Y-%m-%dT%H%M%SZ}")
    if kept.exists():
        raise NotDone(f"{kept} is there already. Move it away first.")
    try:
        os.link(database, kept)
    except OSError:  # a file system without such links
        shutil.copy2(database, kept)
    return kept


def _ready(file: Path, part: Path, at: datetime) -> int:
    """Makes `part` a sound copy of a backup, up to date, with a note of its being restored in every workspace's log;
    gives back how many migrations that took."""
    revision = _copied(file, part, f"{file} cannot be restored")
    behind = standing(revision).behind
    if behind is None:
        raise NotDone(
            f"{file} was made by a newer version of Same Page (its migration {revision} is not known here). "
            "Install that version first."
        )
    with _unharmed(part):
        asyncio.run(_migrate(part, at))
        with closing(sqlite_files.connect(part, "rw")) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute(_TRIED)
    return behind


@contextmanager
def _unharmed(part: Path) -> Iterator[None]:
    """What is made ready may come to nothing, most likely for want of room: then that is said, and all is as before."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        said = getattr(error, "orig", None) or error
        raise NotDone(f"Nothing was restored: it cannot be made ready in {part.parent} ({said}).") from None


async def _migrate(part: Path, at: datetime) -> None:
    database = Database.open(URL.create("sqlite+aiosqlite", database=str(part)).render_as_string())
    try:
        await database.migrate()
        await database.write(partial(audit.note_everywhere, what="restored", at=at))
    finally:
        await database.close()


def _copied(source: Path, part: Path, fails: str, said: Progress = lambda done, of: None) -> str:
    """Copies and checks; gives back the copy's last migration. NotDone otherwise."""
    try:
        sqlite_files.copy(source, part, said)
        sqlite_files.check(part)
        revision = sqlite_files.revision(part)
    except Damaged as damage:
        raise Unsound(f"{fails}: it is damaged, or no SQLite database ({damage}).") from None
    except OSError as error:
        raise NotDone(f"{fails} ({error.strerror}).") from None
    if revision is None:
        raise NotDone(f"{fails}: it holds nothing of Same Page.")
    return revision


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """An empty file in the same folder that only its owner may read; gone at the end, unless it was renamed."""
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise NotDone(f"{target.parent} cannot be written ({error.strerror}).") from None
    try:
        yield part
    finally:
        sqlite_files.remove(part)


def _count_on(former: sqlite3.Connection, new: Path) -> None:
    """No role or candidate gets a number that was given since the backup: Slack has channels and messages by it."""
    try:
        numbers = {table: former.execute(_NUMBERS[table]).fetchall() for table in _NUMBERS}
    except sqlite3.DatabaseError:
        return
    with _unharmed(new), closing(sqlite_files.connect(new, "rw")) as connection:
        connection.execute("BEGIN")
        for table, rows in numbers.items():
            connection.executemany(_COUNT_ON[table], rows)
        connection.execute("COMMIT")


def _forgotten_since(former: sqlite3.Connection, new: Path) -> tuple[tuple[str, int, int], ...] | None:
    """Whom the former database had forgotten, and the new one knows."""
    try:
        gone = former.execute(_FORGOTTEN).fetchall()
    except sqlite3.DatabaseError:
        return None
    with closing(sqlite_files.connect(new, "ro")) as connection:
        known = connection.execute("select workspace, id from submissions where forgetting_id is null").fetchall()
    there = set(known)
    return tuple(sorted((where, role, number) for where, role, number, key in gone if (where, key) in there))
