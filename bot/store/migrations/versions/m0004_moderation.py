"""Pictures behind a veil, and the log of what moderation did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("jobs", sa.Column("spoiler", sa.Boolean(), nullable=False, server_default=sa.text("0")))
    op.create_table(
        "rulings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.CheckConstraint("outcome IN ('spoiler', 'refuse')", name="rulings_outcome"),
        sa.ForeignKeyConstraint(["person"], ["people.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.execute(
        "CREATE TRIGGER rulings_stay BEFORE UPDATE ON rulings BEGIN SELECT RAISE(ABORT, 'rulings are not changed'); END"
    )
