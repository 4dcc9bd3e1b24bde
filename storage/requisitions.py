"""Requisitions: found, shown, and their cards kept true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, bindparam, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage import homes, models, outbox
from storage.given import ID, IDS, OF
from storage.people import Person
from storage.refusals import Refused, Why
from storage.rules.details import NO_DETAILS, NOT_ASKED, Details, Headcount, Verdict
from storage.rules.rights import Role

AWAITING = "awaiting_approval"  # of its headcount
LIVE = (AWAITING, "intake", "open", "on_hold")
POSTABLE = ("intake", "open")
SHARED = "shared"  # the kind of a channel that was there before, where others read too


@dataclass(frozen=True)
class Requisition:
    """A role, with the people on it (Slack ids)."""

    id: int
    workspace: str
    number: int
    title: str
    location: str
    openings: int
    target_days: int
    status: str
    channel: str | None
    channel_kind: str | None
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    recruiter: str
    manager: str
    backup: str | None = None
    helpers: tuple[str, ...] = ()
    archived_at: datetime | None = None
    hold_reason: str | None = None
    held_at: datetime | None = None
    look_on: date | None = None  # while on hold: the day to look again
    details: Details = NO_DETAILS
    is_confidential: bool = False
    headcount: Headcount = NOT_ASKED

    @property
    def key(self) -> str:
        return f"REQ-{self.number}"

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def is_shared(self) -> bool:
        """Whether it lives in a channel that was there before: no candidate's name or evidence stands there."""
        return self.channel_kind == SHARED

    @property
    def lane(self) -> str:
        return outbox.requisition_lane(self.id)


def _value(row: models.Requisition, on: dict[str, list[str]]) -> Requisition:
    return Requisition(
        row.id,
        row.workspace,
        row.number,
        row.title,
        row.location,
        row.openings,
        row.target_days,
        row.status,
        row.channel,
        row.channel_kind,
        row.opened_at,
        row.closed_at,
        row.closed_by,
        on[Role.RECRUITER][0],
        on[Role.MANAGER][0],
        next(iter(on.get(Role.BACKUP, [])), None),
        tuple(on.get(Role.HELPER, [])),
        row.archived_at,
        row.hold_reason,
        row.held_at,
        row.look_on,
        Details(row.department, row.employment, row.start_on, row.reason),
        row.is_confidential,
        Headcount(
            row.approver,
            Verdict(row.headcount) if row.headcount else None,
            row.headcount_by,
            row.headcount_reason or "",
        ),
    )


_ROW, _ON = models.Requisition, aliased(models.RequisitionPerson)
_WITH_PEOPLE = (
    select(_ROW, _ON.role, _ON.person)
    .join(_ON, (_ON.workspace == _ROW.workspace) & (_ON.requisition_id == _ROW.id) & _ON.until.is_(None))
    .where(_ROW.workspace == OF)
    .order_by(_ROW.number, _ON.id)
)
_HELD = and_(  # by somebody, now
    models.RequisitionPerson.workspace == OF,
    models.RequisitionPerson.person == bindparam("who"),
    models.RequisitionPerson.until.is_(None),
)
_THEIRS = _WITH_PEOPLE.where(exists().where(_HELD, models.RequisitionPerson.requisition_id == _ROW.id))
_BY_ID = _WITH_PEOPLE.where(_ROW.id.in_(IDS))
_BY_NUMBER = _THEIRS.where(_ROW.number == bindparam("number"))
_BY_CHANNEL = _THEIRS.where(_ROW.channel == bindparam("channel"))
_LIVE = _THEIRS.where(_ROW.closed_at.is_(None))  # each open role is asked about: far more may be closed
_EVER = _WITH_PEOPLE.where(_ROW.id.in_(select(models.RequisitionPerson.requisition_id).where(_HELD)))


async def _found(
    session: AsyncSession, which: Select[models.Requisition, str, str], workspace: str, **given: object
) -> list[Requisition]:
    """Those requisitions by number, each with everybody on it."""
    rows: dict[int, models.Requisition] = {}
    people_on: dict[int, dict[str, list[str]]] = {}
    for row, role, person in (await session.execute(which, {"of": workspace, **given})).all():
        rows[row.id] = row
        people_on.setdefault(row.id, {}).setdefault(role, []).append(person)
    return [_value(row, people_on[row.id]) for row in rows.values()]


async def channel_made(session: AsyncSession, workspace: str, requisition_id: int, channel: str, kind: str) -> None:
    """Remembers the channel Slack made (`channel`) or the group direct message that took its place (`group`)."""
    await session.execute(
        update(models.Requisition)
        .where(models.Requisition.workspace == workspace, models.Requisition.id == requisition_id)
        .values(channel=channel, channel_kind=kind)
    )


