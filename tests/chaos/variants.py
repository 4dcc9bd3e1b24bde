"""Bots that are broken on purpose, to see whether the storm finds them out: `python -m tests.chaos.variants NAME`.

Each is the bot itself but for one part, put in where the bot takes its parts.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import log
from bot.delivery import NotFound
from bot.postman import Postman
from bot.runtime import running
from bot.settings import read
from handlers.steps import Moot, Step
from storage import models, outbox
from storage.database import Database
from storage.outbox import Held, Row
from tests.stories.zygote import serve

T = TypeVar("T")
_NOT_YET = 0.3  # real seconds from the answer to the commit


class AckFirst(Database):
    """Whoever pressed a button is told that it is saved a moment before it is."""

    async def write(self, verb: Callable[[AsyncSession], Awaitable[T]]) -> T:
        answered: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._saving = asyncio.create_task(self._save(verb, answered))
        return await answered

    async def _save(self, verb: Callable[[AsyncSession], Awaitable[T]], answered: asyncio.Future[T]) -> None:
        try:
            async with self.begin() as session:
                answered.set_result(await verb(session))
                await asyncio.sleep(_NOT_YET)  # noqa: TID251 (this is what is broken)
        except Exception as error:
            if answered.done():
                raise
            answered.set_exception(error)


class Blind(Postman):
    """What may have been sent is sent again, without a look into Slack's history."""

    async def _recognise(self, *_: object) -> NotFound:
        return NotFound()


class NoLanes(Postman):
    """All that waits for one place is delivered at once, the newest first."""

    async def _deliver(self, held: Held) -> None:
        async with self._database.begin() as session:
            rows = [row for row in await _waiting(session, held) if await self._begun(session, held, row)]
            if not rows:
                await outbox.release(session, held, at=self._clock.now())
        await asyncio.gather(*(self._say(held, row) for row in rows))

    async def _begun(self, session: AsyncSession, held: Held, row: Row) -> bool:
        return await outbox.attempt(session, held, row, at=self._clock.now())

    async def _say(self, held: Held, row: Row) -> None:
        deliverer = await self._deliverer_of(row.workspace)
        async with self._database.read() as session:
            step: Step | Moot | None = await self._messages[row.kind](session, row, self._clock.now())
        if step is None or isinstance(step, Moot):
            await self._settle(held, row, None, "dropped")
        else:
            await self._end(held, row, step, await deliverer.carry_out(step, row))


async def _waiting(session: AsyncSession, held: Held) -> list[Row]:
    box = models.OutboxRow
    found = await session.scalars(
        select(box)
        .where(box.workspace == held.workspace, box.lane_id == held.lane_id, box.state == "waiting")
        .order_by(box.id.desc())
    )
    return [
        Row(each.id, each.workspace, each.lane_id, each.kind, each.key, each.ids, each.created_at, each.attempts, None)
        for each in found
    ]


def in_subquery(_dialect: str, column: ColumnElement[int], due: Select[tuple[int]]) -> ColumnElement[bool]:
    """Rows are claimed by a plain IN: a planner that was told of few rows runs it once for each."""
    return column.in_(due.with_for_update(skip_locked=True))


@dataclass(frozen=True)
class Parts:
    database: type[Database] = Database
    postman: type[Postman] = Postman


VARIANTS = {
    "none": Parts(),
    "ack_first": Parts(database=AckFirst),
    "blind": Parts(postman=Blind),
    "no_lanes": Parts(postman=NoLanes),
}


def main(name: str) -> None:
    """The bot with that part in it, until it is killed."""
    parts = VARIANTS[name]
    log.to_stderr()

    async def work() -> None:
        settings = read(dict(os.environ))
        async with running(settings, open_database=parts.database.open, make_postman=parts.postman):
            await asyncio.Event().wait()

    asyncio.run(work())


if __name__ == "__main__":
    which = sys.argv[1]
    serve(lambda: main(which))
