"""Accounts, their groups, and what they come in by."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def _text(name: str, *, nullable: bool = False, unique: bool = False) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=nullable, unique=unique)


def _key() -> "sa.Column[str]":
    return sa.Column("id", sa.Text, primary_key=True)


def _account(*, key: bool = False) -> "sa.Column[str]":
    return sa.Column(
        "account",
        sa.Text,
        sa.ForeignKey("accounts.id", ondelete="CASCADE"),
        nullable=False,
        primary_key=key,
    )


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "accounts",
        _key(),
        _text("name"),
        _text("name_key", unique=True),
        _text("display_name"),
        _text("email"),
        _text("role"),
        sa.Column("restricted", sa.Boolean, nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
        _text("created_at"),
        _text("password_hash"),
        _text("issuer", nullable=True),
        _text("subject", nullable=True),
        sa.UniqueConstraint("issuer", "subject", name="one_account_of_a_subject"),
    )
    _make_groups()
    _make_ways_in()
    op.create_table(
        "login_attempts",
        _key(),
        sa.Column("failures", sa.Integer, nullable=False),
        _text("last_at"),
        _text("closed_until"),
    )


def _make_groups() -> None:
    op.create_table(
        "account_groups", _key(), _text("name"), _text("name_key", unique=True), _text("created_at")
    )
    op.create_table(
        "account_group_members",
        sa.Column(
            "group_id",
            sa.Text,
            sa.ForeignKey("account_groups.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        _account(key=True),
    )
    op.create_index("groups_of_an_account", "account_group_members", ["account"])


def _make_ways_in() -> None:
    op.create_table(
        "account_sessions",
        _key(),
        _account(),
        _text("created_at"),
        _text("seen_at"),
        _text("expires_at"),
        _text("address"),
        _text("agent"),
    )
    op.create_index("sessions_of_an_account", "account_sessions", ["account"])
    op.create_table(
        "account_tokens",
        _key(),
        _account(),
        _text("secret_sha256", unique=True),
        _text("name"),
        sa.Column("scopes", sa.JSON, nullable=False),
        _text("created_at"),
        _text("used_at"),
        _text("expires_at"),
    )
    op.create_index("tokens_of_an_account", "account_tokens", ["account"])
    op.create_table("account_links", _key(), _account(), _text("created_at"), _text("expires_at"))
    op.create_index("links_of_an_account", "account_links", ["account"])
