"""Saved queries, their runs, what those found, and what was sent of them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=False)


def _number(name: str, *, nullable: bool = False) -> "sa.Column[int]":
    return sa.Column(name, sa.Integer, nullable=nullable)


def upgrade() -> None:
    """Make the tables."""
    _make_queries()
    op.create_table(
        "hit_sets",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("packed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "kept_texts",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("packed", sa.LargeBinary, nullable=False),
    )
    _make_runs()
    op.create_table(
        "saved_locks",
        sa.Column(
            "saved",
            sa.Text,
            sa.ForeignKey("saved_queries.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        _text("holder"),
        _text("until"),
    )
    op.create_table(
        "saved_deliveries",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column(
            "run", sa.Text, sa.ForeignKey("saved_runs.id", ondelete="CASCADE"), nullable=False
        ),
        _text("channel"),
        _text("state"),
        _text("at"),
        _number("attempts"),
        _text("detail"),
        sa.UniqueConstraint("run", "channel", name="one_delivery_of_a_run"),
    )


def _make_queries() -> None:
    op.create_table(
        "saved_queries",
        sa.Column("id", sa.Text, primary_key=True),
        _text("owner"),
        _text("owner_name"),
        _text("name"),
        _text("note"),
        sa.Column("tags", sa.JSON, nullable=False),
        sa.Column("query", sa.JSON, nullable=False),
        _text("shared_with"),
        _text("created_at"),
        _text("changed_at"),
        _text("every"),
        _text("feed_token"),
        _text("mail_to"),
        _text("mail_language"),
        _text("mail_token"),
        _text("webhook"),
        _text("webhook_secret"),
        sa.UniqueConstraint("owner", "name", name="one_saved_query_of_a_name"),
    )
    op.create_index("saved_queries_of_a_group", "saved_queries", ["shared_with"])


def _make_runs() -> None:
    op.create_table(
        "saved_runs",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column(
            "saved", sa.Text, sa.ForeignKey("saved_queries.id", ondelete="CASCADE"), nullable=False
        ),
        _number("number"),
        _text("at"),
        _text("account"),
        _number("duration_ms"),
        _number("count"),
        _number("generation"),
        _text("model"),
        _text("profile"),
        _number("depth", nullable=True),
        sa.Column("query", sa.JSON, nullable=False),
        sa.Column("basis", sa.JSON, nullable=False),
        sa.Column("hits", sa.Text, sa.ForeignKey("hit_sets.sha256"), nullable=False),
        _number("new"),
        _number("changed"),
        _number("gone"),
        sa.Column("why", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("saved", "number", name="one_saved_run_of_a_number"),
    )
