"""Remember where an imported offer is from."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade():
    with op.batch_alter_table("offer") as offer:
        offer.add_column(sa.Column("source_id", sa.String(length=80), nullable=True))
        offer.add_column(sa.Column("source", sa.String(length=200), nullable=True))
        offer.create_index("uq_offer_source_id", ["source_id"], unique=True)


def downgrade():
    with op.batch_alter_table("offer") as offer:
        offer.drop_index("uq_offer_source_id")
        offer.drop_column("source")
        offer.drop_column("source_id")
