"""How often a job was taken back from a bot that died."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("jobs", sa.Column("reclaims", sa.Integer(), nullable=False, server_default=sa.text("0")))
