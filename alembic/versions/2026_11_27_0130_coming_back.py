"""a visit that went on to its next thing remembers where it came from, for an undo

Each migration leaves the previous version of the code working: add first, remove a release later.
"""

import sqlalchemy as sa

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("ticket", sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("ticket", sa.Column("left_queue_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("ticket", "left_queue_id")
    op.drop_column("ticket", "left_at")
