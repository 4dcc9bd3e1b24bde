"""Retrospectives: once a role is closed for good the two say, each alone, what worked and what to change; both read it
together beside the facts, and what they agree on comes back in the manager's next brief."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, blind, last_time, live_asks, models, outbox, people, requisitions, timeline
from storage.blind import Answer, Said, Subject
from storage.cards import CardKind
from storage.falls_due import FallsDue
from storage.last_time import Action
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.job_offers import UNDO_FOR
from storage.rules.promises import Kind
from storage.rules.rights import Act
from storage.rules.windows import window_at_or_after

REMINDED_AFTER = timedelta(days=30)


@dataclass(frozen=True)
class Retrospective:
    """The look back on one closing. `answers` are empty until it is revealed; then those of whoever gave one. `asked`
    is false where nobody was: the two are one, or both have left."""

    id: int
    requisition: Requisition
    closed_at: datetime
    recruiter: str | None
    manager: str | None
    revealed_at: datetime | None
    asked: bool
    answers: tuple[Answer, ...]
    actions: tuple[Action, ...]
    people: dict[str, Person]
    is_reminded: bool = False  # the actions were said once more


async def plan(session: AsyncSession, role: Requisition, *, at: datetime) -> None:
    """A role was closed at `at`: it is looked back on once it stays so for a day. The caller holds its lock."""
    session.add(
        models.Retrospective(workspace=role.workspace, requisition_id=role.id, closed_at=at, begin_at=at + UNDO_FOR)
    )
    await session.flush()


async def unplan(session: AsyncSession, role: Requisition, *, at: datetime) -> None:
    """The role is open again: what was not revealed yet is asked no more, and forgotten. The caller holds its lock and
    those of `people_of`."""
    row = await _latest(session, role.workspace, role.id)
    if row is None:
        return
    row.begin_at = row.remind_at = None
    if row.revealed_at is None:
        for ask in await _pending(session, row):
            await session.refresh(ask)
            if ask.state in asks.LIVE:
                await asks.end(session, ask, state="cancelled", at=at)
        await blind.discard(session, role.workspace, Subject.RETROSPECTIVE, row.id)
    await session.flush()


async def people_of(session: AsyncSession, role: Requisition) -> list[str]:
    """Who is asked now."""
    row = await _latest(session, role.workspace, role.id)
    return [ask.owner for ask in await _pending(session, row)] if row else []


# Closed roles to be looked back on: (workspace, retrospective id).
due: FallsDue[int] = FallsDue(models.Retrospective.begin_at)


async def begin(session: AsyncSession, workspace: str, retrospective_id: int, *, at: datetime) -> bool:
    """Asks the two, each alone; where they are one, or both have left, the facts are shown as they are. False when
    somebody else did it, or the role is open again."""
    row, role = await _locked(session, workspace, retrospective_id)
    if row.begin_at is None or row.begin_at > at:
        return False
    row.begin_at = None
    if role.closed_at != row.closed_at:
        await session.flush()
        return False
    row.begun_at, row.recruiter, row.manager = at, role.recruiter, role.manager
    sides = sorted({role.manager, role.recruiter})
    await people.lock(session, workspace, *sides)
    known = await people.named(session, workspace, sides)
    here = [who for who in (role.manager, role.recruiter) if who in known and known[who].is_member]
    if len(sides) == 1 or not here:
        await session.flush()
        await _show(session, row, role, at)
        return True
    await blind.begin(session, workspace, Subject.RETROSPECTIVE, row.id, here, at=at)
    for who in here:
        await asks.ask(session, workspace, Kind.RETROSPECTIVE, owner=who, asker=None, requisition_id=role.id, at=at)
    return True


async def mine(session: AsyncSession, person: Person, ask_id: int) -> Requisition:
    """The role this person is asked to look back on. Refused for anybody else, and once it is answered or over."""
    _, asked = await _open(session, person, ask_id)
    return await requisitions.known(session, person.workspace, asked.requisition_id)


async def answer(session: AsyncSession, person: Person, ask_id: int, said: Said, *, at: datetime) -> None:
    """What somebody says alone; with the last answer both are revealed."""
    row, asked = await _open(session, person, ask_id)
    row, role = await _locked(session, person.workspace, row.id)
    await people.lock(session, person.workspace, person.id)
    await session.refresh(asked)
    _must_wait(row, asked)
    await blind.answer(session, person, Subject.RETROSPECTIVE, row.id, said, at=at)
    await asks.answer(session, asked, by=person.id, at=at)
    timeline.record(session, person.workspace, "looked_back", at=at, actor=person.id, requisition_id=role.id)
    if await blind.reveal(session, person.workspace, Subject.RETROSPECTIVE, row.id, at=at):
        await _show(session, row, role, at)


async def lapsed(session: AsyncSession, ask: models.Ask, *, at: datetime) -> None:
    """The time for an answer is over: what there is is shown, once nobody is waited for any more. The caller holds the
    requisition's lock."""
    if ask.kind != Kind.RETROSPECTIVE:
        return
    row = await _latest(session, ask.workspace, ask.requisition_id)
    if row is None or row.revealed_at is not None or await _pending(session, row):
        return
    await blind.close(session, row.workspace, Subject.RETROSPECTIVE, row.id, at=at)
    await blind.reveal(session, row.workspace, Subject.RETROSPECTIVE, row.id, at=at)
    await _show(session, row, await requisitions.known(session, row.workspace, row.requisition_id), at)


