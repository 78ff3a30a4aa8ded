"""names of authorities and units that were written from memory are marked until somebody checked them

Each migration leaves the previous version of the code working: add first, remove a release later.
"""

import sqlalchemy as sa

from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    for table in ("authority", "unit"):
        op.add_column(table, sa.Column("unverified", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for table in ("authority", "unit"):
        op.drop_column(table, "unverified")
