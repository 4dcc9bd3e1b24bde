"""The postman and its hands: it looks for no more lanes than it can work on."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.delivery import Deliverer
from bot.postman import Postman
from handlers.clients import NotInstalled
from tests.storage.box import NOW, Box
from tests.storage.world import HERE, World

HANDS = 10


class Watched(Clock):
    """A clock that stands still, and tells until when somebody means to wait by it."""

    def __init__(self) -> None:
        super().__init__()
        self.waited: list[datetime | None] = []
        self.waits = asyncio.Condition()

    def now(self) -> datetime:
        return NOW

    async def wait(self, event: asyncio.Event, until: datetime | None, *, longest: float = 1.0) -> None:
        async with self.waits:
            self.waited.append(until)
            self.waits.notify_all()
        await event.wait()

    async def until_waited(self, times: int) -> None:
        async with self.waits:
            await self.waits.wait_for(lambda: len(self.waited) >= times)


async def test_with_its_hands_full_it_waits_for_one_to_be_free(world: World) -> None:
    box, clock, slack_says = Box(world.database), Watched(), asyncio.Event()
    for number in range(HANDS + 1):
        await box.send(f"U{number}", f"key:{number}")
    taken: list[str] = []
    full, all_taken = asyncio.Event(), asyncio.Event()

    async def speaker(workspace: str) -> Deliverer:
        taken.append(workspace)
        if len(taken) == HANDS:
            full.set()
        if len(taken) > HANDS:
            all_taken.set()
        await slack_says.wait()
        raise NotInstalled(workspace)

    postman = Postman(world.database, speaker, clock, {}, HERE)
    postman.start()
    await full.wait()
    await clock.until_waited(1)
    postman.wake()  # somebody saved something more
    await clock.until_waited(2)
    assert clock.waited == [NOW, None]  # one is due, and could be taken only in vain
    slack_says.set()
    await all_taken.wait()
    await postman.stop()
    assert len(taken) == HANDS + 1


async def test_with_a_hand_free_it_waits_for_what_is_due_next(world: World) -> None:
    clock, later = Watched(), NOW + timedelta(minutes=5)
    await Box(world.database).send("U1", "key", at=later)

    async def nobody(workspace: str) -> Deliverer:
        raise NotInstalled(workspace)

    postman = Postman(world.database, nobody, clock, {}, HERE)
    postman.start()
    await clock.until_waited(1)
    await postman.stop()
    assert clock.waited[0] == later
