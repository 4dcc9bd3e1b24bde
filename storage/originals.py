"""Originals: the messages people were put forward from. The bot cannot delete them; their authors are asked to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models, outbox, people


@dataclass(frozen=True)
class Original:
    """A message in Slack, by whom it was written (None: by an app) and where it can be read."""

    channel: str
    ts: str
    author: str | None
    permalink: str


async def keep(session: AsyncSession, submission: models.Submission, original: Original, *, at: datetime) -> None:
    """Remembers where the message stands, and has its author asked, once, to delete it. Whoever cannot be asked (an
    app, a guest, somebody we have not met) is not; the message stands in the report of what could not be erased."""
    row = models.Original(
        workspace=submission.workspace,
        submission_id=submission.id,
        channel=original.channel,
        ts=original.ts,
        author=original.author,
        permalink=original.permalink,
        created_at=at,
    )
    session.add(row)
    await session.flush()
    author = await people.find(session, submission.workspace, original.author) if original.author else None
    if author is None or not author.is_member:
        return
    await outbox.send(
        session,
        submission.workspace,
        author.id,
        "original.ask",
        {"original": row.id, "submission": submission.id},
        key=f"original:{row.id}:ask",
        at=at,
    )


@dataclass(frozen=True)
class Kept:
    """An original, with the submission that came of it."""

    id: int
    submission_id: int
    original: Original


async def find(session: AsyncSession, workspace: str, original_id: int) -> Kept | None:
    """By row id; no rights are asked."""
    row = await session.scalar(
        select(models.Original).where(models.Original.workspace == workspace, models.Original.id == original_id)
    )
    return _value(row) if row else None


async def of_submission(session: AsyncSession, workspace: str, submission_id: int) -> Kept | None:
    """The message somebody was put forward from, where it was one; no rights are asked."""
    row = await session.scalar(
        select(models.Original).where(
            models.Original.workspace == workspace, models.Original.submission_id == submission_id
        )
    )
    return _value(row) if row else None


def _value(row: models.Original) -> Kept:
    return Kept(row.id, row.submission_id, Original(row.channel, row.ts, row.author, row.permalink))


async def permalinks(session: AsyncSession, workspace: str, submission_ids: list[int]) -> list[str]:
    """Where the messages stand from which these were put forward, the oldest first."""
    row = models.Original
    found = await session.scalars(
        select(row.permalink).where(row.workspace == workspace, row.submission_id.in_(submission_ids)).order_by(row.id)
    )
    return list(found)
