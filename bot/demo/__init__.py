"""The demo: the unmodified bot in a playground, for a person in a browser or for a story without one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.demo import fair_clock, hiring
from bot.demo.transcript import Teller

# Name → what plays it, and what it is about. The first is played when none is named.
STORIES: dict[str, tuple[Callable[[Teller], Awaitable[None]], str]] = {
    "hiring": (hiring.play, "One hiring, from the opened role to the measured response times."),
    "clock": (fair_clock.play, "A question, a snooze and a promise long over: whose time counts, and when."),
}
