"""Requisitions: opened and shown; and the saga that gives each its private channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, check_ins, models, outbox, people, timeline
from storage.asks import Ask
from storage.people import Person
from storage.refusals import Refused, Why
from storage.rules.rights import Act, Role

LIVE = ("intake", "open", "on_hold")
POSTABLE = ("intake", "open")


@dataclass(frozen=True)
class Opening:
    """What the modal asks for. Lengths are checked where the person types."""

    title: str
    manager: str
    location: str
    openings: int = 1
    backup: str | None = None


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
    recruiter: str
    manager: str
    backup: str | None = None

    @property
    def key(self) -> str:
        return f"REQ-{self.number}"

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def lane(self) -> str:
        return outbox.requisition_lane(self.id)


@dataclass(frozen=True)
class Overview:
    """What a requisition's card shows: the role, candidates per stage, and what is open, the first due first."""

    requisition: Requisition
    pipeline: dict[str, int]
    open_asks: list[Ask]
    people: dict[str, Person]


def _value(row: models.Requisition, on: dict[str, str]) -> Requisition:
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
        on[Role.RECRUITER],
        on[Role.MANAGER],
        on.get(Role.BACKUP),
    )


async def _values(session: AsyncSession, rows: list[models.Requisition]) -> list[Requisition]:
    if not rows:
        return []
    on = models.RequisitionPerson
    found = await session.execute(
        select(on.requisition_id, on.role, on.person).where(
            on.workspace.in_({row.workspace for row in rows}),
            on.requisition_id.in_({row.id for row in rows}),
            on.until.is_(None),
        )
    )
    people_on: dict[int, dict[str, str]] = {}
    for requisition_id, role, person in found.all():
        people_on.setdefault(requisition_id, {})[role] = person
    return [_value(row, people_on[row.id]) for row in rows]


async def open_requisition(
    session: AsyncSession, opener: Person, opening: Opening, *, origin: str, at: datetime
) -> Requisition:
    """Opens a role: the workspace's next number, its people, and the steps that give it a channel and a card.

    `origin` is the modal's id: submitted again, the same requisition comes back and nothing is done twice.
    Refuses guests and deactivated people, as opener, manager or backup.
    """
    workspace = opener.workspace
    await session.execute(select(models.Workspace.id).where(models.Workspace.id == workspace).with_for_update())
    again = await session.scalar(
        select(models.Requisition).where(models.Requisition.workspace == workspace, models.Requisition.origin == origin)
    )
    if again is not None:
        return (await _values(session, [again]))[0]
    involved = list(filter(None, (opener.id, opening.manager, opening.backup)))
    await people.lock(session, workspace, *involved)
    await people.must(session, opener, Act.OPEN, None)
    for somebody in involved:
        people.must_be_member(await people.get(session, workspace, somebody))
    number = await session.scalar(
        update(models.Workspace)
        .where(models.Workspace.id == workspace)
        .values(next_number=models.Workspace.next_number + 1)
        .returning(models.Workspace.next_number - 1)
    )
    row = models.Requisition(
        workspace=workspace,
        number=number,
        title=opening.title,
        location=opening.location,
        openings=opening.openings,
        target_days=45,
        status="intake",
        origin=origin,
        opened_at=at,
        opened_by=opener.id,
        next_candidate=1,
    )
    session.add(row)
    await session.flush()
    on = {Role.RECRUITER: opener.id, Role.MANAGER: opening.manager}
    if opening.backup and opening.backup != opening.manager:
        on[Role.BACKUP] = opening.backup
    for role, person in on.items():
        session.add(
            models.RequisitionPerson(workspace=workspace, requisition_id=row.id, person=person, role=role, since=at)
        )
    await session.flush()
    timeline.record(session, workspace, "opened", at=at, actor=opener.id, requisition_id=row.id)
    for person in sorted({opener.id, opening.manager}):
        await check_ins.plan(session, await people.get(session, workspace, person), now=at)
    ids = {"requisition": row.id}
    for step in (
        "channel",
        *(f"invite:{person}" for person in dict.fromkeys(on.values())),
        "topic",
        "card",
        "pin",
    ):
        kind, _, person = step.partition(":")
        await outbox.send(
            session,
            workspace,
            outbox.requisition_lane(row.id),
            f"requisition.{kind}",
            ids | {"person": person} if person else ids,
            key=f"requisition:{row.id}:{step}",
            at=at,
        )
    return _value(row, {role.value: person for role, person in on.items()})


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
    row = await session.scalar(
        select(models.Requisition).where(
            models.Requisition.workspace == workspace, models.Requisition.id == requisition_id
        )
    )
    return (await _values(session, [row]))[0] if row else None


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
    rows = await session.scalars(
        select(models.Requisition).where(models.Requisition.workspace == workspace, models.Requisition.id.in_(ids))
    )
    return {role.id: role for role in await _values(session, list(rows))}


