"""Inserting what somebody else may have inserted a moment ago."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models


def or_nothing(session: AsyncSession, table: type[models.Base], **values: Any) -> Insert:
    """An INSERT that does nothing where a unique constraint says the row is there already."""
    name = session.get_bind().dialect.name
    insert = postgresql.insert(table) if name == "postgresql" else sqlite.insert(table)
    return insert.values(**values).on_conflict_do_nothing()