async def look(session: AsyncSession, workspace: str, retrospective_id: int) -> Retrospective | None:
    """A look back as it may be read by the two now; no rights are asked."""
    row = models.Retrospective
    found = await session.scalar(select(row).where(row.workspace == workspace, row.id == retrospective_id))
    if found is None:
        return None
    role = await requisitions.known(session, workspace, found.requisition_id)
    answers = await blind.revealed(session, workspace, Subject.RETROSPECTIVE, found.id)
    standing = await blind.standing(session, workspace, Subject.RETROSPECTIVE, found.id)
    is_latest = (await _latest(session, workspace, role.id) or found).id == found.id
    return Retrospective(
        found.id,
        role,
        found.closed_at,
        found.recruiter,
        found.manager,
        found.revealed_at,
        standing is not None,
        tuple(answers),
        tuple(await last_time.actions(session, workspace, role.id) if is_latest else []),
        await people.named(session, workspace, [found.recruiter, found.manager]),
        found.reminded_at is not None,
    )


async def may_agree(session: AsyncSession, person: Person, retrospective_id: int) -> Retrospective:
    """The look back, for one of the two who agree on what follows from it."""
    found = await look(session, person.workspace, retrospective_id)
    if found is None:
        raise Refused(Why.NOT_ALLOWED, act=Act.AGREE)
    await people.must(session, person, Act.AGREE, found.requisition.id)
    if found.requisition.is_live or found.revealed_at is None:
        raise Refused(Why.LOOKED_BACK_NOT, key=found.requisition.key)
    return found


async def agree(
    session: AsyncSession, person: Person, retrospective_id: int, actions: Sequence[Action], *, at: datetime
) -> None:
    """Takes what the two will do, each with the side that owns it, instead of what stood there. Said again without a
    change it changes nothing. They are said once more after a month."""
    row, _ = await _locked(session, person.workspace, retrospective_id)
    found = await may_agree(session, person, retrospective_id)
    if not actions or any(each.owner is None for each in actions):
        raise ValueError("an action has an owner")
    if tuple(actions) == found.actions:
        return
    role = found.requisition
    await last_time.agree(session, person, role, actions, at=at)
    if row.reminded_at is None:
        recruiter = await people.get(session, role.workspace, role.recruiter)
        row.remind_at = window_at_or_after(recruiter.calendar, at + REMINDED_AFTER)
    await session.flush()
    timeline.record(
        session, role.workspace, "actions_agreed", at=at, actor=person.id, requisition_id=role.id, number=len(actions)
    )
    for somebody in places(role):
        name = f"retrospective:{row.id}:{somebody or 'channel'}"
        await outbox.repaint(
            session,
            role.workspace,
            somebody or role.lane,
            "retrospective.repaint",
            {"retrospective": row.id, "person": somebody},
            card=name,
            at=at,
        )


