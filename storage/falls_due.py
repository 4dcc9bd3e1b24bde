"""What falls due: the rows of one table by one indexed column, said once for whoever handles them and whoever only asks
when the next one comes."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from storage.served import served

Key = TypeVar("Key", int, str)


class FallsDue(Generic[Key]):
    """Rows are due once `column` has come, while `conditions` hold; a row without a moment never is. `key`, a column of
    the same table, names what is handled: `id`, where nothing else is said; `whose` is the column with its workspace.
    What belongs to a workspace the app was removed from waits, unless it is due `everywhere`: the law does not."""

    def __init__(
        self,
        column: InstrumentedAttribute[Any],
        *conditions: ColumnElement[bool],
        key: InstrumentedAttribute[Any] | None = None,
        whose: InstrumentedAttribute[Any] | None = None,
        everywhere: bool = False,
    ) -> None:
        table = column.class_
        self._workspace = table.workspace if whose is None else whose
        self._column = column
        self._conditions = conditions if everywhere else (*conditions, served(self._workspace))
        self._key = table.id if key is None else key

    async def __call__(self, session: AsyncSession, *, at: datetime, limit: int = 50) -> list[tuple[str, Key]]:
        """What is due at `at`, the earliest first, each once: (workspace, key). Looks at `limit` rows at most."""
        found = await session.execute(
            select(self._workspace, self._key)
            .where(self._column <= at, *self._conditions)
            .order_by(self._column, self._key)
            .limit(limit)
        )
        return list(dict.fromkeys((workspace, key) for workspace, key in found.all()))

    @property
    def earliest(self) -> ScalarSelect[Any]:
        """When the first of them falls due; NULL where none will."""
        return select(func.min(self._column)).where(self._column.is_not(None), *self._conditions).scalar_subquery()
