"""Workspaces the app was removed from: some weeks later everything that is stored of them is erased, but the log for
auditors.

It goes in pieces, each a transaction that holds the workspace's row, so that nobody waits long. Until the first of them
an installation keeps everything; from then on it waits until the last is done, and begins anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from storage import audit, models
from storage.erasing import ERASED
from storage.falls_due import FallsDue
from storage.rules.audit import HELD

ERASED_AFTER = timedelta(days=30)
AT_ONCE = 500  # rows in one transaction
AGAIN = timedelta(days=1)  # so long until a workspace under a legal hold is looked at again
_NAMED = 20  # holds that are named, of those that stand
_KEPT = {"audit", "audit_heads", "workspaces"}
TABLES: tuple[Table, ...] = tuple(
    each for each in reversed(models.Base.metadata.sorted_tables) if each.name not in _KEPT
)

# Workspaces whose time is over: (workspace, workspace). One that is installed again keeps its time for nothing.
due: FallsDue[str] = FallsDue(
    models.Workspace.erase_at,
    models.Workspace.left_at.is_not(None),
    key=models.Workspace.id,
    whose=models.Workspace.id,
    everywhere=True,
)


def going(workspace: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """The row of this column belongs to a workspace that is being erased."""
    row = models.Workspace
    return workspace.in_(select(row.id).where(row.erase_at.is_not(None), row.erased_rows.is_not(None)))


@dataclass(frozen=True)
class Holds:
    """Legal holds that stand in a workspace, as ids of candidates and of roles; the first few of each."""

    candidates: tuple[int, ...] = ()
    roles: tuple[int, ...] = ()

    @property
    def stand(self) -> bool:
        return bool(self.candidates or self.roles)


@dataclass(frozen=True)
class Removed:
    """A workspace the app was removed from. `erase_at` is None where it stays."""

    workspace: str
    left_at: datetime
    erase_at: datetime | None
    has_begun: bool
    holds: Holds


async def holds(session: AsyncSession, workspace: str) -> Holds:
    """What stands in there, on somebody or on a whole role."""
    who, role = models.Candidate, models.RoleLegalHold
    candidates = await session.scalars(
        select(who.id).where(who.workspace == workspace, who.held_at.is_not(None)).order_by(who.id).limit(_NAMED)
    )
    roles = await session.scalars(
        select(role.requisition_id)
        .where(role.workspace == workspace, role.lifted_at.is_(None))
        .order_by(role.requisition_id)
        .limit(_NAMED)
    )
    return Holds(tuple(candidates), tuple(roles))


async def reckon(session: AsyncSession, *, keep: timedelta | None, at: datetime) -> None:
    """Has a time that was set anew hold for workspaces that were removed before: a longer one, or none at all (None),
    as it is; a shorter one never, for nobody was told of it. Whatever had no time gets the whole of it from now on."""
    row = models.Workspace
    waiting = select(row).where(row.left_at.is_not(None), row.erased_rows.is_(None)).with_for_update()
    for each in await session.scalars(waiting.order_by(row.id)):
        if keep is None:
            each.erase_at = None
        elif each.erase_at is None:
            each.erase_at = at + keep
        elif each.left_at is not None:
            each.erase_at = max(each.erase_at, each.left_at + keep)


async def listed(session: AsyncSession) -> list[Removed]:
    """Every workspace the app was removed from and of which something is left, by the time it was removed."""
    row = models.Workspace
    found = await session.scalars(select(row).where(row.left_at.is_not(None)).order_by(row.left_at, row.id))
    return [
        Removed(each.id, each.left_at, each.erase_at, each.erased_rows is not None, await holds(session, each.id))
        for each in found
        if each.left_at is not None
    ]


async def _locked(session: AsyncSession, workspace: str) -> models.Workspace | None:
    row = models.Workspace
    found: models.Workspace | None = await session.scalar(
        select(row)
        .where(row.id == workspace, row.left_at.is_not(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found


async def begin(session: AsyncSession, workspace: str, *, at: datetime) -> Holds | None:
    """Begins where the time is over and nothing is held; a second time that is no harm. Gives back what is held: the
    whole workspace waits then, and the log says so once. None where it is not to be erased, or not any more."""
    row = await _locked(session, workspace)
    if row is None or row.erase_at is None or row.erase_at > at:
        return None
    if row.erased_rows is not None:
        return Holds()
    found = await holds(session, workspace)
    if found.stand:
        if not await _was_noted(session, workspace, row.left_at):
            audit.note(session, workspace, "data_erased", at=at, about=f"workspace:{workspace}", outcome=HELD)
        row.erase_at = at + AGAIN
        return found
    row.erased_rows, row.name, row.bot_user = 0, ERASED, ""
    row.preferences = row.promises = None
    return found


async def _was_noted(session: AsyncSession, workspace: str, since: datetime | None) -> bool:
    row = models.AuditEntry
    its = (row.workspace == workspace, row.what == "data_erased", row.outcome == HELD, row.at >= since)
    return bool(await session.scalar(select(exists().where(*its))))


async def erase_some(session: AsyncSession, workspace: str, place: int, *, room: int = AT_ONCE) -> int | None:
    """Erases `room` rows at most, from the table at that place in TABLES on, and gives back where to go on: past the
    last where nothing is left. None where it was not begun, or is done."""
    row = await _locked(session, workspace)
    if row is None or row.erased_rows is None:
        return None
    for here in range(place, len(TABLES)):
        gone = await _erase(session, TABLES[here], workspace, room)
        row.erased_rows += gone
        room -= gone
        if room <= 0:
            return here
    return len(TABLES)


async def _erase(session: AsyncSession, table: Table, workspace: str, most: int) -> int:
    its, key = table.c.workspace == workspace, table.c.get("id", table.c.workspace)
    last = select(key).where(its).order_by(key.desc()).limit(most)
    done = await session.execute(delete(table).where(its, key.in_(last)))
    return int(getattr(done, "rowcount", 0))


async def end(session: AsyncSession, workspace: str, *, at: datetime) -> int | None:
    """The last of it: the log says how many rows went, and the workspace is one we never met. None where somebody else
    did, or where something has come in between and the tables are to be gone through once more."""
    row = await _locked(session, workspace)
    if row is None or row.erased_rows is None:
        return None
    for table in TABLES:
        if await session.scalar(select(exists().where(table.c.workspace == workspace))):
            return None
    rows, enterprise = row.erased_rows + 1, row.enterprise
    await session.delete(row)
    await session.flush()
    if enterprise is not None:
        await _forget_the_organisation(session, enterprise)
    audit.note(session, workspace, "data_erased", at=at, about=f"workspace:{workspace}", rows=rows)
    return rows


async def _forget_the_organisation(session: AsyncSession, enterprise: str) -> None:
    """The installation of an organisation goes with the last of its workspaces, where it was removed."""
    table, row = models.Installation, models.Workspace
    await session.execute(
        delete(table).where(
            table.workspace == enterprise, table.removed_at.is_not(None), ~exists().where(row.enterprise == enterprise)
        )
    )
