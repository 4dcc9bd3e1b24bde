"""Opening a requisition: its number, its people, and the saga that gives it a private channel with a pinned card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import chapters, check_ins, headcounts, homes, models, outbox, people, requisitions, timeline, versions
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.chapters import AT_OPENING
from storage.rules.details import NO_DETAILS, Details
from storage.rules.rights import Act, Role
from storage.versions import Brief


@dataclass(frozen=True)
class Opening:
    """What the modal asks for. Lengths are checked where the person types."""

    title: str
    manager: str
    location: str
    openings: int = 1
    backup: str | None = None
    details: Details = NO_DETAILS
    words: Mapping[str, str] = field(default_factory=dict)  # of the brief's sections (rules/chapters.py, AT_OPENING)
    helpers: tuple[str, ...] = ()
    approver: str | None = None  # of its headcount
    is_confidential: bool = False
    source: int | None = None  # the requisition whose brief the new one's starts from
    channel: str | None = None  # one that was there before, instead of a private one made for it


async def open_requisition(
    session: AsyncSession, opener: Person, opening: Opening, *, origin: str, at: datetime
) -> Requisition:
    """Opens a role: the workspace's next number, its people, what is known of its brief, and the steps that give it a
    channel and a card. With an approver nobody is put forward before they have said yes.

    `origin` is the modal's id: submitted again, the same requisition comes back and nothing is done twice.
    Refuses guests and deactivated people wherever they are named, one person in two parts, a recruiter who would
    approve their own headcount, a confidential role in a channel that was there before, and a brief to start from that
    this person may not take along.
    """
    workspace = opener.workspace
    await session.execute(select(models.Workspace.id).where(models.Workspace.id == workspace).with_for_update())
    again = await session.scalar(
        select(models.Requisition.id).where(
            models.Requisition.workspace == workspace, models.Requisition.origin == origin
        )
    )
    if again is not None:
        return await requisitions.known(session, workspace, again)
    involved = list(filter(None, (opener.id, opening.manager, opening.backup, *opening.helpers, opening.approver)))
    await people.lock(session, workspace, *involved)
    await people.must(session, opener, Act.OPEN, None)
    for somebody in involved:
        people.must_be_member(await people.get(session, workspace, somebody))
    _must_fit(opener, opening)
    await _may_live_in(session, opening, workspace)
    source = await source_of(session, opener, opening.source) if opening.source is not None else None
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
        department=opening.details.department,
        employment=opening.details.employment,
        start_on=opening.details.start_on,
        reason=opening.details.reason,
        is_confidential=opening.is_confidential,
        channel=opening.channel,
        channel_kind=requisitions.SHARED if opening.channel else None,
    )
    session.add(row)
    await session.flush()
    on = [(Role.RECRUITER, opener.id), (Role.MANAGER, opening.manager)]
    if opening.backup and opening.backup != opening.manager:
        on.append((Role.BACKUP, opening.backup))
    on += [(Role.HELPER, helper) for helper in dict.fromkeys(opening.helpers)]
    for role, person in on:
        session.add(
            models.RequisitionPerson(workspace=workspace, requisition_id=row.id, person=person, role=role, since=at)
        )
    await session.flush()
    timeline.record(session, workspace, "opened", at=at, actor=opener.id, requisition_id=row.id)
    await check_ins.plan(session, workspace, opener.id, opening.manager, now=at)
    await _begin_brief(session, opener, row.id, opening, source, at=at)
    if opening.approver:
        await headcounts.ask(session, row, opening.approver, asker=opener.id, at=at)
    ids = {"requisition": row.id}
    made = ("channel", *(f"invite:{person}" for person in dict.fromkeys(person for _, person in on)), "topic")
    for step in (*(() if opening.channel else made), "card", "pin"):
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
    await homes.touch_partners(session, workspace, row.id, at=at)
    return await requisitions.known(session, workspace, row.id)


def _must_fit(opener: Person, opening: Opening) -> None:
    parts = ((opener.id, "recruiter"), (opening.manager, "hiring manager"), (opening.backup, "backup decider"))
    for helper in opening.helpers:
        for person, as_ in parts:
            if helper == person:
                raise Refused(Why.STANDS_TWICE, field="helpers", person=helper, as_=as_)
    if opening.approver == opener.id:
        raise Refused(Why.APPROVE_ONESELF, person=opener.id)


async def _may_live_in(session: AsyncSession, opening: Opening, workspace: str) -> None:
    """What is confidential neither goes to a channel that was there before, nor shares its own."""
    if opening.channel is None:
        return
    row = models.Requisition
    there = await session.scalar(
        select(row.id)
        .where(row.workspace == workspace, row.channel == opening.channel, row.is_confidential.is_(True))
        .limit(1)
    )
    if opening.is_confidential or there is not None:
        raise Refused(Why.CONFIDENTIAL_HERE)


async def sources(session: AsyncSession, person: Person) -> list[Requisition]:
    """The requisitions whose brief this person may start a new one from, the newest first: those they are on, closed
    ones included, that have a signed one. Never a confidential one: its words stay where they are."""
    mine = [role for role in await requisitions.mine(session, person, live=False) if not role.is_confidential]
    standing = await versions.standing_each(session, person.workspace, [role.id for role in mine])
    return sorted((role for role in mine if standing[role.id].holds), key=lambda role: -role.number)


async def source_of(session: AsyncSession, person: Person, requisition_id: int) -> Brief:
    """The brief that holds on one of `sources`. Refused for any other."""
    role = await requisitions.get(session, person.workspace, requisition_id)
    held = await people.roles(session, person.workspace, person.id, requisition_id) if role else frozenset()
    holds = (await versions.standing(session, person.workspace, requisition_id)).holds
    if role is None or role.is_confidential or not held or holds is None:
        raise Refused(Why.NO_BRIEF_TO_START_FROM)
    return holds


async def _begin_brief(
    session: AsyncSession, opener: Person, requisition_id: int, opening: Opening, source: Brief | None, *, at: datetime
) -> None:
    """What is known of the brief already stands in its draft."""
    words = {str(section): text for section in AT_OPENING if (text := opening.words.get(section, ""))}
    if source is None and not words:
        return
    role = await requisitions.known(session, opener.workspace, requisition_id)
    if source is not None:
        await chapters.copy(session, role, source, opener.id, at=at)
    draft = await chapters.draft(session, role.workspace, role.id)
    draft = draft or await chapters.begin(session, role, None, opener.id, at=at)
    await chapters.write(session, role, draft, words, opener.id, at=at)
