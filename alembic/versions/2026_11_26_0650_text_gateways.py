"""a notice knows which gateway has it, its number there, how many parts it took, and whether it arrived

Each migration leaves the previous version of the code working: add first, remove a release later.
"""

import sqlalchemy as sa

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("notice", sa.Column("gateway", sa.String(length=80), nullable=False, server_default=""))
    op.add_column("notice", sa.Column("reference", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("notice", sa.Column("parts", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("notice", sa.Column("arrived", sa.String(length=12), nullable=False, server_default=""))
    op.add_column("notice", sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_notice_reference", "notice", ["gateway", "reference"])
    op.create_index("ix_notice_office_id_sent_at", "notice", ["office_id", "sent_at"])


def downgrade() -> None:
    op.drop_index("ix_notice_office_id_sent_at", "notice")
    op.drop_index("ix_notice_reference", "notice")
    for name in ("arrived_at", "arrived", "parts", "reference", "gateway"):
        op.drop_column("notice", name)