# Retrospectives whose actions are to be said once more: (workspace, retrospective id).
due_again: FallsDue[int] = FallsDue(models.Retrospective.remind_at)


async def remind(session: AsyncSession, workspace: str, retrospective_id: int, *, at: datetime) -> bool:
    """Says them once more. False when somebody else did, or the role is open again."""
    row, role = await _locked(session, workspace, retrospective_id)
    if row.remind_at is None or row.remind_at > at:
        return False
    row.remind_at, row.reminded_at = None, at
    await session.flush()
    await _say(session, row, role, "retrospective.remind", at)
    return True


def places(role: Requisition) -> list[str | None]:
    """Where the two read it: in the role's own channel (None), or each of them directly where it has none any more or
    others read there too."""
    if role.channel and role.archived_at is None and not role.is_shared:
        return [None]
    return [*sorted({role.manager, role.recruiter})]


def card(retrospective_id: int, person: str | None, role: Requisition) -> tuple[CardKind, int]:
    """Which live card it is. Read directly there are two, the manager's and the recruiter's."""
    if person is None:
        return CardKind.RETROSPECTIVE, retrospective_id
    kind = CardKind.RETROSPECTIVE_MANAGER if person == role.manager else CardKind.RETROSPECTIVE_RECRUITER
    return kind, retrospective_id


async def _show(session: AsyncSession, row: models.Retrospective, role: Requisition, at: datetime) -> None:
    row.revealed_at = at
    await session.flush()
    timeline.record(session, row.workspace, "retrospective", at=at, requisition_id=role.id)
    await _say(session, row, role, "retrospective.shown", at)


async def _say(session: AsyncSession, row: models.Retrospective, role: Requisition, kind: str, at: datetime) -> None:
    for somebody in places(role):
        ids: dict[str, Any] = {"retrospective": row.id, "person": somebody}
        key = f"{kind}:{row.id}:{somebody or 'channel'}"
        await outbox.send(session, row.workspace, somebody or role.lane, kind, ids, key=key, at=at)


async def _locked(
    session: AsyncSession, workspace: str, retrospective_id: int
) -> tuple[models.Retrospective, Requisition]:
    row = models.Retrospective
    requisition_id = await session.scalar(
        select(row.requisition_id).where(row.workspace == workspace, row.id == retrospective_id)
    )
    if requisition_id is None:
        raise Refused(Why.NOT_YOUR_ASK)
    await requisitions.lock(session, workspace, requisition_id)
    found = await session.get_one(row, retrospective_id, populate_existing=True)
    return found, await requisitions.known(session, workspace, requisition_id)


async def _latest(session: AsyncSession, workspace: str, requisition_id: int) -> models.Retrospective | None:
    row = models.Retrospective
    found: models.Retrospective | None = await session.scalar(
        select(row)
        .where(row.workspace == workspace, row.requisition_id == requisition_id)
        .order_by(row.closed_at.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return found


async def _pending(session: AsyncSession, row: models.Retrospective) -> list[models.Ask]:
    pending = await live_asks.pending_on(session, row.workspace, row.requisition_id)
    return [ask for ask in pending if ask.kind == Kind.RETROSPECTIVE]


async def _open(session: AsyncSession, person: Person, ask_id: int) -> tuple[models.Retrospective, models.Ask]:
    people.must_be_member(await people.get(session, person.workspace, person.id))
    asked = await asks.get(session, person.workspace, ask_id)
    if asked is None or asked.kind != Kind.RETROSPECTIVE or asked.owner != person.id:
        raise Refused(Why.NOT_YOUR_ASK)
    row = await _latest(session, person.workspace, asked.requisition_id)
    if row is None:
        raise Refused(Why.NOT_YOUR_ASK)
    _must_wait(row, asked)
    return row, asked


def _must_wait(row: models.Retrospective, asked: models.Ask) -> None:
    if asked.state == "answered":
        raise Refused(Why.ALREADY_ANSWERED)
    if asked.state not in asks.LIVE:
        raise Refused(Why.LOOKED_BACK, at=row.revealed_at)
