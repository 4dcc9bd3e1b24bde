"""Alembic's environment: runs on the connection it is handed."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from storage.models import Base
from storage.moments import Moment


def frozen_types(kind: str, item: object, _autogen: AutogenContext) -> str | Literal[False]:
    """A migration names no type of ours: it must still run when ours has changed."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=frozen_types,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
