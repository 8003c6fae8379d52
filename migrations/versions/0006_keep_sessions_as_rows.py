"""Keep sessions as rows. Everybody signs in once more."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade():
    op.create_table(
        "account_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "browser",
            sa.Enum(
                "firefox",
                "edge",
                "opera",
                "samsung",
                "chrome",
                "safari",
                "other",
                name="browser",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "system",
            sa.Enum(
                "android",
                "ios",
                "windows",
                "macos",
                "linux",
                "other",
                name="system",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_account_session_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_session_token_hash")),
    )
    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_account_session_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_account_session_seen_at"), ["seen_at"], unique=False)

    # Not in a batch: copying the table would lose its check of small letters on SQLite.
    op.drop_column("account", "session_number")


def downgrade():
    number = sa.Column("session_number", sa.Integer(), nullable=False, server_default="1")
    op.add_column("account", number)

    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_session_seen_at"))
        batch_op.drop_index(batch_op.f("ix_account_session_account_id"))

    op.drop_table("account_session")
