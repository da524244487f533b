"""What Telegram's front end must find again: updates on their way, chats it knows, pictures that Telegram keeps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "telegram_updates",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "telegram_chats",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("told", sa.Text(), nullable=False),
    )
    op.create_table(
        "telegram_pictures",
        sa.Column("job_id", sa.Text(), sa.ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("file_id", sa.Text(), nullable=False),
    )
    # by which job a message shows, or answers, is found
    op.create_index("jobs_telegram", "jobs", ["place_id", "seq"], sqlite_where=sa.text("place_platform = 'telegram'"))
