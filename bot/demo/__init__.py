"""The demo: the unmodified bot in a playground, for a person in a browser or for a story without one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.demo import fair_clock, hiring, intake, privacy, rhythm, search
from bot.demo.neighbours import Neighbours, neighbours
from bot.demo.stage import stage
from bot.demo.transcript import Teller
from bot.manifest import manifest
from bot.playground.limits import PATIENCE, Patience
from bot.tokens import new_key

Say = Callable[[str], None]

# A Monday at ten in Berlin; in the two weeks from then nobody in these stories has a public holiday.
BEGINS = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Story:
    """What plays a story, what it is about in a line, and when it begins."""

    play: Callable[[Teller], Awaitable[None]]
    about: str
    begins: datetime = BEGINS

    async def tell(self, folder: Path, say: Say) -> None:
        """Plays it on a stage of its own, line by line; raises StoryFailed where a step did not happen."""
        async with stage(manifest(), folder, begin=self.begins) as built:
            await self.play(Teller(built, say))


@dataclass(frozen=True)
class StoryOfTwo:
    """A story in two workspaces, which one bot serves by HTTP."""

    play: Callable[[Neighbours, Path, str, Say], Awaitable[None]]
    about: str
    begins: datetime = BEGINS

    async def tell(
        self, folder: Path, say: Say, *, database_url: str | None = None, patience: Patience = PATIENCE
    ) -> None:
        """As a Story's; on a database of its own where none is named."""
        key = new_key()
        async with neighbours(
            manifest(), folder, begin=self.begins, key=key, database_url=database_url, patience=patience
        ) as built:
            await self.play(built, folder, key, say)


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
OF_TWO: dict[str, StoryOfTwo] = {
    "privacy": StoryOfTwo(
        privacy.play,
        "Two workspaces, one bot: installing, forgetting, a legal hold, what is kept how long, the audit log, keys.",
    ),
}
ALL: dict[str, Story | StoryOfTwo] = {**STORIES, **OF_TWO}
