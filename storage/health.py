"""How a database at work is: what did not get out, what nobody came for, and what may hold it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from storage import due, models
from storage.scrubbing import PERSONAL

LATE = timedelta(minutes=5)  # a beat lasts a second: what has been due for this long nobody comes for


@dataclass(frozen=True)
class Unsent:
    """Outbox rows that were not delivered, of one state and with one error of Slack's ('' where there is none)."""

    state: str
    error: str
    rows: int
    oldest: datetime


@dataclass(frozen=True)
class Health:
    """What did not get out; since when a lane with something in it has been due, where that is too long; and the names
    of the rounds that have long had something to do."""

    unsent: tuple[Unsent, ...]
    lane_due: datetime | None
    overdue: tuple[str, ...]


async def look(session: AsyncSession, *, at: datetime) -> Health:
    """The same for all workspaces of the database."""
    row, lane = models.OutboxRow, models.Lane
    error = func.coalesce(row.error, "")
    found = await session.execute(
        select(row.state, error, func.count(), func.min(row.created_at))
        .where(text(models.outbox.UNSENT))
        .group_by(row.state, error)
        .order_by(row.state, error)
    )
    lane_due = await session.scalar(select(func.min(lane.due_at)).where(lane.due_at <= at - LATE))
    overdue = await due.rounds(session, at - LATE)
    return Health(tuple(Unsent(*each) for each in found.all()), lane_due, tuple(sorted(overdue)))


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server, and what this user may do there: tables it may not write to (`unwritable`), those of
    candidates' data that it may not vacuum (`unvacuumed`). `secured` of `tables` have row-level security on;
    `is_bypassed` says whether this user sees every row all the same."""

    version: str
    number: int
    zone: str
    encoding: str
    is_read_only: bool
    unwritable: tuple[str, ...]
    unvacuumed: tuple[str, ...]
    tables: int
    secured: int
    is_bypassed: bool


async def server(session: AsyncSession) -> Server:
    """What PostgreSQL says of itself and of our tables."""
    about = await session.execute(
        text(
            "select current_setting('server_version'), current_setting('server_version_num')::int,"
            " current_setting('TimeZone'), current_setting('server_encoding'),"
            " pg_is_in_recovery() or current_setting('default_transaction_read_only') = 'on',"
            " (select rolsuper or rolbypassrls from pg_roles where rolname = current_user)"
        )
    )
    version, number, zone, encoding, is_read_only, bypasses = about.one()
    ours = await session.execute(
        text(
            "select c.relname, c.relrowsecurity, c.relrowsecurity and not row_security_active(c.oid),"
            " has_table_privilege(c.oid, 'SELECT') and has_table_privilege(c.oid, 'INSERT')"
            " and has_table_privilege(c.oid, 'UPDATE') and has_table_privilege(c.oid, 'DELETE'),"
            # PostgreSQL only warns whoever may not, and goes on. The right has a name of its own from version 17 on.
            " case when pg_has_role(c.relowner, 'USAGE') then true"
            " when current_setting('server_version_num')::int < 170000 then false"
            " else has_table_privilege(c.oid, 'MAINTAIN') end"
            " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where c.relkind = 'r' and n.nspname = current_schema() order by c.relname"
        )
    )
    names = set(models.Base.metadata.tables)
    rows = [each for each in ours.all() if each[0] in names]
    return Server(
        version.split()[0],
        number,
        zone,
        encoding,
        is_read_only,
        tuple(name for name, _, _, may_write, _ in rows if not may_write),
        tuple(name for name, _, _, _, may_vacuum in rows if name in PERSONAL and not may_vacuum),
        len(rows),
        sum(secured for _, secured, *_ in rows),
        bypasses or any(passed for _, _, passed, *_ in rows),
    )
