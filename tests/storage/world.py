"""The world of the storage tests: two workspaces with the same people and the same numbers, and the rounds.

Over 300 lines because every test below this folder speaks through these few verbs, and they belong together.
"""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, inspect, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import (
    check_ins,
    closing,
    deadlines,
    decisions,
    digests,
    escalations,
    finals,
    models,
    nudges,
    openings,
    outbox,
    people,
    pulses,
    submissions,
    told,
)
from storage.database import Database
from storage.dossiers import Decision
from storage.openings import Opening
from storage.people import Person
from storage.refusals import Refused
from storage.requisitions import Requisition
from storage.submissions import Posting, Submission

HERE, TWIN = "T_HERE", "T_TWIN"
BERLIN, NEW_YORK, KOLKATA = "Europe/Berlin", "America/New_York", "Asia/Kolkata"
DAY = 8 * 3600  # a working day, in seconds

RITA, MONA, BEN = "U_RITA", "U_MONA", "U_BEN"  # recruiter in Berlin, manager in New York, backup in Kolkata
HANA, OTTO = "U_HANA", "U_OTTO"  # helper in Berlin, administrator of the workspace who is on no role
GUEST, GONE, ROBOT = "U_GUEST", "U_GONE", "U_ROBOT"
ZONES = {RITA: BERLIN, MONA: NEW_YORK, BEN: KOLKATA, HANA: BERLIN, OTTO: BERLIN}


def local(zone: str, wall: str) -> datetime:
    """`2026-03-06 15:00` on the wall clock of `zone`, as a UTC moment."""
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def berlin(wall: str) -> datetime:
    return local(BERLIN, wall)


def new_york(wall: str) -> datetime:
    return local(NEW_YORK, wall)


def kolkata(wall: str) -> datetime:
    return local(KOLKATA, wall)


MONDAY = berlin("2026-06-01 10:00")  # an ordinary Monday: 04:00 in New York, 13:30 in Kolkata


def everybody(workspace: str) -> list[Person]:
    """Everyone Slack knows in that workspace; the ids are the same in both."""
    known = [Person(workspace, who, f"{who.removeprefix('U_').title()} Test", zone) for who, zone in ZONES.items()]
    known[-1] = replace(known[-1], is_admin=True)
    odd = Person(workspace, GUEST, "Odd One", BERLIN)
    return [
        *known,
        replace(odd, is_guest=True),
        replace(odd, id=GONE, is_deactivated=True),
        replace(odd, id=ROBOT, is_bot=True),
    ]


async def hush(session: AsyncSession, workspace: str, *, off: bool = True) -> None:
    """No tips, for what is about something else."""
    row = models.Workspace
    await session.execute(update(row).where(row.id == workspace).values(no_tips=off))


async def populate(database: Database, workspace: str, at: datetime = MONDAY) -> None:
    async with database.begin() as session:
        await people.join(session, workspace, name=workspace.title(), bot_user="U_SAMEPAGE")
        await hush(session, workspace)
        for person in everybody(workspace):
            await people.remember(session, person, at=at)


