"""Group sessions and where their boards are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "sessions",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("over", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("id", name="sessions_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("sessions_running", "sessions", ["code"], sqlite_where=sa.text("over = 0"))
    op.create_table(
        "session_places",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"]),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("session", "platform", "place", name="session_places_once"),
        sqlite_autoincrement=True,
    )
    op.create_index("session_places_place", "session_places", ["platform", "place"])
