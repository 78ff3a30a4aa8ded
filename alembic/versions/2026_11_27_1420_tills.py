"""receipts for money, numbered without gaps, and the tills clerks close

Each migration leaves the previous version of the code working: add first, remove a release later.
"""

import sqlalchemy as sa

from alembic import op

revision = "0023"
down_revision = "0022"

AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "till",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("closed_at", AT, nullable=False),
        sa.Column("since", AT, nullable=False),
        sa.Column("payments", sa.Integer(), nullable=False),
        sa.Column("received_vnd", sa.BigInteger(), nullable=False),
        sa.Column("back_vnd", sa.BigInteger(), nullable=False),
        sa.Column("counted_vnd", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_till_office_id_office")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_till_officer_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_till")),
    )
    op.create_index(op.f("ix_till_office_id_closed_at"), "till", ["office_id", "closed_at"])
    op.create_table(
        "receipt_series",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_receipt_series_office_id_office")),
        sa.PrimaryKeyConstraint("office_id", "year", name=op.f("pk_receipt_series")),
    )
    with op.batch_alter_table("payment") as payment:
        payment.add_column(sa.Column("receipt_year", sa.Integer(), nullable=True))
        payment.add_column(sa.Column("receipt_no", sa.Integer(), nullable=True))
        payment.add_column(sa.Column("till_id", sa.Uuid(), nullable=True))
        payment.create_foreign_key(op.f("fk_payment_till_id_till"), "till", ["till_id"], ["id"])
        payment.create_index(op.f("ix_payment_till_id"), ["till_id"])
        payment.create_index("ix_payment_receipt", ["office_id", "receipt_year", "receipt_no"], unique=True)
        payment.create_index(
            "ix_payment_in_till",
            ["office_id", "actor"],
            postgresql_where=sa.text("way = 'cash' AND till_id IS NULL"),
            sqlite_where=sa.text("way = 'cash' AND till_id IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("payment") as payment:
        payment.drop_index("ix_payment_in_till")
        payment.drop_index("ix_payment_receipt")
        payment.drop_index(op.f("ix_payment_till_id"))
        payment.drop_constraint(op.f("fk_payment_till_id_till"), type_="foreignkey")
        payment.drop_column("till_id")
        payment.drop_column("receipt_no")
        payment.drop_column("receipt_year")
    op.drop_table("receipt_series")
    op.drop_index(op.f("ix_till_office_id_closed_at"), "till")
    op.drop_table("till")
