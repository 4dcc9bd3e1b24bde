"""SQLite's file as a file: copied while others write, checked, and looked at without changing it.

Speaks to SQLite directly: its online backup and its locks are not SQLAlchemy's subject.
"""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from storage.revisions import TABLE

_PAGES = 2048  # copied between two words about how far it is
_SHARED, _SHARED_SIZE = 0x40000002, 510  # the bytes every connection holds a lock on: sqlite.org/src, os.h
_MACHINE = {  # SQLite's codes (sqlite.org/rescode.html) and the system's
    sqlite3.SQLITE_PERM: errno.EACCES,
    sqlite3.SQLITE_BUSY: errno.EBUSY,
    sqlite3.SQLITE_READONLY: errno.EACCES,
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
}
_TRACES = ("-wal", "-shm", "-journal")
Progress = Callable[[int, int], None]  # pages done, pages there are


class Damaged(Exception):
    """The file is no sound database; what SQLite says of it."""


class Held(Exception):
    """Another program has the database open."""


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """`mode`: `ro`, `rw` (never makes a file) or `rwc`. Transactions are the caller's to begin."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=1.5, isolation_level=None)


def raise_for(error: sqlite3.Error) -> None:
    """OSError for what SQLite says of the machine and not of the file: a disk that is full, no right, somebody else's
    lock. A sound file must not be called damaged for it."""
    about = _MACHINE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if about is not None:
        raise OSError(about, os.strerror(about)) from None


def copy(source: Path, target: Path, said: Progress = lambda done, of: None) -> None:
    """Copies a database as it is at this moment into the empty file `target`, while others read and write it.

    One read transaction lasts for the whole copy: what is committed meanwhile is not in it, and cannot make it begin
    anew. The copy has no log beside it. Raises Damaged, and OSError where it is not the file that is at fault.
    """
    try:
        with closing(connect(source, "ro")) as there, closing(connect(target, "rw")) as here:
            there.execute("BEGIN")
            there.execute("SELECT count(*) FROM sqlite_master").fetchone()
            there.backup(here, pages=_PAGES, progress=lambda _status, left, of: said(of - left, of))
            here.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.DatabaseError as error:
        raise_for(error)
        raise Damaged(str(error)) from None
    with target.open("rb") as written:
        os.fsync(written.fileno())


def check(path: Path) -> None:
    """Raises Damaged unless every page, index and reference of the file is sound; OSError as `copy` does."""
    try:
        with closing(connect(path, "ro")) as connection:
            said = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(3)")]
            orphans = len(connection.execute("PRAGMA foreign_key_check").fetchall())
    except sqlite3.DatabaseError as error:
        raise_for(error)
        raise Damaged(str(error)) from None
    if said != ["ok"]:
        raise Damaged(said[0].splitlines()[0])
    if orphans:
        raise Damaged(f"{orphans} rows refer to rows that are not there")


def revision(path: Path) -> str | None:
    """The last migration the file has had; None where it holds nothing of ours. Raises Damaged."""
    try:
        with closing(connect(path, "ro")) as connection:
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (TABLE,)).fetchone():
                return None
            row = connection.execute(f"SELECT version_num FROM {TABLE}").fetchone()  # noqa: S608
    except sqlite3.DatabaseError as error:
        raise Damaged(str(error)) from None
    return str(row[0]) if row else None


@contextmanager
def alone(path: Path) -> Iterator[sqlite3.Connection]:
    """The file with nobody else in it, and nobody let in, for the length of the block; its log is written back into it.
    Raises Held. A damaged file is let pass where no other program has it open."""
    with closing(connect(path, "rw")) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE")  # refused while another connection is open
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise Held from None
            _must_be_free(path)
        except sqlite3.DatabaseError:
            _must_be_free(path)
        yield connection


def _must_be_free(path: Path) -> None:
    """By the locks on the file alone, for one SQLite cannot read. Raises Held."""
    with path.open("rb+") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED)
        except OSError:
            raise Held from None


def remove(path: Path) -> None:
    """The file and what SQLite puts beside it."""
    for suffix in ("", *_TRACES):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def move_traces(path: Path, to: Path) -> None:
    """What SQLite left beside a file goes with it: another file in its place would be read together with them."""
    for suffix in _TRACES:
        trace = path.with_name(path.name + suffix)
        if trace.exists():
            trace.rename(to.with_name(to.name + suffix))
