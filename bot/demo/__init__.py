"""The demo: the unmodified bot in a playground, for a person in a browser or for a story without one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from bot.demo import fair_clock, hiring, intake, search
from bot.demo.transcript import Teller

# A Monday at ten in Berlin; in the two weeks from then nobody in these stories has a public holiday.
BEGINS = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
# Name → what plays it, and what it is about. The first is played when none is named.
STORIES: dict[str, tuple[Callable[[Teller], Awaitable[None]], str]] = {
    "hiring": (hiring.play, "One hiring, from the opened role to the measured response times."),
    "clock": (fair_clock.play, "A question, a snooze and a promise long over: whose time counts, and when."),
    "intake": (
        intake.play,
        "Two write one brief, picture two people, calibrate, sign and change it; then it is handed over.",
    ),
    "search": (
        search.play,
        "Six people, two interviewers who judge alone, a late scorecard, an offer declined, a hire.",
    ),
}
