"""The newest pictures of a place are found without reading through its jobs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    shown = sa.text("state = 'done' AND NOT spoiler")
    op.create_index("jobs_gallery", "jobs", ["place_platform", "place_id", "seq"], sqlite_where=shown)
