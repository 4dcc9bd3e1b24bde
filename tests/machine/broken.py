"""Postmen and rounds that are broken on purpose, to see whether the machines find them out; the storm's own are in
tests/chaos/variants.py. Each is the bot's but for one rule, put in where the bot takes its parts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.postman import Postman
from bot.rounds._due import each
from bot.scheduler import TIMETABLE, Round
from storage import digests, escalations, finals, models, nudges
from storage.database import Database
from storage.falls_due import FallsDue
from tests.chaos.variants import Blind

MOMENT = timedelta(minutes=1)
Handle = Callable[[AsyncSession, str, Any, datetime], Awaitable[Any]]


class Trusting(Postman):
    """Takes the clock at its word: a lease that seems over is over, and a lane closed for an hour stays closed."""

    async def _mind_the_clock(self, session: AsyncSession, *_: object) -> None:
        """Minds nothing."""


class NoStepOn(Postman):
    """Notices a clock that was set back, and none that was put forward."""

    async def _mind_the_clock(self, session: AsyncSession, now: datetime, grown: float) -> None:
        if self._looked and now < self._looked[0]:
            await super()._mind_the_clock(session, now, grown)


class NoStepBack(Postman):
    """Notices a clock that was put forward, and none that was set back."""

    async def _mind_the_clock(self, session: AsyncSession, now: datetime, grown: float) -> None:
        if self._looked and now > self._looked[0]:
            await super()._mind_the_clock(session, now, grown)


POSTMEN: Mapping[str, Callable[..., Postman]] = {
    "blind": Blind,
    "no_grace": partial(Postman, grace=timedelta(0)),  # looks into Slack's history before it shows what was said
    "no_step_back": NoStepBack,
    "no_step_on": NoStepOn,
    "trusting": Trusting,
}


def _looking(due: FallsDue[Any], handle: Handle, after: Callable[[datetime], datetime | None]) -> Round:
    """A round that takes what was due by the moment `after` gives for seen to."""

    async def run(database: Database, now: datetime) -> int:
        since = after(now)

        async def fresh(session: AsyncSession, *, at: datetime, limit: int) -> list[tuple[str, Any]]:
            before = await due(session, at=since) if since else []
            return [row for row in await due(session, at=at, limit=limit) if row not in before]

        return await each(database, now, fresh, lambda session, ws, which: handle(session, ws, which, now))

    return run


async def _final(session: AsyncSession, workspace: str, decision: int, at: datetime) -> None:
    await finals.make_final(session, workspace, decision, at=at)


async def _escalate(session: AsyncSession, workspace: str, ask: int, at: datetime) -> None:
    await escalations.escalate(session, workspace, ask, at=at)


async def _gather(session: AsyncSession, workspace: str, who: str, at: datetime) -> None:
    await nudges.gather(session, workspace, who, at=at)


async def _issue(session: AsyncSession, workspace: str, digest: int, at: datetime) -> None:
    await digests.issue(session, workspace, digest, at=at)


_ALL: Mapping[str, tuple[FallsDue[Any], Handle]] = {
    "finals": (finals.due, _final),
    "escalations": (escalations.due, _escalate),
    "nudges": (nudges.due_people, _gather),
    "digests": (digests.due, _issue),
}


async def _gather_unmarked(session: AsyncSession, workspace: str, who: str, at: datetime) -> None:
    """What was said is said, but nothing shows that it was: not in the window, not on the ask, not by its line."""
    said = await nudges.gather(session, workspace, who, at=at)
    if said is None:
        return
    ask, line, message, person = models.Ask, models.Nudge, models.Gathered, models.Person
    before = at - timedelta(days=3, minutes=said)
    await session.execute(update(message).where(message.id == said).values(window_at=before))
    await session.execute(update(line).where(line.gathered_id == said).values(again=said))
    theirs = ask.workspace == workspace, ask.owner == who, ask.state == "open"
    await session.execute(update(ask).where(*theirs).values(said=0, next_nudge_at=at))
    here = person.workspace == workspace, person.id == who
    await session.execute(update(person).where(*here).values(next_window_at=at))


async def _final_unmarked(session: AsyncSession, workspace: str, decision: int, at: datetime) -> None:
    """The recruiter owes the candidate a word, and will owe it again with the next look."""
    await finals.make_final(session, workspace, decision, at=at)
    await session.execute(update(models.Decision).where(models.Decision.id == decision).values(final_at=None))


def _unmarked(name: str, handle: Handle) -> Callable[[str], Round]:
    return lambda each: _looking(_ALL[name][0], handle, lambda _: None) if each == name else TIMETABLE[each]


def _forgetful(name: str) -> Round:
    """What fell due while nobody looked is passed over, as schedulers do with what they call a misfire."""
    return _looking(*_ALL[name], lambda now: now - MOMENT)


def _by_the_watch(name: str) -> Round:
    """What fell due before the last look is taken for done: by a clock that was ahead, that is what comes yet, too."""
    looked: list[datetime] = []

    def since(now: datetime) -> datetime | None:
        looked.append(now)
        return max(looked[:-1], default=None)

    return _looking(*_ALL[name], since)


# Name → of a round's name, that round.
ROUNDS: Mapping[str, Callable[[str], Round]] = {
    "by_the_watch": _by_the_watch,
    "forgetful": _forgetful,
    "says_it_again": _unmarked("nudges", _gather_unmarked),
    "never_final": _unmarked("finals", _final_unmarked),
}
