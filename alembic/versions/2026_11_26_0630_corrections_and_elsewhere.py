"""a dossier may correct an earlier one, or be handed on to an authority elsewhere under that one's own code

Each migration leaves the previous version of the code working: add first, remove a release later. The reference is
kept by the use case: SQLite adds no constraint to a table that stands and would have to copy it.
"""

import sqlalchemy as sa

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("dossier", sa.Column("corrects_id", sa.Uuid(), nullable=True))
    op.add_column("dossier", sa.Column("their_code", sa.String(length=60), nullable=False, server_default=""))
    op.add_column("dossier", sa.Column("handed_on_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_dossier_corrects_id"), "dossier", ["corrects_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_dossier_corrects_id"), "dossier")
    op.drop_column("dossier", "handed_on_at")
    op.drop_column("dossier", "their_code")
    op.drop_column("dossier", "corrects_id")
