"""Interviews: interviewers are told, briefed an hour before, and asked for their scorecard afterwards."""

from __future__ import annotations

from datetime import datetime

from bot.rounds._due import each
from storage import interview_steps
from storage.database import Database


async def run(database: Database, now: datetime) -> int:
    """Takes each step that is due, one by one."""
    return await each(
        database, now, interview_steps.due, lambda session, ws, id_: interview_steps.take(session, ws, id_, at=now)
    )
