"""dossiers the administration has now, by unit and due date: what a head decides about is a range of it

The table is of this very release: nobody waits for the index to be built.
"""

import sqlalchemy as sa

from alembic import op

revision = "0005"
down_revision = "0004"
WITH_US = sa.text("status IN ('received', 'processing')")


def upgrade() -> None:
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.create_index(
            "ix_dossier_with_us", ["unit_id", "due"], unique=False, sqlite_where=WITH_US, postgresql_where=WITH_US
        )


def downgrade() -> None:
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.drop_index("ix_dossier_with_us", sqlite_where=WITH_US, postgresql_where=WITH_US)
