"""suggestions and complaints

Each migration leaves the previous version of the code working: add first, remove a release later.
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0024"
down_revision = "0023"

AT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
OPEN = sa.text("status IN ('sent', 'accepted')")


def upgrade() -> None:
    op.create_table(
        "feedback_series",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_feedback_series_office_id_office")),
        sa.PrimaryKeyConstraint("office_id", "year", name=op.f("pk_feedback_series")),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("secret", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=160), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("involved", sa.Boolean(), nullable=False),
        sa.Column("due", AT, nullable=True),
        sa.Column("late_told_at", AT, nullable=True),
        sa.Column("ended_at", AT, nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("steps", JSON, nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_feedback_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("number", name=op.f("uq_feedback_number")),
    )
    op.create_index("ix_feedback_open", "feedback", ["office_id", "due"], postgresql_where=OPEN, sqlite_where=OPEN)


def downgrade() -> None:
    op.drop_index("ix_feedback_open", "feedback")
    op.drop_table("feedback")
    op.drop_table("feedback_series")
