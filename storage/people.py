"""People: who somebody is, in which zone, and what they may do on a requisition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models
from storage.given import ID, IDS, OF
from storage.inserts import or_nothing
from storage.refusals import Refused, Why
from storage.rules.calendars import Calendar
from storage.rules.preferences import calendar_from_json
from storage.rules.rights import Act, Role, may

_LOCKED, _FEW = "locked people", 10  # in a session's `info`: a session holds no row by itself
STALE_AFTER = timedelta(days=1)  # then Slack is asked again; changes in between arrive as events


class BeingErased(Exception):
    """What is stored of a workspace is being erased, and it cannot be met anew before that is done: in a minute."""


@dataclass(frozen=True)
class Person:
    """Somebody in a workspace, as Slack last described them. `zone` is the one they chose, where they chose one."""

    workspace: str
    id: str
    name: str
    zone: str
    is_guest: bool = False
    is_bot: bool = False
    is_deactivated: bool = False
    dm: str | None = None
    seen_at: datetime | None = None
    is_admin: bool = False  # of the Slack workspace
    pattern: Calendar | None = None  # their own, where it is not what everybody has

    @property
    def calendar(self) -> Calendar:
        return self.pattern or Calendar(zone=self.zone)

    @property
    def is_member(self) -> bool:
        """A full member who is still here: whom `must_be_member` lets pass."""
        return not (self.is_deactivated or self.is_guest or self.is_bot)

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name.split() else self.name


def _value(row: models.Person | Row[Any]) -> Person:
    pattern = calendar_from_json(row.calendar, row.zone) if row.calendar else None
    return Person(
        row.workspace,
        row.id,
        row.name,
        pattern.zone if pattern else row.zone,
        row.is_guest,
        row.is_bot,
        row.is_deactivated,
        row.dm,
        row.seen_at,
        row.is_admin,
        pattern,
    )


async def join(
    session: AsyncSession, workspace: str, *, name: str, bot_user: str, enterprise: str | None = None
) -> None:
    """Makes the workspace known, or brings its name up to date; what was to be erased there stays. BeingErased: too
    late, that has begun."""
    row = await session.get(models.Workspace, workspace, with_for_update=True)
    if row is None:
        await session.execute(
            or_nothing(session, models.Workspace, id=workspace, name=name, bot_user=bot_user, next_number=1)
        )
        row = await session.get_one(models.Workspace, workspace)
    if row.erased_rows is not None:
        raise BeingErased(workspace)
    row.name, row.bot_user, row.enterprise = name, bot_user, enterprise
    row.left_at = row.erase_at = None
    await session.flush()


async def bot_user(session: AsyncSession, workspace: str) -> str | None:
    """Who the bot itself is there."""
    row = models.Workspace
    found: str | None = await session.scalar(select(row.bot_user).where(row.id == workspace))
    return found


async def remember(session: AsyncSession, person: Person, *, at: datetime) -> Person:
    """Stores what Slack says of a person (not their direct message, which only we know)."""
    row = await session.get(models.Person, (person.workspace, person.id))
    if row is None:
        seen = {"name": person.name, "zone": person.zone, "seen_at": at, "check_in_day": 3}
        flags = {"is_guest": person.is_guest, "is_bot": person.is_bot, "is_deactivated": person.is_deactivated}
        flags["is_admin"] = person.is_admin
        await session.execute(
            or_nothing(session, models.Person, workspace=person.workspace, id=person.id, **seen, **flags)
        )
        row = await session.get_one(models.Person, (person.workspace, person.id))
    if (row.is_deactivated and not person.is_deactivated) or (row.is_guest and not person.is_guest):
        row.next_window_at = at  # somebody is back: the next round sees what waits on them
    row.name, row.zone, row.seen_at = person.name, person.zone, at
    row.is_guest, row.is_bot, row.is_deactivated = person.is_guest, person.is_bot, person.is_deactivated
    row.is_admin = person.is_admin
    await session.flush()
    return _value(row)


async def is_news(session: AsyncSession, person: Person, *, at: datetime) -> bool:
    """Whether what Slack says of a person is anything new: another than what is stored, or what is stored is old."""
    row = await session.get(models.Person, (person.workspace, person.id), populate_existing=True)
    if row is None or row.seen_at is None or at - row.seen_at >= STALE_AFTER:
        return True
    stored = replace(_value(row), zone=row.zone, dm=None, seen_at=None, pattern=None)
    return stored != person


async def find(session: AsyncSession, workspace: str, person: str) -> Person | None:
    """The person with that Slack id, or None when we have not met."""
    row = await session.get(models.Person, (workspace, person))
    return _value(row) if row else None


async def get(session: AsyncSession, workspace: str, person: str) -> Person:
    """As `find`, for somebody a row already names. LookupError otherwise."""
    found = await find(session, workspace, person)
    if found is None:
        raise LookupError(f"nobody is known as {person}")
    return found


_ROW = models.Person
_THESE = (_ROW.workspace == OF, _ROW.id.in_(IDS))
_NAMED = select(
    *(_ROW.workspace, _ROW.id, _ROW.name, _ROW.zone, _ROW.is_guest, _ROW.is_bot, _ROW.is_deactivated),
    *(_ROW.dm, _ROW.seen_at, _ROW.is_admin, _ROW.calendar),
).where(*_THESE)


async def named(
    session: AsyncSession,
    workspace: str,
    people: Iterable[str | None],
    known: Mapping[str, Person] | None = None,
) -> dict[str, Person]:
    """Those people by id; unknown ids are left out. `known` are in hand already: only the others are asked for."""
    wanted = {person for person in people if person}
    found = {person: known[person] for person in wanted & known.keys()} if known else {}
    wanted -= found.keys()
    if not wanted:
        return found
    rows = await session.execute(_NAMED, {"of": workspace, "ids": list(wanted)})
    return found | {row.id: _value(row) for row in rows.all()}


_LOCK_MANY = select(_ROW.id).where(*_THESE).order_by(_ROW.id).with_for_update()
_LOCK_FEW = select(_ROW).where(*_THESE).order_by(_ROW.id).with_for_update().execution_options(populate_existing=True)


async def lock(session: AsyncSession, workspace: str, *people: str) -> None:
    """Locks these people's rows, always in the same order. Few of them are kept, as they are by now: they are asked for
    again and again.

    Everything takes its locks as requisition, people, asks, lanes, so that no two transactions wait for each other.
    """
    wanted = set(people)
    these = {"of": workspace, "ids": list(wanted)}
    if len(wanted) > _FEW:
        await session.execute(_LOCK_MANY, these)
        return
    session.info.setdefault(_LOCKED, []).extend(await session.scalars(_LOCK_FEW, these))


async def has_dm(session: AsyncSession, workspace: str, person: str, channel: str) -> None:
    """Remembers the direct message Slack opened with this person."""
    await session.execute(
        update(models.Person).where(models.Person.workspace == workspace, models.Person.id == person).values(dm=channel)
    )


def must_be_member(person: Person) -> None:
    """Refuses guests, bots and deactivated people."""
    if person.is_deactivated:
        raise Refused(Why.DEACTIVATED, person=person.id)
    if person.is_bot:
        raise Refused(Why.NOT_A_PERSON, person=person.id)
    if person.is_guest:
        raise Refused(Why.GUEST, person=person.id)


_ON = models.RequisitionPerson
_ROLES = select(_ON.role).where(
    _ON.workspace == OF, _ON.requisition_id == ID, _ON.person == bindparam("who"), _ON.until.is_(None)
)


async def roles(session: AsyncSession, workspace: str, person: str, requisition_id: int) -> frozenset[Role]:
    """What this person is on that requisition now."""
    found = await session.scalars(_ROLES, {"of": workspace, "id": requisition_id, "who": person})
    return frozenset(Role(role) for role in found)


_SAID = {
    Act.DECIDE: Why.NOT_THE_DECIDER,
    Act.DEFAULTS: Why.NOT_AN_ADMINISTRATOR,
    Act.HELP_WANTED: Why.NOT_A_LEAD,
    Act.LEGAL_HOLD: Why.NOT_A_LEAD,
    Act.SUBJECT_ACCESS: Why.NOT_A_LEAD,
    Act.PRIVACY_LOG: Why.NOT_A_LEAD,
}


async def must(session: AsyncSession, person: Person, act: Act, requisition_id: int | None) -> frozenset[Role]:
    """Refuses unless this person may do `act` on that requisition (None: on none of them); gives back their roles.

    Reads the person's row again, unless it is locked: somebody deactivated a moment ago may do nothing.
    """
    key = (person.workspace, person.id)
    is_locked = any((row.workspace, row.id) == key for row in session.info.get(_LOCKED, ()))
    row = await session.get(models.Person, key, populate_existing=not is_locked)
    if row is None:
        raise LookupError(f"nobody is known as {person.id}")
    must_be_member(_value(row))
    held = (
        await roles(session, person.workspace, person.id, requisition_id) if requisition_id is not None else frozenset()
    )
    named = {Role.ADMINISTRATOR: row.is_admin, Role.TALENT_LEAD: row.is_lead}
    if not may(act, held | {role for role, is_named in named.items() if is_named}):
        why = _SAID.get(act, Why.NOT_ALLOWED)
        raise Refused(why, act=act)
    return held


async def is_lead(session: AsyncSession, person: Person) -> bool:
    """Whether this person is a talent lead."""
    row = await session.get(models.Person, (person.workspace, person.id), populate_existing=True)
    return row is not None and row.is_lead and _value(row).is_member
