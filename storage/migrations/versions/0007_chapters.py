"""The brief by sections: a working copy of the next version, who confirmed what, and criteria as rows."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_SLACK_ID = sa.String(length=24)


def upgrade() -> None:
    with op.batch_alter_table("briefs", schema=None) as batch_op:
        batch_op.create_index(
            "uq_briefs_draft",
            ["workspace", "requisition_id"],
            unique=True,
            sqlite_where=sa.text("state = 'draft'"),
            postgresql_where=sa.text("state = 'draft'"),
        )
    op.create_table(
        "brief_chapters",
        sa.Column("brief_id", _KEY, nullable=False),
        sa.Column("chapter", sa.String(), nullable=False),
        sa.Column("revision", _KEY, nullable=False),
        sa.Column("written_by", _SLACK_ID, nullable=True),
        sa.Column("written_at", _MOMENT, nullable=True),
        sa.Column("confirmed_by", _SLACK_ID, nullable=True),
        sa.Column("confirmed_at", _MOMENT, nullable=True),
        sa.Column("ask_id", _KEY, nullable=True),
        sa.Column("id", _KEY, nullable=False),
        sa.Column("workspace", _SLACK_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "ask_id"], ["asks.workspace", "asks.id"], name=op.f("fk_brief_chapters_workspace_ask_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "brief_id"],
            ["briefs.workspace", "briefs.id"],
            name=op.f("fk_brief_chapters_workspace_brief_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brief_chapters")),
        sa.UniqueConstraint(
            "workspace", "brief_id", "chapter", name=op.f("uq_brief_chapters_workspace_brief_id_chapter")
        ),
    )
    with op.batch_alter_table("brief_chapters", schema=None) as batch_op:
        batch_op.create_index(
            "ix_brief_chapters_ask",
            ["workspace", "ask_id"],
            sqlite_where=sa.text("ask_id IS NOT NULL"),
            postgresql_where=sa.text("ask_id IS NOT NULL"),
        )
    op.create_table(
        "criteria",
        sa.Column("brief_id", _KEY, nullable=False),
        sa.Column("position", _KEY, nullable=False),
        sa.Column("weight", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("tested", sa.String(), nullable=False),
        sa.Column("turns_away", sa.Boolean(), nullable=True),
        sa.Column("id", _KEY, nullable=False),
        sa.Column("workspace", _SLACK_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "brief_id"], ["briefs.workspace", "briefs.id"], name=op.f("fk_criteria_workspace_brief_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria")),
        sa.UniqueConstraint("workspace", "id", name=op.f("uq_criteria_workspace_id")),
        sa.UniqueConstraint("workspace", "brief_id", "position", name=op.f("uq_criteria_workspace_brief_id_position")),
    )
    _chapters_of_what_is_there()
    _must_haves_become_rows()


def _chapters_of_what_is_there() -> None:
    """Whoever wrote the words of a version so far wrote its chapters; what was signed is confirmed."""
    op.execute(
        "insert into brief_chapters (workspace, brief_id, chapter, revision, written_by, written_at, confirmed_at) "
        "select t.workspace, t.brief_id, case t.section when 'must_haves' then 'criteria' else t.section end, 1, "
        "t.written_by, t.written_at, b.signed_at "
        "from brief_texts t join briefs b on b.workspace = t.workspace and b.id = t.brief_id "
        "order by t.id"
    )


def _must_haves_become_rows() -> None:
    """Until now they were lines of one text."""
    texts = sa.table("brief_texts", *(sa.column(name) for name in ("workspace", "brief_id", "section", "text")))
    criteria = sa.table(
        "criteria",
        *(sa.column(name) for name in ("workspace", "brief_id", "position", "weight", "text", "tested")),
    )
    connection = op.get_bind()
    found = connection.execute(
        sa.select(texts.c.workspace, texts.c.brief_id, texts.c.text).where(texts.c.section == "must_haves")
    ).all()
    rows = [
        {
            "workspace": workspace,
            "brief_id": brief,
            "position": position,
            "weight": "must",
            "text": line,
            "tested": "",
        }
        for workspace, brief, text in found
        for position, line in enumerate(dict.fromkeys(line for line in text.splitlines() if line), 1)
    ]
    if rows:
        connection.execute(criteria.insert(), rows)
    connection.execute(texts.delete().where(texts.c.section == "must_haves"))


def downgrade() -> None:
    texts = sa.table(
        "brief_texts",
        *(sa.column(name) for name in ("workspace", "brief_id", "section", "text", "written_by", "written_at")),
    )
    criteria = sa.table(
        "criteria", *(sa.column(name) for name in ("workspace", "brief_id", "position", "weight", "text"))
    )
    briefs = sa.table("briefs", *(sa.column(name) for name in ("workspace", "id", "created_by", "created_at")))
    connection = op.get_bind()
    found = connection.execute(
        sa.select(criteria.c.workspace, criteria.c.brief_id, criteria.c.text, briefs.c.created_by, briefs.c.created_at)
        .join(briefs, (briefs.c.workspace == criteria.c.workspace) & (briefs.c.id == criteria.c.brief_id))
        .where(criteria.c.weight == "must")
        .order_by(criteria.c.brief_id, criteria.c.position)
    ).all()
    lines: dict[tuple[object, ...], list[str]] = {}
    for workspace, brief, text, by, at in found:
        lines.setdefault((workspace, brief, by, at), []).append(text)
    rows = [
        {
            "workspace": workspace,
            "brief_id": brief,
            "section": "must_haves",
            "text": "\n".join(said),
            "written_by": by,
            "written_at": at,
        }
        for (workspace, brief, by, at), said in lines.items()
    ]
    if rows:
        connection.execute(texts.insert(), rows)
    op.drop_table("criteria")
    op.drop_table("brief_chapters")
    op.execute("update briefs set state = 'superseded' where state = 'draft'")
    with op.batch_alter_table("briefs", schema=None) as batch_op:
        batch_op.drop_index("uq_briefs_draft")
