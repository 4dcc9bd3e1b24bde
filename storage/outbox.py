"""The outbox: what is to be done in Slack, in order per lane, exactly once however often it is tried."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models
from storage import outbox_statements as said
from storage.inserts import dialect

LEASE = timedelta(seconds=60)  # ≥ the 10 s limit of a Slack call + 30 s of lag in Slack's history + margin
_ASKED = "asked of Slack"  # in a session's `info`: what its transaction asks for and has not written yet
WRITTEN = "outbox rows"  # in a session's `info`: the ids of the rows its transaction wrote
PACE = timedelta(seconds=1)  # Slack's rate for messages to one channel


@dataclass(frozen=True)
class Row:
    """One thing to do. `attempted_at` is set when an earlier try ended without our learning how."""

    id: int
    workspace: str
    lane_id: int
    kind: str
    key: str | None
    ids: dict[str, Any]
    created_at: datetime
    attempts: int
    attempted_at: datetime | None


@dataclass(frozen=True)
class Held:
    """A leased lane: the right to work on its first row until the lease ends."""

    workspace: str
    lane_id: int
    lane: str
    lease: str


def requisition_lane(requisition_id: int) -> str:
    """The lane of the channel a requisition has, or is to get."""
    return f"requisition:{requisition_id}"


async def send(
    session: AsyncSession, workspace: str, lane: str, kind: str, ids: dict[str, Any], *, key: str, at: datetime
) -> None:
    """Asks for one thing to be done once: a second call with the same `key` changes nothing."""
    _ask(session, workspace, lane, at, kind=kind, ids=ids, key=key)


async def repaint(
    session: AsyncSession, workspace: str, lane: str, kind: str, ids: dict[str, Any], *, card: str, at: datetime
) -> None:
    """Asks for a card to be painted again. Those that still wait collapse into one: it is rendered when delivered."""
    _ask(session, workspace, lane, at, kind=kind, ids=ids, repaints=card)


def _ask(session: AsyncSession, workspace: str, lane: str, at: datetime, **what: Any) -> None:
    row = {"key": None, "repaints": None, "workspace": workspace, "created_at": at, **what}
    session.info.setdefault(_ASKED, []).append((lane, row))


async def write(session: AsyncSession) -> None:
    """Writes what this transaction asked for, in that order: when it ends, or before it looks into the outbox itself.

    Lanes are what it locks last, and in one order, so that no two transactions wait for each other. Each is due from
    now on: whoever settles it at this moment waits, then sees what is new in it.
    """
    asked: list[tuple[str, dict[str, Any]]] = session.info.pop(_ASKED, [])
    if not asked:
        return
    await session.flush()
    lanes: dict[str, dict[str, int]] = {}
    for workspace in sorted({row["workspace"] for _, row in asked}):
        names = sorted({name for name, row in asked if row["workspace"] == workspace})
        at = max(row["created_at"] for _, row in asked)
        due = {"of": workspace, "names": names, "at": at, "paced": at + PACE}
        lanes[workspace] = dict((await session.execute(said.lanes_due(dialect(session)), due)).all())
    rows = [row | {"lane_id": lanes[row["workspace"]][name], "state": "waiting", "attempts": 0} for name, row in asked]
    written = await session.scalars(said.row_written(dialect(session)), rows)
    session.info.setdefault(WRITTEN, []).extend(written)


async def claim_lanes(
    session: AsyncSession,
    *,
    at: datetime,
    workspace: str | None = None,
    limit: int = 10,
    busy: frozenset[int] = frozenset(),
) -> list[Held]:
    """Leases up to `limit` due lanes; each stays ours until it is settled or `LEASE` has passed.

    `workspace` names the one whose token we hold (None: every one the app is in). `busy` are lanes this process is
    working on: a clock that leaps must not make it take one from itself.
    """
    lease = secrets.token_hex(8)
    asked = {"at": at, "until": at + LEASE, "held": lease, "most": limit, **_where(workspace, busy)}
    taken = await session.execute(said.claimed(dialect(session), everywhere=workspace is None), asked)
    return [Held(workspace, lane_id, name, lease) for workspace, lane_id, name in taken.all()]


def _where(workspace: str | None, busy: frozenset[int]) -> dict[str, Any]:
    return {"busy": list(busy)} | ({} if workspace is None else {"of": workspace})


async def first_row(session: AsyncSession, held: Held) -> Row | None:
    """The row at the head of a lane, or None when nothing waits there."""
    found = (await session.execute(said.FIRST, _lane_of(held))).first()
    return Row(*found) if found else None


async def _still_held(session: AsyncSession, held: Held) -> bool:
    return bool(await session.scalar(said.LEASED, _lane_of(held)) == held.lease)


def _lane_of(held: Held) -> dict[str, Any]:
    return {"of": held.workspace, "lane": held.lane_id}


def _row_of(row: Row) -> dict[str, Any]:
    return {"of": row.workspace, "row": row.id}


def _waiting(row: Row) -> tuple[ColumnElement[bool], ...]:
    box = models.OutboxRow
    return box.workspace == row.workspace, box.id == row.id, box.state == "waiting"


async def attempt(session: AsyncSession, held: Held, row: Row, *, at: datetime) -> bool:
    """Marks that a try begins, and renews the lease. False: send nothing.

    Either the lane is no longer ours, or its former holder came back late and has settled the row after we read it;
    the lane is then given back. Render a repaint only after this has committed: what changes before collapses into
    this row, what changes after gets a row of its own.
    """
    renewed = await session.execute(said.RENEWED, {"until": at + LEASE, "held": held.lease, **_lane_of(held)})
    if renewed.first() is None:
        return False
    if (await session.execute(said.ATTEMPTED, {"at": at, **_row_of(row)})).first() is None:
        await _give_back(session, held, at)
        return False
    return True


async def settle(
    session: AsyncSession,
    held: Held,
    row: Row,
    *,
    state: str,
    at: datetime,
    channel: str | None = None,
    ts: str | None = None,
    error: str | None = None,
    paced: bool = False,
) -> None:
    """Ends a row (`done`, `dropped`, `parked`, `unknown`) and gives the lane back, `PACE` later after a message.

    What was done in Slack is recorded even by one whose lease has run out; the lane then stays with its new holder.
    """
    ours = await _still_held(session, held)
    end = {"end": state, "at": at, "to_channel": channel, "as_ts": ts, "for_error": error}
    await session.execute(said.SETTLED, end | _row_of(row))
    if ours:
        await _give_back(session, held, at + PACE if paced else at, rests=paced)


async def retry_later(
    session: AsyncSession, held: Held, row: Row, *, at: datetime, keep_attempt: bool, error: str
) -> None:
    """Leaves the row waiting and its lane closed until `at`. `keep_attempt`: the try ended ambiguously, so the next
    one looks in Slack first; otherwise Slack said that it did nothing."""
    if not await _still_held(session, held):
        return
    box = models.OutboxRow
    values: dict[str, Any] = {"error": error} if keep_attempt else {"error": error, "attempted_at": None}
    if not keep_attempt:
        # Back among those that may collapse: when a newer repaint of the card already waits, this one is moot.
        repaints = await session.scalar(select(box.repaints).where(*_waiting(row)))
        newer = repaints is not None and await session.scalar(
            select(
                exists().where(
                    box.workspace == row.workspace,
                    box.repaints == repaints,
                    box.state == "waiting",
                    box.attempted_at.is_(None),
                    box.id != row.id,
                )
            )
        )
        if newer:
            values = {"state": "dropped", "done_at": at, "error": error}
    await session.execute(update(box).where(*_waiting(row)).values(**values))
    await _give_back(session, held, at)


async def wait_and_see(session: AsyncSession, held: Held, row: Row, *, until: datetime) -> None:
    """Gives the lane back until an earlier, open try must show in Slack; the row keeps the time of that try."""
    if not await _still_held(session, held):
        return
    box = models.OutboxRow
    await session.execute(update(box).where(*_waiting(row)).values(attempted_at=row.attempted_at))
    await session.execute(said.LEFT, {"until": until, **_lane_of(held)})


async def next_due(
    session: AsyncSession, *, workspace: str | None = None, busy: frozenset[int] = frozenset()
) -> datetime | None:
    """When the next lane may be taken, those in `busy` left aside; None when all are empty."""
    at: datetime | None = await session.scalar(said.next_due(everywhere=workspace is None), _where(workspace, busy))
    return at


async def was_done(session: AsyncSession, workspace: str, key: str) -> bool:
    """Whether the thing with that key was carried out."""
    await write(session)
    box = models.OutboxRow
    return bool(
        await session.scalar(select(exists().where(box.workspace == workspace, box.key == key, box.state == "done")))
    )


async def was_asked(session: AsyncSession, workspace: str, key: str) -> bool:
    """Whether the thing with that key was ever asked for, carried out or not."""
    await write(session)
    box = models.OutboxRow
    return bool(await session.scalar(select(exists().where(box.workspace == workspace, box.key == key))))


async def release(session: AsyncSession, held: Held, *, at: datetime) -> None:
    """Gives back a lane on which there was nothing to do."""
    if await _still_held(session, held):
        await _give_back(session, held, at)


async def _give_back(session: AsyncSession, held: Held, due_at: datetime, *, rests: bool = False) -> None:
    """`rests`: until it is due again, also where it ran empty: what comes next must keep the pace too."""
    await session.execute(said.given_back(rests=rests), {"due": due_at, **_lane_of(held)})
