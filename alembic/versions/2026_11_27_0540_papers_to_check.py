"""digital papers no virus scanner has judged yet are found by an index of their own

Each migration leaves the previous version of the code working: add first, remove a release later.
"""

import sqlalchemy as sa

from alembic import op

revision = "0016"
down_revision = "0015"

UNCHECKED = sa.text("checked = 'unchecked'")


def upgrade() -> None:
    op.create_index(
        "ix_paper_file_unchecked", "paper_file", ["id"], postgresql_where=UNCHECKED, sqlite_where=UNCHECKED
    )


def downgrade() -> None:
    op.drop_index("ix_paper_file_unchecked", table_name="paper_file")
