"""the account an authority's fees are transferred to

Each migration leaves the previous version of the code working: add first, remove a release later.
"""

import sqlalchemy as sa

from alembic import op

revision = "0019"
down_revision = "0018"

COLUMNS = {"bank": 6, "account": 19, "account_holder": 120}


def upgrade() -> None:
    for name, width in COLUMNS.items():
        op.add_column("authority", sa.Column(name, sa.String(width), nullable=False, server_default=""))


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_column("authority", name)
