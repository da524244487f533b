"""What people owe of their budget, and how many jobs wait in a place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "debts",
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("owed", sa.Float(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("refill_per_h", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"]),
        sa.PrimaryKeyConstraint("person"),
    )
    unfinished = sa.text("state IN ('queued', 'painting')")
    op.create_index("jobs_place_unfinished", "jobs", ["place_platform", "place_id"], sqlite_where=unfinished)
