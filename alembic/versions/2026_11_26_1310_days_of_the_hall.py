"""the hall's hours follow the office's calendar: its days off and make-up days are copied into the office's rules

Each migration leaves the previous version of the code working: add first, remove a release later.
"""

import json

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0012"
down_revision = "0011"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
OFFICE = sa.table("office", sa.column("id", sa.Uuid()), sa.column("policy", JSON))
DAY = sa.table("calendar_day", sa.column("office_id", sa.Uuid()), sa.column("day", sa.Date()), sa.column("works_as"))


def upgrade() -> None:
    there = op.get_bind()
    days: dict[object, dict[str, int]] = {}
    for row in there.execute(sa.select(DAY.c.office_id, DAY.c.day, DAY.c.works_as)):
        days.setdefault(row.office_id, {})[row.day.isoformat()] = row.works_as or 0
    for row in there.execute(sa.select(OFFICE.c.id, OFFICE.c.policy)).all():
        policy = json.loads(row.policy) if isinstance(row.policy, str) else dict(row.policy or {})
        there.execute(
            OFFICE.update().where(OFFICE.c.id == row.id).values(policy={**policy, "days": days.get(row.id, {})})
        )


def downgrade() -> None:
    """An older version leaves what it does not know alone."""
