"""Find entries of the log by whom they are about, and by who did it."""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade():
    with op.batch_alter_table("audit_entry") as entry:
        for who in ("actor", "subject"):
            name = f"ix_audit_entry_{who}_table_{who}_id"
            entry.create_index(name, [f"{who}_table", f"{who}_id"])


def downgrade():
    with op.batch_alter_table("audit_entry") as entry:
        for who in ("actor", "subject"):
            entry.drop_index(f"ix_audit_entry_{who}_table_{who}_id")
