"""Short jobs have a lane of their own, and so an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    # jobs that wait already go on in the one line
    op.add_column("jobs", sa.Column("short", sa.Boolean(), nullable=False, server_default=sa.text("0")))
    op.create_index("jobs_short", "jobs", ["turn", "seq"], sqlite_where=sa.text("state = 'queued' AND short"))
