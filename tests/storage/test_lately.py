"""What somebody who plays with the clock may see of the outbox: kinds, states and lanes, and no text."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from storage import lately, outbox
from storage.database import Database
from storage.outbox import Held
from tests.storage.box import NOW, SECOND, Box
from tests.storage.world import HERE, TWIN


async def _shown(database: Database, workspace: str = HERE) -> list[lately.Shown]:
    async with database.read() as session:
        return await lately.rows(session, workspace)


async def _lane(box: Box, at: datetime = NOW) -> Held:
    return next(held for held in await box.claim(at) if held.lane == "C1")


async def test_what_waits_and_what_was_done_is_listed_newest_first(database: Database) -> None:
    box = Box(database)
    for key in "abc":
        await box.send("C1", key)
    held = await _lane(box)
    for state, error in (("done", None), ("parked", "channel_not_found")):
        row = await box.head(held)
        assert await box.attempt(held, row)
        await box.settle(held, row, state=state, error=error)
        held = await _lane(box, NOW + SECOND)
    await box.release(held, at=NOW + 5 * SECOND)
    waiting, parked, done = [each for each in await _shown(database) if each.lane == "C1"]
    assert [each.state for each in (waiting, parked, done)] == ["waiting", "parked", "done"]
    assert (waiting.lane, waiting.due, waiting.attempts) == ("C1", NOW + 5 * SECOND, 0)
    assert (parked.error, parked.due, parked.attempts) == ("channel_not_found", None, 1)
    assert "C1" not in [each.lane for each in await _shown(database, TWIN)]


async def test_the_list_has_an_end(database: Database) -> None:
    box = Box(database)
    async with database.begin() as session:
        for number in range(lately.UNDONE + 5):
            await outbox.send(session, box.workspace, f"C{number}", "say", {}, key=str(number), at=NOW)
    found = await _shown(database)
    assert len(found) == lately.UNDONE
    assert found[0].lane == f"C{lately.UNDONE + 4}"


def test_a_row_shown_carries_neither_ids_of_people_nor_text() -> None:
    assert {"ids", "key", "text"}.isdisjoint(field.name for field in fields(lately.Shown))