@dataclass
class World:
    """Verbs, each in a transaction of its own, in one workspace; `twin` is the same in the other."""

    database: Database
    workspace: str = HERE
    _origins: list[int] = field(default_factory=lambda: [0])

    @property
    def twin(self) -> World:
        return World(self.database, TWIN, self._origins)

    def origin(self) -> str:
        self._origins[0] += 1
        return f"V{self._origins[0]}"

    def person(self, who: str) -> Person:
        return next(p for p in everybody(self.workspace) if p.id == who)

    async def open(
        self,
        *,
        recruiter: str = RITA,
        manager: str = MONA,
        backup: str | None = BEN,
        helpers: tuple[str, ...] = (),
        origin: str | None = None,
        title: str = "Data Engineer",
        at: datetime = MONDAY,
    ) -> Requisition:
        async with self.database.begin() as session:
            role = await openings.open_requisition(
                session,
                self.person(recruiter),
                Opening(title, manager, "Berlin", backup=backup),
                origin=origin or self.origin(),
                at=at,
            )
            for helper in helpers:  # as rows: no invitation of theirs stands in the outbox
                await session.execute(
                    insert(models.RequisitionPerson).values(
                        workspace=self.workspace, requisition_id=role.id, person=helper, role="helper", since=at
                    )
                )
        return role

    async def post(
        self,
        role: Requisition,
        *,
        by: str = RITA,
        name: str = "Ada Lovelace",
        email: str | None = None,
        profile_url: str | None = None,
        offer_by: date | None = None,
        origin: str | None = None,
        at: datetime = MONDAY,
    ) -> Submission:
        async with self.database.begin() as session:
            return await submissions.post(
                session,
                self.person(by),
                role.id,
                Posting(name, "Built the pipeline we need", email=email, profile_url=profile_url, offer_by=offer_by),
                origin=origin or self.origin(),
                at=at,
            )

    async def approve(self, submission: Submission, *, by: str = MONA, at: datetime = MONDAY) -> Decision:
        async with self.database.begin() as session:
            return await decisions.approve(session, self.person(by), submission.id, at=at)

    async def reject(self, submission: Submission, *, by: str = MONA, at: datetime = MONDAY) -> Decision:
        async with self.database.begin() as session:
            return await decisions.reject(
                session, self.person(by), submission.id, disposition="skills", evidence="No streaming work", at=at
            )

    async def undo(self, decision: Decision, *, by: str = MONA, at: datetime = MONDAY) -> Decision:
        async with self.database.begin() as session:
            return await decisions.undo(session, self.person(by), decision.id, at=at)

    async def close(
        self,
        role: Requisition,
        *,
        by: str = RITA,
        outcome: str = "cancelled",
        hired: frozenset[int] = frozenset(),
        at: datetime = MONDAY,
    ) -> Requisition:
        async with self.database.begin() as session:
            return await closing.close(session, self.person(by), role.id, outcome=outcome, hired=hired, at=at)

    async def done(self, ask_id: int, *, by: str = RITA, at: datetime = MONDAY) -> None:
        async with self.database.begin() as session:
            await told.done(session, self.person(by), ask_id, at=at)

    async def asks(self, **where: Any) -> list[models.Ask]:
        """The rows of this workspace's asks, in the order they were opened."""
        async with self.database.read() as session:
            found = await session.scalars(
                select(models.Ask).filter_by(workspace=self.workspace, **where).order_by(models.Ask.id)
            )
            return list(found)

    async def only_ask(self, **where: Any) -> models.Ask:
        (found,) = await self.asks(**where)
        return found

    async def row(self, who: str) -> models.Person:
        async with self.database.read() as session:
            return await session.get_one(models.Person, (self.workspace, who))

    async def messages(self, who: str) -> list[nudges.Message]:
        """Every gathered message this person was sent, oldest first."""
        async with self.database.read() as session:
            ids = await session.scalars(
                select(models.Gathered.id)
                .where(models.Gathered.workspace == self.workspace, models.Gathered.person == who)
                .order_by(models.Gathered.id)
            )
            found = [await nudges.message(session, self.workspace, gathered) for gathered in ids.all()]
        return [message for message in found if message is not None]

    async def rows(self, table: type[models.Base], **where: Any) -> list[Any]:
        async with self.database.read() as session:
            key = inspect(table).primary_key
            rows = select(table).filter_by(workspace=self.workspace, **where).order_by(*key)
            return list(await session.scalars(rows))


