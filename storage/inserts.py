"""Inserting what somebody else may have inserted a moment ago."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Insert, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models


def dialect(session: AsyncSession) -> str:
    """`sqlite` or `postgresql`."""
    return session.get_bind().dialect.name


def inserting(dialect: str, table: type[models.Base] | Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT in the words of that database, which can say what to do where the row is there already."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def or_nothing(session: AsyncSession, table: type[models.Base], **values: Any) -> Insert:
    """An INSERT that does nothing where a unique constraint says the row is there already."""
    return inserting(dialect(session), table).values(**values).on_conflict_do_nothing()
