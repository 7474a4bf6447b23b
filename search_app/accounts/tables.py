"""The tables of accounts. Times are ISO 8601 in UTC, so that they sort as text.

An ``id`` of a session, a link or a way in is the SHA-256 of what its owner has; the secret itself
is nowhere in the database.
"""

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from search_app.database_schema import Base


def _of_account() -> Mapped[str]:
    return mapped_column(Text, ForeignKey("accounts.id", ondelete="CASCADE"))


class AccountRow(Base):
    """Somebody who may come in. ``name_key`` is their name as ``names.name_key`` compares it."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("issuer", "subject", name="one_account_of_a_subject"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    name_key: Mapped[str] = mapped_column(Text, unique=True)
    display_name: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    #: One of ``identity.ROLES``.
    role: Mapped[str] = mapped_column(Text)
    #: Whether they may see restricted works.
    restricted: Mapped[bool] = mapped_column(Boolean)
    disabled: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[str] = mapped_column(Text)
    #: As Argon2 writes it, with its parameters and salt; "" for one that has no password.
    password_hash: Mapped[str] = mapped_column(Text)
    #: Who an OpenID Connect issuer says they are; both None for one that has no such login.
    issuer: Mapped[str | None] = mapped_column(Text)
    subject: Mapped[str | None] = mapped_column(Text)


class RemovedNameRow(Base):
    """A name that an account had which was removed: what it made is kept under it, so nobody else
    can have it. ``name_key`` as that of accounts."""

    __tablename__ = "removed_account_names"

    name_key: Mapped[str] = mapped_column(Text, primary_key=True)
    removed_at: Mapped[str] = mapped_column(Text)


class GroupRow(Base):
    """A group of accounts, which saved queries are shared with."""

    __tablename__ = "account_groups"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    name_key: Mapped[str] = mapped_column(Text, unique=True)
    created_at: Mapped[str] = mapped_column(Text)


class MemberRow(Base):
    """An account in a group."""

    __tablename__ = "account_group_members"
    __table_args__ = (Index("groups_of_an_account", "account"),)

    group: Mapped[str] = mapped_column(
        "group_id", Text, ForeignKey("account_groups.id", ondelete="CASCADE"), primary_key=True
    )
    account: Mapped[str] = mapped_column(
        Text, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )


class SessionRow(Base):
    """A browser that has logged in. ``expires_at`` is its end however much it is used;
    ``address`` and ``agent`` are those it logged in from, for the account's own list."""

    __tablename__ = "account_sessions"
    __table_args__ = (Index("sessions_of_an_account", "account"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    account: Mapped[str] = _of_account()
    created_at: Mapped[str] = mapped_column(Text)
    seen_at: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    agent: Mapped[str] = mapped_column(Text)


class TokenRow(Base):
    """What a program comes in by, for its account, with some of ``identity.SCOPES``.
    ``used_at`` is "" before the first time, ``expires_at`` "" for one that stays."""

    __tablename__ = "account_tokens"
    __table_args__ = (Index("tokens_of_an_account", "account"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    account: Mapped[str] = _of_account()
    secret_sha256: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[str] = mapped_column(Text)
    used_at: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[str] = mapped_column(Text)


class AttemptRow(Base):
    """How many attempts to log in failed lately with a name, from an address or a known browser,
    all hashed: what people type as a name is at times their password."""

    __tablename__ = "login_attempts"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    last_at: Mapped[str] = mapped_column(Text)
    #: Before this moment no other attempt is looked at.
    closed_until: Mapped[str] = mapped_column(Text)


class LinkRow(Base):
    """A link by which somebody sets their password, once."""

    __tablename__ = "account_links"
    __table_args__ = (Index("links_of_an_account", "account"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    account: Mapped[str] = _of_account()
    created_at: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[str] = mapped_column(Text)
