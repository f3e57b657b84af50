"""The teacher's desk."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_session_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("hash", name=op.f("uq_session_hash")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_person_id"), ["person_id"], unique=False)

    op.create_table(
        "signin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_signin_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signin")),
        sa.UniqueConstraint("hash", name=op.f("uq_signin_hash")),
    )
    with op.batch_alter_table("signin", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signin_person_id"), ["person_id"], unique=False)

    op.create_table(
        "group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("move", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["class_id"], ["class.id"], name=op.f("fk_group_class_id_class")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_group_created_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group")),
    )
    with op.batch_alter_table("group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_class_id"), ["class_id"], unique=False)
        batch_op.create_index(
            "ix_group_due_ends_at",
            ["ends_at"],
            unique=False,
            sqlite_where=sa.text("ends_at IS NOT NULL"),
            postgresql_where=sa.text("ends_at IS NOT NULL"),
        )

    op.create_table(
        "prompt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["class_id"], ["class.id"], name=op.f("fk_prompt_class_id_class")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt")),
    )
    with op.batch_alter_table("prompt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_prompt_class_id"), ["class_id"], unique=False)

    op.create_table(
        "groupmember",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["group.id"], name=op.f("fk_groupmember_group_id_group")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_groupmember_membership_id_membership"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groupmember")),
        sa.UniqueConstraint(
            "group_id", "membership_id", name=op.f("uq_groupmember_group_id_membership_id")
        ),
    )
    with op.batch_alter_table("groupmember", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_groupmember_membership_id"), ["membership_id"], unique=False
        )

    op.create_table(
        "partnership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("yes_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["membership.id"], name=op.f("fk_partnership_ended_by_membership")
        ),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_partnership_goal_id_goal")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["membership.id"], name=op.f("fk_partnership_partner_id_membership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership")),
    )
    with op.batch_alter_table("partnership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_partnership_goal_id"), ["goal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_partnership_partner_id"), ["partner_id"], unique=False)

    op.create_table(
        "partnernote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column(
            "update_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("reported_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["from_id"], ["membership.id"], name=op.f("fk_partnernote_from_id_membership")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
            name=op.f("fk_partnernote_partnership_id_partnership"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnernote")),
        sa.UniqueConstraint("update_id", name=op.f("uq_partnernote_update_id")),
    )
    with op.batch_alter_table("partnernote", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_partnernote_partnership_id"), ["partnership_id"], unique=False
        )

    op.create_table(
        "reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("back", sa.String(), nullable=False),
        sa.Column("back_file_id", sa.String(), nullable=False),
        sa.Column("back_at", sa.DateTime(), nullable=True),
        sa.Column("back_read_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_reply_by_person")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_reply_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_reply_entry_id")),
    )
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.create_index(
            "ix_reply_back_unread",
            ["entry_id"],
            unique=False,
            sqlite_where=sa.text("back_at IS NOT NULL AND back_read_at IS NULL"),
            postgresql_where=sa.text("back_at IS NOT NULL AND back_read_at IS NULL"),
        )
    # Plain numbers, no foreign keys: on SQLite those would have these tables rewritten.
    for table, columns in {
        "demonstration": (*words("decision", "decision_line", "nearest"), *done("decided")),
        "goal": (*words("agreed", "agreed_line"), *done("agreed")),
        "submission": (
            sa.Column("judged", sa.JSON(), nullable=False, server_default="[]"),
            sa.Column("level", sa.Integer(), nullable=True),
            *words("ask_why", "why"),
            sa.Column("ask_why_at", sa.DateTime(), nullable=True),
            *done("why"),
        ),
        "membership": (sa.Column("digest_at", sa.DateTime(), nullable=True),),
    }.items():
        for column in columns:
            op.add_column(table, column)
    op.create_index(
        "ix_membership_due_digest_at",
        "membership",
        ["digest_at"],
        unique=False,
        sqlite_where=sa.text("digest_at IS NOT NULL"),
        postgresql_where=sa.text("digest_at IS NOT NULL"),
    )


def words(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String(), nullable=False, server_default="") for name in names]


def done(what: str) -> list[sa.Column]:
    return [
        sa.Column(f"{what}_at", sa.DateTime(), nullable=True),
        sa.Column(f"{what}_by", sa.Integer(), nullable=True),
    ]


def downgrade() -> None:
    op.drop_index("ix_membership_due_digest_at", "membership")
    for table, columns in {
        "submission": ("judged level ask_why why ask_why_at why_at why_by"),
        "membership": "digest_at",
        "goal": "agreed_at agreed_by agreed agreed_line",
        "demonstration": "decision decision_line nearest decided_at decided_by",
    }.items():
        for column in columns.split():
            op.drop_column(table, column)
    for table in (
        "reply",
        "partnernote",
        "partnership",
        "groupmember",
        "prompt",
        "group",
        "signin",
        "session",
    ):
        op.drop_table(table)
