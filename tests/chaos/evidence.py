"""What is left after a storm, as values: what the store knows, and what stands in Slack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.playground.people import BOT_USER
from bot.playground.workspace import Conversation, Workspace, ts_key
from storage import models
from storage.database import Database


@dataclass(frozen=True)
class Said:
    """A message of the bot's, and the key it bears."""

    channel: str
    ts: str
    key: str


@dataclass(frozen=True)
class Row:
    """A row of the outbox."""

    id: int
    lane: str
    kind: str
    key: str | None
    state: str
    ts: str | None
    error: str | None


@dataclass(frozen=True)
class Role:
    """A requisition: where the store says it lives, and who belongs there."""

    key: str
    title: str
    channel: str | None
    people: frozenset[str]


@dataclass(frozen=True)
class Room:
    """A channel the bot made, as Slack has it."""

    id: str
    name: str
    topic: str
    members: frozenset[str]
    pins: int


@dataclass(frozen=True)
class Asked:
    """An ask that is open past its time: whether its owner was ever told, by which gathered messages. Those answered
    are left out: time may have leapt over every window of whoever answered."""

    id: int
    kind: str
    owner: str
    due_at: datetime
    told_by: frozenset[int]


@dataclass(frozen=True)
class Evidence:
    """`stored`: how often the store knows of an act, by what and subject; `owed`: keys of the messages that follow from
    what it holds; `late`: the rows a bot ended that had been frozen beyond its lease."""

    stored: Mapping[tuple[str, str], int]
    owed: frozenset[str]
    said: Sequence[Said]
    rows: Sequence[Row]
    roles: Sequence[Role]
    rooms: Sequence[Room]
    overdue: Sequence[Asked]
    late: frozenset[int] = frozenset()


def said(workspace: Workspace) -> list[Said]:
    """Every message of the bot's with a key, oldest first in each channel."""
    found = [
        Said(conversation.id, message.ts, str(payload.get("key") or ""))
        for conversation in workspace.conversations.values()
        for message in sorted(conversation.messages.values(), key=lambda each: ts_key(each.ts))
        if message.user == BOT_USER and (payload := (message.metadata or {}).get("event_payload") or {})
    ]
    return [each for each in found if each.key]


def rooms(workspace: Workspace) -> list[Room]:
    def room(each: Conversation) -> Room:
        return Room(each.id, each.name, each.topic, frozenset(each.members), len(each.pins))

    return [room(each) for each in workspace.conversations.values() if each.kind == "private"]


async def gathered(database: Database, workspace: Workspace, at: datetime, late: frozenset[int]) -> Evidence:
    """Everything the referee needs. What fell due by `at` is past its time."""
    async with database.read() as session:
        return Evidence(
            await _stored(session),
            await _owed(session),
            said(workspace),
            await _rows(session),
            await _roles(session),
            rooms(workspace),
            await _overdue(session, at),
            late,
        )


async def _all(session: AsyncSession, model: type[models.Base]) -> Sequence[Any]:
    return list(await session.scalars(select(model)))


async def _stored(session: AsyncSession) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    found.update(("open", row.title) for row in await _all(session, models.Requisition))
    names = {row.id: row.name for row in await _all(session, models.Candidate)}
    found.update(("post", names[row.candidate_id]) for row in await _all(session, models.Submission))
    for row in await _all(session, models.Decision):
        if row.verdict == "approve":
            found["approve", str(row.submission_id)] += 1
        if row.undone_at is not None:
            found["undo", str(row.id)] += 1
    kinds = {"evidence": "reject", "question": "ask", "reply": "reply"}
    found.update((kinds[row.kind], row.text) for row in await _all(session, models.CandidateText) if row.kind in kinds)
    found.update(("check_in", row.news) for row in await _all(session, models.CheckInAnswer) if row.news)
    # A version takes over the words of the one before it.
    found.update({("brief", row.text) for row in await _all(session, models.BriefText) if row.section == "why"})
    return found


async def _owed(session: AsyncSession) -> frozenset[str]:
    found = [f"requisition:{row.id}:card" for row in await _all(session, models.Requisition)]
    found += [f"submission:{row.id}:card" for row in await _all(session, models.Submission)]
    found += [f"decision:{row.id}:said" for row in await _all(session, models.Decision) if row.undone_at is None]
    for row in await _all(session, models.Ask):
        if row.kind == "answer_question" and row.state in ("open", "answered"):
            found.append(f"ask:{row.id}:asked")
            found += [f"ask:{row.id}:replied"] * (row.reply_id is not None)
    found += [f"check_in:{row.check_in_id}" for row in await _all(session, models.CheckInAnswer) if row.answered_at]
    return frozenset(found)


async def _rows(session: AsyncSession) -> list[Row]:
    row, lane = models.OutboxRow, models.Lane
    found = await session.execute(
        select(row.id, lane.name, row.kind, row.key, row.state, row.ts, row.error)
        .join(lane, (lane.workspace == row.workspace) & (lane.id == row.lane_id))
        .order_by(row.id)
    )
    return [Row(*each) for each in found.all()]


async def _roles(session: AsyncSession) -> list[Role]:
    on: dict[int, set[str]] = {}
    for each in await _all(session, models.RequisitionPerson):
        if each.until is None:
            on.setdefault(each.requisition_id, set()).add(each.person)
    return [
        Role(f"REQ-{row.number}", row.title, row.channel, frozenset(on.get(row.id, ())))
        for row in await _all(session, models.Requisition)
    ]


async def _overdue(session: AsyncSession, at: datetime) -> list[Asked]:
    told: dict[tuple[int, str], set[int]] = {}
    for each in await _all(session, models.Nudge):
        if each.gathered_id is not None and each.rung > 0:
            told.setdefault((each.ask_id, each.person), set()).add(each.gathered_id)
    return [
        Asked(row.id, row.kind, row.owner, row.due_at, frozenset(told.get((row.id, row.owner), ())))
        for row in await _all(session, models.Ask)
        if row.state == "open" and row.due_at <= at
    ]
