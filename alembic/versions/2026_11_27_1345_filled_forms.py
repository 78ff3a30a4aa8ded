"""what was said in a form drawn up for a screen

Each migration leaves the previous version of the code working: add first, remove a release later.
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0022"
down_revision = "0021"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("dossier_paper", sa.Column("answers", JSON, server_default="[]", nullable=False))


def downgrade() -> None:
    op.drop_column("dossier_paper", "answers")
