"""Cards: where each live message stands in Slack, so that it can be repainted or answered in its thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models
from storage.given import ID, OF


class CardKind(StrEnum):
    REQUISITION = "requisition"
    SUBMISSION = "submission"
    GATHERED = "gathered"
    CHECK_IN = "check_in"
    PULSE = "pulse"  # the month's question, in a direct message
    DEADLINE = "deadline"
    BRIEF = "brief"  # a change that can be objected to
    AGREEMENT = "agreement"  # terms one proposes to the other
    REVEAL = "reveal"  # of a candidate's scorecards
    RETROSPECTIVE = "retrospective"
    RETROSPECTIVE_MANAGER = "retrospective:manager"  # where each of the two reads it directly
    RETROSPECTIVE_RECRUITER = "retrospective:recruiter"


@dataclass(frozen=True)
class Place:
    """A message in Slack: channel id and `ts`."""

    channel: str
    ts: str


async def place(
    session: AsyncSession, workspace: str, kind: CardKind, subject: int, at_place: Place, *, at: datetime
) -> None:
    """Remembers where a card was posted; posted again, the newer message is the live one."""
    row = await _row(session, workspace, kind, subject)
    if row is None:
        row = models.Card(workspace=workspace, kind=kind, subject=subject)
        session.add(row)
    row.channel, row.ts, row.posted_at = at_place.channel, at_place.ts, at


async def find(session: AsyncSession, workspace: str, kind: CardKind, subject: int) -> Place | None:
    """Where the card stands, or None while it was not posted."""
    row = await _row(session, workspace, kind, subject)
    return Place(row.channel, row.ts) if row else None


_CARD = select(models.Card).where(
    models.Card.workspace == OF, models.Card.kind == bindparam("kind"), models.Card.subject == ID
)


async def _row(session: AsyncSession, workspace: str, kind: CardKind, subject: int) -> models.Card | None:
    found: models.Card | None = await session.scalar(_CARD, {"of": workspace, "kind": kind, "id": subject})
    return found
