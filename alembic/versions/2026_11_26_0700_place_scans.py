"""a page of a kiosk asks for what its scanner reads

Each migration leaves the previous version of the code working: add first, remove a release later.
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0010"
down_revision = "0009"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "place_scan",
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("asker", sa.String(length=32), nullable=False),
        sa.Column("asks_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_place_scan_place_id")),
        sa.PrimaryKeyConstraint("place_id", name=op.f("pk_place_scan")),
    )


def downgrade() -> None:
    op.drop_table("place_scan")
