"""Count the codes that did not fit."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.create_table(
        "wrong_codes",
        sa.Column("counted", sa.String(length=64), nullable=False),
        sa.Column("paid_off_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("counted", name=op.f("pk_wrong_codes")),
    )
    op.create_index(op.f("ix_wrong_codes_paid_off_at"), "wrong_codes", ["paid_off_at"])


def downgrade():
    op.drop_table("wrong_codes")
