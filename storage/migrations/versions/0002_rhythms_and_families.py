"""When somebody is asked, and families."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "break",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["class.id"], name=op.f("fk_break_class_id_class")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_break")),
    )
    with op.batch_alter_table("break", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_break_class_id"), ["class_id"], unique=False)

    op.create_table(
        "familylink",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("family_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("adult_yes_at", sa.DateTime(), nullable=False),
        sa.Column("other_yes_at", sa.DateTime(), nullable=True),
        sa.Column("other_yes_by", sa.String(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=True),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("short", sa.Boolean(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("preview_at", sa.DateTime(), nullable=True),
        sa.Column("next_day", sa.Date(), nullable=True),
        sa.Column("next_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["family_id"], ["membership.id"], name=op.f("fk_familylink_family_id_membership")
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["membership.id"], name=op.f("fk_familylink_student_id_membership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_familylink")),
        sa.UniqueConstraint(
            "student_id", "family_id", name=op.f("uq_familylink_student_id_family_id")
        ),
    )
    with op.batch_alter_table("familylink", schema=None) as batch_op:
        batch_op.create_index(
            "ix_familylink_due_next_at",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_familylink_due_preview_at",
            ["preview_at"],
            unique=False,
            sqlite_where=sa.text("preview_at IS NOT NULL"),
            postgresql_where=sa.text("preview_at IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_familylink_family_id"), ["family_id"], unique=False)

    op.create_table(
        "schedule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("asks", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("offset", sa.Integer(), nullable=False),
        sa.Column("short", sa.Boolean(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("next_day", sa.Date(), nullable=True),
        sa.Column("next_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_schedule_membership_id_membership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule")),
        sa.UniqueConstraint("membership_id", "asks", name=op.f("uq_schedule_membership_id_asks")),
    )
    with op.batch_alter_table("schedule", schema=None) as batch_op:
        batch_op.create_index(
            "ix_schedule_due_next_at",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )

    op.create_table(
        "summary",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("idea", sa.Integer(), nullable=False),
        sa.Column("shown_at", sa.DateTime(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["student_id"], ["membership.id"], name=op.f("fk_summary_student_id_membership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary")),
        sa.UniqueConstraint("student_id", "week", name=op.f("uq_summary_student_id_week")),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("summary_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["link_id"], ["familylink.id"], name=op.f("fk_delivery_link_id_familylink")
        ),
        sa.ForeignKeyConstraint(
            ["summary_id"], ["summary.id"], name=op.f("fk_delivery_summary_id_summary")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("link_id", "day", name=op.f("uq_delivery_link_id_day")),
    )
    op.create_table(
        "familymessage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column(
            "update_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("reported_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_familymessage_answered_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["familylink.id"], name=op.f("fk_familymessage_link_id_familylink")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_familymessage")),
        sa.UniqueConstraint("update_id", name=op.f("uq_familymessage_update_id")),
    )
    with op.batch_alter_table("familymessage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_familymessage_link_id"), ["link_id"], unique=False)

    op.create_table(
        "occurrence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("schedule_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=True),
        sa.Column("act_at", sa.DateTime(), nullable=True),
        sa.Column("opened_at", sa.DateTime(), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["schedule.id"], name=op.f("fk_occurrence_schedule_id_schedule")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrence")),
        sa.UniqueConstraint("schedule_id", "day", name=op.f("uq_occurrence_schedule_id_day")),
    )
    with op.batch_alter_table("occurrence", schema=None) as batch_op:
        batch_op.create_index(
            "ix_occurrence_due_act_at",
            ["act_at"],
            unique=False,
            sqlite_where=sa.text("act_at IS NOT NULL"),
            postgresql_where=sa.text("act_at IS NOT NULL"),
        )

    # A class has the zone now; what others refer to is altered in place, not copied.
    for column in (
        sa.Column("zone", sa.String(), nullable=False, server_default="UTC"),
        sa.Column("school_end", sa.Time(), nullable=True),
        sa.Column("quiet_from", sa.Time(), nullable=False, server_default="20:30:00.000000"),
        sa.Column("quiet_until", sa.Time(), nullable=False, server_default="07:00:00.000000"),
        sa.Column("country", sa.String(), nullable=False, server_default=""),
        sa.Column("silence", sa.String(), nullable=False, server_default="send"),
        sa.Column("family_yes", sa.String(), nullable=False, server_default="student"),
    ):
        op.add_column("class", column)
    op.execute(
        "UPDATE class SET zone = (SELECT zone FROM school WHERE school.id = class.school_id)"
    )
    op.execute("ALTER TABLE school DROP COLUMN zone")

    with op.batch_alter_table("code", schema=None) as batch_op:
        batch_op.add_column(sa.Column("student_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_code_student_id_membership"), "membership", ["student_id"], ["id"]
        )

    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.add_column(sa.Column("read_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("read_by", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_alert_read_by_person"), "person", ["read_by"], ["id"]
        )

    op.add_column("conversation", sa.Column("touched_at", sa.DateTime(), nullable=True))
    op.execute("UPDATE conversation SET touched_at = started_at")
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.alter_column("touched_at", nullable=False)

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paused_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("resumes_at", sa.DateTime(), nullable=True))
        batch_op.create_index(
            "ix_membership_due_resumes_at",
            ["resumes_at"],
            unique=False,
            sqlite_where=sa.text("resumes_at IS NOT NULL"),
            postgresql_where=sa.text("resumes_at IS NOT NULL"),
        )

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("not_after", sa.DateTime(), nullable=True))

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asked_at", sa.DateTime(), nullable=True))
