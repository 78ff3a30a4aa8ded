"""a print command knows the dossier whose receipt or result slip it prints

Each migration leaves the previous version of the code working: add first, remove a release later.
"""

import sqlalchemy as sa

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("device_command", sa.Column("dossier_id", sa.Uuid(), nullable=True))
    op.add_column("device_command", sa.Column("form", sa.String(length=16), nullable=True))
    op.create_index(op.f("ix_device_command_dossier_id"), "device_command", ["dossier_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_device_command_dossier_id"), "device_command")
    op.drop_column("device_command", "form")
    op.drop_column("device_command", "dossier_id")
