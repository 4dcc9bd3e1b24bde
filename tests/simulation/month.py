"""A month: time leaps from one thing due, or done by somebody, to the next; the rounds are the bot's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.scheduler import EVERY, TIMETABLE, Round
from storage import due, models, people
from storage.asks import Ask, value
from storage.database import Database
from storage.people import Person
from storage.rules.calendars import Calendar
from storage.rules.ladder import Rung
from storage.rules.promises import Kind
from storage.rules.rhythm import local_day
from storage.rules.rights import Role
from storage.rules.working_time import HOUR, after, is_open
from tests.simulation import acts, cast, script, turns
from tests.simulation.acts import WORKSPACE, Play
from tests.simulation.cast import Player
from tests.simulation.script import Script
from tests.simulation.tempers import Told
from tests.simulation.watch import Fault, Line, Message, Open, Watch

STEPS_IN = {Kind.REVIEW: Role.BACKUP, Kind.QUESTION: Role.HELPER, Kind.CONTACT: Role.HELPER, Kind.OUTCOME: Role.HELPER}
_NOBODY = "T_NOBODY"  # no message goes out here, so none is due
_PHASE = timedelta(milliseconds=370)  # a heartbeat does not beat on the minute
_LONGER = timedelta(hours=1)  # before a look at what no round took
_IDLE = timedelta(hours=2)  # between beats that nothing asked for: they must find nothing to do


@dataclass(frozen=True)
class Month:
    """What was played: who took part, every ask as it stood at the end, and what was seen on the way."""

    script: Script
    managers: list[Player]
    recruiters: list[Player]
    roles: int
    asks: list[Ask]
    calendars: dict[str, Calendar]
    watch: Watch


async def play(database: Database, played: Script, rounds: Mapping[str, Round] = TIMETABLE) -> Month:
    """Plays a month on a migrated, empty database."""
    stage = Play(Random(played.seed))
    managers, recruiters = cast.people(stage.chance, played.roles)
    players = {player.id: player for player in (*managers, *recruiters)}
    async with database.begin() as session:
        await people.join(session, WORKSPACE, name="Month", bot_user="U_SAMEPAGE")
    script.write(stage, played, managers, recruiters)
    watch = Watch()
    acted = not_before = played.starts
    idle = played.starts + timedelta(minutes=17)  # when no window opens
    while True:
        async with database.read() as session:
            coming = await due.next_due(session, _NOBODY)
        act_at = min(stage.diary.next_at or played.ends, played.ends)
        announced = _beat(max(coming.at, acted, not_before)) if coming else played.ends
        beat = min(announced, _beat(max(idle, acted)))
        if min(beat, act_at) >= played.ends:
            break
        if act_at <= beat:
            acted, act = stage.diary.turn()
            await database.write(partial(_act, act, acted))
            continue
        handled = await _beats(database, rounds, watch, beat, acted)
        if beat < announced:
            idle = beat + _IDLE
            if handled and (coming is None or coming.at > beat):
                watch.faults[Fault.UNANNOUNCED].append(f"{handled} at {beat:%d %b %H:%M} UTC")
        elif not handled:
            watch.faults[Fault.STUCK].append(f"{coming} at {beat:%d %b %H:%M} UTC")
            not_before = beat + _LONGER
        async with database.read() as session:
            for reader, message in await _new_messages(session, watch, beat):
                watch.hear(message)
                _read(stage, players[reader.id], reader.calendar, message)
    async with database.read() as session:
        rows = await session.scalars(
            select(models.Ask).where(models.Ask.workspace == WORKSPACE).order_by(models.Ask.id)
        )
        ended = [value(row) for row in rows]
        known = await people.named(session, WORKSPACE, players)
    calendars = {who: person.calendar for who, person in known.items()}
    return Month(played, managers, recruiters, len(stage.opened), ended, calendars, watch)


def _beat(at: datetime) -> datetime:
    """The first beat of the rounds that is not before `at`."""
    since = at - (datetime(2026, 1, 1, tzinfo=UTC) + _PHASE)
    return at + (-since % EVERY)


async def _act(act: acts.Act, at: datetime, session: AsyncSession) -> None:
    await act(session, at)


async def _beats(database: Database, rounds: Mapping[str, Round], watch: Watch, now: datetime, acted: datetime) -> int:
    """Runs every round once, as a beat does, and looks at what is open then. An escalation can have fallen due before
    `now` by an act alone (a change of hours), so what happened last is what it waited for."""
    async with database.read() as session:
        before = {ask.id: ask.escalate_at for ask in await open_asks(session) if ask.escalate_at}
        named = await due.rounds(session, now)
    handled = 0
    for name, round_ in rounds.items():
        if not (done := await round_(database, now)):
            continue
        if name not in named:
            watch.faults[Fault.UNANNOUNCED].append(f"{name} at {now:%d %b %H:%M} UTC")
        handled += done
        async with database.read() as session:
            named = await due.rounds(session, now)
    async with database.read() as session:
        still = await open_asks(session)
    waits = {ask.id for ask in still if ask.escalate_at is not None and ask.escalate_at <= now}
    for ask, escalate_at in before.items():
        if escalate_at <= now and ask not in waits:
            watch.escalated(ask, (now - max(escalate_at, acted)).total_seconds())
    watch.check(still, now)
    return handled


async def open_asks(session: AsyncSession) -> list[Open]:
    """Every open ask, with when a round looks at its owner."""
    ask, person = models.Ask, models.Person
    found = await session.execute(
        select(
            ask.id,
            ask.kind,
            ask.submission_id,
            ask.next_nudge_at,
            ask.escalate_at,
            person.is_deactivated | person.is_guest,
            person.next_window_at,
        )
        .outerjoin(person, (person.workspace == ask.workspace) & (person.id == ask.owner))
        .where(ask.workspace == WORKSPACE, ask.state == "open")
        .order_by(ask.id)
    )
    return [
        Open(number, Kind(kind), submission, nudge, escalate, None if gone is None else not gone, window)
        for number, kind, submission, nudge, escalate, gone, window in found.all()
    ]


async def _new_messages(session: AsyncSession, watch: Watch, at: datetime) -> list[tuple[Person, Message]]:
    """What was gathered since the last look, each with its reader as they are now."""
    row, nudge, ask = models.Gathered, models.Nudge, models.Ask
    seen = watch.messages[-1].id if watch.messages else 0
    fresh = await session.scalars(select(row).where(row.workspace == WORKSPACE, row.id > seen).order_by(row.id))
    found: list[tuple[Person, Message]] = []
    for gathered in fresh.all():
        reader = await people.get(session, WORKSPACE, gathered.person)
        listed = await session.execute(
            select(nudge, ask)
            .join(ask, (ask.workspace == nudge.workspace) & (ask.id == nudge.ask_id))
            .where(nudge.workspace == WORKSPACE, nudge.gathered_id == gathered.id)
            .order_by(ask.due_at, ask.id)
        )
        lines = tuple([await _line(session, reader, said, about) for said, about in listed.all()])
        day, in_hours = local_day(reader.calendar.zone, at), is_open(reader.calendar, at)
        found.append((reader, Message(gathered.id, reader.id, at, day, in_hours, lines)))
    return found


async def _line(session: AsyncSession, reader: Person, said: models.Nudge, ask: models.Ask) -> Line:
    is_mine, kind = ask.owner == reader.id, Kind(ask.kind)
    may_answer = is_mine
    if not is_mine and kind in STEPS_IN:
        may_answer = STEPS_IN[kind] in await people.roles(session, WORKSPACE, reader.id, ask.requisition_id)
    return Line(ask.id, kind, said.rung, said.again, ask.state, is_mine, may_answer)


def _read(stage: Play, player: Player, calendar: Calendar, message: Message) -> None:
    """The reader makes up their mind about each line; one form answers every check-in."""
    forms = 0
    for line in message.lines:
        if not line.may_answer and stage.chance.random() < 0.5:
            again = partial(turns.remind, player.id, WORKSPACE, line.ask)
            stage.diary.plan(after(calendar, message.at, stage.chance.randint(1, HOUR)), again)
        forms += line.kind is Kind.CHECK_IN
        if line.may_answer and (line.kind is not Kind.CHECK_IN or forms == 1):
            pause = player.temper(Told(line.kind, Rung(line.rung), line.is_mine), stage.chance)
            if pause is not None:
                stage.diary.plan(after(calendar, message.at, pause), partial(acts.answer, stage, player.id, line.ask))
