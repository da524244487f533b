"""Who was told that it is their turn in a session, in each of its places, and the message that says so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("session_places", sa.Column("called", sa.Text(), nullable=False, server_default=""))
