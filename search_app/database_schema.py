"""The tables of what people make: what they have in common, and those of corrections.

The tables of a part of the program stand beside it, in its ``tables.py``; ``migrations`` makes
them.
"""

from typing import Any

from sqlalchemy import JSON, Index, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """What the tables have in common. Times are ISO 8601 in UTC, so that they sort as text."""


class CorrectionRow(Base):
    """One correction of beads, as ``corrections.Correction`` has it. Nothing is ever deleted."""

    __tablename__ = "corrections"
    __table_args__ = (Index("corrections_of_a_work", "work"),)

    #: The same in every database it is copied to.
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    work: Mapped[str] = mapped_column(Text)
    version_a: Mapped[str] = mapped_column(Text)
    version_b: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)
    #: ``[{"a": [key…], "b": [key…], "text_a": "…", "text_b": "…"}…]``
    beads: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    withdrawn_at: Mapped[str] = mapped_column(Text)
    withdrawn_by: Mapped[str] = mapped_column(Text)
