"""Measures: `/samepage stats`, my own response times."""

from __future__ import annotations

from datetime import timedelta

from handlers.blocks import measures as blocks
from handlers.replies import Reply, Words
from handlers.visit import Visit
from storage import measures

DAYS = 30


async def stats(visit: Visit) -> Reply:
    """`/samepage stats`"""
    since = visit.now - timedelta(days=DAYS)
    answered = await visit.read(
        lambda session: measures.answered_by(session, visit.person, since=since, until=visit.now + timedelta(seconds=1))
    )
    return Words(*blocks.personal(measures.summary(answered), DAYS))
