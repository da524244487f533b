"""The tables, as the newest migration leaves them. Times are unix seconds, 0 for not yet; JSON is text."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

METADATA = MetaData()

people = Table(
    "people",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("locale", Text, nullable=False),
)

accounts = Table(
    "accounts",
    METADATA,
    Column("platform", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("person", ForeignKey("people.id"), nullable=False),
)

jobs = Table(
    "jobs",
    METADATA,
    Column("seq", Integer, primary_key=True),  # the order of arrival: settles equal turns
    Column("id", Text, nullable=False),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("place_platform", Text, nullable=False),
    Column("place_id", Text, nullable=False),
    Column("place_private", Boolean, nullable=False),
    Column("address", Text, nullable=False),  # JSON of bot.people.Address
    Column("request", Text, nullable=False),  # JSON of bot.requests.Request
    Column("plan", Text, nullable=False),  # JSON of bot.plan.PromptPlan
    Column("state", Text, nullable=False),
    Column("turn", Float, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("queued_at", Float, nullable=False),
    Column("started_at", Float, nullable=False),
    Column("finished_at", Float, nullable=False),
    Column("results", Text, nullable=False),  # JSON list of hashes
    Column("problem", Text),  # JSON of bot.errors.Problem
    Column("backend", Text, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("spoiler", Boolean, nullable=False, server_default=text("0")),
    Column("reclaims", Integer, nullable=False, server_default=text("0")),  # times that a bot died while painting it
    Column("cost", Float, nullable=False, server_default=text("0")),  # megapixel-steps
    Column("short", Boolean, nullable=False, server_default=text("0")),  # has the fast lane, see bot.requests
    UniqueConstraint("id", name="jobs_id"),
    CheckConstraint("state IN ('queued', 'painting', 'done', 'failed', 'stopped')", name="jobs_state"),
    sqlite_autoincrement=True,
)

# Partial, so that finished jobs cost a claim nothing however many there are.
Index("jobs_queue", jobs.c.turn, jobs.c.seq, jobs.c.cost, sqlite_where=text("state = 'queued'"))
Index("jobs_short", jobs.c.turn, jobs.c.seq, sqlite_where=text("state = 'queued' AND short"))
Index("jobs_painting", jobs.c.seq, sqlite_where=text("state = 'painting'"))
Index("jobs_finished", jobs.c.finished_at, sqlite_where=text("finished_at > 0"))
Index("jobs_served", jobs.c.turn, sqlite_where=text("attempts > 0"))
Index("jobs_person_turn", jobs.c.person, jobs.c.turn)
Index("jobs_person_seq", jobs.c.person, jobs.c.seq)
Index("jobs_telegram", jobs.c.place_id, jobs.c.seq, sqlite_where=text("place_platform = 'telegram'"))
Index("jobs_person_unfinished", jobs.c.person, sqlite_where=text("state IN ('queued', 'painting')"))

Index(
    "jobs_place_unfinished",
    jobs.c.place_platform,
    jobs.c.place_id,
    sqlite_where=text("state IN ('queued', 'painting')"),
)

Index(
    "jobs_gallery",
    jobs.c.place_platform,
    jobs.c.place_id,
    jobs.c.seq,
    sqlite_where=text("state = 'done' AND NOT spoiler"),
)

outbox = Table(
    "outbox",
    METADATA,
    Column("job_id", ForeignKey("jobs.id"), primary_key=True),
    Column("platform", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_at", Float, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("problem", Text),  # JSON of bot.errors.Problem: why it is undeliverable
    Column("shown_at", Float, nullable=False, server_default=text("0")),
    CheckConstraint("state IN ('pending', 'shown', 'undeliverable')", name="outbox_state"),
)

Index("outbox_due", outbox.c.platform, outbox.c.due_at, sqlite_where=text("state = 'pending'"))

answers = Table(
    "answers",
    METADATA,
    Column("provider", Text, primary_key=True),
    Column("question", Text, primary_key=True),  # a hash: what a person wrote is not kept here
    Column("answer", Text, nullable=False),  # JSON as the provider sent it
    Column("until", Float, nullable=False),
)

Index("answers_until", answers.c.until)

debts = Table(
    "debts",
    METADATA,
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("owed", Float, nullable=False),  # megapixel-steps
    Column("at", Float, nullable=False),  # when they were owed
    Column("refill_per_h", Float, nullable=False),  # as it was then
)

switches = Table(
    "switches",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("at", Float, nullable=False),
)

# Rows are added and, with their person, deleted, never changed: a trigger sees to it. Only whose they are may change,
# when two persons turn out to be one.
rulings = Table(
    "rulings",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("platform", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("category", Text, nullable=False),
)

Index("rulings_person", rulings.c.person)

# A job that is anybody's favourite is not swept.
favourites = Table(
    "favourites",
    METADATA,
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("job", ForeignKey("jobs.id"), primary_key=True),
    Column("at", Float, nullable=False),
)

Index("favourites_job", favourites.c.job)

telegram_updates = Table(
    "telegram_updates",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),  # JSON as Telegram sent it; empty when it is done
    Column("status", Text, nullable=False),  # the message that answers it
    Column("tries", Integer, nullable=False),
    Column("at", Float, nullable=False),
    Column("done", Boolean, nullable=False),
)

telegram_chats = Table(
    "telegram_chats",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("told", Text, nullable=False),  # what will not work there, as it was told
)

telegram_pictures = Table(
    "telegram_pictures",
    METADATA,
    Column("job_id", ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    Column("file_id", Text, nullable=False),
)

preferences = Table(
    "preferences",
    METADATA,
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("value", Text, nullable=False),  # JSON of bot.preferences.Preferences
)

rules = Table(
    "rules",
    METADATA,
    Column("platform", Text, primary_key=True),
    Column("place", Text, primary_key=True),
    Column("by_owner", Boolean, primary_key=True),  # else by who manages the place
    Column("value", Text, nullable=False),  # JSON of bot.rules.Rules
)

# Of accounts, not of persons: who has everything of theirs erased is not let in again by it.
standings = Table(
    "standings",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("platform", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("standing", Text, nullable=False),
    CheckConstraint("kind IN ('account', 'place')", name="standings_kind"),
    CheckConstraint("standing IN ('banned', 'allowed')", name="standings_standing"),
)

link_codes = Table(
    "link_codes",
    METADATA,
    Column("code", Text, nullable=False),  # a hash: who reads the file cannot use it
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("until", Float, nullable=False),
)

link_tries = Table(
    "link_tries",
    METADATA,
    Column("platform", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("until", Float, nullable=False),
)

# Where a job was shown before it was shown again: what is deleted is taken away there, too.
showings = Table(
    "showings",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("job", ForeignKey("jobs.id"), nullable=False),
    Column("address", Text, nullable=False),  # JSON of bot.people.Address
)

Index("showings_job", showings.c.job)

# Filled by triggers, from whatever looks like a hash in a job's request and results.
job_files = Table(
    "job_files",
    METADATA,
    Column("file", Text, primary_key=True),
    Column("job", ForeignKey("jobs.id"), primary_key=True),
)

Index("job_files_job", job_files.c.job)

# Previews of a job, put into one file. A trigger tells job_files.
films = Table(
    "films",
    METADATA,
    Column("job", ForeignKey("jobs.id"), primary_key=True),
    Column("file", Text, nullable=False),
)

# What a group's session stands at, as JSON of bot.sessions.session.Session.
sessions = Table(
    "sessions",
    METADATA,
    Column("seq", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("over", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    UniqueConstraint("id", name="sessions_id"),
    sqlite_autoincrement=True,
)

Index("sessions_running", sessions.c.code, sqlite_where=text("over = 0"))

session_places = Table(
    "session_places",
    METADATA,
    Column("seq", Integer, primary_key=True),
    Column("session", ForeignKey("sessions.id"), nullable=False),
    Column("platform", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("address", Text, nullable=False),  # JSON of bot.people.Address: where the board is
    Column("called", Text, nullable=False, server_default=""),  # JSON of bot.store.sessions.Called
    UniqueConstraint("session", "platform", "place", name="session_places_once"),
    sqlite_autoincrement=True,
)

Index("session_places_place", session_places.c.platform, session_places.c.place)
