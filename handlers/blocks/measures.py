"""How response times read: to their owner, in private."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import count, working_time

if TYPE_CHECKING:
    from storage.measures import ResponseTimes

_ENOUGH = 5  # answers, before a percentile says anything
DEFINITION = (
    "Counted from the moment you were asked to your answer, in your own working time (weekdays 9 to 17 in your zone). "
    "An answer you took back goes on with the same clock. Only you see this."
)


def personal(times: ResponseTimes, days: int) -> tuple[str, list[Block]]:
    """My own response times over the last `days` days."""
    if not times.number or times.median is None or times.ninetieth is None:
        text = f"You have answered nothing in the last {days} days, so there is nothing to measure yet."
        return text, [kit.section(text), kit.context(DEFINITION)]
    nine = f"nine in ten within {working_time(times.ninetieth)}; " if times.number >= _ENOUGH else ""
    text = (
        f"{count(times.number, 'answer')} in the last {days} days: median {working_time(times.median)}, "
        f"{nine}{times.within} of {times.number} within what was "
        "promised."
    )
    return text, [kit.header("My response times"), kit.section(text), kit.context(DEFINITION)]
