"""What the rounds share: everything due is handled, whatever becomes of one."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rounds._due import each
from storage.database import Database
from tests.storage.world import MONDAY


@pytest.mark.parametrize("sick", [1, 120])  # more than a look brings
async def test_those_that_fail_hold_up_no_other(sick: int, database: Database) -> None:
    left, tried = list(range(sick + 2)), []

    async def due(session: AsyncSession, *, at: datetime, limit: int) -> list[tuple[str, int]]:
        return [("T", number) for number in left[:limit]]

    async def handle(_session: AsyncSession, _workspace: str, number: int) -> None:
        tried.append(number)
        if number < sick:
            raise LookupError("this one can never be handled")
        left.remove(number)

    assert await each(database, MONDAY, due, handle) == 2
    assert (tried, left) == (list(range(sick + 2)), list(range(sick)))
    assert await each(database, MONDAY, due, handle) == 0  # tried again, once a beat
    assert tried[sick + 2 :] == left
