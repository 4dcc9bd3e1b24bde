"""Bodies of 50 MB, bodies that drip in by hundreds, and the whole table, against the real process: each is answered or
cut off, and afterwards it holds hardly more memory than before."""

from __future__ import annotations

import asyncio
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest

from bot.clock import Clock
from bot.http import LONGEST
from bot.playground.server import Playground
from tests.stories.hostile import table
from tests.stories.hostile_cases import Case, command
from tests.stories.process import Bot, House, Zygote
from tests.stories.test_hostile import heard, signed

MB = 1024 * 1024
HUGE = 50 * MB
START = "POST /slack/events HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
ANSWERED = re.compile(rb"HTTP/1\.1 (\d+) ")


@pytest.fixture
async def http_house(playground: Playground, zygote: Zygote, postgres_url: str) -> AsyncIterator[House]:
    async with House(playground, zygote, postgres_url) as found:
        yield found


def resident(bot: Bot) -> float:
    """Megabytes of memory the process holds."""
    status = Path(f"/proc/{bot.pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


async def answer_to(bot: Bot, *pieces: bytes, pause: float = 0.0) -> str:
    """The status of what is sent piece by piece, at most until somebody answers; `cut` where nobody does."""
    where, clock = urlsplit(bot.url), Clock()
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    answering = asyncio.create_task(reader.readline())
    try:
        with suppress(ConnectionError):
            for piece in pieces:
                if answering.done():
                    break
                writer.write(piece)
                await writer.drain()
                if pause:
                    await clock.sleep(pause)
        async with asyncio.timeout(30):
            found = ANSWERED.match(await answering)
    except ConnectionError:
        return "cut"
    finally:
        answering.cancel()
        writer.close()
    return found[1].decode() if found else "cut"


async def huge(bot: Bot, *, chunked: bool) -> str:
    block = b"x" * MB
    if chunked:
        head = f"{START}Transfer-Encoding: chunked\r\n\r\n".encode()
        return await answer_to(bot, head, *[b"%x\r\n%s\r\n" % (MB, block)] * (HUGE // MB))
    return await answer_to(bot, f"{START}Content-Length: {HUGE}\r\n\r\n".encode(), *[block] * (HUGE // MB))


async def dripping(bot: Bot, size: int, number: int) -> str:
    """Most of a body at once, and then a byte now and then."""
    head = f"{START}Content-Length: {size}\r\n\r\n".encode()
    return await answer_to(bot, head, b"{" * (size - 100), *[b" "] * 40, pause=0.2 + number % 5 / 50)


async def rests_at(bot: Bot, limit: float) -> float:
    """What it holds once it has had a moment to let go: the least seen, until it is below `limit`."""
    clock, least = Clock(), resident(bot)
    for _ in range(50):
        if least < limit:
            break
        await clock.sleep(0.2)
        least = min(least, resident(bot))
    return least


@pytest.mark.long
async def test_after_huge_and_slow_bodies_and_the_whole_table_it_holds_no_more(http_house: House) -> None:
    playground = http_house.playground
    bot = await http_house.start()
    cases = table(await heard(playground))
    url = f"{bot.url}/slack/events"

    async def said(http: aiohttp.ClientSession, case: Case) -> str:
        try:
            async with http.post(url, data=case.body, headers=signed(playground, case)) as answer:
                return str(answer.status)
        except aiohttp.ClientError:
            return "cut"

    async with aiohttp.ClientSession() as http:
        for number in range(200):  # some work first, of every kind: what was loaded and learned for it stays
            assert await said(http, Case("", command(f"help {number}"))) == "200"
        ends: Counter[str] = Counter([await said(http, case) for case in cases])
        idle = await rests_at(bot, 0.0)
        for _ in range(2):
            for chunked in (False, True):
                ends.update(await asyncio.gather(*(huge(bot, chunked=chunked) for _ in range(4))))
            for size in (1000, LONGEST):
                ends.update(await asyncio.gather(*(dripping(bot, size, number) for number in range(200))))
            ends.update([await said(http, case) for case in cases])
            assert await said(http, Case("", command("help"))) == "200"
        peak = resident(bot)
        after = await rests_at(bot, idle + 20)
    found = f"idle {idle:.1f} MB, at the end {peak:.1f} MB, at rest {after:.1f} MB"
    sys.stderr.write(f"\n{found}; answers {dict(sorted(ends.items()))}\n")
    assert after - idle <= 20
    assert set(ends) <= {"200", "400", "401", "404", "408", "413", "415", "503", "cut"}
    assert ends["408"] > 0
    assert ends["413"] > 0
    assert "Traceback" not in http_house.printed
    said_last = await playground.person("Rita").command("/req list")
    assert "REQ-1" in str(said_last.text)
