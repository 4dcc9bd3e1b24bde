"""On PostgreSQL a transaction sees the rows of the workspace it is about, whatever a query forgets to ask.

Holds for roles that do not own the tables. Every table made later needs the same two statements.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_SAID = "(select current_setting('samepage.workspace', true))"


def _tables() -> list[tuple[str, str]]:
    """Each table with the column that says whose a row is."""
    inspector = sa.inspect(op.get_bind())
    found = []
    for table in sorted(inspector.get_table_names()):
        columns = {column["name"] for column in inspector.get_columns(table)}
        if table == "workspaces" or "workspace" in columns:
            found.append((table, "id" if table == "workspaces" else "workspace"))
    return found


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, column in _tables():
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy wall on {table} using ({column} = {_SAID} or {_SAID} = '*')")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, _ in _tables():
        op.execute(f"drop policy if exists wall on {table}")
        op.execute(f"alter table {table} disable row level security")
