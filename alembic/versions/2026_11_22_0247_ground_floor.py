"""ground floor

Each migration leaves the previous version of the code working: add first, remove a release later.
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "fact",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("parked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact")),
    )
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.create_index("ix_fact_subject", ["subject", "id"], unique=False)
        batch_op.create_index(
            "ix_fact_unsent",
            ["id"],
            unique=False,
            postgresql_where=sa.text("sent_at IS NULL AND parked_at IS NULL"),
            sqlite_where=sa.text("sent_at IS NULL AND parked_at IS NULL"),
        )

    op.create_table(
        "idempotency_key",
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("answer", JSON, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_idempotency_key")),
    )
    with op.batch_alter_table("idempotency_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idempotency_key_at"), ["at"], unique=False)

    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=60), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "office",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("name_vi", sa.String(length=160), nullable=False),
        sa.Column("name_en", sa.String(length=160), nullable=False),
        sa.Column("address", sa.String(length=240), nullable=False),
        sa.Column("timezone", sa.String(length=40), nullable=False),
        sa.Column("policy", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
        sa.UniqueConstraint("code", name=op.f("uq_office_code")),
    )
    op.create_table(
        "officer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer")),
        sa.UniqueConstraint("username", name=op.f("uq_officer_username")),
    )
    op.create_table(
        "alert",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by", sa.String(length=80), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=80), nullable=True),
        sa.Column("outcome", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_alert_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
    )
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.create_index(
            "uq_alert_open",
            ["office_id", "kind", "subject"],
            unique=True,
            postgresql_where=sa.text("closed_at IS NULL"),
            sqlite_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "broadcast",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("text_vi", sa.String(length=240), nullable=False),
        sa.Column("text_en", sa.String(length=240), nullable=False),
        sa.Column("sent_by", sa.String(length=80), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_broadcast_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast")),
    )
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_broadcast_office_id"), ["office_id"], unique=False)

    op.create_table(
        "business_day",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_business_day_office_id")),
        sa.PrimaryKeyConstraint("office_id", "day", name=op.f("pk_business_day")),
    )
    op.create_table(
        "officer_role",
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(24), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_officer_role_office_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_officer_role_officer_id")),
        sa.PrimaryKeyConstraint("officer_id", "office_id", "role", name=op.f("pk_officer_role")),
    )
    op.create_table(
        "priority_class",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("name_vi", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("icon", sa.String(length=24), nullable=False),
        sa.Column("head_start_min", sa.Integer(), nullable=False),
        sa.Column("needs_proof", sa.Boolean(), nullable=False),
        sa.Column("legal_basis", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_priority_class_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_priority_class")),
        sa.UniqueConstraint("office_id", "code", name=op.f("uq_priority_class_office_id_code")),
    )
    op.create_table(
        "sign_in",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_sign_in_office_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_sign_in_officer_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_officer_id"), ["officer_id"], unique=False)

    op.create_table(
        "zone",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("name_vi", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_zone_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone")),
        sa.UniqueConstraint("office_id", "code", name=op.f("uq_zone_office_id_code")),
    )
    op.create_table(
        "counter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("zone_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_vi", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("status", sa.String(24), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause_reason", sa.String(length=24), nullable=True),
        sa.Column("officer_id", sa.Uuid(), nullable=True),
        sa.Column("auto_call", sa.Boolean(), nullable=False),
        sa.Column("last_free_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("preferred_run", sa.Integer(), nullable=False),
        sa.Column("credits", JSON, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_counter_office_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_counter_officer_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_counter_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counter")),
        sa.UniqueConstraint("code", name=op.f("uq_counter_code")),
        sa.UniqueConstraint("office_id", "number", name=op.f("uq_counter_office_id_number")),
    )
    with op.batch_alter_table("counter", schema=None) as batch_op:
        batch_op.create_index(
            "uq_counter_officer_id",
            ["officer_id"],
            unique=True,
            postgresql_where=sa.text("officer_id IS NOT NULL"),
            sqlite_where=sa.text("officer_id IS NOT NULL"),
        )

    op.create_table(
        "queue",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("zone_id", sa.Uuid(), nullable=True),
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("name_vi", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("where_vi", sa.String(length=160), nullable=False),
        sa.Column("where_en", sa.String(length=160), nullable=False),
        sa.Column("bring_vi", sa.String(length=400), nullable=False),
        sa.Column("bring_en", sa.String(length=400), nullable=False),
        sa.Column("hours", JSON, nullable=False),
        sa.Column("daily_limit", sa.Integer(), nullable=True),
        sa.Column("first_number", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_queue_office_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_queue_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue")),
        sa.UniqueConstraint("office_id", "code", name=op.f("uq_queue_office_id_code")),
    )
    op.create_table(
        "counter_queue",
        sa.Column("counter_id", sa.Uuid(), nullable=False),
        sa.Column("queue_id", sa.Uuid(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["counter_id"], ["counter.id"], name=op.f("fk_counter_queue_counter_id")),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], name=op.f("fk_counter_queue_queue_id")),
        sa.PrimaryKeyConstraint("counter_id", "queue_id", name=op.f("pk_counter_queue")),
    )
    op.create_table(
        "counter_spell",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("counter_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(24), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=True),
        sa.Column("note", sa.String(length=240), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["counter_id"], ["counter.id"], name=op.f("fk_counter_spell_counter_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_counter_spell_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counter_spell")),
    )
    with op.batch_alter_table("counter_spell", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_counter_spell_counter_id_ended_at"), ["counter_id", "ended_at"], unique=False
        )

    op.create_table(
        "device",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("counter_id", sa.Uuid(), nullable=True),
        sa.Column("zone_id", sa.Uuid(), nullable=True),
        sa.Column("printer_id", sa.Uuid(), nullable=True),
        sa.Column("config", JSON, nullable=False),
        sa.Column("presence", sa.String(length=16), nullable=False),
        sa.Column("conn", sa.String(length=32), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hello", JSON, nullable=False),
        sa.Column("tele", JSON, nullable=False),
        sa.Column("condition", JSON, nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("desired", JSON, nullable=False),
        sa.Column("desired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_rev", sa.Integer(), nullable=False),
        sa.Column("reported", JSON, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["counter_id"], ["counter.id"], name=op.f("fk_device_counter_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_device_office_id")),
        sa.ForeignKeyConstraint(["printer_id"], ["device.id"], name=op.f("fk_device_printer_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_device_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("office_id", "code", name=op.f("uq_device_office_id_code")),
    )
    op.create_table(
        "series",
        sa.Column("queue_id", sa.Uuid(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("last_serial", sa.Integer(), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("served", sa.Integer(), nullable=False),
        sa.Column("service_sum_s", sa.Double(), nullable=False),
        sa.Column("service_sum_sq_s2", sa.Double(), nullable=False),
        sa.Column("promised", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], name=op.f("fk_series_queue_id")),
        sa.PrimaryKeyConstraint("queue_id", "business_day", name=op.f("pk_series")),
    )
    op.create_table(
        "device_epoch",
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("ep", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_device_epoch_device_id")),
        sa.PrimaryKeyConstraint("device_id", "ep", name=op.f("pk_device_epoch")),
    )
    op.create_table(
        "device_event",
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("ep", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("outcome", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_device_event_device_id")),
        sa.PrimaryKeyConstraint("device_id", "ep", "seq", name=op.f("pk_device_event")),
    )
    op.create_table(
        "place",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("zone_id", sa.Uuid(), nullable=True),
        sa.Column("counter_id", sa.Uuid(), nullable=True),
        sa.Column("printer_id", sa.Uuid(), nullable=True),
        sa.Column("speaks", sa.Boolean(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["counter_id"], ["counter.id"], name=op.f("fk_place_counter_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_place_office_id")),
        sa.ForeignKeyConstraint(["printer_id"], ["device.id"], name=op.f("fk_place_printer_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_place_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("office_id", "code", name=op.f("uq_place_office_id_code")),
    )
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_key_hash"), ["key_hash"], unique=False)

    op.create_table(
        "ticket",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("series_queue_id", sa.Uuid(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("queue_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(24), nullable=False),
        sa.Column("line", sa.String(length=48), nullable=False),
        sa.Column("rank_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_call_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recalls", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returns_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counter_id", sa.Uuid(), nullable=True),
        sa.Column("officer_id", sa.Uuid(), nullable=True),
        sa.Column("pinned_to", sa.Uuid(), nullable=True),
        sa.Column("priority", sa.String(length=24), nullable=True),
        sa.Column("granted_by", sa.String(length=60), nullable=True),
        sa.Column("proof", sa.String(length=60), nullable=False),
        sa.Column("appointment_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("further", JSON, nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("lang", sa.String(length=5), nullable=False),
        sa.Column("track_token", sa.String(length=16), nullable=False),
        sa.Column("ahead_at_issue", sa.Integer(), nullable=False),
        sa.Column("wait_low_min", sa.Integer(), nullable=True),
        sa.Column("wait_high_min", sa.Integer(), nullable=True),
        sa.Column("slip", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["counter_id"], ["counter.id"], name=op.f("fk_ticket_counter_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_ticket_office_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_ticket_officer_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_ticket_place_id")),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], name=op.f("fk_ticket_queue_id")),
        sa.ForeignKeyConstraint(["series_queue_id"], ["queue.id"], name=op.f("fk_ticket_series_queue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint(
            "office_id", "business_day", "number", name=op.f("uq_ticket_office_id_business_day_number")
        ),
        sa.UniqueConstraint(
            "series_queue_id", "business_day", "serial", name=op.f("uq_ticket_series_queue_id_business_day_serial")
        ),
        sa.UniqueConstraint("track_token", name=op.f("uq_ticket_track_token")),
    )
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.create_index("ix_ticket_counter_finished", ["counter_id", "finished_at"], unique=False)
        batch_op.create_index("ix_ticket_day", ["office_id", "business_day", "status"], unique=False)
        batch_op.create_index(
            "ix_ticket_line",
            ["line", "rank_at", "id"],
            unique=False,
            postgresql_where=sa.text("status = 'waiting'"),
            sqlite_where=sa.text("status = 'waiting'"),
        )
        batch_op.create_index(
            "ix_ticket_parked",
            ["returns_at"],
            unique=False,
            postgresql_where=sa.text("status = 'parked'"),
            sqlite_where=sa.text("status = 'parked'"),
        )
        batch_op.create_index(
            "uq_ticket_counter_id",
            ["counter_id"],
            unique=True,
            postgresql_where=sa.text("status IN ('called', 'serving')"),
            sqlite_where=sa.text("status IN ('called', 'serving')"),
        )

    op.create_table(
        "announcement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("zone_id", sa.Uuid(), nullable=True),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("counter_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("lang", sa.String(length=5), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(24), nullable=False),
        sa.Column("command_id", sa.Uuid(), nullable=True),
        sa.Column("spoken_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["counter_id"], ["counter.id"], name=op.f("fk_announcement_counter_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_announcement_office_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_announcement_ticket_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_announcement_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.create_index("ix_announcement_office_id_id", ["office_id", "id"], unique=False)
        batch_op.create_index(
            "ix_announcement_unspoken",
            ["id"],
            unique=False,
            postgresql_where=sa.text("status IN ('pending', 'speaking')"),
            sqlite_where=sa.text("status IN ('pending', 'speaking')"),
        )

    op.create_table(
        "carry_over",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(24), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_how", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_carry_over_office_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_carry_over_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carry_over")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_carry_over_ticket_id")),
    )
    with op.batch_alter_table("carry_over", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_carry_over_office_id_day"), ["office_id", "day"], unique=False)

    op.create_table(
        "rating",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("queue_id", sa.Uuid(), nullable=False),
        sa.Column("counter_id", sa.Uuid(), nullable=True),
        sa.Column("officer_id", sa.Uuid(), nullable=True),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("reasons", JSON, nullable=False),
        sa.Column("comment", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("value BETWEEN 1 AND 4", name=op.f("ck_rating_value")),
        sa.ForeignKeyConstraint(["counter_id"], ["counter.id"], name=op.f("fk_rating_counter_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_rating_office_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_rating_officer_id")),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], name=op.f("fk_rating_queue_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_rating_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_rating")),
    )
    with op.batch_alter_table("rating", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rating_office_id"), ["office_id"], unique=False)

    op.create_table(
        "announcement_ack",
        sa.Column("announcement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("receiver", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcement.id"], name=op.f("fk_announcement_ack_announcement_id")
        ),
        sa.PrimaryKeyConstraint("announcement_id", "receiver", name=op.f("pk_announcement_ack")),
    )
    op.create_table(
        "device_command",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("announcement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("fact_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reprint_of", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcement.id"], name=op.f("fk_device_command_announcement_id")
        ),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_device_command_device_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_device_command_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_command")),
        sa.UniqueConstraint("fact_id", name=op.f("uq_device_command_fact_id")),
    )
    with op.batch_alter_table("device_command", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_device_command_ticket_id"), ["ticket_id"], unique=False)
        batch_op.create_index(
            "ix_device_command_unfinished",
            ["device_id", "created_at"],
            unique=False,
            postgresql_where=sa.text("state IN ('pending', 'sent', 'accepted', 'held')"),
            sqlite_where=sa.text("state IN ('pending', 'sent', 'accepted', 'held')"),
        )

    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION fact_rings() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN PERFORM pg_notify('onestop', ''); RETURN NULL; END $$"
        )
        op.execute("CREATE TRIGGER fact_rings AFTER INSERT ON fact FOR EACH STATEMENT EXECUTE FUNCTION fact_rings()")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER fact_rings ON fact")
        op.execute("DROP FUNCTION fact_rings()")
    with op.batch_alter_table("device_command", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_device_command_unfinished",
            postgresql_where=sa.text("state IN ('pending', 'sent', 'accepted', 'held')"),
            sqlite_where=sa.text("state IN ('pending', 'sent', 'accepted', 'held')"),
        )
        batch_op.drop_index(batch_op.f("ix_device_command_ticket_id"))

    op.drop_table("device_command")
    op.drop_table("announcement_ack")
    with op.batch_alter_table("rating", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rating_office_id"))

    op.drop_table("rating")
    with op.batch_alter_table("carry_over", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_carry_over_office_id_day"))

    op.drop_table("carry_over")
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_announcement_unspoken",
            postgresql_where=sa.text("status IN ('pending', 'speaking')"),
            sqlite_where=sa.text("status IN ('pending', 'speaking')"),
        )
        batch_op.drop_index("ix_announcement_office_id_id")

    op.drop_table("announcement")
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_ticket_counter_id",
            postgresql_where=sa.text("status IN ('called', 'serving')"),
            sqlite_where=sa.text("status IN ('called', 'serving')"),
        )
        batch_op.drop_index(
            "ix_ticket_parked",
            postgresql_where=sa.text("status = 'parked'"),
            sqlite_where=sa.text("status = 'parked'"),
        )
        batch_op.drop_index(
            "ix_ticket_line",
            postgresql_where=sa.text("status = 'waiting'"),
            sqlite_where=sa.text("status = 'waiting'"),
        )
        batch_op.drop_index("ix_ticket_day")
        batch_op.drop_index("ix_ticket_counter_finished")

    op.drop_table("ticket")
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_place_key_hash"))

    op.drop_table("place")
    op.drop_table("device_event")
    op.drop_table("device_epoch")
    op.drop_table("series")
    op.drop_table("device")
    with op.batch_alter_table("counter_spell", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_counter_spell_counter_id_ended_at"))

    op.drop_table("counter_spell")
    op.drop_table("counter_queue")
    op.drop_table("queue")
    with op.batch_alter_table("counter", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_counter_officer_id",
            postgresql_where=sa.text("officer_id IS NOT NULL"),
            sqlite_where=sa.text("officer_id IS NOT NULL"),
        )

    op.drop_table("counter")
    op.drop_table("zone")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_officer_id"))

    op.drop_table("sign_in")
    op.drop_table("priority_class")
    op.drop_table("officer_role")
    op.drop_table("business_day")
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_broadcast_office_id"))

    op.drop_table("broadcast")
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_alert_open", postgresql_where=sa.text("closed_at IS NULL"), sqlite_where=sa.text("closed_at IS NULL")
        )

    op.drop_table("alert")
    op.drop_table("officer")
    op.drop_table("office")
    op.drop_table("lease")
    with op.batch_alter_table("idempotency_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idempotency_key_at"))

    op.drop_table("idempotency_key")
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_fact_unsent",
            postgresql_where=sa.text("sent_at IS NULL AND parked_at IS NULL"),
            sqlite_where=sa.text("sent_at IS NULL AND parked_at IS NULL"),
        )
        batch_op.drop_index("ix_fact_subject")

    op.drop_table("fact")
