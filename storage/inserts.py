"""Inserting what somebody else may have inserted a moment ago."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models


def dialect_insert(session: AsyncSession, table: type[models.Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT in the words of the session's database, which can say what to do where the row is there already."""
    name = session.get_bind().dialect.name
    return postgresql.insert(table) if name == "postgresql" else sqlite.insert(table)


def or_nothing(session: AsyncSession, table: type[models.Base], **values: Any) -> Insert:
    """An INSERT that does nothing where a unique constraint says the row is there already."""
    return dialect_insert(session, table).values(**values).on_conflict_do_nothing()
