"""who closed a year's register

Each migration leaves the previous version of the code working: add first, remove a release later.
"""

import sqlalchemy as sa

from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("register_series", sa.Column("closed_by", sa.String(80), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("register_series", "closed_by")
