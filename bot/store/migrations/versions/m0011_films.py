"""The previews of a job in one file, which a time-lapse is made of; it goes with its job, as all files do."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "films",
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"]),
        sa.PrimaryKeyConstraint("job"),
    )
    # not INSERT OR IGNORE: an upsert of films would make a conflict in here its own, and fail
    known = "SELECT 1 FROM job_files WHERE file = new.file AND job = new.job"
    named = f"INSERT INTO job_files (file, job) SELECT new.file, new.job WHERE NOT EXISTS ({known})"
    op.execute(f"CREATE TRIGGER films_new AFTER INSERT ON films BEGIN {named}; END")
    op.execute(f"CREATE TRIGGER films_changed AFTER UPDATE ON films BEGIN {named}; END")
