"""The second wall on PostgreSQL: whatever a query forgets to ask, a transaction sees one workspace's rows alone.

The first wall is every query's own condition. This one is the database's: policies on every table compare its workspace
with `samepage.workspace`, which is set for one transaction at a time. It holds for a role that does not own the tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

EVERYWHERE = "*"  # for rounds, the postman's look for what is due, and the command line
NOWHERE = ""
_inside: ContextVar[str | None] = ContextVar("samepage_workspace", default=None)
_SET = text("select set_config('samepage.workspace', :workspace, true)")
_ACTIVE = text("select row_security_active('requisitions')")


@contextmanager
def within(workspace: str) -> Iterator[None]:
    """Transactions begun in this block, and in tasks begun in it, see this workspace (EVERYWHERE: all of them)."""
    before = _inside.set(workspace)
    try:
        yield
    finally:
        _inside.reset(before)


def enter(workspace: str) -> None:
    """As `within`, for a task of one's own until it ends, and those it begins."""
    _inside.set(workspace)


async def are_up(session: AsyncSession) -> bool:
    """Whether the policies hold for the role we are connected as: an owner walks through them."""
    return bool(await session.scalar(_ACTIVE))


async def build(session: AsyncSession, unless_said: str) -> None:
    """Shows this transaction what it may see; `unless_said` where nobody has said."""
    inside = _inside.get()
    await session.execute(_SET, {"workspace": unless_said if inside is None else inside})
