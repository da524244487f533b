"""How Alembic runs the migrations of this package: on the connection that `bot.store.database` gives it."""

from __future__ import annotations

from alembic import context

from bot.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite alters a table by rebuilding it
)
context.run_migrations()
