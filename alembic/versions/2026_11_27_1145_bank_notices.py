"""what was paid for dossiers, and what banks tell of transfers

Each migration leaves the previous version of the code working: add first, remove a release later.
"""

import sqlalchemy as sa

from alembic import op

revision = "0021"
down_revision = "0020"

AT = sa.DateTime(timezone=True)
WAITS = sa.text("waits")


def upgrade() -> None:
    op.create_table(
        "bank_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("bank", sa.String(length=6), nullable=False),
        sa.Column("account", sa.String(length=19), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("purpose", sa.String(length=250), nullable=False),
        sa.Column("noted_at", AT, nullable=False),
        sa.Column("fit", sa.String(length=24), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=True),
        sa.Column("surplus_vnd", sa.BigInteger(), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("settled_by", sa.String(length=80), nullable=False),
        sa.Column("outcome", sa.String(length=300), nullable=False),
        sa.CheckConstraint("amount_vnd > 0", name=op.f("ck_bank_notice_amount")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_bank_notice_dossier_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_bank_notice_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_notice")),
        sa.UniqueConstraint("bank", "account", "reference", name=op.f("uq_bank_notice_bank_account_reference")),
    )
    op.create_index(op.f("ix_bank_notice_dossier_id"), "bank_notice", ["dossier_id"])
    op.create_index(
        "ix_bank_notice_waits", "bank_notice", ["office_id", "noted_at"], postgresql_where=WAITS, sqlite_where=WAITS
    )
    op.create_table(
        "payment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("amount_vnd <> 0", name=op.f("ck_payment_amount")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_payment_dossier_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["bank_notice.id"], name=op.f("fk_payment_notice_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_payment_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
    )
    for column in ("dossier_id", "notice_id"):
        op.create_index(op.f(f"ix_payment_{column}"), "payment", [column])
    op.create_index(op.f("ix_payment_office_id_at"), "payment", ["office_id", "at"])
    op.add_column("dossier", sa.Column("part_paid_vnd", sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("dossier", "part_paid_vnd")
    op.drop_table("payment")
    op.drop_table("bank_notice")
