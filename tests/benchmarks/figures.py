"""A figure with its target, and how to take one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
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


def ratio(what: str, larger: float, smaller: float, most: float) -> Figure:
    """`larger ÷ smaller`, both in seconds, against the most it may be."""
    found = larger / smaller
    shown = f"{found:.2f}  ({larger * 1000:.2f} ms ÷ {smaller * 1000:.2f} ms)"
    return Figure(what, shown, f"≤ {most:g}", found <= most)


async def in_turn(one: Work, other: Work, times: int = 25) -> tuple[float, float]:
    """Real seconds of each of two works, run A B A B …: the lower quartile, since what else the machine does only
    ever adds; the first two pairs are not counted."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(times + 2):
        for work, seconds in zip((one, other), taken, strict=True):
            began = perf_counter()
            await work()
            seconds.append(perf_counter() - began)
    return quantiles(taken[0][2:], n=4)[0], quantiles(taken[1][2:], n=4)[0]
