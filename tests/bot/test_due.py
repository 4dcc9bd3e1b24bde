"""What the rounds share: everything due is handled, whatever becomes of one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.rounds._due import each
from storage.database import Database
from tests.storage.world import MONDAY


async def test_one_that_fails_holds_up_no_other(database: Database) -> None:
    left, tried = [1, 2, 3], []

    async def due(session: AsyncSession, *, at: datetime) -> list[tuple[str, int]]:
        return [("T", number) for number in left]

    async def handle(_session: AsyncSession, _workspace: str, number: int) -> None:
        tried.append(number)
        if number == 1:
            raise LookupError("this one can never be handled")
        left.remove(number)

    assert await each(database, MONDAY, due, handle) == 2
    assert (tried, left) == ([1, 2, 3], [1])
    assert await each(database, MONDAY, due, handle) == 0  # tried again, once a beat
    assert tried == [1, 2, 3, 1]
