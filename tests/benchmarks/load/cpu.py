"""What a request costs the processor, on a machine that others work on: three figures, in milliseconds of its time.

The same statements by SQLAlchemy alone | the bot's handlers behind Bolt, without the postman and the rounds | a whole
bot by HTTP, with all that comes of it: what it posts, paints and repaints. Drivers' threads are counted, PostgreSQL's
server is not. Whatever else runs makes a request wait but hardly dearer: these hold where a clock on the wall does not.
"""

from __future__ import annotations

import io
import os
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from time import process_time
from typing import TypeVar

import structlog

from bot import log
from bot.commands.run import keep_what_is_there
from bot.demo.stage import clock_at
from storage.database import Database
from tests.benchmarks.figures import Figure, told
from tests.benchmarks.history import folder_in_memory
from tests.benchmarks.load import bots, databases
from tests.benchmarks.load.asked import WHATS, Asked, Stock, What
from tests.benchmarks.load.bots import Bot
from tests.benchmarks.load.replayed import Plain, Recorder, Recording, handlers_alone, record, replay
from tests.benchmarks.load.side_by_side import MORNING
from tests.benchmarks.load.slack import Slack, slack

WARM, TIMES = 8, 60
_TICKS = os.sysconf("SC_CLK_TCK")
T = TypeVar("T")
R = TypeVar("R")


async def measure(_folder: Path) -> list[Figure]:
    structlog.configure(  # as `samepage run` does it, to nobody
        processors=log.processors(),
        wrapper_class=structlog.make_filtering_bound_logger(20),
        logger_factory=structlog.PrintLoggerFactory(io.StringIO()),
    )
    figures: list[Figure] = []
    with folder_in_memory() as folder:
        clock_file = clock_at(folder / "clock", MORNING)
        for name, opened in (("SQLite", databases.sqlite), ("PostgreSQL", databases.postgresql)):
            async with opened(folder, WARM + TIMES, at=MORNING) as (stock, copy), slack() as here:
                urls = [await copy(each) for each in ("recorded", "again", "ours")]
                recorded, handled = await _handled(urls[0], here, stock, clock_file)
                replayed = await _replayed(urls[1], recorded)
                async with bots.ours(here, "HTTP", urls[2], clock_file) as ours:
                    for what in WHATS:
                        whole = await _whole(ours, here, stock, what)
                        parts = " | ".join(f"{each * 1000:.1f}" for each in (replayed[what], handled[what], whole))
                        statements = sum(len(transaction.statements) for transaction in recorded[what][-1])
                        figures.append(told(f"{name}: {what}, {statements} statements", f"{parts} ms"))
    return figures


async def _each(work: Callable[[T], Awaitable[R]], many: Sequence[T]) -> tuple[list[R], float]:
    """What came of each, and the seconds of the processor one of them took; the first few are not counted."""
    found = [await work(each) for each in many[:WARM]]
    began = process_time()
    found += [await work(each) for each in many[WARM:]]
    return found, (process_time() - began) / (len(many) - WARM)


def _asked(stock: Stock, what: What) -> list[Asked]:
    return [stock.asked(what, number) for number in range(WARM + TIMES)]


async def _handled(
    url: str, here: Slack, stock: Stock, clock_file: Path
) -> tuple[dict[What, list[Recording]], dict[What, float]]:
    recorded: dict[What, list[Recording]] = {}
    seconds: dict[What, float] = {}
    database = Database.open(url)
    recorder = Recorder(database)
    async with handlers_alone(database, here.url, clock_file) as bot:
        keep_what_is_there()
        for what in WHATS:
            recorded[what], seconds[what] = await _each(lambda asked: record(bot, asked, recorder), _asked(stock, what))
    await database.close()
    return recorded, seconds


async def _replayed(url: str, recorded: dict[What, list[Recording]]) -> dict[What, float]:
    plain = Plain.open(url)
    seconds = {what: (await _each(lambda one: replay(plain, one), recorded[what]))[1] for what in WHATS}
    await plain.writer.dispose()
    await plain.reader.dispose()
    return seconds


async def _whole(ours: Bot, here: Slack, stock: Stock, what: What) -> float:
    asked = _asked(stock, what)
    for number, each in enumerate(asked):
        if number == WARM:
            await here.quiet()
            began = _of_process(ours.pid)
        assert await ours.ask(each), f"{what} was not done"
        await here.quiet()
    return (_of_process(ours.pid) - began) / TIMES


def _of_process(pid: int) -> float:
    """Seconds of the processor, of all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
