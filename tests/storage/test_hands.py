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
        self.waits = asyncio.Event()

    def now(self) -> datetime:
        return NOW

    async def wait(self, event: asyncio.Event, until: datetime | None, *, longest: float = 1.0) -> None:
        self.waited.append(until)
        self.waits.set()
        await event.wait()


async def test_with_its_hands_full_it_waits_for_one_to_be_free(world: World) -> None:
    box, clock, slack_says = Box(world.database), Watched(), asyncio.Event()
    for number in range(HANDS + 1):
        await box.send(f"U{number}", f"key:{number}")
    taken: list[str] = []

    async def speaker(workspace: str) -> Deliverer:
        taken.append(workspace)
        await slack_says.wait()
        raise NotInstalled(workspace)

    postman = Postman(world.database, speaker, clock, {}, HERE)
    postman.start()
    await clock.waits.wait()
    postman.wake()  # somebody saved something more
    while len(clock.waited) < 2 or len(taken) < HANDS:
        await asyncio.sleep(0)
    assert clock.waited == [NOW, None]  # one is due, and could be taken only in vain
    slack_says.set()
    while len(taken) == HANDS:
        await asyncio.sleep(0)
    await postman.stop()
    assert len(taken) == HANDS + 1


async def test_with_a_hand_free_it_waits_for_what_is_due_next(world: World) -> None:
    clock, later = Watched(), NOW + timedelta(minutes=5)
    await Box(world.database).send("U1", "key", at=later)

    async def nobody(workspace: str) -> Deliverer:
        raise NotInstalled(workspace)

    postman = Postman(world.database, nobody, clock, {}, HERE)
    postman.start()
    await clock.waits.wait()
    await postman.stop()
    assert clock.waited[0] == later
