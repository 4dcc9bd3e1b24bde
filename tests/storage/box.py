"""The outbox as the postman handles it, for tests: each step in a transaction of its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from storage import models, outbox
from storage.database import Database
from storage.outbox import Held, Row
from tests.storage.world import HERE

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Box:
    """The outbox of one workspace, each step in a transaction of its own, as the postman takes them."""

    def __init__(self, database: Database, workspace: str = HERE) -> None:
        self.database, self.workspace = database, workspace

    async def send(self, lane: str, key: str, at: datetime = NOW, **ids: Any) -> None:
        async with self.database.begin() as session:
            await outbox.send(session, self.workspace, lane, "say", ids or {"n": 1}, key=key, at=at)

    async def repaint(self, lane: str, card: str, at: datetime = NOW, **ids: Any) -> None:
        async with self.database.begin() as session:
            await outbox.repaint(session, self.workspace, lane, "paint", ids or {"n": 1}, card=card, at=at)

    async def claim(self, at: datetime = NOW, limit: int = 10) -> list[Held]:
        async with self.database.begin() as session:
            return await outbox.claim_lanes(session, at=at, limit=limit)

    async def first(self, held: Held) -> Row | None:
        async with self.database.read() as session:
            return await outbox.first_row(session, held)

    async def head(self, held: Held) -> Row:
        row = await self.first(held)
        assert row is not None
        return row

    async def attempt(self, held: Held, row: Row, at: datetime = NOW) -> bool:
        async with self.database.begin() as session:
            return await outbox.attempt(session, held, row, at=at)

    async def settle(self, held: Held, row: Row, at: datetime = NOW, state: str = "done", **more: Any) -> None:
        async with self.database.begin() as session:
            await outbox.settle(session, held, row, state=state, at=at, **more)

    async def retry(self, held: Held, row: Row, at: datetime, *, keep: bool) -> None:
        async with self.database.begin() as session:
            await outbox.retry_later(session, held, row, at=at, keep_attempt=keep, error="slow")

    async def release(self, held: Held, at: datetime = NOW) -> None:
        async with self.database.begin() as session:
            await outbox.release(session, held, at=at)

    async def only_lane(self, at: datetime = NOW) -> Held:
        (held,) = await self.claim(at)
        return held

    async def rows(self) -> list[models.OutboxRow]:
        async with self.database.read() as session:
            return list(await session.scalars(select(models.OutboxRow).order_by(models.OutboxRow.id)))

    async def states(self) -> list[str]:
        return [row.state for row in await self.rows()]

    async def lane_due(self) -> datetime | None:
        async with self.database.read() as session:
            lanes = await session.scalars(select(models.Lane).where(models.Lane.workspace == self.workspace))
            return lanes.one().due_at
