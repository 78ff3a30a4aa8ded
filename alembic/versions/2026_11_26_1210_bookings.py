"""slots are booked from home; a telephone is proved by a code; texts may belong to no dossier

Each migration leaves the previous version of the code working: add first, remove a release later.
"""

import sqlalchemy as sa

from alembic import op

revision = "0011"
down_revision = "0010"

AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "one_time_code",
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("ends_at", AT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("counted_from", AT, nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("proof", sa.String(length=64), nullable=True),
        sa.Column("proof_ends_at", AT, nullable=True),
        sa.PrimaryKeyConstraint("phone", name=op.f("pk_one_time_code")),
        sa.UniqueConstraint("proof", name=op.f("uq_one_time_code_proof")),
    )
    op.create_table(
        "booking_slot",
        sa.Column("queue_id", sa.Uuid(), nullable=False),
        sa.Column("slot_at", AT, nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.CheckConstraint("taken >= 0", name=op.f("ck_booking_slot_taken")),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], name=op.f("fk_booking_slot_queue_id")),
        sa.PrimaryKeyConstraint("queue_id", "slot_at", name=op.f("pk_booking_slot")),
    )
    op.create_table(
        "booking_share",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_booking_share_office_id")),
        sa.PrimaryKeyConstraint("office_id", "day", "phone", name=op.f("pk_booking_share")),
    )
    op.create_table(
        "booking",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("queue_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("slot_at", AT, nullable=False),
        sa.Column("ends_at", AT, nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("lang", sa.String(length=2), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("status_at", AT, nullable=False),
        sa.Column("reminded_at", AT, nullable=True),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_booking_office_id")),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], name=op.f("fk_booking_queue_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_booking_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
        sa.UniqueConstraint("code", name=op.f("uq_booking_code")),
    )
    booked = sa.text("status = 'booked'")
    op.create_index("ix_booking_coming", "booking", ["slot_at"], postgresql_where=booked, sqlite_where=booked)
    op.create_index(op.f("ix_booking_office_id_day_phone"), "booking", ["office_id", "day", "phone"])
    with op.batch_alter_table("notice", schema=None) as notice:
        notice.alter_column("dossier_id", existing_type=sa.Uuid(), nullable=True)
        notice.add_column(sa.Column("until", AT, nullable=True))


def downgrade() -> None:
    op.execute("DELETE FROM notice WHERE dossier_id IS NULL")
    with op.batch_alter_table("notice", schema=None) as notice:
        notice.drop_column("until")
        notice.alter_column("dossier_id", existing_type=sa.Uuid(), nullable=False)
    for table in ("booking", "booking_share", "booking_slot", "one_time_code"):
        op.drop_table(table)
