"""What people and places have chosen, who may ask, accounts of one person, and a log of more than texts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    _choices()
    _standings()
    _links()
    _showings()
    _rulings()


def _choices() -> None:
    op.create_table(
        "preferences",
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"]),
        sa.PrimaryKeyConstraint("person"),
    )
    op.create_table(
        "rules",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("by_owner", sa.Boolean(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "place", "by_owner"),
    )


def _standings() -> None:
    op.create_table(
        "standings",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('account', 'place')", name="standings_kind"),
        sa.CheckConstraint("standing IN ('banned', 'allowed')", name="standings_standing"),
        sa.PrimaryKeyConstraint("kind", "platform", "id"),
    )


def _links() -> None:
    op.create_table(
        "link_codes",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("until", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"]),
        sa.PrimaryKeyConstraint("person"),
    )
    op.create_table(
        "link_tries",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("until", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "account"),
    )


def _showings() -> None:
    op.create_table(
        "showings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("showings_job", "showings", ["job"])


def _rulings() -> None:
    """Rebuilt, since an old row says nothing of what it was about: they were all texts."""
    op.execute("DROP TRIGGER rulings_stay")
    op.rename_table("rulings", "rulings_before")
    op.create_table(
        "rulings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.execute(
        "INSERT INTO rulings SELECT id, at, person, platform, place, 'text', outcome, category FROM rulings_before"
    )
    op.drop_table("rulings_before")
    op.create_index("rulings_person", "rulings", ["person"])
    op.execute(
        "CREATE TRIGGER rulings_stay BEFORE UPDATE OF id, at, platform, place, what, outcome, category ON rulings "
        "BEGIN SELECT RAISE(ABORT, 'rulings are not changed'); END"
    )
