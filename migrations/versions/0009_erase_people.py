"""Erase people: a row without anybody says since when.

Columns alone, no copy of the table: on SQLite a copy would lose its checks.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade():
    op.add_column("account", sa.Column("erased_at", sa.DateTime(), nullable=True))
    op.add_column("participant", sa.Column("erased_at", sa.DateTime(), nullable=True))


def downgrade():
    op.drop_column("participant", "erased_at")
    op.drop_column("account", "erased_at")
