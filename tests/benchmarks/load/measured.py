"""Asking, one after the other and many at once, and what it took."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter

from tests.benchmarks.load.asked import Stock, What
from tests.benchmarks.load.bots import Bot
from tests.benchmarks.load.slack import Slack

_NOT_COUNTED = 4  # of one client's: what every process needs once is there then


@dataclass(frozen=True)
class Taken:
    """Real seconds of each request, and of all of them together; `undone`: how many were not done."""

    each: Sequence[float]
    together: float
    undone: int = 0

    @property
    def p50(self) -> float:
        return median(self.each)

    @property
    def p99(self) -> float:
        return quantiles(self.each, n=100, method="inclusive")[98]

    @property
    def longest(self) -> float:
        return max(self.each)

    @property
    def per_second(self) -> float:
        return len(self.each) / self.together

    def __str__(self) -> str:
        shown = f"{self.per_second:,.0f}/s, p50 {_ms(self.p50)}, p99 {_ms(self.p99)}, longest {_ms(self.longest)} ms"
        return f"{shown}, {self.undone} NOT DONE" if self.undone else shown


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.3g}" if seconds < 1 else f"{seconds * 1000:.0f}"


class Asking:
    """Everybody is asked the same, in one order, each from the first on."""

    def __init__(self, slack: Slack, stock: Stock) -> None:
        self._slack, self._stock = slack, stock
        self._next: Counter[tuple[str, What]] = Counter()

    async def _ask(self, bot: Bot, what: What) -> tuple[float, bool]:
        number = self._next[bot.name, what]
        self._next[bot.name, what] += 1
        asked = self._stock.asked(what, number)
        began = perf_counter()
        done = await bot.ask(asked)
        return perf_counter() - began, done

    async def one_client(self, bots: Sequence[Bot], what: What, times: int) -> dict[str, Taken]:
        """Somebody who reads what came of it before doing the next thing, so that nothing of it is still under way.
        The bots in turn, request by request: a busy moment of the machine meets all of them."""
        seconds: dict[str, list[float]] = {bot.name: [] for bot in bots}
        undone: Counter[str] = Counter()
        for _ in range(times):
            for bot in bots:
                await self._slack.quiet()
                taken, done = await self._ask(bot, what)
                seconds[bot.name].append(taken)
                undone[bot.name] += not done
        counted = {name: each[_NOT_COUNTED:] for name, each in seconds.items()}
        return {name: Taken(each, sum(each), undone[name]) for name, each in counted.items()}

    async def many_clients(self, bot: Bot, what: What, clients: int, times: int, *, waits: bool = True) -> Taken:
        """So many at once, each asking again as soon as it was answered; `waits`: when all that was asked before is
        done."""
        if waits:
            await self._slack.quiet()
        seconds: list[float] = []
        undone = 0

        async def client(left: Iterator[int]) -> None:
            nonlocal undone
            for _ in left:
                taken, done = await self._ask(bot, what)
                seconds.append(taken)
                undone += not done

        left = iter(range(times))
        began = perf_counter()
        await asyncio.gather(*(client(left) for _ in range(clients)))
        return Taken(seconds, perf_counter() - began, undone)
