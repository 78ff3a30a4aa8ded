"""until when what was handed in online is decided upon

Each migration leaves the previous version of the code working: add first, remove a release later.
"""

import sqlalchemy as sa

from alembic import op

revision = "0015"
down_revision = "0014"

UNDECIDED = sa.text("decide_by IS NOT NULL")


def upgrade() -> None:
    op.add_column("dossier", sa.Column("decide_by", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_dossier_undecided", "dossier", ["decide_by"], postgresql_where=UNDECIDED, sqlite_where=UNDECIDED
    )


def downgrade() -> None:
    op.drop_index("ix_dossier_undecided", table_name="dossier")
    op.drop_column("dossier", "decide_by")