async def live(session: AsyncSession, workspace: str) -> list[Requisition]:
    """Every open role of a workspace, by number."""
    row = models.Requisition
    rows = await session.scalars(
        select(row).where(row.workspace == workspace, row.closed_at.is_(None)).order_by(row.number)
    )
    return await _values(session, list(rows))


async def closed_between(
    session: AsyncSession, workspace: str, *, since: datetime, until: datetime
) -> list[Requisition]:
    """The roles closed in a period, by number."""
    row = models.Requisition
    rows = await session.scalars(
        select(row)
        .where(row.workspace == workspace, row.closed_at >= since, row.closed_at < until)
        .order_by(row.number)
    )
    return await _values(session, list(rows))


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
    on, row = models.RequisitionPerson, models.Requisition
    ids = select(on.requisition_id).where(on.workspace == person.workspace, on.person == person.id, on.until.is_(None))
    query = select(row).where(row.workspace == person.workspace, row.id.in_(ids)).order_by(row.number)
    if live:
        query = query.where(row.closed_at.is_(None))
    return await _values(session, list(await session.scalars(query)))


async def by_number(session: AsyncSession, person: Person, number: int) -> Requisition:
    """The requisition with that number, for somebody on it. To anybody else it does not exist."""
    row = await session.scalar(
        select(models.Requisition).where(
            models.Requisition.workspace == person.workspace, models.Requisition.number == number
        )
    )
    return await _visible(session, person, row, key=f"REQ-{number}")


async def by_channel(session: AsyncSession, person: Person, channel: str) -> Requisition | None:
    """The requisition whose own channel this is, for somebody on it; None elsewhere."""
    row = await session.scalar(
        select(models.Requisition).where(
            models.Requisition.workspace == person.workspace, models.Requisition.channel == channel
        )
    )
    if row is None or not await people.roles(session, person.workspace, person.id, row.id):
        return None
    return (await _values(session, [row]))[0]


async def _visible(session: AsyncSession, person: Person, row: models.Requisition | None, *, key: str) -> Requisition:
    if row is None or not await people.roles(session, person.workspace, person.id, row.id):
        yours = [r.key for r in await mine(session, person)]
        raise Refused(Why.NO_SUCH_REQUISITION, key=key, yours=yours)
    return (await _values(session, [row]))[0]


async def lock(session: AsyncSession, workspace: str, requisition_id: int) -> models.Requisition | None:
    """Locks a requisition's row: whoever changes anything under it does this first, so that checks hold."""
    row: models.Requisition | None = await session.scalar(
        select(models.Requisition)
        .where(models.Requisition.workspace == workspace, models.Requisition.id == requisition_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return row


async def overview(session: AsyncSession, requisition: Requisition) -> Overview:
    """What the card shows."""
    row = models.Submission
    counts = await session.execute(
        select(row.stage, func.count())
        .where(row.workspace == requisition.workspace, row.requisition_id == requisition.id)
        .group_by(row.stage)
    )
    pending = await asks.open_on(session, requisition.workspace, requisition.id)
    known = await people.named(
        session,
        requisition.workspace,
        [requisition.recruiter, requisition.manager, requisition.backup, *(ask.owner for ask in pending)],
    )
    return Overview(requisition, {stage: number for stage, number in counts.all()}, pending, known)


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
