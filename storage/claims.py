"""Taking due rows so that no two workers take the same one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, any_, func


def among(dialect: str, column: ColumnElement[Any], due: Select[Any]) -> ColumnElement[bool]:
    """`column` is one of what `due` selects, locked for us.

    PostgreSQL: `= ANY(ARRAY(… FOR UPDATE SKIP LOCKED))`; a plain IN may run the sub-select twice and take more
    than its limit. SQLite: the one writer already holds the lock.
    """
    if dialect == "postgresql":
        return column == any_(func.array(due.with_for_update(skip_locked=True).scalar_subquery()))
    return column.in_(due)
