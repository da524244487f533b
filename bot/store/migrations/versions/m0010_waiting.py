"""What tells the truth about waiting: a job's cost, when its result was shown, and the house's switches."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

COST = """
UPDATE jobs SET cost = coalesce(
    json_extract(request, '$.count') * iif(json_extract(request, '$.guidance_scale') > 1, 2, 1)
    * json_extract(request, '$.width') * json_extract(request, '$.height') / 1e6
    * iif(json_extract(request, '$.strength') IS NULL, json_extract(request, '$.num_inference_steps'),
          min(max(CAST(json_extract(request, '$.num_inference_steps') * json_extract(request, '$.strength') AS INTEGER),
                  1), json_extract(request, '$.num_inference_steps'))), 0)
 WHERE json_valid(request)
"""
"""As `bot.requests.cost` was when this was written."""


def upgrade() -> None:
    op.add_column("jobs", sa.Column("cost", sa.Float(), nullable=False, server_default=sa.text("0")))
    op.execute(COST)
    op.drop_index("jobs_queue", "jobs")
    op.create_index("jobs_queue", "jobs", ["turn", "seq", "cost"], sqlite_where=sa.text("state = 'queued'"))
    op.create_index("jobs_finished", "jobs", ["finished_at"], sqlite_where=sa.text("finished_at > 0"))
    op.add_column("outbox", sa.Column("shown_at", sa.Float(), nullable=False, server_default=sa.text("0")))
    op.create_table(
        "switches",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
