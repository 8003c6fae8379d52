"""Keep what ideas said before an edit."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade():
    op.create_table(
        "earlier_text",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("text_version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_earlier_text_title_not_empty")),
        sa.ForeignKeyConstraint(
            ["idea_id"],
            ["idea.id"],
            name=op.f("fk_earlier_text_idea_id_idea"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("idea_id", "text_version", name=op.f("pk_earlier_text")),
    )


def downgrade():
    op.drop_table("earlier_text")
