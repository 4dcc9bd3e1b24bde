"""A storm of events: tens of thousands of deliveries, many of them several times over, while people go on asking."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import aiohttp

from bot.demo.stage import Way, clock_at
from bot.playground.payloads import event_callback
from bot.playground.people import Human
from bot.playground.server import Playground
from storage import people
from storage.people import Person
from tests.benchmarks.figures import Figure
from tests.conftest import opened
from tests.stories.acting import MANIFEST, MONDAY, open_role
from tests.stories.process import Bot, House, Zygote

PEOPLE, AT_ONCE = 300, 32
_KINDS = ("Home", "Home", "Home", "another tab", "somebody changed", "nothing new")


@dataclass
class Seen:
    """What was met: answers that were no ack, the longest of each in real seconds, memory in bytes."""

    deliveries: int = 0
    not_acked: Counter[str] = field(default_factory=Counter)
    commands: list[float] | None = None
    stall: float = 0.0
    before: int = 0
    after: int = 0
    seconds: float = 0.0
    homes: set[str] = field(default_factory=set)


def memory(bot: Bot) -> int:
    """Bytes of real memory the process holds."""
    lines = Path(f"/proc/{bot.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


def _event(playground: Playground, kind: str, person: str) -> dict[str, Any]:
    stamp = playground.workspace.next_ts()
    if kind in ("somebody changed", "nothing new"):
        known = playground.workspace.people[person]
        zone = "America/New_York" if kind == "somebody changed" and int(float(stamp)) % 2 else known.zone
        user = {"id": person, "team_id": "T0PLAY", "name": known.name, "real_name": known.name, "tz": zone}
        event: dict[str, Any] = {"type": "user_change", "user": user | {"profile": {}, "updated": 1}, "cache_ts": 1}
    else:
        tab = "home" if kind == "Home" else "messages"
        event = {"type": "app_home_opened", "user": person, "channel": f"D{person[1:]}", "tab": tab}
    return event_callback(playground.workspace, event | {"event_ts": stamp})


async def _again_and_again(act: Callable[[], Awaitable[float]], over: asyncio.Event, pause: float) -> list[float]:
    taken = []
    while not over.is_set():
        taken.append(await act())
        try:
            async with asyncio.timeout(pause):
                await over.wait()
        except TimeoutError:
            continue
    return taken


async def storm(playground: Playground, bot: Bot, number: int, seed: int) -> Seen:
    """Sends them, `AT_ONCE` at a time, in an order and with repetitions as `seed` draws them."""
    draw, seen, over = random.Random(seed), Seen(before=memory(bot)), asyncio.Event()
    several = [each for each in playground.workspace.people if each.startswith("U1S")]
    left = number

    async def sender() -> None:
        nonlocal left
        while left > 0:
            kind, who = draw.choice(_KINDS), draw.choice(several)
            payload = _event(playground, kind, who)
            if kind == "Home":
                seen.homes.add(who)
            for _ in range(draw.randint(1, 3)):
                left -= 1
                ack = await playground.workspace.delivery.request("events_api", payload)
                seen.deliveries += 1
                if ack.error is not None:
                    seen.not_acked[f"{ack.error} {ack.why}"] += 1

    async def asks() -> float:
        began = perf_counter()
        reply = await playground.person("Rita").command("/req list")
        assert reply.ok, reply
        return perf_counter() - began

    async with aiohttp.ClientSession() as http:

        async def looks() -> float:
            began = perf_counter()
            async with http.get(f"{bot.url}/healthz") as answer:
                assert answer.status == 200
            return perf_counter() - began

        began = perf_counter()
        commands = asyncio.create_task(_again_and_again(asks, over, 0.1))
        stalls = asyncio.create_task(_again_and_again(looks, over, 0.02))
        await asyncio.gather(*(sender() for _ in range(AT_ONCE)))
        seen.seconds = perf_counter() - began
        over.set()
        seen.commands, seen.stall = sorted(await commands), max(await stalls)
    return seen


async def _meet(url: str) -> None:
    """Every second of them is known; of the others Slack tells a hundred a minute."""
    async with opened(url) as database, database.begin() as session:
        for each in range(0, PEOPLE, 2):
            known = Person("T0PLAY", f"U1S{each}", f"Somebody {each}", "Europe/Berlin")
            await people.remember(session, known, at=MONDAY)


async def measure(folder: Path, zygote: Zygote, way: Way, url: str, number: int, seed: int) -> list[Figure]:
    async with Playground(MANIFEST, clock_file=clock_at(folder / f"clock-{way}", MONDAY)) as playground:
        for each in range(PEOPLE):
            playground.welcome(Human(f"U1S{each}", f"Somebody {each}", "Guesswork", "Europe/Berlin"))
        async with House(playground, zygote, url) as house:
            bot = await house.start()
            await open_role(playground)
            await _meet(url)
            seen = await storm(playground, bot, number, seed)
            playground.limits.on = False  # Slack takes a hundred Homes a minute: let those minutes pass
            playground.clock.move_to(playground.clock.now() + timedelta(minutes=3))
            with suppress(TimeoutError):
                await playground.until(lambda: seen.homes <= set(playground.workspace.homes), "their Homes", 60)
            seen.after = memory(bot)
            painted = len(seen.homes & set(playground.workspace.homes))
            faults = house.printed.count("Traceback") + house.printed.count('"listener_failed"')
    commands = seen.commands or [0.0]
    p99 = commands[int(len(commands) * 0.99)] if len(commands) > 1 else commands[0]
    grown = (seen.after - seen.before) / 1e6
    name = f"storm, {'signed HTTP, PostgreSQL' if way == 'http' else 'socket, SQLite'}"
    wrong = seen.not_acked.total() + faults
    why = f": {seen.not_acked.most_common(2)}" if wrong else ""
    rate = f"{seen.deliveries} in {seen.seconds:.0f} s ({seen.deliveries / seen.seconds:.0f}/s)"
    homes = len(seen.homes)
    return [
        Figure(f"{name}: not acknowledged, or a fault in the log", f"{wrong} of {rate}{why}", "0", not wrong),
        Figure(
            f"{name}: {len(commands)} commands meanwhile, p99 (longest)",
            f"{p99 * 1000:.0f} ms ({commands[-1] * 1000:.0f} ms)",
            "< 3 s",
            commands[-1] < 3,
        ),
        Figure(f"{name}: longest that /healthz waited", f"{seen.stall * 1000:.0f} ms", "< 1 s", seen.stall < 1),
        Figure(f"{name}: memory beyond idle, afterwards", f"{grown:.0f} MB", "≤ 20 MB", grown <= 20),
        Figure(f"{name}: Homes painted in the end", f"{painted} of {homes}", "all", painted == len(seen.homes)),
    ]
