"""Which files a job needs, kept by triggers: whatever a request may name one day, its files go with their last job."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

FILES_OF = """
INSERT OR IGNORE INTO job_files (file, job)
SELECT tree.value, {job}.id
  FROM {source}json_tree(CASE WHEN json_valid({job}.{column}) THEN {job}.{column} ELSE 'null' END) AS tree
 WHERE tree.type = 'text' AND length(tree.value) = 64 AND tree.value NOT GLOB '*[^0-9a-f]*'
"""
"""A damaged row names no files, and stops nothing."""


def upgrade() -> None:
    op.create_table(
        "job_files",
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"]),
        sa.PrimaryKeyConstraint("file", "job"),
    )
    op.create_index("job_files_job", "job_files", ["job"])
    for column in ("request", "results"):
        op.execute(FILES_OF.format(job="jobs", column=column, source="jobs, "))
        files = FILES_OF.format(job="new", column=column, source="")
        op.execute(f"CREATE TRIGGER jobs_{column}_new AFTER INSERT ON jobs BEGIN {files}; END")
        op.execute(f"CREATE TRIGGER jobs_{column}_changed AFTER UPDATE OF {column} ON jobs BEGIN {files}; END")
