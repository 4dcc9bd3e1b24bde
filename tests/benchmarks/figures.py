"""A figure with its target, and how to take one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from statistics import quantiles
from time import perf_counter

Work = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Figure:
    what: str
    measured: str
    target: str
    met: bool


def told(what: str, measured: str) -> Figure:
    """What is told without being judged."""
    return Figure(what, measured, "", True)


def ratio(what: str, larger: float, smaller: float, most: float) -> Figure:
    """`larger ÷ smaller`, both in seconds, against the most it may be."""
    found = larger / smaller
    shown = f"{found:.2f}  ({larger * 1000:.2f} ms ÷ {smaller * 1000:.2f} ms)"
    return Figure(what, shown, f"≤ {most:g}", found <= most)


async def each_in_turn(works: Sequence[Work], times: int = 25) -> list[float]:
    """Real seconds of each of several works, run A B C A B C …: the lower quartile, since what else the machine does
    only ever adds; the first two of each are not counted."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(times + 2):
        for work, seconds in zip(works, taken, strict=True):
            began = perf_counter()
            await work()
            seconds.append(perf_counter() - began)
    return [quantiles(seconds[2:], n=4)[0] for seconds in taken]


async def in_turn(one: Work, other: Work, times: int = 25) -> tuple[float, float]:
    """As `each_in_turn`, of two."""
    first, second = await each_in_turn((one, other), times)
    return first, second
