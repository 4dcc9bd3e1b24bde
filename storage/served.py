"""Which workspaces the bot is in: where the app was removed everything stays as it is, and nothing happens."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from storage import models


def served(workspace: InstrumentedAttribute[str] | ColumnElement[str]) -> ColumnElement[bool]:
    """The row of this column belongs to a workspace the app was not removed from. A condition on the few that left:
    whoever walks an index by time goes on walking it."""
    left = models.Workspace
    return workspace.not_in(select(left.id).where(left.left_at.is_not(None)))
