"""stages only a head of their unit takes: signing, deciding

Each migration leaves the previous version of the code working: add first, remove a release later.
"""

import sqlalchemy as sa

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("dossier_stage", sa.Column("heads_only", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("dossier_stage", "heads_only")
