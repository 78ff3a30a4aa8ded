"""what a counter's network scanner sent waits for its officer

Each migration leaves the previous version of the code working: add first, remove a release later.
"""

import sqlalchemy as sa

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "incoming_scan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("counter_id", sa.Uuid(), nullable=False),
        sa.Column("source_sha256", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("text_found", sa.Text(), nullable=False),
        sa.Column("checked", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["counter_id"], ["counter.id"], name=op.f("fk_incoming_scan_counter_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_incoming_scan_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_scan")),
        sa.UniqueConstraint("counter_id", "source_sha256", name=op.f("uq_incoming_scan_counter_id_source_sha256")),
    )
    with op.batch_alter_table("incoming_scan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incoming_scan_counter_id_at"), ["counter_id", "at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("incoming_scan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incoming_scan_counter_id_at"))

    op.drop_table("incoming_scan")
