"""Compare the names of providers as they look, and let a wish for a link wait for its next try.

Providers that are called alike already stay as they are: `participate check` names them.
"""

from hashlib import sha256
from unicodedata import normalize

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade():
    with op.batch_alter_table("link_request") as request:
        request.add_column(sa.Column("next_try_at", sa.DateTime(), nullable=True))
    with op.batch_alter_table("provider") as provider:
        key = sa.Column("name_key", sa.String(length=64), server_default="", nullable=False)
        provider.add_column(key)
    columns = sa.column("id"), sa.column("name"), sa.column("name_key")
    provider = sa.table("provider", *columns)
    taken = set()
    for number, name in op.get_bind().execute(
        sa.select(provider.c.id, provider.c.name).order_by(provider.c.id)
    ):
        key = _key(name)
        while key in taken:  # it was called like another one before
            key = sha256(f"{key} {number}".encode()).hexdigest()
        taken.add(key)
        op.execute(provider.update().where(provider.c.id == number).values(name_key=key))
    with op.batch_alter_table("provider") as provider:
        provider.create_index("uq_provider_name_key", ["name_key"], unique=True)


def _key(name):
    """Return what `offers.rules.name_key` returned when this was written."""
    folded = normalize("NFKC", normalize("NFKC", name).casefold())
    return sha256(" ".join(folded.split()).encode()).hexdigest()


def downgrade():
    with op.batch_alter_table("provider") as provider:
        provider.drop_index("uq_provider_name_key")
        provider.drop_column("name_key")
    with op.batch_alter_table("link_request") as request:
        request.drop_column("next_try_at")