async def has_channel(session: AsyncSession, workspace: str, channel: str) -> bool:
    """Whether that channel is a requisition's already."""
    row = models.Requisition
    return bool(await session.scalar(select(row.id).where(row.workspace == workspace, row.channel == channel)))


async def get(session: AsyncSession, workspace: str, requisition_id: int) -> Requisition | None:
    """By row id, for those who were led there by another row; no rights are asked."""
    return (await named(session, workspace, {requisition_id})).get(requisition_id)


async def known(session: AsyncSession, workspace: str, requisition_id: int) -> Requisition:
    """As `get`, for an id another row names. LookupError otherwise."""
    found = await get(session, workspace, requisition_id)
    if found is None:
        raise LookupError(f"no requisition has the id {requisition_id}")
    return found


async def named(session: AsyncSession, workspace: str, ids: set[int]) -> dict[int, Requisition]:
    """Those requisitions by id; no rights are asked."""
    if not ids:
        return {}
    return {role.id: role for role in await _found(session, _BY_ID, workspace, ids=list(ids))}


async def live(session: AsyncSession, workspace: str) -> list[Requisition]:
    """Every open role of a workspace, by number."""
    return await _found(session, _WITH_PEOPLE.where(_ROW.closed_at.is_(None)), workspace)


async def closed_between(
    session: AsyncSession, workspace: str, *, since: datetime, until: datetime
) -> list[Requisition]:
    """The roles closed in a period, by number."""
    return await _found(session, _WITH_PEOPLE.where(_ROW.closed_at >= since, _ROW.closed_at < until), workspace)


async def helper(session: AsyncSession, workspace: str, requisition_id: int) -> str | None:
    """The first helper on a role, if it has one."""
    on = models.RequisitionPerson
    found: str | None = await session.scalar(
        select(on.person)
        .where(
            on.workspace == workspace,
            on.requisition_id == requisition_id,
            on.role == Role.HELPER,
            on.until.is_(None),
        )
        .order_by(on.id)
        .limit(1)
    )
    return found


async def mine(session: AsyncSession, person: Person, *, live: bool = True) -> list[Requisition]:
    """The requisitions this person is on, by number; only live ones unless told otherwise."""
    return await _found(session, _LIVE if live else _EVER, person.workspace, who=person.id)


async def by_number(session: AsyncSession, person: Person, number: int) -> Requisition:
    """The requisition with that number, for somebody on it. To anybody else it does not exist."""
    found = await _found(session, _BY_NUMBER, person.workspace, who=person.id, number=number)
    if not found:
        yours = [role.key for role in await mine(session, person)]
        raise Refused(Why.NO_SUCH_REQUISITION, key=f"REQ-{number}", yours=yours)
    return found[0]


async def by_channel(session: AsyncSession, person: Person, channel: str) -> Requisition | None:
    """The requisition whose own channel this is, for somebody on it; None elsewhere, and where it is not clear: a group
    direct message may be the place of several, of which the only live one counts."""
    here = await _found(session, _BY_CHANNEL, person.workspace, who=person.id, channel=channel)
    live = [role for role in here if role.is_live]
    clear = live if len(here) > 1 else here
    return clear[0] if len(clear) == 1 else None


_LOCKED = (
    select(_ROW).where(_ROW.workspace == OF, _ROW.id == ID).with_for_update().execution_options(populate_existing=True)
)


async def lock(session: AsyncSession, workspace: str, requisition_id: int) -> models.Requisition | None:
    """Locks a requisition's row: whoever changes anything under it does this first, so that checks hold."""
    row: models.Requisition | None = await session.scalar(_LOCKED, {"of": workspace, "id": requisition_id})
    return row


async def lock_live(session: AsyncSession, workspace: str, ids: set[int]) -> set[int]:
    """Locks those of these requisitions that are still live, always in the same order; gives back which."""
    row = models.Requisition
    return set(
        await session.scalars(
            select(row.id)
            .where(row.workspace == workspace, row.id.in_(ids), row.closed_at.is_(None))
            .order_by(row.id)
            .with_for_update()
        )
    )


async def repaint(session: AsyncSession, workspace: str, requisition_id: int, *, at: datetime) -> None:
    """Has the pinned card painted again."""
    await outbox.repaint(
        session,
        workspace,
        outbox.requisition_lane(requisition_id),
        "requisition.repaint",
        {"requisition": requisition_id},
        card=f"requisition:{requisition_id}",
        at=at,
    )
    await homes.touch_partners(session, workspace, requisition_id, at=at)
