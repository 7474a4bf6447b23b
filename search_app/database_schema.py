"""The tables of what people make, and the steps by which an older database becomes the newest."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import JSON, Column, Connection, Index, Integer, MetaData, Table, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

#: The table whose one row says by how many steps the database was made.
VERSION_TABLE = Table("schema_version", MetaData(), Column("version", Integer, nullable=False))


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


def _add_corrections(connection: Connection) -> None:
    # A step says in full what it makes: the classes above go on changing, a step never does.
    tables = MetaData()
    Table(
        "corrections",
        tables,
        Column("id", Text, primary_key=True),
        Column("work", Text, nullable=False),
        Column("version_a", Text, nullable=False),
        Column("version_b", Text, nullable=False),
        Column("unit", Text, nullable=False),
        Column("action", Text, nullable=False),
        Column("author", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("beads", JSON, nullable=False),
        Column("withdrawn_at", Text, nullable=False),
        Column("withdrawn_by", Text, nullable=False),
        Index("corrections_of_a_work", "work"),
    )
    tables.create_all(connection)


#: The step at place N makes version N + 1 out of version N. Add steps at the end; change none.
STEPS: tuple[Callable[[Connection], None], ...] = (_add_corrections,)
