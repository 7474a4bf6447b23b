"""The tables of saved queries and their runs. Times are ISO 8601 in UTC, so that they sort as text.

What a run found is kept once however many runs found the same, and so is each text: sets and texts
go by the SHA-256 of what they hold.
"""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from search_app.database_schema import Base


class SavedQueryRow(Base):
    """A saved query. ``owner`` is the id of an account, "" where there are none; ``shared_with``
    is the name of a group whose members see and run it, "" for nobody."""

    __tablename__ = "saved_queries"
    __table_args__ = (
        UniqueConstraint("owner", "name", name="one_saved_query_of_a_name"),
        Index("saved_queries_of_a_group", "shared_with"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    owner: Mapped[str] = mapped_column(Text)
    owner_name: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    tags: Mapped[list[str]] = mapped_column(JSON)
    #: A ``QueryModel`` as JSON, in the version in which it was written.
    query: Mapped[dict[str, Any]] = mapped_column(JSON)
    shared_with: Mapped[str] = mapped_column(Text)
    created_at: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[str] = mapped_column(Text)
    #: ``hourly``, ``daily``, ``weekly``, or "" for on demand alone.
    every: Mapped[str] = mapped_column(Text)
    #: The secret of the address of its feed, "" without one. Kept as it is, to be shown again.
    feed_token: Mapped[str] = mapped_column(Text)
    mail_to: Mapped[str] = mapped_column(Text)
    #: The language of the interface that mail is written in.
    mail_language: Mapped[str] = mapped_column(Text)
    #: The secret of the address by which mail is stopped.
    mail_token: Mapped[str] = mapped_column(Text)
    webhook: Mapped[str] = mapped_column(Text)
    #: What signs what is sent to the webhook.
    webhook_secret: Mapped[str] = mapped_column(Text)


class SavedRunRow(Base):
    """One run. ``number`` counts the runs of a query from 1; ``hits`` is its set; ``query`` the
    model as it was run; the counts of what is new, changed and gone are since the run before."""

    __tablename__ = "saved_runs"
    __table_args__ = (UniqueConstraint("saved", "number", name="one_saved_run_of_a_number"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    saved: Mapped[str] = mapped_column(Text, ForeignKey("saved_queries.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    at: Mapped[str] = mapped_column(Text)
    #: Who ran it: the id of an account, or "" for the schedule, the command line, no accounts.
    account: Mapped[str] = mapped_column(Text)
    duration_ms: Mapped[int] = mapped_column(Integer)
    count: Mapped[int] = mapped_column(Integer)
    generation: Mapped[int] = mapped_column(Integer)
    model: Mapped[str] = mapped_column(Text)
    profile: Mapped[str] = mapped_column(Text)
    #: How many provisions nearest in meaning could be among the hits, None for words alone.
    depth: Mapped[int | None] = mapped_column(Integer)
    query: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: ``queries.Basis``: what else the run rests on.
    basis: Mapped[dict[str, str]] = mapped_column(JSON)
    hits: Mapped[str] = mapped_column(Text, ForeignKey("hit_sets.sha256"))
    new: Mapped[int] = mapped_column(Integer)
    changed: Mapped[int] = mapped_column(Integer)
    gone: Mapped[int] = mapped_column(Integer)
    #: Why each hit that is gone is, by its address: JSON, compressed by zlib.
    why: Mapped[bytes] = mapped_column(LargeBinary)


class SavedLockRow(Base):
    """Who is running a saved query, and until when that holds unless it is renewed."""

    __tablename__ = "saved_locks"

    saved: Mapped[str] = mapped_column(
        Text, ForeignKey("saved_queries.id", ondelete="CASCADE"), primary_key=True
    )
    holder: Mapped[str] = mapped_column(Text)
    until: Mapped[str] = mapped_column(Text)


class HitSetRow(Base):
    """The hits of one run or more, best first, as ``kept_hits`` packs them."""

    __tablename__ = "hit_sets"

    sha256: Mapped[str] = mapped_column(Text, primary_key=True)
    packed: Mapped[bytes] = mapped_column(LargeBinary)


class KeptTextRow(Base):
    """The text of a hit, compressed by zlib, under ``indexer.models.text_hash`` of it."""

    __tablename__ = "kept_texts"

    sha256: Mapped[str] = mapped_column(Text, primary_key=True)
    packed: Mapped[bytes] = mapped_column(LargeBinary)


class DeliveryRow(Base):
    """What was sent, or could not be, of a run: ``channel`` is ``mail`` or ``webhook``, ``state``
    ``sent`` or ``failed``; ``detail`` says why."""

    __tablename__ = "saved_deliveries"
    __table_args__ = (UniqueConstraint("run", "channel", name="one_delivery_of_a_run"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    run: Mapped[str] = mapped_column(Text, ForeignKey("saved_runs.id", ondelete="CASCADE"))
    channel: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(Integer)
    detail: Mapped[str] = mapped_column(Text)
