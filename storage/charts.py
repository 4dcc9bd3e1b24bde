"""Charts: which file in Slack shows which chart, so that the same numbers are uploaded once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models
from storage.inserts import or_nothing


async def known(session: AsyncSession, workspace: str, keys: list[str]) -> dict[str, str]:
    """Key → file id, for those uploaded before."""
    row = models.Chart
    found = await session.execute(select(row.key, row.file).where(row.workspace == workspace, row.key.in_(keys)))
    return {key: file for key, file in found.all()}


async def uploaded(session: AsyncSession, workspace: str, key: str, file: str, *, at: datetime) -> None:
    """Remembers an upload. Of two at once the first stays: the other file is shown nowhere."""
    await session.execute(or_nothing(session, models.Chart, workspace=workspace, key=key, file=file, at=at))


async def lost(session: AsyncSession, workspace: str, keys: list[str]) -> None:
    """Slack no longer knows these files (somebody deleted them): they are drawn anew when next needed."""
    row = models.Chart
    await session.execute(delete(row).where(row.workspace == workspace, row.key.in_(keys)))
