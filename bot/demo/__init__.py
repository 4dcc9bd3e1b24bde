"""The demo: the unmodified bot in a playground, for a person in a browser or for a story without one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.demo import fair_clock, hiring, intake, rhythm, search
from bot.demo.transcript import Teller

# A Monday at ten in Berlin; in the two weeks from then nobody in these stories has a public holiday.
BEGINS = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Story:
    """What plays a story, what it is about in a line, and when it begins."""

    play: Callable[[Teller], Awaitable[None]]
    about: str
    begins: datetime = BEGINS


# By name; the first is played when none is named.
STORIES: dict[str, Story] = {
    "hiring": Story(hiring.play, "One hiring, from the opened role to the measured response times."),
    "clock": Story(fair_clock.play, "A question, a snooze and a promise long over: whose time counts, and when."),
    "intake": Story(
        intake.play,
        "Two write one brief, picture two people, calibrate, sign and change it; then it is handed over.",
    ),
    "search": Story(
        search.play,
        "Six people, two interviewers who judge alone, a late scorecard, an offer declined, a hire.",
    ),
    "rhythm": Story(
        rhythm.play,
        "Eight weeks, one by one: check-ins, digests, tips, pulses, a hire celebrated, and both look back.",
        rhythm.BEGINS,
    ),
}
