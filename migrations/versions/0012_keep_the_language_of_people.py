"""Keep the language of people."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade():
    op.add_column("account", sa.Column("language", sa.String(length=20), nullable=True))
    op.add_column("participant", sa.Column("language", sa.String(length=20), nullable=True))


def downgrade():
    op.drop_column("participant", "language")
    op.drop_column("account", "language")
