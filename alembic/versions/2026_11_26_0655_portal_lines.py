"""what the national portal is to be told waits in lines, one per event of a dossier

Each migration leaves the previous version of the code working: add first, remove a release later.
"""

import sqlalchemy as sa

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "portal_line",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(length=80), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_portal_line_dossier_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_portal_line_office_id")),
        sa.PrimaryKeyConstraint("dossier_id", "seq", name=op.f("pk_portal_line")),
    )
    pending = sa.text("state = 'pending'")
    op.create_index(
        "ix_portal_line_pending", "portal_line", ["next_at"], postgresql_where=pending, sqlite_where=pending
    )
    op.create_index(op.f("ix_portal_line_office_id_state_made_at"), "portal_line", ["office_id", "state", "made_at"])


def downgrade() -> None:
    op.drop_table("portal_line")