async def dump(database: Database, workspace: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of that workspace in every table, for comparing before and after."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    async with database.read() as session:
        for table in models.Base.metadata.sorted_tables:
            column = "id" if table.name == "workspaces" else "workspace"
            query = text(f"select * from {table.name} where {column} = :workspace")  # nothing to compile
            rows = await session.execute(query, {"workspace": workspace})
            found[table.name] = sorted((tuple(row) for row in rows), key=repr)
    return found


# The rounds, as the roof runs them: claim, act, one transaction each. Every one runs until nothing is due.


async def nudge_round(database: Database, at: datetime, *, limit: int = 50) -> int:
    said = 0
    while True:
        async with database.begin() as session:
            claimed = await nudges.claim_people(session, at=at, limit=limit)
            for workspace, person in claimed:
                said += await nudges.gather(session, workspace, person, at=at) is not None
        if not claimed:
            return said


async def escalation_round(database: Database, at: datetime) -> int:
    async with database.read() as session:
        due = await escalations.due(session, at=at)
    done = 0
    for workspace, ask_id in due:
        async with database.begin() as session:
            done += await escalations.escalate(session, workspace, ask_id, at=at)
    return done


async def deadline_round(database: Database, at: datetime) -> int:
    async with database.read() as session:
        due = await deadlines.due(session, at=at)
    told = 0
    for workspace, ask_id in due:
        async with database.begin() as session:
            told += await deadlines.tell(session, workspace, ask_id, at=at)
    return told


async def final_round(database: Database, at: datetime) -> int:
    async with database.read() as session:
        due = await finals.due(session, at=at)
    done = 0
    for workspace, decision_id in due:
        async with database.begin() as session:
            done += await finals.make_final(session, workspace, decision_id, at=at)
    return done


async def check_in_round(database: Database, at: datetime) -> int:
    async with database.read() as session:
        due = await check_ins.due_people(session, at=at)
    asked = 0
    for workspace, person in due:
        async with database.begin() as session:
            asked += await check_ins.ask_person(session, workspace, person, at=at)
    return asked


async def pulse_round(database: Database, at: datetime) -> int:
    done = 0
    for due, act in (
        (pulses.due_to_lapse, pulses.lapse),
        (pulses.due_to_begin, pulses.begin),
        (pulses.due_people, pulses.tell),
    ):
        async with database.read() as session:
            found: list[tuple[str, Any]] = list(await due(session, at=at))
        for workspace, each in found:
            async with database.begin() as session:
                done += await act(session, workspace, each, at=at)
    return done


async def digest_round(database: Database, at: datetime) -> int:
    async with database.read() as session:
        due = await digests.due(session, at=at)
    issued = 0
    for workspace, digest_id in due:
        async with database.begin() as session:
            issued += await digests.issue(session, workspace, digest_id, at=at) is not None
    return issued


async def postman(database: Database, at: datetime) -> list[outbox.Row]:
    """Delivers what is due, with a Slack that always says yes; gives back what was sent."""
    sent: list[outbox.Row] = []
    while True:
        async with database.begin() as session:
            held = await outbox.claim_lanes(session, at=at)
        if not held:
            return sent
        for lane in held:
            async with database.read() as session:
                row = await outbox.first_row(session, lane)
            async with database.begin() as session:
                if row is None:
                    await outbox.release(session, lane, at=at)
                elif await outbox.attempt(session, lane, row, at=at):
                    sent.append(row)
                    await outbox.settle(session, lane, row, state="done", at=at, channel="C1", ts=f"{row.id}.0")


async def every_round(database: Database, at: datetime) -> None:
    """Everything that is due at `at`, in the order of the day: check-ins come before the window that lists them."""
    await final_round(database, at)
    await deadline_round(database, at)
    await escalation_round(database, at)
    await check_in_round(database, at)
    await nudge_round(database, at)
    await pulse_round(database, at)
    await digest_round(database, at)
    await postman(database, at)


def days(number: float) -> timedelta:
    return timedelta(days=number)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


async def blocked(database: Database) -> None:
    """Comes back once a session of this PostgreSQL waits for another's lock."""
    waiting = text(
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    )
    while True:
        async with database.read() as session:
            if await session.scalar(waiting):
                return


async def refused(verb: Awaitable[Any]) -> Refused:
    """The refusal that `verb` must end in."""
    with pytest.raises(Refused) as caught:
        await verb
    return caught.value
