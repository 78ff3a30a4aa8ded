"""drafts people prepared themselves know when they were last touched; bytes of erased papers wait to leave the store

Each migration leaves the previous version of the code working: add first, remove a release later. Drafts that were
left before count from when they were opened.
"""

import sqlalchemy as sa

from alembic import op

revision = "0007"
down_revision = "0006"

DOSSIER = sa.table(
    "dossier", sa.column("id", sa.Uuid()), sa.column("status"), sa.column("left_at"), sa.column("opened_at")
)
FACT = sa.table("fact", sa.column("subject"), sa.column("kind"), sa.column("actor"))


def upgrade() -> None:
    op.create_table(
        "gone_paper",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_gone_paper")),
    )
    op.create_index(op.f("ix_form_issue_sha256"), "form_issue", ["sha256"])
    op.add_column("dossier", sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
    _find_drafts(op.get_bind())
    left = sa.text("left_at IS NOT NULL")
    op.create_index("ix_dossier_left", "dossier", ["office_id", "left_at"], postgresql_where=left, sqlite_where=left)


def _find_drafts(connection: sa.Connection) -> None:
    """Those a place opened; only the fact that tells it knows."""
    for each in connection.scalars(sa.select(DOSSIER.c.id).where(DOSSIER.c.status == "draft")).all():
        told = sa.select(FACT.c.actor).where(FACT.c.subject == each.hex, FACT.c.kind == "dossier.opened")
        if str(connection.scalar(told) or "").startswith("place:"):
            connection.execute(sa.update(DOSSIER).where(DOSSIER.c.id == each).values(left_at=DOSSIER.c.opened_at))


def downgrade() -> None:
    op.drop_index("ix_dossier_left", "dossier")
    op.drop_column("dossier", "left_at")
    op.drop_index(op.f("ix_form_issue_sha256"), "form_issue")
    op.drop_table("gone_paper")
